"""The panel's inputs: one selector a channel, with what is wrong beneath it and a button that mends it."""

from __future__ import annotations

from typing import Any, Callable, Optional

import qt
import slicer

from .documents import Finding, Model
from .panel_context import Context
from .panel_host import pixmap
from .text import tr as _

_FIXES = {
    "harden": (
        lambda: _("Harden a copy"),
        lambda: _("Makes a copy with the transform applied to it and takes that; the image itself stays as it is."),
    ),
    "resample": (
        lambda: _("Resample a copy"),
        lambda: _("Makes a copy on the first image's grid and takes that; the image itself stays as it is."),
    ),
}


class InputsSection:
    """``changed`` is called when another volume was chosen, ``fix`` when the user asks for one."""

    def __init__(self, context: Context, changed: Callable[[], None], fix: Callable[[Finding], None]) -> None:
        self._context = context
        self._changed = changed
        self._fix = fix
        self._model: Optional[Model] = None
        self._made: list[Any] = []
        self._boxes: dict[str, Any] = {}
        self.selectors: dict[str, Any] = {}
        self.fix_buttons: list[Any] = []
        self._showing: tuple[Finding, ...] = ()
        context.on_close(self._clear)

    def show(self, model: Optional[Model]) -> None:
        """The selectors of this model, set to what the scene's choices say."""
        if model is not self._model:
            self._clear()
            self._model = model
            for channel in model.channels if model else ():
                self._add(channel.name, channel.modality)
            self._add_box("")
            self._order_tabs()
        self.select(self._context.store.parameters.inputs)

    def select(self, inputs: dict[str, str]) -> None:
        for channel, selector in self.selectors.items():
            was = selector.blockSignals(True)
            selector.setCurrentNodeID(inputs.get(channel, ""))
            selector.blockSignals(was)

    def nodes(self) -> dict[str, Any]:
        """By channel, the volumes chosen."""
        chosen = {channel: selector.currentNode() for channel, selector in self.selectors.items()}
        return {channel: node for channel, node in chosen.items() if node is not None}

    def missing(self) -> list[str]:
        return [channel for channel, selector in self.selectors.items() if selector.currentNode() is None]

    def show_findings(self, findings: list[Finding]) -> None:
        """Each beside the input it concerns; those of none in particular at the end."""
        if tuple(findings) == self._showing:
            return
        self._showing = tuple(findings)
        self.fix_buttons = []
        for box in self._boxes.values():
            _empty(box)
        for finding in findings:
            box = self._boxes.get(finding.channel, self._boxes.get(""))
            if box is not None:
                self._add_finding(box, finding)

    def _add(self, channel: str, modality: str) -> None:
        # an ampersand of a channel's name is no mnemonic
        label = qt.QLabel(_("Input {channel}:").format(channel=channel.replace("&", "&&")))
        label.toolTip = _("The image of the kind {modality}.").format(modality=modality or channel)
        selector = slicer.qMRMLNodeComboBox()
        selector.nodeTypes = ["vtkMRMLScalarVolumeNode"]
        selector.noneEnabled = True
        selector.addEnabled = selector.removeEnabled = selector.renameEnabled = selector.showChildNodeTypes = False
        selector.toolTip = _("The image for the model's channel {channel}.").format(channel=channel)
        selector.accessibleName = _("Image for channel {channel}").format(channel=channel)
        selector.objectName = f"input_{channel}"
        selector.setMRMLScene(self._context.scene)
        label.setBuddy(selector)
        grid, row = self._context.ui.inputsFrame.layout(), len(self._made)
        grid.addWidget(label, row, 0)
        grid.addWidget(selector, row, 1)
        grid.setColumnStretch(1, 1)
        selector.connect("currentNodeChanged(vtkMRMLNode*)", self._on_changed)
        self._made += [label, selector]
        self.selectors[channel] = selector
        self._add_box(channel)

    def _order_tabs(self) -> None:
        """Tab goes from the list of models through the inputs, not to the end of the panel first."""
        before = self._context.ui.modelList
        for selector in self.selectors.values():
            qt.QWidget.setTabOrder(before, selector)
            before = selector

    def _add_box(self, channel: str) -> None:
        box = qt.QWidget()
        layout = qt.QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._context.ui.inputsFrame.layout().addWidget(box, len(self._made), 0, 1, 2)
        self._made.append(box)
        self._boxes[channel] = box

    def _add_finding(self, box: Any, finding: Finding) -> None:
        row = qt.QWidget()
        layout = qt.QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        icon = qt.QLabel()
        icon.setPixmap(pixmap("Error" if finding.is_error else "Warning", 16))
        icon.accessibleName = _("Error") if finding.is_error else _("Warning")
        icon.setAlignment(qt.Qt.AlignTop)
        words = qt.QLabel(finding.message)
        words.wordWrap = True
        words.setTextInteractionFlags(qt.Qt.TextSelectableByMouse)
        words.toolTip = finding.message
        layout.addWidget(icon)
        layout.addWidget(words, 1)
        if finding.fix in _FIXES:
            title, tip = _FIXES[finding.fix]
            button = qt.QPushButton(title())
            button.toolTip = tip()
            button.accessibleName = f"{title()}: {finding.channel}"
            button.connect("clicked()", lambda: self._fix(finding))
            layout.addWidget(button)
            self.fix_buttons.append(button)
        box.layout().addWidget(row)

    def _on_changed(self, _node: Any = None) -> None:
        choices = self._context.store.parameters
        kept = {channel: node_id for channel, node_id in choices.inputs.items() if channel not in self.selectors}
        chosen = {channel: node.GetID() for channel, node in self.nodes().items()}
        if {**kept, **chosen} != choices.inputs:
            choices.inputs = {**kept, **chosen}
            self._context.store.save()
        self._changed()

    def _clear(self) -> None:
        for selector in self.selectors.values():
            selector.disconnect("currentNodeChanged(vtkMRMLNode*)", self._on_changed)
            selector.setMRMLScene(None)
        for widget in self._made:
            _remove(widget)
        self._made, self._boxes, self.selectors, self.fix_buttons, self._showing = [], {}, {}, [], ()


def _empty(box: Any) -> None:
    layout = box.layout()
    while layout.count():
        _remove(layout.takeAt(0).widget())


def _remove(widget: Any) -> None:
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
