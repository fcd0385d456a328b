"""Nodes made and marked the way FoldLink does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Optional

from .documents import Model, Result

PREFIX = "FoldLink."
INPUT_ROLE = "FoldLink.Input"
"""Node reference from all that came of a run to the volume that was segmented; it survives saving and loading, where ids may not."""


def new(scene: Any, class_name: str, name: str, **marks: str) -> Any:
    """A node in the scene, with attributes set before anyone can observe it; undo takes it away again."""
    node = scene.CreateNodeByClass(class_name)
    node.UnRegister(None)  # CreateNodeByClass hands over a reference that Python does not know of
    node.SetName(name)
    node.SetUndoEnabled(True)
    for key, value in marks.items():
        node.SetAttribute(PREFIX + key, value)
    return scene.AddNode(node)


def hidden(scene: Any, class_name: str, name: str) -> Any:
    """A node for FoldLink's own use: in no list, not saved, not part of what undo does."""
    node = scene.CreateNodeByClass(class_name)
    node.UnRegister(None)
    node.SetName(name)
    node.SetHideFromEditors(True)
    node.SetSaveWithScene(False)
    return scene.AddNode(node)


def colour_table(scene: Any, name: str, colours: int) -> Any:
    """Without colours yet. Slicer 5.6 makes up names for a table that does not say it has some; later ones forbid to say so."""
    table = hidden(scene, "vtkMRMLColorTableNode", name)
    table.SetTypeToUser()
    table.SetNumberOfColors(colours)
    if not hasattr(table, "SetColorDefined"):
        table.SetNamesInitialised(True)
    return table


def displayed(node: Any) -> Any:
    """The node's default display node, which undo takes away with it."""
    node.CreateDefaultDisplayNodes()
    node.GetDisplayNode().SetUndoEnabled(True)
    return node.GetDisplayNode()


def of_class(scene: Any, class_name: str) -> Iterator[Any]:
    for n in range(scene.GetNumberOfNodesByClass(class_name)):
        yield scene.GetNthNodeByClass(n, class_name)


def remove(scene: Any, *nodes: Optional[Any]) -> None:
    for node in nodes:
        if node is not None and node.GetScene() is not None:
            scene.RemoveNode(node)


def unused_name(scene: Any, wanted: str) -> str:
    """``wanted``, or with the first number from 2 on that makes it a name of no node in the scene."""
    name, number = wanted, 2
    while scene.GetFirstNodeByName(name) is not None:
        name, number = f"{wanted} {number}", number + 1
    return name


def marks(model: Model, result: Result) -> dict[str, str]:
    """Where a result comes from, to stand as attributes on each node made of it."""
    provenance = result.provenance
    return {
        "Model": model.id,
        "ModelVersion": str(provenance.get("model_version", model.version)),
        "ModelHash": str(provenance.get("model_hash", "")),
        "Folds": " ".join(str(fold) for fold in provenance.get("folds", ())),
        "Job": result.job,
        "Software": result.software,
        "Notice": result.notice,
    }


def mark(node: Any, given: Mapping[str, str], reference: Any) -> None:
    for key, value in given.items():
        node.SetAttribute(PREFIX + key, value)
    node.SetNodeReferenceID(INPUT_ROLE, reference.GetID())


def marked(node: Any, key: str) -> str:
    return node.GetAttribute(PREFIX + key) or ""
