"""What the views show: four-up, slices fitted, 3D centred. Window and level, and what else the user has set, stay as they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Optional

import numpy as np
import slicer

from . import grid, nodes
from .documents import Structure

_MARGIN = 1.15
_FRONT = (0.0, 1.0, 0.0)
"""From the focal point to the camera: the patient is seen from the front."""


def four_up(scene: Any) -> None:
    layout = scene.GetFirstNodeByClass("vtkMRMLLayoutNode")
    if layout is not None:
        layout.SetViewArrangement(slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpView)


def fit_slices(scene: Any, logics: Any, reference: Any) -> None:
    """The volume is the background of all slice views, whole and as large as they allow."""
    for logic in slice_logics(logics):
        composite = logic.GetSliceCompositeNode()
        if composite.GetBackgroundVolumeID() != reference.GetID():
            composite.SetBackgroundVolumeID(reference.GetID())
        logic.FitSliceToBackground()


def jump(scene: Any, world: Any) -> None:
    """All slices go through a point; those of a group that is not linked too."""
    slicer.vtkMRMLSliceNode.JumpAllSlices(scene, *(float(c) for c in world), slicer.vtkMRMLSliceNode.DefaultJumpSlice)


def fit_3d(scene: Any, bounds: tuple[np.ndarray, np.ndarray], aspect: float = 1.0) -> None:
    """All within ``bounds`` (world, RAS mm) is seen from the front.

    :param aspect: width by height of the narrowest 3D view, which MRML does not know; 1 leaves a margin in a wide one
    """
    centre, (wide, deep, high) = (bounds[0] + bounds[1]) / 2, (bounds[1] - bounds[0]) / 2
    needed = max(high, wide / aspect, 1.0) * _MARGIN
    for camera in cameras(scene):
        distance = deep + needed / math.tan(math.radians(camera.GetViewAngle() / 2))
        camera.SetFocalPoint(*centre)
        camera.SetPosition(*(centre + distance * np.array(_FRONT)))
        camera.SetViewUp(0, 0, 1)
        if camera.GetParallelProjection():
            camera.SetParallelScale(needed)
        camera.ResetClippingRange()


def world_bounds(segmentation: Any, structures: Sequence[Structure]) -> Optional[tuple[np.ndarray, np.ndarray]]:
    """Of the structures' boxes, in the world; None where there is no structure."""
    if not structures:
        return None
    corners = [
        grid.to_world(segmentation, (x, y, z))
        for s in structures
        for x in (s.box.min[0], s.box.max[0])
        for y in (s.box.min[1], s.box.max[1])
        for z in (s.box.min[2], s.box.max[2])
    ]
    return np.min(corners, axis=0), np.max(corners, axis=0)


def slice_logics(logics: Any) -> Iterator[Any]:
    found = logics.application.GetSliceLogics()
    for n in range(found.GetNumberOfItems() if found is not None else 0):
        yield found.GetItemAsObject(n)


def cameras(scene: Any) -> Iterator[Any]:
    """Of the 3D views that are there."""
    views = {view.GetLayoutName() for view in nodes.of_class(scene, "vtkMRMLViewNode")}
    return (camera for camera in nodes.of_class(scene, "vtkMRMLCameraNode") if camera.GetLayoutName() in views)
