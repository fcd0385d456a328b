"""MONAI bundles become model folders that the bridge runs as MONAI runs the bundle."""

from __future__ import annotations

import argparse
import copy
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from imported_folders import fits, imported

from foldlink_models.files import read_json
from foldlink_models.importing import bundle_command

pytestmark = pytest.mark.peers


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    import tiny_bundles

    return tiny_bundles.volume(tmp_path / "scan.nii.gz")


def test_tiles_and_softmax_are_those_of_the_bundle(tmp_path: Path, scan: Path) -> None:
    import the_jar
    import tiny_bundles

    bundle = tiny_bundles.write(
        tmp_path / "two_organs", tiny_bundles.SLIDING, tiny_bundles.METADATA
    )
    told = imported(bundle, tmp_path / "models")
    assert "largest difference" in told[1]
    folder = tmp_path / "models/two-organs"
    fits(folder)
    described = read_json(folder / "model.json")
    assert [label["name"] for label in described["labels"]] == ["left_kidney", "spleen"]
    assert described["licence"] == "Apache-2.0"
    expected = tiny_bundles.run(bundle, scan).numpy()[0]
    assert len(np.unique(expected)) == 3
    found = the_jar.segment(tmp_path / "models", "two-organs", scan, tmp_path / "out")
    assert (found != expected).mean() <= 5e-4


def test_a_whole_volume_and_sigmoids_are_those_of_the_bundle(tmp_path: Path, scan: Path) -> None:
    import the_jar
    import tiny_bundles

    config, metadata = tiny_bundles.whole()
    bundle = tiny_bundles.write(tmp_path / "whole", config, metadata, "yaml", torchscript=True)
    told = imported(bundle, tmp_path / "models")
    assert told[0].endswith("TorchScript, 2 labels")
    fits(tmp_path / "models/whole")
    masks = tiny_bundles.run(bundle, scan).numpy()
    assert 0.1 < masks.mean() < 0.9
    expected = np.where(masks[1] > 0, 2, np.where(masks[0] > 0, 1, 0))
    found = the_jar.segment(tmp_path / "models", "whole", scan, tmp_path / "out")
    assert (found != expected).mean() <= 5e-4


def test_a_classifier_answers_as_the_bundle(tmp_path: Path, scan: Path) -> None:
    import the_jar
    import tiny_bundles

    config, metadata = tiny_bundles.classifier()
    bundle = tiny_bundles.write(tmp_path / "lesion", config, metadata)
    imported(bundle, tmp_path / "models")
    fits(tmp_path / "models/lesion")
    answer = the_jar.classify(tmp_path / "models", "lesion", scan)
    del config["postprocessing"]["transforms"][1]
    shutil.rmtree(bundle)
    tiny_bundles.write(bundle, config, metadata)
    probability = float(tiny_bundles.run(bundle, scan))
    assert answer["probabilities"][1] == pytest.approx(probability, abs=1e-4)
    assert answer["name"] == "lesion"
    assert read_json(tmp_path / "models/lesion/monai.json")["output"]["threshold"] == 0.4


def test_regions_become_labels_in_the_bundle_s_order(tmp_path: Path, scan: Path) -> None:
    import the_jar
    import tiny_bundles

    config, metadata = tiny_bundles.whole()
    regions = "$lambda x: torch.where(x[[0]] > 0, 4, torch.where(x[[1]] > 0, 2, 0))"
    lambdad = {"_target_": "Lambdad", "keys": "pred", "func": regions}
    config["postprocessing"]["transforms"].append(lambdad)
    for torchscript in (False, True):
        bundle = tmp_path / f"regions-{torchscript}"
        tiny_bundles.write(bundle, config, metadata, torchscript=torchscript)
        told = imported(bundle, tmp_path / "models")
        assert "label values without gaps: the bundle's 2 is 1, 4 is 2" in told
    expected = tiny_bundles.run(bundle, scan).numpy()[0]
    assert set(np.unique(expected)) == {0, 2, 4}
    output = read_json(tmp_path / "models/regions-false/monai.json")["output"]
    assert output["values"] == [1, 2]
    labels = read_json(tmp_path / "models/regions-false/model.json")["labels"]
    assert [label["name"] for label in labels] == ["core", "whole_tumor"]
    found = the_jar.segment(tmp_path / "models", "regions-true", scan, tmp_path / "out")
    assert (found * 2 != expected).mean() <= 5e-4
    session, other = (
        onnxruntime.InferenceSession(tmp_path / f"models/regions-{k}/fold_0/model.onnx")
        for k in ("false", "true")
    )
    patch = np.random.default_rng(1).random((1, 1, 16, 24, 16), np.float32)
    pair = [s.run(None, {"input": patch})[0] for s in (session, other)]
    np.testing.assert_allclose(pair[0], pair[1], atol=1e-5)


