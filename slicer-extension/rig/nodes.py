"""What comes in -> MRML nodes, with the order of events, the reuse of nodes and the sharing of voxels that SlicerOpenIGTLink has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Optional

import slicer
import vtk

from . import bodies, contents
from .wire import Frame

# The tags of the nodes that are found again by the name under which they came, even once renamed. A labelmap's is not among them.
TAGS = {
    "IMAGE": ("Volume", "VectorVolume", "StreamingVolume"),
    "STATUS": ("IGTLStatus",),
    "TRANSFORM": ("LinearTransform",),
    "POLYDATA": ("Model", "FiberBundle"),
    "STRING": ("Text",),
    "POINT": ("MarkupsFiducial",),
}
_ORIGINAL_NAME = "OriginalNodeName"


class RigStatusNode(slicer.vtkMRMLScriptedModuleNode):
    """The stand-in for vtkMRMLIGTLStatusNode."""

    StatusModifiedEvent = 118950

    def __init__(self) -> None:
        self.SetHideFromEditors(1)
        self._status = bodies.Status(0, 0, "", "")

    def GetNodeTagName(self) -> str:
        return "IGTLStatus"

    def SetStatus(self, code: int, subcode: int, error_name: str, text: str) -> int:
        if code >= 20 or len(error_name.encode()) > 20:
            return 0
        self._status = bodies.Status(code, subcode & 0xFFFF, error_name, text)
        self.InvokeEvent(self.StatusModifiedEvent)
        return 1

    def GetCode(self) -> int:
        return self._status.code

    def GetSubCode(self) -> int:
        return self._status.subcode

    def GetErrorName(self) -> str:
        return self._status.error_name

    def GetStatusString(self) -> str:
        return self._status.text


@dataclass
class Device:
    """What is kept of one (type, device name): the metadata of the latest message, and for an IMAGE the voxels, which its node shares."""

    type: str
    name: str
    metadata: dict[str, str] = field(default_factory=dict)
    content: Any = None
    image: Optional[vtk.vtkImageData] = None


class Observer:
    """Is told of devices and nodes in the order in which SlicerOpenIGTLink tells of them; here it does nothing."""

    def new_device(self, device: Device) -> None: ...

    def new_node(self, node: Any) -> None: ...

    def about_to_receive(self, device: Device) -> None: ...

    def modified(self, device: Device, node: Any) -> None: ...

    def removed_device(self, device: Device) -> None: ...


class Receiver:
    """Makes and updates nodes. Main thread only."""

    def __init__(self, scene: Callable[[], Any], observer: Observer) -> None:
        self._scene = scene
        self._observer = observer
        self._devices: dict[tuple[str, str], Device] = {}
        self._registered: dict[str, Any] = {}
        self._pending: list[tuple[Any, int]] = []
        self.came_from_peer: set[str] = set()
        """Names of nodes whose content has just come from the peer: they are not sent back to it."""

    def import_frame(self, frame: Frame, check_crc: bool) -> None:
        if frame.base_type not in TAGS:
            return  # Slicer logs it
        key = (frame.base_type, frame.device)
        device = self._devices.get(key)
        if device is None:
            device = self._devices[key] = Device(*key)
            self._observer.new_device(device)
        self._about_to_receive(device)
        if check_crc and not frame.checksum_holds:
            return  # dropped in silence; a node that needs no content to be made is there already, empty
        content, device.metadata = frame.parts()
        contents.take(device, content)
        self._observer.modified(device, self._update(device))

    def take_unnamed_status(self) -> int:
        """Forgets the unnamed STATUS device, made if there is none; the code that it had."""
        device = self._devices.pop(("STATUS", ""), None)
        if device is None:
            device = Device("STATUS", "", content=bodies.Status(0, 0, "", ""))
            self._observer.new_device(device)
        self._observer.removed_device(device)
        return device.content.code if device.content is not None else 0

    def end_tick(self) -> None:
        """Lets the nodes' Modified events through, latest node first."""
        while self._pending:
            node, was_modifying = self._pending.pop()
            node.EndModify(was_modifying)
            self.came_from_peer.discard(node.GetName())

    def _about_to_receive(self, device: Device) -> None:
        self._observer.about_to_receive(device)
        node = self._known_node(device)
        if node is None:
            node = self._make_node(device)
            if node is not None:
                self._observer.new_node(node)
        if node is not None:
            self._pending.append((node, node.StartModify()))

    def _update(self, device: Device) -> Any:
        node, is_new = self._known_node(device), False
        if node is None:
            node, is_new = self._make_node(device), True
        if node is None:
            return None
        was_modifying = node.StartModify()
        contents.show(device, node)
        for key, value in device.metadata.items():
            node.SetAttribute(f"OpenIGTLink.{key}", value)
        self.came_from_peer.add(node.GetName())
        node.EndModify(was_modifying)
        if is_new:
            self._observer.new_node(node)
        return node

    def _known_node(self, device: Device) -> Any:
        """The node that was made or taken for this device, even if it has been renamed since."""
        scene = self._scene()
        if scene is None:
            return None
        for node_id in sorted(self._registered):
            node = scene.GetNodeByID(node_id)
            if node is not None and _tag(node) in TAGS[device.type] and node.GetAttribute(_ORIGINAL_NAME) == device.name:
                return node
        return None

    def _make_node(self, device: Device) -> Any:
        scene = self._scene()
        if scene is None or (device.type == "IMAGE" and device.image is None):
            return None
        name = device.name or "OpenIGTLink"
        node_class = contents.node_class(device)
        node = _first_status(scene, name) if device.type == "STATUS" else scene.GetFirstNode(name, _reusable(node_class))
        if node is None:
            node = contents.add_node(device, scene, name, RigStatusNode() if device.type == "STATUS" else None)
        if node.GetID() not in self._registered:
            self._registered[node.GetID()] = node if device.type == "STATUS" else None
            node.SetAttribute(_ORIGINAL_NAME, node.GetName())
        return node


def find_status(scene: Any, name: str) -> Optional[RigStatusNode]:
    return _first_status(scene, name)


def _first_status(scene: Any, name: str) -> Optional[RigStatusNode]:
    nodes = scene.GetNodesByClass("vtkMRMLScriptedModuleNode")
    nodes.UnRegister(None)
    for index in range(nodes.GetNumberOfItems()):
        node = nodes.GetItemAsObject(index)
        if isinstance(node, RigStatusNode) and node.GetName() == name:
            return node
    return None


def _tag(node: Any) -> str:
    return "IGTLStatus" if isinstance(node, RigStatusNode) else node.GetNodeTagName()


def _reusable(node_class: str) -> str:
    """Any transform takes a TRANSFORM; else only the class itself and what derives from it, as a labelmap from a scalar volume."""
    return "vtkMRMLTransformNode" if node_class == "vtkMRMLLinearTransformNode" else node_class
