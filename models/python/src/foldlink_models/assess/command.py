"""`foldlink-models assess` and `quantise`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from foldlink_models.dataset import named, named_cases
from foldlink_models.files import replacing, write_json

PART = "assess"


def add_commands(commands: Any) -> None:
    assess = commands.add_parser(
        "assess", help="folds, ensemble, mirroring and doubt on kept-out cases"
    )
    assess.add_argument("model_dir", type=Path, metavar="MODEL_DIR")
    assess.add_argument("--data", type=Path, required=True, help="folder of labelled cases")
    assess.add_argument(
        "--cases", type=Path, required=True, metavar="LIST", help="JSON list of their names"
    )
    assess.add_argument("--out", type=Path, help="folder for assessment.md, .json, reliability.png")
    assess.add_argument(
        "--card",
        action="store_true",
        help="put the tables and the picture into the model's README.md, the figures into its "
        "model.json",
    )
    assess.add_argument("--threads", type=int, default=1)
    assess.set_defaults(run=_assess)

    quantise = commands.add_parser(
        "quantise", aliases=["quantize"], help="an int8 model folder for a CPU, its loss measured"
    )
    quantise.add_argument("model_dir", type=Path, metavar="MODEL_DIR")
    quantise.add_argument("--data", type=Path, required=True, help="folder of labelled cases")
    quantise.add_argument(
        "--calibration",
        type=Path,
        required=True,
        metavar="LIST",
        help="JSON list of cases that set the ranges",
    )
    quantise.add_argument(
        "--test",
        type=Path,
        metavar="LIST",
        help="JSON list of cases to measure on (left out: the model's held_out.json)",
    )
    quantise.add_argument("--to", type=Path, required=True, metavar="DIR")
    quantise.add_argument(
        "--max-loss", type=float, default=0.005, help="of any structure's mean Dice"
    )
    quantise.add_argument(
        "--no-mirroring", action="store_true", help="measure without, in less time"
    )
    quantise.add_argument("--threads", type=int, default=1)
    quantise.set_defaults(run=_quantise)


def _assess(args: argparse.Namespace) -> int:
    from foldlink_models.assess import card, plot
    from foldlink_models.predict import ModelFolder

    model = ModelFolder(args.model_dir)
    picture: str | None = plot.NAME
    if not plot.available():
        picture = None
        print("no picture: matplotlib is not installed (pip install '.[plots]')", file=sys.stderr)
    classifies = model.descriptor["task"] == "classification"
    made = (_classifier if classifies else _segmentation)(args, model, picture)
    print(made.text, end="")
    if args.out is not None:
        with replacing(args.out / "assessment.md") as beside:
            beside.write_text(made.text, "utf-8")
        write_json(args.out / "assessment.json", made.table)
        if picture:
            made.draw(args.out / picture)
    if args.card:
        if picture:
            made.draw(args.model_dir / picture)
        card.update(args.model_dir, PART, made.text, made.scores)
    return 0


class _Made:
    def __init__(self, text: str, table: Any, scores: dict[str, float], draw: Any) -> None:
        self.text, self.table, self.scores, self.draw = text, table, scores, draw


def _segmentation(args: argparse.Namespace, model: Any, picture: str | None) -> _Made:
    from foldlink_models.assess import plot, report, segmentation
    from foldlink_models.evaluate import ENSEMBLE

    cases = named_cases(args.data, args.cases, len(model.descriptor["channels"]))
    found = segmentation.run(model, cases, threads=args.threads)
    scores = {
        f"held_out.dice.{s}": found.scores[found.mode].mean(ENSEMBLE, s) for s in found.structures
    }
    title = f"{model.descriptor['id']}: error by doubt, {len(cases)} kept-out cases"
    return _Made(
        report.markdown(found, picture),
        report.as_dict(found),
        scores,
        lambda target: plot.doubt(found, title, target),
    )


def _classifier(args: argparse.Namespace, model: Any, picture: str | None) -> _Made:
    from foldlink_models.assess import classification, classifier_report, plot
    from foldlink_models.datasets import classes
    from foldlink_models.evaluate import ENSEMBLE

    cases = named(classes.find(args.data).cases, args.cases, args.data)
    found = classification.run(model, cases, threads=args.threads)
    title = f"{model.descriptor['id']}: reliability, {len(cases)} kept-out cases"
    return _Made(
        classifier_report.markdown(found, picture),
        classifier_report.as_dict(found),
        {f"held_out.{name}": found.figure(name, ENSEMBLE) for name in ("auc", "accuracy")},
        lambda target: plot.probability(found, title, target),
    )


def _quantise(args: argparse.Namespace) -> int:
    from foldlink_models.assess import int8
    from foldlink_models.predict import ModelFolder

    model = ModelFolder(args.model_dir)
    channels = len(model.descriptor["channels"])
    test = args.test or args.model_dir / "held_out.json"
    calibration = named_cases(args.data, args.calibration, channels)
    done = int8.run(
        model,
        calibration,
        named_cases(args.data, test, channels),
        args.to,
        largest_loss=args.max_loss,
        mirroring=not args.no_mirroring,
        threads=args.threads,
    )
    print(int8.markdown(done, [case.name for case in calibration], not args.no_mirroring))
    return 0
