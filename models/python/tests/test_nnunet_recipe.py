"""Recipes of `engine = "nnunet"`, what they change of the plans, and the raw data set; no torch."""

import json
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pytest

from foldlink_models import configuration, recipes
from foldlink_models.cli import main
from foldlink_models.datasets import Case
from foldlink_models.nnunet import plan, raw, recipe
from foldlink_models.nnunet.run import prepare
from foldlink_models.training_command import engine_of

BUILT_IN = [n for n in recipes.names() if engine_of(recipes.text(n), n) == "nnunet"]
PUBLISHED = ["abdomen-nnunet", "brats-unet", "cancer-classifier", "liver-lesion", "pancreas-tumour"]
PHANTOM = recipes.text("phantom-abdomen")
BRATS = recipes.text("phantom-brats")


def _plans(stages: int = 5) -> dict[str, Any]:
    strides = [[1, 1, 1], *[[2, 2, 2]] * (stages - 1)]
    return {
        "configurations": {
            "3d_fullres": {
                "batch_size": 9,
                "patch_size": [64, 64, 64],
                "spacing": [1.0, 1.0, 1.0],
                "architecture": configuration.unet([32, 64, 128, 256, 320][:stages], strides),
            }
        },
        "foreground_intensity_properties_per_channel": {"0": {"mean": 1.0, "max": 9.0}},
    }


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_recipe_reads(name: str) -> None:
    read = recipe.parse(recipes.text(name))
    assert read.model.labels
    assert read.dataset_name == "Dataset001_" + read.model.id.replace("-", "_")


@pytest.mark.parametrize("system", PUBLISHED)
def test_each_published_system_has_a_successor_beside_it(system: str) -> None:
    assert {system, system + recipes.AS_PUBLISHED} <= set(recipes.names())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('engine = "nnunet"', 'engine = "torch"', "engine = 'torch' (expected \"nnunet\")"),
        ("value = 2", "value = 3", "model.labels: values [1, 3, 3, 4, 5, 6, 7, 8, 9] (expected 1"),
        ("held_out = 20", "hold_out = 20", "split.hold_out: unknown key (expected one of ['held_"),
        ("batch = 2", 'batch = "2"', "plan.batch = '2' (expected an integer)"),
        (
            'trainer = "nnUNetTrainerFoldLink"',
            'trainer = "nnUNetTrainer"',
            "training.settings: nnUNetTrainer takes none (expected no such table)",
        ),
        (
            'trainer = "nnUNetTrainerFoldLink"',
            'trainer = "Mine"',
            "training.trainer = Mine (expected one of ['nnUNetTrainer', 'nnUNetTrainerFoldLink'])",
        ),
    ],
)
def test_a_wrong_recipe_is_told(old: str, new: str, message: str) -> None:
    assert old in PHANTOM
    with pytest.raises(ValueError) as told:  # noqa: PT011 - the text is compared below
        recipe.parse(PHANTOM.replace(old, new))
    assert str(told.value).startswith(message)


def test_a_region_writes_each_label_once() -> None:
    wrong = BRATS.replace("labels = [1, 3]\nvalue = 1", "labels = [1, 3]\nvalue = 2")
    message = (
        r"^model.regions: values \[2, 2, 3\] \(expected each of the labels \[1, 2, 3\] once\)$"
    )
    with pytest.raises(ValueError, match=message):
        recipe.parse(wrong)


def test_the_plan_takes_the_recipes_sizes_and_cuts_stages() -> None:
    read = recipe.parse(PHANTOM)
    plans = plan.adapt(_plans(), read)
    changed = plans["configurations"]["3d_fullres"]
    kwargs = changed["architecture"]["arch_kwargs"]
    assert (changed["patch_size"], changed["batch_size"]) == ([64, 80, 96], 2)
    assert kwargs["n_stages"] == len(kwargs["strides"]) == len(kwargs["n_conv_per_stage"]) == 4
    assert kwargs["features_per_stage"] == [8, 16, 24, 32]
    assert kwargs["n_conv_per_stage_decoder"] == [1, 1, 1]
    assert plans["foldlink"] == read.training.settings
    window = plans["foreground_intensity_properties_per_channel"]["0"]
    assert (window["percentile_00_5"], window["std"], window["max"]) == (-200.0, 100.0, 9.0)


