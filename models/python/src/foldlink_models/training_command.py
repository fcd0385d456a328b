"""`recipes`, `train`, `resume` and `export`: from a data set to a model's folder."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path
from typing import Any

from foldlink_models import recipes

DEVICES = ("auto", "cpu", "cuda")
ENGINES = ("nnunet", "monai")


def add_commands(commands: Any) -> None:
    listing = commands.add_parser("recipes", help="the recipes that come with the package")
    listing.set_defaults(run=_recipes)

    train = commands.add_parser(
        "train", help="train the folds of a recipe; run again after a kill, it goes on"
    )
    train.add_argument("recipe", help="a recipe file, or the name of a built-in one")
    train.add_argument("--data", type=Path, required=True, help="the data set as downloaded")
    train.add_argument("--out", type=Path, required=True, help="the run's folder")
    train.add_argument(
        "--as-published",
        action="store_true",
        help="the published system, not the successor that the field knows to be better",
    )
    train.add_argument(
        "--rehearse",
        action="store_true",
        help="the same path with a handful of iterations; the weights are worth nothing",
    )
    train.add_argument(
        "--batch-size", type=int, help="of a patch-based recipe, in place of its own"
    )
    _add_how(train)
    train.set_defaults(run=_train)

    resume = commands.add_parser("resume", help="go on with a run whose data are prepared")
    resume.add_argument("run_dir", type=Path, metavar="RUN_DIR")
    _add_how(resume)
    resume.set_defaults(run=_resume)

    export = commands.add_parser("export", help="write a run as a model folder with ONNX folds")
    export.add_argument("run_dir", type=Path, metavar="RUN_DIR")
    export.add_argument("--to", type=Path, required=True, metavar="MODEL_DIR")
    export.add_argument("--threads", type=int, default=1)
    export.set_defaults(run=_export)


def _add_how(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fold", type=int, choices=range(5), help="one fold only")
    parser.add_argument("--device", choices=DEVICES, default="auto")
    parser.add_argument("--threads", type=int, default=1, help="of the CPU")
    parser.add_argument(
        "--no-validation", action="store_true", help="leave nnU-Net's validation for a later run"
    )


def engine_of(text: str, where: str) -> str:
    try:
        engine = tomllib.loads(text).get("engine")
    except tomllib.TOMLDecodeError as e:
        raise ValueError(f"{where}: {e} (expected a recipe in TOML)") from e
    if engine not in ENGINES:
        raise ValueError(f"{where} engine = {engine!r} (expected one of {list(ENGINES)})")
    return str(engine)


def _recipes(args: argparse.Namespace) -> int:
    for name in recipes.names():
        table = tomllib.loads(recipes.text(name))
        print(f"{name:<36} {table['engine']:<7} {table['model']['title']}")
    print("Names that end in .as-published are the published systems (train NAME --as-published).")
    return 0


def _train(args: argparse.Namespace) -> int:
    name = args.recipe
    if args.as_published and not name.endswith(recipes.AS_PUBLISHED):
        name += recipes.AS_PUBLISHED
    text = recipes.text(name)
    if engine_of(text, name) == "monai":
        from foldlink_models.monai_style import command

        if args.batch_size is not None:
            raise ValueError("--batch-size: for patch-based recipes alone (expected none)")
        command.train(
            name, args.data, args.out, args.fold, args.device, args.threads, args.rehearse
        )
        return 0
    from foldlink_models.nnunet import command as nnunet

    nnunet.train(text, args.data, args.out, _how(args), args.rehearse, args.batch_size)
    return 0


def _how(args: argparse.Namespace) -> Any:
    from foldlink_models.nnunet.command import How

    return How(args.fold, args.device, args.threads, not args.no_validation)


def _resume(args: argparse.Namespace) -> int:
    from foldlink_models.nnunet import command as nnunet

    kept = args.run_dir / "recipe.toml"
    if not kept.is_file() or engine_of(kept.read_text("utf-8"), str(kept)) != "nnunet":
        raise ValueError(f"{args.run_dir}: no nnU-Net run (expected one that `train` prepared)")
    nnunet.resume(args.run_dir, _how(args))
    return 0


def _export(args: argparse.Namespace) -> int:
    kept = args.run_dir / "recipe.toml"
    if not kept.is_file():
        raise ValueError(f"{kept} is missing (expected a run's folder, as `train --out` makes it)")
    if engine_of(kept.read_text("utf-8"), str(kept)) == "monai":
        from foldlink_models.monai_style import command

        command.export(args.run_dir, args.to, args.threads)
        return 0
    from foldlink_models.nnunet import command as nnunet

    nnunet.export(args.run_dir, args.to, args.threads)
    return 0
