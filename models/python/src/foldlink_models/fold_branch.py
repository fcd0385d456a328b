"""A fold's network as a part of a larger graph: its nodes, copied under names of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper

from foldlink_models.onnx_scope import Model, Name, Scope

HALF_OPERATORS = {
    "Add", "AveragePool", "Concat", "Constant", "Conv", "ConvTranspose", "GlobalAveragePool",
    "Identity", "InstanceNormalization", "LeakyRelu", "MaxPool", "Mul", "PRelu", "Relu",
    "Reshape", "Sigmoid", "Sub",
}  # fmt: skip
"""Operators that only compute on values: half precision changes their type and nothing else."""


@dataclass(frozen=True)
class Fold:
    """One fold's file, read."""

    index: int
    file: Path
    graph: onnx.GraphProto
    opset: int

    @property
    def channels(self) -> int:
        return int(self.graph.input[0].type.tensor_type.shape.dim[1].dim_value)

    @property
    def classes(self) -> int:
        return int(self.graph.output[0].type.tensor_type.shape.dim[1].dim_value)

    @property
    def patch(self) -> tuple[int, int, int]:
        z, y, x = (int(d.dim_value) for d in self.graph.input[0].type.tensor_type.shape.dim[2:])
        return z, y, x


def read(index: int, file: Path) -> Fold:
    model = onnx.load(file)
    graph = model.graph
    opset = next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))
    for side, values in (("input", graph.input), ("output", graph.output)):
        if len(values) != 1:
            raise ValueError(f"{file}: {len(values)} {side}s (expected 1)")
        shape = values[0].type.tensor_type.shape.dim
        if len(shape) != 5 or not all(d.dim_value > 0 for d in shape[1:]):
            raise ValueError(
                f"{file}: {side} {values[0].name} has no fixed channels and patch "
                "(expected [batch, channels, z, y, x])"
            )
        if values[0].type.tensor_type.elem_type != TensorProto.FLOAT:
            raise ValueError(f"{file}: {side} {values[0].name} (expected float32)")
    if not 17 <= opset <= 21:
        raise ValueError(f"{file}: opset {opset} (expected 17 to 21)")
    return Fold(index, file, graph, opset)


class Branch:
    """A fold inside a model: its weights once, its nodes wherever it is called."""

    def __init__(self, model: Model, outermost: Scope, fold: Fold, half: bool) -> None:
        self._model = model
        self._fold = fold
        self._half = half
        self._names: dict[Name, Name] = {}
        self._inner: list[onnx.NodeProto] = []
        self._weights(outermost)

    def _weights(self, outermost: Scope) -> None:
        """Weights, and what depends on nothing else, go into the outermost graph."""
        prefix = f"fold_{self._fold.index}/"
        for tensor in self._fold.graph.initializer:
            self._names[tensor.name] = prefix + tensor.name
            values = numpy_helper.to_array(tensor)
            if self._half and values.dtype == np.float32:
                values = _to_half(values, f"{self._fold.file}: {tensor.name}")
            self._model.initializers.append(
                numpy_helper.from_array(values, self._names[tensor.name])
            )
        for node in self._fold.graph.node:
            if any(a.type in (onnx.AttributeProto.GRAPH, onnx.AttributeProto.GRAPHS)
                   for a in node.attribute):  # fmt: skip
                raise ValueError(
                    f"{self._fold.file}: {node.op_type} {node.name} has a graph inside "
                    "(expected a network without branches or loops)"
                )
            fixed = all(name in self._names for name in node.input if name)
            if fixed and self._half and node.op_type == "Cast":
                # Weights stored as float16 and cast to float32: they stay what they are.
                self._names[node.output[0]] = self._names[node.input[0]]
            elif fixed:
                copied = self._copy(node, self._names, prefix)
                outermost.nodes.append(copied)
                self._names.update(zip(node.output, copied.output, strict=True))
            else:
                self._inner.append(node)

    def __call__(self, scope: Scope, tile: Name) -> Name:
        """`tile` `[1, channels, z, y, x]` to logits; float16 both where the branch is half."""
        names = {**self._names, self._fold.graph.input[0].name: tile}
        prefix = self._model.name(f"fold_{self._fold.index}") + "/"
        for node in self._inner:
            copied = self._copy(node, names, prefix)
            scope.nodes.append(copied)
            names.update(zip(node.output, copied.output, strict=True))
        return names[self._fold.graph.output[0].name]

    def _copy(self, node: onnx.NodeProto, names: dict[Name, Name], prefix: str) -> onnx.NodeProto:
        if self._half and node.op_type not in HALF_OPERATORS:
            raise ValueError(
                f"{self._fold.file}: {node.op_type} {node.name} in half precision "
                f"(expected one of {', '.join(sorted(HALF_OPERATORS))}); fuse it in float32"
            )
        copied = onnx.NodeProto()
        copied.CopyFrom(node)
        del copied.input[:], copied.output[:]
        copied.name = prefix + node.output[0]
        copied.input.extend(names[name] if name else "" for name in node.input)
        copied.output.extend(prefix + name for name in node.output)
        for attribute in copied.attribute:
            if self._half and attribute.t.data_type == TensorProto.FLOAT:
                values = _to_half(numpy_helper.to_array(attribute.t), node.name)
                attribute.t.CopyFrom(numpy_helper.from_array(values))
        return copied


def _to_half(values: np.ndarray, what: str) -> np.ndarray:
    if not np.all(np.abs(values) <= np.finfo(np.float16).max):
        raise ValueError(f"{what}: values beyond ±65504 (expected a float16's range)")
    return values.astype(np.float16)
