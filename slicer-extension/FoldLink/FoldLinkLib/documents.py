"""The dialogue's JSON as values: models, findings, progress, results. docs/dialogue.md of the bridge says what each field means.

Coordinates are RAS in mm. Unknown fields are ignored, so that a newer bridge of the same major version is understood.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Code:
    """A coded concept. ``scheme`` is DICOM's coding scheme designator, ``SCT`` for SNOMED CT."""

    scheme: str
    value: str
    meaning: str


@dataclass(frozen=True)
class Terminology:
    """What a segment is, in DICOM's terms; the last two are None where nothing is to be said."""

    category: Code
    type: Code
    modifier: Optional[Code]
    region: Optional[Code]


@dataclass(frozen=True)
class Label:
    value: int
    name: str
    colour: tuple[int, int, int]
    terminology: Optional[Terminology]


@dataclass(frozen=True)
class Channel:
    name: str
    modality: str


@dataclass(frozen=True)
class ModelRow:
    """A row of the list of models."""

    id: str
    title: str
    task: str
    channels: tuple[str, ...]
    labels: int
    folds: int

    @property
    def segments(self) -> bool:
        """Whether its answer is a labelmap, and not one class for the whole volume."""
        return self.task != "classification"


@dataclass(frozen=True)
class Model:
    id: str
    title: str
    version: str
    task: str
    channels: tuple[Channel, ...]
    labels: tuple[Label, ...]
    folds: int
    licence: str
    attribution: str
    trained_on: str
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Finding:
    """What ``Check`` (or a look at the scene) says of an input. ``channel`` is empty where it concerns none in particular.

    ``fix`` is what the panel can do about it: ``harden``, ``resample`` or empty.
    """

    level: str
    code: str
    channel: str
    message: str
    fix: str = ""

    @property
    def is_error(self) -> bool:
        return self.level == "error"


@dataclass(frozen=True)
class Progress:
    """``fold`` and ``tile`` count from 1; ``seconds_left`` is None while it is unknown."""

    phase: str
    fold: int
    folds: int
    tile: int
    tiles: int
    seconds_left: Optional[float]

    @property
    def share(self) -> float:
        """Of the whole run's tiles, 0 to 1. A network that is loaded and a preview that is made between two folds change nothing."""
        if self.phase == "done":
            return 1.0
        if not self.folds:
            return 0.0
        of_fold = self.tile / self.tiles if self.tiles else 0.0
        return min(1.0, max(0.0, (max(self.fold, 1) - 1 + of_fold) / self.folds))


@dataclass(frozen=True)
class Box:
    """Along RAS axes, from outer voxel face to outer voxel face."""

    min: Vector
    max: Vector


@dataclass(frozen=True)
class OrientedBox:
    """Along the labelmap's own axes (unit vectors, rows of ``axes``), from outer voxel face to outer voxel face."""

    centre: Vector
    axes: tuple[Vector, Vector, Vector]
    size: Vector


@dataclass(frozen=True)
class Structure:
    label: Label
    voxels: int
    ml: float
    box: Box
    oriented_box: Optional[OrientedBox]
    centre: Vector
    diameters_mm: tuple[float, ...]
    fold_agreement: Optional[float]


@dataclass(frozen=True)
class Result:
    job: str
    structures: tuple[Structure, ...]
    absent: tuple[str, ...]
    provenance: Mapping[str, Any]
    seconds: Mapping[str, float]
    software: str
    notice: str
    devices: Mapping[str, int]
    """By device name, the revision in which it is final."""


def model_rows(reply: Mapping[str, Any]) -> list[ModelRow]:
    return [
        ModelRow(r["id"], r.get("title") or r["id"], r.get("task", ""), tuple(r["channels"]), int(r["labels"]), int(r["folds"]))
        for r in reply["models"]
    ]


