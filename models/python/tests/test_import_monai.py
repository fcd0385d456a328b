"""MONAI bundles become model folders that the bridge runs as MONAI runs the bundle."""

from __future__ import annotations

import argparse
import copy
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import onnx
import onnxruntime
import pytest
from conftest import ZOO

from foldlink_models import checksums
from foldlink_models.files import read_json

pytestmark = pytest.mark.peers
Table = dict[str, Any]
Change = Callable[[Table, Table], None]


def fits(folder: Path) -> None:
    for name in ("model", "monai"):
        schema = read_json(ZOO / f"{name}.schema.json")
        jsonschema.Draft202012Validator(schema).validate(read_json(folder / f"{name}.json"))
    assert checksums.verify(folder) == []
    card = (folder / "README.md").read_text("utf-8")
    assert "**Not for clinical use.**" in card


def imported(bundle: Path, to: Path, **wishes: Any) -> list[str]:
    from foldlink_models.importing import monai_bundle

    return monai_bundle.run(bundle, monai_bundle.Wishes(to=to, **wishes))


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


def step(place: int, **arguments: Any) -> Change:
    return lambda config, _: config["preprocessing"]["transforms"][place].update(arguments)


def post(place: int, **arguments: Any) -> Change:
    return lambda config, _: config["postprocessing"]["transforms"][place].update(arguments)


def inferer(**arguments: Any) -> Change:
    return lambda config, _: config["inferer"].update(arguments)


def insert(place: int, **arguments: Any) -> Change:
    return lambda config, _: config["preprocessing"]["transforms"].insert(place, arguments)


def append(**arguments: Any) -> Change:
    return lambda config, _: config["postprocessing"]["transforms"].append(arguments)


