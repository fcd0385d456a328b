"""Writes the small ONNX networks that the engine's tests run, into src/test/resources/networks.

    python make_networks.py [FOLDER]

Needs onnx 1.23. The files are committed; run it again only to change them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import onnx
from onnx import TensorProto, helper

Nodes = list[onnx.NodeProto]


def tensor(name: str, dims: list[int | str], kind: int = TensorProto.FLOAT) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, dims)


def constant(name: str, dims: list[int], values: list[float]) -> onnx.TensorProto:
    return helper.make_tensor(name, TensorProto.FLOAT, dims, values)


def save(path: Path, nodes: Nodes, constants: list[onnx.TensorProto], channels: int, heads: int, patch: list[int]) -> None:
    graph = helper.make_graph(
        nodes,
        path.stem,
        [tensor("input", ["batch", channels, *patch])],
        [tensor("logits", ["batch", heads, *patch])],
        constants,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="foldlink-tests"
    )
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def pointwise(path: Path, weights: list[list[float]], bias: list[float], patch: list[int]) -> None:
    """logits[h] = sum over c of weights[h][c] * input[c] + bias[h]."""
    heads, channels = len(weights), len(weights[0])
    save(
        path,
        [helper.make_node("Conv", ["input", "w", "b"], ["logits"])],
        [
            constant("w", [heads, channels] + [1] * len(patch), [v for row in weights for v in row]),
            constant("b", [heads], bias),
        ],
        channels,
        heads,
        patch,
    )


def slow(path: Path, iterations: int, patch: list[int]) -> None:
    """Many convolutions in a loop: minutes a tile, to be cancelled."""
    body = helper.make_graph(
        [
            helper.make_node("Conv", ["x_in", "w"], ["x_out"], pads=[1] * 6),
            helper.make_node("Identity", ["go_in"], ["go_out"]),
        ],
        "body",
        [tensor("i", [], TensorProto.INT64), tensor("go_in", [], TensorProto.BOOL), tensor("x_in", ["b", 1, *patch])],
        [tensor("go_out", [], TensorProto.BOOL), tensor("x_out", ["b", 1, *patch])],
    )
    save(
        path,
        [
            helper.make_node("Loop", ["n", "go", "input"], ["looped"], body=body),
            helper.make_node("Concat", ["input", "looped"], ["logits"], axis=1),
        ],
        [
            helper.make_tensor("n", TensorProto.INT64, [], [iterations]),
            helper.make_tensor("go", TensorProto.BOOL, [], [True]),
            constant("w", [1, 1, 3, 3, 3], [1 / 27] * 27),
        ],
        1,
        2,
        patch,
    )


def deep(path: Path, layers: int, features: int, patch: list[int]) -> None:
    """A chain of convolutions: seconds a tile, to be cancelled between two of them where a loop counts as one operator."""
    nodes, constants, x = [], [], "input"
    for layer in range(layers):
        before, after = 1 if layer == 0 else features, 1 if layer == layers - 1 else features
        weights = f"w_{before}_{after}"
        if layer in (0, 1, layers - 1):
            constants.append(helper.make_tensor(weights + "_dims", TensorProto.INT64, [5], [after, before, 3, 3, 3]))
            value = constant(weights + "_value", [1], [1 / (27 * before)])
            nodes.append(helper.make_node("ConstantOfShape", [weights + "_dims"], [weights], value=value))
        nodes.append(helper.make_node("Conv", [x, weights], [f"x_{layer}"], pads=[1] * 6))
        x = f"x_{layer}"
    nodes.append(helper.make_node("Concat", ["input", x], ["logits"], axis=1))
    save(path, nodes, constants, 1, 2, patch)


def classifier(path: Path, size: list[int]) -> None:
    """One logit for the whole volume: 10 (mean - 0.5)."""
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["input"], ["mean"], axes=[2, 3, 4], keepdims=0),
            helper.make_node("Sub", ["mean", "half"], ["above"]),
            helper.make_node("Mul", ["above", "ten"], ["logits"]),
        ],
        path.stem,
        [tensor("input", ["batch", 1, *size])],
        [tensor("logits", ["batch", 1])],
        [constant("half", [], [0.5]), constant("ten", [], [10.0])],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="foldlink-tests"
    )
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # Label 1 where the value is above 0.5; the patch has three different sides, the middle one odd.
    pointwise(folder / "threshold.onnx", [[0.0], [1.0]], [0.0, -0.5], [6, 7, 8])
    pointwise(folder / "threshold_high.onnx", [[0.0], [1.0]], [0.0, -0.75], [6, 7, 8])
    # The same of a 2D network, whose tiles have no z.
    pointwise(folder / "threshold_2d.onnx", [[0.0], [1.0]], [0.0, -0.5], [7, 8])
    # Two channels: label 1 where the first is the larger and above 0.5, label 2 where the second is.
    pointwise(folder / "two_channels.onnx", [[0, 0], [1, 0], [0, 1]], [0.5, 0, 0], [6, 7, 8])
    pointwise(folder / "not_finite.onnx", [[0.0], [3e38]], [0.0, 3e38], [6, 7, 8])
    classifier(folder / "classifier.onnx", [4, 5, 6])
    slow(folder / "slow.onnx", 1_000_000, [32, 32, 32])
    deep(folder / "deep.onnx", 80, 16, [64, 64, 64])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "resources/networks")
