"""One kind of message at a time: what a device keeps of it, which node it makes and what it sets there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import slicer
import vtk
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy

from . import bodies
from .igtl_messages import PolyDataMessage

if TYPE_CHECKING:
    from .nodes import Device

# OpenIGTLinkIO takes 32-bit integers as C's long, which has 64 bits on Linux.
_VTK_TYPES = {
    2: vtk.VTK_CHAR,
    3: vtk.VTK_UNSIGNED_CHAR,
    4: vtk.VTK_SHORT,
    5: vtk.VTK_UNSIGNED_SHORT,
    6: vtk.VTK_LONG,
    7: vtk.VTK_UNSIGNED_LONG,
    10: vtk.VTK_FLOAT,
    11: vtk.VTK_DOUBLE,
}
_CLASSES = {
    "TRANSFORM": "vtkMRMLLinearTransformNode",
    "POLYDATA": "vtkMRMLModelNode",
    "STRING": "vtkMRMLTextNode",
    "POINT": "vtkMRMLMarkupsFiducialNode",
    "STATUS": "vtkMRMLIGTLStatusNode",
}


def take(device: Device, content: memoryview) -> None:
    """Reads the content into the device."""
    if device.type == "IMAGE":
        device.content = message = bodies.read_image(content)
        _fill(device, message)
    elif device.type == "STATUS":
        device.content = bodies.read_status(content)
    elif device.type == "STRING":
        device.content = bodies.read_string(content)
    elif device.type == "POINT":
        device.content = bodies.read_points(content)
    elif device.type == "TRANSFORM":
        device.content = bodies.read_transform(content)
    elif device.type == "POLYDATA":
        device.content = _poly_data(content)


def node_class(device: Device) -> str:
    if device.type == "IMAGE":
        assert device.image is not None
        return "vtkMRMLVectorVolumeNode" if device.image.GetNumberOfScalarComponents() > 1 else "vtkMRMLScalarVolumeNode"
    return _CLASSES[device.type]


def add_node(device: Device, scene: Any, name: str, node: Any) -> Any:
    """A new node in the scene. ``node`` is given for a STATUS, whose class slicer-core lacks."""
    if device.type == "IMAGE":
        return _add_volume(device, scene, name)
    if device.type == "POINT":
        node = scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode")
        node.SetName(name)
        node.SetDescription("Received by OpenIGTLink")
        node.CreateDefaultDisplayNodes()
        return node
    node = node or _create(scene, node_class(device))
    node.SetName(name)
    node.SetDescription("Received by OpenIGTLink")
    scene.AddNode(node)
    if device.type == "POLYDATA":
        node.SetAndObservePolyData(device.content)
        node.CreateDefaultDisplayNodes()
    return node


def show(device: Device, node: Any) -> None:
    """Sets what the device keeps in its node."""
    if device.type == "IMAGE":
        assert device.image is not None
        node.SetIJKToRASMatrix(ijk_to_ras(device.content))
        node.SetAndObserveImageData(device.image)
        device.image.SetSpacing(1, 1, 1)
        device.image.SetOrigin(0, 0, 0)
    elif device.type == "STATUS":
        value = device.content
        node.SetStatus(value.code, value.subcode, value.error_name, value.text)
    elif device.type == "STRING":
        encoding, text = device.content
        node.SetEncoding(encoding)
        node.SetText(text)
    elif device.type == "TRANSFORM":
        matrix = vtk.vtkMatrix4x4()
        for row in range(3):
            for column in range(4):
                matrix.SetElement(row, column, float(device.content[row, column]))
        node.SetMatrixTransformToParent(matrix)
        for key, value in device.metadata.items():
            if "Status" in key:
                node.SetAttribute(key, value)
    elif device.type == "POLYDATA":
        node.SetAndObservePolyData(device.content)
    elif device.type == "POINT":
        _show_points(device.content, node)
    node.Modified()


def ijk_to_ras(message: bodies.Image) -> vtk.vtkMatrix4x4:
    """The wire has the centre of the grid, MRML the centre of the first voxel. In float32, as OpenIGTLinkIO calculates."""
    columns, centre = message.matrix[:, :3], message.matrix[:, 3]
    half = ((np.array(message.size) - 1) / 2).astype(np.float32)
    origin = centre - columns @ half
    matrix = vtk.vtkMatrix4x4()
    for row in range(3):
        for column in range(3):
            matrix.SetElement(row, column, float(columns[row, column]))
        matrix.SetElement(row, 3, float(origin[row]))
    return matrix


def _fill(device: Device, message: bodies.Image) -> None:
    """An image of the same size and type is overwritten in place: whoever holds the node's image data sees it change."""
    kind, image = _VTK_TYPES[message.scalar], device.image
    same = (
        image is not None
        and image.GetDimensions() == message.size
        and image.GetScalarType() == kind
        and image.GetNumberOfScalarComponents() == message.components
    )
    if not same or image is None:
        image = device.image = vtk.vtkImageData()
        image.SetDimensions(message.size)
        image.AllocateScalars(kind, message.components)
    scalars = image.GetPointData().GetScalars()
    flat = vtk_to_numpy(scalars).reshape(-1)
    pixels = message.pixels.astype(message.pixels.dtype.newbyteorder("="), copy=False)
    if flat.itemsize != pixels.itemsize:
        flat.view(pixels.dtype)[: pixels.size] = pixels
    elif message.whole:
        flat[:] = pixels.view(flat.dtype)
    else:
        (i, j, k), (ni, nj, nk) = message.offset, message.part
        grid = flat.reshape(*message.size[::-1], message.components)
        grid[k : k + nk, j : j + nj, i : i + ni] = pixels.reshape(nk, nj, ni, message.components)
    scalars.Modified()
    image.Modified()


