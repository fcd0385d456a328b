"""What `import nnunet` refuses before it reads a network, word for word; needs no PyTorch."""

from __future__ import annotations

import copy
import json
import os
import pickle
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from foldlink_models.configuration import resampling
from foldlink_models.importing import nnunet_dataset, nnunet_plans, safe_checkpoint
from foldlink_models.importing.results_folder import FINAL, ResultsFolder

DATASET: dict[str, Any] = {
    "name": "Dataset001_Two",
    "channel_names": {"0": "CT", "1": "T1w"},
    "labels": {"background": 0, "Left Kidney": 2, "Tête": 1},
    "training": [{"image": "imagesTr/somebody.nii.gz"}],
    "numTraining": 7,
    "file_ending": ".nii.gz",
}
PLANS: dict[str, Any] = {
    "dataset_name": "Dataset001_Two",
    "plans_name": "nnUNetPlans",
    "image_reader_writer": "SimpleITKIO",
    "transpose_forward": [2, 0, 1],
    "transpose_backward": [1, 2, 0],
    "label_manager": "LabelManager",
    "configurations": {
        "3d_fullres": {
            "preprocessor_name": "DefaultPreprocessor",
            "patch_size": [16, 20, 24],
            "spacing": [2.0, 1, 0.8],
            "normalization_schemes": ["CTNormalization", "ZScoreNormalization"],
            "use_mask_for_norm": [False, True],
            **resampling(),
        },
        "3d_cascade_fullres": {"inherits_from": "3d_fullres", "previous_stage": "3d_lowres"},
    },
    "foreground_intensity_properties_per_channel": {
        "0": {"percentile_00_5": -100.0, "percentile_99_5": 300, "mean": 50.0, "std": 100.0}
    },
}


def refused(error: str) -> Any:
    return pytest.raises(ValueError, match=f"^{re.escape(error)}$")


# The folder.


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "nnUNetTrainer__nnUNetPlans__3d_fullres"
    made.mkdir()
    (made / "plans.json").write_text(json.dumps(PLANS), "utf-8")
    (made / "dataset.json").write_text(json.dumps(DATASET), "utf-8")
    return made


def put(folder: Path, *folds: str, name: str = FINAL) -> None:
    for fold in folds:
        (folder / f"fold_{fold}").mkdir(exist_ok=True)
        (folder / f"fold_{fold}" / name).touch()


@pytest.mark.parametrize(
    ("there", "wanted", "taken"),
    [
        (["0", "1", "2", "3", "4"], None, ["0", "1", "2", "3", "4"]),
        (["0"], None, ["0"]),
        (["all"], None, ["all"]),
        (["0", "1", "2", "3", "4", "all"], None, ["0", "1", "2", "3", "4"]),
        (["0", "1", "2", "3", "4", "all"], ["all"], ["all"]),
        (["0", "1", "3", "4"], ["3", "0"], ["0", "3"]),
        ([str(k) for k in range(11)], None, [str(k) for k in range(11)]),
    ],
)
def test_folds_are_found(
    folder: Path, there: list[str], wanted: list[str] | None, taken: list[str]
) -> None:
    put(folder, *there)
    assert list(ResultsFolder.read(folder, wanted).checkpoints) == taken


def test_a_gap_in_the_folds_is_refused(folder: Path) -> None:
    put(folder, "0", "1", "3", "4")
    with refused(
        f"{folder}: fold_2/checkpoint_final.pth is missing (expected all folds of a"
        " cross-validation; --folds 0,1,3,4 imports those that are there)"
    ):
        ResultsFolder.read(folder)


def test_a_last_fold_that_did_not_end_is_refused(folder: Path) -> None:
    put(folder, "0", "1", "2", "3")
    put(folder, "4", name="checkpoint_best.pth")
    with refused(
        f"{folder}: fold_4/checkpoint_final.pth is missing (expected all folds of a"
        " cross-validation; it has only checkpoint_best.pth: its training did not end; --folds"
        " 0,1,2,3 imports those that are there)"
    ):
        ResultsFolder.read(folder)


