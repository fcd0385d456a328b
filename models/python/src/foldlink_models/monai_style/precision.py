"""On which device a training runs, and when it may compute in bfloat16."""

from __future__ import annotations

import contextlib
from contextlib import AbstractContextManager
from typing import Any

import torch

DEVICES = ("auto", "cpu", "cuda")
MEMORY_FOR_DATA = 0.5
"""Of a GPU's free memory: more than this stays with the host."""

SMALLEST_ON_CPU = 4
"""PyTorch 2.15 on a CPU: the weights' gradient of a bfloat16 convolution of an array with an axis
of two voxels reads memory that nobody wrote."""


def device_of(name: str) -> torch.device:
    if name not in DEVICES:
        raise ValueError(f"device = {name!r} (expected one of {list(DEVICES)})")
    if name == "cuda" and not torch.cuda.is_available():
        raise ValueError("device = 'cuda': PyTorch sees no GPU (expected one, or --device cpu)")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


def autocast(device: torch.device, coarsest: int) -> AbstractContextManager[Any]:
    """bfloat16 where the device computes in it faster than in float32; no loss scaling needed.

    `coarsest`: voxels along the shortest axis of the network's smallest array.
    """
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return torch.autocast("cuda", torch.bfloat16)
    safe = coarsest >= SMALLEST_ON_CPU
    if device.type == "cpu" and safe and torch.cpu.get_capabilities().get("avx512_bf16", False):
        return torch.autocast("cpu", torch.bfloat16)
    return contextlib.nullcontext()


def fits(device: torch.device, bytes_: int) -> bool:
    """Whether a data set of that size stays in the device's memory for the whole training."""
    if device.type != "cuda":
        return True
    free, _ = torch.cuda.mem_get_info(device)
    return bytes_ < MEMORY_FOR_DATA * free
