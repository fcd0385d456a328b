"""A finished run as a model folder: nnU-Net's results folder imported, described by the recipe."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from foldlink_models import checksums
from foldlink_models.files import read_json, replacing, write_json
from foldlink_models.importing import nnunet as importing
from foldlink_models.nnunet import card
from foldlink_models.nnunet.recipe import Label, Recipe
from foldlink_models.nnunet.run import Run

WORTHLESS = "a rehearsal of a handful of iterations: these weights are worth nothing"


def export(run: Run, to: Path) -> None:
    """`to`: a new folder, named as the model will be; nothing is written unless each fold's graph
    agrees with PyTorch."""
    if to.exists():
        raise ValueError(f"{to} is there already (expected a new folder)")
    run.use()
    wanted = run.recipe
    missing = [
        k
        for k in range(wanted.training.folds)
        if not (run.results / f"fold_{k}" / "checkpoint_final.pth").is_file()
    ]
    if missing:
        raise ValueError(
            f"{run.folder}: folds {missing} are not done (expected all; `foldlink-models resume "
            f"{run.folder}` goes on)"
        )
    beside = to.with_name(f".{to.name}-described")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        scan = _case(run)
        made = importing.run(
            run.results,
            importing.Wanted(
                into=beside,
                id=to.name,
                title=wanted.model.title,
                licence=wanted.model.licence,
                modality=wanted.model.modality,
                folds=[str(k) for k in range(wanted.training.folds)],
                scan=scan,
                half=True,
            ),
            lambda line: print(line.replace(str(beside), str(to.parent)), flush=True),
        )
        _describe(run, made)
        made.rename(to)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _case(run: Run) -> list[Path] | None:
    """A scan for the comparison: a kept-out one, or the first."""
    for part in ("imagesTs", "imagesTr"):
        first = sorted((run.raw / part).glob("*_0000.nii.gz"))
        if first:
            stem = first[0].name.removesuffix("_0000.nii.gz")
            channels = range(len(run.recipe.model.channels))
            return [first[0].with_name(f"{stem}_{c:04d}.nii.gz") for c in channels]
    return None


def _describe(run: Run, folder: Path) -> None:
    described = read_json(folder / "model.json")
    write_json(folder / "model.json", {"$schema": "../model.schema.json"} | overlay(run, described))
    for name in ("splits_final.json", "held_out.json"):
        write_json(folder / name, read_json(run.folder / name))
    with replacing(folder / "recipe.toml") as beside:
        beside.write_text((run.folder / "recipe.toml").read_text("utf-8"), "utf-8")
    imported = (folder / "README.md").read_text("utf-8")
    with replacing(folder / "README.md") as beside:
        beside.write_text(card.text(run, read_json(folder / "model.json"), imported), "utf-8")
    checksums.write(folder)


def overlay(run: Run, imported: dict[str, Any]) -> dict[str, Any]:
    """What the recipe says of the model, over what nnU-Net's files said."""
    wanted = run.recipe.model
    return imported | {
        "version": wanted.version,
        "title": wanted.title + (" (rehearsal)" if run.rehearsal else ""),
        "channels": [{"name": c.name, "modality": c.modality} for c in wanted.channels],
        "labels": labels(run.recipe, imported["labels"]),
        "trained_on": WORTHLESS if run.rehearsal else wanted.trained_on,
        "attribution": wanted.attribution,
    }


def labels(recipe: Recipe, imported: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By value; colours and codes of the terminology where the recipe gives none."""
    known = {label["value"]: label for label in imported}
    return [_label(label, known[label.value]) for label in recipe.model.labels]


def _label(label: Label, imported: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = imported | {"name": label.name}
    if label.color is not None:
        told["color"] = list(label.color)
    if label.snomed is not None:
        told.pop("snomed_modifier", None)
        told["snomed"] = label.snomed
    return told