def test_a_residual_encoder_takes_blocks_for_convolutions() -> None:
    plans = _plans()
    kwargs = plans["configurations"]["3d_fullres"]["architecture"]["arch_kwargs"]
    kwargs["n_blocks_per_stage"] = kwargs.pop("n_conv_per_stage")
    changed = plan.adapt(plans, recipe.parse(PHANTOM))["configurations"]["3d_fullres"]
    told = changed["architecture"]["arch_kwargs"]
    assert told["n_blocks_per_stage"] == [2, 2, 2, 2]
    assert "n_conv_per_stage" not in told


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "patch = [64, 80, 96]",
            "patch = [64, 84, 96]",
            r"plan.patch\[1\] = 84 \(expected a multiple of 8, by which",
        ),
        (
            'configuration = "3d_fullres"',
            'configuration = "2d"',
            r"plan.configuration = 2d \(expected one that nnU-Net plans for these data: \['3d",
        ),
        (
            "features = [8, 16, 24, 32]",
            "features = [8, 8, 8, 8, 8, 8]",
            r"plan.features: 6 stages \(expected at most the planner's 5 for this patch\)",
        ),
        (
            "features = [8, 16, 24, 32]",
            "features = [8, 16]",
            r"plan.features: 2 stages \(expected 3 or more: nnU-Net's deep supervision",
        ),
        ("epochs = 50", "epoks = 50", r"training.settings.epoks: unknown key"),
    ],
)
def test_a_plan_that_cannot_be_is_told(old: str, new: str, message: str) -> None:
    assert old in PHANTOM
    with pytest.raises(ValueError, match=f"^{message}"):
        plan.adapt(_plans(), recipe.parse(PHANTOM.replace(old, new)))


def test_another_batch_is_part_of_the_runs_recipe() -> None:
    text = recipes.text("abdomen-nnunet.as-published")
    assert recipe.parse(text).plan.batch == 2
    assert recipe.parse(recipe.with_batch(text, 5)).plan.batch == 5
    with pytest.raises(ValueError, match=r"^--batch-size 0 \(expected 1 or more\)$"):
        recipe.with_batch(text, 0)


def test_regions_come_as_nnunet_wants_them() -> None:
    table = raw.dataset_json(recipe.parse(BRATS), 80)
    assert table["labels"] == {
        "background": 0,
        "whole_tumour": [1, 2, 3],
        "tumour_core": [1, 3],
        "enhancing_tumour": [3],
    }
    assert table["regions_class_order"] == [2, 1, 3]
    assert table["overwrite_image_reader_writer"] == "NibabelIOWithReorient"


def test_raw_files_are_linked_remapped_and_kept_out(tmp_path: Path) -> None:
    cases = []
    for k in range(3):
        values = np.zeros((4, 5, 6), np.uint8)
        values[1:3] = 4
        files = tuple(tmp_path / f"{k}_{c}.nii.gz" for c in range(4))
        for file in files:
            nib.save(nib.Nifti1Image(values.astype(np.int16), np.eye(4)), file)
        label = tmp_path / f"{k}_seg.nii"
        nib.save(nib.Nifti1Image(values, np.eye(4)), label)
        cases.append(Case(f"case{k}", files, label, remap={4: 3}))
    folder = tmp_path / "raw"
    raw.write(recipe.parse(BRATS), cases, ["case1"], folder)
    assert json.loads((folder / "dataset.json").read_text())["numTraining"] == 2
    assert (folder / "imagesTr" / "case0_0003.nii.gz").is_symlink()
    assert (folder / "imagesTs" / "case1_0000.nii.gz").exists()
    assert not (folder / "imagesTr" / "case1_0000.nii.gz").exists()
    label = np.asanyarray(nib.load(folder / "labelsTr" / "case2.nii.gz").dataobj)
    assert sorted(np.unique(label)) == [0, 3]
    assert not list(folder.rglob(".*"))


def test_a_folder_of_another_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(BRATS)
    with pytest.raises(
        ValueError, match=r"holds a run of another recipe \(expected a new --out\)$"
    ):
        prepare(PHANTOM, [], tmp_path)
    with pytest.raises(ValueError, match=r"holds a training \(expected a new --out\)$"):
        prepare(BRATS, [], tmp_path, rehearse=True)


def test_a_run_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path), "--to", str(tmp_path / "m")]) == 1
    assert capsys.readouterr().err == (
        f"foldlink-models export: {tmp_path}/recipe.toml is missing (expected a run's folder, as "
        "`train --out` makes it)\n"
    )


def test_recipes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in recipes.names())
