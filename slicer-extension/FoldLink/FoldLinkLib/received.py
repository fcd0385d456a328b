"""What has come of a job: the nodes that SlicerOpenIGTLink makes and fills, read once per revision."""

from __future__ import annotations

import secrets
from typing import Any, Optional

from . import documents

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_REVISION = "OpenIGTLink.Revision"


class Received:
    """Reads the nodes of one job. ``labelmap`` and ``doubt`` are made by us before anything can come, for Slicer makes no labelmaps."""

    def __init__(self, scene: Any, job: str, labelmap: Any, doubt: Any) -> None:
        self._scene = scene
        self._job = job
        self.labelmap = labelmap
        self.doubt = doubt
        self._progress = ""
        self._revision = -1
        self._result = ""

    def progress(self) -> Optional[documents.Progress]:
        """The latest, once."""
        text = self._text("progress")
        if text == self._progress:
            return None
        self._progress = text
        return documents.progress(text)

    def preview(self) -> Optional[int]:
        """How many folds are in the labelmap, once a revision; None where nothing has come since, or the final one has."""
        revision = _number(self.labelmap, _REVISION, -1)
        if revision == self._revision:
            return None
        self._revision = revision
        if self.labelmap.GetAttribute("OpenIGTLink.Final") == "true":
            return None
        return _number(self.labelmap, "OpenIGTLink.FoldsDone", 0)

    def result(self) -> Optional[documents.Result]:
        """The document, once all of it and every device that it lists has come in its revision.

        :raises ValueError: if it is not the dialogue's
        """
        parts = [self._text("result")]
        while parts[-1]:
            parts.append(self._text(f"result.{len(parts) + 1}"))
        if not parts[0]:
            return None
        document = documents.result(parts[:-1])
        if document is None or not all(self._has_come(device, revision) for device, revision in document.devices.items()):
            return None
        return document

    @property
    def any_result(self) -> bool:
        return bool(self._text("result"))

    def _text(self, suffix: str) -> str:
        node = self._node(suffix)
        return (node.GetText() or "") if node is not None else ""

    def _node(self, suffix: str) -> Any:
        return self._scene.GetFirstNode(f"{self._job}.{suffix}", "vtkMRMLTextNode")

    def _has_come(self, device: str, revision: int) -> bool:
        suffix = device[len(self._job) + 1 :]
        node = {"labels": self.labelmap, "doubt": self.doubt}.get(suffix) or self._node(suffix)
        return node is not None and _number(node, _REVISION, -1) >= revision


def _number(node: Any, attribute: str, otherwise: int) -> int:
    try:
        return int(node.GetAttribute(attribute) or otherwise)
    except ValueError:
        return otherwise


def doubt_node(scene: Any, name: str) -> Any:
    """The volume that takes the doubt: made beforehand, so that it stays out of the selectors until somebody shows it."""
    node = scene.CreateNodeByClass("vtkMRMLScalarVolumeNode")
    node.UnRegister(None)
    node.SetName(name)
    node.SetHideFromEditors(True)
    node.SetSaveWithScene(False)
    return scene.AddNode(node)


def clear(scene: Any, job: str) -> None:
    """Removes what an earlier job of the same id left behind, as a saved scene may bring it back."""
    nodes = scene.GetNodes()
    stale = []
    for index in range(nodes.GetNumberOfItems()):
        node = nodes.GetItemAsObject(index)
        if (node.GetName() or "").startswith(job + ".") and not node.IsA("vtkMRMLDisplayNode"):
            stale.append(node)
    for node in stale:
        scene.RemoveNode(node)


def new_id(scene: Any) -> str:
    """A job's: the bridge keeps jobs of different sessions apart, so it has to differ from this scene's nodes alone."""
    while True:
        job = "".join(secrets.choice(_LETTERS) for _ in range(6))
        nodes = scene.GetNodes()
        if not any((nodes.GetItemAsObject(n).GetName() or "").startswith(job) for n in range(nodes.GetNumberOfItems())):
            return job
