"""Weights read back from a graph by their names; without PyTorch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from foldlink_models import weights


@pytest.mark.parametrize("half", [True, False])
def test_a_bias_that_two_convolutions_share_has_both_names(half: bool, tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    arrays = {
        "first.weight": rng.normal(size=(2, 2, 1)).astype(np.float16).astype(np.float32),
        "first.bias": np.zeros(2, np.float32),
        "second.weight": rng.normal(size=(2, 2, 1)).astype(np.float16).astype(np.float32),
    }
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["input", "first.weight", "first.bias"], ["t0"]),
            helper.make_node("Conv", ["t0", "second.weight", "first.bias"], ["logits"]),
        ],
        "shared",
        [value("input", TensorProto.FLOAT, [1, 2, 5])],
        [value("logits", TensorProto.FLOAT, [1, 2, 5])],
        [numpy_helper.from_array(values, name) for name, values in arrays.items()],
    )
    model = helper.make_model(graph)
    if half:
        weights.store_as_fp16(model)
    onnx.save(model, tmp_path / "model.onnx")
    found = weights.read(tmp_path / "model.onnx")
    expected = arrays | {"second.bias": arrays["first.bias"]}
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values)
