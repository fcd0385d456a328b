"""A run's folder: recipe, plans, data set, split; then a folder a fold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foldlink_models import fingerprint, recipe
from foldlink_models.dataset import Case, list_cases
from foldlink_models.files import read_json, replacing, write_json
from foldlink_models.plans import Plans, make_dataset_json, make_plans
from foldlink_models.recipe import Recipe
from foldlink_models.split import Split, make_split


@dataclass(frozen=True)
class Run:
    folder: Path
    recipe: Recipe
    plans: Plans
    dataset_json: dict[str, Any]
    split: Split

    def fold_folder(self, fold: int) -> Path:
        return self.folder / f"fold_{fold}"


def prepare(recipe_name: str, data: Path, folder: Path) -> tuple[Run, dict[str, Case]]:
    """Writes what the folder lacks; refuses a folder made from another recipe."""
    wanted = recipe.load(recipe_name)
    cases = {case.name: case for case in list_cases(data, len(wanted.model.channels))}
    split = make_split(list(cases), wanted.split.held_out, wanted.split.seed)
    kept = folder / "decisive.json"
    if kept.is_file() and read_json(kept) != wanted.decisive():
        raise ValueError(f"{folder}: holds a run of another recipe (expected an empty --out)")
    if not (folder / "plans.json").is_file():
        seen = [case for name, case in cases.items() if name not in split.held_out]
        found = fingerprint.measure(seen, wanted.plan.reader, wanted.split.seed)
        write_json(folder / "dataset.json", make_dataset_json(wanted, len(seen)))
        write_json(folder / "splits_final.json", split.as_nnunet())
        write_json(folder / "held_out.json", list(split.held_out))
        with replacing(folder / "recipe.toml") as beside:
            beside.write_text(recipe.text(recipe_name), "utf-8")
        write_json(kept, wanted.decisive())
        write_json(
            folder / "plans.json",
            make_plans(wanted, found.median_shape, found.median_spacing, found.intensities),
        )
    return open_run(folder), cases


def open_run(folder: Path) -> Run:
    splits = read_json(folder / "splits_final.json")
    return Run(
        folder,
        recipe.load(str(folder / "recipe.toml")),
        read_json(folder / "plans.json"),
        read_json(folder / "dataset.json"),
        Split(
            tuple(read_json(folder / "held_out.json")),
            tuple(tuple(fold["val"]) for fold in splits),
        ),
    )
