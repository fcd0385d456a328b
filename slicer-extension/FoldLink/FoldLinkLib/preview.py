"""Labels that are still being worked out, as the label layer of the slice views: no segmentation is made before the final ones."""

from __future__ import annotations

from typing import Any, Optional

from . import nodes
from .documents import Model

OPACITY = 0.5
_LAYER_BEFORE, _OPACITY_BEFORE = "FoldLink.LabelLayer", "FoldLink.LabelOpacity"


def labelmap_node(scene: Any, name: str, model: Model) -> Any:
    """A labelmap under the name of a device, with the model's names and colours. It has to be there before the IMAGE comes: a connector
    without it makes a scalar volume, which no segmentation can be made from."""
    colours = nodes.colour_table(scene, f"{name} colours", max((label.value for label in model.labels), default=0) + 1)
    for value in range(colours.GetNumberOfColors()):
        colours.SetColor(value, "", 0.0, 0.0, 0.0, 0.0)
    for label in model.labels:
        colours.SetColor(label.value, label.name, *(part / 255 for part in label.colour), 1.0)
    labelmap = nodes.hidden(scene, "vtkMRMLLabelMapVolumeNode", name)
    labelmap.CreateDefaultDisplayNodes()
    display = labelmap.GetDisplayNode()
    display.SetSaveWithScene(False)
    display.SetAndObserveColorNodeID(colours.GetID())
    return labelmap


def remove_labelmap(scene: Any, labelmap: Any) -> None:
    """With its colours; nothing happens if it has gone already."""
    if labelmap is None or labelmap.GetScene() is None:
        return
    display = labelmap.GetDisplayNode()
    colours = display.GetColorNode() if display else None
    nodes.remove(scene, labelmap, display, colours)


def keep_labelmap(scene: Any, labelmap: Any, name: str) -> None:
    """What came, of which no segmentation could be made: an ordinary labelmap of the user's, saved with the scene."""
    display = labelmap.GetDisplayNode()
    for node in (labelmap, display, display.GetColorNode() if display else None):
        if node is not None:
            node.SetSaveWithScene(True)
            node.SetHideFromEditors(node is display)
    labelmap.SetName(nodes.unused_name(scene, name))


def show_preview(scene: Any, labelmap: Any, reference: Optional[Any] = None) -> None:
    """Cheap, and may be called at every preview. With the volume, the labels move with its parent transform."""
    if reference is not None:
        labelmap.SetAndObserveTransformNodeID(reference.GetTransformNodeID())
    for views in nodes.of_class(scene, "vtkMRMLSliceCompositeNode"):
        if views.GetAttribute(_LAYER_BEFORE) is None:
            views.SetAttribute(_LAYER_BEFORE, views.GetLabelVolumeID() or "")
            views.SetAttribute(_OPACITY_BEFORE, repr(views.GetLabelOpacity()))
        views.SetLabelVolumeID(labelmap.GetID())
        views.SetLabelOpacity(OPACITY)


def hide_preview(scene: Any) -> None:
    """The label layer is again what it was before the preview."""
    for views in nodes.of_class(scene, "vtkMRMLSliceCompositeNode"):
        before = views.GetAttribute(_LAYER_BEFORE)
        if before is None:
            continue
        views.SetLabelVolumeID(before if before and scene.GetNodeByID(before) else None)
        views.SetLabelOpacity(float(views.GetAttribute(_OPACITY_BEFORE)))
        views.RemoveAttribute(_LAYER_BEFORE)
        views.RemoveAttribute(_OPACITY_BEFORE)
