"""Scans with and without cancer: a table of classes in nnU-Net's raw layout, or two folders."""

from __future__ import annotations

from pathlib import Path

from foldlink_models.datasets import checks
from foldlink_models.datasets.case import SUFFIX, About, Case, DataSet, OtherLayoutError
from foldlink_models.datasets.nnunet_raw import (
    CLASSES,
    folders,
    images_of,
    read_classes,
    read_dataset_json,
)

NORMAL = "normal"
CANCER: tuple[str, ...] = ("cancer", "imagesTr")
"""The folder of scans with cancer: `cancer`, or as the Medical Segmentation Decathlon has it."""
ABOUT = About(
    "scans with and without cancer that the model's maker gives; the published systems took the "
    "Medical Segmentation Decathlon's (medicaldecathlon.com) as those with",
    "that of the scans (the Decathlon's: CC-BY-SA-4.0)",
)


def find(folder: Path) -> DataSet:
    """A label file of a case, if there is one, says where the cancer is, by values of its own."""
    if (folder / CLASSES).is_file():
        cases, note = _of_table(folder), f"classes of {CLASSES}"
    else:
        cases, note = _of_two_folders(folder)
    counts = [sum(c.category == k for c in cases) for k in (0, 1)]
    found = [
        f"no scan of class {k} (expected some of 0 and some of 1)"
        for k, count in enumerate(counts)
        if count == 0
    ]
    about = _about(folder)
    checks.refuse(found, folder, about)
    checks.require_sound(cases, (), folder, about)
    notes = note, f"{counts[1]} with cancer, {counts[0]} without"
    return DataSet(tuple(cases), ("CT",), {}, about.origin, about.licence, notes)


def _about(folder: Path) -> About:
    """As a `dataset.json` describes it, where there is one."""
    described = read_dataset_json(folder) if (folder / "dataset.json").is_file() else {}
    if "description" not in described:
        return ABOUT
    return About(described["description"].rstrip("."), described.get("licence", "not stated"))


def _of_table(folder: Path) -> list[Case]:
    images, labels, suffixed = folders(folder)
    found, cases = [], []
    for name, category in sorted(read_classes(folder / CLASSES).items()):
        label = labels / f"{name}{SUFFIX}"
        try:
            files = images_of(images, name, 1, suffixed)
        except FileNotFoundError as e:
            found.append(str(e))
            continue
        cases.append(Case(name, files, label if label.is_file() else None, category))
    checks.refuse(found, folder, ABOUT)
    return cases


def _of_two_folders(folder: Path) -> tuple[list[Case], str]:
    cancer = next((folder / name for name in CANCER if (folder / name).is_dir()), None)
    if cancer is None or not (folder / NORMAL).is_dir():
        raise OtherLayoutError(
            f"{folder}: no {CLASSES} beside imagesTr/, and not both {CANCER[0]}/ or {CANCER[1]}/ "
            f"and {NORMAL}/ (expected one of these layouts)"
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
    return cases, f"with cancer: {cancer.name}/, without: {NORMAL}/"
