"""The ONNX graph of an imported PyTorch network, compared with it before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from foldlink_models.importing import compare
from foldlink_models.importing.compare import FloatArray

Triple = tuple[int, int, int]
SMALL = 1 << 21
"""Values of a patch of which two fit one batch of the comparison."""


def output_shape(network: nn.Module, channels: int, patch: Triple, shown: str) -> tuple[int, ...]:
    """For one patch: `(1, heads, 0, 1, 2)`, or `(1, heads)` of a classifier."""
    size = f"[1, {channels}, {', '.join(map(str, patch))}]"
    try:
        with torch.inference_mode():
            found = network(torch.zeros(1, channels, *patch))
    except (RuntimeError, ValueError, TypeError, LookupError, AttributeError, AssertionError) as e:
        first = (str(e).strip().splitlines() or [type(e).__name__])[-1]
        raise ValueError(f"{shown} does not run on {size}: {first}") from e
    if not isinstance(found, torch.Tensor):
        raise ValueError(
            f"{shown} makes a {type(found).__name__} of {size} (expected one tensor: a network that"
            " is made without deep supervision)"
        )
    shape = tuple(found.shape)
    if shape[:1] != (1,) or not (len(shape) == 2 or (len(shape) == 5 and shape[2:] == patch)):
        raise ValueError(
            f"{shown} makes {list(shape)} of {size} (expected [1, heads,"
            f" {', '.join(map(str, patch))}], or [1, heads] of a classifier)"
        )
    return shape


def compared(
    network: nn.Module, patch: Triple, channels: int, shape: Sequence[int], shown: str, half: bool
) -> tuple[Any, list[str]]:
    """The graph, and what its comparison says; `shape` is `output_shape`'s."""
    patches = _patches(channels, patch)
    done = compare.graph(network, patches, shape[1], shown, half=half, classifies=len(shape) == 2)
    rounded = (
        f"; storage as float16 changes its values by at most {done.rounding_error:.1e}"
        if half
        else ""
    )
    return done.model, [
        f"ONNX Runtime against PyTorch on {len(patches)} random patches: largest difference"
        f" {done.graph_error:.1e} (bound {compare.LARGEST_ERROR:.0e}){rounded}"
    ]


def _patches(channels: int, patch: Triple) -> list[FloatArray]:
    """Noise as a z-score leaves it, and values in 0 … 1; where it is small, also two at once."""
    rng = np.random.default_rng(0)
    shape = (1, channels, *patch)
    found: list[FloatArray] = [
        rng.standard_normal(shape).astype(np.float32),
        rng.random(shape).astype(np.float32),
    ]
    if channels * patch[0] * patch[1] * patch[2] <= SMALL:
        found.append(np.concatenate(found))
    return found
