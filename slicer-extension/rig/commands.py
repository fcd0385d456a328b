"""The stand-in for vtkSlicerOpenIGTLinkCommand, and what the connector knows of commands on their way."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from typing import Any, Optional

import vtk

from . import bodies, wire
from .link import Link

UNKNOWN, WAITING, EXPIRED, CANCELLED, FAILED, RESPONSE_RECEIVED = range(6)


class RigCommand(vtk.vtkObject):
    """A command and, once it is completed, its response. Its events carry no call data."""

    CommandUnknown, CommandWaiting, CommandExpired = UNKNOWN, WAITING, EXPIRED
    CommandCancelled, CommandFailed, CommandResponseReceived = CANCELLED, FAILED, RESPONSE_RECEIVED
    CommandResponseEvent, CommandExpiredEvent, CommandReceivedEvent = 128000, 128001, 128002
    CommandCancelledEvent, CommandCompletedEvent = 128003, 128004

    def __init__(self) -> None:
        self.name = self.content = self.response = ""
        self.metadata: dict[str, str] = {}
        self.response_metadata: dict[str, str] = {}
        self.timeout_s = 5.0
        self.blocking: Optional[bool] = None  # not initialised in OpenIGTLinkIO
        self.status = UNKNOWN
        self.number = -1

    def SetName(self, name: str) -> None:
        self.name = name

    def GetName(self) -> str:
        return self.name

    def SetCommandContent(self, content: str) -> None:
        self.content = content

    def GetCommandContent(self) -> str:
        return self.content

    def SetCommandMetaDataElement(self, key: str, value: str) -> None:
        self.metadata[key] = value

    def GetCommandMetaDataElement(self, key: str) -> str:
        return self.metadata.get(key, "")

    def GetResponseContent(self) -> str:
        return self.response

    def GetResponseMetaDataElement(self, key: str) -> str:
        return self.response_metadata.get(key, "")

    def GetSuccessful(self) -> bool:
        return self.response_metadata.get("Status") == "SUCCESS"

    def GetErrorMessage(self) -> str:
        return self.response_metadata.get("ErrorMessage", "")

    def SetTimeoutSec(self, seconds: float) -> None:
        self.timeout_s = seconds

    def GetTimeoutSec(self) -> float:
        return self.timeout_s

    def SetBlocking(self, blocking: bool) -> None:
        self.blocking = blocking

    def BlockingOff(self) -> None:
        self.blocking = False

    def BlockingOn(self) -> None:
        self.blocking = True

    def GetBlocking(self) -> bool:
        return bool(self.blocking)

    def GetCommandStatus(self) -> int:
        return self.status

    def IsInProgress(self) -> bool:
        return self.status == WAITING

    def IsCompleted(self) -> bool:
        return self.status not in (UNKNOWN, WAITING)


class _Sent:
    """As in Slicer, being on its way does not keep a command alive."""

    def __init__(self, command: RigCommand) -> None:
        self.number, self.name = command.number, command.name
        self.command = weakref.ref(command)
        self.since = time.monotonic()


class Commands:
    """``response``, ``completed`` and ``received`` are told of each command before its own observers are. Main thread only."""

    def __init__(
        self, link: Link, response: Callable[[Any], None], completed: Callable[[Any], None], received: Callable[[Any], None]
    ) -> None:
        self._link = link
        self._response = response
        self._completed = completed
        self._received = received
        self._next = 1
        self._sent: list[_Sent] = []

    def send(self, command: RigCommand) -> None:
        if command.blocking is None:
            wrong = f"command {command.name} was sent without SetBlocking(False): the flag is uninitialised memory in OpenIGTLinkIO"
            self._link.violations.append(wrong)
        command.number, self._next = self._next, self._next + 1
        if not self._link.has_peer:
            return  # neither an error nor a completion ever comes of it
        body = bodies.command(command.number, command.name, command.content)
        # The status of what is sent is uninitialised memory in OpenIGTLinkIO, SUCCESS as often as FAIL.
        if not self._link.send(wire.pack("COMMAND", "command", body, {**command.metadata, "Status": "FAIL"})):
            command.status = FAILED
            return
        command.status = WAITING
        self._sent.append(_Sent(command))

    def take_replies(self) -> None:
        for frame in self._link.take_replies():
            content, metadata = frame.parts()
            number, name, text = bodies.read_command(content)
            if frame.type == "COMMAND":
                command = RigCommand()
                command.name, command.content, command.metadata = name, text, metadata
                self._received(command)
                continue
            sent = next((each for each in self._sent if each.number == number), None)
            answered = self._alive(sent) if sent is not None else None
            if answered is not None:
                answered.response, answered.response_metadata = text, metadata
                answered.status = RESPONSE_RECEIVED
                self._response(answered)
                answered.InvokeEvent(RigCommand.CommandResponseEvent)

    def end(self) -> None:
        """Expires those whose time is over, and completes all that are done."""
        ended = []
        for sent in self._sent:
            command = sent.command()
            if command is None or command.status in (RESPONSE_RECEIVED, CANCELLED):
                ended.append(sent)
            elif command.IsInProgress() and time.monotonic() - sent.since > command.timeout_s:
                ended.append(sent)
                command.status = EXPIRED
                command.InvokeEvent(RigCommand.CommandExpiredEvent)
        self._sent = [each for each in self._sent if each not in ended]
        for sent in ended:
            command = self._alive(sent)
            if command is not None:
                self._completed(command)
                command.InvokeEvent(RigCommand.CommandCompletedEvent)

    def cancel(self, command: RigCommand) -> None:
        if command.IsInProgress():
            command.status = CANCELLED
            self.end()
            command.InvokeEvent(RigCommand.CommandCancelledEvent)

    def _alive(self, sent: _Sent) -> Optional[RigCommand]:
        command = sent.command()
        if command is None:
            wrong = f"command {sent.name} was let go before it was completed: Slicer then calls into freed memory; keep it until then"
            if wrong not in self._link.violations:
                self._link.violations.append(wrong)
        return command
