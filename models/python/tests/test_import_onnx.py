"""Plain ONNX networks with a descriptor written by hand."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import onnx
import onnxruntime
import pytest
import tiny_folds
import yaml
from conftest import ZOO
from onnx import TensorProto, helper
from referencing import Registry, Resource

from foldlink_models import checksums
from foldlink_models.files import read_json
from foldlink_models.importing import bundle_command, import_descriptor, onnx_file

MANUAL = (ZOO.parents[1] / "docs/importing-monai.md").read_text("utf-8")
SEGMENTATION, CLASSIFICATION = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)
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


def described(folder: Path, text: str = SEGMENTATION) -> Path:
    file = folder / "net.yaml"
    file.write_text(text, "utf-8")
    return file


def imported(files: list[Path], descriptor: Path, half: bool = False) -> list[str]:
    return onnx_file.run(files, descriptor, descriptor.parent / "models", half, 1)


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    bundle_command.add_onnx(parser.add_subparsers())
    args = parser.parse_args(arguments)
    return int(args.run(args))


def fits(folder: Path) -> None:
    for name in ("model", "monai"):
        schema = read_json(ZOO / f"{name}.schema.json")
        jsonschema.Draft202012Validator(schema).validate(read_json(folder / f"{name}.json"))
    assert checksums.verify(folder) == []
    assert "**Not for clinical use.**" in (folder / "README.md").read_text("utf-8")


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


def test_the_manual_s_messages_are_those_of_the_command(tmp_path: Path) -> None:
    told = re.findall(r"^net\.yaml:.*$", MANUAL, re.MULTILINE)
    mistakes = [
        ("to: [0, 1]", "to: [a, 1]"),
        ("labels:  ", "label:   "),
        ("  2: {name: kidney_left", "  3: {name: kidney_left"),
        ("  roi: [8, 10, 12]", "  #"),
    ]
    assert len(told) == len(mistakes)
    for (old, new), message in zip(mistakes, told, strict=True):
        assert old in SEGMENTATION
        file = described(tmp_path, SEGMENTATION.replace(old, new))
        with pytest.raises(ValueError, match=r"^net\.yaml") as refused:
            import_descriptor.read(file)
        assert str(refused.value) == message


REFUSED = [
    ("id: spleen-ct", "id: Spleen CT", "1: id = 'Spleen CT' (expected lower case letters, digits"
     " and single hyphens, such as spleen-ct)"),
    ("id: spleen-ct", "id: spleen-ct\nid: other", "2: id is there twice (expected once)"),
    ("task: segmentation", "task: segmentaton", "3: task = 'segmentaton' (expected segmentation or"
     " classification; did you mean segmentation?)"),
    ("channels: [CT]", "channels: []", "5: channels = an empty list (expected one channel or"
     " more)"),
    ("channels: [CT]", "channels: [CT, CT]", "5: channels[1] = 'CT' (expected a name of its own for"
     " each channel)"),
    ("  1: spleen", "  1: no", '7: labels.1 = no (expected a text: in YAML this word means yes or'
     ' no; write "no")'),
    ("  1: spleen", "  1: The Spleen", "7: labels.1 = 'The Spleen' (expected lower case letters,"
     " digits and single underscores, such as the_spleen)"),
    ("  1: spleen", "  0: spleen", "7: labels.0 = 'spleen' (expected a label's value as its key,"
     " 1 … 65535; 0 is the background)"),
    ("  1: spleen", "  1: spleen\n  1: liver", "8: labels.1 is there twice (expected once)"),
    ("185, 102, 83", "185, 102, 283", "8: labels.2.color[2] = 283 (expected a whole number 0 …"
     " 255)"),
    ("18639004", "186", "8: labels.2.snomed = 186 (expected a SNOMED CT code of 6 … 18 digits)"),
    ("step: orientation", "step: orient", "10: preprocessing[0].step = 'orient' (expected one of"
     " orientation, spacing, range, percentiles, min_max, z_score, crop_foreground, resize; did you"
     " mean orientation?)"),
    ("axes: RAS", "axes: RAX", "10: preprocessing[0].axes = 'RAX' (expected three letters, one each"
     ' of R or L, A or P, S or I, such as "RAS")'),
    ("mm: [2, 2, 3]", "mm: [2, 0, 3]", "11: preprocessing[1].mm[1] = 0 (expected above 0 mm, or"
     " null to keep the scan's own)"),
    ("mm: [2, 2, 3]", "mm: [2, 2]", "11: preprocessing[1].mm = a list of 2 (expected a list of"
     " 3)"),
    ("mm: [2, 2, 3]", "mm: [2, 2, .inf]", "11: preprocessing[1].mm[2] = .inf (expected a number)"),
    ("mm: [2, 2, 3]", "mn: [2, 2, 3]", "11: preprocessing[1].mn is not known (did you mean mm?)"),
    ("clip: true", "clip: 1", "12: preprocessing[2].clip = 1 (expected true or false)"),
    ("from: [-57, 164]", "from: [164, 164]", "12: preprocessing[2].from = [164, 164] (expected two"
     " different values)"),
    ("overlap: 0.5", "overlap: 1.0", "16: inferer.overlap = 1.0 (expected 0 or more and below 1)"),
    ("kind: sliding_window", "kind: whole", "15: inferer.roi is not known (one of kind)"),
    ("activation: softmax", "activation: relu", "19: output.activation = 'relu' (expected one of"
     " softmax, sigmoid, logit)"),
    ("licence: Apache-2.0\n", "", "1: licence is missing (expected an SPDX identifier, such as"
     " Apache-2.0)"),
    ("id: spleen-ct", "id: !!python/object/apply:os.system [ls]", "1: the tag"
     " python/object/apply:os.system (expected plain YAML)"),
    ("labels:  ", "labels: [", "8: expected ',' or ']', but got ':' (expected YAML)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), REFUSED)
def test_a_mistake_is_told_with_line_and_field(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in SEGMENTATION
    file = described(tmp_path, SEGMENTATION.replace(old, new, 1))
    with pytest.raises(ValueError, match=r"net\.yaml") as refused:
        import_descriptor.read(file)
    assert str(refused.value).startswith(f"net.yaml:{message}")


def published() -> jsonschema.Draft202012Validator:
    schemas = [read_json(ZOO / f"{name}.schema.json") for name in ("import", "monai")]
    for schema in schemas:
        jsonschema.Draft202012Validator.check_schema(schema)
    registry: Registry[Any] = Registry().with_resource(
        "monai.schema.json", Resource.from_contents(schemas[1])
    )
    return jsonschema.Draft202012Validator(schemas[0], registry=registry)


def as_json(text: str) -> Any:
    """As an editor sees it: JSON's keys are texts."""
    return json.loads(json.dumps(yaml.safe_load(text)))


