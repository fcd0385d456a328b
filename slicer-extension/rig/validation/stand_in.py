"""The rig's connector as a subject of the script. It writes its events as the driver of the recording does."""

from __future__ import annotations

from typing import Any

import vtk
from vtkmodules.util.numpy_support import vtk_to_numpy

from rig import outgoing, wire
from rig.commands import RigCommand
from rig.connector import RigIgtl
from rig.nodes import Device, Observer
from rig.validation.server import Line, wait


class Log(Observer):
    """Events of devices as the driver of the recording writes them, each content read back from the node that was made of it."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._voxels: dict[str, Any] = {}

    def new_device(self, device: Device) -> None:
        self._add("new_device", device)

    def about_to_receive(self, device: Device) -> None:
        self._add("about_to_receive", device)

    def removed_device(self, device: Device) -> None:
        self._add("removed_device", device)

    def modified(self, device: Device, node: Any) -> None:
        for key, value in device.metadata.items():
            assert node.GetAttribute(f"OpenIGTLink.{key}") == value
        self._add("modified", device, metadata=device.metadata, **self._content(device, node))

    def _add(self, event: str, device: Device, **more: Any) -> None:
        self.lines.append({"event": event, "type": device.type, "device": device.name, **more})

    def _content(self, device: Device, node: Any) -> Line:
        if device.type == "IMAGE":
            matrix = vtk.vtkMatrix4x4()
            node.GetIJKToRASMatrix(matrix)
            image = node.GetImageData()
            before, self._voxels[device.name] = self._voxels.get(device.name), image
            return {
                "size": list(image.GetDimensions()),
                "scalar": image.GetScalarType(),
                "components": image.GetNumberOfScalarComponents(),
                "same_voxels": image is before,
                "matrix": rows(matrix),
                "bytes": vtk_to_numpy(image.GetPointData().GetScalars()).tobytes().hex(),
            }
        if device.type == "STATUS":
            return {"code": node.GetCode(), "subcode": node.GetSubCode(), "error": node.GetErrorName(), "text": node.GetStatusString()}
        if device.type == "STRING":
            return {"encoding": device.content[0], "text": node.GetText()}  # the node has VTK's own numbers of encodings
        if device.type == "TRANSFORM":
            matrix = vtk.vtkMatrix4x4()
            node.GetMatrixTransformToParent(matrix)
            return {"matrix": rows(matrix)}
        if device.type == "POINT":
            return {"points": [self._point(device, node, index) for index in range(node.GetNumberOfControlPoints())]}
        data = node.GetPolyData()
        return {
            "points": [list(data.GetPoint(index)) for index in range(data.GetNumberOfPoints())],
            "lines": cells(data.GetLines()),
            "polygons": cells(data.GetPolys()),
            "strips": cells(data.GetStrips()),
            "point_arrays": arrays(data.GetPointData()),
            "cell_arrays": arrays(data.GetCellData()),
        }

    def _point(self, device: Device, node: Any, index: int) -> Line:
        """The node keeps no group but whether it is selected, and no colour of a point."""
        point = device.content[index]
        assert node.GetNthControlPointSelected(index) == (point.group != "Unselected")
        assert node.GetNthControlPointVisibility(index) == (point.rgba[3] > 0)
        position = list(node.GetNthControlPointPosition(index))
        return {"name": node.GetNthControlPointLabel(index), "group": point.group, "rgba": list(point.rgba), "position": position}


class StandIn:
    """The rig's connector as a subject of the script."""

    def __init__(self, igtl: RigIgtl, scene: Any) -> None:
        self._igtl, self._scene = igtl, scene
        self._log = Log()
        self._commands: list[RigCommand] = []
        self._node = node = igtl.connector(scene)
        node.observer = self._log
        names = {"activated": node.ActivatedEvent, "deactivated": node.DeactivatedEvent}
        names |= {"connected": node.ConnectedEvent, "disconnected": node.DisconnectedEvent}
        for name, event in names.items():
            node.AddObserver(event, lambda *_, name=name: self._log.lines.append({"event": name}))

    def start(self, host: str, port: int) -> list[Line]:
        self._node.SetTypeClient(host, port)
        self._node.Start()
        return self._take()

    def stop(self) -> list[Line]:
        self._node.Stop()
        return self._take()

    def state(self) -> int:
        return self._node.GetState()

    def check_crc(self, check: bool) -> None:
        self._node.SetCheckCRC(check)

    def tick(self) -> list[Line]:
        self._igtl.tick()
        return self._take()

    def command(self, name: str, timeout_s: float, content: str) -> tuple[int, list[Line]]:
        command = self._igtl.command()
        command.SetName(name)
        command.SetTimeoutSec(timeout_s)
        command.SetCommandContent(content or " ")
        command.SetBlocking(False)
        events = {
            "response": command.CommandResponseEvent,
            "expired": command.CommandExpiredEvent,
            "completed": command.CommandCompletedEvent,
        }
        for what, event in events.items():
            command.AddObserver(event, lambda ended, _, what=what: self._log.lines.append({"event": what, **self._ended(ended)}))
        self._commands.append(command)
        self._node.SendCommand(command)
        return command.GetCommandStatus(), self._take()

    def push(self, kind: str) -> None:
        node = outgoing_node(self._scene, kind)
        self._node.RegisterOutgoingMRMLNode(node)
        self._node.PushNode(node)
        self._node.UnregisterOutgoingMRMLNode(node)
        self._scene.RemoveNode(node)

    def settle(self, frames: int) -> None:
        wait(lambda: self._node.link.received == frames, 10, f"{frames} messages read")

    def _ended(self, command: RigCommand) -> Line:
        return {
            "id": command.number,
            "status": command.GetCommandStatus(),
            "successful": command.GetSuccessful(),
            "content": command.GetResponseContent(),
            "error": command.GetErrorMessage(),
        }

    def _take(self) -> list[Line]:
        taken, self._log.lines = self._log.lines, []
        return taken


