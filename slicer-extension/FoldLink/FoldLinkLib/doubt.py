"""How far the folds disagree, 0 to 100 %, as a coloured layer over the slices with a legend of its own."""

from __future__ import annotations

from typing import Any, Optional

from . import nodes
from .text import tr as _

OPACITY = 0.7
LOWEST = 1
"""In per cent: what all folds agree on is not covered."""
_COLOURS = "FoldLink uncertainty"
_LOW, _HIGH = (1.0, 0.93, 0.35), (0.75, 0.0, 0.15)
_LEGEND_POINTS = 12
_FILL_BEFORE = "FoldLink.Fill"
_LAYER_BEFORE, _OPACITY_BEFORE = "FoldLink.Foreground", "FoldLink.ForegroundOpacity"


def add(scene: Any, logics: Any, received: Any, name: str, transform_id: Any) -> Any:
    """A volume of its own, hidden at first; it shares the received node's voxels, and that node may go."""
    volume = nodes.new(scene, "vtkMRMLScalarVolumeNode", name)
    volume.CopyOrientation(received)
    volume.SetAndObserveImageData(received.GetImageData())
    volume.SetAndObserveTransformNodeID(transform_id)
    volume.SetVoxelValueUnits(None)
    display = nodes.displayed(volume)
    display.SetAndObserveColorNodeID(_colours(scene).GetID())
    display.SetAutoWindowLevel(False)
    display.SetWindowLevelMinMax(0, 100)
    display.SetApplyThreshold(True)
    display.SetAutoThreshold(False)
    display.SetThreshold(LOWEST, 100)
    display.SetInterpolate(False)
    _legend(logics, volume)
    return volume


def show(scene: Any, logics: Any, volume: Any, segmentation: Any, on: bool) -> None:
    """Over the slices, with its legend, and the segments as outlines only, so that the colours are the legend's; switched off, foreground
    and fill are again what they were before."""
    fill = segmentation.GetDisplayNode() if segmentation.GetScene() is not None else None
    if fill is not None:
        if on and volume.GetAttribute(_FILL_BEFORE) is None:
            volume.SetAttribute(_FILL_BEFORE, str(int(fill.GetVisibility2DFill())))
            fill.SetVisibility2DFill(False)
        elif not on and volume.GetAttribute(_FILL_BEFORE) is not None:
            fill.SetVisibility2DFill(volume.GetAttribute(_FILL_BEFORE) != "0")
            volume.RemoveAttribute(_FILL_BEFORE)
    for views in nodes.of_class(scene, "vtkMRMLSliceCompositeNode"):
        ours = views.GetForegroundVolumeID() == volume.GetID()
        if on and not ours:
            views.SetAttribute(_LAYER_BEFORE, views.GetForegroundVolumeID() or "")
            views.SetAttribute(_OPACITY_BEFORE, repr(views.GetForegroundOpacity()))
            views.SetForegroundVolumeID(volume.GetID())
            views.SetForegroundOpacity(OPACITY)
        elif not on and ours:
            before = views.GetAttribute(_LAYER_BEFORE) or ""
            views.SetForegroundVolumeID(before if before and scene.GetNodeByID(before) else None)
            views.SetForegroundOpacity(float(views.GetAttribute(_OPACITY_BEFORE) or 0))
            views.RemoveAttribute(_LAYER_BEFORE)
            views.RemoveAttribute(_OPACITY_BEFORE)
    legend = logics.colors.GetColorLegendDisplayNode(volume)
    if legend is not None:
        legend.SetVisibility(bool(on))


def is_shown(scene: Any, volume: Any) -> bool:
    return any(views.GetForegroundVolumeID() == volume.GetID() for views in nodes.of_class(scene, "vtkMRMLSliceCompositeNode"))


def _colours(scene: Any) -> Any:
    """Yellow to dark red, one table for all: told apart by the red-green blind too, and unlike an organ's colour."""
    for table in nodes.of_class(scene, "vtkMRMLColorTableNode"):
        if table.GetName() == _COLOURS:
            return table
    table = nodes.colour_table(scene, _COLOURS, 256)
    table.SetSaveWithScene(True)  # with the uncertainty that it colours
    for n in range(256):
        share = n / 255
        table.SetColor(n, f"{round(share * 100)} %", *(low + share * (high - low) for low, high in zip(_LOW, _HIGH)), 1.0)
    return table


def _legend(logics: Any, volume: Any) -> Optional[Any]:
    legend = logics.colors.AddDefaultColorLegendDisplayNode(volume)
    if legend is None:
        return None
    legend.SetUndoEnabled(True)
    legend.SetTitleText(_("Folds disagree (%)"))
    legend.SetLabelFormat("%.0f")
    legend.SetNumberOfLabels(5)
    legend.SetPosition(0.93, 0.5)
    legend.SetSize(0.1, 0.45)
    legend.GetTitleTextProperty().SetFontSize(_LEGEND_POINTS)
    legend.GetLabelTextProperty().SetFontSize(_LEGEND_POINTS)
    legend.SetVisibility(False)
    return legend
