"""The volumes of a run: which are meant, what speaks against them before anything is sent, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

import numpy as np
import vtk

from . import resampling
from .documents import Channel, Finding
from .guessing import TAGS, guess
from .text import size as size_text
from .text import tr as _

__all__ = ["TAGS", "fix", "guess", "look", "region", "with_fixes"]

# OpenIGTLink's types, which SlicerOpenIGTLink takes to be VTK's: with any other it reads beyond its own table.
_SENDABLE = (
    vtk.VTK_CHAR,
    vtk.VTK_UNSIGNED_CHAR,
    vtk.VTK_SHORT,
    vtk.VTK_UNSIGNED_SHORT,
    vtk.VTK_INT,
    vtk.VTK_UNSIGNED_INT,
    vtk.VTK_FLOAT,
    vtk.VTK_DOUBLE,
)
# The bridge looks at the grid of the first channel; those of the others are to be the same.
_OF_THE_GRID = ("sheared", "left_handed", "single_slice", "spacing_range")
_MOST_BYTES = 2**31 - 2**16
_MOST_VOXELS = 65_535
_SHEAR = 1e-3  # As the bridge has it: the cosine between two axes.
_GRID_TOLERANCE = 0.01
Box = tuple[tuple[float, float, float], tuple[float, float, float]]


def look(channels: Sequence[Channel], inputs: Mapping[str, Any], roi: Any = None) -> list[Finding]:
    """What speaks against a run, as far as the scene shows it; the bridge's Check comes after.

    :param inputs: by channel name, a volume node or None
    :param roi: the Markups ROI node of the region of interest, if any
    """
    found: list[Finding] = []
    chosen = [(channel.name, inputs.get(channel.name)) for channel in channels]
    for name, volume in chosen:
        found += _one(name, volume, [other for before, other in chosen if before != name], len(chosen))
    usable = [(name, volume) for name, volume in chosen if volume is not None and _grid(volume) is not None]
    if usable and not any(finding.is_error for finding in found):
        found += _beside_each_other(usable)
        found += _under_transform(usable[0][0], usable[0][1], roi)
    return found


def fix(scene: Any, finding: Finding, channels: Sequence[Channel], inputs: Mapping[str, Any]) -> Any:
    """Does what ``finding.fix`` names, on a copy: the patient's volume stays as it is. Returns the copy, to be chosen instead."""
    volume = inputs[finding.channel]
    first = inputs[channels[0].name]
    if finding.fix == "harden":
        return resampling.harden(scene, volume)
    if finding.fix == "resample":
        return resampling.straighten(scene, volume) if finding.code == "sheared" else resampling.resample(scene, volume, first)
    raise ValueError(f"fix = {finding.fix!r} (expected harden or resample)")


def with_fixes(findings: Sequence[Finding], channels: Sequence[Channel]) -> list[Finding]:
    """The bridge's findings beside the input that each concerns, with what the panel can do about them."""
    names = [channel.name for channel in channels]
    fixes = {"grids_differ": "resample", "sheared": "resample"}
    placed = []
    for each in findings:
        channel = each.channel if each.channel in names else names[0] if each.code in _OF_THE_GRID and names else ""
        placed.append(Finding(each.level, each.code, channel, each.message, fixes.get(each.code, "") if channel else ""))
    return placed


def region(roi: Any, volume: Any) -> Optional[Box]:
    """The ROI's box in the volume's own frame (RAS mm, before its parent transform); None where that transform is not linear."""
    if not _is_linear(volume):
        return None
    size = roi.GetSize()
    to_node = roi.GetObjectToNodeMatrix()
    to_volume = vtk.vtkGeneralTransform()
    resampling.between(roi, volume, to_volume)
    corners = []
    for corner in range(8):
        local = [(0.5 if corner >> axis & 1 else -0.5) * size[axis] for axis in range(3)]
        corners.append(to_volume.TransformPoint(to_node.MultiplyPoint((*local, 1.0))[:3]))
    low, high = np.min(corners, axis=0), np.max(corners, axis=0)
    return (float(low[0]), float(low[1]), float(low[2])), (float(high[0]), float(high[1]), float(high[2]))


def _one(name: str, volume: Any, others: list[Any], of: int) -> list[Finding]:
    def error(code: str, message: str, repair: str = "") -> list[Finding]:
        return [Finding("error", code, name, message, repair)]

    if volume is None or volume.GetScene() is None:
        return error("missing_channel", _("Choose a volume for {channel}.").format(channel=name))
    image = volume.GetImageData()
    if image is None or min(image.GetDimensions()) < 1 or image.GetPointData().GetScalars() is None:
        return error("no_voxels", _("This volume has no voxels. Load it anew, or choose another."))
    if volume.IsA("vtkMRMLLabelMapVolumeNode"):
        return error("labelmap", _("This is a labelmap, not an image. Choose the scan itself."))
    if image.GetNumberOfScalarComponents() != 1:
        text = _("This volume has {n} values a voxel (expected 1: a greyscale scan). Choose another, or extract one component first.")
        return error("vector", text.format(n=image.GetNumberOfScalarComponents()))
    if image.GetScalarType() not in _SENDABLE:
        text = _("Voxels of type {type} cannot be sent. Convert the volume to short or float with the module Cast Scalar Volume.")
        return error("scalar_type", text.format(type=image.GetScalarTypeAsString()))
    of_bytes = int(np.prod(image.GetDimensions(), dtype=np.int64)) * image.GetScalarSize()
    if of_bytes > _MOST_BYTES or max(image.GetDimensions()) > _MOST_VOXELS:
        text = _("This volume has {size} (at most 2048 MB can be sent). Crop it with the module Crop Volume.")
        return error("too_large", text.format(size=size_text(of_bytes)))
    if of > 1 and any(other is volume for other in others):
        return error(
            "same_volume", _("This volume is chosen for another channel, too. Choose one of its own for {channel}.").format(channel=name)
        )
    off = _shear_degrees(volume)
    if off is None:
        return error("no_space", _("This volume's axes do not span a space, so its voxels have no place. Load it anew."))
    if off > np.degrees(np.arcsin(_SHEAR)):
        text = _("The axes of this volume are {off:.1f} degrees off the right angle, as a tilted gantry makes them. Resample a copy.")
        return error("sheared", text.format(off=off), "resample")
    return []


