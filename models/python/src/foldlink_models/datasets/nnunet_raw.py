"""nnU-Net's raw layout, or `images/` and `labels/` of one channel; classes from `classes.csv`."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from foldlink_models.datasets import checks
from foldlink_models.datasets.case import SUFFIX, About, Case, DataSet, OtherLayoutError

CLASSES = "classes.csv"
HEADER = ["case", "class"]
CHANNEL_END = f"_0000{SUFFIX}"


def find(folder: Path) -> DataSet:
    """Channels and labels are those of `dataset.json`; without one there is one channel."""
    images, labels, suffixed = folders(folder)
    if suffixed and not any(images.glob(f"[!.]*{CHANNEL_END}")):
        raise OtherLayoutError(
            f"{images}: no *{CHANNEL_END} (expected files with a channel number)"
        )
    described = read_dataset_json(folder) if (folder / "dataset.json").is_file() else {}
    channels = tuple(described.get("channel_names", {"0": "0"}).values())
    named = described.get("labels", {})
    whole = {v: n for n, v in named.items() if isinstance(v, int) and n != "ignore"}
    about = About(
        described.get("description", folder.name).rstrip("."),
        described.get("licence", "not stated"),
    )
    found = [] if len(whole) < len(named) else checks.gaps(whole)
    cases = []
    for label in sorted(labels.glob(f"[!.]*{SUFFIX}")):
        name = label.name.removesuffix(SUFFIX)
        try:
            cases.append(Case(name, images_of(images, name, len(channels), suffixed), label))
        except FileNotFoundError as e:
            found.append(str(e))
    expected = described.get("numTraining", len(cases))
    if not cases:
        found.append(f"{labels}: no *{SUFFIX} (expected one label a case)")
    elif expected != len(cases) and not found:
        found.append(f"{labels}: {len(cases)} labels (expected dataset.json's {expected})")
    checks.refuse(found, folder, about)
    checks.require_sound(cases, list(whole), folder, about)
    foreground = {value: name for value, name in whole.items() if value}
    return DataSet(tuple(cases), channels, foreground, about.origin, about.licence)


def read_dataset_json(folder: Path) -> dict[str, Any]:
    file = folder / "dataset.json"
    try:
        content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except json.JSONDecodeError as e:
        raise ValueError(f"{file}: line {e.lineno} is no JSON (expected nnU-Net's)") from e
    return content


def list_cases(data: Path, channels: int) -> list[Case]:
    """Every labelled case of the folder, sorted by name."""
    images, labels, suffixed = folders(data)
    if not suffixed and channels != 1:
        raise ValueError(f"{images}: files without a channel number (expected {channels} channels)")
    cases = [
        Case(name, images_of(images, name, channels, suffixed), label)
        for label in sorted(labels.glob(f"[!.]*{SUFFIX}"))
        for name in [label.name.removesuffix(SUFFIX)]
    ]
    if not cases:
        raise FileNotFoundError(f"{labels}: no *{SUFFIX} (expected one label a case)")
    return cases


def folders(data: Path) -> tuple[Path, Path, bool]:
    """Images, labels, and whether the images' names end with a channel number."""
    if (data / "imagesTr").is_dir():
        return data / "imagesTr", data / "labelsTr", True
    if (data / "images").is_dir():
        return data / "images", data / "labels", False
    raise OtherLayoutError(f"{data}: neither imagesTr/ nor images/ (expected one of them)")


def images_of(images: Path, name: str, channels: int, suffixed: bool) -> tuple[Path, ...]:
    files = tuple(
        images / (f"{name}_{c:04d}{SUFFIX}" if suffixed else f"{name}{SUFFIX}")
        for c in range(channels)
    )
    for file in files:
        if not file.is_file():
            raise FileNotFoundError(f"{file}: missing (expected for label {name}{SUFFIX})")
    return files


def read_classes(file: Path) -> dict[str, int]:
    """Case name to class, of a table with the columns `case` and `class`."""
    with file.open(newline="", encoding="utf-8") as opened:
        rows = [row for row in csv.reader(opened) if row]
    if not rows or rows[0] != HEADER:
        first = ",".join(rows[0]) if rows else ""
        raise ValueError(f"{file} line 1: {first!r} (expected 'case,class')")
    classes: dict[str, int] = {}
    for line, row in enumerate(rows[1:], 2):
        if len(row) != 2 or row[1] not in ("0", "1"):
            raise ValueError(f"{file} line {line}: {','.join(row)} (expected a case and 0 or 1)")
        if row[0] in classes:
            raise ValueError(f"{file} line {line}: {row[0]} again (expected each case once)")
        classes[row[0]] = int(row[1])
    return classes
