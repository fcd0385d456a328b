"""Generated cases and small recipes that the tests share."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

ZOO = Path(__file__).parents[2] / "zoo"

TINY_RECIPE = """
[model]
id = "tiny"
title = "Two balls"
version = "1.0.0"
modality = "MR"
licence = "Apache-2.0"
attribution = "generated"
trained_on = "generated balls"
mirroring_axes = [2]

[[model.channels]]
name = "MRI"
modality = "MR"

[[model.labels]]
value = 1
name = "bright"
color = [255, 0, 0]

[[model.labels]]
value = 2
name = "dark"
color = [0, 0, 255]
snomed = "5366008"

[split]
held_out = 1
seed = 7

[plan]
reader = "SimpleITKIO"
spacing = [1.0, 1.0, 1.0]
patch = [8, 8, 8]
normalization = ["ZScoreNormalization"]
features = [4, 8]
strides = [[1, 1, 1], [2, 2, 2]]
kernels = [[3, 3, 3], [3, 3, 3]]
convs_per_stage = 1

[training]
seed = 3
iterations = 250
batch = 2
learning_rate = 1e-3
weight_decay = 1e-2
warm_up = 5
ema = 0.9
clip_norm = 12.0
validate_every = 250

[augmentation]
flip_axes = [2]
rotation_degrees = 15.0
scale = [0.9, 1.1]
shift_voxels = 1.0
spatial_probability = 0.5
foreground_probability = 0.5
noise = 0.1
gamma = [0.8, 1.2]
contrast = [0.8, 1.2]
brightness = 0.1
blur_probability = 0.5
intensity_probability = 0.5

[refine]
iterations = 50
learning_rate = 5e-4
warm_up = 3
class_weights = [1.0, 1.0, 2.0]
label_weights = [1.0, 3.0]
"""


@pytest.fixture
def recipe_file(tmp_path: Path) -> Path:
    file = tmp_path / "tiny.toml"
    file.write_text(TINY_RECIPE, "utf-8")
    return file


@pytest.fixture
def raw_dataset(tmp_path: Path) -> Path:
    """Eight cases in nnU-Net's raw layout, sizes about 12×10×9, seeded."""
    rng = np.random.default_rng(11)
    data = tmp_path / "raw"
    (data / "imagesTr").mkdir(parents=True)
    (data / "labelsTr").mkdir()
    for k in range(8):
        shape = (12 + k % 2, 10, 9)
        label = np.zeros(shape, np.uint8)
        label[2:5, 2:6, 2:6] = 1
        label[7:10, 3:8, 3:7] = 2
        image = rng.normal(100, 5, shape) + 60.0 * (label == 1) - 50.0 * (label == 2)
        affine = np.eye(4)
        nib.save(
            nib.Nifti1Image(image.astype(np.float32), affine),
            data / "imagesTr" / f"case{k}_0000.nii.gz",
        )
        nib.save(nib.Nifti1Image(label, affine), data / "labelsTr" / f"case{k}.nii.gz")
    return data
