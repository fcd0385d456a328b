"""SimpleITK's label shape statistics of the labelmaps in a folder, in RAS mm, for comparison with ours.

  measures.py FOLDER

Prints one line a label: file, label, voxels, ml, centroid (3), the centre of the box along the grid's axes (3) and its size (3), the box
around the voxels' corners along the patient's axes (min 3, max 3), and the largest Feret diameter between voxel centres in a slice that is
nearest to axial.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import SimpleITK as sitk

Point = npt.NDArray[np.float64]


def ras(lps: tuple[float, ...]) -> Point:
    return np.array(lps) * (-1, -1, 1)


def patient_box(image: sitk.Image, label: int) -> tuple[Point, Point]:
    at = np.argwhere(sitk.GetArrayViewFromImage(image) == label)[:, ::-1]
    steps = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    corners = np.concatenate([at + c for c in itertools.product((-0.5, 0.5), repeat=3)])
    points = (corners @ steps.T + image.GetOrigin()) * (-1, -1, 1)
    return points.min(0), points.max(0)


def feret(image: sitk.Image, label: int) -> float:
    direction = np.array(image.GetDirection()).reshape(3, 3)
    across = int(np.argmax(np.abs(direction[2])))
    greatest = 0.0
    for s in range(image.GetSize()[across]):
        where: list[slice | int] = [slice(None)] * 3
        where[across] = s
        section = sitk.GetArrayFromImage(image)[tuple(reversed(where))]
        if not (section == label).any():
            continue
        flat = sitk.GetImageFromArray((section == label).astype(np.uint8))
        flat.SetSpacing([image.GetSpacing()[a] for a in range(3) if a != across])
        shape = sitk.LabelShapeStatisticsImageFilter()
        shape.ComputeFeretDiameterOn()
        shape.Execute(flat)
        greatest = max(greatest, shape.GetFeretDiameter(1))
    return greatest


def main(folder: Path) -> None:
    for file in sorted(folder.glob("*.nii.gz")):
        image = sitk.ReadImage(file)
        shape = sitk.LabelShapeStatisticsImageFilter()
        shape.Execute(image)
        for label in shape.GetLabels():
            x, y, z, nx, ny, nz = shape.GetBoundingBox(label)
            centre = (x + (nx - 1) / 2, y + (ny - 1) / 2, z + (nz - 1) / 2)
            values = [
                shape.GetPhysicalSize(label) / 1000,
                *ras(shape.GetCentroid(label)),
                *ras(image.TransformContinuousIndexToPhysicalPoint(centre)),
                *(np.array((nx, ny, nz)) * image.GetSpacing()),
                *np.concatenate(patient_box(image, label)),
                feret(image, label),
            ]
            numbers = " ".join(repr(float(v)) for v in values)
            print(file.name, label, shape.GetNumberOfPixels(label), numbers)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