def test_a_fold_that_was_asked_for_and_is_missing_is_refused(folder: Path) -> None:
    put(folder, "0")
    with refused(
        f"{folder}: fold_3/checkpoint_final.pth is missing (expected every fold that --folds names)"
    ):
        ResultsFolder.read(folder, ["0", "3"])


@pytest.mark.parametrize("wanted", [["0", "all"], ["1", "1"]])
def test_folds_that_do_not_go_together_are_refused(folder: Path, wanted: list[str]) -> None:
    put(folder, "0", "1", "all")
    with refused(
        f"--folds {','.join(wanted)} (expected each once, and all alone: it has seen every case, so"
        " it is no part of an ensemble)"
    ):
        ResultsFolder.read(folder, wanted)


def test_a_fold_that_is_no_number_is_refused(folder: Path) -> None:
    with refused("--folds ../0 (expected numbers such as 0,1,2, or all)"):
        ResultsFolder.read(folder, ["../0"])


def test_no_fold_at_all_is_refused(folder: Path) -> None:
    with refused(f"{folder}: fold_0/checkpoint_final.pth is missing (expected at least one fold)"):
        ResultsFolder.read(folder)


@pytest.mark.parametrize("mark", ["plans.pkl", "fold_0/model_final_checkpoint.model"])
def test_a_folder_of_version_1_is_refused(tmp_path: Path, mark: str) -> None:
    file = tmp_path / mark
    file.parent.mkdir(exist_ok=True)
    file.touch()
    with refused(
        f"{tmp_path} is of nnU-Net v1: {mark} is there (expected nnU-Net v2's plans.json and"
        " fold_k/checkpoint_final.pth; v2 cannot read v1's networks, they must be trained again)"
    ):
        ResultsFolder.read(tmp_path)


def test_a_folder_without_plans_is_refused(folder: Path) -> None:
    (folder / "plans.json").unlink()
    with refused(
        f"{folder}: plans.json is missing (expected a folder of nnU-Net v2's results,"
        " trainer__plans__configuration)"
    ):
        ResultsFolder.read(folder)


def test_plans_that_are_no_json_are_refused(folder: Path) -> None:
    (folder / "plans.json").write_text("{", "utf-8")
    with pytest.raises(ValueError, match=r"plans\.json: Expecting .* \(expected JSON\)$"):
        ResultsFolder.read(folder)


def test_a_previous_stage_is_found_beside(folder: Path) -> None:
    put(folder, "0")
    source = ResultsFolder.read(folder)
    name = "nnUNetTrainer__nnUNetPlans__3d_lowres"
    with refused(
        f"{folder.name}: its previous stage is missing (expected the folder {name} beside it)"
    ):
        source.beside("3d_lowres")
    other = folder.with_name("Other__nnUNetPlans__3d_lowres")
    other.mkdir()
    assert source.beside("3d_lowres") == other
    third = folder.with_name("Third__nnUNetPlans__3d_lowres")
    third.mkdir()
    with refused(
        f"{folder.name}: its previous stage is missing (expected the folder {name} beside it; which"
        f" of {other.name}, {third.name} cannot be told)"
    ):
        source.beside("3d_lowres")
    folder.with_name(name).mkdir()
    assert source.beside("3d_lowres") == folder.with_name(name)


def test_postprocessing_is_the_folders_or_that_of_the_same_folds(folder: Path) -> None:
    put(folder, "0", "1")
    both = folder / "crossval_results_folds_0_1" / "postprocessing.json"
    both.parent.mkdir()
    both.touch()
    assert ResultsFolder.read(folder, ["0"]).postprocessing() is None
    assert ResultsFolder.read(folder, ["0", "1"]).postprocessing() == both
    (folder / "postprocessing.json").touch()
    assert ResultsFolder.read(folder, ["0"]).postprocessing() == folder / "postprocessing.json"


# dataset.json.


def dataset_with(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(DATASET), **changes}


