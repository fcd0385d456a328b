"""The ONNX graph of an imported PyTorch network, compared with it before anything is written."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from foldlink_models import export

FloatArray = npt.NDArray[np.float32]
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


def compared(network: nn.Module, channels: int, patch: Triple, half: bool) -> tuple[Any, list[str]]:
    """The graph, and what its comparison says; more than `export.LARGEST_ERROR` is refused. With
    `half`, the network's own weights are rounded too."""
    patches = _patches(channels, patch)
    trained = _values(network, patches)
    if not all(np.isfinite(values).all() for values in trained):
        raise ValueError("the network makes values that are not finite of a random patch")
    rounded = ""
    if half:
        _round(network)
        pairs = zip(trained, _values(network, patches), strict=True)
        change = max(float(np.abs(a - b).max()) for a, b in pairs)
        rounded = f"; storage as float16 changes its values by at most {change:.1e}"
    try:
        graph = export.graph_of(network, channels, patch, half)
        error = export.logits_error(network, graph, patches)
    except Exception as e:  # exporter and runtime raise what they like; it is about this network
        first = next(iter(str(e).strip().splitlines()), "")
        raise ValueError(
            f"the network cannot be exported to ONNX: {type(e).__name__}: {first}"
        ) from e
    if not error <= export.LARGEST_ERROR:
        raise ValueError(
            f"the graph's values differ from PyTorch's by {error:.2e} (expected at most"
            f" {export.LARGEST_ERROR:.0e}); nothing was written"
        )
    return graph, [
        f"ONNX Runtime against PyTorch on {len(patches)} random patches: largest difference"
        f" {error:.1e} (bound {export.LARGEST_ERROR:.0e}){rounded}"
    ]


def _values(network: nn.Module, patches: list[FloatArray]) -> list[FloatArray]:
    with torch.inference_mode():
        return [network(torch.from_numpy(p)).numpy() for p in patches]


def _round(network: nn.Module) -> None:
    with torch.no_grad():
        for values in (*network.parameters(), *network.buffers()):
            if values.dtype == torch.float32:
                values.copy_(values.half().float())


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
