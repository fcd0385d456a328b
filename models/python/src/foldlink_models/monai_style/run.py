"""A run's folder: recipe, split, where the data came from, preprocessed cases, a folder a fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from foldlink_models import datasets
from foldlink_models.datasets import Case
from foldlink_models.files import read_json, replacing, write_json
from foldlink_models.monai_style import recipe as recipes
from foldlink_models.monai_style.recipe import Recipe
from foldlink_models.monai_style.splitting import split_of
from foldlink_models.split import Split

REHEARSED_CASES = 12
REHEARSED_EPOCHS = 2


@dataclass(frozen=True)
class Run:
    folder: Path
    recipe: Recipe
    """Of a rehearsal with fewer epochs."""
    split: Split
    rehearsal: bool
    about: dict[str, Any]
    """Source, origin, licence and notes of the data."""

    @property
    def folds(self) -> range:
        return range(self.recipe.split.folds)

    def fold_folder(self, fold: int) -> Path:
        return self.folder / f"fold_{fold}"


def open_run(folder: Path) -> Run:
    if not (folder / "run.json").is_file():
        raise FileNotFoundError(f"{folder}: no run.json (expected a folder that `train` made)")
    about = read_json(folder / "run.json")
    recipe = recipes.parse((folder / "recipe.toml").read_text("utf-8"))
    kept = read_json(folder / "split.json")
    split = Split(tuple(kept["held_out"]), tuple(tuple(fold) for fold in kept["folds"]))
    rehearsal = bool(about["rehearsal"])
    return Run(folder, shortened(recipe) if rehearsal else recipe, split, rehearsal, about)


def start(
    text: str, data: Path, folder: Path, rehearsal: bool
) -> tuple[Run, list[Case], list[int]]:
    """A new run, or the one that lies there of the same recipe and cases."""
    recipe = recipes.parse(text)
    source, found = datasets.find_any(recipe.data.sources, data)
    _require_same_kind(folder, rehearsal)
    cases = _few(found.cases) if rehearsal else list(found.cases)
    split = split_of(cases, recipe.split)
    about = {
        "engine": recipes.ENGINE,
        "source": source,
        "origin": found.origin,
        "licence": found.licence,
        "notes": list(found.notes),
        "cases": len(cases),
        "rehearsal": rehearsal,
    }
    if (folder / "run.json").is_file():
        _require_same(folder, recipe, split)
    elif folder.is_dir() and any(folder.iterdir()):
        raise ValueError(f"{folder}: holds other files (expected an empty --out, or a run)")
    else:
        with replacing(folder / "recipe.toml") as beside:
            beside.write_text(text, "utf-8")
        write_json(folder / "split.json", {"held_out": split.held_out, "folds": split.folds})
        write_json(folder / "run.json", about)
    return open_run(folder), cases, datasets.picked([c.name for c in recipe.model.channels], found)


def shortened(recipe: Recipe) -> Recipe:
    return replace(recipe, training=replace(recipe.training, epochs=REHEARSED_EPOCHS))


def _few(cases: Sequence[Case]) -> list[Case]:
    """Of each class as many, so that a rehearsal has all that a training has."""
    classes = sorted({case.category for case in cases}, key=str)
    each = REHEARSED_CASES // len(classes)
    chosen = [case for k in classes for case in [c for c in cases if c.category == k][:each]]
    return sorted(chosen, key=lambda case: case.name)


def _require_same_kind(folder: Path, rehearsal: bool) -> None:
    if not (folder / "run.json").is_file():
        return
    there = read_json(folder / "run.json")["rehearsal"]
    if there != rehearsal:
        kind = "a rehearsal" if there else "a training"
        raise ValueError(f"{folder}: holds {kind} (expected an empty --out)")


def _require_same(folder: Path, recipe: Recipe, split: Split) -> None:
    if recipes.parse((folder / "recipe.toml").read_text("utf-8")) != recipe:
        raise ValueError(f"{folder}: holds a run of another recipe (expected an empty --out)")
    if open_run(folder).split != split:
        raise ValueError(f"{folder}: holds a run of other cases (expected an empty --out)")