PRE = "configs/inference.json preprocessing::transforms::"
POST = "configs/inference.json postprocessing"
REFUSED: list[tuple[Change, str]] = [
    (
        step(3, mode=3),
        PRE + "3 Spacingd.mode = 3 (expected bilinear or nearest: no other is in the engine)",
    ),
    (
        step(3, align_corners=True),
        PRE + "3 Spacingd.align_corners = true (expected false: the engine has MONAI's default"
        " alone)",
    ),
    (
        step(3, scale=2),
        PRE + "3 Spacingd.scale = 2 (expected none: this argument has no counterpart)",
    ),
    (
        step(2, axcodes="RRS"),
        PRE + '2 Orientationd.axcodes = "RRS" (expected one letter each of R or L, A or P, S or I:'
        ' "RAS")',
    ),
    (
        step(4, a_min="$print(1)"),
        PRE + "4::a_min = '$print(1)' (expected a value, or an expression of constants, references"
        " and arithmetic: print(1) is not read, and no code of a bundle is run)",
    ),
    (
        step(4, a_min="@low"),
        PRE + "4::a_min = '@low' (expected low in configs/inference.json: it is missing)",
    ),
    (
        step(4, _target_="scripts.mine.Scale"),
        PRE + '4._target_ = "scripts.mine.Scale" (expected a transform of monai: a bundle\'s own'
        " code is never run)",
    ),
    (
        insert(2, _target_="SpatialPadd", keys="image", spatial_size=[9, 9, 9]),
        PRE + "2 SpatialPadd has no counterpart (expected one of LoadImaged, EnsureChannelFirstd,"
        " EnsureTyped, Orientationd, Spacingd, ScaleIntensityRanged,"
        " ScaleIntensityRangePercentilesd, ScaleIntensityd, NormalizeIntensityd, CropForegroundd,"
        " Resized)",
    ),
    (
        insert(5, _target_="Orientationd", keys="image", axcodes="LPS"),
        PRE + "5 Orientationd has no counterpart (expected it before orientation: orientation,"
        " spacing, then crop and resize, each once)",
    ),
    (
        inferer(padding_mode="replicate"),
        'configs/inference.json inferer SlidingWindowInferer.padding_mode = "replicate" (expected'
        ' "constant": small scans are padded with 0). With --accept padding_mode the model is'
        " imported without it",
    ),
    (
        inferer(roi_size=[16, -1, 16]),
        "configs/inference.json inferer SlidingWindowInferer.roi_size = [16, -1, 16] (expected"
        " whole numbers 1 … 4096, 1 or 3 of them)",
    ),
    (
        inferer(_target_="SliceInferer"),
        "configs/inference.json inferer SliceInferer has no counterpart (expected"
        " SlidingWindowInferer or SimpleInferer)",
    ),
    (
        append(_target_="KeepLargestConnectedComponentd", keys="pred"),
        POST + "::transforms::4 KeepLargestConnectedComponentd has no counterpart (expected none:"
        " the engine does not clean this model's labels). With --accept"
        " KeepLargestConnectedComponentd the model is imported without it",
    ),
    (
        append(_target_="Lambdad", keys="pred", func="$lambda x: x + 1"),
        POST + '::transforms::4 Lambdad.func = "$lambda x: x + 1" (expected none, or after a'
        " threshold the nested torch.where(x[[HEAD]] > 0, LABEL, …) that makes a labelmap: no code"
        " of a bundle is run)",
    ),
    (
        lambda config, _: config["postprocessing"]["transforms"].pop(1),
        POST + ": Invertd is missing (expected one, so that the result lies on the scan's own"
        " grid)",
    ),
    (
        lambda config, _: config["postprocessing"]["transforms"].insert(
            1, config["postprocessing"]["transforms"].pop(2)
        ),
        POST + ": Invertd.nearest_interp = false after AsDiscreted (expected true: label values are"
        " not interpolated). With --accept nearest_interp the model is imported without it",
    ),
    (
        lambda config, _: config["network_def"].update(_target_="os.system"),
        'configs/inference.json network_def._target_ = "os.system" (expected a network of'
        " monai.networks.nets such as UNet, SegResNet, DynUNet, SwinUNETR, DenseNet121: no other"
        " code is run; a models/model.ts, which --weights names, needs none)",
    ),
    (
        lambda config, _: config["network_def"].update(act={"_target_": "os.system"}),
        "configs/inference.json network_def::act = {_target_: os.system, …} (expected plain values:"
        " nothing inside is instantiated)",
    ),
    (
        lambda config, _: config["network_def"].update(channels=[4, 16]),
        "models/model.pt: model.1.submodule.conv.unit0.conv.weight has shape [8, 4, 3, 3, 3]"
        " (expected [16, 4, 3, 3, 3], as network_def says)",
    ),
    (
        lambda _, metadata: metadata["network_data_format"]["outputs"]["pred"].update(
            channel_def={"0": "background", "2": "spleen"}
        ),
        "configs/metadata.json network_data_format.outputs channel_def = [0, 2] (expected 0, 1, 2,"
        " … without a gap)",
    ),
    (
        lambda _, metadata: metadata["network_data_format"]["outputs"]["pred"].update(
            channel_def={"0": "background", "1": "spleen"}
        ),
        "configs/metadata.json network_data_format.outputs channel_def has 2 entries (expected 3:"
        " the network's output has so many heads; or name them with --heads A,B,…)",
    ),
    (
        lambda config, _: config.update(preprocessing="%/etc/other.json::preprocessing"),
        "configs/inference.json: '%/etc/other.json::preprocessing' (expected all in one file: other"
        " files are not read; merge them first)",
    ),
    (
        lambda config, _: config.update(a="@b", b="@a", pixdim="@a"),
        "configs/inference.json b = '@a' (expected references that come to an end)",
    ),
]


@pytest.mark.parametrize(("change", "message"), REFUSED)
def test_what_has_no_counterpart_is_refused_by_name(
    tmp_path: Path, change: Change, message: str
) -> None:
    import tiny_bundles

    config, metadata = copy.deepcopy((tiny_bundles.SLIDING, tiny_bundles.METADATA))
    network = tiny_bundles.network_of(config)
    change(config, metadata)
    bundle = tiny_bundles.write(tmp_path / "organs", config, metadata, network=network)
    with pytest.raises(ValueError, match="expected") as refused:
        imported(bundle, tmp_path / "models")
    assert str(refused.value).startswith(message)
    assert not (tmp_path / "models").exists()