def test_the_published_schema_takes_the_manual_s_examples() -> None:
    for text in (SEGMENTATION, CLASSIFICATION):
        assert list(published().iter_errors(as_json(text))) == []


BEYOND_A_SCHEMA = (
    "is there twice",
    "a name of its own",
    "two different",
    "the tag",
    "YAML)",
    ".inf",
)
"""What YAML itself, or one value beside another, is refused for."""


@pytest.mark.parametrize(
    ("old", "new"),
    [(o, n) for o, n, m in REFUSED if not any(b in m for b in BEYOND_A_SCHEMA)],
)
def test_the_published_schema_refuses_what_the_command_refuses(old: str, new: str) -> None:
    text = SEGMENTATION.replace(old, new, 1)
    assert list(published().iter_errors(as_json(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        SEGMENTATION.replace("[2, 2, 3]", "[1e-1, null, 0.5]"),
        SEGMENTATION.replace("overlap: 0.5", "overlap: [0.5, 0, 0.25]\n  sigma_scale: 0.2"),
        SEGMENTATION.replace("softmax  ", "sigmoid  ").replace(
            "output:", "output:\n  values: [2, 1]"
        ),
        SEGMENTATION.replace("[CT]", "[CT, {name: PET, modality: PT}]"),
        SEGMENTATION + "version: 2.1.0\nscores: {held_out.dice.spleen: 0.9}\n",
    ],
)
def test_what_the_command_takes_the_engine_s_schemas_take(tmp_path: Path, text: str) -> None:
    descriptor = import_descriptor.read(described(tmp_path, text))
    written = {"model": descriptor.described.table(), "monai": {"schema": 1} | descriptor.pipeline}
    for name, content in written.items():
        schema = read_json(ZOO / f"{name}.schema.json")
        jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(content)))


def test_no_descriptor_is_told(tmp_path: Path) -> None:
    for text, message in (("", "is empty"), ("- a", "the document = a list"), ("\t", "expected")):
        with pytest.raises(ValueError, match=message):
            import_descriptor.read(described(tmp_path, text))
    (tmp_path / "net.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ValueError, match="is no UTF-8 text"):
        import_descriptor.read(tmp_path / "net.yaml")


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
