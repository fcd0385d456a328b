"""Where a volume's voxels lie: its grid in the node's own frame (RAS mm, before parent transforms), index order i, j, k."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import vtk

from .text import tr as _

ROUNDING = 0.05
"""In voxels: a matrix that went over the wire in 32 bits is this close to the one that was sent."""
SHEAR = 1e-3
"""The cosine from which two axes count as sheared."""


@dataclass(frozen=True)
class Grid:
    """Voxel counts, and the matrix from voxel indices (of voxel centres) to RAS mm."""

    size: tuple[int, int, int]
    to_ras: np.ndarray

    @property
    def spacing(self) -> np.ndarray:
        return np.asarray(np.linalg.norm(self.to_ras[:3, :3], axis=0))

    @property
    def shear(self) -> float:
        """The largest cosine between two of the axes; 0 for a grid that boxes and surfaces can follow."""
        axes = self.to_ras[:3, :3] / self.spacing
        return float(np.abs(axes.T @ axes - np.eye(3)).max())

    def apart(self, other: Grid) -> float:
        """How far, in this grid's smallest voxel edge, the corner voxels of two grids of one size lie from one another at most."""
        corners = np.array([[i, j, k, 1] for i in (0, self.size[0] - 1) for j in (0, self.size[1] - 1) for k in (0, self.size[2] - 1)])
        far = (corners @ (self.to_ras - other.to_ras).T)[:, :3]
        return float(np.linalg.norm(far, axis=1).max() / self.spacing.min())

    def __str__(self) -> str:
        size, spacing = (" x ".join(format(n, "g") for n in row) for row in (self.size, np.round(self.spacing, 3)))
        return f"{size} voxels of {spacing} mm"


def of(volume: Any) -> Grid:
    """A volume node's grid. :raises ValueError: if it has no voxels."""
    image = volume.GetImageData()
    if image is None or image.GetNumberOfPoints() == 0:
        raise ValueError(_("“{name}” has no voxels (expected a volume with an image). Load it again.").format(name=volume.GetName()))
    matrix = vtk.vtkMatrix4x4()
    volume.GetIJKToRASMatrix(matrix)
    return Grid(tuple(image.GetDimensions()), array(matrix))


def common(labelmap: Any, reference: Any) -> Grid:
    """The grid of labels made on a volume: the volume's own, in full precision.

    :raises ValueError: if the volume has another grid than the labels, or a sheared one: the result would lie in the wrong place
    """
    labels, own = of(labelmap), of(reference)
    if labels.size != own.size or own.apart(labels) > ROUNDING:
        raise ValueError(
            _(
                "The labels' grid is {labels}, and “{name}” has {own} (expected the same grid in the same place): "
                "the volume was changed during the run. Segment it again."
            ).format(labels=labels, name=reference.GetName(), own=own)
        )
    if own.shear > SHEAR:
        raise ValueError(
            _(
                "The axes of “{name}” are sheared: the cosine between two of them is {shear:.3f} (expected right angles). "
                "Resample the volume to a grid with right angles, and segment that."
            ).format(name=reference.GetName(), shear=own.shear)
        )
    return own


def voxels(volume: Any) -> np.ndarray:
    """The node's voxels in the order k, j, i; a view, not a copy."""
    from vtk.util.numpy_support import vtk_to_numpy

    image = volume.GetImageData()
    return np.asarray(vtk_to_numpy(image.GetPointData().GetScalars()).reshape(tuple(reversed(image.GetDimensions()))))


def to_world(node: Any, point: Any) -> np.ndarray:
    """A point of a node's own frame, in the world that the views show."""
    parent = node.GetParentTransformNode()
    if parent is None:
        return np.asarray(point, float)
    general = vtk.vtkGeneralTransform()
    parent.GetTransformToWorld(general)
    return np.array(general.TransformPoint(*(float(c) for c in point)))


def array(matrix: Any) -> np.ndarray:
    return np.array([[matrix.GetElement(i, j) for j in range(4)] for i in range(4)])


def matrix(rows: np.ndarray) -> Any:
    made = vtk.vtkMatrix4x4()
    for i in range(4):
        for j in range(4):
            made.SetElement(i, j, float(rows[i, j]))
    return made