def test_a_network_that_has_no_graph_is_refused(tmp_path: Path) -> None:
    import tiny_bundles
    import torch
    from torchscript_nets import Solves

    bundle = tiny_bundles.write(
        tmp_path / "organs", tiny_bundles.SLIDING, tiny_bundles.METADATA, torchscript=True
    )
    torch.jit.save(torch.jit.script(Solves()), bundle / "models/model.ts")
    with pytest.raises(ValueError, match=r"^the network cannot be exported to ONNX: "):
        imported(bundle, tmp_path / "models")
    assert not (tmp_path / "models").exists()


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


def test_weights_with_code_are_refused_and_not_run(tmp_path: Path) -> None:
    import tiny_bundles
    import torch

    bundle = tiny_bundles.write(tmp_path / "organs", tiny_bundles.SLIDING, tiny_bundles.METADATA)
    ran = tmp_path / "ran"

    class Code:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(ran),)

    for content, name in ((Code(), "posix.mkdir"), (torch.nn.Conv3d(1, 1, 1), "torch.nn.modules")):
        torch.save({"state_dict": content}, bundle / "models/model.pt")
        with pytest.raises(ValueError, match=f"models/model.pt holds {name}"):
            imported(bundle, tmp_path / "models")
    assert not ran.exists()
    (bundle / "models/model.pt").write_bytes(b"no weights")
    with pytest.raises(ValueError, match=r"models/model.pt.*expected"):
        imported(bundle, tmp_path / "models")


def test_a_state_dict_may_lie_in_a_checkpoint(tmp_path: Path) -> None:
    import tiny_bundles
    import torch

    bundle = tiny_bundles.write(tmp_path / "organs", tiny_bundles.SLIDING, tiny_bundles.METADATA)
    state = torch.load(bundle / "models/model.pt", weights_only=True)
    wrapped = {"epoch": 3, "state_dict": {f"module.{k}": v for k, v in state.items()}}
    torch.save(wrapped, bundle / "models/model.pt")
    imported(bundle, tmp_path / "models")
    fits(tmp_path / "models/organs")


def test_torchscript_that_reaches_for_files_is_refused(tmp_path: Path) -> None:
    import tiny_bundles
    import torch
    from torchscript_nets import ReadsFile

    bundle = tiny_bundles.write(
        tmp_path / "organs", tiny_bundles.SLIDING, tiny_bundles.METADATA, torchscript=True
    )
    script = bundle / "models/model.ts"
    torch.jit.save(torch.jit.script(ReadsFile()), script)
    with pytest.raises(ValueError, match=r"models/model.ts calls from_file \(expected no operator"):
        imported(bundle, tmp_path / "models")
    script.write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"models/model.ts \(expected a TorchScript file"):
        imported(bundle, tmp_path / "models")


@pytest.mark.parametrize("member", ["../out.txt", "/out.txt", "organs/../../out.txt"])
def test_a_zip_that_leads_out_of_itself_is_refused(tmp_path: Path, member: str) -> None:
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("organs/configs/metadata.json", json.dumps({}))
        archive.writestr(member, "out")
    with pytest.raises(ValueError, match=r"expected a path inside the zip"):
        imported(packed, tmp_path / "models")
    assert not (tmp_path / "out.txt").exists()


def test_no_bundle_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"does not exist \(expected a MONAI bundle"):
        imported(tmp_path / "none", tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"empty: configs/metadata.json is missing"):
        imported(tmp_path / "empty", tmp_path / "models")


def test_the_command_takes_its_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import tiny_bundles

    from foldlink_models.importing import bundle_command

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


