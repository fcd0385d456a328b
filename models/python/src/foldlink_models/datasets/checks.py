"""What can be wrong with a case's files, a sentence each.

Grids are compared by the files' headers, so that hundreds of scans take seconds. Label values are
read of a few cases, and of every one whose label file is as large as a scan.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np

from foldlink_models.datasets.case import About, Case

LARGEST_SHIFT = 0.05
"""Of a voxel's finest side: how far a corner of the label's grid may lie from the image's."""
SAMPLED = 3
SHOWN = 20
LABEL_TO_IMAGE_BYTES = 0.5
"""A label file larger than this part of its image's file is read: labels compress far better."""


def require_sound(
    cases: Sequence[Case], values: Collection[int], where: Path, about: About
) -> None:
    """`values` that labels may have, before any remap; empty where they are not known."""
    found = [sentence for case in cases for sentence in of_grids(case)]
    chosen = {0, len(cases) // 2, len(cases) - 1} if len(cases) > SAMPLED else range(len(cases))
    if not found:
        for n, case in enumerate(cases):
            if case.label is not None and (n in chosen or _large(case.label, case.images[0])):
                found += of_values(case.label, values)
    refuse(found, where, about)


def refuse(found: Sequence[str], where: Path, about: About) -> None:
    """Raises what was found, if anything, with where the data comes from."""
    if not found:
        return
    more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    lines = [*found[:SHOWN], *more]
    raise ValueError(
        "\n  ".join([f"{where}: {len(found)} problem{'s' * (len(found) > 1)}", *lines])
        + f"\nThe data: {about.origin}. Licence: {about.licence}."
    )


def of_grids(case: Case) -> list[str]:
    """Unreadable or partial files, and files of one case on different grids."""
    files = [*case.images, *([case.label] if case.label is not None else [])]
    found, grids = [], []
    for file in files:
        try:
            grids.append((file, *_grid(file)))
        except (OSError, ValueError, nib.filebasedimages.ImageFileError) as e:
            found.append(f"{file}: cannot be read, perhaps a partial download ({_short(e)})")
    for file, shape, affine in grids[1:]:
        first, shape0, affine0 = grids[0]
        if shape != shape0:
            found.append(
                f"{file}: {_size(shape)} voxels (expected {_size(shape0)}, as {first.name})"
            )
            continue
        shift = _shift(shape, affine, affine0)
        if shift > LARGEST_SHIFT:
            found.append(
                f"{file}: a corner lies {shift:.3g} voxels from that of {first.name} "
                f"(expected at most {LARGEST_SHIFT}; the grids differ)"
            )
    return found


def of_values(label: Path, values: Collection[int]) -> list[str]:
    """Of a label file that holds what is no label."""
    try:
        image: Any = nib.load(label)
        array = np.asanyarray(image.dataobj)
    except (OSError, EOFError, ValueError) as e:
        return [f"{label}: cannot be read, perhaps a partial download ({_short(e)})"]
    return wrong_values(label, np.unique(array), values)


def wrong_values(label: Path, there: Iterable[Any], values: Collection[int]) -> list[str]:
    """`there`: the values in the file."""
    allowed = f"one of {sorted({0, *values})}" if values else "whole numbers from 0"
    for value in there:
        whole = math.isfinite(value) and float(value).is_integer() and value >= 0
        if not whole or (values and int(value) not in {0, *values}):
            return [
                f"{label}: label value {value:g} (expected {allowed}; are image and label swapped?)"
            ]
    return []


def gaps(values: Iterable[int]) -> list[str]:
    """Of a data set's own label values, the background among them."""
    there = sorted(values)
    if there == list(range(len(there))):
        return []
    return [f"dataset.json labels: values {there} (expected 0, 1, 2, … without a gap)"]


def _grid(file: Path) -> tuple[tuple[int, ...], Any]:
    image: Any = nib.load(file)
    header = image.header
    shape = tuple(int(n) for n in image.shape)
    while len(shape) > 3 and shape[-1] == 1:
        shape = shape[:-1]
    expected = int(image.dataobj.offset) + math.prod(shape) * header.get_data_dtype().itemsize
    _require_whole(file, expected)
    return shape, np.asarray(image.affine)


def _require_whole(file: Path, expected: int) -> None:
    if file.suffix != ".gz":
        size = file.stat().st_size
        if size < expected:
            raise ValueError(f"{size} of {expected} bytes")
        return
    with file.open("rb") as opened:
        opened.seek(-4, 2)
        told = int.from_bytes(opened.read(4), "little")
    if told != expected % 2**32:
        # The end of a gzip file tells its content's size; padding is rare, so read it to be sure.
        try:
            with gzip.open(file) as content:
                while content.read(1 << 22):
                    pass
        except EOFError as e:
            raise ValueError("the file ends too early") from e


def _shift(shape: Sequence[int], affine: Any, other: Any) -> float:
    corners = np.array([[*c, 1.0] for c in np.ndindex(2, 2, 2)])
    corners[:, :3] *= np.array(shape[:3]) - 1
    moved = np.linalg.norm((corners @ (affine - other).T)[:, :3], axis=1).max()
    finest = np.linalg.norm(other[:3, :3], axis=0).min()
    return float(moved / finest)


def _large(label: Path, image: Path) -> bool:
    if label.name.endswith(".gz") != image.name.endswith(".gz"):
        return False
    return label.stat().st_size > LABEL_TO_IMAGE_BYTES * image.stat().st_size


def _size(shape: Sequence[int]) -> str:
    return "x".join(map(str, shape))


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
