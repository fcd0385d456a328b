"""One graph for a tile: every fold and every mirrored pass in it, all shapes fixed.

Inputs `tile` float32 `[1, channel, z, y, x]` and `importance` float32 `[z, y, x]`. Outputs
`weighted` float32 `[class, z, y, x]`, the mean logits over folds and passes times the importance,
and `labels` uint8 or int32 `[fold, z, y, x]`, what each fold alone says.

Nothing in it loops, so that an engine which compiles whole graphs (TensorRT) can take it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper

from foldlink_models.fold_branch import Branch, Fold
from foldlink_models.label_rule import LabelRule
from foldlink_models.onnx_scope import Model, Name, Scope, ir_version


def build(
    folds: Sequence[Fold], rule: LabelRule, mirroring: Sequence[int], *, half: bool
) -> onnx.ModelProto:
    """`mirroring` are the spatial axes (0 = z) on which passes are mirrored."""
    model = Model(folds[0].opset)
    s = Scope(model)
    branches = [Branch(model, s, fold, half) for fold in folds]
    subsets = [c for n in range(len(mirroring) + 1) for c in itertools.combinations(mirroring, n)]
    own = [_mean(s, branch, subsets, half) for branch in branches]
    patch, classes = folds[0].patch, folds[0].classes
    total = own[0]
    for logits in own[1:]:
        total = s.op("Add", total, logits)
    mean = s.op("Div", total, model.floats(len(own)))
    weighted = s.op("Mul", mean, "importance")
    s.called("weighted", s.op("Reshape", weighted, model.ints(classes, *patch)))
    together = s.op("Concat", *own, axis=0) if len(own) > 1 else own[0]
    labels = rule.decide(s, together, 1, 5)
    s.called("labels", s.op("Cast", labels, to=rule.element_type))
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        s.nodes,
        "tile",
        [
            info("tile", TensorProto.FLOAT, [1, folds[0].channels, *patch]),
            info("importance", TensorProto.FLOAT, patch),
        ],
        [
            info("weighted", TensorProto.FLOAT, [classes, *patch]),
            info("labels", rule.element_type, [len(folds), *patch]),
        ],
        model.initializers,
    )
    imports = [helper.make_opsetid("", model.opset)]
    return helper.make_model(graph, opset_imports=imports, ir_version=ir_version(model))


def _mean(s: Scope, branch: Branch, subsets: list[tuple[int, ...]], half: bool) -> Name:
    total: Name | None = None
    for subset in subsets:
        steps = np.array([-1 if axis in subset else 1 for axis in range(3)], np.int64)
        turned = s.model.constant(steps)
        tile = s.mirror("tile", turned) if subset else "tile"
        if half:
            tile = s.op("Cast", tile, to=TensorProto.FLOAT16)
        logits = branch(s, tile)
        if half:
            logits = s.op("Cast", logits, to=TensorProto.FLOAT)
        logits = s.mirror(logits, turned) if subset else logits
        total = logits if total is None else s.op("Add", total, logits)
    assert total is not None
    return s.op("Div", total, s.model.floats(len(subsets)))
