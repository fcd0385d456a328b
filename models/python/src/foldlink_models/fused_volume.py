"""One graph from a preprocessed volume to its labelmap: tiles, mirroring, folds, sums, export.

Inputs (the host decides all geometry; nothing about a volume is in the graph):

- `image` float32 `[channel, Z, Y, X]`, zero-padded to at least the patch;
- `z_starts`, `y_starts`, `x_starts` int64: where tiles begin; a tile lies at each triple;
- `z_advance` int64 `[tiles along z]`: slices that no later tile reaches, once a layer of tiles is
  done: the distance to the next layer, at the last what is left;
- `flips` int64 `[pass, 3]` of 1 and −1 (mirrored), `importance` float32 `[patch]`;
- `z_first`, `y_first`, `x_first` int64 and `z_upper`, `y_upper`, `x_upper` float32: for each sample
  of an output axis the padded grid's sample below it and the weight of the next one;
- `z_ready` int64 `[tiles along z + 1]`: output slices that the finished slices suffice for, from 0;
- `block` int64 0 … n−1: slices that are finished or exported at a time; it bounds the memory;
- `first` float32 `[class, Z, Y, X]`: logits of a fold that ran before, in the graph of the others.

Outputs: `labels` (uint8, or int32 for values above 255) on the output grid; `net_labels` (the
same type) and `votes` (uint8: folds whose own label is the ensemble's) on the padded grid; `check`
float32 `[fold]`: 0, or NaN where its logits are not finite.

The sums live in a window of one patch's depth. A tile is added to its row of tiles, a row to its
layer, a layer to the window: no step touches the whole volume's sums, and there are none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper

from foldlink_models.fold_branch import Branch, Fold
from foldlink_models.label_rule import LabelRule
from foldlink_models.onnx_scope import Model, Name, Scope, ir_version

FLOAT, INT64, UINT8 = TensorProto.FLOAT, TensorProto.INT64, TensorProto.UINT8
AXES = "zyx"


class VolumeGraph:
    """Builds it for some folds; `after_first` makes it the graph of the other folds."""

    def __init__(
        self, folds: Sequence[Fold], rule: LabelRule, *, half: bool, after_first: bool
    ) -> None:
        self.model = Model(folds[0].opset)
        self.outermost = Scope(self.model)
        self.branches = [Branch(self.model, self.outermost, fold, half) for fold in folds]
        self.folds = len(folds)
        self.channels, self.classes, self.patch = (
            folds[0].channels,
            folds[0].classes,
            folds[0].patch,
        )
        self.rule, self.half, self.after_first = rule, half, after_first

    def build(self) -> onnx.ModelProto:
        top, rule, model = self.outermost, self.rule, self.model
        self.z, self.y, self.x = (
            top.slice(top.op("Shape", "image"), 0, model.ints(a), model.ints(a + 1))
            for a in (1, 2, 3)
        )
        passes = top.op("Cast", self._count(top, "flips"), to=FLOAT)
        # The sums are over passes, so the weights are too: their quotient is the mean.
        self.weights = top.op("Unsqueeze", top.op("Mul", "importance", passes), model.ints(0))
        window = self._zeros(top, self._sums, model.ints(self.patch[0]), self.y, self.x)
        tail = self._zeros(top, 1, model.ints(self.classes), self.y, self.x)
        out_y, out_x = (self._count(top, f"{a}_first") for a in "yx")
        empty = model.ints(0)
        small = rule.element_type
        checks = self.folds + self.after_first
        results = top.loop(
            self._count(top, "z_starts"),
            [
                (window, FLOAT),
                (tail, FLOAT),
                (self._fill(top, small, empty, out_y, out_x), small),
                (self._fill(top, small, empty, self.y, self.x), small),
                (self._fill(top, UINT8, empty, self.y, self.x), UINT8),
                (model.constant(np.zeros(checks, np.float32)), FLOAT),
            ],
            [],
            self._layer,
        )
        outputs = ("labels", small), ("net_labels", small), ("votes", UINT8), ("check", FLOAT)
        for (name, _), value in zip(outputs, results[2:], strict=True):
            top.called(name, value)
        return self._finish([(name, kind) for name, kind in outputs])

    @property
    def _sums(self) -> int:
        """Channels of the sums: every fold's classes, and the weights."""
        return self.folds * self.classes + 1

    def _layer(self, s: Scope, i: Name, carried: list[Name]) -> tuple[list[Name], list[Name]]:
        window, tail, labels, net_labels, votes, check = carried
        m = self.model
        z0 = s.at("z_starts", i)
        slab = s.slice("image", 1, z0, s.op("Add", z0, m.ints(self.patch[0])))
        window = s.op("Add", window, self._rows(s, slab))
        count = s.at("z_advance", i)
        logits, net, own, check = self._finished(s, window, z0, count, check)
        # The last slice of the layer before, for what lies between the two.
        known = s.op("Concat", tail, logits, axis=0)
        tail = s.slice(known, 0, count, s.op("Add", count, m.ints(1)))
        labels = s.op("Concat", labels, self._exported(s, i, known, z0, count), axis=0)
        net_labels = s.op("Concat", net_labels, net, axis=0)
        votes = s.op("Concat", votes, own, axis=0)
        kept = s.slice(window, 1, count, m.ints(self.patch[0]))
        new = self._zeros(s, self._sums, count, self.y, self.x)
        window = s.op("Concat", kept, new, axis=1)
        return [window, tail, labels, net_labels, votes, check], []

    def _rows(self, s: Scope, slab: Name) -> Name:
        """A layer of tiles: `[sums, patch z, Y, X]`."""
        depth, height, width = self.patch
        m = self.model

        def row(s: Scope, i: Name, carried: list[Name]) -> tuple[list[Name], list[Name]]:
            y0 = s.at("y_starts", i)
            cut = s.slice(slab, 2, y0, s.op("Add", y0, m.ints(height)))
            return [s.op("Add", carried[0], s.pad(tiles(s, cut), 2, 4, y0, self.y, height))], []

        def tiles(s: Scope, cut: Name) -> Name:
            def tile(s: Scope, i: Name, carried: list[Name]) -> tuple[list[Name], list[Name]]:
                x0 = s.at("x_starts", i)
                image = s.slice(cut, 3, x0, s.op("Add", x0, m.ints(width)))
                image = s.op("Reshape", image, m.ints(1, self.channels, *self.patch))
                sums = s.op("Mul", self._passes(s, image), "importance")
                sums = s.op("Concat", sums, self.weights, axis=0)
                return [s.op("Add", carried[0], s.pad(sums, 3, 4, x0, self.x, width))], []

            zero = self._zeros(s, 1, m.ints(1), m.ints(1), m.ints(1))
            return s.loop(self._count(s, "x_starts"), [(zero, FLOAT)], [], tile)[0]

        zero = self._zeros(s, 1, m.ints(1), m.ints(1), m.ints(1))
        rows = s.loop(self._count(s, "y_starts"), [(zero, FLOAT)], [], row)[0]
        sizes = s.op("Concat", m.ints(self._sums, depth), self.y, self.x, axis=0)
        return s.op("Reshape", rows, sizes)

    def _passes(self, s: Scope, image: Name) -> Name:
        """The sum over mirrored passes of every fold's logits, `[fold * class, patch]`."""
        m = self.model

        def mirrored(s: Scope, i: Name, carried: list[Name]) -> tuple[list[Name], list[Name]]:
            steps = s.op("Gather", "flips", i, axis=0)
            tile = s.mirror(image, steps)
            if self.half:
                tile = s.op("Cast", tile, to=TensorProto.FLOAT16)
            logits = [branch(s, tile) for branch in self.branches]
            together = s.op("Concat", *logits, axis=1) if len(logits) > 1 else logits[0]
            if self.half:
                together = s.op("Cast", together, to=FLOAT)
            return [s.op("Add", carried[0], s.mirror(together, steps))], []

        zero = self._zeros(s, 1, m.ints(1), m.ints(1), m.ints(1), m.ints(1))
        total = s.loop(self._count(s, "flips"), [(zero, FLOAT)], [], mirrored)[0]
        return s.op("Reshape", total, m.ints(self._sums - 1, *self.patch))

    def _finished(
        self, s: Scope, window: Name, z0: Name, count: Name, check: Name
    ) -> tuple[Name, Name, Name, Name]:
        """The layer's finished slices: logits `[slice, class, Y, X]`, labels, votes, check."""
        m = self.model

        def some(s: Scope, i: Name, carried: list[Name]) -> tuple[list[Name], list[Name]]:
            slices = self._block(s, i, m.ints(0), count)
            sums = s.op("Gather", window, slices, axis=1)
            logits = s.op(
                "Div",
                s.part(sums, 0, 0, self._sums - 1),
                s.part(sums, 0, self._sums - 1, self._sums),
            )
            size = s.op("Concat", m.ints(self.folds, self.classes, -1), self.y, self.x, axis=0)
            logits = s.op("Reshape", logits, size)
            if self.after_first:
                before = s.op("Gather", "first", s.op("Add", slices, z0), axis=1)
                before = s.op("Unsqueeze", before, m.ints(0))
                logits = s.op("Concat", before, logits, axis=0)
            # 0 times a NaN or an infinity is NaN.
            zero = s.op("Mul", logits, m.floats(0))
            checked = s.op("Add", carried[0], s.reduce("ReduceSum", zero, 1, 2, 3, 4))
            total = s.reduce("ReduceSum", logits, 0)
            label = self.rule.decide(s, total, 0, 4)
            own = self.rule.decide(s, logits, 1, 5)
            same = s.op("Cast", s.op("Equal", own, label), to=FLOAT)
            vote = s.op("Cast", s.reduce("ReduceSum", same, 0), to=UINT8)
            label = s.op("Cast", label, to=self.rule.element_type)
            slice_first = s.op("Transpose", total, perm=[1, 0, 2, 3])
            return [checked], [slice_first, label, vote]

        scanned = [FLOAT, self.rule.element_type, UINT8]
        blocks = self._blocks(s, count)
        checked, logits, label, vote = s.loop(blocks, [(check, FLOAT)], scanned, some)
        plane = s.op("Concat", m.ints(-1), self.y, self.x, axis=0)
        planes = s.op("Concat", m.ints(-1, self.classes), self.y, self.x, axis=0)

        def whole(value: Name, shape: Name) -> Name:
            return s.slice(s.op("Reshape", value, shape), 0, m.ints(0), count)

        return whole(logits, planes), whole(label, plane), whole(vote, plane), checked

    def _exported(self, s: Scope, layer: Name, known: Name, z0: Name, count: Name) -> Name:
        """Labels of the output slices that the finished slices now suffice for."""
        m = self.model
        begin = s.at("z_ready", layer)
        end = s.at("z_ready", s.op("Add", layer, m.scalar(1)))
        # `known` begins one slice before the layer.
        origin = s.op("Sub", z0, m.ints(1))

        def some(s: Scope, i: Name, _: list[Name]) -> tuple[list[Name], list[Name]]:
            slices = s.op("Max", self._block(s, i, begin, end), m.ints(0))
            low = s.op("Sub", s.op("Gather", "z_first", slices, axis=0), origin)
            low = s.op("Min", s.op("Max", low, m.ints(0)), count)
            upper = s.op("Gather", "z_upper", slices, axis=0)
            values = self._between(s, known, 0, low, upper, count)
            for axis, (name, size) in enumerate((("y", self.y), ("x", self.x)), start=2):
                last = s.op("Sub", size, m.ints(1))
                values = self._between(s, values, axis, f"{name}_first", f"{name}_upper", last)
            label = self.rule.decide(s, values, 1, 4)
            return [], [s.op("Cast", label, to=self.rule.element_type)]

        ready = s.op("Sub", end, begin)
        # A loop of no turns would leave the shape open: one turn, of which nothing is kept.
        blocks = s.op("Max", self._blocks(s, ready), m.ints(1))
        labels = s.loop(blocks, [], [self.rule.element_type], some)[0]
        sizes = [self._count(s, f"{a}_first") for a in "yx"]
        flat = s.op("Reshape", labels, s.op("Concat", m.ints(-1), *sizes, axis=0))
        return s.slice(flat, 0, m.ints(0), ready)

    def _between(self, s: Scope, data: Name, axis: int, low: Name, upper: Name, last: Name) -> Name:
        """Linear between samples `low` and the one after it (the last stays the last)."""
        m = self.model
        high = s.op("Min", s.op("Add", low, m.ints(1)), last)
        shape = [1] * 4
        shape[axis] = -1
        weight = s.op("Reshape", upper, m.ints(*shape))
        below = s.op("Gather", data, low, axis=axis)
        above = s.op("Gather", data, high, axis=axis)
        rest = s.op("Sub", m.floats(1), weight)
        return s.op("Add", s.op("Mul", below, rest), s.op("Mul", above, weight))

    def _count(self, s: Scope, name: Name) -> Name:
        return s.slice(s.op("Shape", name), 0, self.model.ints(0), self.model.ints(1))

    def _blocks(self, s: Scope, count: Name) -> Name:
        size = self._count(s, "block")
        more = s.op("Sub", s.op("Add", count, size), self.model.ints(1))
        return s.op("Div", more, size)

    def _block(self, s: Scope, i: Name, begin: Name, end: Name) -> Name:
        """Indices of the i-th block of `begin` … `end`; beyond the end the last again."""
        at = s.op("Add", s.op("Mul", i, self._count(s, "block")), begin)
        last = s.op("Sub", end, self.model.ints(1))
        return s.op("Min", s.op("Add", "block", at), last)

    def _zeros(self, s: Scope, first: int, *rest: Name) -> Name:
        return self._fill(s, FLOAT, self.model.ints(first), *rest)

    def _fill(self, s: Scope, kind: int, *sizes: Name) -> Name:
        zero = helper.make_tensor("value", kind, [1], [0])
        return s.op("ConstantOfShape", s.op("Concat", *sizes, axis=0), value=zero)

    def _finish(self, outputs: list[tuple[Name, int]]) -> onnx.ModelProto:
        info = helper.make_tensor_value_info
        inputs = [info("image", FLOAT, [self.channels, "Z", "Y", "X"])]
        inputs += [info(f"{a}_starts", INT64, [f"tiles_{a}"]) for a in AXES]
        inputs += [info("z_advance", INT64, ["tiles_z"]), info("z_ready", INT64, ["tiles_z+1"])]
        inputs += [info("flips", INT64, ["passes", 3]), info("importance", FLOAT, self.patch)]
        for a in AXES:
            inputs += [info(f"{a}_first", INT64, [f"out_{a}"])]
            inputs += [info(f"{a}_upper", FLOAT, [f"out_{a}"])]
        inputs += [info("block", INT64, ["slices"])]
        if self.after_first:
            inputs += [info("first", FLOAT, [self.classes, "Z", "Y", "X"])]
        shapes: dict[Name, list[str | int]] = {
            "labels": ["out_z", "out_y", "out_x"],
            "net_labels": ["Z", "Y", "X"],
            "votes": ["Z", "Y", "X"],
            "check": [self.folds + self.after_first],
        }
        graph = helper.make_graph(
            self.outermost.nodes,
            "rest" if self.after_first else "volume",
            inputs,
            [info(name, kind, shapes[name]) for name, kind in outputs],
            self.model.initializers,
        )
        imports = [helper.make_opsetid("", self.model.opset)]
        return helper.make_model(graph, opset_imports=imports, ir_version=ir_version(self.model))
