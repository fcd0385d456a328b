"""Earlier results of one model on one volume: found by their marks, replaced only if nobody has worked on them since."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from . import nodes, segments

ROLES = ("FoldLink.Table", "FoldLink.Uncertainty")
BOX_ROLE = "FoldLink.Box"
_FINGERPRINT = "Fingerprint"


_LOOK = ("Visibility", "Visibility2DFill", "Visibility2DOutline", "Opacity", "Opacity2DFill", "Opacity2DOutline", "Opacity3D")
_SEGMENT_LOOK = ("Visibility", "Visibility3D", "Visibility2DFill", "Visibility2DOutline", "Opacity2DFill", "Opacity2DOutline", "Opacity3D")


@dataclass
class Shown:
    """How the user had a result shown: one that takes its place looks the same."""

    look: dict[str, Any] = field(default_factory=dict)
    segments: dict[int, dict[str, Any]] = field(default_factory=dict)
    boxes: dict[int, bool] = field(default_factory=dict)


def companions(segmentation: Any) -> list[Any]:
    """The boxes, the table and the uncertainty that came with a segmentation, as far as they are still there."""
    found = [segmentation.GetNodeReference(role) for role in ROLES]
    found += [segmentation.GetNthNodeReference(BOX_ROLE, n) for n in range(segmentation.GetNumberOfNodeReferences(BOX_ROLE))]
    return [node for node in found if node is not None]


def of(scene: Any, model_id: str, reference: Any) -> list[Any]:
    """FoldLink's own segmentations by this model of this volume, edited or not."""
    return [
        node
        for node in nodes.of_class(scene, "vtkMRMLSegmentationNode")
        if nodes.marked(node, "Model") == model_id and node.GetNodeReferenceID(nodes.INPUT_ROLE) == reference.GetID()
    ]


def seal(segmentation: Any) -> None:
    """Notes what the result is now, to know later whether anyone has worked on it."""
    segmentation.SetAttribute(nodes.PREFIX + _FINGERPRINT, fingerprint(segmentation))


def is_untouched(segmentation: Any) -> bool:
    """In doubt it is not: a result without a note, or cropped otherwise by saving and loading, counts as somebody's work."""
    noted = nodes.marked(segmentation, _FINGERPRINT)
    return bool(noted) and noted == fingerprint(segmentation)


def fingerprint(segmentation: Any) -> str:
    """Of names, colours, codes and voxels, and of the boxes and the table that came with them; not of what is shown."""
    from vtk.util.numpy_support import vtk_to_numpy

    contents = segmentation.GetSegmentation()
    said: list[object] = [segmentation.GetName()]
    images: dict[str, Any] = {}
    for n in range(contents.GetNumberOfSegments()):
        segment = contents.GetNthSegment(n)
        image = segment.GetRepresentation("Binary labelmap")
        code = segments.tag(segment, "TerminologyEntry")
        said += [contents.GetNthSegmentID(n), segment.GetName(), segment.GetColor(), segment.GetLabelValue(), code]
        if image is not None:
            images[image.GetAddressAsString("vtkImageData")] = image
    said += [_companion_said(node) for node in companions(segmentation)]
    total = zlib.crc32(repr(said).encode())
    for image in images.values():
        scalars = image.GetPointData().GetScalars()
        total = zlib.crc32(repr(image.GetExtent()).encode(), total)
        if scalars is not None:
            total = zlib.crc32(vtk_to_numpy(scalars), total)
    return format(total, "08x")


def uncertainty(segmentation: Any) -> Optional[Any]:
    return segmentation.GetNodeReference(ROLES[1])


def shown(segmentation: Any) -> Shown:
    display = segmentation.GetDisplayNode()
    state = Shown()
    if display is not None:
        state.look = {name: getattr(display, f"Get{name}")() for name in _LOOK}
        for value, segment_id in segments.ids_by_value(segmentation).items():
            state.segments[value] = {name: getattr(display, f"GetSegment{name}")(segment_id) for name in _SEGMENT_LOOK}
    for n in range(segmentation.GetNumberOfNodeReferences(BOX_ROLE)):
        roi = segmentation.GetNthNodeReference(BOX_ROLE, n)
        label = nodes.marked(roi, "Label") if roi is not None else ""
        if label.isdigit():
            state.boxes[int(label)] = bool(roi.GetDisplayVisibility())
    return state


def show_again(segmentation: Any, state: Shown) -> None:
    """Boxes are made as they were; this is for the segments."""
    display = segmentation.GetDisplayNode()
    for name, look in state.look.items():
        getattr(display, f"Set{name}")(look)
    for value, segment_id in segments.ids_by_value(segmentation).items():
        for name, look in state.segments.get(value, {}).items():
            getattr(display, f"SetSegment{name}")(segment_id, look)


def remove(scene: Any, segmentation: Any) -> list[Any]:
    """With all that came with it. Returns the nodes that have gone."""
    gone = [*companions(segmentation), segmentation]
    for node in gone:
        nodes.remove(scene, *_displays(node), node)
    return gone


def link(segmentation: Any, rois: Mapping[int, Any], table: Optional[Any], doubt: Optional[Any]) -> None:
    """Lets the segmentation know what came with it."""
    for role, node in zip(ROLES, (table, doubt)):
        if node is not None:
            segmentation.SetNodeReferenceID(role, node.GetID())
    for value, roi in rois.items():
        roi.SetAttribute(nodes.PREFIX + "Label", str(value))
        segmentation.AddNodeReferenceID(BOX_ROLE, roi.GetID())


def _displays(node: Any) -> list[Any]:
    if not node.IsA("vtkMRMLDisplayableNode"):
        return []
    displays = [node.GetNthDisplayNode(n) for n in range(node.GetNumberOfDisplayNodes())]
    return [display for display in displays if display is not None]


def _companion_said(node: Any) -> object:
    if node.IsA("vtkMRMLMarkupsROINode"):
        return (node.GetName(), node.GetCenter(), node.GetSize())
    if node.IsA("vtkMRMLTableNode"):
        cells = [[node.GetCellText(row, column) for column in range(node.GetNumberOfColumns())] for row in range(node.GetNumberOfRows())]
        return (node.GetName(), cells)
    return node.GetName()
