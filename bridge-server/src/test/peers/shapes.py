"""SimpleITK's and SciPy's measures of the labelmaps in a folder, in RAS mm, for comparison with ours.

  shapes.py FOLDER [--lesions VALUE] [--feret VOXELS]

Reads NAME.labels.nii.gz and, where it is there, NAME.image.nii.gz. Prints a JSON object a line.
A label: SimpleITK's principal axes (three unit vectors, the longest first), the oriented bounding box (centre, sizes along those axes),
the perimeter (surface area) and, for structures of at most --feret voxels, its Feret diameter (between voxel centres); the greatest
distance between two corners of cells, and how far the corners of cells reach along SimpleITK's axes, by SciPy's convex hull; SimpleITK's
mean, sigma, minimum and maximum of the image and numpy's percentiles.
A component (with --lesions): its label, voxels, centroid and, for each other label, the distance between the cells of the two by SciPy's
exact distance transform.
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.ndimage as ndi
import SimpleITK as sitk
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist

Array = npt.NDArray[Any]
FLIP = np.array((-1.0, -1.0, 1.0))


def corners(image: sitk.Image, mask: Array) -> Array:
    """Corners of the cells of a mask that are corners of their hull, RAS mm."""
    surface = mask & ~ndi.binary_erosion(mask)
    at = np.argwhere(surface)[:, ::-1]
    lattice = np.unique(np.concatenate([2 * at + c for c in itertools.product((-1, 1), repeat=3)]), axis=0)
    hull = lattice[ConvexHull(lattice).vertices] / 2
    steps = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    points: Array = (hull @ steps.T + image.GetOrigin()) * FLIP
    return points


def labels(image: sitk.Image, scan: sitk.Image | None, feret: int) -> list[dict[str, Any]]:
    array = sitk.GetArrayFromImage(image)
    shape = sitk.LabelShapeStatisticsImageFilter()
    shape.ComputeOrientedBoundingBoxOn()
    shape.ComputePerimeterOn()
    shape.Execute(image)
    small = sitk.LabelShapeStatisticsImageFilter()
    small.ComputeFeretDiameterOn()
    few = [v for v in shape.GetLabels() if shape.GetNumberOfPixels(v) <= feret]
    small.Execute(keep(image, array, few))
    statistics = sitk.LabelStatisticsImageFilter()
    if scan is not None:
        statistics.Execute(sitk.Cast(scan, sitk.sitkFloat64), image)
    rows = []
    for value in shape.GetLabels():
        axes = np.array(shape.GetPrincipalAxes(value)).reshape(3, 3)[::-1] * FLIP
        size = np.array(shape.GetOrientedBoundingBoxSize(value))[::-1]
        vertices = np.array(shape.GetOrientedBoundingBoxVertices(value)).reshape(-1, 3) * FLIP
        hull = corners(image, array == value)
        reach = hull @ axes.T
        row = {
            "label": value,
            "moments": list(shape.GetPrincipalMoments(value))[::-1],
            "axes": axes.tolist(),
            "obb_size": size.tolist(),
            "obb_centre": vertices.mean(0).tolist(),
            "corner_low": reach.min(0).tolist(),
            "corner_high": reach.max(0).tolist(),
            "perimeter": shape.GetPerimeter(value),
            "feret": small.GetFeretDiameter(value) if value in few else None,
            "corner_feret": float(pdist(hull).max()),
        }
        if scan is not None:
            inside = sitk.GetArrayViewFromImage(scan)[array == value].astype(np.float64)
            row["mean"] = statistics.GetMean(value)
            row["sd"] = statistics.GetSigma(value)
            row["min"] = statistics.GetMinimum(value)
            row["max"] = statistics.GetMaximum(value)
            row["percentiles"] = np.percentile(inside, [5, 25, 50, 75, 95]).tolist()
        rows.append(row)
    return rows


def keep(image: sitk.Image, array: Array, values: list[int]) -> sitk.Image:
    kept = sitk.GetImageFromArray(np.where(np.isin(array, values), array, 0))
    kept.CopyInformation(image)
    return kept


def components(image: sitk.Image, value: int) -> list[dict[str, Any]]:
    array = sitk.GetArrayFromImage(image)
    spacing = image.GetSpacing()[::-1]
    found, count = ndi.label(array == value, structure=np.ones((3, 3, 3)))
    others = [int(v) for v in np.unique(array) if v not in (0, value)]
    far = {v: ndi.distance_transform_edt(array != v, sampling=spacing) for v in others}
    rows = []
    for n in range(1, count + 1):
        mask = found == n
        # Cells are one voxel nearer to each other along every axis than their centres.
        grown = ndi.binary_dilation(mask, structure=np.ones((3, 3, 3)))
        at = np.argwhere(mask).mean(0)[::-1]
        rows.append(
            {
                "component": value,
                "voxels": int(mask.sum()),
                "centroid": (np.array(image.TransformContinuousIndexToPhysicalPoint(at.tolist())) * FLIP).tolist(),
                "distances": {str(v): float(far[v][grown].min()) for v in others},
            }
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lesions", type=int)
    parser.add_argument("--feret", type=int, default=20_000)
    given = parser.parse_args()
    for file in sorted(given.folder.glob("*.labels.nii.gz")):
        name = file.name.removesuffix(".labels.nii.gz")
        image = sitk.ReadImage(file)
        scan_file = given.folder / f"{name}.image.nii.gz"
        scan = sitk.ReadImage(scan_file) if scan_file.exists() else None
        rows = labels(image, scan, given.feret)
        if given.lesions is not None:
            rows += components(image, given.lesions)
        for row in rows:
            print(json.dumps({"file": name, **row}))


if __name__ == "__main__":
    main()
