"""Just enough of NIfTI-1 for the tests: whole little-endian volumes with an sform. FoldLink itself reads files by Slicer's loaders."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

_TYPES = {2: "<u1", 4: "<i2", 8: "<i4", 16: "<f4", 64: "<f8", 512: "<u2"}
_HEADER = 352


def read(file: Path) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.float64]]:
    """Voxels as [k, j, i], and the 4 x 4 matrix from voxel index to RAS mm."""
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    if struct.unpack_from("<i", data)[0] != 348 or struct.unpack_from("<h", data, 254)[0] == 0:
        raise ValueError(f"{file.name} is no little-endian NIfTI-1 file with an sform")
    _, i, j, k = struct.unpack_from("<4h", data, 40)
    kind = np.dtype(_TYPES[struct.unpack_from("<h", data, 70)[0]])
    start = int(struct.unpack_from("<f", data, 108)[0])
    slope, intercept = struct.unpack_from("<2f", data, 112)
    voxels = np.frombuffer(data, kind, i * j * k, start).reshape(k, j, i)
    if slope not in (0, 1) or intercept not in (0, float("nan")):
        voxels = (voxels * np.float32(slope or 1) + np.float32(intercept)).astype(np.float32)
    matrix = np.eye(4)
    matrix[:3] = np.array(struct.unpack_from("<12f", data, 280)).reshape(3, 4)
    return voxels, matrix


def write(file: Path, voxels: npt.NDArray[np.generic], matrix: npt.NDArray[np.float64]) -> Path:
    """``voxels`` as [k, j, i], of a type that NIfTI has; ``matrix`` from voxel index to RAS mm. Gzipped where the name ends in .gz."""
    codes = {np.dtype(kind): code for code, kind in _TYPES.items()}
    kind = voxels.dtype.newbyteorder("<")
    k, j, i = voxels.shape
    header = bytearray(_HEADER)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, i, j, k, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, codes[kind], kind.itemsize * 8)
    struct.pack_into("<4f", header, 76, 1, *np.linalg.norm(matrix[:3, :3], axis=0))
    struct.pack_into("<f", header, 108, _HEADER)
    struct.pack_into("<f", header, 112, 1)
    header[123] = 2  # mm
    struct.pack_into("<h", header, 254, 1)
    struct.pack_into("<12f", header, 280, *matrix[:3].ravel())
    header[344:348] = b"n+1\0"
    data = bytes(header) + voxels.astype(kind).tobytes()
    file.write_bytes(gzip.compress(data, mtime=0) if file.suffix == ".gz" else data)
    return file