def _add_volume(device: Device, scene: Any, name: str) -> Any:
    node = _create(scene, node_class(device))
    node.SetIJKToRASMatrix(ijk_to_ras(device.content))
    node.SetAndObserveImageData(device.image)
    node.SetName(name)
    scene.SaveStateForUndo()
    node.SetDescription("Received by OpenIGTLink")
    scene.AddNode(node)
    if device.content.components == 1:
        display = _create(scene, "vtkMRMLScalarVolumeDisplayNode")
        scene.AddNode(display)
        display.SetAndObserveColorNodeID(slicer.vtkMRMLColorLogic.GetColorTableNodeID(slicer.vtkMRMLColorTableNode.Grey))
    else:
        display = _create(scene, "vtkMRMLVectorVolumeDisplayNode")
        scene.AddNode(display)
        display.SetDefaultColorMap()
    node.SetAndObserveDisplayNodeID(display.GetID())
    return node


def _create(scene: Any, name: str) -> Any:
    node = scene.CreateNodeByClass(name)
    node.UnRegister(None)
    return node


def _poly_data(content: memoryview) -> vtk.vtkPolyData:
    message = PolyDataMessage()
    message._unpack_content(bytes(content))
    data = vtk.vtkPolyData()
    points = vtk.vtkPoints()
    for point in message.points.tolist():
        points.InsertNextPoint(point)
    if points.GetNumberOfPoints():
        data.SetPoints(points)
    groups = (
        (message.vertices, data.SetVerts),
        (message.lines, data.SetLines),
        (message.polygons, data.SetPolys),
        (message.strips, data.SetStrips),
    )
    for cells, set_cells in groups:
        if cells:
            array = vtk.vtkCellArray()
            for cell in cells:
                array.InsertNextCell(len(cell), cell)
            set_cells(array)
    for attribute in message.attributes:
        array = numpy_to_vtk(attribute.values, deep=True, array_type=vtk.VTK_FLOAT)
        array.SetName(attribute.name)
        (data.GetCellData() if attribute.kind & 0xF0 else data.GetPointData()).AddArray(array)
    return data


def _show_points(points: list[bodies.Point], node: Any) -> None:
    """The list as it now is: radius and owner are dropped; the colour is that of the first point of each group."""
    colours: dict[bool, tuple[float, float, float]] = {}
    for _ in range(node.GetNumberOfControlPoints() - len(points)):
        node.RemoveNthControlPoint(node.GetNumberOfControlPoints() - 1)
    for index, point in enumerate(points):
        selected = point.group != "Unselected"
        red, green, blue, alpha = point.rgba
        colours.setdefault(selected, (red / 255, green / 255, blue / 255))
        if node.GetNumberOfControlPoints() <= index:
            node.AddControlPoint(vtk.vtkVector3d(*point.position), point.name)
        else:
            node.SetNthControlPointLabel(index, point.name)
            node.SetNthControlPointPosition(index, *point.position)
        node.SetNthControlPointSelected(index, selected)
        node.SetNthControlPointVisibility(index, alpha > 0)
    display = node.GetDisplayNode()
    if display is not None:
        if True in colours:
            display.SetSelectedColor(colours[True])
        if False in colours:
            display.SetColor(colours[False])
