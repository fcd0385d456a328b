"""Scans with labels for pictures: real ones of the shared data, or generated phantoms where that folder is absent."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from FoldLinkLib import documents

from rig import replay
from rig.bridge_process import ROOT, jar, java

NO_ATTRIBUTION = "FoldLink phantom: generated, nobody's scan"


@dataclass(frozen=True)
class Scan:
    title: str
    image: Path
    labels: Path
    names: tuple[str, ...]
    """By label value, from 1."""
    window: tuple[float, float] | None
    """Width and level; None leaves it to Slicer."""
    attribution: str


def phantom(folder: Path, kind: str, seed: int = 3) -> Scan:
    made = folder / f"{kind}-{seed}"
    if not made.exists():
        command = [java(), "-jar", str(jar()), "phantom", "--kind", kind, "--seed", str(seed), "--spacing", "2.5", "-o", str(made)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    said = json.loads((made / "dataset.json").read_text())
    names = sorted((value, name) for name, value in said["labels"].items() if isinstance(value, int) and value > 0)
    names = names or list(enumerate(("necrosis", "oedema", "enhancing"), 1))  # the brain's labels are regions, made of these
    (labels,) = (made / "labelsTr").iterdir()
    image = made / "imagesTr" / labels.name.replace(".nii.gz", "_0000.nii.gz")
    window = (400.0, 40.0) if kind == "abdomen" else None
    spoken = tuple(name.replace("_", " ") for _value, name in names)
    return Scan(f"Generated phantom of the {kind} with its own labels, not predicted", image, labels, spoken, window, NO_ATTRIBUTION)


def abdomen(shared: Path | None, folder: Path) -> Scan:
    """The abdominal CT with 117 classes."""
    if shared is None:
        return phantom(folder, "abdomen")
    return Scan(
        "Abdominal CT, TotalSegmentator's published labels replayed, not predicted",
        shared / "abdomen-ct" / "example_ct.nii.gz",
        shared / "abdomen-ct" / "example_seg_fast_force_split.nii.gz",
        tuple(name.replace("_", " ") for name in replay.names()),
        (400.0, 40.0),
        "Scan and labels: TotalSegmentator test files, Apache-2.0",
    )


def hippocampus(shared: Path | None, folder: Path) -> Scan:
    if shared is None:
        return phantom(folder, "brain")
    return Scan(
        "Hippocampus MR with its human labels, not predicted",
        shared / "msd-hippocampus" / "images" / "hippocampus_001.nii.gz",
        shared / "msd-hippocampus" / "labels" / "hippocampus_001.nii.gz",
        ("anterior", "posterior"),
        None,
        "Scan and labels: Medical Segmentation Decathlon Task04, CC BY-SA 4.0",
    )


def palette() -> Mapping[str, tuple[int, int, int]]:
    """The project's colours of structures, by their names, without sides."""
    lines = (ROOT / "models" / "python" / "src" / "foldlink_models" / "terminology.tsv").read_text(encoding="utf-8").splitlines()
    header, *rows = [line.split("\t") for line in lines if line[:1] not in ("", "#", "=")]
    found: dict[str, tuple[int, int, int]] = {}
    for row in rows:
        cells = dict(zip(header, row))
        if cells.get("red"):
            found[_plain(cells["name"])] = (int(cells["red"]), int(cells["green"]), int(cells["blue"]))
    return found


def _plain(name: str) -> str:
    return " ".join(word for word in name.replace("_", " ").lower().split() if word not in ("left", "right"))


def model_of(scan: Scan) -> documents.Model:
    known = palette()
    rng = np.random.default_rng(7)
    rows = []
    for value, name in enumerate(scan.names, 1):
        red, green, blue = known.get(_plain(name), tuple(int(part) for part in rng.integers(60, 230, 3)))
        rows.append({"value": value, "name": name, "colour": [red, green, blue]})
    reply = {"id": "labelled", "title": "Labels", "version": "1", "channels": [{"name": "scan"}], "labels": rows, "folds": [0]}
    return documents.model(reply)


def present(labels: npt.NDArray[np.generic]) -> list[int]:
    return [int(value) for value in np.unique(labels) if value > 0]
