"""OpenIGTLink framing: bytes <-> frames. A frame is kept as it came: whether its checksum holds is asked only by who checks it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyigtl.messages import CRC64

HEADER = struct.Struct(">H12s20sQQQ")
_EXTENDED = struct.Struct(">HHII")
US_ASCII = 3
UTF_8 = 106


@dataclass(frozen=True)
class Frame:
    """One message. ``body`` is all after the 58 bytes of the header, with the extended header and metadata of version 2."""

    version: int
    type: str
    device: str
    timestamp: int
    crc: int
    body: bytes

    @property
    def base_type(self) -> str:
        """The type behind a prefix: IMAGE for GET_IMAGE."""
        return self.type.split("_", 1)[-1]

    @property
    def checksum_holds(self) -> bool:
        return CRC64(self.body) == self.crc

    def parts(self) -> tuple[memoryview, dict[str, str]]:
        """Content and metadata."""
        body = memoryview(self.body)
        if self.version < 2:
            return body, {}
        extended, meta_header, meta, _ = _EXTENDED.unpack_from(body)
        end = len(body) - meta_header - meta
        return body[extended:end], _metadata(body[end:])


def pack(kind: str, device: str, content: bytes, metadata: Mapping[str, str] | None = None, *, timestamp: int = 0) -> bytes:
    """A message as OpenIGTLinkIO sends it: header version 2 where there is metadata, the device's name cut to 20 bytes."""
    body, version = content, 1
    if metadata:
        version = 2
        entries = [(key.encode(), value.encode()) for key, value in sorted(metadata.items())]
        index = struct.pack(">H", len(entries)) + b"".join(struct.pack(">HHI", len(k), US_ASCII, len(v)) for k, v in entries)
        pairs = b"".join(k + v for k, v in entries)
        body = _EXTENDED.pack(_EXTENDED.size, len(index), len(pairs), 0) + content + index + pairs
    return HEADER.pack(version, kind.encode(), device.encode()[:20], timestamp, len(body), CRC64(body)) + body


def read(receive: Callable[[int], bytes]) -> Frame:
    """The next frame. ``receive(n)`` gives n bytes or raises."""
    version, kind, device, timestamp, size, crc = HEADER.unpack(receive(HEADER.size))
    return Frame(version, text(kind), text(device), timestamp, crc, receive(size))


def text(field: bytes | memoryview) -> str:
    """A NUL-padded field. What is no UTF-8 stays visible as replacement characters."""
    return bytes(field).split(b"\0", 1)[0].decode("utf-8", "replace")


def _metadata(data: memoryview) -> dict[str, str]:
    if len(data) < 2:
        return {}
    (count,) = struct.unpack_from(">H", data)
    sizes = [struct.unpack_from(">HHI", data, 2 + 8 * n) for n in range(count)]
    at, entries = 2 + 8 * count, {}
    for key_size, _, value_size in sizes:
        key = bytes(data[at : at + key_size]).decode("utf-8", "replace")
        at += key_size
        entries[key] = bytes(data[at : at + value_size]).decode("utf-8", "replace")
        at += value_size
    return entries
