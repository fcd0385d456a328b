"""OpenIGTLink messages that pyigtl lacks or leaves unfinished, as subclasses of its MessageBase.

Importing this module registers COMMAND, RTS_COMMAND, STATUS and POLYDATA with pyigtl, so that its client and server send and receive
them. Framing, checksum and metadata stay pyigtl's. Held against packets of the C++ library in test_igtl_messages.py.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pyigtl
from pyigtl import messages as pyigtl_messages

US_ASCII = 3
UTF_8 = 106


def connect(host: str, port: int, read_timeout: float = 0.1) -> pyigtl.OpenIGTLinkClient:
    """A pyigtl client that is connected. Its own read time-out of 10 ms loses a header that comes in two pieces."""
    client = pyigtl.OpenIGTLinkClient(host, port, start_now=False)
    client.socket = socket.create_connection((host, port), timeout=10)
    client.socket.settimeout(read_timeout)
    client._connected = True
    client.start()
    return client


def _encode(text: str) -> tuple[int, bytes]:
    return (US_ASCII if text.isascii() else UTF_8), text.encode("utf-8")


class CommandMessage(pyigtl.MessageBase):
    """COMMAND: a request. Needs header version 2. ``content`` is sent as US-ASCII where it is, else as UTF-8."""

    TYPE: ClassVar[str] = "COMMAND"
    _HEADER: ClassVar[struct.Struct] = struct.Struct(">I128sHI")

    def __init__(
        self,
        command_id: int = 0,
        name: str = "",
        content: str = "",
        timestamp: float | None = None,
        device_name: str | None = "command",
    ) -> None:
        super().__init__(timestamp=timestamp, device_name=device_name)
        self._message_type = self.TYPE
        self.header_version = 2
        self.command_id = command_id
        self.name = name
        self.content = content
        self._valid_message = True

    def content_asstring(self) -> str:
        return f"{self.command_id} {self.name}: {self.content}"

    def _pack_content(self) -> bytes:
        encoding, content = _encode(self.content)
        return self._HEADER.pack(self.command_id, self.name.encode("utf-8"), encoding, len(content)) + content

    def _unpack_content(self, content: bytes) -> None:
        self.command_id, name, encoding, length = self._HEADER.unpack_from(content)
        if self._HEADER.size + length > len(content):
            raise ValueError(f"{self.TYPE} length = {length} (expected 0..{len(content) - self._HEADER.size})")
        if encoding not in (US_ASCII, UTF_8):
            raise ValueError(f"{self.TYPE} encoding = {encoding} (expected 3 US-ASCII or 106 UTF-8)")
        self.name = name.split(b"\0", 1)[0].decode("utf-8")
        self.content = bytes(content[self._HEADER.size : self._HEADER.size + length]).decode("utf-8")
        self._valid_message = True


class CommandReplyMessage(CommandMessage):
    """RTS_COMMAND: the reply to the COMMAND of the same id; success and error text are in the metadata."""

    TYPE: ClassVar[str] = "RTS_COMMAND"

    @property
    def successful(self) -> bool:
        return self.metadata.get("Status") == "SUCCESS"


class StatusMessage(pyigtl.MessageBase):
    """STATUS: the state of a device or the outcome of a request; code 1 is OK."""

    _HEADER: ClassVar[struct.Struct] = struct.Struct(">Hq20s")

    def __init__(
        self,
        code: int = 1,
        subcode: int = 0,
        error_name: str = "",
        text: str = "",
        timestamp: float | None = None,
        device_name: str | None = None,
    ) -> None:
        super().__init__(timestamp=timestamp, device_name=device_name)
        self._message_type = "STATUS"
        self.code = code
        self.subcode = subcode
        self.error_name = error_name
        self.text = text
        self._valid_message = True

    def content_asstring(self) -> str:
        return f"{self.code} {self.subcode} {self.error_name}: {self.text}"

    def _pack_content(self) -> bytes:
        header = self._HEADER.pack(self.code, self.subcode, self.error_name.encode("utf-8"))
        return header + self.text.encode("utf-8") + b"\0"

    def _unpack_content(self, content: bytes) -> None:
        self.code, self.subcode, error_name = self._HEADER.unpack_from(content)
        self.error_name = error_name.split(b"\0", 1)[0].decode("utf-8")
        self.text = bytes(content[self._HEADER.size :]).split(b"\0", 1)[0].decode("utf-8")
        self._valid_message = True


@dataclass
class Attribute:
    """Values on points or cells: ``values`` is elements x components; the kind is the specification's (0 point scalars …)."""

    name: str
    kind: int
    values: npt.NDArray[np.float32]


