"""A folder of training cases: nnU-Net's raw layout, or `images/` and `labels/` of one channel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".nii.gz"


@dataclass(frozen=True)
class Case:
    name: str
    images: tuple[Path, ...]
    """One file a channel, in channel order."""
    label: Path


def list_cases(data: Path, channels: int) -> list[Case]:
    """Every labelled case of the folder, sorted by name."""
    if (data / "imagesTr").is_dir():
        images, labels, suffixed = data / "imagesTr", data / "labelsTr", True
    elif (data / "images").is_dir():
        images, labels, suffixed = data / "images", data / "labels", False
    else:
        raise FileNotFoundError(f"{data}: neither imagesTr/ nor images/ (expected one of them)")
    if not suffixed and channels != 1:
        raise ValueError(f"{images}: files without a channel number (expected {channels} channels)")
    cases = []
    for label in sorted(labels.glob(f"[!.]*{SUFFIX}")):
        name = label.name.removesuffix(SUFFIX)
        files = tuple(
            images / (f"{name}_{c:04d}{SUFFIX}" if suffixed else f"{name}{SUFFIX}")
            for c in range(channels)
        )
        for file in files:
            if not file.is_file():
                raise FileNotFoundError(f"{file}: missing (expected for label {label.name})")
        cases.append(Case(name, files, label))
    if not cases:
        raise FileNotFoundError(f"{labels}: no *{SUFFIX} (expected one label a case)")
    return cases
