"""`model.json` of an imported folder (models/zoo/model.schema.json)."""

from __future__ import annotations

import re
from typing import Any

from foldlink_models import terminology
from foldlink_models.descriptor import NOTICE
from foldlink_models.importing import nnunet_dataset
from foldlink_models.importing.label_names import ID, normalised
from foldlink_models.importing.nnunet_stages import Stage

UNKNOWN = "unknown"


def model_id(stage: Stage, wanted: str | None) -> str:
    """The one asked for, else by the data set and the configuration."""
    if wanted is not None:
        if not ID.fullmatch(wanted):
            raise ValueError(
                f"--id {wanted} (expected lower-case letters and digits, joined by single hyphens)"
            )
        return wanted
    source = stage.source
    name = source.plans.get("dataset_name") or source.dataset.get("name") or ""
    plain = re.sub(r"^Dataset[0-9]+_", "", str(name))
    parts = [normalised(p, "-") for p in (plain, stage.configuration.name)]
    return "-".join(p for p in parts if p) or "model"


def make(
    stages: list[Stage],
    identifier: str,
    axes: list[int],
    *,
    title: str | None,
    licence: str | None,
    modality: str | None,
) -> dict[str, Any]:
    """`axes`: that inference may mirror, 0 = z, 1 = y, 2 = x."""
    last = stages[0]
    dataset, table = last.dataset, last.source.dataset
    modalities = [modality or nnunet_dataset.modality(c) for c in dataset.channels]
    named = str(table.get("name") or last.source.plans.get("dataset_name") or "")
    named = " ".join(named.split()) or identifier
    cases = table.get("numTraining")
    labels = terminology.json_labels({s.value: s.original for s in dataset.structures}, named)
    for label, structure in zip(labels, dataset.structures, strict=True):
        label["name"] = structure.name
    model = {
        "schema": 1,
        "id": identifier,
        "title": title or f"{named}, {last.configuration.name}",
        "version": "1.0.0",
        "task": "segmentation",
        "modality": modalities[0],
        "channels": [
            {"name": c, "modality": m} for c, m in zip(dataset.channels, modalities, strict=True)
        ],
        "labels": labels,
        "configuration": last.configuration.name,
    }
    if len(stages) > 1:
        model["previous_stage"] = stages[1].configuration.name
    return model | {
        "mirroring": axes,
        "trained_on": named + (f", {cases} cases" if isinstance(cases, int) else ""),
        "licence": licence or UNKNOWN,
        "attribution": str(table.get("reference") or UNKNOWN),
        "scores": {},
        "notice": NOTICE,
    }
