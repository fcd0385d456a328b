"""Scans as fixtures: a plugin, since tests of several files take them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import slicer.util
from runs import command_line, load, save, volume

from rig import slicer_parts


@pytest.fixture(scope="session")
def mr(shared_data: Path | None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real hippocampus MR, else a part of a generated head that is as small."""
    if shared_data is not None:
        return shared_data / "msd-hippocampus" / "images" / "hippocampus_001.nii.gz"
    folder = tmp_path_factory.mktemp("phantom")
    command_line("phantom", "--kind", "brain", "--spacing", 3, "--out", folder / "head")
    parts = slicer_parts.make()
    head = load(parts, sorted((folder / "head").rglob("*_0001.nii.gz"))[0])
    voxels = slicer.util.arrayFromVolume(head)
    k, j, i = (n // 2 for n in voxels.shape)
    part = volume(parts.scene, voxels[k - 17 : k + 18, j - 25 : j + 26, i - 17 : i + 18], np.diag([1.0, 1, 1, 1]), "head")
    save(part, folder / "head.nrrd")
    parts.close()
    return folder / "head.nrrd"
