"""As much of OpenIGTLink's framing as a Hello needs before Slicer's connector is set on a server. Big-endian."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Optional

HEADER_BYTES = 58
_HEADER = struct.Struct(">H12s20sQQQ")
_COMMAND = struct.Struct(">I128sHI")
_US_ASCII = 3
_POLYNOMIAL = 0x42F0E1EBA9EA3693
_MASK = 0xFFFFFFFFFFFFFFFF


@dataclass(frozen=True)
class Message:
    """``rest`` is what follows the message, None where its body has not come whole."""

    version: int
    type: str
    body: bytes
    rest: Optional[bytes]


def command(number: int, name: str, content: str) -> bytes:
    """A COMMAND of header version 2, without metadata. Name and content are ASCII."""
    text = content.encode("ascii")
    body = struct.pack(">HHII", 12, 2, 0, 0) + _COMMAND.pack(number, name.encode("ascii"), _US_ASCII, len(text)) + text + b"\0\0"
    return _HEADER.pack(2, b"COMMAND", b"command", 0, len(body), crc64(body)) + body


def split(received: bytes) -> Optional[Message]:
    """The first message; None where the bytes are no OpenIGTLink.

    :param received: at least a header
    """
    version, kind, _device, _time, size, _crc = _HEADER.unpack_from(received)
    name = kind.rstrip(b"\0")
    if version not in (1, 2) or not name or not all(c in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789" for c in name):
        return None
    whole = len(received) >= HEADER_BYTES + size
    body = received[HEADER_BYTES : HEADER_BYTES + size] if whole else b""
    return Message(version, name.decode("ascii"), body, received[HEADER_BYTES + size :] if whole else None)


def reply(message: Message) -> str:
    """The content of an RTS_COMMAND; empty where its body is too short for what it declares."""
    start = struct.unpack_from(">H", message.body)[0] if message.version == 2 and len(message.body) >= 2 else 0
    if len(message.body) < start + _COMMAND.size:
        return ""
    length = _COMMAND.unpack_from(message.body, start)[3]
    text = message.body[start + _COMMAND.size :][:length]
    return text.decode("utf-8", "replace") if len(text) == length else ""


def crc64(data: bytes) -> int:
    """ECMA-182's, as OpenIGTLink has it: not reflected, from 0. A few hundred bytes, so bit by bit."""
    crc = 0
    for byte in data:
        crc ^= byte << 56
        for _ in range(8):
            crc = ((crc << 1) ^ _POLYNOMIAL if crc >> 63 else crc << 1) & _MASK
    return crc
