"""Bounding boxes as Markups ROI nodes: thin outlines in the structures' colours, along the scan's own axes, that no click can move."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import nodes
from .documents import Label, Structure
from .grid import matrix

_DOT_PER_CENT, _LINE_OF_DOT = 0.4, 0.6
"""The dot in a box's middle, in per cent of the view, and the line's part of it: thin at every zoom. A box without the dot is not drawn."""


def add(scene: Any, structure: Structure, name: str, transform_id: Any, visible: bool) -> Any:
    """One structure's box under the volume's parent transform."""
    centre, axes, size = placed(structure)
    roi = nodes.new(scene, "vtkMRMLMarkupsROINode", name)
    display = nodes.displayed(roi)
    object_to_node = np.eye(4)
    object_to_node[:3, :3] = axes.T
    object_to_node[:3, 3] = centre
    roi.SetAndObserveObjectToNodeMatrix(matrix(object_to_node))
    roi.SetSize(*(float(edge) for edge in size))
    roi.SetAndObserveTransformNodeID(transform_id)
    roi.SetLocked(True)
    _style(display, structure.label, visible)
    return roi


def placed(structure: Structure) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Centre, axes (rows, right-handed) and size. A bridge that gives no box along the scan's axes has given one along RAS."""
    oriented = structure.oriented_box
    if oriented is None:
        low, high = np.array(structure.box.min), np.array(structure.box.max)
        return (low + high) / 2, np.eye(3), high - low
    axes = np.array(oriented.axes, float)
    if np.linalg.det(axes) < 0:  # a rotation cannot follow a left-handed grid, and a box is the same along the opposite axis
        axes[2] = -axes[2]
    return np.array(oriented.centre, float), axes, np.array(oriented.size, float)


def show(roi: Any, on: bool) -> None:
    roi.GetDisplayNode().SetVisibility(bool(on))


def _style(display: Any, label: Label, visible: bool) -> None:
    colour = tuple(part / 255 for part in label.colour)
    display.SetColor(*colour)
    display.SetSelectedColor(*colour)  # what is drawn: Slicer's new markups are selected
    display.SetActiveColor(*colour)
    display.SetFillVisibility(False)
    display.SetOutlineVisibility(True)
    display.SetOutlineOpacity(1.0)
    display.SetHandlesInteractive(False)
    for handles in ("Translation", "Rotation", "Scale"):
        if hasattr(display, f"Set{handles}HandleVisibility"):
            getattr(display, f"Set{handles}HandleVisibility")(False)
    display.SetPointLabelsVisibility(False)
    display.SetPropertiesLabelVisibility(False)
    display.SetUseGlyphScale(True)
    display.SetGlyphScale(_DOT_PER_CENT)
    display.SetLineThickness(_LINE_OF_DOT)
    display.SetVisibility(visible)
