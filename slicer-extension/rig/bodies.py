"""The contents of messages, as far as Slicer takes and sends them. Coordinates in mm, as the message has them: Slicer takes all as RAS."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import wire

IMAGE = struct.Struct(">HBBBB3H12f3H3H")
_POINT = struct.Struct(">64s32s4B3ff20s")
_COMMAND = struct.Struct(">I128sHI")
_STATUS = struct.Struct(">Hq20s")

SCALARS: dict[int, str] = {2: "i1", 3: "u1", 4: "i2", 5: "u2", 6: "i4", 7: "u4", 10: "f4", 11: "f8"}
_CODES = {kind: code for code, kind in SCALARS.items()}


@dataclass(frozen=True)
class Image:
    """``matrix`` is 3 x 4: i, j, k scaled by the spacing, and the centre of the grid of voxel centres. ``pixels`` are flat, i fastest."""

    size: tuple[int, int, int]
    components: int
    scalar: int
    matrix: npt.NDArray[np.float32]
    offset: tuple[int, int, int]
    part: tuple[int, int, int]
    pixels: npt.NDArray[np.generic]

    @property
    def whole(self) -> bool:
        return self.part == self.size


def read_image(content: memoryview) -> Image:
    numbers = IMAGE.unpack_from(content)
    _, components, scalar, endian, _coordinates = numbers[:5]  # Slicer ignores the coordinate flag
    size, columns, offset, part = numbers[5:8], numbers[8:20], numbers[20:23], numbers[23:26]
    kind = ("<" if endian == 2 else ">") + SCALARS[scalar]
    count = int(np.prod(part)) * components
    pixels = np.frombuffer(content, dtype=kind, count=count, offset=IMAGE.size)
    return Image(size, components, scalar, np.array(columns, np.float32).reshape(4, 3).T, offset, part, pixels)


def image(size: tuple[int, int, int], matrix: npt.NDArray[np.float32], pixels: npt.NDArray[np.generic], components: int = 1) -> bytes:
    code = _CODES[pixels.dtype.str[1:]]
    columns = matrix.T.ravel().tolist()
    head = IMAGE.pack(1, components, code, 2, 1, *size, *columns, 0, 0, 0, *size)
    return head + pixels.astype(pixels.dtype.newbyteorder("<"), copy=False).tobytes()


@dataclass(frozen=True)
class Status:
    code: int
    subcode: int
    error_name: str
    text: str


def read_status(content: memoryview) -> Status:
    code, subcode, name = _STATUS.unpack_from(content)
    return Status(code, subcode, wire.text(name), wire.text(content[_STATUS.size :]))


def status(value: Status) -> bytes:
    return _STATUS.pack(value.code, value.subcode, value.error_name.encode()) + value.text.encode() + b"\0"


def read_string(content: memoryview) -> tuple[int, str]:
    """The encoding's number and the text, which Slicer takes as UTF-8 whatever that says."""
    encoding, length = struct.unpack_from(">HH", content)
    return encoding, bytes(content[4 : 4 + length]).decode("utf-8", "replace")


def string(text: str, encoding: int) -> bytes:
    data = text.encode()
    return struct.pack(">HH", encoding, len(data)) + data


@dataclass(frozen=True)
class Point:
    name: str
    group: str
    rgba: tuple[int, int, int, int]
    position: tuple[float, float, float]


def read_points(content: memoryview) -> list[Point]:
    points = []
    for at in range(0, len(content) - _POINT.size + 1, _POINT.size):
        name, group, r, g, b, a, x, y, z, _, _ = _POINT.unpack_from(content, at)
        points.append(Point(wire.text(name), wire.text(group), (r, g, b, a), (x, y, z)))
    return points


def points(values: list[Point]) -> bytes:
    return b"".join(_POINT.pack(p.name.encode(), p.group.encode(), *p.rgba, *p.position, 0.0, b"") for p in values)


def read_transform(content: memoryview) -> npt.NDArray[np.float32]:
    """3 x 4."""
    return np.array(struct.unpack_from(">12f", content), np.float32).reshape(4, 3).T


def transform(matrix: npt.NDArray[np.float64]) -> bytes:
    return struct.pack(">12f", *matrix[:3, :4].T.ravel().tolist())


def read_command(content: memoryview) -> tuple[int, str, str]:
    """Id, name and content of a COMMAND or RTS_COMMAND."""
    number, name, _, length = _COMMAND.unpack_from(content)
    at = _COMMAND.size
    return number, wire.text(name), bytes(content[at : at + length]).decode("utf-8", "replace")


def command(number: int, name: str, content: str) -> bytes:
    """As the C++ library packs it: always "US-ASCII", and a content of more than 65 535 bytes is dropped."""
    data = content.encode()
    data = b"" if len(data) > 0xFFFF else data
    return _COMMAND.pack(number, name.encode(), wire.US_ASCII, len(data)) + data
