"""The panel's result: its summary, the table, what is shown of it, and where it can go."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from . import scene as scene_tools
from .documents import Model, Result, Structure
from .nodes import of_class
from .panel_context import Context
from .panel_log import LOGGER
from .panel_table import BOX, SURFACE, Table, describe
from .request import Request
from .table import found
from .text import tr as _

_KINDS = ("seg.nrrd", "nii.gz", "obj", "csv")
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
        self._reference: Optional[Any] = None
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
        self._reference = next(iter(request.inputs.values()))
        self._ui.resultSection.collapsed = False
        self.table.show(found(built.result), _shown_surfaces(built), _shown_boxes(built))
        self._ui.resultLabel.text = summary(built, request.model)
        self._ui.resultLabel.toolTip = scene_tools.absent(built.result)
        self._ui.structureLabel.text = _("Click a structure to centre the slices on it.") if built.segment_ids else ""
        self._enable()

    def clear(self) -> None:
        self.built = self._reference = None
        self.table.show([], set(), set())
        self._ui.resultLabel.text = _("No result yet.")
        self._ui.structureLabel.text = ""
        self._enable()

    def check_alive(self) -> None:
        """The user may have deleted the segmentation, or closed the scene."""
        if self.built is not None and self.built.segmentation.GetScene() is None:
            self.clear()

    def copy(self) -> None:
        self._context.host.copy(scene_tools.csv(self.built.result, self.built.model))
        LOGGER.info(_("The table was copied."))

    def save_table(self) -> None:
        path = self._context.host.choose_file(_("Save the table"), "foldlink.csv", "CSV (*.csv)")
        if path:
            with self._context.host.telling(_("The table could not be saved.")):
                # the mark at the beginning is what makes Excel read it as UTF-8
                # Path.write_text knows newline from Python 3.10 on
                with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
                    file.write(scene_tools.csv(self.built.result, self.built.model))
                LOGGER.info(_("The table was saved."))

    def edit(self) -> None:
        with self._context.host.telling(_("The Segment Editor could not be opened.")):
            scene_tools.to_segment_editor(self.built, self._reference, self._context.host.edit)

    def save_files(self) -> None:
        host = self._context.host
        folder = host.choose_folder(_("Save the segmentation, the surfaces and the table to"))
        if not folder:
            return
        with host.telling(_("The result could not be saved.")):
            try:
                self._write(folder, False)
            except scene_tools.FilesExistError as e:
                if host.confirm(_("These files are there already: {names}. Replace them?").format(names=", ".join(e.names))):
                    self._write(folder, True)

    def put_under_patient(self) -> None:
        with self._context.host.telling(_("The result could not be put under the patient.")):
            scene_tools.place_under_patient(self._context.scene, self.built, self._reference)
            LOGGER.info(_("The result is where its image is in the subject hierarchy."))

    def _write(self, folder: str, overwrite: bool) -> None:
        # what cannot be in a file is left out: a surface of nothing, and boxes, which Slicer saves with the scene
        kinds = [kind for kind in _KINDS if kind != "obj" or self.built.segment_ids]
        with self._context.host.waiting(_("Saving the result…")):
            written = scene_tools.export_files(self.built, self._reference, Path(folder), kinds, overwrite)
        LOGGER.info(_("{n} files were saved.").format(n=len(written)))

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
            scene_tools.show_doubt(self._context.scene, self._context.host.logics(), self.built, on)

    def _doubt_is_shown(self) -> bool:
        """As it is when the result takes the place of one whose uncertainty was shown."""
        views = of_class(self._context.scene, "vtkMRMLSliceCompositeNode")
        return any(view.GetForegroundVolumeID() == self.built.doubt.GetID() for view in views)

    def _enable(self) -> None:
        there = self.built is not None
        for name in _BUTTONS:
            getattr(self._ui, name).enabled = there
        has_doubt = there and self.built.doubt is not None
        self._ui.overlayCheck.enabled = has_doubt
        was = self._ui.overlayCheck.blockSignals(True)
        self._ui.overlayCheck.checked = has_doubt and self._doubt_is_shown()
        self._ui.overlayCheck.blockSignals(was)
        self._ui.resultTable.enabled = there


def summary(built: Any, model: Model) -> str:
    """Whose work it is, what was found and what was not, and how long it took."""
    result: Result = built.result
    folds = len(result.provenance.get("folds", ()))
    made = [model.title]
    if folds:
        made.append(_("1 fold") if folds == 1 else _("{n} folds").format(n=folds))
    if result.provenance.get("mode") == "adaptive":
        made.append(_("adaptive"))
    made.append(_("{s:.1f} s").format(s=sum(result.seconds.values())))
    count = len(found(result))
    words = _("1 structure found.") if count == 1 else _("{n} structures found.").format(n=count)
    lines = [f"{', '.join(made)}. {words}", _not_found(result)]
    if built.kept:
        lines.append(_("Not replaced, since somebody has worked on it: {names}.").format(names=", ".join(built.kept)))
    return "\n".join(line for line in lines if line)


def _not_found(result: Result, most: int = 8) -> str:
    """The first of them; all are in the label's tool tip."""
    names = [*result.absent, *(s.label.name for s in result.structures if s.voxels == 0)]
    if len(names) <= most:
        return scene_tools.absent(result)
    return _("Not found: {names} and {n} more.").format(names=", ".join(names[:most]), n=len(names) - most)


def _shown_surfaces(built: Any) -> set[int]:
    display = built.segmentation.GetDisplayNode()
    if not display.GetVisibility3D():
        return set()
    return {value for value, segment_id in built.segment_ids.items() if display.GetSegmentVisibility3D(segment_id)}


def _shown_boxes(built: Any) -> set[int]:
    return {value for value, roi in built.rois.items() if roi.GetDisplayNode().GetVisibility()}