def outgoing_node(scene: Any, kind: str) -> Any:
    """What the driver of the recording sends."""
    tags = {"IMAGE": "ScalarVolume", "STRING": "Text", "TRANSFORM": "LinearTransform", "POINT": "MarkupsFiducial", "POLYDATA": "Model"}
    node = scene.AddNewNodeByClass(f"vtkMRML{tags[kind]}Node", "out")
    if kind == "IMAGE":
        image = vtk.vtkImageData()
        image.SetDimensions(4, 3, 2)
        image.AllocateScalars(vtk.VTK_SHORT, 1)
        vtk_to_numpy(image.GetPointData().GetScalars())[:] = [7 * i - 50 for i in range(24)]
        node.SetAndObserveImageData(image)
        node.SetIJKToRASMatrix(matrix_of(-0.4, 0.1, 0.5, 100, 0.3, -0.5, 0.25, 50, 0.05, 0.2, 1.9, -30))
    elif kind == "STRING":
        node.SetText("größer")
        node.SetEncoding(wire.UTF_8)
    elif kind == "TRANSFORM":
        node.SetMatrixTransformToParent(matrix_of(0, -1, 0, 10, 1, 0, 0, -20, 0, 0, 1, 30.5))
    elif kind == "POINT":
        node.AddControlPoint(vtk.vtkVector3d(1.5, 3, 4.5), "a")
        node.AddControlPoint(vtk.vtkVector3d(3, 6, 9), "b")
        node.SetNthControlPointSelected(1, False)
        node.SetNthControlPointVisibility(1, False)
        node.RemoveAllDisplayNodeIDs()
    else:
        node.SetAndObservePolyData(poly_data())
    return node


def poly_data() -> vtk.vtkPolyData:
    data, points, lines, polygons, label = vtk.vtkPolyData(), vtk.vtkPoints(), vtk.vtkCellArray(), vtk.vtkCellArray(), vtk.vtkFloatArray()
    label.SetName("label")
    for i in range(4):
        points.InsertNextPoint(i, 0.5 * i, -i)
        label.InsertNextValue(i + 1)
    lines.InsertNextCell(3, (0, 1, 2))
    polygons.InsertNextCell(3, (1, 2, 3))
    data.SetPoints(points)
    data.SetLines(lines)
    data.SetPolys(polygons)
    data.GetPointData().AddArray(label)
    return data


def matrix_of(*values: float) -> vtk.vtkMatrix4x4:
    matrix = vtk.vtkMatrix4x4()
    for index, value in enumerate(values):
        matrix.SetElement(index // 4, index % 4, value)
    return matrix


def rows(matrix: vtk.vtkMatrix4x4) -> list[float]:
    return [matrix.GetElement(row, column) for row in range(3) for column in range(4)]


def cells(array: Any) -> list[list[int]]:
    return outgoing.cells_of(array)


def arrays(data: Any) -> Line:
    return {data.GetArrayName(index): vtk_to_numpy(data.GetArray(index)).ravel().tolist() for index in range(data.GetNumberOfArrays())}