def test_names_become_plain_and_cases_are_left_out() -> None:
    read = nnunet_dataset.read(DATASET)
    assert [(s.value, s.name, s.original) for s in read.structures] == [
        (1, "tete", "Tête"),
        (2, "left_kidney", "Left Kidney"),
    ]
    assert (read.channels, read.heads, read.labels) == (("CT", "T1w"), 3, 2)
    assert read.table == {
        "name": "Dataset001_Two",
        "numTraining": 7,
        "file_ending": ".nii.gz",
        "channel_names": {"0": "CT", "1": "T1w"},
        "labels": {"background": 0, "left_kidney": 2, "tete": 1},
    }


def test_regions_have_the_values_of_their_order() -> None:
    labels = {"background": 0, "whole": [1, 2, 3], "core": [2, 3], "enhancing": [3], "ignore": 4}
    read = nnunet_dataset.read(dataset_with(labels=labels, regions_class_order=[1, 5, 3]))
    assert [(s.value, s.name) for s in read.structures] == [
        (1, "whole"),
        (3, "enhancing"),
        (5, "core"),
    ]
    assert (read.heads, read.labels) == (3, 3)
    assert read.table["labels"] == labels
    assert read.table["regions_class_order"] == [1, 5, 3]


def test_117_labels_of_totalsegmentators_kind() -> None:
    labels = {"background": 0} | {f"vertebrae_{k}": k for k in range(117, 0, -1)}
    read = nnunet_dataset.read(dataset_with(labels=labels))
    assert [s.value for s in read.structures] == list(range(1, 118))
    assert read.heads == 118


def test_older_files_call_channels_modality() -> None:
    old = {k: v for k, v in DATASET.items() if k != "channel_names"}
    read = nnunet_dataset.read(old | {"modality": {"1": "MRI", "0": "CT"}})
    assert read.table["channel_names"] == {"0": "CT", "1": "MRI"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        (
            {"labels": {"background": 0, "a": 1, "b": 3}},
            "dataset.json labels.b = 3 (expected labels numbered from 0 without a gap, so 2 before"
            " it: nnU-Net trains no other)",
        ),
        (
            {"labels": {"background": 0, "a": 1, "b": 1}},
            "dataset.json labels.b = 1 (expected each value once: a has it)",
        ),
        (
            {"labels": {"background": 0, "A b": 1, "a-B": 2}},
            'dataset.json labels."a-B" becomes a_b, as "A b" does (expected different names; rename'
            " one in dataset.json, the network does not see names)",
        ),
        (
            {"labels": {"background": 0, "肝": 1}},
            'dataset.json labels."肝" (expected a name with a letter a to z, or a digit; rename it'
            " in dataset.json, the network does not see names)",
        ),
        ({"labels": {"a": 1}}, "dataset.json labels.background (expected 0)"),
        (
            {"labels": {"background": 0}},
            "dataset.json labels (expected one beside the background)",
        ),
        (
            {"labels": {"background": 0, "a": 1, "ignore": 3}},
            "dataset.json labels.ignore = 3 (expected 2, one above the other labels: nnU-Net takes"
            " no other)",
        ),
        (
            {"labels": {"0": "background", "1": "a"}},
            "dataset.json labels.0 = 'background' (expected a whole number of 0 to 65535, or a list"
            " of them, as nnU-Net v2 writes labels)",
        ),
        (
            {"labels": {"background": 0, "a": [1, 2], "b": 2}, "regions_class_order": [1]},
            "dataset.json regions_class_order = [1] (expected 2 different whole numbers from 1, one"
            " a region: a, b)",
        ),
        (
            {"channel_names": {"0": "CT", "2": "PET"}},
            "dataset.json channel_names has the keys 0, 2 (expected channels numbered from 0"
            " without a gap)",
        ),
        ({"labels": []}, "dataset.json labels = [] (expected an object, not empty)"),
    ],
)
def test_labels_and_channels_that_the_engine_refuses(changes: dict[str, Any], error: str) -> None:
    with refused(error):
        nnunet_dataset.read(dataset_with(**changes))


