"""SimpleITK's affine registration by Mattes' mutual information, for comparison with ours.

  registration.py TEMPLATE IMAGE...

Brings each image to the template: centres of mass, then rigid, then affine, at 4, 2 and 1 times 2 mm, over the template's brain
and 4 mm around it. Prints one JSON document: version, threads, and for each image its file, the seconds it took without reading,
the metric where it ended, and the map from the template's RAS mm to the image's, 12 values row-major.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import SimpleITK as sitk

FLIP = np.diag([-1.0, -1.0, 1.0, 1.0])
SEED = 1


def read(file: str) -> sitk.Image:
    image = sitk.ReadImage(file, sitk.sitkFloat32)
    return image[:, :, :, 0] if image.GetDimension() == 4 else image


def brain(template: sitk.Image) -> sitk.Image:
    mask = sitk.BinaryMorphologicalClosing(template > 0.1 * np.percentile(sitk.GetArrayViewFromImage(template), 99.5), (8, 8, 8))
    return sitk.BinaryDilate(mask, (4, 4, 4))


def method(mask: sitk.Image) -> sitk.ImageRegistrationMethod:
    registration = sitk.ImageRegistrationMethod()
    registration.SetMetricAsMattesMutualInformation(32)
    registration.SetMetricFixedMask(mask)
    registration.SetMetricSamplingStrategy(registration.RANDOM)
    registration.SetMetricSamplingPercentagePerLevel([0.5, 0.2, 0.04], SEED)
    registration.SetInterpolator(sitk.sitkLinear)
    registration.SetShrinkFactorsPerLevel([8, 4, 2])
    registration.SetSmoothingSigmasPerLevel([4, 2, 1])
    registration.SmoothingSigmasAreSpecifiedInPhysicalUnitsOn()
    registration.SetOptimizerAsRegularStepGradientDescent(2.0, 0.005, 200, 0.7, 1e-6)
    registration.SetOptimizerScalesFromPhysicalShift()
    return registration


def register(template: sitk.Image, mask: sitk.Image, image: sitk.Image) -> tuple[sitk.AffineTransform, float]:
    start = sitk.CenteredTransformInitializer(template, image, sitk.Euler3DTransform(), sitk.CenteredTransformInitializerFilter.MOMENTS)
    rigid = method(mask)
    rigid.SetInitialTransform(start, inPlace=True)
    rigid.Execute(template, image)
    affine = sitk.AffineTransform(3)
    affine.SetCenter(start.GetCenter())
    affine.SetMatrix(start.GetMatrix())
    affine.SetTranslation(start.GetTranslation())
    second = method(mask)
    second.SetInitialTransform(affine, inPlace=True)
    second.Execute(template, image)
    return affine, second.GetMetricValue()


def ras(transform: sitk.AffineTransform) -> list[float]:
    lps = np.eye(4)
    lps[:3, :3] = np.array(transform.GetMatrix()).reshape(3, 3)
    centre = np.array(transform.GetCenter())
    lps[:3, 3] = centre + transform.GetTranslation() - lps[:3, :3] @ centre
    return (FLIP @ lps @ FLIP)[:3].ravel().tolist()


def main(template_file: str, files: list[str]) -> None:
    template = read(template_file)
    mask = brain(template)
    results = []
    for file in files:
        image = read(file)
        start = time.perf_counter()
        transform, metric = register(template, mask, image)
        seconds = time.perf_counter() - start
        results.append({"file": Path(file).name, "seconds": seconds, "metric": metric, "rows": ras(transform)})
    threads = sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()
    print(json.dumps({"version": sitk.Version.VersionString(), "threads": threads, "results": results}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
