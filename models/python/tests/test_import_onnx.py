"""Plain ONNX networks with a descriptor written by hand."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import tiny_folds
from imported_folders import CLASSIFICATION, SEGMENTATION, described, fits
from onnx import TensorProto, helper

from foldlink_models.files import read_json
from foldlink_models.importing import bundle_command, onnx_file

SIZE = [8, 10, 12]


def network(folder: Path, name: str = "net.onnx", seed: int = 1, heads: int = 3) -> Path:
    file = folder / name
    onnx.save(tiny_folds.graph(seed, 1, heads, half_storage=False), file)
    return file


def classifier(folder: Path, last: str | None = None) -> Path:
    """The mean of a convolution: `[batch, 1]`."""
    weights = np.random.default_rng(2).normal(0, 1, (1, 1, 3, 3, 3)).astype(np.float32)
    nodes = [
        helper.make_node("Conv", ["input", "w"], ["c"], pads=[1] * 6),
        helper.make_node("ReduceMean", ["c"], ["m"], axes=[2, 3, 4], keepdims=0),
        helper.make_node(last or "Identity", ["m"], ["out"]),
    ]
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "classifier",
        [info("input", TensorProto.FLOAT, [1, 1, *SIZE])],
        [info("out", TensorProto.FLOAT, [1, 1])],
        [onnx.numpy_helper.from_array(weights, "w")],
    )
    file = folder / "classifier.onnx"
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), file
    )
    return file


def imported(files: list[Path], descriptor: Path, half: bool = False) -> list[str]:
    return onnx_file.run(files, descriptor, descriptor.parent / "models", half, 1)


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    bundle_command.add_onnx(parser.add_subparsers())
    args = parser.parse_args(arguments)
    return int(args.run(args))


def test_the_manual_s_segmentation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(network(tmp_path, f"fold{k}.onnx", seed=k)) for k in range(2)]
    options = ["--descriptor", str(described(tmp_path)), "--to", str(tmp_path / "models")]
    assert run("onnx", *files, *options) == 0
    told = capsys.readouterr().out
    assert "2 folds, 2 labels" in told
    assert told.endswith("Not for clinical use.\n")
    folder = tmp_path / "models/spleen-ct"
    fits(folder)
    model, pipeline = read_json(folder / "model.json"), read_json(folder / "monai.json")
    assert model["labels"][1] == {
        "value": 2,
        "name": "kidney_left",
        "color": [185, 102, 83],
        "snomed": "18639004",
    }
    assert pipeline["preprocessing"][2]["from"] == [-57, 164]
    assert pipeline["output"] == {
        "heads": 3,
        "activation": "softmax",
        "decision": "argmax",
        "way_back": "probabilities",
    }
    for k in range(2):
        assert (folder / f"fold_{k}/model.onnx").is_file()


def test_the_manual_s_classification(tmp_path: Path) -> None:
    imported([classifier(tmp_path)], described(tmp_path, CLASSIFICATION))
    folder = tmp_path / "models/lesion"
    fits(folder)
    output = read_json(folder / "monai.json")["output"]
    assert output == {
        "heads": 1,
        "activation": "sigmoid",
        "decision": "threshold",
        "threshold": 0.5,
        "classes": ["no_lesion", "lesion"],
    }


def changed(folder: Path, change: Any) -> Path:
    model = tiny_folds.graph(1, 1, 3, half_storage=False)
    change(model.graph)
    if any(node.domain for node in model.graph.node):
        model.opset_import.append(helper.make_opsetid("my.operators", 1))
    onnx.save(model, folder / "net.onnx")
    return folder / "net.onnx"


def size_of(graph: onnx.GraphProto, axis: int, size: int) -> None:
    graph.input[0].type.tensor_type.shape.dim[axis].dim_value = size


GRAPHS = [
    (
        lambda g: size_of(g, 4, 16),
        "net.onnx has input input of [any, 1, 8, 10, 16] (expected [batch, 1, 8, 10, 12]: batch,"
        " channels and the size that the descriptor states)",
    ),
    (
        lambda g: size_of(g, 1, 2),
        "net.onnx has input input of [any, 2, 8, 10, 12] (expected [batch, 1, 8, 10, 12]: batch,"
        " channels and the size that the descriptor states)",
    ),
    (
        lambda g: setattr(g.input[0].type.tensor_type, "elem_type", TensorProto.DOUBLE),
        "net.onnx has input input of DOUBLE (expected float32 (FLOAT))",
    ),
    (
        lambda g: g.input.append(helper.make_tensor_value_info("age", TensorProto.FLOAT, [1])),
        "net.onnx has 2 inputs (input, age) (expected 1)",
    ),
    (
        lambda g: setattr(g.node[-1], "domain", "my.operators"),
        "net.onnx has operator my.operators.Conv (expected operators of ONNX itself)",
    ),
    (
        lambda g: g.initializer[0].CopyFrom(
            onnx.numpy_helper.from_array(np.full((4, 1, 3, 3, 3), np.nan, np.float32), "a")
        ),
        "net.onnx has values that are not finite for a random patch (expected finite ones)",
    ),
]


@pytest.mark.parametrize(("change", "message"), GRAPHS)
def test_a_graph_that_does_not_fit_is_refused(tmp_path: Path, change: Any, message: str) -> None:
    with pytest.raises(ValueError, match="expected") as refused:
        imported([changed(tmp_path, change)], described(tmp_path))
    assert str(refused.value) == message
    assert not (tmp_path / "models").exists()


def test_other_heads_than_the_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"output logits of \[any, 4, 8, 10, 12\] \(expected"):
        imported([network(tmp_path, heads=4)], described(tmp_path))


def test_what_is_no_graph_is_refused(tmp_path: Path) -> None:
    (tmp_path / "net.onnx").write_bytes(b"no graph")
    with pytest.raises(ValueError, match=r"net.onnx: .* \(expected an ONNX file\)"):
        imported([tmp_path / "net.onnx"], described(tmp_path))
    with pytest.raises(ValueError, match=r"none.onnx: .* \(expected an ONNX file\)"):
        imported([tmp_path / "none.onnx"], described(tmp_path))


def output_of(folder: Path, patch: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    session = onnxruntime.InferenceSession(folder / "fold_0/model.onnx")
    found: np.ndarray[Any, Any] = session.run(None, {"input": patch})[0]
    return found


def test_free_sizes_are_fixed_and_an_activation_at_the_end_is_taken_off(tmp_path: Path) -> None:
    def change(graph: onnx.GraphProto) -> None:
        graph.node[-1].output[0] = "before"
        graph.node.append(helper.make_node("Softmax", ["before"], ["logits"], axis=1))
        for value in (graph.input[0], graph.output[0]):
            value.type.tensor_type.shape.dim[2].dim_param = "depth"

    told = imported([changed(tmp_path, change)], described(tmp_path))
    assert "net.onnx: its Softmax is taken off, the engine applies it itself" in told
    assert "net.onnx: free sizes of its input are fixed to [batch, 1, 8, 10, 12]" in told
    patch = np.random.default_rng(0).random((1, 1, *SIZE), np.float32)
    plain = onnxruntime.InferenceSession(network(tmp_path, "plain.onnx"))
    expected = plain.run(None, {"input": patch})[0]
    np.testing.assert_allclose(output_of(tmp_path / "models/spleen-ct", patch), expected, atol=1e-6)


def test_another_activation_at_the_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"ends with Softmax, the descriptor says .* sigmoid"):
        imported([classifier(tmp_path, "Softmax")], described(tmp_path, CLASSIFICATION))


def test_a_softmax_over_voxels_is_refused(tmp_path: Path) -> None:
    def change(graph: onnx.GraphProto) -> None:
        graph.node[-1].output[0] = "before"
        graph.node.append(helper.make_node("Softmax", ["before"], ["logits"]))

    with pytest.raises(ValueError, match=r"a last Softmax over axis -1 \(opset 17\) \(expected"):
        imported([changed(tmp_path, change)], described(tmp_path))


def test_float16_storage_is_told_with_its_loss(tmp_path: Path) -> None:
    told = imported([network(tmp_path)], described(tmp_path), half=True)
    assert "storage as float16 changes them by at most" in told[1]
    graph = onnx.load(tmp_path / "models/spleen-ct/fold_0/model.onnx").graph
    assert {tensor.data_type for tensor in graph.initializer} == {TensorProto.FLOAT16}


@pytest.mark.peers
def test_the_bridge_runs_what_was_imported(tmp_path: Path) -> None:
    """A constant network: a shift of the value decides, so the labels are known by hand."""
    import nibabel as nib
    import the_jar

    weights = np.array([[-1.0], [1.0], [-9.0]], np.float32).reshape(3, 1, 1, 1, 1)
    shift = np.array([0.5, -0.5, 0.0], np.float32)
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "w", "b"], ["y"])],
        "threshold",
        [info("x", TensorProto.FLOAT, [1, 1, *SIZE])],
        [info("y", TensorProto.FLOAT, [1, 3, *SIZE])],
        [onnx.numpy_helper.from_array(weights, "w"), onnx.numpy_helper.from_array(shift, "b")],
    )
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8),
        tmp_path / "net.onnx",
    )
    text = re.sub(r"  - \{step: spacing.*\n", "", SEGMENTATION)
    imported([tmp_path / "net.onnx"], described(tmp_path, text))
    values = np.random.default_rng(4).uniform(-57, 164, (20, 14, 17)).astype(np.float32)
    nib.save(nib.Nifti1Image(values, np.diag([-2.0, 3.0, 1.0, 1.0])), tmp_path / "scan.nii.gz")
    found = the_jar.segment(
        tmp_path / "models", "spleen-ct", tmp_path / "scan.nii.gz", tmp_path / "out"
    )
    # Half of 0 … 1 is 53.5 of -57 … 164.
    expected = np.where(values > 53.5, 1, 0)
    clear = np.abs(values - 53.5) > 1e-3
    assert np.array_equal(found[clear], expected[clear])
