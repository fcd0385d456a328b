"""Folders that nnU-Net's own trainers made, imported: tiny networks with seeded weights."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import nibabel as nib
import numpy as np
import onnx
import pytest
from conftest import ZOO

from foldlink_models import checksums, descriptor
from foldlink_models.cli import main
from foldlink_models.files import read_json, write_json

pytestmark = pytest.mark.peers

PREFIX = "nnUNetTrainer__nnUNetPlans__"
LABELS = {"background": 0, "Left Kidney": 2, "Tumour": 1}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a 3D, a 2D and a cascade's configurations, two channels; one fold each but for
    `3d_fullres`, which has two. Labels are not in the order of their values."""
    folder = tmp_path_factory.mktemp("results")
    write_results(folder, {"labels": LABELS}, "nnUNetTrainer", _configurations())
    return folder


@pytest.fixture
def results(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "results"))


def _configurations() -> dict[str, Any]:
    def network(axes: int, **other: Any) -> dict[str, Any]:
        """Three stages, so that there is a head of deep supervision to drop."""
        strides = [[1] * axes, [2] * axes, [2] * axes]
        return {"features": [4, 8, 8], "strides": strides, **other}

    normal = {"normalization_schemes": ["CTNormalization", "ZScoreNormalization"]}
    return {
        "3d_fullres": {
            "spacing": [2, 1, 1],
            "patch_size": [8, 12, 16],
            "network": network(3, residual=True),
            "folds": [0, 1],
            **normal,
        },
        "2d": {
            "spacing": [1, 1],
            "patch_size": [12, 16],
            "network": network(2),
            "folds": ["all"],
            **normal,
        },
        "3d_lowres": {
            "spacing": [3, 2, 2],
            "patch_size": [8, 8, 8],
            "network": network(3),
            "folds": [0],
            **normal,
        },
        "3d_cascade_fullres": {
            "inherits_from": "3d_fullres",
            "previous_stage": "3d_lowres",
            "folds": [0],
        },
    }


def write_results(
    folder: Path, dataset: dict[str, Any], trainer: str, configurations: dict[str, Any]
) -> None:
    from foldlink_models import reference_random, reference_results
    from foldlink_models.reference_model import NnunetFolder

    spec = {
        "folder": str(folder / "onnx"),
        "trainer": trainer,
        "seed": 3,
        "dataset": {
            "name": "Two",
            "channel_names": {"0": "CT", "1": "T1"},
            "numTraining": 5,
            "file_ending": ".nii.gz",
            **dataset,
        },
        "plans": {"dataset_name": "Dataset007_Two"},
        "configurations": configurations,
    }
    reference_random.make_model(spec)
    for source in sorted((folder / "onnx").iterdir()):
        reference_results.write(NnunetFolder(source), folder / source.name, trainer)


@pytest.fixture
def scan(tmp_path: Path) -> list[str]:
    files = []
    for c in range(2):
        noise = np.random.default_rng(c).normal(60, 90, (20, 14, 11)).astype(np.float32)
        files.append(str(tmp_path / f"scan_{c}.nii.gz"))
        nib.save(nib.Nifti1Image(noise, np.diag([1.0, 1.0, 2.5, 1.0])), files[-1])
    return files


Import = Callable[..., Path]


@pytest.fixture
def imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    def run(folder: Path, *options: str) -> Path:
        target = tmp_path / "models"
        arguments = ["import", "nnunet", str(folder), "--to", str(target), "--threads", "1"]
        status = main([*arguments, *options])
        told = capsys.readouterr()
        assert status == 0, told.err
        print(told.out)
        (model,) = target.iterdir()
        return model

    return run


Refuse = Callable[..., str]


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refuse:
    """What was said; nothing may be left behind."""

    def run(folder: Path, *options: str) -> str:
        target = tmp_path / "models"
        arguments = ["import", "nnunet", str(folder), "--to", str(target), "--threads", "1"]
        assert main([*arguments, *options]) == 1
        assert not target.exists() or list(target.iterdir()) == []
        return capsys.readouterr().err.removeprefix("foldlink-models import: ").strip()

    return run


