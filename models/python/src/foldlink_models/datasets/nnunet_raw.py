"""nnU-Net's raw layout, or `images/` and `labels/` of one channel; classes from `classes.csv`."""

from __future__ import annotations

import csv
from pathlib import Path

from foldlink_models.datasets.case import SUFFIX, Case

CLASSES = "classes.csv"
HEADER = ["case", "class"]


def list_cases(data: Path, channels: int) -> list[Case]:
    """Every labelled case of the folder, sorted by name."""
    images, labels, suffixed = folders(data)
    if not suffixed and channels != 1:
        raise ValueError(f"{images}: files without a channel number (expected {channels} channels)")
    cases = [
        Case(name, images_of(images, name, channels, suffixed, label.name), label)
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
    raise FileNotFoundError(f"{data}: neither imagesTr/ nor images/ (expected one of them)")


def images_of(
    images: Path, name: str, channels: int, suffixed: bool, wanted_by: str
) -> tuple[Path, ...]:
    files = tuple(
        images / (f"{name}_{c:04d}{SUFFIX}" if suffixed else f"{name}{SUFFIX}")
        for c in range(channels)
    )
    for file in files:
        if not file.is_file():
            raise FileNotFoundError(f"{file}: missing (expected for label {wanted_by})")
    return files


def read_classes(file: Path) -> dict[str, int]:
    """Case name to class, of a table with the columns `case` and `class`."""
    with file.open(newline="", encoding="utf-8") as opened:
        rows = [row for row in csv.reader(opened) if row]
    if not rows or rows[0] != HEADER:
        raise ValueError(f"{file}: first line {rows[0] if rows else ''} (expected case,class)")
    classes: dict[str, int] = {}
    for line, row in enumerate(rows[1:], 2):
        if len(row) != 2 or row[1] not in ("0", "1"):
            raise ValueError(f"{file} line {line}: {','.join(row)} (expected a case and 0 or 1)")
        if row[0] in classes:
            raise ValueError(f"{file} line {line}: {row[0]} again (expected each case once)")
        classes[row[0]] = int(row[1])
    return classes


def list_classified(data: Path) -> list[Case]:
    """Every case of `classes.csv` with its image, and its label file where there is one."""
    images, labels, suffixed = folders(data)
    classes = read_classes(data / CLASSES)
    cases = []
    for name in sorted(classes):
        label = labels / f"{name}{SUFFIX}"
        files = images_of(images, name, 1, suffixed, f"{CLASSES}'s {name}")
        cases.append(Case(name, files, label if label.is_file() else None, classes[name]))
    return cases