def model(reply: Mapping[str, Any]) -> Model:
    return Model(
        id=reply["id"],
        title=reply.get("title") or reply["id"],
        version=reply.get("version", ""),
        task=reply.get("task", ""),
        channels=tuple(Channel(c["name"], c.get("modality", "")) for c in reply["channels"]),
        labels=tuple(_label(row) for row in reply["labels"]),
        folds=len(reply["folds"]),
        licence=reply.get("licence", ""),
        attribution=reply.get("attribution", ""),
        trained_on=reply.get("trained_on", ""),
        scores=dict(reply.get("scores", {})),
    )


def findings(reply: Mapping[str, Any]) -> list[Finding]:
    """The findings of a ``Check``; ``field`` is ``inputs.CHANNEL`` where one concerns a channel."""
    found = []
    for row in reply["findings"]:
        where = row.get("field") or ""
        channel = where[len("inputs.") :] if where.startswith("inputs.") else ""
        found.append(Finding(row["level"], row["code"], channel, row["message"]))
    return found


def progress(text: str) -> Optional[Progress]:
    """What ``JOB.progress`` says; None for a text that is not that."""
    try:
        row = json.loads(text)
        left = row.get("seconds_left")
        counts = (int(row.get(key) or 0) for key in ("fold", "folds", "tile", "tiles"))
        return Progress(row["phase"], *counts, seconds_left=None if left is None else float(left))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def result(parts: list[str]) -> Optional[Result]:
    """``JOB.result`` and its further parts, in any order; None until all of one document are there.

    :raises ValueError: if a part is no JSON object of the dialogue
    """
    documents = [json.loads(part) for part in parts]
    if not documents or not all(isinstance(d, dict) and "structures" in d for d in documents):
        if documents:
            raise ValueError("the result has no structures (expected the dialogue's result document)")
        return None
    by_number: dict[int, Any] = {int(d.get("part", 1)): d for d in documents}
    of = int(documents[0].get("of", 1))
    if sorted(by_number) != list(range(1, of + 1)):
        return None
    first = by_number[1]
    return Result(
        job=first["job"],
        structures=tuple(_structure(row) for n in range(1, of + 1) for row in by_number[n]["structures"]),
        absent=tuple(first.get("absent", ())),
        provenance=dict(first.get("provenance", {})),
        seconds={k: float(v) for k, v in first.get("seconds", {}).items()},
        software=str(first.get("software", "")),
        notice=str(first.get("notice", "")),
        devices={d["device"]: int(d["revision"]) for d in first["devices"]},
    )


def _label(row: Mapping[str, Any]) -> Label:
    red, green, blue = row["colour"]
    coded = row.get("terminology")
    terminology = None
    if coded:
        category, kind = _code(coded["category"]), _code(coded["type"])
        if category and kind:
            terminology = Terminology(category, kind, _code(coded.get("modifier")), _code(coded.get("region")))
    return Label(int(row["value"]), row["name"], (int(red), int(green), int(blue)), terminology)


def _code(row: Optional[Mapping[str, str]]) -> Optional[Code]:
    return Code(row.get("scheme", "SCT"), row["code"], row["meaning"]) if row else None


def _structure(row: Mapping[str, Any]) -> Structure:
    oriented = row.get("oriented_box")
    agreement = row.get("fold_agreement")
    return Structure(
        label=_label(row),
        voxels=int(row["voxels"]),
        ml=float(row["ml"]),
        box=Box(_vector(row["box"]["min"]), _vector(row["box"]["max"])),
        oriented_box=None if oriented is None else _oriented(oriented),
        centre=_vector(row["centre"]),
        diameters_mm=tuple(float(d) for d in row.get("diameters_mm", ())),
        fold_agreement=None if agreement is None else float(agreement),
    )


def _oriented(row: Mapping[str, Any]) -> OrientedBox:
    i, j, k = (_vector(axis) for axis in row["axes"])
    return OrientedBox(_vector(row["centre"]), (i, j, k), _vector(row["size"]))


def _vector(row: Any) -> Vector:
    x, y, z = row
    return (float(x), float(y), float(z))
