"""MRML nodes -> messages, as SlicerOpenIGTLink sends them."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np
import slicer
import vtk
from vtkmodules.util.numpy_support import vtk_to_numpy

from . import bodies, wire
from .igtl_messages import Attribute, PolyDataMessage
from .nodes import RigStatusNode

# By node tag: the message's type, and the event upon which a registered node is sent again.
KINDS: dict[str, tuple[str, int]] = {
    "Volume": ("IMAGE", slicer.vtkMRMLVolumeNode.ImageDataModifiedEvent),
    "VectorVolume": ("IMAGE", slicer.vtkMRMLVolumeNode.ImageDataModifiedEvent),
    "LinearTransform": ("TRANSFORM", slicer.vtkMRMLTransformableNode.TransformModifiedEvent),
    "Model": ("POLYDATA", slicer.vtkMRMLModelNode.MeshModifiedEvent),
    "FiberBundle": ("POLYDATA", slicer.vtkMRMLModelNode.MeshModifiedEvent),
    "Text": ("STRING", slicer.vtkMRMLTextNode.TextModifiedEvent),
    "MarkupsFiducial": ("POINT", slicer.vtkMRMLMarkupsNode.PointModifiedEvent),
    "IGTLStatus": ("STATUS", RigStatusNode.StatusModifiedEvent),
}


def message(node: Any) -> Optional[bytes]:
    """The node's message; None where there is nothing to send, as with a volume without voxels."""
    kind, _ = KINDS[node.GetNodeTagName()]
    content = _content(kind, node)
    if content is None:
        return None
    status = "TransformStatus" if kind == "TRANSFORM" else "Status"
    metadata = {"MRMLNodeName": node.GetNodeTagName(), status: node.GetAttribute(status) or "OK"}
    if kind == "TRANSFORM":
        metadata |= {"STREAM_ID_FROM": "", "STREAM_ID_TO": ""}
    return wire.pack(kind, node.GetName(), content, metadata)


def _content(kind: str, node: Any) -> Optional[bytes]:
    if kind == "IMAGE":
        return _image(node)
    if kind == "TRANSFORM":
        matrix = vtk.vtkMatrix4x4()
        node.GetMatrixTransformToParent(matrix)
        return bodies.transform(slicer.util.arrayFromVTKMatrix(matrix))
    if kind == "STRING":
        return bodies.string(node.GetText() or "", node.GetEncoding())
    if kind == "STATUS":
        # The subcode is lost: OpenIGTLinkIO sends the code in its place.
        return bodies.status(bodies.Status(node.GetCode(), node.GetCode(), node.GetErrorName(), node.GetStatusString()))
    if kind == "POINT":
        return bodies.points([_point(node, index) for index in range(node.GetNumberOfControlPoints())])
    return _poly_data(node.GetPolyData())


def _image(node: Any) -> Optional[bytes]:
    data = node.GetImageData()
    if data is None or data.GetPointData().GetScalars() is None:
        return None
    ijk_to_ras = vtk.vtkMatrix4x4()
    node.GetIJKToRASMatrix(ijk_to_ras)
    matrix = slicer.util.arrayFromVTKMatrix(ijk_to_ras)[:3].astype(np.float32)
    size = data.GetDimensions()
    half = (np.array(size, np.float32) - 1) / 2
    matrix[:, 3] += matrix[:, :3] @ half
    pixels = vtk_to_numpy(data.GetPointData().GetScalars()).reshape(-1)
    return bodies.image(size, matrix, pixels, data.GetNumberOfScalarComponents())


def _point(node: Any, index: int) -> bodies.Point:
    selected = node.GetNthControlPointSelected(index)
    display = node.GetDisplayNode()
    if display is not None:
        red, green, blue = (int(c * 255) for c in (display.GetSelectedColor() if selected else display.GetColor()))
    else:
        red, green, blue = (255, 0, 0) if selected else (230, 230, 77)
    alpha = 255 if node.GetNthControlPointVisibility(index) else 0
    group = "Selected" if selected else "Unselected"
    position = tuple(node.GetNthControlPointPosition(index))
    return bodies.Point(node.GetNthControlPointLabel(index), group, (red, green, blue, alpha), position)


def _poly_data(data: Optional[vtk.vtkPolyData]) -> Optional[bytes]:
    if data is None:
        return None
    points = vtk_to_numpy(data.GetPoints().GetData()) if data.GetPoints() is not None else ()
    vertices, lines, polygons, strips = map(cells_of, (data.GetVerts(), data.GetLines(), data.GetPolys(), data.GetStrips()))
    attributes = []
    for index in range(data.GetPointData().GetNumberOfArrays()):
        array = data.GetPointData().GetArray(index)
        values = vtk_to_numpy(array).reshape(array.GetNumberOfTuples(), -1).astype(np.float32)
        attributes.append(Attribute(array.GetName() or "", 0, values))
    return PolyDataMessage(points, vertices, lines, polygons, strips, attributes)._pack_content()


def cells_of(array: vtk.vtkCellArray) -> list[list[int]]:
    offsets = vtk_to_numpy(array.GetOffsetsArray()).tolist()
    indices = vtk_to_numpy(array.GetConnectivityArray()).tolist()
    return [indices[start:end] for start, end in zip(offsets, offsets[1:], strict=False)]
