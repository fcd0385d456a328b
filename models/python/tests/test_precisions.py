"""Graphs in float16 and int8, and what is told of their loss."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import onnx
import pytest
import tiny_folds
from onnx import helper, numpy_helper

from foldlink_models.assess import graphs, int8, patches, runtimes
from foldlink_models.assess.precision import Compared
from foldlink_models.dataset import Case
from foldlink_models.predict import ModelFolder, forward_of

TILE = np.random.default_rng(8).standard_normal((1, 2, *tiny_folds.PATCH)).astype(np.float32)


def _fold(half_storage: bool = True) -> onnx.ModelProto:
    return tiny_folds.graph(3, 2, 4, half_storage)


def _run(model: onnx.ModelProto, tile: np.ndarray = TILE) -> np.ndarray:
    return forward_of(model.SerializeToString(), 1)(tile)


def test_weights_become_float32_and_nothing_changes() -> None:
    made = graphs.in_float32(_fold())
    assert not any(node.op_type == "Cast" for node in made.graph.node)
    assert np.array_equal(_run(made), _run(_fold()))


def test_trained_weights_take_the_stored_ones_place() -> None:
    stored = {t.name: numpy_helper.to_array(t) for t in _fold(False).graph.initializer}
    assert np.array_equal(_run(graphs.in_float32(_fold(), stored)), _run(_fold(False)))
    with pytest.raises(ValueError, match=r"^head: not in the checkpoint"):
        graphs.in_float32(_fold(), {k: v for k, v in stored.items() if k != "head"})
    with pytest.raises(ValueError, match=r"^a: shape \[1\] \(expected \[4, 2, 3, 3, 3\]\)$"):
        graphs.in_float32(_fold(), stored | {"a": np.zeros(1)})


def test_every_result_is_rounded_to_half() -> None:
    """Against the same nodes, one graph each, rounded in between."""
    whole = graphs.in_float32(_fold())
    known = {t.name: numpy_helper.to_array(t) for t in whole.graph.initializer}

    def half(values: np.ndarray) -> np.ndarray:
        return values.astype(np.float16).astype(np.float32)

    known["input"] = half(TILE)
    for node in whole.graph.node:
        given = [n for n in node.input if n]
        info = [helper.make_tensor_value_info(n, 1, known[n].shape) for n in given]
        one = helper.make_graph(
            [node], "one", info[:1], [helper.make_tensor_value_info(node.output[0], 1, None)],
            [numpy_helper.from_array(known[n], n) for n in given[1:]],
        )  # fmt: skip
        model = helper.make_model(one, opset_imports=whole.opset_import, ir_version=8)
        known[node.output[0]] = half(_run(model, known[given[0]]))
    found = _run(graphs.rounding_to_half(_fold()))
    assert np.abs(found - known["logits"]).max() <= 2e-3
    assert np.array_equal(found, half(found))
    assert np.abs(found - _run(_fold())).max() > 1e-4


def test_inner_convolutions_compute_in_int8(tmp_path: Path) -> None:
    source, target = tmp_path / "float32.onnx", tmp_path / "int8.onnx"
    nameless = _fold()
    for node in nameless.graph.node:
        node.name = ""
    onnx.save(graphs.in_float32(nameless), source)
    assert graphs.outer_convolutions(onnx.load(source).graph) == ["Conv 0", "Conv 7"]
    graphs.to_int8(source, target, [TILE, TILE[..., ::-1].copy()])
    made = onnx.load(target)
    kinds = [n.op_type for n in made.graph.node]
    assert kinds.count("Conv") == 3
    assert kinds.count("QuantizeLinear") >= 2
    assert sum(t.data_type == onnx.TensorProto.INT8 for t in made.graph.initializer) >= 1
    found, exact = forward_of(target, 1)(TILE), _run(_fold())
    assert 0 < np.abs(found - exact).max() < 0.1 * exact.std()


def test_a_graph_without_inner_convolutions_is_refused(tmp_path: Path) -> None:
    info = helper.make_tensor_value_info
    node = helper.make_node("Conv", ["input", "w"], ["logits"], name="only")
    graph = helper.make_graph(
        [node], "one", [info("input", 1, [1, 1, 4, 4])], [info("logits", 1, [1, 1, 4, 4])],
        [numpy_helper.from_array(np.ones((1, 1, 1, 1), np.float32), "w")],
    )  # fmt: skip
    source = tmp_path / "one.onnx"
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), source
    )
    with pytest.raises(ValueError, match="no inner convolution"):
        graphs.to_int8(source, tmp_path / "out.onnx", [np.ones((1, 1, 4, 4), np.float32)])


def _compared(dice: list[float]) -> Compared:
    table = {"float32": {"organ": [0.9, 0.8]}, "int8": {"organ": dice}}
    return Compared(table, {"float32": 200, "int8": 199}, 200, ["a", "b"])


def test_a_loss_beyond_the_bound_is_told() -> None:
    assert _compared([0.896, 0.796]).losses(0.005) == []
    assert _compared([0.9, 0.78]).losses(0.005) == [
        "organ: mean Dice 0.8400 in int8, 0.8500 in float32 (expected a loss of at most 0.005)"
    ]
    assert _compared([1.0, 1.0]).losses(0.0) == []


def test_the_table_of_precisions() -> None:
    shown = _compared([0.89, 0.79]).markdown({"float32": 0.2, "int8": 0.1, "other": 0.05})
    minus, none = "\N{MINUS SIGN}", "\N{EN DASH}"
    change = f"{minus}0.0100 ({minus}0.0100 … {minus}0.0100)"
    assert shown.splitlines() == [
        "|  | float32 | int8 | other |",
        "| --- | --- | --- | --- |",
        f"| organ | 0.8500 | 0.8400; {change} | {none} |",
        f"| same voxels | {none} | 99.500 % (1 of 200 differ) | {none} |",
        "| ms a tile | 200.0 | 100.0 | 50.0 |",
        "| to float32 | 1.00 | 0.50 | 0.25 |",
    ]


def test_tiles_are_spread_over_the_window() -> None:
    image = np.arange(16, dtype=np.float32).reshape(1, 1, 1, 16)
    found = patches.tiles(image, (1, 1, 4))
    assert len(found) == 7
    assert [t[0, 0, 0, 0, 0] for t in patches.spread(found, 3)] == [2, 6, 10]
    assert patches.spread(found, 9) is found


def test_the_least_time_counts() -> None:
    ticks = iter([0, 3, 0, 1, 0, 2, 0, 2, 0, 2])
    found = runtimes.seconds_a_tile({"one": lambda tile: tile}, TILE, lambda: next(ticks))
    assert found == {"one": 1}
    assert math.isfinite(found["one"])


@pytest.mark.parametrize(
    ("to", "calibration", "message"),
    [
        ("Name", "x", r"Name \(expected a model's name, as model-int8\)"),
        ("model", "x", r"is there \(expected a new or an empty folder\)"),
        ("new", "t", r"^--calibration: t is a test case, too \(expected cases of its own\)$"),
    ],
)
def test_quantise_refuses(tmp_path: Path, to: str, calibration: str, message: str) -> None:
    folder = tiny_folds.write(tmp_path / "model")
    (folder / "model.json").write_text('{"task": "segmentation"}')
    cases = [Case(name, (), tmp_path / name) for name in (calibration, "t")]
    with pytest.raises(ValueError, match=message):
        int8.run(ModelFolder(folder), cases[:1], cases[1:], tmp_path / to, largest_loss=0.005)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["model"]
