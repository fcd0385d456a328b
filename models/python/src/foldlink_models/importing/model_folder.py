"""A model folder in MONAI's style (docs/monai.md): written whole beside its place, then renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import onnx

from foldlink_models import checksums
from foldlink_models.descriptor import NOTICE
from foldlink_models.files import write_json

Table = dict[str, Any]


@dataclass(frozen=True)
class Described:
    """What a model is, as `model.json` says it."""

    id: str
    title: str
    task: str
    modality: str
    channels: Sequence[Table]
    labels: Sequence[Table]
    trained_on: str
    licence: str
    attribution: str
    version: str = "1.0.0"
    scores: Mapping[str, float] = field(default_factory=dict)

    def table(self) -> Table:
        return {
            "schema": 1,
            "id": self.id,
            "title": self.title,
            "version": self.version,
            "task": self.task,
            "modality": self.modality,
            "channels": list(self.channels),
            "labels": list(self.labels),
            "trained_on": self.trained_on,
            "licence": self.licence,
            "attribution": self.attribution,
            "scores": dict(self.scores),
            "notice": NOTICE,
        }


def free(folder: Path) -> Path:
    """`folder`, where there is nothing yet; asked before the work, and once more at its end."""
    if folder.exists():
        raise ValueError(
            f"{folder} exists (expected a new folder: remove it, or give --id or --to)"
        )
    return folder


def write(
    folder: Path,
    described: Described,
    pipeline: Table,
    folds: Sequence[onnx.ModelProto],
    card: str,
    licence: Path | None = None,
) -> None:
    beside = free(folder).with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        beside.mkdir(parents=True)
        write_json(beside / "model.json", described.table())
        write_json(beside / "monai.json", {"schema": 1, **pipeline})
        for k, fold in enumerate(folds):
            (beside / f"fold_{k}").mkdir()
            (beside / f"fold_{k}" / "model.onnx").write_bytes(fold.SerializeToString())
        (beside / "README.md").write_text(card, "utf-8")
        if licence is not None:
            shutil.copyfile(licence, beside / "LICENSE")
        checksums.write(beside)
        beside.rename(free(folder))
    finally:
        shutil.rmtree(beside, ignore_errors=True)
