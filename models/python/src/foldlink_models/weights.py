"""A fold's weights in its ONNX file: float16 initialisers, each cast to float32 in the graph; or
plain float32 ones.

An initialiser is named as in PyTorch's state_dict, plus `.fp16` where it is one; the cast's output
has the state_dict's own name. ONNX Runtime folds the casts when it loads the graph.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import onnx
    from torch import nn

SUFFIX = ".fp16"
DEEP_SUPERVISION = "decoder.seg_layers."
"""Heads of the lower resolutions: nnU-Net builds them, only training with them runs them."""


def store_as_fp16(model: onnx.ModelProto) -> None:
    """Replaces every float32 initialiser in place; values beyond float16's range are refused."""
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(tensor)
        if not np.all(np.abs(values) <= np.finfo(np.float16).max):
            raise ValueError(f"{tensor.name}: values beyond ±65504 (expected a float16's range)")
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + SUFFIX))
        casts.append(
            helper.make_node(
                "Cast", [name + SUFFIX], [name], name=f"cast {name}", to=TensorProto.FLOAT
            )
        )
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def read(onnx_file: Path) -> dict[str, npt.NDArray[np.float32]]:
    """The weights by their names in PyTorch's state_dict."""
    import onnx
    from onnx import TensorProto, numpy_helper

    return {
        tensor.name.removesuffix(SUFFIX): numpy_helper.to_array(tensor).astype(np.float32)
        for tensor in onnx.load(onnx_file).graph.initializer
        if tensor.name.endswith(SUFFIX) or tensor.data_type == TensorProto.FLOAT
    }


def state_dict(onnx_file: Path, network: nn.Module) -> dict[str, object]:
    """A complete state_dict of `network`: nnU-Net's names a parameter in several ways, the file
    in one; refuses a file that lacks a parameter or has one that the network lacks."""
    import torch

    state = network.state_dict()
    aliases: dict[int, list[str]] = {}
    for name, tensor in state.items():
        aliases.setdefault(tensor.data_ptr(), []).append(name)
    found: dict[str, object] = {}
    for name, values in read(onnx_file).items():
        if name not in state:
            raise ValueError(f"{onnx_file}: {name} (expected a parameter of the plan's network)")
        if tuple(values.shape) != tuple(state[name].shape):
            raise ValueError(
                f"{onnx_file}: {name} has shape {list(values.shape)} "
                f"(expected {list(state[name].shape)})"
            )
        for alias in aliases[state[name].data_ptr()]:
            found[alias] = torch.from_numpy(values)
    for name in state.keys() - found.keys():
        if name.startswith(DEEP_SUPERVISION):
            found[name] = torch.zeros_like(state[name])
    missing = sorted(state.keys() - found.keys())
    if missing:
        raise ValueError(f"{onnx_file}: {missing[0]} missing (expected all {len(state)} names)")
    return found
