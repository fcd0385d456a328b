"""Tasks of the Medical Segmentation Decathlon, as their archives unpack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from foldlink_models.datasets import checks
from foldlink_models.datasets.case import SUFFIX, About, Case, DataSet, OtherLayoutError
from foldlink_models.datasets.nnunet_raw import CHANNEL_END, read_dataset_json

LICENCE = "CC-BY-SA-4.0"
SITE = "Medical Segmentation Decathlon (medicaldecathlon.com, doi:10.1038/s41467-022-30695-9)"


@dataclass(frozen=True)
class Task:
    folder: str
    about: About
    labels: tuple[str, ...]
    """From value 1 on."""
    cases: int
    """With labels, in the whole archive."""
    channel: str = "CT"


PANCREAS = Task(
    "Task07_Pancreas",
    About(f"{SITE}, Task07_Pancreas: portal venous CT, Memorial Sloan Kettering", LICENCE),
    ("pancreas", "tumour"),
    281,
)
HIPPOCAMPUS = Task(
    "Task04_Hippocampus",
    About(f"{SITE}, Task04_Hippocampus: T1 MR, Vanderbilt University Medical Center", LICENCE),
    ("anterior", "posterior"),
    260,
    "MRI",
)
LIVER = Task(
    "Task03_Liver",
    About(f"{SITE}, Task03_Liver: CT of the LiTS challenge", LICENCE),
    ("liver", "tumour"),
    131,
)


def find(folder: Path, task: Task) -> DataSet:
    """`folder`: the task's own, or the one that it was unpacked in."""
    root = folder / task.folder if (folder / task.folder).is_dir() else folder
    images, labels = root / "imagesTr", root / "labelsTr"
    if not images.is_dir() or not labels.is_dir():
        raise OtherLayoutError(
            f"{root}: no imagesTr/ and labelsTr/ (expected {task.folder} as its archive unpacks). "
            f"The data: {task.about.origin}. Licence: {task.about.licence}."
        )
    if any(images.glob(f"[!.]*{CHANNEL_END}")):
        raise OtherLayoutError(
            f"{images}: files with a channel number (expected {task.folder}'s names)"
        )
    names = {f.name for f in labels.glob(f"[!.]*{SUFFIX}")}
    scans = {f.name for f in images.glob(f"[!.]*{SUFFIX}")}
    found, expected = [], task.cases
    if (root / "dataset.json").is_file():
        described = read_dataset_json(root)
        found += checks.gaps(int(value) for value in described.get("labels", {}))
        listed = {Path(entry["label"]).name for entry in described.get("training", [])}
        names |= listed
        expected = len(listed) or expected
    for name in sorted(names | scans):
        if name not in scans:
            found.append(f"imagesTr/{name} is missing (expected for the label of that name)")
        elif not (labels / name).is_file():
            found.append(f"labelsTr/{name} is missing (expected for the scan of that name)")
    checks.refuse(found, root, task.about)
    cases = [
        Case(name.removesuffix(SUFFIX), (images / name,), labels / name) for name in sorted(names)
    ]
    if not cases:
        found.append(f"labelsTr/ holds no *{SUFFIX} (expected {expected})")
    checks.refuse(found, root, task.about)
    checks.require_sound(cases, range(len(task.labels) + 1), root, task.about)
    notes = (
        () if len(cases) == task.cases else (f"{len(cases)} of the archive's {task.cases} cases",)
    )
    named = dict(enumerate(task.labels, 1))
    about = task.about
    return DataSet(tuple(cases), (task.channel,), named, about.origin, about.licence, notes)
