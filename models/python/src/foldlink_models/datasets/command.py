"""`foldlink-models check RECIPE --data DIR`: whether a folder is the data that a recipe wants."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path
from typing import Any

from foldlink_models import datasets, recipes
from foldlink_models.datasets import checks


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    check = commands.add_parser("check", help="check a folder against the data a recipe wants")
    check.add_argument("recipe", help="a recipe file, or the name of a built-in one")
    check.add_argument("--data", type=Path, required=True, help="the data set's folder")
    check.add_argument(
        "--values", action="store_true", help="read the values of every label file, not of a few"
    )
    check.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> int:
    sources = tomllib.loads(recipes.text(args.recipe)).get("data", {}).get("sources")
    if not sources:
        raise ValueError(f"{args.recipe} data.sources: missing (expected the data set's keys)")
    source, found = datasets.find_any(sources, args.data)
    if args.values:
        before = {new: old for case in found.cases for old, new in case.remap.items()}
        values = {before.get(value, value) for value in found.labels}
        files = [case.label for case in found.cases if case.label is not None]
        wrong = [s for file in files for s in checks.of_values(file, values)]
        checks.refuse(wrong, args.data, datasets.About(found.origin, found.licence))
    print(report(source, found))
    return 0


def report(source: str, found: datasets.DataSet) -> str:
    labels = ", ".join(f"{value} {name}" for value, name in sorted(found.labels.items()))
    rows = [
        ("data set", source),
        ("origin", found.origin),
        ("licence", found.licence),
        ("cases", str(len(found.cases))),
        ("channels", ", ".join(found.channels)),
        *([("labels", labels)] if labels else []),
        *(("note", note) for note in found.notes),
    ]
    return "\n".join([*(f"{a + ':':<10} {b}" for a, b in rows), "Not for clinical use."])
