"""Where results stand in the subject hierarchy: beside their volume, under its patient and study, the boxes in a folder of their own."""

from __future__ import annotations

from typing import Any

import slicer

from .text import tr as _


def place(scene: Any, reference: Any, name: str, results: list[Any], boxes: list[Any]) -> int:
    """Moves results to where their volume stands, and boxes to a folder there; called again, it changes nothing more.

    :return: the item under which they now are, 0 where the scene has no subject hierarchy
    """
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene)
    if hierarchy is None:
        return 0
    parent = hierarchy.GetItemParent(_item(hierarchy, reference))
    for node in results:
        hierarchy.SetItemParent(_item(hierarchy, node), parent)
    if boxes:
        title = _("{name} boxes").format(name=name)
        folder = hierarchy.GetItemChildWithName(parent, title) or hierarchy.CreateFolderItem(parent, title)
        for node in boxes:
            hierarchy.SetItemParent(_item(hierarchy, node), folder)
        hierarchy.SetItemExpanded(folder, False)
    return int(parent)


def tidy(scene: Any, name: str, removed: list[Any]) -> None:
    """Takes away the items of nodes that have gone (Slicer's plug-ins may have), and the folder of that result's boxes, if it is empty."""
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene)
    if hierarchy is None:
        return
    for node in removed:
        item = hierarchy.GetItemByDataNode(node)
        if item:
            hierarchy.RemoveItem(item, False, True)
    folder = hierarchy.GetItemByName(_("{name} boxes").format(name=name))
    if folder and hierarchy.GetNumberOfItemChildren(folder) == 0:
        hierarchy.RemoveItem(folder)


def _item(hierarchy: Any, node: Any) -> int:
    """Slicer's plug-ins have made the item already; without them it is made here."""
    return int(hierarchy.GetItemByDataNode(node) or hierarchy.CreateItem(hierarchy.GetSceneItemID(), node))
