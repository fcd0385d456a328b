"""The panel's result: its summary, the table, what is shown of it, and where it can go."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from . import scene as scene_tools
from .documents import Model, Result, Structure
from .job import Request
from .panel_context import Context
from .panel_log import LOGGER
from .panel_table import BOX, SURFACE, Table, describe
from .text import tr as _

_BUTTONS = (
    "surfacesAllButton",
    "surfacesNoneButton",
    "boxesAllButton",
    "boxesNoneButton",
    "copyButton",
    "saveTableButton",
    "editorButton",
    "filesButton",
    "patientButton",
)


class ResultSection:
    """``built`` is what the scene holds of the last result; None before it and after its scene."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._ui = context.ui
        self.built: Optional[Any] = None
        self.table = Table(context, self._show_surface, self._show_box, self._centre)
        presses = {
            "surfacesAllButton": lambda: self._all(SURFACE, True),
            "surfacesNoneButton": lambda: self._all(SURFACE, False),
            "boxesAllButton": lambda: self._all(BOX, True),
            "boxesNoneButton": lambda: self._all(BOX, False),
            "copyButton": self.copy,
            "saveTableButton": self.save_table,
            "editorButton": self.edit,
            "filesButton": self.save_files,
            "patientButton": self.put_under_patient,
        }
        for name, press in presses.items():
            context.connect(getattr(self._ui, name), "clicked()", press)
        context.connect(self._ui.overlayCheck, "toggled(bool)", self._show_doubt)
        self.clear()

    def show(self, built: Any, request: Request) -> None:
        self.built = built
        self._ui.resultSection.collapsed = False
        values = {structure.label.value for structure in built.result.structures}
        self.table.show(built.result, values if request.parameters.surfaces else set(), set(built.rois))
        self._ui.resultLabel.text = summary(built.result, request.model)
        self._ui.structureLabel.text = _("Click a structure to centre the slices on it.") if values else ""
        self._enable()

    def clear(self) -> None:
        self.built = None
        self.table.show(None, set(), set())
        self._ui.resultLabel.text = _("No result yet.")
        self._ui.structureLabel.text = ""
        self._enable()

    def check_alive(self) -> None:
        """The user may have deleted the segmentation, or closed the scene."""
        if self.built is not None and self.built.segmentation.GetScene() is None:
            self.clear()

    def copy(self) -> None:
        self._context.host.copy(scene_tools.csv(self.built.result))
        LOGGER.info(_("The table was copied."))

    def save_table(self) -> None:
        path = self._context.host.choose_file(_("Save the table"), "foldlink.csv", "CSV (*.csv)")
        if path:
            with self._context.host.telling(_("The table could not be saved.")):
                # the mark at the beginning is what makes Excel read it as UTF-8
                Path(path).write_text(scene_tools.csv(self.built.result), encoding="utf-8-sig", newline="")
                LOGGER.info(_("The table was saved."))

    def edit(self) -> None:
        with self._context.host.telling(_("The Segment Editor could not be opened.")):
            self._context.host.edit(self.built.segmentation)

    def save_files(self) -> None:
        folder = self._context.host.choose_folder(_("Save the segmentation, the boxes and the table to"))
        if folder:
            with self._context.host.telling(_("The result could not be saved.")), self._context.host.waiting(_("Saving the result…")):
                scene_tools.export_files(self.built, folder)
                LOGGER.info(_("The result was saved."))

    def put_under_patient(self) -> None:
        with self._context.host.telling(_("The result could not be put under the patient.")):
            scene_tools.to_subject_hierarchy(self._context.scene, self.built)
            LOGGER.info(_("The result is under its image's patient in the subject hierarchy."))

    def _all(self, column: int, on: bool) -> None:
        with self._context.host.waiting(_("Showing 3D models…") if column == SURFACE else _("Showing boxes…")):
            self.table.set_all(column, on)

    def _show_surface(self, value: int, on: bool) -> None:
        scene_tools.show_surface(self.built, value, on)

    def _show_box(self, value: int, on: bool) -> None:
        scene_tools.show_box(self.built, value, on)

    def _centre(self, structure: Structure) -> None:
        self._ui.structureLabel.text = describe(structure)
        scene_tools.centre_on(self._context.scene, self.built, structure.label.value)

    def _show_doubt(self, on: bool) -> None:
        if self.built is not None and self.built.doubt is not None:
            scene_tools.show_doubt(self._context.scene, self.built, on)

    def _enable(self) -> None:
        there = self.built is not None
        for name in _BUTTONS:
            getattr(self._ui, name).enabled = there
        has_doubt = there and self.built.doubt is not None
        self._ui.overlayCheck.enabled = has_doubt
        was = self._ui.overlayCheck.blockSignals(True)
        self._ui.overlayCheck.checked = False
        self._ui.overlayCheck.blockSignals(was)
        self._ui.resultTable.enabled = there


def summary(result: Result, model: Model) -> str:
    """Whose work it is, what was found and what was not, and how long it took."""
    folds = len(result.provenance.get("folds", ()))
    made = [model.title]
    if folds:
        made.append(_("1 fold") if folds == 1 else _("{n} folds").format(n=folds))
    if result.provenance.get("mode") == "adaptive":
        made.append(_("adaptive"))
    made.append(_("{s:.1f} s").format(s=sum(result.seconds.values())))
    count = len(result.structures)
    found = _("1 structure found.") if count == 1 else _("{n} structures found.").format(n=count)
    lines = [f"{', '.join(made)}. {found}"]
    if result.absent:
        lines.append(_("Not found: {names}.").format(names=_some(result.absent)))
    return "\n".join(lines)


def _some(names: tuple[str, ...], most: int = 10) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return _("{names} and {n} more").format(names=", ".join(names[:most]), n=len(names) - most)
