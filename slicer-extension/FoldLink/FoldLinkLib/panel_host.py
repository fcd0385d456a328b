"""Slicer as the panel uses it: what is on ``slicer`` and needs its windows. The only file but the panel's own that imports them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

import qt
import slicer
import vtk

from . import scene as scene_tools
from .folder import SlicerLoader, tags_of
from .nodes import of_class
from .panel_log import LOGGER
from .text import tr as _

GUIDE = "https://github.com/foldlink/foldlink/blob/main/docs/slicer.md"


class Host:
    """UI thread. Everything a test replaces is a method here."""

    def scene(self) -> Any:
        return slicer.mrmlScene

    def logics(self) -> scene_tools.Logics:
        """The logics of Slicer's modules; the application's own is ``application``."""
        return scene_tools.Logics(application=slicer.app.applicationLogic(), colors=slicer.modules.colors.logic())

    def tags(self, volume: Any) -> dict[str, str]:
        return tags_of(volume, getattr(slicer, "dicomDatabase", None))

    def shown_volumes(self) -> list[Any]:
        """What the slice views show, without repeats."""
        scene = self.scene()
        views = of_class(scene, "vtkMRMLSliceCompositeNode")
        ids = dict.fromkeys(view.GetBackgroundVolumeID() for view in views if view.GetBackgroundVolumeID())
        return [node for node in map(scene.GetNodeByID, ids) if node is not None]

    def aspect(self) -> float:
        """Width by height of the narrowest 3D view."""
        return min((view.width / max(view.height, 1) for view in self._views()), default=1.0) or 1.0

    def setting(self, name: str) -> str:
        """What Slicer keeps for this user; empty where it is not there."""
        return str(qt.QSettings().value(f"FoldLink/{name}") or "")

    def set_setting(self, name: str, value: str) -> None:
        qt.QSettings().setValue(f"FoldLink/{name}", value)

    def environment(self) -> dict[str, str]:
        """The user's own, without what Slicer sets for itself."""
        return dict(slicer.util.startupEnvironment())

    def annotate(self, text: str) -> None:
        """In the upper right corner of the 3D views; empty takes it away."""
        for view in self._views():
            view.cornerAnnotation().SetText(vtk.vtkCornerAnnotation.UpperRight, text)
            view.scheduleRender()

    def loader(self) -> Any:
        return SlicerLoader()

    def choose_folder(self, title: str) -> str:
        """The chosen folder; empty where the user cancelled."""
        return qt.QFileDialog.getExistingDirectory(slicer.util.mainWindow(), title) or ""

    def choose_file(self, title: str, name: str, kinds: str) -> str:
        chosen = qt.QFileDialog.getSaveFileName(slicer.util.mainWindow(), title, name, kinds)
        # PythonQt gives the name, other bindings the name and the filter
        return (chosen if isinstance(chosen, str) else chosen[0]) or ""

    def copy(self, text: str) -> None:
        slicer.app.clipboard().setText(text)

    def open_guide(self) -> None:
        qt.QDesktopServices.openUrl(qt.QUrl(GUIDE))

    def edit(self, segmentation: Any, volume: Any) -> None:
        """The Segment Editor, on this segmentation of this volume."""
        slicer.util.selectModule("SegmentEditor")
        editor = slicer.modules.segmenteditor.widgetRepresentation().self().editor
        editor.setSegmentationNode(segmentation)
        # renamed in Slicer 5.4; the old name is gone from later ones
        set_volume = getattr(editor, "setSourceVolumeNode", None) or editor.setMasterVolumeNode
        set_volume(volume)

    def confirm(self, question: str) -> bool:
        return bool(slicer.util.confirmYesNoDisplay(question, windowTitle="FoldLink"))

    def show_volume(self, volume: Any) -> None:
        """In all slice views, fitted, along its own planes."""
        slicer.util.setSliceViewerLayers(background=volume, foreground=None, label=None, fit=True, rotateToVolumePlane=True)

    def tell_error(self, sentence: str) -> None:
        slicer.util.errorDisplay(sentence, windowTitle="FoldLink")

    def _views(self) -> list[Any]:
        layout = slicer.app.layoutManager()
        return [layout.threeDWidget(n).threeDView() for n in range(layout.threeDViewCount)] if layout is not None else []

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """A wait cursor, and in the status bar what is being done."""
        LOGGER.info(what)
        slicer.util.showStatusMessage(what)
        try:
            with slicer.util.WaitCursor():
                yield
        finally:
            slicer.util.showStatusMessage("", 1)

    @contextmanager
    def telling(self, what: str) -> Iterator[None]:
        """Tells what went wrong in a window; the log gets only its kind, since a message may hold a path or a name."""
        try:
            yield
        except Exception as e:
            logging.getLogger(__name__).debug(what, exc_info=True)
            LOGGER.error("%s (%s)", what, type(e).__name__)
            self.tell_error(f"{what}\n\n{_message(e)}")


def _message(error: Exception) -> str:
    return str(error) or _("Error of the kind {kind}.").format(kind=type(error).__name__)


def resource(name: str) -> str:
    return str(Path(__file__).parent.parent / "Resources" / name)


def pixmap(name: str, size: int, widget: Optional[Any] = None) -> Any:
    """An icon of Resources/Icons in device-independent pixels."""
    return qt.QIcon(resource(f"Icons/{name}.png")).pixmap(size, size)
