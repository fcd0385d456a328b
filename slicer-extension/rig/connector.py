"""The stand-in for vtkMRMLIGTLConnectorNode, and the port through which FoldLink gets one.

It behaves as SlicerOpenIGTLink on OpenIGTLinkIO does, awkward sides included; test_rig_connector.py and test_rig_traps.py name them one by
one, and test_rig_validation.py holds it against a recording of OpenIGTLinkIO itself.
"""

from __future__ import annotations

import time
import weakref
from typing import Any, Optional

import slicer
import vtk

from . import bodies, link, outgoing, wire
from .commands import Commands, RigCommand
from .nodes import Device, Observer, Receiver, find_status
from .traps import WouldCrashSlicerError

_ANNOUNCE = {"dummy": "dummy"}


class RigConnector(slicer.vtkMRMLScriptedModuleNode):
    """Main thread only. It lives in the scene as a node of its own, so closing the scene takes it away."""

    ConnectedEvent, DisconnectedEvent, ActivatedEvent, DeactivatedEvent = 118944, 118945, 118946, 118947
    NewDeviceEvent, DeviceModifiedEvent, RemovedDeviceEvent = 118949, 118950, 118951
    CommandReceivedEvent, CommandResponseReceivedEvent, CommandCompletedEvent = 119001, 119002, 119003
    StateOff, StateWaitConnection, StateConnected = link.OFF, link.WAITING, link.CONNECTED

    def __init__(self) -> None:
        self.link = link.Link()
        self.observer = Observer()
        """Of the devices; Slicer shows less of them, only that there is a new one or that one was modified."""
        self._where = ("localhost", 18944)
        self._check_crc = True
        self._outgoing: dict[str, tuple[Any, int]] = {}
        me: Any = weakref.proxy(self)  # a cycle would keep the threads running when nobody holds the node any more
        self._receiver = Receiver(lambda: me.GetScene(), _Devices(me))
        self._commands = Commands(
            self.link,
            lambda command: me.InvokeEvent(RigConnector.CommandResponseReceivedEvent, command),
            lambda command: me.InvokeEvent(RigConnector.CommandCompletedEvent, command),
            lambda command: me.InvokeEvent(RigConnector.CommandReceivedEvent, command),
        )
        weakref.finalize(self, self.link.stop)

    def GetNodeTagName(self) -> str:
        return "IGTLConnector"

    def SetTypeClient(self, host: str, port: int) -> int:
        self._where = (host, port)
        return 1

    def Start(self) -> int:
        if self.link.running:
            return 0
        self.link.start(*self._where)
        self.InvokeEvent(self.ActivatedEvent)
        self.Modified()
        return 1

    def Stop(self) -> int:
        was_running = self.link.running
        self.link.stop()
        self.Modified()
        return int(was_running)

    def GetState(self) -> int:
        return self.link.state

    def SetCheckCRC(self, check: bool) -> None:
        self._check_crc = bool(check)

    def GetCheckCRC(self) -> bool:
        return self._check_crc

    def PeriodicProcess(self) -> None:
        """What the module's 5 ms timer calls while the state is connected: commands first, then data, then the state's events."""
        self._commands.take_replies()
        self._commands.end()
        for frame in self.link.take_frames():
            self._receiver.import_frame(frame, self._check_crc)
        for reached in self.link.take_events():
            self._announce_state(reached)
        self._receiver.end_tick()

    def RegisterOutgoingMRMLNode(self, node: Any, device_type: Optional[str] = None) -> int:
        if node is None or node.GetScene() is None or node.GetNodeTagName() not in outgoing.KINDS:
            return 0
        if device_type is not None:
            node.SetAttribute("OpenIGTLinkIF.out.type", device_type)
        if node.GetAttribute("OpenIGTLinkIF.out.name") is None:
            node.SetAttribute("OpenIGTLinkIF.out.name", node.GetName())
        self.UnregisterOutgoingMRMLNode(node)
        me: Any = weakref.proxy(self)
        _, event = outgoing.KINDS[node.GetNodeTagName()]
        tag = node.AddObserver(event, lambda changed, _: me.PushNode(changed))  # sent again by itself, for as long as it is registered
        self._outgoing[node.GetID()] = (node, tag)
        self.InvokeEvent(self.NewDeviceEvent, vtk.vtkObject())
        return 1

    def UnregisterOutgoingMRMLNode(self, node: Any) -> None:
        if node is not None and node.GetID() in self._outgoing:
            registered, tag = self._outgoing.pop(node.GetID())
            registered.RemoveObserver(tag)

    def GetNumberOfOutgoingMRMLNodes(self) -> int:
        return len(self._outgoing)

    def PushNode(self, node: Any) -> int:
        """Blocks until the peer has taken it; nothing is sent, and nothing said, where there is no peer. Always 0."""
        if node is not None and node.GetID() in self._outgoing and node.GetName() not in self._receiver.came_from_peer:
            message = outgoing.message(node)
            if message is not None:
                self.link.send(message)
        return 0

    def SendCommand(self, command: RigCommand) -> None:
        if command.IsInProgress():
            return
        self._commands.send(command)
        while command.GetBlocking() and command.IsInProgress():
            self.PeriodicProcess()
            time.sleep(0.005)

    def CancelCommand(self, command: RigCommand) -> None:
        self._commands.cancel(command)

    def _announce_state(self, reached: int) -> None:
        if reached == link.CONNECTED:
            # Slicer says that it reads header version 2 by an unnamed STATUS with metadata, which repeats the code of one that has come.
            code = self._receiver.take_unnamed_status()
            self.link.send(wire.pack("STATUS", "", bodies.status(bodies.Status(code, code, "", "")), _ANNOUNCE))
            for node, _ in list(self._outgoing.values()):
                if node.GetAttribute("OpenIGTLinkIF.pushOnConnect") == "true":
                    self.PushNode(node)
            self.InvokeEvent(self.ConnectedEvent)
        elif reached == link.WAITING:
            self.InvokeEvent(self.DisconnectedEvent)
        else:
            self.InvokeEvent(self.DeactivatedEvent)


