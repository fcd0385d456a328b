"""model.json and README.md of a model: measured figures beside the published ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from foldlink_models.monai_style import networks
from foldlink_models.monai_style.recipe import Recipe
from foldlink_models.monai_style.run import Run

NOTICE = "Not for clinical use."
WORTHLESS = "Rehearsal: a handful of iterations. The weights are worthless."


def flat(scores: dict[str, Any]) -> dict[str, float]:
    """`held_out.dice.mean`, …, and the folds' mean as `validation.…`; without what has no value."""
    found = {f"held_out.{name}": value for name, value in scores.get("held_out", {}).items()}
    folds = list(scores.get("validation", {}).values())
    for name in folds[0] if folds else []:
        values = [fold[name] for fold in folds if not math.isnan(fold[name])]
        if values:
            found[f"validation.{name}"] = float(np.mean(values))
    return {name: round(value, 4) for name, value in found.items() if not math.isnan(value)}


def descriptor(run: Run, id_: str, scores: dict[str, float]) -> dict[str, Any]:
    model = run.recipe.model
    return {
        "$schema": "../model.schema.json",
        "schema": 1,
        "id": id_,
        "title": f"{model.title} (rehearsal)" if run.rehearsal else model.title,
        "version": model.version,
        "task": model.task,
        "modality": model.modality,
        "channels": [vars(channel) for channel in model.channels],
        "labels": [
            {
                key: list(value) if key == "color" else value
                for key, value in vars(label).items()
                if value is not None
            }
            for label in model.labels
        ],
        "trained_on": WORTHLESS if run.rehearsal else model.trained_on,
        "licence": model.licence,
        "attribution": model.attribution,
        "scores": scores,
        "notice": NOTICE,
    }


def text(
    run: Run, model: dict[str, Any], scores: dict[str, Any], errors: tuple[float, float]
) -> str:
    """`errors`: of the graphs to PyTorch, and by float16 storage."""
    recipe = run.recipe
    parts = [
        f"# {model['id']}",
        f"{model['title']}. {_folds(recipe)}. **{NOTICE}**",
        *([f"**{WORTHLESS}**"] if run.rehearsal else []),
        _facts(run, model),
        _figures(recipe, model["scores"]),
        *([_each_fold(scores)] if "held_out_each_fold" in scores else []),
        f"The folds' graphs differ from PyTorch by at most {errors[0]:.0e} in a logit; float16 "
        f"storage changed the trained logits by at most {errors[1]:.0e}.",
        _limits(recipe),
    ]
    return "\n\n".join(parts) + "\n"


def _folds(recipe: Recipe) -> str:
    return "Five folds" if recipe.split.folds > 1 else "One training"


def _facts(run: Run, model: dict[str, Any]) -> str:
    recipe = run.recipe
    size = " x ".join(map(str, recipe.size))
    millions = networks.parameters(networks.build(recipe)) / 1e6
    channels = ", ".join(f"{c['name']} ({c['modality']})" for c in model["channels"])
    answers = ", ".join(f"{label['value']} {label['name']}" for label in model["labels"])
    how = "the whole scan" if recipe.inferer.kind == "whole" else "tiles"
    rows = [
        ("input", f"{channels}; {how} at {size} voxels"),
        ("output", answers),
        (
            "network",
            f"`{recipe.network.kind}`, features {list(recipe.network.features)}, "
            f"{millions:.2f} million parameters a fold",
        ),
        ("preprocessing", ", ".join(s["step"] for s in recipe.preprocessing) + ": `monai.json`"),
        ("trained on", model["trained_on"]),
        ("data", f"{run.about['origin']}; licence: {run.about['licence']}"),
        ("cases", f"{run.about['cases']}, {len(run.split.held_out)} of them held out"),
        ("storage", "float16 weights, computed in float32"),
        ("licence", model["licence"]),
    ]
    return "\n".join(["| | |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])


def _figures(recipe: Recipe, scores: dict[str, float]) -> str:
    names = [*scores, *(name for name in recipe.published if name not in scores)]
    if not names:
        return "No figures."

    def shown(table: dict[str, float], name: str) -> str:
        return f"{table[name]:.4f}" if name in table else "-"

    rows = [f"| {n} | {shown(scores, n)} | {shown(recipe.published, n)} |" for n in names]
    head = ["| figure | measured here | published |", "|---|---|---|"]
    note = (
        "`held_out`: cases that no fold saw, the folds together. `validation`: each fold on the "
        "cases that it did not train on, but that chose its epoch; the folds' mean."
    )
    return "\n".join([*head, *rows, "", note])


def _each_fold(scores: dict[str, Any]) -> str:
    folds = scores["held_out_each_fold"]
    names = list(scores["held_out"])
    rows = [
        f"| {who} | " + " | ".join(f"{table[name]:.4f}" for name in names) + " |"
        for who, table in [
            *((f"fold {k}", table) for k, table in folds.items()),
            ("together", scores["held_out"]),
        ]
    ]
    head = [f"| held out | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    return "\n".join([*head, *rows])


def _limits(recipe: Recipe) -> str:
    where = (
        "Probabilities are not calibrated."
        if recipe.classifies
        else "Dice and IoU are measured on the network's own grid, as the published ones were, not "
        "on the scan's: small structures lose more there."
    )
    return f"## Limits\n\n- {where}\n- {NOTICE}"
