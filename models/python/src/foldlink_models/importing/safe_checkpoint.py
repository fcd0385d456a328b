"""nnU-Net's `.pth` files without running what they say (docs/decisions/importing.md).

A checkpoint is a zip with a pickle in it, and a pickle names functions to call. First every name in
it is read and held against a list, with nothing run; then PyTorch's own restricted reader
(`weights_only`) makes the objects, with nothing but that list beyond its tensors.
"""

from __future__ import annotations

import pickle
import pickletools
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_STORAGES = ("Float", "Half", "BFloat16", "Double", "Long", "Int", "Short", "Char", "Byte", "Bool")
_NUMPY = ("numpy._core.multiarray", "numpy.core.multiarray")
"""As NumPy 2 and NumPy 1 pickle it."""

ALLOWED = frozenset(
    {
        ("_codecs", "encode"),  # bytes, in the pickle's old protocol
        ("collections", "OrderedDict"),
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        *((module, name) for module in _NUMPY for name in ("scalar", "_reconstruct")),
        ("torch", "Size"),
        ("torch", "device"),
        *(("torch", f"{kind}Storage") for kind in _STORAGES),
        ("torch._utils", "_rebuild_parameter"),
        ("torch._utils", "_rebuild_tensor_v2"),
    }
)
"""Module and name of all that nnU-Net's own trainers put into a checkpoint."""

_DTYPES = ("Bool", "Float16", "Float32", "Float64", "Int32", "Int64", "UInt8")
"""Of the numbers in its log; never objects."""

_OTHER_CALLS = {"EXT1", "EXT2", "EXT4", "INST", "NEWOBJ_EX", "OBJ", "PERSID", "STACK_GLOBAL"}
"""Pickle's further ways to name or call something; `torch.save` writes none of them."""

_LARGEST_PICKLE = 256 << 20


@dataclass(frozen=True)
class Checkpoint:
    trainer: str
    configuration: str
    mirroring: tuple[int, ...]
    """Spatial axes of the network's own array."""
    weights: dict[str, Any]
    """Tensors by their names in the network's state_dict."""


def read(file: Path, shown: str) -> Checkpoint:
    """`shown`: the file's name in messages. Refuses every class that is not in `ALLOWED`."""
    content = _load(file, shown)
    if not isinstance(content, dict):
        raise ValueError(
            f"{shown} holds a {type(content).__name__} (expected nnU-Net's dictionary)"
        )
    for key in ("network_weights", "trainer_name", "init_args"):
        if key not in content:
            raise ValueError(f"{shown} has no {key} (expected a checkpoint of nnU-Net v2)")
    weights = content["network_weights"]
    if not isinstance(weights, dict) or not weights:
        raise ValueError(f"{shown} network_weights (expected tensors by name)")
    configuration = content["init_args"].get("configuration")
    trainer = content["trainer_name"]
    for key, value in (("trainer_name", trainer), ("init_args.configuration", configuration)):
        if not isinstance(value, str) or not value:
            raise ValueError(f"{shown} {key} = {value!r} (expected a name)")
    axes = content.get("inference_allowed_mirroring_axes")
    return Checkpoint(trainer, configuration, tuple(int(a) for a in axes or ()), weights)


def names_in(file: Path, shown: str) -> set[tuple[str, str]]:
    """Module and name of everything that the checkpoint's pickle asks for; nothing is run."""
    if not zipfile.is_zipfile(file):
        raise ValueError(f"{shown} is no zip (expected a file as torch.save writes it)")
    with zipfile.ZipFile(file) as archive:
        pickles = [i for i in archive.infolist() if i.filename.endswith(".pkl")]
        if len(pickles) != 1 or not pickles[0].filename.endswith("/data.pkl"):
            inside = ", ".join(p.filename for p in pickles) or "none"
            raise ValueError(
                f"{shown} holds the pickles {inside} (expected data.pkl alone, as torch.save"
                " writes it)"
            )
        if pickles[0].file_size > _LARGEST_PICKLE:
            raise ValueError(
                f"{shown}: data.pkl has {pickles[0].file_size} bytes (expected at most"
                f" {_LARGEST_PICKLE >> 20} MiB: weights lie beside it)"
            )
        content = archive.read(pickles[0])
    names = set()
    try:
        for opcode, argument, _ in pickletools.genops(content):
            if opcode.name == "GLOBAL":
                module, _, name = str(argument).partition(" ")
                names.add((module, name))
            elif opcode.name in _OTHER_CALLS:
                raise ValueError(
                    f"{shown} uses the pickle's {opcode.name} (expected none, as torch.save has"
                    " none); nothing of it was run"
                )
    except (ValueError, EOFError, IndexError) as e:
        if str(e).startswith(shown):
            raise
        raise ValueError(f"{shown}: data.pkl is damaged: {e}") from e
    return names


def _load(file: Path, shown: str) -> Any:
    refused = sorted(names_in(file, shown) - ALLOWED)
    if refused:
        raise ValueError(
            f"{shown} names {', '.join('.'.join(n) for n in refused)} (expected only what nnU-Net's"
            " own checkpoints hold: tensors, numbers, texts and containers); nothing of it was run"
        )
    import torch

    with torch.serialization.safe_globals(_numpy_objects()):
        try:
            # Mapped: an optimiser's state, half of the file or more, is never read.
            return torch.load(file, map_location="cpu", weights_only=True, mmap=True)
        except (pickle.UnpicklingError, RuntimeError, EOFError, KeyError, TypeError) as e:
            first = str(e).strip().splitlines()[0] if str(e).strip() else type(e).__name__
            raise ValueError(f"{shown} cannot be read: {first}") from e


def _numpy_objects() -> list[Any]:
    import numpy as np
    from numpy._core import multiarray

    functions = [
        (getattr(multiarray, name), f"{module}.{name}")
        for module in _NUMPY
        for name in ("scalar", "_reconstruct")
    ]
    return [np.dtype, np.ndarray, *functions, *(getattr(np.dtypes, f"{d}DType") for d in _DTYPES)]
