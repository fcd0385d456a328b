"""pyigtl as a peer of the Java tests.

pyigtl_peer.py repack < packets   unpacks each packet with pyigtl and packs what it read again
pyigtl_peer.py strings < packets  prints the text of each STRING, a line each
pyigtl_peer.py voxels < packets   prints the voxels of each IMAGE, a line each
pyigtl_peer.py pack CASE...       packs built-in inputs (as in cpp/cases.cpp)
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator

import numpy as np
import pyigtl
from pyigtl.messages import CRC64

TIME = 1700000000.5
# Columns of the grid, scaled by the spacing, and the centre of the first voxel.
IJK_TO_WORLD = np.array([[-0.5, 0, 0, 100], [0, -0.5, 0, 50], [0, 0, 2, -30], [0, 0, 0, 1]])


def read_packets(data: bytes) -> Iterator[pyigtl.MessageBase]:
    """Packets of a stream; the checksum is compared here, since pyigtl takes none into account on receipt."""
    while data:
        header = pyigtl.MessageBase.parse_header(data[:58])
        size = header["body_size"]
        body = data[58 : 58 + size]
        if CRC64(body) != struct.unpack(">Q", data[50:58])[0]:
            raise ValueError(f"checksum of {header['message_type']} does not match")
        message = pyigtl.MessageBase.create_message(header["message_type"])
        if message is None:
            raise ValueError(f"pyigtl knows no {header['message_type']}")
        message.unpack(header, body)
        yield message
        data = data[58 + size :]


def grid_image(dtype: str, values: range, components: int = 1) -> np.ndarray:
    shape = (2, 3, 4) if components == 1 else (2, 3, 4, components)
    return np.array(values, dtype=dtype).reshape(shape)


def case(name: str) -> pyigtl.MessageBase:
    if name == "transform":
        matrix = [[0, -1, 0, 10.5], [1, 0, 0, -20.25], [0, 0, 1, 1e-3], [0, 0, 0, 1]]
        return pyigtl.TransformMessage(matrix, timestamp=TIME, device_name="Tool")
    if name == "image-int16":
        return image(grid_image("int16", range(-1024, -1024 + 24 * 89, 89)), "ras", "CT")
    if name == "image-rgb":
        return image(grid_image("uint8", range(0, 216, 3), components=3), "ras", "RGB")
    if name == "image-lps":
        return image(grid_image("uint8", range(24)), "lps", "LPS")
    if name == "string":
        return pyigtl.StringMessage('{"phase":"folds","fold":2}', timestamp=TIME, device_name="ab12.progress")
    if name == "point":
        return pyigtl.PointMessage(
            positions=[[0, -20, 0.125], [10.5, -20, 0.125], [21, -20, 0.125]],
            names=["liver 0.93", "spleen", ""],
            groups="organs",
            rgba_colors=[[221, 130, 101, 255], [220, 131, 101, 255], [219, 132, 101, 255]],
            diameters=[0, 1.5, 3],
            owners=["CT", "CT", ""],
            timestamp=TIME,
            device_name="ab12.centres",
        )
    if name == "position":
        return pyigtl.PositionMessage([1, 2, 3], [0, 0, 0, 1], timestamp=TIME, device_name="Probe")
    raise SystemExit(f"no case {name}")


def image(voxels: np.ndarray, frame: str, device: str) -> pyigtl.MessageBase:
    return pyigtl.ImageMessage(voxels, IJK_TO_WORLD, frame, timestamp=TIME, device_name=device)


def main() -> None:
    mode = sys.argv[1]
    if mode == "pack":
        for name in sys.argv[2:]:
            sys.stdout.buffer.write(case(name).pack())
        return
    for message in read_packets(sys.stdin.buffer.read()):
        if mode == "strings":
            print(message.string)
        elif mode == "voxels":
            print(*message.image.ravel().tolist())
        else:
            sys.stdout.buffer.write(message.pack())


if __name__ == "__main__":
    main()
