"""A job file's cases in one process: stages of nnU-Net with seeded random weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pytest

from foldlink_models import reference_job

DATASET = {
    "name": "Two",
    "channel_names": {"0": "MRI"},
    "labels": {"background": 0, "a": 1, "b": 2},
    "file_ending": ".nii.gz",
}


def test_a_kind_that_is_unknown_is_refused_before_anything_runs(tmp_path: Path) -> None:
    job = tmp_path / "job.json"
    job.write_text(json.dumps({"cases": [{"kind": "other", "name": "a", "out": str(tmp_path)}]}))
    with pytest.raises(ValueError, match=r"cases\[0\]\.kind = 'other' \(expected one of \['"):
        reference_job.run(job)


def network(dimensions: int) -> dict[str, Any]:
    return {"features": [4, 8], "strides": [[1] * dimensions, [2] * dimensions]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a job that ran; its case `broken` names a volume that is not there."""
    folder = tmp_path_factory.mktemp("job")
    noise = np.random.default_rng(8).normal(100, 20, (11, 12, 13)).astype(np.float32)
    nib.save(nib.Nifti1Image(noise, np.diag([1.0, 1.0, 2.0, 1.0])), folder / "noise.nii.gz")
    configurations = {
        "3d_fullres": {
            "spacing": [1, 1, 1],
            "patch_size": [8, 8, 8],
            "network": network(3),
            "folds": [0, 3],
        },
        "2d": {"spacing": [1, 1], "patch_size": [8, 8], "network": network(2), "folds": ["all"]},
        "3d_lowres": {
            "spacing": [2, 2, 2],
            "patch_size": [8, 8, 8],
            "network": network(3),
            "folds": [0],
        },
        "3d_cascade_fullres": {
            "inherits_from": "3d_fullres",
            "previous_stage": "3d_lowres",
            "folds": [0],
        },
    }
    folders = {
        name: str(folder / f"models/nnUNetTrainerNoMirroring__nnUNetPlans__{name}")
        for name in configurations
    }
    steps = {
        "postprocessing_fns": ["remove_all_but_largest_component_from_segmentation"] * 2,
        "postprocessing_kwargs": [{"labels_or_regions": [1, 2]}, {"labels_or_regions": 1}],
    }
    (folder / "steps.json").write_text(json.dumps(steps))
    cases: dict[str, dict[str, Any]] = {
        "full": {"model": folders["3d_fullres"], "postprocessing": str(folder / "steps.json")},
        "half": {"model": folders["3d_fullres"], "sums": "float16", "folds": [3]},
        "cascade": {"model": folders["3d_cascade_fullres"]},
        "both": {"members": [folders["3d_fullres"], folders["2d"]]},
        "broken": {"model": folders["3d_fullres"], "inputs": [str(folder / "none.nii.gz")]},
    }
    common = {"kind": "nnunet", "inputs": [str(folder / "noise.nii.gz")]}
    job = {
        "models": [
            {
                "kind": "nnunet",
                "folder": str(folder / "models"),
                "trainer": "nnUNetTrainerNoMirroring",
                "dataset": DATASET,
                "seed": 5,
                "configurations": configurations,
            }
        ],
        "cases": [
            {**common, "name": name, "out": str(folder / name)} | case
            for name, case in cases.items()
        ],
    }
    (folder / "job.json").write_text(json.dumps(job))
    assert reference_job.run(folder / "job.json") == ["broken"]
    return folder


@pytest.mark.peers
def test_every_stage_of_a_case_is_written(made: Path) -> None:
    from skimage import measure

    case = made / "full"
    shapes = {
        "preprocessed": (1, 26, 12, 11),
        "logits_0": (3, 26, 12, 11),
        "logits_3": (3, 26, 12, 11),
        "logits": (3, 26, 12, 11),
        "probabilities": (3, 13, 12, 11),
        "margin": (1, 13, 12, 11),
    }
    arrays = {name: np.load(case / f"{name}.npy") for name in shapes}
    assert {name: array.shape for name, array in arrays.items()} == shapes
    assert all(array.dtype == np.dtype("<f4") for array in arrays.values())
    mean = (arrays["logits_0"] + arrays["logits_3"]) / 2
    np.testing.assert_allclose(arrays["logits"], mean, atol=1e-6)
    assert not np.allclose(arrays["logits_0"], arrays["logits_3"], atol=0.1)
    assert 1 < arrays["logits_0"].std() < 10
    labels = np.asarray(nib.load(case / "labelmap.nii.gz").dataobj).T
    decided = arrays["margin"][0] > 1e-4
    np.testing.assert_array_equal(labels[decided], arrays["probabilities"].argmax(0)[decided])
    assert set(np.unique(labels)) == {0, 1, 2}
    kept = np.asarray(nib.load(case / "postprocessed.nii.gz").dataobj).T
    assert np.all((kept == labels) | (kept == 0))
    assert measure.label(kept == 1, connectivity=3).max() == 1


@pytest.mark.peers
def test_half_precision_sums_are_nnunets_own(made: Path) -> None:
    exact, half = np.load(made / "full/logits_3.npy"), np.load(made / "half/logits.npy")
    rms = np.sqrt(np.mean((exact - half) ** 2))
    assert 0 < rms < 0.1
    assert json.loads((made / "half/reference.json").read_text())["sums"] == "float16"


@pytest.mark.peers
def test_a_cascade_sees_the_previous_stage_as_channels(made: Path) -> None:
    image = np.load(made / "cascade/preprocessed.npy")
    assert image.shape == (3, 26, 12, 11)
    assert set(np.unique(image[1:])) == {0, 1}
    assert np.load(made / "cascade/previous/logits.npy").shape == (3, 13, 6, 6)


@pytest.mark.peers
def test_members_are_averaged_as_probabilities(made: Path) -> None:
    members = [np.load(made / f"both/member_{i}/probabilities.npy") for i in range(2)]
    np.testing.assert_allclose(
        np.load(made / "both/probabilities.npy"), (members[0] + members[1]) / 2, atol=1e-6
    )
    assert (made / "both/member_1/logits_all.npy").is_file()


@pytest.mark.peers
def test_a_case_that_fails_says_why_and_the_others_go_on(made: Path) -> None:
    assert "none.nii.gz" in (made / "broken/error.txt").read_text()
    assert not (made / "broken/reference.json").exists()
    assert not (made / "both/error.txt").exists()
