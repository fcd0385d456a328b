"""The stand-in for vtkSlicerOpenIGTLinkCommand."""

from __future__ import annotations

from typing import Optional

import vtk

UNKNOWN, WAITING, EXPIRED, CANCELLED, FAILED, RESPONSE_RECEIVED = range(6)


class RigCommand(vtk.vtkObject):
    """A command and, once it is completed, its response."""

    CommandUnknown, CommandWaiting, CommandExpired = UNKNOWN, WAITING, EXPIRED
    CommandCancelled, CommandFailed, CommandResponseReceived = CANCELLED, FAILED, RESPONSE_RECEIVED
    CommandResponseEvent = 128000
    CommandExpiredEvent = 128001
    CommandReceivedEvent = 128002
    CommandCancelledEvent = 128003
    CommandCompletedEvent = 128004

    def __init__(self) -> None:
        self._name = self._content = self._response = ""
        self._metadata: dict[str, str] = {}
        self._response_metadata: dict[str, str] = {}
        self._timeout_s = 5.0
        self._blocking: Optional[bool] = None  # not initialised in OpenIGTLinkIO
        self._status = UNKNOWN

    def SetName(self, name: str) -> None:
        self._name = name

    def GetName(self) -> str:
        return self._name

    def SetCommandContent(self, content: str) -> None:
        self._content = content

    def GetCommandContent(self) -> str:
        return self._content

    def SetCommandMetaDataElement(self, key: str, value: str) -> None:
        self._metadata[key] = value

    def GetCommandMetaDataElement(self, key: str) -> str:
        return self._metadata.get(key, "")

    def GetResponseContent(self) -> str:
        return self._response

    def GetResponseMetaDataElement(self, key: str) -> str:
        return self._response_metadata.get(key, "")

    def GetSuccessful(self) -> bool:
        return self._response_metadata.get("Status") == "SUCCESS"

    def GetErrorMessage(self) -> str:
        return self._response_metadata.get("ErrorMessage", "")

    def SetTimeoutSec(self, seconds: float) -> None:
        self._timeout_s = seconds

    def GetTimeoutSec(self) -> float:
        return self._timeout_s

    def SetBlocking(self, blocking: bool) -> None:
        self._blocking = blocking

    def BlockingOff(self) -> None:
        self._blocking = False

    def BlockingOn(self) -> None:
        self._blocking = True

    def GetBlocking(self) -> bool:
        return bool(self._blocking)

    def GetCommandStatus(self) -> int:
        return self._status

    def IsInProgress(self) -> bool:
        return self._status == WAITING

    def IsCompleted(self) -> bool:
        return self._status not in (UNKNOWN, WAITING)
