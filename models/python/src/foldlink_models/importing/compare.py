"""A network's ONNX graph beside PyTorch, on random patches and on real ones."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Compared:
    """Errors are the largest absolute differences of logits over all patches."""

    model: onnx.ModelProto
    graph_error: float
    """ONNX Runtime against PyTorch, both with the weights as stored."""
    rounding_error: float
    """PyTorch with the weights as stored against PyTorch with them as trained; 0 in float32."""


def graph(
    net: nn.Module, patches: Sequence[FloatArray], heads: int, shown: str, *, half: bool
) -> Compared:
    """The graph of `net` for `[batch, channel, *patch]`; `half` stores weights as float16, and
    rounds those of `net` itself. Refuses an error above `LARGEST_ERROR`."""
    channels, *patch = patches[0].shape[1:]
    trained = [_logits(net, p, heads, shown) for p in patches]
    stored = trained
    if half:
        with torch.no_grad():
            for tensor in (*net.parameters(), *net.buffers()):
                if tensor.is_floating_point():
                    tensor.copy_(tensor.half().float())
        stored = [_logits(net, p, heads, shown) for p in patches]
    model = export.graph_of(net, channels, tuple(patch), half)
    error = export.logits_error(net, model, list(patches))
    if not error <= LARGEST_ERROR:
        raise ValueError(
            f"{shown}: the graph's logits differ from PyTorch's by {error:.2e} (expected at most"
            f" {LARGEST_ERROR:.0e}); nothing was written"
        )
    rounding = max(float(np.abs(a - b).max()) for a, b in zip(trained, stored, strict=True))
    return Compared(model, error, rounding)


def random_patches(channels: int, patch: Sequence[int], seed: int) -> list[FloatArray]:
    """Standard normal noise: one patch, and a batch of two."""
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((n, channels, *patch)).astype(np.float32) for n in (1, 2)]


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


def _logits(net: nn.Module, patch: FloatArray, heads: int, shown: str) -> FloatArray:
    with torch.inference_mode():
        made = net(torch.from_numpy(patch))
    expected = (patch.shape[0], heads, *patch.shape[2:])
    if not isinstance(made, torch.Tensor) or tuple(made.shape) != expected:
        shape = list(made.shape) if isinstance(made, torch.Tensor) else type(made).__name__
        raise ValueError(
            f"{shown}: the network gives {shape} (expected one array {list(expected)}: batch,"
            " output, patch)"
        )
    logits: FloatArray = made.numpy()
    if not np.isfinite(logits).all():
        raise ValueError(f"{shown}: the network gives logits that are not finite numbers")
    return logits
