"""A picture of each state of the panel, for people to judge; what is measured on them here is that nothing is cut off."""

from __future__ import annotations

from typing import Callable

import panel_fakes as fakes
import pytest
from FoldLinkLib.bridge import State, Trouble
from FoldLinkLib.documents import Finding, Progress
from FoldLinkLib.job import Phase
from panel_fixtures import Rigged, rigged

from rig import qt as rig_qt

__all__ = ["rigged"]


def off(r: Rigged) -> None:
    r.polls()


def connecting(r: Rigged) -> None:
    r.bridge.become(State.CONNECTING)
    r.polls()


def lost(r: Rigged) -> None:
    r.bridge.become(
        State.LOST,
        "Nothing listens on localhost:18944. Start a bridge there with “foldlink serve”, or press Start local bridge. It is tried again.",
    )
    r.polls()


def no_models(r: Rigged) -> None:
    r.bridge.models = []
    r.connect()


def searching(r: Rigged) -> None:
    r.connect()
    r.ui.modelSearch.text = "mr glioma"
    r.choose("phantom-brats")
    r.ui.optionsSection.collapsed = False


def findings(r: Rigged) -> None:
    r.ready()
    r.panel._job_findings(
        [
            Finding("error", "transform", "CT", "The image is under a non-linear transform (expected a linear one or none).", "harden"),
            Finding("warning", "spacing_range", "CT", "Slices are 5.0 mm apart (the model was trained on 1.0 to 3.0 mm)."),
            Finding("warning", "memory", "", "The run needs 2.1 GB of the bridge's 2.5 GB."),
        ]
    )
    r.polls(2)
    assert len(r.panel.inputs.fix_buttons) == 1


def running(r: Rigged) -> None:
    r.ready()
    r.press("segmentButton")
    r.bridge.become(State.BUSY)
    r.job.become(Phase.RUNNING, Progress("inference", 2, 5, 13, 40, 12.0))


def failed(r: Rigged) -> None:
    r.ready()
    r.press("segmentButton")
    r.job.phase = Phase.FAILED
    r.job.listener.failed(
        r.job,
        Trouble(
            "out_of_memory", "The bridge ran out of memory. Choose fewer folds or a region of interest, or give the bridge more memory."
        ),
    )


def cancelled(r: Rigged) -> None:
    r.ready()
    r.press("segmentButton")
    r.press("cancelButton")


def done(r: Rigged) -> None:
    r.ready()
    r.press("segmentButton")
    ml = [1532.4, 212.3, 171.0, 168.4, 84.2, 57.9, 0.0424]
    r.finish([fakes.structure(n, name, ml[n - 1], 1.0 - n * 0.013) for n, name in enumerate(fakes.ORGANS, 1)], True, ("duodenum",))
    r.ui.resultTable.setCurrentCell(0, 0)


def many(r: Rigged) -> None:
    names = [f"rib {side} {n}" for side in ("left", "right") for n in range(1, 13)] + [f"vertebra {n}" for n in range(93)]
    r.bridge.models = [fakes.model("phantom-abdomen", "Whole body", [("CT", "CT")], names)]
    r.ready()
    r.press("segmentButton")
    r.finish([fakes.structure(n, name, n * 1.7, None) for n, name in enumerate(names, 1)])


def live(r: Rigged) -> None:
    done(r)
    r.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "NeedleToReference")
    r.ui.liveSection.collapsed = False
    r.ui.logSection.collapsed = False
    r.polls()


STATES: list[Callable[[Rigged], None]] = [
    off,
    connecting,
    lost,
    no_models,
    searching,
    findings,
    running,
    failed,
    cancelled,
    done,
    many,
    live,
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=lambda s: s.__name__)
def test_a_picture_of_each_state(rigged: Rigged, state: Callable[[Rigged], None], dark: bool) -> None:
    state(rigged)
    rigged.shoot(f"panel-{state.__name__}-{'dark' if dark else 'light'}")
    assert cut_off(rigged) == []


def cut_off(r: Rigged) -> list[str]:
    """Widgets that are shown smaller than their words need."""
    from PySide6 import QtWidgets

    small = []
    for widget in r.form._qobject.findChildren(QtWidgets.QWidget):
        if not widget.isVisible() or not isinstance(widget, (QtWidgets.QPushButton, QtWidgets.QCheckBox, QtWidgets.QLabel)):
            continue
        hint = widget.minimumSizeHint()
        high = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else hint.height()
        if (
            widget.width() < hint.width()
            or widget.height() < high - 2
            or widget.mapTo(r.form._qobject, widget.rect().topRight()).x() > r.form.width
        ):
            small.append(f"{widget.objectName()}: {widget.width()} x {widget.height()}, needs {hint.width()} x {high}")
    return small


def test_a_widget_that_is_too_small_is_found(rigged: Rigged) -> None:
    """So that the test above can fail."""
    rigged.fit()
    rigged.ui.openFolderButton.setMaximumWidth(40)
    rig_qt.pump(20)
    assert any(said.startswith("openFolderButton: 40 x") for said in cut_off(rigged))
