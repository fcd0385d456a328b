"""nnU-Net's sliding window in NumPy: zero-padded, evenly spread, Gaussian, sums in float32."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

FloatArray = npt.NDArray[np.float32]
Patch = tuple[int, ...]
"""Voxels along z, y, x of a 3D network; along y, x of a 2D one."""
Forward = Callable[[FloatArray], FloatArray]
"""A tile `[1, channel, z, y, x]` to logits `[1, class, z, y, x]`; of a 2D network without z."""


def starts(size: int, patch: int) -> list[int]:
    """Where tiles begin on an axis of `size` voxels (at least `patch`), overlapping by half."""
    tiles = -(-2 * (size - patch) // patch) + 1
    if tiles == 1:
        return [0]
    step = (size - patch) / (tiles - 1)
    return [round(i * step) for i in range(tiles)]


@lru_cache(maxsize=4)
def importance(patch: Patch) -> FloatArray:
    """The Gaussian weight of a tile's voxels, with the values that nnU-Net's fp16 map has."""
    delta = np.zeros(patch)
    delta[tuple(p // 2 for p in patch)] = 1
    weights = gaussian_filter(delta, [p / 8 for p in patch], mode="constant", cval=0)
    # By way of float32, as PyTorch rounds a float64 to float16.
    halved = (weights / (weights.max() / 10)).astype(np.float32).astype(np.float16)
    halved[halved == 0] = halved[halved > 0].min()
    weights_of: FloatArray = halved.astype(np.float32)
    return weights_of


def each_pass(forward: Forward, axes: Sequence[int], tile: FloatArray) -> Iterator[FloatArray]:
    """The logits of the plain pass first, then of every non-empty subset of the spatial `axes`
    mirrored, each turned back."""
    for n in range(len(axes) + 1):
        for subset in itertools.combinations(axes, n):
            flipped = tuple(axis + 2 for axis in subset)
            yield np.flip(forward(np.ascontiguousarray(np.flip(tile, flipped))), flipped)


def mirrored(forward: Forward, axes: Sequence[int]) -> Forward:
    """The mean logits of all passes of `each_pass`."""

    def run(tile: FloatArray) -> FloatArray:
        total = None
        for logits in each_pass(forward, axes, tile):
            total = logits.copy() if total is None else total + logits
        assert total is not None
        return total / np.float32(2 ** len(axes))

    return run


def logits_of(image: FloatArray, patch: Patch, forward: Forward) -> FloatArray:
    """`image` `[channel, z, y, x]` to logits `[class, z, y, x]` on the same grid; a patch of two
    axes takes the slices along z one by one."""
    if len(patch) < image.ndim - 1:
        return np.stack([logits_of(image[:, z], patch, forward) for z in range(len(image[0]))], 1)
    shape = image.shape[1:]
    missing = [max(p - n, 0) for n, p in zip(shape, patch, strict=True)]
    before = [m // 2 for m in missing]
    padded = np.pad(image, [(0, 0), *((b, m - b) for b, m in zip(before, missing, strict=True))])
    weights = importance(patch)
    total: FloatArray | None = None
    sum_of_weights = np.zeros(padded.shape[1:], np.float32)
    axes = [starts(n, p) for n, p in zip(padded.shape[1:], patch, strict=True)]
    for start in itertools.product(*axes):
        window = tuple(slice(s, s + p) for s, p in zip(start, patch, strict=True))
        logits = forward(np.ascontiguousarray(padded[(slice(None), *window)])[None])[0]
        if total is None:
            total = np.zeros((logits.shape[0], *padded.shape[1:]), np.float32)
        total[(slice(None), *window)] += logits * weights
        sum_of_weights[window] += weights
    assert total is not None
    total /= sum_of_weights
    inner = tuple(slice(b, b + n) for b, n in zip(before, shape, strict=True))
    return np.ascontiguousarray(total[(slice(None), *inner)])