def _beside_each_other(usable: list[tuple[str, Any]]) -> list[Finding]:
    found = []
    first_name, first = usable[0]
    for name, volume in usable[1:]:
        if not _same_transform(volume, first):
            text = _("This volume is under another transform than that of {first}. Resample a copy to the grid of {first}.")
            found.append(Finding("error", "transforms_differ", name, text.format(first=first_name), "resample"))
        elif not _same_grid(volume, first):
            text = _("This volume is on another grid than that of {first}: {this} (expected {that}). Resample a copy to it.")
            text = text.format(first=first_name, this=_grid_text(volume), that=_grid_text(first))
            found.append(Finding("error", "grids_differ", name, text, "resample"))
    return found


def _under_transform(name: str, volume: Any, roi: Any) -> list[Finding]:
    """The voxels are sent as they lie; the result goes under the same transform."""
    if volume.GetParentTransformNode() is None:
        return []
    if not _is_linear(volume):
        if roi is not None:
            text = _("A region of interest cannot be brought under this volume's non-linear transform. Harden it on a copy.")
            return [Finding("error", "non_linear", name, text, "harden")]
        text = _(
            "This volume is under a non-linear transform: sizes are measured as if it were not. Harden it on a copy to measure warped."
        )
        return [Finding("warning", "non_linear", name, text, "harden")]
    to_world = vtk.vtkMatrix4x4()
    volume.GetParentTransformNode().GetMatrixTransformToWorld(to_world)
    turned = _array(to_world)[:3, :3]
    if not np.allclose(turned.T @ turned, np.eye(3), atol=1e-3):
        text = _("This volume's transform changes lengths: sizes are measured as if it did not. Harden it on a copy to measure scaled.")
        return [Finding("warning", "scaled", name, text, "harden")]
    return []


def _is_linear(volume: Any) -> bool:
    parent = volume.GetParentTransformNode()
    return parent is None or bool(parent.IsTransformToWorldLinear())


def _grid(volume: Any) -> Any:
    """Index to RAS as a 4x4 array, None where there are no voxels."""
    if volume.GetImageData() is None:
        return None
    matrix = vtk.vtkMatrix4x4()
    volume.GetIJKToRASMatrix(matrix)
    return _array(matrix)


def _array(matrix: Any) -> Any:
    return np.array([[matrix.GetElement(r, c) for c in range(4)] for r in range(4)])


def _shear_degrees(volume: Any) -> Optional[float]:
    axes = _grid(volume)[:3, :3]
    lengths = np.linalg.norm(axes, axis=0)
    if not np.all(np.isfinite(axes)) or np.any(lengths == 0) or abs(np.linalg.det(axes / lengths)) < 1e-6:
        return None
    unit = axes / lengths
    cosine = max(abs(float(unit[:, a] @ unit[:, b])) for a, b in ((0, 1), (0, 2), (1, 2)))
    return float(np.degrees(np.arcsin(min(1.0, cosine))))


def _same_transform(one: Any, other: Any) -> bool:
    mine, its = one.GetParentTransformNode(), other.GetParentTransformNode()
    if mine is its:
        return True
    if not _is_linear(one) or not _is_linear(other):
        return False
    return np.allclose(_to_world(mine), _to_world(its), atol=1e-4)


def _to_world(transform: Any) -> Any:
    matrix = vtk.vtkMatrix4x4()
    if transform is not None:
        transform.GetMatrixTransformToWorld(matrix)
    return _array(matrix)


def _same_grid(one: Any, other: Any) -> bool:
    size = one.GetImageData().GetDimensions()
    if size != other.GetImageData().GetDimensions():
        return False
    corners = np.array([[*((n - 1) * (corner >> axis & 1) for axis, n in enumerate(size)), 1] for corner in range(8)]).T
    apart = np.abs((_grid(one) - _grid(other)) @ corners).max()
    return bool(apart <= _GRID_TOLERANCE * min(one.GetSpacing()))


def _grid_text(volume: Any) -> str:
    i, j, k = volume.GetImageData().GetDimensions()
    x, y, z = volume.GetSpacing()
    return f"{i} x {j} x {k}, {x:.3g} x {y:.3g} x {z:.3g} mm"
