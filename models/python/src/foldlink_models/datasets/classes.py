"""Scans with and without cancer: a table of classes in nnU-Net's raw layout, or two folders."""

from __future__ import annotations

from pathlib import Path

from foldlink_models.datasets.case import SUFFIX, Case, DataSet
from foldlink_models.datasets.nnunet_raw import CLASSES, list_classified

NORMAL = "normal"
CANCER: tuple[str, ...] = ("cancer", "imagesTr")
"""The folder of scans with cancer: `cancer`, or as the Medical Segmentation Decathlon has it."""


def find(folder: Path) -> DataSet:
    if (folder / CLASSES).is_file():
        cases = list_classified(folder)
        notes: tuple[str, ...] = (f"classes of {CLASSES}",)
    else:
        cases, notes = _of_two_folders(folder)
    counts = [sum(c.category == k for c in cases) for k in (0, 1)]
    for k, count in enumerate(counts):
        if count == 0:
            raise ValueError(f"{folder}: no scan of class {k} (expected some of 0 and some of 1)")
    return DataSet(
        tuple(cases),
        ("CT",),
        {},
        "scans with and without cancer that the user gives; the published systems took the "
        "Medical Segmentation Decathlon's (medicaldecathlon.com) as those with",
        "that of the scans; of the Decathlon's CC-BY-SA-4.0",
        (*notes, f"{counts[1]} with cancer, {counts[0]} without"),
    )


def _of_two_folders(folder: Path) -> tuple[list[Case], tuple[str, ...]]:
    cancer = next((folder / name for name in CANCER if (folder / name).is_dir()), None)
    if cancer is None or not (folder / NORMAL).is_dir():
        raise FileNotFoundError(
            f"{folder}: expected {CLASSES} beside imagesTr/, or the scans with cancer in "
            f"{CANCER[0]}/ or {CANCER[1]}/ and those without in {NORMAL}/"
        )
    labels = folder / "labelsTr"
    cases = []
    for place, category in ((cancer, 1), (folder / NORMAL, 0)):
        for file in sorted(place.glob(f"[!.]*{SUFFIX}")):
            name = file.name.removesuffix(SUFFIX).removesuffix("_0000")
            label = labels / f"{name}{SUFFIX}"
            known = label if category and label.is_file() else None
            cases.append(Case(f"{place.name}_{name}", (file,), known, category))
    cases.sort(key=lambda c: c.name)
    return cases, (f"with cancer: {cancer.name}/, without: {NORMAL}/",)