class _Devices(Observer):
    """Devices' events as events of the connector's node. As in Slicer a new device is told of twice: without its node, then with it."""

    def __init__(self, node: RigConnector) -> None:
        self._node = node

    def new_device(self, device: Device) -> None:
        self._node.observer.new_device(device)
        self._node.InvokeEvent(RigConnector.NewDeviceEvent, vtk.vtkObject())

    def new_node(self, node: Any) -> None:
        self._node.InvokeEvent(RigConnector.NewDeviceEvent, node)

    def about_to_receive(self, device: Device) -> None:
        self._node.observer.about_to_receive(device)

    def modified(self, device: Device, node: Any) -> None:
        self._node.observer.modified(device, node)
        self._node.InvokeEvent(RigConnector.DeviceModifiedEvent, vtk.vtkObject())

    def removed_device(self, device: Device) -> None:
        self._node.observer.removed_device(device)
        self._node.InvokeEvent(RigConnector.DeviceModifiedEvent, vtk.vtkObject())  # Slicer tells of it by this event


class RigIgtl:
    """FoldLink's port to SlicerOpenIGTLink. ``tick`` is the module's timer; a test fails there once something would have crashed Slicer."""

    def __init__(self) -> None:
        self.connectors: list[RigConnector] = []
        self.violations: list[str] = []

    def connector(self, scene: Any) -> RigConnector:
        node = RigConnector()
        node.SetName("FoldLink")
        node.SetHideFromEditors(True)
        node.SetSaveWithScene(False)
        scene.AddNode(node)
        self.connectors.append(node)
        return node

    def command(self) -> RigCommand:
        return RigCommand()

    def status(self, scene: Any, name: str) -> Optional[tuple[int, str, str]]:
        node = find_status(scene, name)
        return None if node is None else (node.GetCode(), node.GetErrorName(), node.GetStatusString())

    def tick(self) -> None:
        """Only connectors that are in a scene and connected are processed: elsewhere nothing expires and no event comes."""
        for node in self.connectors:
            if node.GetScene() is not None and node.GetState() == link.CONNECTED:
                node.PeriodicProcess()
        new = [wrong for node in self.connectors for wrong in _drain(node)]
        # Those in no scene live on for as long as somebody holds them, as in Slicer.
        self.connectors = [node for node in self.connectors if node.GetScene() is not None]
        self.violations += new
        if new:
            raise WouldCrashSlicerError("; ".join(new))

    def close(self) -> None:
        for node in self.connectors:
            node.Stop()
        self.connectors.clear()


def _drain(node: RigConnector) -> list[str]:
    found = []
    while node.link.violations:
        found.append(node.link.violations.popleft())
    return found
