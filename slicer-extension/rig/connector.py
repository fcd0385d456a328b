"""The stand-in for vtkMRMLIGTLConnectorNode, and the port through which FoldLink gets one.

It behaves as SlicerOpenIGTLink on OpenIGTLinkIO does, awkward sides included; test_rig_connector.py names them one by one.
"""

from __future__ import annotations

import time
import weakref
from typing import Any, Optional

import slicer
import vtk

from . import bodies, command, link, outgoing, wire
from .command import RigCommand
from .nodes import Receiver, RigStatusNode, find_status
from .traps import WouldCrashSlicerError

_ANNOUNCE = {"dummy": "dummy"}


class _Sent:
    """A command on its way. As in Slicer it does not keep the command alive."""

    def __init__(self, number: int, sent: RigCommand) -> None:
        self.number = number
        self.command = weakref.ref(sent)
        self.name = sent.GetName()
        self.since = time.monotonic()
        self.timeout_s = sent.GetTimeoutSec()
        self.done = False


class RigConnector(slicer.vtkMRMLScriptedModuleNode):
    """Main thread only. It lives in the scene as a node of its own, so closing the scene takes it away."""

    ConnectedEvent, DisconnectedEvent, ActivatedEvent, DeactivatedEvent = 118944, 118945, 118946, 118947
    NewDeviceEvent, DeviceModifiedEvent, RemovedDeviceEvent = 118949, 118950, 118951
    CommandReceivedEvent, CommandResponseReceivedEvent, CommandCompletedEvent = 119001, 119002, 119003
    StateOff, StateWaitConnection, StateConnected = link.OFF, link.WAITING, link.CONNECTED

    def __init__(self) -> None:
        self.log: list[str] = []
        self.link = link.Link()
        self._where = ("localhost", 18944)
        self._check_crc = True
        self._next_id = 1
        self._sent: list[_Sent] = []
        self._outgoing: dict[str, tuple[Any, int]] = {}
        me = weakref.ref(self)  # a cycle would keep the threads running when nobody holds the node any more
        self._receiver = Receiver(
            lambda: me().GetScene(),
            self.log,
            lambda node: me().InvokeEvent(RigConnector.NewDeviceEvent, node or vtk.vtkObject()),
            lambda _: me().InvokeEvent(RigConnector.DeviceModifiedEvent, vtk.vtkObject()),
        )
        weakref.finalize(self, self.link.stop)

    def SetTypeClient(self, host: str, port: int) -> int:
        self._where = (host, port)
        return 1

    def Start(self) -> int:
        if self.link.running:
            self.log.append("Connector is already running!")
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
        self._take_replies()
        self._end_commands()
        for frame in self.link.take_frames():
            self._receiver.import_frame(frame, self._check_crc)
        for reached in self.link.take_events():
            self._announce_state(reached)
        self._receiver.end_tick()

    def RegisterOutgoingMRMLNode(self, node: Any, device_type: Optional[str] = None) -> int:
        if node is None or node.GetScene() is None:
            self.log.append("Error registering outgoing node: none, or in no scene")
            return 0
        kind = outgoing.KINDS.get(node.GetNodeTagName())
        if kind is None:
            self.log.append(f"Outgoing node reference is not supported for node type: {node.GetClassName()}")
            return 0
        if device_type is not None:
            node.SetAttribute("OpenIGTLinkIF.out.type", device_type)
        if node.GetAttribute("OpenIGTLinkIF.out.name") is None:
            node.SetAttribute("OpenIGTLinkIF.out.name", node.GetName())
        self.UnregisterOutgoingMRMLNode(node)
        me = weakref.ref(self)
        tag = node.AddObserver(kind[1], lambda changed, _: me().PushNode(changed))  # sent again by itself, for as long as it is registered
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
        if node is None or not node.GetID():
            return 0
        if node.GetID() not in self._outgoing:
            self.log.append(f"Node is not found in OutgoingMRMLIDToDeviceMap: {node.GetID()}")
            return 0
        message = outgoing.message(node)
        if message is not None and node.GetName() not in self._receiver.came_from_peer:
            self.link.send(message)
        return 0

    def SendCommand(self, sent: RigCommand) -> None:
        if sent.IsInProgress():
            self.log.append("SendCommand failed: Command is already in progress!")
            return
        if sent._blocking is None:
            self.link.violations.append(
                f"command {sent.GetName()} was sent without SetBlocking(False): the flag is uninitialised memory in OpenIGTLinkIO"
            )
        number, self._next_id = self._next_id, self._next_id + 1
        if not self.link.has_peer:
            return  # neither an error nor a completion ever comes of it
        body = bodies.command(number, sent.GetName(), sent.GetCommandContent())
        if not self.link.send(wire.pack("COMMAND", "command", body, {**sent._metadata, "Status": "FAIL"})):
            sent._status = command.FAILED
            return
        sent._status = command.WAITING
        waiting = _Sent(number, sent)
        self._sent.append(waiting)
        while sent.GetBlocking() and not sent.IsCompleted():
            self.PeriodicProcess()
            time.sleep(0.005)

    def CancelCommand(self, sent: RigCommand) -> None:
        if sent.IsInProgress():
            sent._status = command.CANCELLED
            self._end_commands()
            sent.InvokeEvent(RigCommand.CommandCancelledEvent)

    def _take_replies(self) -> None:
        for frame in self.link.take_replies():
            content, metadata = frame.parts()
            number, name, text = bodies.read_command(content)
            if frame.type == "COMMAND":
                self.log.append(f"COMMAND {name} received")
                received = RigCommand()
                received._name, received._content, received._metadata = name, text, metadata
                self.InvokeEvent(self.CommandReceivedEvent, received)
                continue
            waiting = next((each for each in self._sent if each.number == number and not each.done), None)
            if waiting is None:
                self.log.append(f"Response for command ID: {number} matches no outgoing commands!")
                continue
            answered = self._alive(waiting)
            if answered is not None:
                answered._response, answered._response_metadata = text, metadata
                answered._status = command.RESPONSE_RECEIVED
                self.InvokeEvent(self.CommandResponseReceivedEvent, answered)
                answered.InvokeEvent(RigCommand.CommandResponseEvent)

    def _end_commands(self) -> None:
        ended = []
        for waiting in self._sent:
            sent = waiting.command()
            if sent is None or sent.GetCommandStatus() in (command.RESPONSE_RECEIVED, command.CANCELLED):
                ended.append(waiting)
            elif sent.IsInProgress() and time.monotonic() - waiting.since > waiting.timeout_s:
                ended.append(waiting)
                sent._status = command.EXPIRED
                sent.InvokeEvent(RigCommand.CommandExpiredEvent)
        self._sent = [each for each in self._sent if each not in ended]
        for waiting in ended:
            waiting.done = True
            sent = self._alive(waiting)
            if sent is not None:
                self.InvokeEvent(self.CommandCompletedEvent, sent)
                sent.InvokeEvent(RigCommand.CommandCompletedEvent)

    def _alive(self, waiting: _Sent) -> Optional[RigCommand]:
        sent = waiting.command()
        if sent is None:
            self.link.violations.append(
                f"command {waiting.name} was let go before it was completed: Slicer then calls into freed memory; keep it until then"
            )
        return sent

    def _announce_state(self, reached: int) -> None:
        if reached == link.CONNECTED:
            # Slicer says that it can read header version 2 by an unnamed STATUS with metadata.
            self.InvokeEvent(self.NewDeviceEvent, vtk.vtkObject())
            self.link.send(wire.pack("STATUS", "", bodies.status(bodies.Status(0, 0, "", "")), _ANNOUNCE))
            self.InvokeEvent(self.DeviceModifiedEvent, vtk.vtkObject())
            for node, _ in list(self._outgoing.values()):
                if node.GetAttribute("OpenIGTLinkIF.pushOnConnect") == "true":
                    self.PushNode(node)
            self.InvokeEvent(self.ConnectedEvent)
        elif reached == link.WAITING:
            self.InvokeEvent(self.DisconnectedEvent)
        else:
            self.InvokeEvent(self.DeactivatedEvent)


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
        node: Optional[RigStatusNode] = find_status(scene, name)
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
