"""Opens a folder of images with Slicer's own loaders: DICOM through its plugins, NIfTI and NRRD as files."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from .text import tr as _

MOST_FILES = 50_000
MOST_VOLUMES = 12
_SUFFIXES = (".nii.gz", ".nii", ".nrrd", ".nhdr", ".mha", ".mhd")
_LABELS = re.compile(r"(^|[^a-z])(d?seg|segmentation|labels?|masks?)([^a-z]|$)", re.IGNORECASE)


class FolderError(ValueError):
    """A folder that cannot be opened, in a sentence for the user."""


class Loader(Protocol):
    """What loads, in Slicer and in tests. Both return the volume nodes made."""

    def dicom(self, folder: str) -> list[Any]: ...

    def file(self, path: str) -> list[Any]: ...


@dataclass
class Found:
    """What a look into a folder found; paths are sorted."""

    files: list[Path] = field(default_factory=list)
    labels: int = 0
    """Files that seem to be labels by their name: not opened."""
    dicom: int = 0


def look(folder: str) -> Found:
    """
    :raises FolderError: if there is nothing to open, or far too much
    """
    root = Path(folder)
    if not root.is_dir():
        raise FolderError(_("{folder} is no folder. Choose the folder that holds the images of one patient.").format(folder=folder))
    found, seen = Found(), 0
    for where, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            seen += 1
            if seen > MOST_FILES:
                raise FolderError(
                    _("The folder has more than {most} files. Choose the folder of one patient.").format(most=MOST_FILES)
                )
            _sort_in(found, Path(where, name))
    if not found.files and not found.dicom:
        raise FolderError(
            _("The folder has {seen} files and none of them is an image (expected DICOM, NIfTI, NRRD or MetaImage).").format(seen=seen)
        )
    if len(found.files) > MOST_VOLUMES:
        raise FolderError(
            _("The folder has {n} images (expected at most {most}). Choose the folder of one patient.").format(
                n=len(found.files), most=MOST_VOLUMES
            )
        )
    return found


@dataclass(frozen=True)
class Series:
    uid: str
    modality: str
    files: int


def choose(series: list[Series]) -> list[Series]:
    """The CT and MR series, the longest first, without localizers and single slices where there is anything else."""
    images = [row for row in series if row.modality in ("CT", "MR")] or series
    # An enhanced or a multi-frame series is one file, so only shorter ones beside longer ones go.
    longest = max((row.files for row in images), default=0)
    volumes = [row for row in images if row.files >= 5 or row.files == 1 == longest] or images
    return sorted(volumes, key=lambda row: -row.files)[:MOST_VOLUMES]


def load(folder: str, loader: Loader) -> list[Any]:
    """The volume nodes of a folder, the largest first: in a DICOM study that is rarely the localizer.

    :raises FolderError: if nothing could be loaded
    """
    found = look(folder)
    nodes: list[Any] = []
    if found.dicom:
        nodes += loader.dicom(folder)
    for path in found.files:
        nodes += loader.file(str(path))
    nodes = [node for node in nodes if node is not None and node.GetImageData() is not None]
    if not nodes:
        raise FolderError(
            _(
                "None of the {n} image files could be loaded. Slicer's error log says why; the DICOM module shows what is in the folder."
            ).format(n=found.dicom + len(found.files))
        )
    return sorted(nodes, key=lambda node: -node.GetImageData().GetNumberOfPoints())


def _sort_in(found: Found, path: Path) -> None:
    name = path.name.lower()
    if name.endswith(_SUFFIXES):
        if _LABELS.search(name.split(".", 1)[0]) or ".seg." in name:
            found.labels += 1
        else:
            found.files.append(path)
    elif _is_dicom(path):
        found.dicom += 1


def _is_dicom(path: Path) -> bool:
    """By the mark after the preamble; files without it are left to those who name them .dcm."""
    if path.name.upper() == "DICOMDIR":
        return False
    try:
        with path.open("rb") as file:
            file.seek(128)
            return file.read(4) == b"DICM" or path.suffix.lower() == ".dcm"
    except OSError:
        return False


class SlicerLoader:
    """Slicer's own loaders. Files of a DICOM folder stay where they are and out of the user's DICOM database."""

    def dicom(self, folder: str) -> list[Any]:
        import slicer
        from DICOMLib import DICOMUtils

        ids: list[str] = []
        with DICOMUtils.TemporaryDICOMDatabase() as database:
            DICOMUtils.importDicom(folder, database)
            studies = [study for patient in database.patients() for study in database.studiesForPatient(patient)]
            series = [uid for study in studies for uid in database.seriesForStudy(study)]
            rows = [Series(uid, database.fieldForSeries("Modality", uid), len(database.filesForSeries(uid))) for uid in series]
            chosen = choose(rows)
            if chosen:
                ids = DICOMUtils.loadSeriesByUID([row.uid for row in chosen])
        nodes = [slicer.mrmlScene.GetNodeByID(node_id) for node_id in ids]
        return [node for node in nodes if node is not None and node.IsA("vtkMRMLScalarVolumeNode")]

    def file(self, path: str) -> list[Any]:
        import slicer

        # singleFile: numbered NIfTI files of one folder are images of their own, not slices of one
        loaded = slicer.util.loadVolume(path, {"singleFile": True, "show": False})
        return list(loaded) if isinstance(loaded, (list, tuple)) else [loaded]
