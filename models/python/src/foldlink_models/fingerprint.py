"""What the plans keep of a data set: median size, median spacing, foreground intensities."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nibabel as nib
import numpy as np

from foldlink_models.dataset import Case
from foldlink_models.recipe import REORIENTING

VOXELS_PER_CASE = 10_000


@dataclass(frozen=True)
class Fingerprint:
    """Sizes in voxels and spacing in millimetres, in z, y, x."""

    median_shape: list[int]
    median_spacing: list[float]
    intensities: dict[str, dict[str, float]]


def measure(cases: list[Case], reader: str, seed: int) -> Fingerprint:
    """Foreground intensities are drawn as nnU-Net draws them: equally many voxels a case."""
    rng = np.random.default_rng(seed)
    shapes, spacings = [], []
    drawn: list[list[np.ndarray]] = [[] for _ in cases[0].images]
    for case in cases:
        label = _read(case.label_file(), reader)
        foreground = np.flatnonzero(np.asanyarray(label.dataobj).ravel() > 0)
        shapes.append(label.shape[::-1])
        zooms = label.header.get_zooms()  # type: ignore[no-untyped-call]
        spacings.append([float(s) for s in zooms[:3]][::-1])
        for channel, file in enumerate(case.images):
            values = np.asanyarray(_read(file, reader).dataobj).ravel()[foreground]
            if len(values):
                drawn[channel].append(rng.choice(values, VOXELS_PER_CASE, replace=True))
    return Fingerprint(
        [int(n) for n in np.median(shapes, axis=0)],
        [float(s) for s in np.median(spacings, axis=0)],
        {str(c): _statistics(np.concatenate(v)) for c, v in enumerate(drawn)},
    )


def _read(file: Path, reader: str) -> nib.Nifti1Image:
    image = nib.Nifti1Image.from_filename(file)
    if reader != REORIENTING:
        return image
    return nib.as_closest_canonical(image)  # type: ignore[no-any-return, no-untyped-call]


def _statistics(values: np.ndarray) -> dict[str, float]:
    v = values.astype(np.float64)
    return {
        "max": float(v.max()),
        "mean": float(v.mean()),
        "median": float(np.median(v)),
        "min": float(v.min()),
        "percentile_00_5": float(np.percentile(v, 0.5)),
        "percentile_99_5": float(np.percentile(v, 99.5)),
        "std": float(v.std()),
    }