READ: list[tuple[Table, Table]] = [
    (
        {"_target_": "Spacingd", "keys": ["image", "label"], "pixdim": [1.5, 0],
         "mode": ["nearest", "nearest"]},
        {"step": "spacing", "mm": [1.5, None, None], "mode": "nearest"},
    ),
    (
        {"_target_": "ScaleIntensityRangeD", "keys": "image", "a_min": 0, "a_max": 10},
        {"step": "range", "from": [0, 10], "to": [0, 1], "clip": False},
    ),
    (
        {"_target_": "ScaleIntensityRangePercentilesd", "keys": "image", "lower": 1, "upper": 99,
         "b_min": -1, "b_max": 1, "channel_wise": "True"},
        {"step": "percentiles", "from": [1, 99], "to": [-1, 1], "clip": False, "relative": False,
         "channel_wise": True},
    ),
    (
        {"_target_": "ScaleIntensityd", "keys": "image"},
        {"step": "min_max", "to": [0.0, 1.0], "channel_wise": False},
    ),
    (
        {"_target_": "monai.transforms.NormalizeIntensityd", "keys": "image", "subtrahend": [4],
         "divisor": [2.5], "channel_wise": True},
        {"step": "z_score", "nonzero": False, "channel_wise": True, "mean": [4], "std": [2.5]},
    ),
    (
        {"_target_": "CropForegroundd", "keys": "image", "source_key": "image", "margin": 2,
         "select_fn": "$lambda v: v > -5", "allow_smaller": False, "k_divisible": [1, 2, 4]},
        {"step": "crop_foreground", "above": -5, "margin": [2, 2, 2], "allow_smaller": False,
         "divisible_by": [1, 2, 4]},
    ),
    (
        {"_target_": "Orientationd", "keys": "image", "as_closest_canonical": True},
        {"step": "orientation", "axes": "RAS"},
    ),
    (
        {"_target_": "Resized", "keys": "image", "spatial_size": 32},
        {"step": "resize", "size": [32, 32, 32], "mode": "area", "align_corners": False},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("transform", "expected"), READ)
def test_a_transform_is_read_as_its_step(tmp_path: Path, transform: Table, expected: Table) -> None:
    from foldlink_models.importing import monai_transform
    from foldlink_models.importing.bundle_config import Config
    from foldlink_models.importing.monai_preprocessing import Preprocessing

    file = tmp_path / "inference.json"
    load = {"_target_": "LoadImaged", "keys": "image"}
    file.write_text(json.dumps({"preprocessing": [load, transform]}), "utf-8")
    made = Preprocessing((1, 6))
    for one in monai_transform.listed(Config.read(file, "inference.json"), "preprocessing") or []:
        made.add(one)
    assert made.steps == [expected]


def back(**arguments: Any) -> Table:
    return {"_target_": "Invertd", "keys": "pred", "transform": "@preprocessing", **arguments}


SOFTMAX = {"_target_": "Activationsd", "keys": "pred", "softmax": True}
ARGMAX = {"_target_": "AsDiscreted", "keys": ["pred", "label"], "argmax": [True, False]}
RESIZED = {"_target_": "Resized", "keys": "image", "spatial_size": 8}


@pytest.mark.parametrize(
    ("transforms", "activation", "way_back"),
    [
        ([SOFTMAX, back(nearest_interp=False), ARGMAX], "softmax", "probabilities"),
        ([back(nearest_interp=False), SOFTMAX, ARGMAX], "none", "probabilities"),
        ([back(nearest_interp=False), ARGMAX], "none", "probabilities"),
        ([SOFTMAX, ARGMAX, back()], "softmax", "labels"),
        ([SOFTMAX, back(), ARGMAX], "softmax", "labels"),
        ([ARGMAX, back(nearest_interp=True)], "none", "labels"),
        ([{**ARGMAX, "to_onehot": 3}, back()], "none", "labels"),
    ],
)
def test_the_order_of_the_way_back_decides(
    tmp_path: Path, transforms: list[Table], activation: str, way_back: str
) -> None:
    from foldlink_models.importing import monai_bundle, monai_postprocessing
    from foldlink_models.importing.bundle_config import Config
    from foldlink_models.importing.bundle_metadata import Metadata
    from foldlink_models.importing.deviations import Deviations

    file = tmp_path / "inference.json"
    load = {"_target_": "LoadImaged", "keys": "image"}
    content = {"preprocessing": [load, RESIZED], "postprocessing": transforms}
    file.write_text(json.dumps(content), "utf-8")
    config = Config.read(file, "inference.json")
    before = monai_bundle.preprocessing_of(config, Metadata({}))
    after = monai_bundle.postprocessing_of(config, before, Deviations())
    output = monai_postprocessing.segmentation(after, "postprocessing", 3)
    assert output == {
        "heads": 3,
        "activation": activation,
        "decision": "argmax",
        "way_back": way_back,
    }
