"""A training case and a data set: what every source gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

SUFFIX = ".nii.gz"


@dataclass(frozen=True)
class Case:
    name: str
    images: tuple[Path, ...]
    """One file a channel, in channel order."""
    label: Path | None
    """Label values on the images' grid; none where a scan is only known to be of a class."""
    category: int | None = None
    """Of a classification: 0, 1, …"""
    remap: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    """Values of the label file that mean another one, such as BraTS's 4: 3."""

    def label_file(self) -> Path:
        if self.label is None:
            raise ValueError(f"{self.name}: no label file (expected one for a segmentation)")
        return self.label


@dataclass(frozen=True)
class About:
    """Where a data set comes from; told with every complaint about its folder."""

    origin: str
    licence: str


@dataclass(frozen=True)
class DataSet:
    cases: tuple[Case, ...]
    """Sorted by name."""
    channels: tuple[str, ...]
    labels: Mapping[int, str]
    """After the remap, without the background; empty where the source does not say."""
    origin: str
    licence: str
    notes: tuple[str, ...] = ()
    """What a user should know: what is left out, what the folder lacks without being unusable."""


class OtherLayoutError(FileNotFoundError):
    """The folder is not laid out as this source is: another one may know it."""