@pytest.mark.parametrize(
    ("channel", "code"),
    [("CT", "CT"), ("T1w", "MR"), ("FLAIR", "MR"), ("MRI", "MR"), ("PET (SUV)", "PT"), ("x", "OT")],
)
def test_modalities_are_read_off_the_channels_names(channel: str, code: str) -> None:
    assert nnunet_dataset.modality(channel) == code


# plans.json.


def test_a_configuration_has_what_it_inherits() -> None:
    read = nnunet_plans.read(PLANS, "3d_cascade_fullres", 2)
    assert (read.patch, read.spacing) == ((16, 20, 24), (2.0, 1, 0.8))
    assert read.previous == "3d_lowres"


@pytest.mark.parametrize(
    ("path", "value", "error"),
    [
        (
            ["image_reader_writer"],
            "Tiff3DIO",
            "plans.json image_reader_writer = 'Tiff3DIO' (expected SimpleITKIO, NibabelIO,"
            " SimpleITKIOWithReorient or NibabelIOWithReorient)",
        ),
        (
            ["transpose_backward"],
            [2, 0, 1],
            "plans.json transpose_backward = [2, 0, 1] (expected the inverse of transpose_forward)",
        ),
        (
            ["label_manager"],
            "OwnLabels",
            "plans.json label_manager = 'OwnLabels' (expected LabelManager)",
        ),
        (
            ["configurations", "3d_fullres", "preprocessor_name"],
            "OwnPreprocessor",
            "plans.json configurations.3d_fullres.preprocessor_name = 'OwnPreprocessor' (expected"
            " DefaultPreprocessor)",
        ),
        (
            ["configurations", "3d_fullres", "spacing"],
            [0.0, 1, 1],
            "plans.json configurations.3d_fullres.spacing[0] = 0.0 (expected more than 0)",
        ),
        (
            ["configurations", "3d_fullres", "patch_size"],
            [16, 20],
            "plans.json configurations.3d_fullres.patch_size = [16, 20] with spacing [2.0, 1, 0.8]"
            " (expected three numbers each, or two of a 2d configuration)",
        ),
        (
            ["configurations", "3d_fullres", "normalization_schemes"],
            ["CTNormalization", "Own"],
            "plans.json configurations.3d_fullres.normalization_schemes[1] = 'Own' (expected"
            " CTNormalization, ZScoreNormalization, RescaleTo01Normalization, RGBTo01Normalization"
            " or NoNormalization)",
        ),
        (
            ["configurations", "3d_fullres", "normalization_schemes"],
            ["CTNormalization"],
            "plans.json configurations.3d_fullres.normalization_schemes = ['CTNormalization']"
            " (expected 2, one a channel of dataset.json)",
        ),
        (
            ["foreground_intensity_properties_per_channel"],
            {},
            "plans.json foreground_intensity_properties_per_channel.0.percentile_00_5 = None"
            " (expected a number: CTNormalization needs it)",
        ),
        (
            ["configurations", "3d_fullres", "resampling_fn_data"],
            "own_resampling",
            "plans.json configurations.3d_fullres.resampling_fn_data = 'own_resampling' (expected"
            " resample_data_or_seg_to_shape, resample_torch_fornnunet or no_resampling_hack)",
        ),
        (
            ["configurations", "3d_fullres", "resampling_fn_data_kwargs", "order"],
            2,
            "plans.json configurations.3d_fullres.resampling_fn_data_kwargs.order = 2 (expected 0,"
            " 1 or 3: the engine has no other)",
        ),
        (
            ["configurations", "3d_fullres", "resampling_fn_probabilities_kwargs", "order"],
            3,
            "plans.json configurations.3d_fullres.resampling_fn_probabilities_kwargs.order = 3"
            " (expected 0 or 1: the engine has no other)",
        ),
        (
            ["configurations", "3d_fullres", "resampling_fn_data_kwargs", "sharpen"],
            True,
            "plans.json configurations.3d_fullres.resampling_fn_data_kwargs.sharpen (expected"
            " force_separate_z, is_seg, order or order_z)",
        ),
    ],
)
def test_plans_that_the_engine_refuses(path: list[str], value: Any, error: str) -> None:
    plans = copy.deepcopy(PLANS)
    table = plans
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = value
    with refused(error):
        nnunet_plans.read(plans, "3d_fullres", 2)


