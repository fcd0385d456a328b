"""`foldlink-models assess`, `precisions` and `quantise`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foldlink_models.assess import kept_out
from foldlink_models.dataset import named, named_cases
from foldlink_models.files import replacing, write_json

if TYPE_CHECKING:
    from foldlink_models.predict import ModelFolder

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

    precisions = commands.add_parser("precisions", help="the loss in Dice by float16")
    precisions.add_argument("model_dir", type=Path, metavar="MODEL_DIR")
    precisions.add_argument("--data", type=Path, required=True, help="folder of labelled cases")
    precisions.add_argument(
        "--cases", type=Path, required=True, metavar="LIST", help="JSON list of their names"
    )
    precisions.add_argument(
        "--trained",
        type=Path,
        metavar="RESULTS_DIR",
        help="nnU-Net's results folder, to judge the weights' storage, too",
    )
    precisions.add_argument("--card", action="store_true", help="into README.md and model.json")
    precisions.add_argument("--no-mirroring", action="store_true")
    precisions.add_argument("--threads", type=int, default=1)
    precisions.set_defaults(run=_precisions)

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


def _model(args: argparse.Namespace, *, classifiers: bool) -> ModelFolder:
    """The folder, and the numbers that all commands take, looked at before anything runs."""
    from foldlink_models.predict import ModelFolder

    if args.threads < 1:
        raise ValueError(f"--threads {args.threads} (expected 1 or more)")
    model = ModelFolder(args.model_dir)
    if not (args.model_dir / "model.json").is_file():
        raise FileNotFoundError(f"{args.model_dir}: no model.json (expected a model's folder)")
    task = model.descriptor["task"]
    if task == "classification" and not classifiers:
        raise ValueError(f"{args.model_dir}: model.json task = {task} (expected segmentation)")
    if task == "segmentation" and (args.model_dir / "monai.json").is_file():
        raise ValueError(
            f"{args.model_dir}: a segmentation with monai.json (expected one with plans.json, or a "
            "classifier)"
        )
    return model


def _assess(args: argparse.Namespace) -> int:
    from foldlink_models.assess import card, plot

    model = _model(args, classifiers=True)
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
        if made.picture:
            made.draw(args.out / made.picture)
    if args.card:
        if made.picture:
            made.draw(args.model_dir / made.picture)
        card.update(args.model_dir, PART, made.text, made.scores)
    return 0


@dataclass(frozen=True)
class _Made:
    text: str
    table: dict[str, Any]
    """For JSON."""
    scores: dict[str, float]
    draw: Callable[[Path], None]
    picture: str | None
    """The name of its file; none where there is nothing to draw, or nothing to draw with."""


def _segmentation(args: argparse.Namespace, model: ModelFolder, picture: str | None) -> _Made:
    from foldlink_models.assess import plot, report, segmentation
    from foldlink_models.evaluate import ENSEMBLE

    cases = named_cases(args.data, args.cases, len(model.descriptor["channels"]))
    kept_out.require(args.model_dir, cases, "--cases")
    found = segmentation.run(model, cases, threads=args.threads)
    scores = {
        f"held_out.dice.{s}": found.scores[found.mode].mean(ENSEMBLE, s) for s in found.structures
    }
    picture = picture if len(found.folds) > 1 else None
    title = f"{model.descriptor['id']}: error by doubt, {len(cases)} kept-out cases"
    return _Made(
        report.markdown(found, picture),
        report.as_dict(found),
        scores,
        lambda target: plot.doubt(found, title, target),
        picture,
    )


def _classifier(args: argparse.Namespace, model: ModelFolder, picture: str | None) -> _Made:
    from foldlink_models.assess import classification, classifier_report, plot
    from foldlink_models.datasets import classes
    from foldlink_models.evaluate import ENSEMBLE

    cases = named(classes.find(args.data).cases, args.cases, args.data)
    kept_out.require(args.model_dir, cases, "--cases")
    found = classification.run(model, cases, threads=args.threads)
    title = f"{model.descriptor['id']}: reliability, {len(cases)} kept-out cases"
    return _Made(
        classifier_report.markdown(found, picture),
        classifier_report.as_dict(found),
        {f"held_out.{name}": found.figure(name, ENSEMBLE) for name in ("auc", "accuracy")},
        lambda target: plot.probability(found, title, target),
        picture,
    )


def _quantise(args: argparse.Namespace) -> int:
    from foldlink_models.assess import int8

    if not 0 <= args.max_loss <= 1:
        raise ValueError(f"--max-loss {args.max_loss} (expected 0..1, of Dice)")

    model = _model(args, classifiers=False)
    channels = len(model.descriptor["channels"])
    test = args.test or args.model_dir / "held_out.json"
    calibration = named_cases(args.data, args.calibration, channels)
    tested = named_cases(args.data, test, channels)
    kept_out.require(args.model_dir, tested, "--test")
    done = int8.run(
        model,
        calibration,
        tested,
        args.to,
        largest_loss=args.max_loss,
        mirroring=not args.no_mirroring,
        threads=args.threads,
    )
    print(int8.markdown(done, [case.name for case in calibration], not args.no_mirroring))
    return 0


def _precisions(args: argparse.Namespace) -> int:
    from foldlink_models.assess import card, half

    model = _model(args, classifiers=False)
    mirroring = not args.no_mirroring
    cases = named_cases(args.data, args.cases, len(model.descriptor["channels"]))
    kept_out.require(args.model_dir, cases, "--cases")
    found = half.run(model, cases, args.trained, mirroring=mirroring, threads=args.threads)
    text = half.markdown(found, mirroring=mirroring, trained=args.trained is not None)
    print(text, end="")
    if args.card:
        card.update(args.model_dir, half.PART, text, half.scores(found))
    return 0
