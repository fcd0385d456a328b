"""Bundles with what has no counterpart, with code, or that are no bundles, are refused."""

from __future__ import annotations

import copy
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from imported_folders import imported

pytestmark = pytest.mark.peers
Table = dict[str, Any]
Change = Callable[[Table, Table], None]


def step(place: int, **arguments: Any) -> Change:
    return lambda config, _: config["preprocessing"]["transforms"][place].update(arguments)


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
    with pytest.raises(
        ValueError, match=r"^models/model.ts: the network cannot be exported to ONNX: "
    ):
        imported(bundle, tmp_path / "models")
    assert not (tmp_path / "models").exists()


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
