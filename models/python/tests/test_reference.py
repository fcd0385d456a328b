"""The small NumPy predictor against nnU-Net itself, on a generated volume of several tiles."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from conftest import ZOO

from foldlink_models import sliding
from foldlink_models.predict import ModelFolder, forward_of, mean_logits

pytestmark = pytest.mark.peers


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    """52×60×44 voxels (x, y, z) of smooth noise."""
    from scipy.ndimage import gaussian_filter

    noise = np.random.default_rng(4).standard_normal((52, 60, 44))
    file = tmp_path / "volume.nii.gz"
    image = (gaussian_filter(noise, 2) * 1000 + 500).astype(np.float32)
    nib.save(nib.Nifti1Image(image, np.diag([-1.0, -1.0, 1.2, 1.0])), file)
    return file


def test_nnunet_and_the_small_predictor_agree(volume: Path, tmp_path: Path) -> None:
    from foldlink_models import reference

    model = ModelFolder(ZOO / "hippocampus")
    out = tmp_path / "out"
    arguments = [str(model.folder), "--input", str(volume), "--out", str(out), "--folds", "0"]
    assert reference.main([*arguments, "--float32-sums"]) == 0
    expected = np.load(out / "logits.npy")
    image = np.load(out / "preprocessed.npy")
    assert image.shape == (1, 53, 60, 52)
    axes = model.descriptor["mirroring"]
    found = mean_logits(image, model.patch, [forward_of(model.folds()[0], 1)], axes)
    assert np.abs(found - expected).max() <= 5e-3
    labels = nib.load(out / "labelmap.nii.gz")
    assert labels.shape == (52, 60, 44)
    np.testing.assert_allclose(labels.affine, nib.load(volume).affine, atol=1e-6)


@pytest.mark.parametrize("patch", [(40, 56, 40), (56, 72, 72), (8, 12, 9)])
def test_tiles_and_weights_are_those_of_nnunet(patch: tuple[int, int, int]) -> None:
    import torch
    from nnunetv2.inference.sliding_window_prediction import (
        compute_gaussian,
        compute_steps_for_sliding_window,
    )

    map_of = compute_gaussian(patch, 1 / 8, 10, device=torch.device("cpu"))
    assert np.array_equal(sliding.importance(patch), map_of.float().numpy())
    rng = np.random.default_rng(6)
    for _ in range(200):
        size = [int(p + rng.integers(0, 300)) for p in patch]
        steps = compute_steps_for_sliding_window(size, patch, 0.5)
        assert [sliding.starts(n, p) for n, p in zip(size, patch, strict=True)] == steps


@pytest.mark.parametrize("model_id", ["hippocampus", "phantom-abdomen"])
def test_nnunet_takes_plans_dataset_and_every_fold(model_id: str) -> None:
    from foldlink_models import reference_nnunet
    from foldlink_models.reference_model import NnunetFolder

    model = ModelFolder(ZOO / model_id)
    predictor = reference_nnunet.predictor_of(NnunetFolder(model.folder))
    assert len(predictor.list_of_parameters) == len(model.folds())
    assert predictor.label_manager.num_segmentation_heads == len(model.labels) + 1
