"""Generated cases and small recipes that the tests share."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from rehearsals import Rehearsals

ZOO = Path(__file__).parents[2] / "zoo"


@pytest.fixture(scope="session")
def rehearsals(tmp_path_factory: pytest.TempPathFactory) -> Rehearsals:
    return Rehearsals(tmp_path_factory.mktemp("rehearsals"))


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
