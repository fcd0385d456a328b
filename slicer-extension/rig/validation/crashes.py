"""Messages that OpenIGTLinkIO might not survive, or takes wrongly. record.py finds out, a process for each; the stand-in must know them."""

from __future__ import annotations

import struct

import numpy as np

from rig import bodies, wire
from rig.igtl_messages import PolyDataMessage
from rig.validation import scenario

PREFIXES = ("GET_", "STT_", "STP_", "RTS_")
TYPES = ("IMAGE", "POLYDATA", "POINT", "STATUS", "STRING", "LBMETA", "IMGMETA", "TRANSFORM", "TDATA", "CAPABILITY")


def messages() -> dict[str, bytes]:
    """By what they are. The prefixed ones have a body of one byte where the specification gives them one, else none."""
    found = {}
    for prefix in PREFIXES:
        for kind in TYPES:
            name = (prefix + kind)[:12]
            body = b"\0" if prefix == "RTS_" else b""
            found[name] = wire.pack(name, "x", body)
            found[f"{name}, header version 2"] = wire.pack(name, "x", body, {"a": "b"})
    whole = bodies.image((4, 3, 2), np.eye(3, 4, dtype=np.float32), np.arange(24, dtype=np.int16))
    found["IMAGE without its header"] = wire.pack("IMAGE", "x", whole[:40])
    found["IMAGE with too few pixels"] = wire.pack("IMAGE", "x", whole[:90])
    found["IMAGE with a part outside"] = wire.pack("IMAGE", "x", _part_outside(whole))
    found["IMAGE of int32"] = wire.pack("IMAGE", "x", bodies.image((2, 1, 1), np.eye(3, 4, dtype=np.float32), np.array([7, -1], np.int32)))
    found["IMAGE of uint32"] = wire.pack("IMAGE", "x", bodies.image((2, 1, 1), np.eye(3, 4, dtype=np.float32), np.array([7, 1], np.uint32)))
    found["IMAGE of an unknown scalar type"] = wire.pack("IMAGE", "x", whole[:3] + b"\x63" + whole[4:])
    corners = np.zeros((3, 3), np.float32)
    found["POLYDATA with VERTICES"] = wire.pack("POLYDATA", "x", PolyDataMessage(corners, vertices=[[0], [1], [2]])._pack_content())
    found["POLYDATA that names a point it has not"] = wire.pack("POLYDATA", "x", PolyDataMessage(corners, lines=[[0, 9]])._pack_content())
    found["POLYDATA cut off"] = wire.pack("POLYDATA", "x", PolyDataMessage(corners, lines=[[0, 1]])._pack_content()[:-6])
    found["header version 3"] = struct.pack(">H", 3) + scenario.string("x", "three")[2:]
    return found


def _part_outside(whole: bytes) -> bytes:
    body = bytearray(whole)
    struct.pack_into(">3H3H", body, 60, 4, 3, 2, 4, 3, 2)
    return bytes(body[:-2])