def sound(model: Path) -> dict[str, Any]:
    """model.json, after all that holds of every model's folder."""
    described: dict[str, Any] = read_json(model / "model.json")
    jsonschema.Draft202012Validator(read_json(ZOO / "model.schema.json")).validate(described)
    shutil.copy(ZOO / "model.schema.json", model.parent)
    assert descriptor.problems(model) == []
    assert checksums.verify(model) == []
    (model.parent / "model.schema.json").unlink()
    return described


def shapes(file: Path) -> tuple[list[Any], list[Any]]:
    graph = onnx.load(file).graph
    return tuple(  # type: ignore[return-value]
        [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
        for value in (graph.input[0], graph.output[0])
    )


def test_a_3d_folder(
    results: Path, imported: Import, scan: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    source = results / f"{PREFIX}3d_fullres"
    model = imported(source, "--folds", "1,0", "--scan", *scan, "--licence", "CC-BY-4.0")
    told = capsys.readouterr().out
    assert "compared on random patches and patches of the scan given\n" in told
    pattern = r"fold_([01]): [0-9]+ bytes, largest logit difference ([0-9.e-]+) to PyTorch\n"
    found = re.findall(pattern, told)
    assert [fold for fold, _ in found] == ["0", "1"]
    assert all(0 < float(error) < 1e-3 for _, error in found)

    described = sound(model)
    assert model.name == described["id"] == "two-3d-fullres"
    assert described["title"] == "Two, 3d_fullres"
    assert described["channels"] == [
        {"name": "CT", "modality": "CT"},
        {"name": "T1", "modality": "MR"},
    ]
    named = [(label["value"], label["name"]) for label in described["labels"]]
    assert named == [(1, "tumour"), (2, "left_kidney")]
    kidney = described["labels"][1]
    assert (kidney["snomed"], kidney["snomed_modifier"]) == ("64033007", "7771000")
    assert described["configuration"] == "3d_fullres"
    assert described["mirroring"] == [0, 1, 2]
    assert described["licence"] == "CC-BY-4.0"
    assert described["trained_on"] == "Two, 5 cases"
    assert read_json(model / "plans.json") == read_json(source / "plans.json")
    assert read_json(model / "dataset.json")["labels"] == {
        "background": 0,
        "left_kidney": 2,
        "tumour": 1,
    }
    expected = ["batch", 2, 8, 12, 16], ["batch", 3, 8, 12, 16]
    assert shapes(model / "fold_1" / "model.onnx") == expected
    card = (model / "README.md").read_text("utf-8")
    for words in ("nnUNetTrainer", "ResidualEncoderUNet", "Left Kidney", "Not for clinical use."):
        assert words in card


def test_the_weights_are_those_of_the_checkpoint(made: Path, imported: Import) -> None:
    from foldlink_models import weights

    model = imported(made / f"{PREFIX}3d_fullres", "--folds", "0,1")
    for k in range(2):
        own = weights.read(made / "onnx" / f"{PREFIX}3d_fullres" / f"fold_{k}" / "model.onnx")
        ours = weights.read(model / f"fold_{k}" / "model.onnx")
        assert own.keys() == ours.keys()
        assert not any(name.startswith(weights.DEEP_SUPERVISION + "0") for name in ours)
        for name, values in own.items():
            np.testing.assert_array_equal(ours[name], values)


def test_float16_storage_tells_what_its_rounding_costs(
    results: Path, imported: Import, capsys: pytest.CaptureFixture[str]
) -> None:
    import torch

    source = results / f"{PREFIX}3d_fullres"
    file = source / "fold_0" / "checkpoint_final.pth"
    content = torch.load(file, weights_only=False)
    for tensor in content["network_weights"].values():
        tensor.mul_(1.0001)  # no longer values of float16
    torch.save(content, file)
    plain = imported(source, "--folds", "0", "--id", "plain")
    size = (plain / "fold_0" / "model.onnx").stat().st_size
    shutil.rmtree(plain)
    capsys.readouterr()
    model = imported(source, "--folds", "0", "--storage", "fp16")
    (rounding,) = re.findall(r", ([0-9.e-]+) by float16 storage", capsys.readouterr().out)
    assert 0 < float(rounding) < 0.1
    assert (model / "fold_0" / "model.onnx").stat().st_size < 0.75 * size
    assert f"| {rounding} |" in (model / "README.md").read_text("utf-8")
    sound(model)


def test_a_2d_folder_of_all_cases(made: Path, imported: Import, scan: list[str]) -> None:
    model = imported(made / f"{PREFIX}2d", "--scan", *scan)
    described = sound(model)
    assert described["mirroring"] == [1, 2]
    expected = ["batch", 2, 12, 16], ["batch", 3, 12, 16]
    assert shapes(model / "fold_all" / "model.onnx") == expected


def test_a_cascade_takes_its_first_stage_along(
    made: Path, imported: Import, scan: list[str]
) -> None:
    model = imported(made / f"{PREFIX}3d_cascade_fullres", "--scan", *scan)
    described = sound(model)
    assert described["previous_stage"] == "3d_lowres"
    assert shapes(model / "fold_0" / "model.onnx")[0] == ["batch", 4, 8, 12, 16]
    assert shapes(model / "3d_lowres" / "fold_0" / "model.onnx")[0] == ["batch", 2, 8, 8, 8]
    assert not (model / "3d_lowres" / "plans.json").exists()


def test_regions_of_a_trainer_that_does_not_mirror(tmp_path: Path, imported: Import) -> None:
    labels = {"background": 0, "whole tumour": [1, 2], "core": 2}
    configurations = {"3d_fullres": {**_configurations()["3d_fullres"], "folds": [0]}}
    regions = {"labels": labels, "regions_class_order": [1, 2]}
    write_results(tmp_path / "results", regions, "nnUNetTrainerNoMirroring", configurations)
    name = "nnUNetTrainerNoMirroring__nnUNetPlans__3d_fullres"
    model = imported(tmp_path / "results" / name)
    described = sound(model)
    assert described["mirroring"] == []
    assert [v["name"] for v in described["labels"]] == ["whole_tumour", "core"]
    # What is marked 1 is the rest of the tumour, and may be called so; another value may not be.
    described["labels"][0]["name"] = "edema"
    write_json(model / "model.json", described)
    shutil.copy(ZOO / "model.schema.json", model.parent)
    assert descriptor.problems(model) == []
    described["labels"][0]["value"] = 3
    write_json(model / "model.json", described)
    assert descriptor.problems(model) == [
        "model.json labels = {'background': 0, 'edema': 3, 'core': 2} (expected {'background': 0,"
        " 'whole_tumour': 1, 'core': 2})"
    ]
    assert shapes(model / "fold_0" / "model.onnx")[1][1] == 2


def test_117_labels_of_a_trainer_that_only_trains_longer(tmp_path: Path, imported: Import) -> None:
    """As TotalSegmentator's folders are."""
    labels = {"background": 0} | {f"vertebrae_{k}": k for k in range(1, 118)}
    configurations = {"3d_fullres": {**_configurations()["3d_lowres"], "folds": [0]}}
    trainer = "nnUNetTrainer_4000epochs_NoMirroring"
    write_results(tmp_path / "results", {"labels": labels}, trainer, configurations)
    model = imported(tmp_path / "results" / f"{trainer}__nnUNetPlans__3d_fullres")
    described = sound(model)
    assert [label["value"] for label in described["labels"]] == list(range(1, 118))
    assert described["mirroring"] == []
    assert shapes(model / "fold_0" / "model.onnx")[1] == ["batch", 118, 8, 8, 8]


def test_a_case_of_nnunets_own_folders_is_taken(
    made: Path, imported: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scan: list[str]
) -> None:
    source = made / f"{PREFIX}3d_fullres"
    raw = tmp_path / "raw" / "Dataset007_Two"
    for c, file in enumerate(scan):
        (raw / "imagesTr").mkdir(parents=True, exist_ok=True)
        shutil.copy(file, raw / "imagesTr" / f"somebody_000{c}.nii.gz")
    (raw / "labelsTr").mkdir()
    shutil.copy(source / "dataset.json", raw)
    monkeypatch.setenv("nnUNet_raw", str(tmp_path / "raw"))
    model = imported(source, "--folds", "0")
    card = (model / "README.md").read_text("utf-8")
    assert "on random patches and patches of a case of nnUNet_raw:" in card
    assert "somebody" not in card
    shutil.rmtree(model)

    monkeypatch.delenv("nnUNet_raw")
    kept = tmp_path / "kept" / "Dataset007_Two" / "nnUNetPlans_3d_fullres"
    kept.mkdir(parents=True)
    image = np.random.default_rng(1).normal(size=(2, 9, 14, 20)).astype(np.float32)
    np.savez(kept / "somebody.npz", data=image, seg=np.zeros((1, 9, 14, 20), np.int8))
    (kept / "somebody.pkl").write_bytes(b"\x80\x04}\x94.")
    monkeypatch.setenv("nnUNet_preprocessed", str(tmp_path / "kept"))
    model = imported(source, "--folds", "0")
    card = (model / "README.md").read_text("utf-8")
    assert "on random patches and patches of a case of nnUNet_preprocessed:" in card


def test_postprocessing_is_taken_without_its_scores(results: Path, imported: Import) -> None:
    source = results / f"{PREFIX}3d_fullres"
    steps = {
        "postprocessing_fns": ["remove_all_but_largest_component_from_segmentation"],
        "postprocessing_kwargs": [{"labels_or_regions": [1, 2]}],
    }
    write_json(source / "postprocessing.json", {"input_folder": {"mean": {}}, **steps})
    model = imported(source, "--folds", "0")
    assert read_json(model / "postprocessing.json") == steps
    assert "largest component of [1, 2]" in (model / "README.md").read_text("utf-8")


def test_a_trainer_of_ones_own_is_found(
    results: Path, imported: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nnU-Net itself looks, and its network where it builds another."""
    (tmp_path / "trainers").mkdir()
    (tmp_path / "trainers" / "own.py").write_text(
        "from torch import nn\n"
        "from nnunetv2.training.nnUNetTrainer.nnUNetTrainer import nnUNetTrainer\n"
        "class OwnTrainer(nnUNetTrainer):\n"
        "    @staticmethod\n"
        "    def build_network_architecture(plans_manager, configuration_manager, a, b,\n"
        "                                   enable_deep_supervision=True):\n"
        "        return nn.Conv3d(a, b, 3, padding=1)\n",
        "utf-8",
    )
    source = results / f"{PREFIX}3d_fullres"

    def change(content: dict[str, Any]) -> None:
        import torch

        content["trainer_name"] = "OwnTrainer"
        torch.manual_seed(1)
        net = torch.nn.Conv3d(2, 3, 3, padding=1)
        content["network_weights"] = {f"module.{k}": v for k, v in net.state_dict().items()}

    _rewrite(source, change)
    monkeypatch.setenv("nnUNet_extTrainer", str(tmp_path / "trainers"))
    model = imported(source, "--folds", "0")
    assert shapes(model / "fold_0" / "model.onnx")[1] == ["batch", 3, 8, 12, 16]
    assert "| trainer | OwnTrainer |" in (model / "README.md").read_text("utf-8")


def _rewrite(source: Path, change: Callable[[dict[str, Any]], None], fold: int = 0) -> None:
    import torch

    file = source / f"fold_{fold}" / "checkpoint_final.pth"
    content = torch.load(file, weights_only=False)
    change(content)
    torch.save(content, file)


def test_a_network_with_several_outputs_is_refused(
    results: Path, refused: Refuse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trainers").mkdir()
    (tmp_path / "trainers" / "twice.py").write_text(
        "from torch import nn\n"
        "from nnunetv2.training.nnUNetTrainer.nnUNetTrainer import nnUNetTrainer\n"
        "class Twice(nn.Conv3d):\n"
        "    def forward(self, x):\n"
        "        return super().forward(x), x\n"
        "class TwiceTrainer(nnUNetTrainer):\n"
        "    @staticmethod\n"
        "    def build_network_architecture(plans_manager, configuration_manager, a, b,\n"
        "                                   enable_deep_supervision=True):\n"
        "        return Twice(a, b, 1)\n",
        "utf-8",
    )
    source = results / f"{PREFIX}3d_fullres"

    def change(content: dict[str, Any]) -> None:
        import torch

        content["trainer_name"] = "TwiceTrainer"
        content["network_weights"] = torch.nn.Conv3d(2, 3, 1).state_dict()

    _rewrite(source, change)
    monkeypatch.setenv("nnUNet_extTrainer", str(tmp_path / "trainers"))
    assert refused(source, "--folds", "0") == (
        f"{PREFIX}3d_fullres/fold_0/checkpoint_final.pth: the network gives tuple (expected one"
        " array [1, 3, 8, 12, 16]: batch, output, patch)"
    )


def test_plans_of_older_versions(results: Path, imported: Import) -> None:
    """nnU-Net before 2.3 wrote no `architecture`; TotalSegmentator's first models are such."""
    source = results / f"{PREFIX}2d"
    plans = read_json(source / "plans.json")
    configuration = plans["configurations"]["2d"]
    keywords = configuration.pop("architecture")["arch_kwargs"]
    configuration |= {
        "UNet_class_name": "PlainConvUNet",
        "UNet_base_num_features": 4,
        "unet_max_num_features": 8,
        "n_conv_per_stage_encoder": keywords["n_conv_per_stage"],
        "n_conv_per_stage_decoder": keywords["n_conv_per_stage_decoder"],
        "num_pool_per_axis": [2, 2],
        "pool_op_kernel_sizes": keywords["strides"],
        "conv_kernel_sizes": keywords["kernel_sizes"],
    }
    write_json(source / "plans.json", plans)
    model = imported(source)
    sound(model)
    assert read_json(model / "plans.json") == plans


def test_numbers_and_arrays_of_numpy_in_the_log_are_read(results: Path, imported: Import) -> None:
    source = results / f"{PREFIX}2d" / "fold_all" / "checkpoint_final.pth"
    import torch

    content = torch.load(source, weights_only=False)
    content["logging"]["lrs"] += [np.array([0.5, 1.0]), np.int64(3), np.float16(0.5), np.bool_(1)]
    content["logging"]["dice_per_class_or_region"] += [np.zeros(3, np.float32)]
    torch.save(content, source)
    sound(imported(source.parents[1]))


def test_weights_beyond_float16_are_refused_as_float16(results: Path, refused: Refuse) -> None:
    import torch

    source = results / f"{PREFIX}3d_fullres"
    name = "decoder.seg_layers.1.bias"

    def change(content: dict[str, Any]) -> None:
        content["network_weights"][name] = torch.tensor([0.0, 7e4, 0.0])

    _rewrite(source, change)
    assert refused(source, "--folds", "0", "--storage", "fp16") == (
        f"{PREFIX}3d_fullres/fold_0/checkpoint_final.pth: the weight {name} has values beyond"
        " ±65504 (expected a float16's range; --storage fp32 keeps them)"
    )


def test_a_real_checkpoint_reads_with_numpys_old_places_too(made: Path, tmp_path: Path) -> None:
    import zipfile

    import torch

    from foldlink_models.importing import safe_checkpoint

    file = made / f"{PREFIX}3d_fullres" / "fold_0" / "checkpoint_final.pth"
    new = safe_checkpoint.names_in(file, "c")
    assert ("numpy._core.multiarray", "scalar") in new
    old = tmp_path / "old.pth"
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(old, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename.endswith("data.pkl"):
                content = content.replace(b"cnumpy._core.multiarray\n", b"cnumpy.core.multiarray\n")
            target.writestr(item.filename, content)
    assert ("numpy.core.multiarray", "scalar") in safe_checkpoint.names_in(old, "c")
    first, second = (safe_checkpoint.read(f, "c") for f in (file, old))
    assert first.weights.keys() == second.weights.keys()
    assert all(torch.equal(first.weights[k], second.weights[k]) for k in first.weights)


def test_what_nnunet_itself_would_run_is_refused(
    results: Path, refused: Refuse, tmp_path: Path
) -> None:
    source = results / f"{PREFIX}3d_fullres"
    _rewrite(source, lambda content: content.update(logging=_Touch(tmp_path / "ran")))
    assert refused(source, "--folds", "0") == (
        f"{PREFIX}3d_fullres/fold_0/checkpoint_final.pth names posix.system (expected only what"
        " nnU-Net's own checkpoints hold: tensors, numbers, texts and containers); nothing of it"
        " was run"
    )
    assert not (tmp_path / "ran").exists()


class _Touch:
    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> Any:
        import os

        return os.system, (f"touch {self.file}",)


def test_plans_that_name_other_code_are_refused(
    results: Path, refused: Refuse, tmp_path: Path
) -> None:
    source = results / f"{PREFIX}2d"
    plans = read_json(source / "plans.json")
    for key, value in (("nonlin", "subprocess.run"), ("norm_op", "torch.nn.modules.module.Tensor")):
        changed = copy.deepcopy(plans)
        keywords = changed["configurations"]["2d"]["architecture"]["arch_kwargs"]
        keywords[key] = value
        keywords["nonlin_kwargs"] = {"args": ["touch", str(tmp_path / "ran")]}
        write_json(source / "plans.json", changed)
        assert refused(source) == (
            f"plans.json configurations.2d.architecture.arch_kwargs.{key} = {value!r} (expected a"
            " network's class that is installed, of torch.nn or dynamic_network_architectures)"
        )
    assert not (tmp_path / "ran").exists()
    plans["configurations"]["2d"]["architecture"]["network_class_name"] = "own.Network"
    write_json(source / "plans.json", plans)
    assert refused(source) == (
        "plans.json configurations.2d.architecture.network_class_name = 'own.Network' (expected a"
        " network's class that is installed, of torch.nn or dynamic_network_architectures)"
    )


def test_an_architecture_with_a_keyword_that_it_lacks_is_refused(
    results: Path, refused: Refuse
) -> None:
    source = results / f"{PREFIX}2d"
    plans = read_json(source / "plans.json")
    plans["configurations"]["2d"]["architecture"]["arch_kwargs"]["attention"] = True
    write_json(source / "plans.json", plans)
    assert refused(source).startswith(
        "plans.json configurations.2d.architecture: nnUNetTrainer.build_network_architecture cannot"
        " build dynamic_network_architectures.architectures.unet.PlainConvUNet: TypeError: "
    )


def test_a_trainer_that_is_not_installed_is_refused(results: Path, refused: Refuse) -> None:
    source = results / f"{PREFIX}3d_fullres"
    _rewrite(source, lambda content: content.update(trainer_name="TheirTrainer"))
    assert refused(source, "--folds", "0").startswith(
        f"{PREFIX}3d_fullres/fold_0/checkpoint_final.pth trainer_name = TheirTrainer is not"
        " installed (expected a subclass of nnUNetTrainer in nnunetv2's package, or in a folder"
        " that the environment variable nnUNet_extTrainer names): Could not find requested nnunet"
        " trainer TheirTrainer"
    )


def test_weights_that_do_not_fit_are_refused(results: Path, refused: Refuse) -> None:
    import torch

    source = results / f"{PREFIX}3d_fullres"
    shown = f"{PREFIX}3d_fullres/fold_0/checkpoint_final.pth"
    name = "decoder.seg_layers.1.bias"
    changes: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
        (
            lambda w: w.update({name: torch.zeros(7)}),
            f"{shown} network_weights.{name} has shape [7] (expected [3], as plans.json and"
            " dataset.json say)",
        ),
        (
            lambda w: w.update({name: torch.full((3,), torch.nan)}),
            f"{shown} network_weights.{name} (expected finite numbers)",
        ),
        (
            lambda w: w.pop(name),
            f"{shown} network_weights.{name} is missing (expected all {{n}} weights that plans.json"
            " describes)",
        ),
        (
            lambda w: w.update({name: torch.zeros(3), "head.bias": torch.zeros(1)}),
            f"{shown} network_weights.head.bias (expected only what plans.json and nnUNetTrainer"
            " build: they have no such weight)",
        ),
    ]
    content = torch.load(source / "fold_0" / "checkpoint_final.pth", weights_only=False)
    count = len(content["network_weights"])
    for change, expected in changes:
        _rewrite(source, lambda content, change=change: change(content["network_weights"]))
        assert refused(source, "--folds", "0") == expected.replace("{n}", str(count))


def test_folds_that_differ_are_refused(results: Path, refused: Refuse) -> None:
    source = results / f"{PREFIX}3d_fullres"
    axes = "inference_allowed_mirroring_axes"
    _rewrite(source, lambda content: content.update({axes: (0, 1)}), fold=1)
    assert refused(source, "--folds", "0,1") == (
        f"{PREFIX}3d_fullres/fold_1/checkpoint_final.pth mirroring = [0, 1] (expected [0, 1, 2], as"
        " the model's first fold has it)"
    )


def test_a_folder_under_another_configurations_name_is_refused(
    results: Path, refused: Refuse
) -> None:
    source = (results / f"{PREFIX}3d_fullres").rename(results / f"{PREFIX}other")
    assert refused(source, "--folds", "0") == (
        f"{PREFIX}other/fold_0/checkpoint_final.pth init_args.configuration = 3d_fullres (expected"
        " other, as the folder's name says)"
    )


def test_a_cascade_without_its_first_stage_is_refused(results: Path, refused: Refuse) -> None:
    shutil.rmtree(results / f"{PREFIX}3d_lowres")
    assert refused(results / f"{PREFIX}3d_cascade_fullres") == (
        f"{PREFIX}3d_cascade_fullres: its previous stage is missing (expected the folder"
        f" {PREFIX}3d_lowres beside it)"
    )


def test_a_previous_stage_outside_of_the_results_is_refused(results: Path, refused: Refuse) -> None:
    source = results / f"{PREFIX}3d_cascade_fullres"
    plans = read_json(source / "plans.json")
    plans["configurations"]["3d_cascade_fullres"]["previous_stage"] = "../../other"
    write_json(source / "plans.json", plans)
    assert refused(source) == (
        "plans.json configurations.3d_cascade_fullres.previous_stage = '../../other' (expected"
        " letters, digits, dots, hyphens and underscores: it names a folder)"
    )


def test_stages_with_other_labels_are_refused(results: Path, refused: Refuse) -> None:
    file = results / f"{PREFIX}3d_lowres" / "dataset.json"
    dataset = read_json(file)
    dataset["labels"] = {"background": 0, "Tumour": 2, "Left Kidney": 1}
    write_json(file, dataset)
    assert refused(results / f"{PREFIX}3d_cascade_fullres") == (
        f"{PREFIX}3d_lowres/dataset.json has other channels or labels than"
        f" {PREFIX}3d_cascade_fullres/dataset.json (expected the same)"
    )


def test_a_folder_that_exists_is_left_alone(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "models" / "own").mkdir(parents=True)
    arguments = ["import", "nnunet", str(made / f"{PREFIX}2d"), "--to", str(tmp_path / "models")]
    assert main([*arguments, "--id", "own"]) == 1
    assert capsys.readouterr().err == (
        f"foldlink-models import: {tmp_path}/models/own is there already (expected a new folder:"
        " choose another --id, or remove it)\n"
    )


def test_a_name_that_is_no_id_is_refused(made: Path, refused: Refuse) -> None:
    assert refused(made / f"{PREFIX}2d", "--id", "My Model") == (
        "--id My Model (expected lower-case letters and digits, joined by single hyphens)"
    )


def test_a_scan_with_a_channel_too_few_is_refused(
    made: Path, refused: Refuse, scan: list[str]
) -> None:
    assert refused(made / f"{PREFIX}2d", "--scan", scan[0]) == (
        "--scan: 1 files (expected 2, one a channel)"
    )


def test_a_graph_that_differs_from_pytorch_is_refused_and_nothing_is_written(
    made: Path, refused: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the second fold: what the first one left is gone, too."""
    from foldlink_models import export

    graph_of = export.graph_of
    calls = []

    def wrong(*arguments: Any, **keywords: Any) -> onnx.ModelProto:
        model = graph_of(*arguments, **keywords)
        calls.append(1)
        if len(calls) == 2:
            (bias,) = (t for t in model.graph.initializer if t.name == "decoder.seg_layers.1.bias")
            values = onnx.numpy_helper.to_array(bias) + np.float32(0.01)
            bias.CopyFrom(onnx.numpy_helper.from_array(values, bias.name))
        return model

    monkeypatch.setattr(export, "graph_of", wrong)
    assert refused(made / f"{PREFIX}3d_fullres", "--folds", "0,1") == (
        f"{PREFIX}3d_fullres/fold_1/checkpoint_final.pth: the graph's logits differ from PyTorch's"
        " by 1.00e-02 (expected at most 5e-03); nothing was written"
    )


def test_a_missing_fold_is_refused_by_the_command(results: Path, refused: Refuse) -> None:
    source = results / f"{PREFIX}3d_fullres"
    assert "fold_2/checkpoint_final.pth is missing" in refused(source)
