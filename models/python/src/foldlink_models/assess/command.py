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