def test_a_configuration_that_is_not_there_is_refused() -> None:
    with refused("plans.json has no configurations.2d (it has 3d_fullres, 3d_cascade_fullres)"):
        nnunet_plans.read(PLANS, "2d", 2)


def test_configurations_in_a_circle_are_refused() -> None:
    plans = copy.deepcopy(PLANS)
    plans["configurations"]["3d_fullres"]["inherits_from"] = "3d_cascade_fullres"
    with refused(
        "plans.json configurations.3d_fullres.inherits_from = 3d_cascade_fullres (expected no"
        " circle of configurations)"
    ):
        nnunet_plans.read(plans, "3d_cascade_fullres", 2)


# Checkpoints, as far as the names in them.


class Calls:
    """Pickles as a call of `function`."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> Any:
        return self.call


def checkpoint(file: Path, content: Any, protocol: int = 2) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x/data.pkl", pickle.dumps(content, protocol))
    return file


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (os.system, "posix.system"),
        (eval, "__builtin__.eval"),
        (getattr, "__builtin__.getattr"),
        (pickle.loads, "pickle.loads"),
    ],
)
def test_code_in_a_pickle_is_refused_by_name_and_not_run(
    tmp_path: Path, function: Any, name: str
) -> None:
    mark = tmp_path / "ran"
    content = {"network_weights": {}, "logging": [Calls(function, f"touch {mark}")]}
    file = checkpoint(tmp_path / "c.pth", content)
    with refused(
        f"c.pth names {name} (expected only what nnU-Net's own checkpoints hold: tensors, numbers,"
        " texts and containers); nothing of it was run"
    ):
        safe_checkpoint.read(file, "c.pth")
    assert not mark.exists()


def test_all_that_is_refused_is_named(tmp_path: Path) -> None:
    content = [Calls(os.system, ""), Calls(eval, "")]
    with pytest.raises(ValueError, match=r"^c names __builtin__\.eval, posix\.system \("):
        safe_checkpoint.read(checkpoint(tmp_path / "c.pth", content), "c")


def test_names_by_way_of_the_stack_are_refused(tmp_path: Path) -> None:
    file = checkpoint(tmp_path / "c.pth", Calls(os.system, "true"), protocol=4)
    with refused(
        "c uses the pickle's STACK_GLOBAL (expected none, as torch.save has none); nothing of it"
        " was run"
    ):
        safe_checkpoint.read(file, "c")


def test_numpys_old_and_new_places_are_allowed(tmp_path: Path) -> None:
    pickled = "cnumpy.core.multiarray\nscalar\n0cnumpy._core.multiarray\nscalar\n."
    with zipfile.ZipFile(tmp_path / "c.pth", "w") as archive:
        archive.writestr("x/data.pkl", pickled.encode())
    assert safe_checkpoint.names_in(tmp_path / "c.pth", "c") <= safe_checkpoint.ALLOWED


def test_a_second_pickle_is_refused(tmp_path: Path) -> None:
    file = checkpoint(tmp_path / "c.pth", {})
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("x/constants.pkl", pickle.dumps({}, 2))
    with refused(
        "c holds the pickles x/data.pkl, x/constants.pkl (expected data.pkl alone, as torch.save"
        " writes it)"
    ):
        safe_checkpoint.read(file, "c")


def test_a_bare_pickle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.pth").write_bytes(pickle.dumps({}))
    with refused("c is no zip (expected a file as torch.save writes it)"):
        safe_checkpoint.read(tmp_path / "c.pth", "c")


def test_a_damaged_pickle_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.pth", "w") as archive:
        archive.writestr("x/data.pkl", b"\x80\x02}q")
    with pytest.raises(ValueError, match=r"^c: data\.pkl is damaged: "):
        safe_checkpoint.read(tmp_path / "c.pth", "c")
