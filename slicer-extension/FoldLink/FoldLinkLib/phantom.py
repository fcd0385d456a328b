"""A CT of the abdomen that never was, for a first try without a patient: made here in a second, nothing is downloaded."""

from __future__ import annotations

from typing import Any

import numpy as np

NAME = "FoldLinkPhantom"
SPACING = (3.0, 3.0, 4.0)
"""mm, along i, j, k."""
SIZE = (128, 96, 64)
_AIR, _FAT, _MUSCLE = -1000.0, -95.0, 55.0
# By name: centre and half axes in mm (RAS, from the middle of the body), HU.
ORGANS = {
    "liver": ((70.0, 8.0, 10.0), (72.0, 62.0, 62.0), 110.0),
    "spleen": ((-98.0, -38.0, 22.0), (26.0, 34.0, 44.0), 120.0),
    "kidney right": ((62.0, -52.0, -52.0), (27.0, 24.0, 48.0), 165.0),
    "kidney left": ((-62.0, -52.0, -42.0), (27.0, 24.0, 48.0), 165.0),
    "aorta": ((-6.0, -28.0, 0.0), (11.0, 11.0, 400.0), 180.0),
    "spine": ((0.0, -64.0, 0.0), (21.0, 18.0, 400.0), 260.0),
}


def voxels(seed: int = 1) -> np.ndarray:
    """HU, int16, in the order k, j, i; i runs to the patient's left, j to the back, k up."""
    right, front, up = _millimetres()
    image = np.full((SIZE[2], SIZE[1], SIZE[0]), _AIR)
    for axes, hu in (((165.0, 115.0), _FAT), ((148.0, 98.0), _MUSCLE), ((136.0, 86.0), _FAT)):
        image[_inside(right, front, up, (0, 0, 0), (*axes, 1000))] = hu
    for centre, axes, hu in ORGANS.values():
        image[_inside(right, front, up, centre, axes)] = hu
    noise = np.random.default_rng(seed).normal(0, 12, image.shape)
    return np.clip(image + noise, -1024, 3071).astype(np.int16)


def make(scene: Any) -> Any:
    """The phantom as a volume node in the scene."""
    import vtk
    from vtk.util.numpy_support import numpy_to_vtk

    image = vtk.vtkImageData()
    image.SetDimensions(*SIZE)
    scalars = numpy_to_vtk(voxels().ravel(), deep=True, array_type=vtk.VTK_SHORT)
    image.GetPointData().SetScalars(scalars)
    node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", scene.GenerateUniqueName(NAME))
    node.SetSpacing(*SPACING)
    node.SetIJKToRASDirections(-1, 0, 0, 0, -1, 0, 0, 0, 1)
    node.SetOrigin(*((n - 1) * mm / 2 * way for n, mm, way in zip(SIZE, SPACING, (1, 1, -1))))
    node.SetAndObserveImageData(image)
    node.CreateDefaultDisplayNodes()
    display = node.GetDisplayNode()
    display.SetAutoWindowLevel(False)
    display.SetWindowLevel(400, 40)
    return node


def _millimetres() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """To the patient's right (-R of RAS negated: the liver lies at positive values), to the front, up; each k, j, i."""
    i, j, k = ((np.arange(n) - (n - 1) / 2) * mm for n, mm in zip(SIZE, SPACING))
    return -i[None, None, :], -j[None, :, None], k[:, None, None]


def _inside(x: np.ndarray, y: np.ndarray, z: np.ndarray, centre: tuple[float, ...], axes: tuple[float, ...]) -> np.ndarray:
    parts = (((p - c) / a) ** 2 for p, c, a in zip((x, y, z), centre, axes))
    return sum(parts) <= 1
