"""A result as files, in the volume's own frame whatever transform it is under: what is measured on one of them holds for all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Callable

import numpy as np
import slicer
import vtk

from . import grid, segments, table
from .text import tr as _

KINDS = ("seg.nrrd", "nii.gz", "stl", "obj", "csv")


class FilesExistError(FileExistsError):
    """Nothing was written: ``names`` are there already, and the user has not said to replace them."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self.names = tuple(names)
        said = _("{folder} has {names} already (expected new names). Replace them, or choose another folder.")
        super().__init__(said.format(folder=folder.name, names=", ".join(self.names)))


def export_files(built: Any, reference: Any, folder: Path, kinds: Sequence[str], overwrite: bool = False) -> list[Path]:
    """Writes beside the place and moves there when all is written, so that no half a result is ever seen.

    :param kinds: of :data:`KINDS`; surfaces are one file a structure for stl, one for all for obj
    :raises FilesExistError: if a file is there already and ``overwrite`` is not set
    :raises OSError: if the folder cannot be written to
    :raises ValueError: for an unknown kind, or surfaces of a result without structures
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        said = _("{kinds} is no kind of file that a result can be written as (expected {known}).")
        raise ValueError(said.format(kinds=", ".join(unknown), known=", ".join(KINDS)))
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".foldlink-", dir=folder))
    try:
        stem = file_name(built.segmentation.GetName())
        for kind in kinds:
            _WRITERS[kind](built, reference, beside, stem)
        written = sorted(beside.iterdir())
        there = [path.name for path in written if (folder / path.name).exists()]
        if there and not overwrite:
            raise FilesExistError(folder, there)
        return [Path(shutil.move(os.fspath(path), os.fspath(folder / path.name))) for path in written]
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def file_name(name: str) -> str:
    """A node's name as a file's, on every system; letters of any script stay."""
    kept = "".join(c if c.isalnum() or c in " ._-()+" else "_" for c in name).strip(" .")
    return kept[:100] or "result"


def labelmap_values(segmentation: Any) -> dict[str, int]:
    """By segment id, the value in a labelmap: the model's own; segments that the user added follow behind."""
    known = {segment_id: value for value, segment_id in segments.ids_by_value(segmentation).items()}
    contents = segmentation.GetSegmentation()
    after = max(known.values(), default=0)
    values: dict[str, int] = {}
    for n in range(contents.GetNumberOfSegments()):
        segment_id = contents.GetNthSegmentID(n)
        if segment_id not in known:
            after += 1
        values[segment_id] = known.get(segment_id, after)
    return values


def labels_on(segmentation: Any, reference: Any) -> np.ndarray:
    """The segments as they are now, edits included, on the volume's grid, in the order k, j, i; where they overlap the last one stands."""
    scene = slicer.vtkMRMLScene()  # of its own, without the parent transform, and so that the user's views see nothing of it
    volume = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode")
    volume.CopyOrientation(reference)
    volume.SetAndObserveImageData(reference.GetImageData())
    labelmap = scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode")
    copy = _untransformed(segmentation, scene)
    values = labelmap_values(segmentation)
    ids = vtk.vtkStringArray()
    for segment_id in values:
        ids.InsertNextValue(segment_id)
    numbered = np.zeros(tuple(reversed(reference.GetImageData().GetDimensions())), np.uint16)
    if values:
        logic = slicer.vtkSlicerSegmentationsModuleLogic
        if not logic.ExportSegmentsToLabelmapNode(copy, ids, labelmap, volume):
            raise OSError(_("Slicer could not put the segments on the volume's grid. Its log says why."))
        numbered = grid.voxels(labelmap)
    # Slicer numbers segments 1, 2, … in their order.
    by_number = np.array([0, *values.values()], np.uint16 if max(values.values(), default=0) > 255 else np.uint8)
    return by_number[numbered]


def to_segment_editor(built: Any, reference: Any, open_editor: Callable[[Any, Any], None]) -> None:
    """The user works on the result itself; ``open_editor`` switches to the module with this segmentation and this source volume."""
    built.segmentation.SetReferenceImageGeometryParameterFromVolumeNode(reference)
    open_editor(built.segmentation, reference)


def _untransformed(segmentation: Any, scene: Any) -> Any:
    copy = scene.AddNewNodeByClass("vtkMRMLSegmentationNode")
    copy.SetName(segmentation.GetName())
    copy.SetAndObserveSegmentation(segmentation.GetSegmentation())
    return copy


def _segmentation_file(built: Any, reference: Any, folder: Path, stem: str) -> None:
    storage = slicer.vtkMRMLSegmentationStorageNode()
    _write(storage, built.segmentation, folder / f"{stem}.seg.nrrd")


def _labelmap_file(built: Any, reference: Any, folder: Path, stem: str) -> None:
    from vtk.util.numpy_support import get_vtk_array_type, vtk_to_numpy

    labels = labels_on(built.segmentation, reference)
    image = vtk.vtkImageData()
    image.SetDimensions(*reversed(labels.shape))
    image.AllocateScalars(get_vtk_array_type(labels.dtype), 1)
    vtk_to_numpy(image.GetPointData().GetScalars()).reshape(labels.shape)[:] = labels
    volume = slicer.vtkMRMLLabelMapVolumeNode()
    volume.CopyOrientation(reference)
    volume.SetAndObserveImageData(image)
    _write(slicer.vtkMRMLVolumeArchetypeStorageNode(), volume, folder / f"{stem}.nii.gz")


def _surface_files(built: Any, reference: Any, folder: Path, stem: str, kind: str) -> None:
    if not segments.has_surfaces(built.segmentation) and not segments.make_surfaces(built.segmentation, built.result):
        raise ValueError(_("“{name}” has no structure to write a surface of.").format(name=built.segmentation.GetName()))
    scene = slicer.vtkMRMLScene()
    copy = _untransformed(built.segmentation, scene)
    copy.SetName(stem)
    logic = slicer.vtkSlicerSegmentationsModuleLogic
    if not logic.ExportSegmentsClosedSurfaceRepresentationToFiles(os.fspath(folder), copy, None, kind.upper(), True, 1.0, False):
        raise OSError(_("Slicer could not write the surfaces. Its log says why."))


def _table_file(built: Any, reference: Any, folder: Path, stem: str) -> None:
    # With a byte order mark: spreadsheets take the file for UTF-8, and names may be in any script.
    (folder / f"{stem}.csv").write_bytes(table.csv(built.result, built.model).encode("utf-8-sig"))


def _write(storage: Any, node: Any, path: Path) -> None:
    storage.SetFileName(os.fspath(path))
    if not storage.WriteData(node):
        raise OSError(_("Slicer could not write {name}. Its log says why.").format(name=path.name))


_WRITERS: dict[str, Callable[[Any, Any, Path, str], None]] = {
    "seg.nrrd": _segmentation_file,
    "nii.gz": _labelmap_file,
    "stl": partial(_surface_files, kind="stl"),
    "obj": partial(_surface_files, kind="obj"),
    "csv": _table_file,
}
