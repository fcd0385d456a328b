"""A fold's graph with other arithmetic: weights in float32, activations rounded, convolutions in
int8."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from foldlink_models import weights

FloatArray = npt.NDArray[np.float32]
COMPUTING = {
    "Add", "AveragePool", "Concat", "Conv", "ConvTranspose", "Gemm", "GlobalAveragePool",
    "InstanceNormalization", "LeakyRelu", "MaxPool", "Mul", "PRelu", "Relu",
}  # fmt: skip
"""Operators whose result a half-precision graph would hold in float16."""


def in_float32(
    model: onnx.ModelProto, trained: Mapping[str, FloatArray] | None = None
) -> onnx.ModelProto:
    """A copy whose weights are float32 initialisers, as quantisers want them: those stored as
    float16, or those of the same names in `trained`, before they were rounded."""
    made = onnx.ModelProto()
    made.CopyFrom(model)
    stored = {t.name: t for t in made.graph.initializer if t.name.endswith(weights.SUFFIX)}
    nodes = []
    for node in made.graph.node:
        if node.op_type != "Cast" or node.input[0] not in stored:
            nodes.append(node)
            continue
        tensor, name = stored[node.input[0]], node.output[0]
        values = numpy_helper.to_array(tensor).astype(np.float32)
        if trained is not None:
            values = _trained(trained, name, values.shape)
        tensor.CopyFrom(numpy_helper.from_array(values, name))
    for i, node in enumerate(nodes):
        node.name = f"{node.op_type} {i}"  # quantisers go by names, exporters may leave them out
    del made.graph.node[:]
    made.graph.node.extend(nodes)
    return made


def _trained(trained: Mapping[str, FloatArray], name: str, shape: tuple[int, ...]) -> FloatArray:
    if name not in trained:
        raise ValueError(f"{name}: not in the checkpoint (expected every weight of the graph)")
    values = np.asarray(trained[name], np.float32)
    if values.shape != shape:
        raise ValueError(f"{name}: shape {list(values.shape)} (expected {list(shape)})")
    return values


def rounding_to_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy whose input and every computed tensor are rounded to float16 and back: float16
    weights and activations with sums in float32, as a GPU's tensor cores compute."""
    made = in_float32(model)
    graph = made.graph
    for tensor in graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            rounded = numpy_helper.to_array(tensor).astype(np.float16).astype(np.float32)
            tensor.CopyFrom(numpy_helper.from_array(rounded, tensor.name))
    name = graph.input[0].name
    nodes = _rounded(name, f"{name} rounded")
    for node in graph.node:
        for i, given in enumerate(node.input):
            if given == name:
                node.input[i] = f"{name} rounded"
        if node.op_type not in COMPUTING:
            nodes.append(node)
            continue
        result = node.output[0]
        node.output[0] = f"{result} exact"
        nodes += [node, *_rounded(f"{result} exact", result)]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]
    return made


def _rounded(source: str, target: str) -> list[onnx.NodeProto]:
    half = f"{target} half"
    return [
        helper.make_node("Cast", [source], [half], to=TensorProto.FLOAT16),
        helper.make_node("Cast", [half], [target], to=TensorProto.FLOAT),
    ]


def outer_convolutions(graph: onnx.GraphProto) -> list[str]:
    """The names of those that read the input or write the output: they stay in float, as what
    they round is seen at once in the logits, and they cost little."""
    ends = {value.name for value in [*graph.input, *graph.output]}
    return [
        node.name
        for node in graph.node
        if node.op_type == "Conv" and ends & {node.input[0], node.output[0]}
    ]


def to_int8(source: Path, target: Path, patches: Sequence[FloatArray]) -> None:
    """Static quantisation of the float32 graph `source`: 3D or 2D convolutions with weights of a
    scale an output channel, unsigned activations of the range that `patches` make of them."""
    from onnxruntime.quantization import (
        CalibrationDataReader,
        QuantFormat,
        QuantType,
        quantize_static,
    )

    graph = onnx.load(source).graph
    name = graph.input[0].name

    class Patches(CalibrationDataReader):  # type: ignore[misc]
        def __init__(self) -> None:
            self._left = iter(patches)

        def get_next(self) -> dict[str, FloatArray] | None:
            patch = next(self._left, None)
            return None if patch is None else {name: patch}

    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # it advises pre-processing that these graphs do not need
    try:
        quantize_static(
            source,
            target,
            Patches(),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["Conv"],
            nodes_to_exclude=outer_convolutions(graph),
        )
    finally:
        root.setLevel(level)
    if not any(node.op_type == "QuantizeLinear" for node in onnx.load(target).graph.node):
        raise ValueError(f"{source}: no inner convolution (expected one to quantise)")