@dataclass
class _Cells:
    cells: list[list[int]] = field(default_factory=list)

    def pack(self) -> bytes:
        flat = [number for cell in self.cells for number in (len(cell), *cell)]
        return np.array(flat, dtype=">u4").tobytes()

    @staticmethod
    def unpack(data: bytes, count: int) -> list[list[int]]:
        flat = np.frombuffer(data, dtype=">u4").tolist()
        cells: list[list[int]] = []
        at = 0
        for _ in range(count):
            length = flat[at]
            cells.append(flat[at + 1 : at + 1 + length])
            at += 1 + length
        if at != len(flat):
            raise ValueError(f"POLYDATA cells take {4 * at} bytes (expected {4 * len(flat)}, as declared)")
        return cells


class PolyDataMessage(pyigtl.MessageBase):
    """POLYDATA: points (n x 3, millimetres, RAS by convention), cells as lists of point indices, attributes."""

    _COUNTS: ClassVar[struct.Struct] = struct.Struct(">10I")
    _ATTRIBUTE: ClassVar[struct.Struct] = struct.Struct(">BBI")

    def __init__(
        self,
        points: npt.ArrayLike = (),
        vertices: list[list[int]] | None = None,
        lines: list[list[int]] | None = None,
        polygons: list[list[int]] | None = None,
        strips: list[list[int]] | None = None,
        attributes: list[Attribute] | None = None,
        timestamp: float | None = None,
        device_name: str | None = None,
    ) -> None:
        super().__init__(timestamp=timestamp, device_name=device_name)
        self._message_type = "POLYDATA"
        self.points = np.asarray(points, dtype=np.float32).reshape(-1, 3)
        self.vertices = vertices or []
        self.lines = lines or []
        self.polygons = polygons or []
        self.strips = strips or []
        self.attributes = attributes or []
        self._valid_message = True

    def content_asstring(self) -> str:
        return f"{len(self.points)} points, {len(self.lines)} lines, {len(self.polygons)} polygons"

    def _pack_content(self) -> bytes:
        groups = [self.vertices, self.lines, self.polygons, self.strips]
        packed = [_Cells(cells).pack() for cells in groups]
        counts = [number for cells, data in zip(groups, packed, strict=True) for number in (len(cells), len(data))]
        body = self._COUNTS.pack(len(self.points), *counts, len(self.attributes))
        body += self.points.astype(">f4").tobytes() + b"".join(packed)
        for attribute in self.attributes:
            elements, components = attribute.values.shape
            body += self._ATTRIBUTE.pack(attribute.kind, components, elements)
        names = b"".join(attribute.name.encode("utf-8") + b"\0" for attribute in self.attributes)
        body += names + b"\0" * (len(names) % 2)
        return body + b"".join(attribute.values.astype(">f4").tobytes() for attribute in self.attributes)

    def _unpack_content(self, content: bytes) -> None:
        numbers = self._COUNTS.unpack_from(content)
        at = self._COUNTS.size

        def take(size: int) -> bytes:
            nonlocal at
            if at + size > len(content):
                raise ValueError(f"POLYDATA body_size = {len(content)} (expected at least {at + size})")
            at += size
            return bytes(content[at - size : at])

        self.points = np.frombuffer(take(12 * numbers[0]), dtype=">f4").astype(np.float32).reshape(-1, 3)
        self.vertices, self.lines, self.polygons, self.strips = (
            _Cells.unpack(take(numbers[2 * i + 2]), numbers[2 * i + 1]) for i in range(4)
        )
        headers = [self._ATTRIBUTE.unpack(take(self._ATTRIBUTE.size)) for _ in range(numbers[9])]
        names: list[str] = []
        start = at
        for _ in headers:
            end = content.index(b"\0", at)
            names.append(take(end - at).decode("utf-8"))
            take(1)
        take((at - start) % 2)
        self.attributes = [
            Attribute(
                name,
                kind,
                np.frombuffer(take(4 * components * elements), dtype=">f4").astype(np.float32).reshape(elements, components),
            )
            for name, (kind, components, elements) in zip(names, headers, strict=True)
        ]
        self._valid_message = True


pyigtl_messages.message_type_to_class_constructor.update(
    {
        "COMMAND": CommandMessage,
        "RTS_COMMAND": CommandReplyMessage,
        "STATUS": StatusMessage,
        "POLYDATA": PolyDataMessage,
    }
)
