"""Keeps the panel's choices in the scene, so that they are saved with it and come back with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Optional

from .parameters import Parameters

TAG = "FoldLink"
CHOICES = "Choices"
_REGION, _TOOL, _INPUT = "foldlinkRegion", "foldlinkTool", "foldlinkInput"


class Store:
    """The choices of the scene that is there now. Nodes are kept as node references: MRML renames those when a scene is imported.

    The server's address outlives the scene: it belongs to the computer, not to the patient. UI thread.
    """

    def __init__(self, scene: Callable[[], Any]) -> None:
        self._scene = scene
        self._changed: list[Callable[[], None]] = []
        self.parameters = Parameters()

    def load(self) -> Parameters:
        """What the scene says; what was there before where it has no say, but for nodes, which are gone with their scene."""
        node = self._node(make=False)
        text = node.GetParameter(CHOICES) if node is not None else ""
        now = self.parameters
        stored = Parameters.from_json(text) if text else now
        stored.host, stored.port = now.host, now.port
        channels = sorted(stored.inputs)
        kept = {channel: self._reference(node, f"{_INPUT}{n}") for n, channel in enumerate(channels)}
        stored.inputs = {channel: node_id for channel, node_id in kept.items() if node_id}
        stored.region = self._reference(node, _REGION)
        stored.tool = self._reference(node, _TOOL)
        self.parameters = stored
        return stored

    def save(self) -> None:
        node = self._node(make=True)
        if node is None:
            return
        choices = self.parameters
        channels = sorted(choices.inputs)
        wanted = {f"{_INPUT}{n}": choices.inputs[channel] for n, channel in enumerate(channels)}
        for n in range(len(channels), 16):  # left of a model with more channels
            wanted[f"{_INPUT}{n}"] = None
        wanted[_REGION], wanted[_TOOL] = choices.region, choices.tool
        was = node.StartModify()
        # the address stays out of a scene, which may be given away
        node.SetParameter(CHOICES, replace(choices, host=Parameters.host, port=Parameters.port).to_json())
        for role, node_id in wanted.items():
            if (node.GetNodeReferenceID(role) or None) != node_id:
                node.SetNodeReferenceID(role, node_id)
        node.EndModify(was)
        for callback in list(self._changed):
            callback()

    def observe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Called after each save; returns how to stop."""
        self._changed.append(callback)
        return lambda: self._changed.remove(callback)

    def _node(self, make: bool) -> Optional[Any]:
        scene = self._scene()
        if scene is None or scene.IsClosing():
            return None
        node = scene.GetSingletonNode(TAG, "vtkMRMLScriptedModuleNode")
        if node is None and make:
            node = scene.CreateNodeByClass("vtkMRMLScriptedModuleNode")
            node.UnRegister(None)
            node.SetSingletonTag(TAG)
            node.SetName(TAG)
            node.SetModuleName(TAG)
            node = scene.AddNode(node)
        return node

    @staticmethod
    def _reference(node: Optional[Any], role: str) -> Optional[str]:
        found = node.GetNodeReference(role) if node is not None else None
        return found.GetID() if found is not None else None
