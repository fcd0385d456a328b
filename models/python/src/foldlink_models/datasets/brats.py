"""BraTS 2020's training data, as the challenge's archive unpacks: a folder a patient."""

from __future__ import annotations

from pathlib import Path

from foldlink_models.datasets import checks
from foldlink_models.datasets.case import About, Case, DataSet, OtherLayoutError

FOLDER = "MICCAI_BraTS2020_TrainingData"
PATIENT = "BraTS20_Training_"
CHANNELS = {"FLAIR": "flair", "T1": "t1", "T1ce": "t1ce", "T2": "t2"}
LABELS = {1: "necrosis", 2: "oedema", 3: "enhancing"}
REMAP = {4: 3}
"""Enhancing tumour is 4 in the files; 3 is not used."""
CASES = 369
RENAMED = "W39_1998.09.19_Segm"
"""The segmentation of patient 355, as it is named in the archive."""
ABOUT = About(
    "Brain Tumor Segmentation challenge 2020, training data (University of Pennsylvania, CBICA; "
    "doi:10.1109/TMI.2014.2377694, doi:10.1038/sdata.2017.117)",
    "the challenge's terms: registration, research use, its papers cited",
)


def find(folder: Path) -> DataSet:
    """`folder`: the training data's own, or the one that it was unpacked in."""
    root = folder
    for inner in (FOLDER, f"BraTS2020_TrainingData/{FOLDER}"):
        if (folder / inner).is_dir():
            root = folder / inner
    patients = sorted(p for p in root.glob(f"{PATIENT}*") if p.is_dir())
    if not patients:
        raise OtherLayoutError(
            f"{root}: no {PATIENT}001/ (expected {FOLDER} as its archive unpacks). "
            f"The data: {ABOUT.origin}. Licence: {ABOUT.licence}."
        )
    found: list[str] = []
    cases = []
    for patient in patients:
        files = {c: _file(patient, f"{patient.name}_{end}") for c, end in CHANNELS.items()}
        label = _file(patient, f"{patient.name}_seg") or _file(patient, RENAMED)
        missing = [f"{patient.name}_{CHANNELS[c]}" for c, f in files.items() if f is None]
        if label is None:
            missing.append(f"{patient.name}_seg")
        found += [
            f"{patient.name}/{name}.nii is missing (expected the four channels and the labels)"
            for name in missing
        ]
        there = tuple(file for file in files.values() if file is not None)
        cases.append(Case(patient.name, there, label, None, REMAP))
    checks.refuse(found, root, ABOUT)
    checks.require_sound(cases, (0, 1, 2, 4), root, ABOUT)
    notes = [] if len(cases) == CASES else [f"{len(cases)} of the archive's {CASES} patients"]
    notes.append("label value 4 (enhancing) is taken as 3")
    return DataSet(tuple(cases), tuple(CHANNELS), LABELS, ABOUT.origin, ABOUT.licence, tuple(notes))


def _file(patient: Path, stem: str) -> Path | None:
    return next(
        (f for end in (".nii", ".nii.gz") if (f := patient / f"{stem}{end}").is_file()), None
    )
