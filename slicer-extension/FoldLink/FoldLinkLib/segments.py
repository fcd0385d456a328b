"""A segmentation node from labels: one segment a structure that was found, all sharing one image; names, colours, terminology, surfaces."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np
import slicer
import vtk

from .documents import Code, Result, Terminology
from .grid import Grid, matrix

LABEL_TAG = "FoldLink.Label"
"""A segment's tag: the label's value in the model. It outlives edits; GetLabelValue() does not."""
CONTEXT = "Segmentation category and type - DICOM master list"
REGION_CONTEXT = "Anatomic codes - DICOM master list"
SMOOTHING = "0.5"
"""Slicer's own default: steps of the voxels go, the surface stays within a voxel of the labels."""
_LEFT_BY_SMOOTHING = 0.6
"""Of a structure's volume: where smoothing leaves less, the surface stays unsmoothed. A lesion of a voxel or two would be gone in 3D."""
_LABELMAP, _SURFACE = "Binary labelmap", "Closed surface"


def fill(segmentation: Any, labels: np.ndarray, grid: Grid, result: Result) -> dict[int, str]:
    """Fills an empty segmentation node.

    :param labels: voxels in the order k, j, i, on ``grid``
    :return: segment ids by label value, in the model's order of labels; only structures that have voxels
    """
    found = sorted((s.label for s in result.structures if s.voxels > 0), key=lambda label: label.value)
    image = _image(labels, grid)
    ids: dict[int, str] = {}
    for label in found:
        segment = slicer.vtkSegment()
        segment.SetName(label.name)
        segment.SetColor(*(part / 255 for part in label.colour))
        segment.SetLabelValue(label.value)
        segment.SetTag(LABEL_TAG, str(label.value))
        if label.terminology is not None:
            segment.SetTag(slicer.vtkSegment.GetTerminologyEntryTagName(), serialised(label.terminology))
        if image is not None:
            segment.AddRepresentation(_LABELMAP, image)
        ids[label.value] = f"Segment_{label.value}"
        segmentation.GetSegmentation().AddSegment(segment, ids[label.value])
    segmentation.GetSegmentation().SetConversionParameter("Smoothing factor", SMOOTHING)
    return ids


def ids_by_value(segmentation: Any) -> dict[int, str]:
    """As :func:`fill` gave them, from the node alone: of segments that are still there."""
    found: dict[int, str] = {}
    contents = segmentation.GetSegmentation()
    for n in range(contents.GetNumberOfSegments()):
        value = tag(contents.GetNthSegment(n), LABEL_TAG)
        if value is not None and value.isdigit():
            found[int(value)] = contents.GetNthSegmentID(n)
    return found


def make_surfaces(segmentation: Any, result: Result) -> bool:
    """For all segments at once, from the image that they share: Slicer knows no surfaces of some segments only. Takes about a second for
    sixty structures in a small CT and some for ten in a full one; the panel shows a wait cursor meanwhile. False if there is no segment."""
    contents = segmentation.GetSegmentation()
    if contents.GetNumberOfSegments() == 0 or not segmentation.CreateClosedSurfaceRepresentation():
        return False
    ids = ids_by_value(segmentation)
    shrunk: list[str] = []
    for structure in result.structures:
        made = surface(segmentation, ids.get(structure.label.value, ""))
        if made is not None and _mm3(made) < _LEFT_BY_SMOOTHING * structure.ml * 1000:
            shrunk.append(ids[structure.label.value])
    if shrunk:
        _unsmoothed(contents, shrunk)
    return True


def has_surfaces(segmentation: Any) -> bool:
    return bool(segmentation.GetSegmentation().ContainsRepresentation(_SURFACE))


def surface(segmentation: Any, segment_id: str) -> Optional[Any]:
    """The segment's closed surface in the node's own frame; None where none was made."""
    segment = segmentation.GetSegmentation().GetSegment(segment_id)
    return None if segment is None else segment.GetRepresentation(_SURFACE)


