"""`model.json`, FoldLink's own descriptor beside nnU-Net's files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema

from foldlink_models.files import read_json
from foldlink_models.plans import CONFIGURATION
from foldlink_models.recipe import Label, Model

NOTICE = "Not for clinical use."


def make(model: Model, scores: dict[str, float]) -> dict[str, Any]:
    return {
        "$schema": "../model.schema.json",
        "schema": 1,
        "id": model.id,
        "title": model.title,
        "version": model.version,
        "task": "segmentation",
        "modality": model.modality,
        "channels": [{"name": c.name, "modality": c.modality} for c in model.channels],
        "labels": [_label(label) for label in model.labels],
        "configuration": CONFIGURATION,
        "mirroring": list(model.mirroring_axes),
        "trained_on": model.trained_on,
        "licence": model.licence,
        "attribution": model.attribution,
        "scores": {name: round(value, 4) for name, value in scores.items()},
        "notice": NOTICE,
    }


def _label(label: Label) -> dict[str, Any]:
    table: dict[str, Any] = {
        "value": label.value,
        "name": label.name,
        "color": list(label.color),
    }
    return table if label.snomed is None else {**table, "snomed": label.snomed}


def problems(model_dir: Path) -> list[str]:
    """What is wrong with a model folder's descriptor, a sentence each; empty when it is sound."""
    described = read_json(model_dir / "model.json")
    schema = read_json(model_dir.parent / "model.schema.json")
    found = [
        f"model.json {error.json_path}: {error.message}"
        for error in jsonschema.Draft202012Validator(schema).iter_errors(described)
    ]
    if found:
        return found
    dataset = read_json(model_dir / "dataset.json")
    plans = read_json(model_dir / "plans.json")
    pairs = [
        ("id", described["id"], model_dir.name),
        (
            "labels",
            {"background": 0} | {v["name"]: v["value"] for v in described["labels"]},
            dataset["labels"],
        ),
        (
            "channels",
            {str(i): c["name"] for i, c in enumerate(described["channels"])},
            dataset["channel_names"],
        ),
    ]
    found += [f"model.json {n} = {a} (expected {b})" for n, a, b in pairs if a != b]
    if described.get("configuration") not in plans["configurations"]:
        found.append(
            f"model.json configuration = {described.get('configuration')} "
            f"(expected one of {list(plans['configurations'])})"
        )
    return found
