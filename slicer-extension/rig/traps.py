"""What must never be sent to Slicer: each would crash it, corrupt its memory, or lose what was sent."""

from __future__ import annotations

import struct
from typing import Optional

import numpy as np

from . import bodies
from .igtl_messages import PolyDataMessage
from .wire import Frame

# The prefixed messages of these types reach a converter that takes them for the type itself. RTS_TDATA alone is safe.
_NO_PREFIX = {"IMAGE", "POLYDATA", "POINT", "STATUS", "STRING", "LBMETA", "IMGMETA", "TDATA"}
_SAFE = {"RTS_TDATA"}
_MODEL_TAGS = {"Model", "FiberBundle"}


class WouldCrashSlicerError(AssertionError):
    """The peer has sent, or the module has done, what Slicer does not survive."""


def violation(frame: Frame) -> Optional[str]:
    """What is wrong with a message for Slicer, or None."""
    where = f"{frame.type} of device '{frame.device}'"
    if frame.version not in (1, 2):
        return f"{where} has header version {frame.version} (expected 1 or 2): the peer drops it"
    if frame.base_type != frame.type and frame.base_type in _NO_PREFIX and frame.type not in _SAFE:
        return f"{where} was sent to Slicer, whose stack crashes on it: answer a query by the data or a STATUS"
    try:
        content, metadata = frame.parts()
    except struct.error:
        return f"{where} has header version 2 and {len(frame.body)} bytes (expected an extended header of 12)"
    if frame.type == "IMAGE":
        return _image(where, content)
    if frame.type == "POLYDATA":
        return _poly_data(where, content, metadata)
    return None


def _image(where: str, content: memoryview) -> Optional[str]:
    if len(content) < bodies.IMAGE.size:
        return f"{where} has a body of {len(content)} bytes (expected at least 72): it corrupts Slicer's heap"
    numbers = bodies.IMAGE.unpack_from(content)
    components, scalar, size, offset, part = numbers[1], numbers[2], numbers[5:8], numbers[20:23], numbers[23:26]
    if scalar not in bodies.SCALARS:
        return f"{where} has the scalar type {scalar} (expected one of {sorted(bodies.SCALARS)})"
    if scalar in (6, 7):
        return f"{where} is int32 or uint32: it arrives corrupted in Slicer on Linux; send uint8, uint16 or int16"
    if any(o + p > s for o, p, s in zip(offset, part, size, strict=True)) or 0 in size:
        return f"{where} has the part {part} at {offset} of {size}: it is written outside of the volume"
    needed = int(np.prod(part, dtype=np.int64)) * components * np.dtype(bodies.SCALARS[scalar]).itemsize
    if len(content) - bodies.IMAGE.size < needed:
        return f"{where} has {len(content) - bodies.IMAGE.size} bytes of pixels (expected {needed}): Slicer reads beyond them"
    return None


def _poly_data(where: str, content: memoryview, metadata: dict[str, str]) -> Optional[str]:
    tag = metadata.get("MRMLNodeName")
    if tag is not None and tag not in _MODEL_TAGS:
        return f"{where} has the metadata MRMLNodeName={tag}, which is no model: Slicer crashes when it makes the node"
    message = PolyDataMessage()
    try:
        message._unpack_content(bytes(content))
    except (struct.error, ValueError, IndexError) as error:
        return f"{where} cannot be read: {error}"
    if len(message.vertices) > 1:
        return f"{where} has {len(message.vertices)} VERTICES: Slicer writes beyond the first; use LINES or POLYGONS"
    cells = [*message.vertices, *message.lines, *message.polygons, *message.strips]
    highest = max((index for cell in cells for index in cell), default=-1)
    if highest >= len(message.points):
        return f"{where} names point {highest} of {len(message.points)}"
    return None
