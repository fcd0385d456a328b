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
                raise FolderError(_("The folder has more than {most} files. Choose the folder of one patient.").format(most=MOST_FILES))
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


_TAGS = {
    "Modality": "0008,0060",
    "SeriesDescription": "0008,103e",
    "ProtocolName": "0018,1030",
    "ContrastBolusAgent": "0018,0010",
    "PatientID": "0010,0020",
    "StudyInstanceUID": "0020,000d",
}
_KEPT = ("Modality", "SeriesDescription", "ProtocolName", "ContrastBolusAgent")


def tags_of(node: Any, database: Any) -> dict[str, str]:
    """DICOM attributes of a volume, as :data:`inputs.TAGS` names them: what was noted when it was opened here, else the user's database."""
    noted = {name: node.GetAttribute(f"FoldLink.{name}") or "" for name in _KEPT}
    instances = (node.GetAttribute("DICOM.instanceUIDs") or "").split()
    if database is not None and instances and not any(noted.values()):
        noted = {name: database.instanceValue(instances[0], tag) or "" for name, tag in _TAGS.items()}
    return {name: value for name, value in noted.items() if value}


def note_tags(node: Any, database: Any) -> None:
    """Notes on the node which kind of image it is, for the database of a folder is gone afterwards. Nothing that names the patient."""
    instances = (node.GetAttribute("DICOM.instanceUIDs") or "").split()
    for name in _KEPT if instances else ():
        node.SetAttribute(f"FoldLink.{name}", database.instanceValue(instances[0], _TAGS[name]) or "")


class SlicerLoader:
    """Slicer's own loaders. Files of a DICOM folder stay where they are and out of the user's DICOM database."""

    def dicom(self, folder: str) -> list[Any]:
        import slicer
        from DICOMLib import DICOMUtils

        with DICOMUtils.TemporaryDICOMDatabase() as database:
            DICOMUtils.importDicom(folder, database)
            studies = [study for patient in database.patients() for study in database.studiesForPatient(patient)]
            series = [uid for study in studies for uid in database.seriesForStudy(study)]
            rows = [Series(uid, database.fieldForSeries("Modality", uid), len(database.filesForSeries(uid))) for uid in series]
            chosen = choose(rows)
            ids = DICOMUtils.loadSeriesByUID([row.uid for row in chosen]) if chosen else []
            nodes = [slicer.mrmlScene.GetNodeByID(node_id) for node_id in ids]
            volumes = [node for node in nodes if node is not None and node.IsA("vtkMRMLScalarVolumeNode")]
            for node in volumes:
                note_tags(node, database)
        return volumes

    def file(self, path: str) -> list[Any]:
        import slicer

        # singleFile: numbered NIfTI files of one folder are images of their own, not slices of one
        loaded = slicer.util.loadVolume(path, {"singleFile": True, "show": False})
        return list(loaded) if isinstance(loaded, (list, tuple)) else [loaded]
