"""A network's ONNX graph beside PyTorch, on random patches and on real ones."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import onnx
import torch
from torch import nn

from foldlink_models import export

FloatArray = npt.NDArray[np.float32]
LARGEST_ERROR = export.LARGEST_ERROR
_LARGEST_BATCH = 1 << 28
"""Logits of two patches, 1 GiB."""


@dataclass(frozen=True)
class Compared:
    """Errors are the largest absolute differences of logits over all patches."""

    model: onnx.ModelProto
    graph_error: float
    """ONNX Runtime against PyTorch, both with the weights as stored."""
    rounding_error: float
    """PyTorch with the weights as stored against PyTorch with them as trained; 0 in float32."""


def graph(
    net: nn.Module,
    patches: Sequence[FloatArray],
    heads: int,
    shown: str,
    *,
    half: bool,
    classifies: bool = False,
) -> Compared:
    """The graph of `net` for `[batch, channel, *patch]`, which gives `[batch, heads, *patch]`, or
    `[batch, heads]` where it classifies; with `half` of its weights rounded to float16 and stored
    as such. Refuses an error above `LARGEST_ERROR`."""
    channels, *patch = patches[0].shape[1:]
    stored = _rounded(net, shown) if half else net
    rounding = 0.0
    for values in patches:  # one at a time: many heads make large logits
        shape = (heads,) if classifies else (heads, *patch)
        logits = _logits(net, values, shape, shown)
        if half:
            change = np.abs(logits - _logits(stored, values, shape, shown)).max()
            rounding = max(rounding, float(change))
    try:
        model = export.graph_of(stored, channels, tuple(patch), half)
        error = export.logits_error(stored, model, list(patches))
    except Exception as e:  # exporter and runtime raise what they like; it is about this network
        first = next(iter(str(e).strip().splitlines()), "")
        raise ValueError(
            f"{shown}: the network cannot be exported to ONNX: {type(e).__name__}: {first}"
        ) from e
    if not error <= LARGEST_ERROR:
        raise ValueError(
            f"{shown}: the graph's logits differ from PyTorch's by {error:.2e} (expected at most"
            f" {LARGEST_ERROR:.0e}); nothing was written"
        )
    return Compared(model, error, rounding)


def random_patches(channels: int, heads: int, patch: Sequence[int], seed: int) -> list[FloatArray]:
    """Standard normal noise: one patch and, where its logits are not huge, a batch of two."""
    rng = np.random.default_rng(seed)
    batches = (1, 2) if 2 * heads * math.prod(patch) <= _LARGEST_BATCH else (1,)
    return [rng.standard_normal((n, channels, *patch)).astype(np.float32) for n in batches]


def cut(image: FloatArray, patch: Sequence[int], seed: int, count: int = 2) -> list[FloatArray]:
    """Patches `[1, channel, *patch]` of a preprocessed `[channel, z, y, x]`: the middle one, then
    others; a patch of two axes is cut from a slice, and what lies beyond the image is 0."""
    rng = np.random.default_rng(seed)
    size = (1, *patch) if len(patch) == 2 else tuple(patch)
    inner = [min(n, p) for n, p in zip(image.shape[1:], size, strict=True)]
    cuts = []
    for k in range(count):
        room = [n - i for n, i in zip(image.shape[1:], inner, strict=True)]
        start = [r // 2 if k == 0 else int(rng.integers(r + 1)) for r in room]
        made = np.zeros((image.shape[0], *size), np.float32)
        window = tuple(slice(s, s + i) for s, i in zip(start, inner, strict=True))
        made[:, : inner[0], : inner[1], : inner[2]] = image[:, *window]
        cuts.append(np.ascontiguousarray(made.reshape(1, image.shape[0], *patch)))
    return cuts


def _rounded(net: nn.Module, shown: str) -> nn.Module:
    stored = copy.deepcopy(net)
    largest = torch.finfo(torch.float16).max
    with torch.no_grad():
        for name, tensor in (*stored.named_parameters(), *stored.named_buffers()):
            if not tensor.is_floating_point():
                continue
            if bool((tensor.abs() > largest).any()):
                raise ValueError(
                    f"{shown}: the weight {name} has values beyond ±{largest:.0f} (expected a"
                    " float16's range; --storage fp32 keeps them)"
                )
            tensor.copy_(tensor.half().float())
    return stored


def _logits(net: nn.Module, patch: FloatArray, shape: tuple[int, ...], shown: str) -> FloatArray:
    """`shape`: of one patch's logits."""
    try:
        with torch.inference_mode():
            made = net(torch.from_numpy(patch))
    except Exception as e:  # as above
        first = next(iter(str(e).strip().splitlines()), "")
        raise ValueError(
            f"{shown}: the network does not run on {list(patch.shape)}: {type(e).__name__}: {first}"
        ) from e
    expected = (patch.shape[0], *shape)
    if not isinstance(made, torch.Tensor) or tuple(made.shape) != expected:
        given = list(made.shape) if isinstance(made, torch.Tensor) else type(made).__name__
        raise ValueError(
            f"{shown}: the network gives {given} (expected one array {list(expected)}: batch,"
            " output, patch)"
        )
    logits: FloatArray = made.numpy()
    if not np.isfinite(logits).all():
        raise ValueError(f"{shown}: the network gives logits that are not finite numbers")
    return logits
