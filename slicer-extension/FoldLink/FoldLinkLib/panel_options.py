"""The panel's options: check boxes and selectors on one side, the scene's choices on the other."""

from __future__ import annotations

from typing import Any, Optional

from .documents import Model
from .panel_context import Context

# By the name of the check box, the choice.
_CHECKS = {
    "mirroringCheck": "mirroring",
    "adaptiveCheck": "adaptive",
    "postCheck": "post",
    "doubtCheck": "doubt",
    "surfacesCheck": "surfaces",
    "boxesCheck": "boxes",
    "replaceCheck": "replace_earlier",
    "followCheck": "follow",
}
_NODES = {"regionSelector": "region", "toolSelector": "tool"}


class OptionsSection:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._ui = context.ui
        self._setting = False
        for name in _CHECKS:
            context.connect(getattr(self._ui, name), "toggled(bool)", self._take)
        context.connect(self._ui.foldsSpin, "valueChanged(int)", self._take)
        for name in _NODES:
            selector = getattr(self._ui, name)
            selector.setMRMLScene(context.scene)
            context.connect(selector, "currentNodeChanged(vtkMRMLNode*)", self._take)
            context.on_close(lambda selector=selector: selector.setMRMLScene(None))
        self.show()

    def show(self) -> None:
        """What the scene's choices say."""
        self._setting = True
        choices = self._context.store.parameters
        for name, choice in _CHECKS.items():
            getattr(self._ui, name).checked = getattr(choices, choice)
        for name, choice in _NODES.items():
            getattr(self._ui, name).setCurrentNodeID(getattr(choices, choice) or "")
        self._ui.foldsSpin.value = choices.folds
        self._setting = False
        self._enable()

    def show_model(self, model: Optional[Model]) -> None:
        """No more folds than the model has; a choice of more means all."""
        self._setting = True
        most = model.folds if model else 99
        self._ui.foldsSpin.maximum = most
        if self._context.store.parameters.folds > most:
            self._context.store.parameters.folds = 0
        self._ui.foldsSpin.value = self._context.store.parameters.folds
        self._setting = False

    def _take(self, _value: Any = None) -> None:
        if self._setting:
            return
        choices = self._context.store.parameters
        for name, choice in _CHECKS.items():
            setattr(choices, choice, bool(getattr(self._ui, name).checked))
        for name, choice in _NODES.items():
            node = getattr(self._ui, name).currentNode()
            setattr(choices, choice, node.GetID() if node is not None else None)
        choices.folds = self._ui.foldsSpin.value
        self._context.store.save()
        self._enable()

    def _enable(self) -> None:
        # the adaptive mode never mirrors
        self._ui.mirroringCheck.enabled = not self._context.store.parameters.adaptive