def is_in(segmentation: Any, segment_id: str, point: Any) -> bool:
    """Whether the voxel at a point of the node's own frame belongs to the segment. A surface, which smoothing may flatten, knows less."""
    segment = segmentation.GetSegmentation().GetSegment(segment_id)
    image = None if segment is None else segment.GetRepresentation(_LABELMAP)
    if image is None:
        return False
    to_index = vtk.vtkMatrix4x4()
    image.GetWorldToImageMatrix(to_index)
    i, j, k, _one = (round(c) for c in to_index.MultiplyPoint((*(float(c) for c in point), 1.0)))
    low_i, high_i, low_j, high_j, low_k, high_k = image.GetExtent()
    if not (low_i <= i <= high_i and low_j <= j <= high_j and low_k <= k <= high_k):
        return False
    return bool(image.GetScalarComponentAsDouble(i, j, k, 0) == segment.GetLabelValue())


def serialised(terminology: Terminology) -> str:
    """As Slicer's terminology logic writes an entry: names of the contexts and codes, with ~ between them and ^ within a code."""
    parts = (
        CONTEXT,
        _triple(terminology.category),
        _triple(terminology.type),
        _triple(terminology.modifier),
        REGION_CONTEXT,
        _triple(terminology.region),
        _triple(None),
    )
    return "~".join(parts)


def tag(segment: Any, name: str) -> Optional[str]:
    value = vtk.reference("")
    return str(value) if segment.GetTag(name, value) else None


def _mm3(surface_of: Any) -> float:
    if surface_of.GetNumberOfPolys() == 0:
        return 0.0
    mass = vtk.vtkMassProperties()
    mass.SetInputData(surface_of)
    mass.Update()
    return float(mass.GetVolume())


def _unsmoothed(contents: Any, ids: list[str]) -> None:
    """Makes these segments' surfaces again by the same conversion without smoothing, which Slicer has for a whole segmentation only."""
    apart = slicer.vtkSegmentation()
    copies: dict[Any, Any] = {}  # a segmentation that goes empties the images that its segments share
    for segment_id in ids:
        shared = contents.GetSegment(segment_id).GetRepresentation(_LABELMAP)
        if shared not in copies:
            copies[shared] = slicer.vtkOrientedImageData()
            copies[shared].DeepCopy(shared)
        segment = slicer.vtkSegment()
        segment.SetLabelValue(contents.GetSegment(segment_id).GetLabelValue())
        segment.AddRepresentation(_LABELMAP, copies[shared])
        apart.AddSegment(segment, segment_id)
    apart.SetConversionParameter("Smoothing factor", "0")
    apart.CreateRepresentation(_SURFACE)
    for segment_id in ids:
        smoothed, plain = (each.GetSegment(segment_id).GetRepresentation(_SURFACE) for each in (contents, apart))
        smoothed.ShallowCopy(plain)


def _triple(code: Optional[Code]) -> str:
    # Slicer has no way to escape its separators.
    parts = ("", "", "") if code is None else (code.scheme, code.value, code.meaning)
    return "^".join(part.replace("~", "-").replace("^", "-") for part in parts)


def _image(labels: np.ndarray, grid: Grid) -> Optional[Any]:
    """A copy, cropped to what is labelled, as Slicer's own import does: surfaces are quicker, and a next run's image leaves it alone.

    Left-handed grids are counted from the other end of k: Slicer makes their surfaces inside out.
    """
    from vtk.util.numpy_support import get_vtk_array_type, vtk_to_numpy

    to_ras = grid.to_ras
    if np.linalg.det(to_ras[:3, :3]) < 0:
        labels = labels[::-1]
        to_ras = to_ras @ np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, -1, grid.size[2] - 1], [0, 0, 0, 1]])
    extent: list[int] = []
    for across in ((0, 1), (0, 2), (1, 2)):
        used = np.flatnonzero(labels.any(axis=across))
        if used.size == 0:
            return None
        extent += [int(used[0]), int(used[-1])]
    i0, i1, j0, j1, k0, k1 = extent
    image = slicer.vtkOrientedImageData()
    image.SetExtent(extent)
    image.AllocateScalars(get_vtk_array_type(labels.dtype), 1)
    scalars = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(k1 - k0 + 1, j1 - j0 + 1, i1 - i0 + 1)
    scalars[:] = labels[k0 : k1 + 1, j0 : j1 + 1, i0 : i1 + 1]
    image.SetImageToWorldMatrix(matrix(to_ras))
    return image
