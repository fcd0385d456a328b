"""Copies of volumes: hardened, on another's grid, on a regular grid. The volume itself stays as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import slicer
import vtk

from .text import tr as _


def between(source: Any, target: Any, transform: Any) -> None:
    """Sets a vtkGeneralTransform to what takes points from under one node's parent transform to under another's."""
    slicer.vtkMRMLTransformNode.GetTransformBetweenNodes(source.GetParentTransformNode(), target.GetParentTransformNode(), transform)


def harden(scene: Any, volume: Any) -> Any:
    copy = _clone(scene, volume, _("{name} hardened"))
    copy.HardenTransform()
    return copy


def resample(scene: Any, volume: Any, reference: Any) -> Any:
    """A copy on the grid of the reference and under its parent transform, in the same place in the world."""
    ijk_to_ras = vtk.vtkMatrix4x4()
    reference.GetIJKToRASMatrix(ijk_to_ras)
    return _reslice(scene, volume, reference, ijk_to_ras, reference.GetImageData().GetDimensions())


def straighten(scene: Any, volume: Any) -> Any:
    """A copy on a grid with right angles, turned as near to the volume's own as can be, that holds all its voxels."""
    matrix = vtk.vtkMatrix4x4()
    volume.GetIJKToRASMatrix(matrix)
    grid = np.array([[matrix.GetElement(r, c) for c in range(4)] for r in range(4)])
    spacing = np.linalg.norm(grid[:3, :3], axis=0)
    left, _sizes, right = np.linalg.svd(grid[:3, :3] / spacing)
    axes = left @ right
    last = np.array(volume.GetImageData().GetDimensions()) - 1
    corners = np.array([[n * (corner >> axis & 1) for axis, n in enumerate(last)] for corner in range(8)])
    along = (corners @ grid[:3, :3].T + grid[:3, 3]) @ axes
    low, high = along.min(axis=0), along.max(axis=0)
    size = np.ceil((high - low) / spacing - 1e-6).astype(int) + 1
    ijk_to_ras = vtk.vtkMatrix4x4()
    for row in range(3):
        for column in range(3):
            ijk_to_ras.SetElement(row, column, float(axes[row, column] * spacing[column]))
        ijk_to_ras.SetElement(row, 3, float(axes[row] @ low))
    return _reslice(scene, volume, volume, ijk_to_ras, tuple(int(n) for n in size))


def _clone(scene: Any, volume: Any, name: str) -> Any:
    wanted = name.format(name=volume.GetName())
    if scene.GetFirstNodeByName(wanted) is not None:
        wanted = scene.GenerateUniqueName(wanted)
    return slicer.vtkSlicerVolumesLogic.CloneVolume(scene, volume, wanted)


def _reslice(scene: Any, volume: Any, under: Any, ijk_to_ras: Any, size: Any) -> Any:
    """Linear interpolation; what lies outside of the volume takes its lowest value, which is air in CT and MR."""
    ras_to_ijk = vtk.vtkMatrix4x4()
    volume.GetRASToIJKMatrix(ras_to_ijk)
    ras_to_ras = vtk.vtkGeneralTransform()
    between(under, volume, ras_to_ras)
    whole = vtk.vtkGeneralTransform()
    whole.PostMultiply()
    whole.Concatenate(ijk_to_ras)
    whole.Concatenate(ras_to_ras)
    whole.Concatenate(ras_to_ijk)
    reslice = vtk.vtkImageReslice()
    reslice.SetInputData(volume.GetImageData())
    reslice.SetResliceTransform(_as_matrix(whole, volume, under) or whole)
    reslice.SetInterpolationModeToLinear()
    reslice.SetBackgroundLevel(volume.GetImageData().GetScalarRange()[0])
    reslice.SetOutputSpacing(1, 1, 1)
    reslice.SetOutputOrigin(0, 0, 0)
    reslice.SetOutputExtent(0, size[0] - 1, 0, size[1] - 1, 0, size[2] - 1)
    reslice.Update()
    image = vtk.vtkImageData()
    image.ShallowCopy(reslice.GetOutput())
    copy = _clone(scene, volume, _("{name} resampled"))
    was_modifying = copy.StartModify()
    copy.SetAndObserveImageData(image)
    copy.SetIJKToRASMatrix(ijk_to_ras)
    parent = under.GetParentTransformNode()
    copy.SetAndObserveTransformNodeID(parent.GetID() if parent is not None else None)
    copy.EndModify(was_modifying)
    return copy


def _as_matrix(whole: Any, *volumes: Any) -> Any:
    """A linear transform as such: many times quicker than the general one. None where it is not linear."""
    parents = [volume.GetParentTransformNode() for volume in volumes]
    if any(parent is not None and not parent.IsTransformToWorldLinear() for parent in parents):
        return None
    origin = np.array(whole.TransformPoint(0, 0, 0))
    linear = vtk.vtkTransform()
    matrix = vtk.vtkMatrix4x4()
    for column, axis in enumerate(np.eye(3)):
        ends = np.array(whole.TransformPoint(axis)) - origin
        for row in range(3):
            matrix.SetElement(row, column, float(ends[row]))
    for row in range(3):
        matrix.SetElement(row, 3, float(origin[row]))
    linear.SetMatrix(matrix)
    return linear
