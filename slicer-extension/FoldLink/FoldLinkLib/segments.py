"""A segmentation node from labels: one segment a structure that was found, all sharing one image; names, colours, terminology, surfaces."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np
import slicer
import vtk

from .documents import Code, Label, Result, Terminology
from .grid import Grid, matrix

LABEL_TAG = "FoldLink.Label"
"""A segment's tag: the label's value in the model. It outlives edits; GetLabelValue() does not."""
CONTEXT = "Segmentation category and type - DICOM master list"
REGION_CONTEXT = "Anatomic codes - DICOM master list"
SMOOTHING = "0.5"
"""Slicer's own default: steps of the voxels go, the surface stays within a voxel of the labels."""
THIN = 3
"""Voxels: what is labelled in fewer slices than this is not smoothed, since its surface would collapse to a sheet."""
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
    thin = image is not None and min(image.GetDimensions()) < THIN
    segmentation.GetSegmentation().SetConversionParameter("Smoothing factor", "0" if thin else SMOOTHING)
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


def make_surfaces(segmentation: Any) -> bool:
    """For all segments at once, from the image that they share: Slicer knows no surfaces of some segments only. Takes about a second for
    sixty structures in a small CT and for ten in a full one; the panel shows a wait cursor meanwhile."""
    if segmentation.GetSegmentation().GetNumberOfSegments() == 0:
        return False
    return bool(segmentation.CreateClosedSurfaceRepresentation())


def has_surfaces(segmentation: Any) -> bool:
    return bool(segmentation.GetSegmentation().ContainsRepresentation(_SURFACE))


def surface(segmentation: Any, segment_id: str) -> Optional[Any]:
    """The segment's closed surface in the node's own frame; None where none was made."""
    segment = segmentation.GetSegmentation().GetSegment(segment_id)
    return None if segment is None else segment.GetRepresentation(_SURFACE)


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


def label_text(label: Label) -> str:
    """What a segment is, for a tool tip: "Kidney, Left"."""
    if label.terminology is None:
        return label.name
    kind, side = label.terminology.type.meaning, label.terminology.modifier
    return kind if side is None else f"{kind}, {side.meaning}"


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
