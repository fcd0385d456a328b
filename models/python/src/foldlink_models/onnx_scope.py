"""ONNX graphs written as expressions: each operator returns the name of its result.

Constants and weights belong to the outermost graph; the bodies of loops read them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Name = str
FORWARDS = 1 << 31
"""The end of a slice beyond any axis."""


def ir_version(model: Model) -> int:
    """The file format that a runtime which knows the opset surely reads."""
    return 8 if model.opset < 19 else 9 if model.opset < 21 else 10


class Model:
    """What all scopes of one model share: names, constants, weights."""

    def __init__(self, opset: int) -> None:
        self.opset = opset
        self.initializers: list[TensorProto] = []
        self._constants: dict[tuple[str, tuple[int, ...], bytes], Name] = {}
        self._count = 0

    def name(self, hint: str) -> Name:
        self._count += 1
        return f"{hint}_{self._count}"

    def constant(self, values: npt.NDArray[Any]) -> Name:
        key = (str(values.dtype), values.shape, values.tobytes())
        if key not in self._constants:
            name = self.name("const")
            self.initializers.append(numpy_helper.from_array(values, name))
            self._constants[key] = name
        return self._constants[key]

    def ints(self, *values: int) -> Name:
        return self.constant(np.array(values, np.int64))

    def scalar(self, value: int) -> Name:
        return self.constant(np.array(value, np.int64))

    def floats(self, *values: float) -> Name:
        return self.constant(np.array(values, np.float32))


class Scope:
    """The nodes of one graph or loop body, in the order in which they are made."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.nodes: list[onnx.NodeProto] = []

    def op(self, kind: str, *inputs: Name, **attributes: Any) -> Name:
        output = self.model.name(kind.lower())
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def called(self, output: Name, value: Name) -> Name:
        """`value` under a given name, as an output of the model must have."""
        self.nodes.append(helper.make_node("Identity", [value], [output], name=output))
        return output

    def slice(self, data: Name, axis: int, start: Name, end: Name) -> Name:
        """`start` and `end` are tensors of one value."""
        return self.op("Slice", data, start, end, self.model.ints(axis))

    def part(self, data: Name, axis: int, start: int, end: int) -> Name:
        return self.slice(data, axis, self.model.ints(start), self.model.ints(end))

    def at(self, data: Name, index: Name) -> Name:
        """One value of a list, as a list of one."""
        return self.op("Gather", data, self.op("Reshape", index, self.model.ints(1)), axis=0)

    def reduce(self, kind: str, data: Name, *axes: int, keep: bool = False) -> Name:
        # The axes became an input with opset 13 for the sum, with 18 for the others.
        if kind == "ReduceSum" or self.model.opset >= 18:
            return self.op(kind, data, self.model.ints(*axes), keepdims=int(keep))
        return self.op(kind, data, axes=list(axes), keepdims=int(keep))

    def pad(self, data: Name, axis: int, rank: int, before: Name, total: Name, size: int) -> Name:
        """Zeros about `size` values of one axis, so that they lie at `before` among `total`."""
        zeros = self.model.ints(*[0] * rank)
        ends = self.op("Sub", self.op("Sub", total, self.model.ints(size)), before)
        one = np.zeros(rank, np.int64)
        one[axis] = 1
        mask = self.model.constant(one)
        pads = self.op(
            "Concat",
            self.op("Add", zeros, self.op("Mul", mask, before)),
            self.op("Add", zeros, self.op("Mul", mask, ends)),
            axis=0,
        )
        return self.op("Pad", data, pads)

    def mirror(self, data: Name, steps: Name) -> Name:
        """The last three of five axes, backwards where `steps` has −1 and not 1."""
        zero_or_last = self.op("Div", self.op("Sub", steps, self.model.ints(1)), self.model.ints(2))
        ends = self.op("Mul", steps, self.model.ints(FORWARDS))
        return self.op("Slice", data, zero_or_last, ends, self.model.ints(2, 3, 4), steps)

    def loop(
        self,
        count: Name,
        carried: Sequence[tuple[Name, int]],
        scanned: Sequence[int],
        body: Callable[[Scope, Name, list[Name]], tuple[list[Name], list[Name]]],
    ) -> list[Name]:
        """Runs `body(scope, i, carried)` → (carried, scanned); types are ONNX's element types.

        Carried values may change their shape from one turn to the next.
        """
        inner = Scope(self.model)
        i, going_on = self.model.name("i"), self.model.name("going_on")
        incoming = [self.model.name("carried") for _ in carried]
        outgoing, collected = body(inner, i, incoming)
        still = inner.op("Identity", going_on)
        # An output of a body must not be a value from outside of it, nor appear twice.
        results = [inner.op("Identity", v) for v in (*outgoing, *collected)]
        types = [kind for _, kind in carried]
        graph = helper.make_graph(
            inner.nodes,
            self.model.name("body"),
            [
                helper.make_tensor_value_info(i, TensorProto.INT64, []),
                helper.make_tensor_value_info(going_on, TensorProto.BOOL, []),
                *(
                    helper.make_tensor_value_info(n, t, None)
                    for n, t in zip(incoming, types, strict=True)
                ),
            ],
            [
                helper.make_tensor_value_info(still, TensorProto.BOOL, []),
                *(
                    helper.make_tensor_value_info(n, t, None)
                    for n, t in zip(results, [*types, *scanned], strict=True)
                ),
            ],
        )
        outputs = [self.model.name("loop") for _ in results]
        trips = self.op("Reshape", count, self.model.constant(np.zeros(0, np.int64)))
        true = self.model.constant(np.array(True))
        self.nodes.append(
            helper.make_node(
                "Loop",
                [trips, true, *(n for n, _ in carried)],
                outputs,
                name=outputs[0],
                body=graph,
            )
        )
        return outputs