def test_a_zip_and_float16_storage(tmp_path: Path) -> None:
    import tiny_bundles

    bundle = tiny_bundles.write(tmp_path / "organs", tiny_bundles.SLIDING, tiny_bundles.METADATA)
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path, "organs")
    imported(bundle, tmp_path / "models", id="full")
    told = imported(Path(packed), tmp_path / "models", half=True)
    assert "storage as float16 changes its values by at most" in told[1]
    kinds = {}
    for name in ("full", "packed"):
        graph = onnx.load(tmp_path / f"models/{name}/fold_0/model.onnx").graph
        kinds[name] = {tensor.data_type for tensor in graph.initializer}
    assert onnx.TensorProto.FLOAT in kinds["full"]
    assert onnx.TensorProto.FLOAT not in kinds["packed"]
    assert onnx.TensorProto.FLOAT16 in kinds["packed"]


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    import tiny_bundles

    bundle = tiny_bundles.write(tmp_path / "organs", tiny_bundles.SLIDING, tiny_bundles.METADATA)
    (tmp_path / "models/organs").mkdir(parents=True)
    with pytest.raises(ValueError, match=r"exists \(expected a new folder"):
        imported(bundle, tmp_path / "models")
    assert list((tmp_path / "models/organs").iterdir()) == []


def test_accepted_deviations_are_told(tmp_path: Path) -> None:
    import tiny_bundles

    config = copy.deepcopy(tiny_bundles.SLIDING)
    config["inferer"]["padding_mode"] = "replicate"
    cleaning = {"_target_": "KeepLargestConnectedComponentD", "keys": "pred"}
    config["postprocessing"]["transforms"].insert(3, cleaning)
    bundle = tiny_bundles.write(tmp_path / "organs", config, tiny_bundles.METADATA)
    accept = ["padding_mode", "KeepLargestConnectedComponentd"]
    told = imported(bundle, tmp_path / "models", accept=accept)
    sentences = [
        "a scan smaller than the tile is padded with 0, not by 'replicate' as in the bundle",
        "KeepLargestConnectedComponentd of the bundle is not done",
    ]
    card = (tmp_path / "models/organs/README.md").read_text("utf-8")
    for sentence in sentences:
        assert sentence in told
        assert sentence in card
    with pytest.raises(ValueError, match=r"--accept mode \(expected one of padding_mode"):
        imported(bundle, tmp_path / "models", id="other", accept=["mode"])


@pytest.mark.parametrize(
    ("monai_version", "allow_smaller"), [("0.9.0", True), ("1.4.2", True), ("1.5.0", False)]
)
def test_defaults_are_those_of_the_bundle_s_version(
    monai_version: str, allow_smaller: bool, tmp_path: Path
) -> None:
    import tiny_bundles

    config, metadata = tiny_bundles.whole()
    metadata["monai_version"] = monai_version
    imported(tiny_bundles.write(tmp_path / "b", config, metadata), tmp_path / "models")
    steps = read_json(tmp_path / "models/b/monai.json")["preprocessing"]
    (crop,) = (step for step in steps if step["step"] == "crop_foreground")
    assert crop["allow_smaller"] is allow_smaller


def test_a_state_dict_may_lie_in_a_checkpoint(tmp_path: Path) -> None:
    import tiny_bundles
    import torch

    bundle = tiny_bundles.write(tmp_path / "organs", tiny_bundles.SLIDING, tiny_bundles.METADATA)
    state = torch.load(bundle / "models/model.pt", weights_only=True)
    wrapped = {"epoch": 3, "state_dict": {f"module.{k}": v for k, v in state.items()}}
    torch.save(wrapped, bundle / "models/model.pt")
    imported(bundle, tmp_path / "models")
    fits(tmp_path / "models/organs")


def test_the_command_takes_its_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import tiny_bundles

    bundle = tiny_bundles.write(tmp_path / "organs", tiny_bundles.SLIDING, tiny_bundles.METADATA)
    shutil.copy(bundle / "models/model.pt", bundle / "models/other.pt")
    shutil.copy(bundle / "configs/inference.json", bundle / "configs/mine.json")
    parser = argparse.ArgumentParser()
    bundle_command.add_monai(parser.add_subparsers())
    options = [
        *("--to", str(tmp_path / "models"), "--id", "mine", "--storage", "fp16"),
        *("--heads", "background, Liver, Spleen", "--licence", "MIT"),
        *("--weights", "other.pt", "--config", "mine.json"),
    ]
    args = parser.parse_args(["monai", str(bundle), *options])
    assert args.run(args) == 0
    told = capsys.readouterr().out
    assert told.endswith("Not for clinical use.\n")
    described = read_json(tmp_path / "models/mine/model.json")
    assert [label["name"] for label in described["labels"]] == ["liver", "spleen"]
    assert (described["id"], described["licence"]) == ("mine", "MIT")
