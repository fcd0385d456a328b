"""From logits to a label inside a graph: the engine's rule, by operators of every device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from onnx import TensorProto

from foldlink_models.onnx_scope import Name, Scope


@dataclass(frozen=True)
class LabelRule:
    """`regions` is empty: the class with the highest logit, the first of equals. Else class r,
    where its logit is above 0, overwrites with label `regions[r]`, in that order."""

    classes: int
    regions: tuple[int, ...] = ()

    @property
    def largest(self) -> int:
        return max(self.regions) if self.regions else self.classes - 1

    @property
    def element_type(self) -> int:
        # As the engine decides: fewer than 255 labels beside the background, none above 255.
        count = len(set(self.regions)) if self.regions else self.classes - 1
        small = count < 255 and self.largest < 256
        return int(TensorProto.UINT8 if small else TensorProto.INT32)

    def decide(self, scope: Scope, logits: Name, axis: int, rank: int) -> Name:
        """Labels as float32 whole numbers; `axis` is the classes' and goes away."""
        model = scope.model
        if not self.regions:
            # ArgMax is not on every version's GPU, and leaves open which of equals it takes.
            shape = [1] * rank
            shape[axis] = self.classes
            numbers = np.arange(self.classes, dtype=np.float32).reshape(shape)
            highest = scope.reduce("ReduceMax", logits, axis, keep=True)
            where = scope.op(
                "Where",
                scope.op("Equal", logits, highest),
                model.constant(numbers),
                model.floats(self.classes - 1),
            )
            return scope.reduce("ReduceMin", where, axis)
        label = model.floats(0)
        for index, value in enumerate(self.regions):
            one = scope.op("Gather", logits, model.scalar(index), axis=axis)
            above = scope.op("Greater", one, model.floats(0))
            label = scope.op("Where", above, model.floats(value), label)
        return label
