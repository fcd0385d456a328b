"""A panel in the rig: the real form and the real sections on a real scene, with a bridge and a job that do what the test says."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import panel_fakes as fakes
import pytest
import slicer
import vtk
from FoldLinkLib import documents, panel_run, preview
from FoldLinkLib.bridge import State
from FoldLinkLib.job import Phase
from FoldLinkLib.panel import Panel

from rig import pythonqt, slicer_parts
from rig import qt as rig_qt

LIVER = fakes.structure(1, "liver", 1532.4, 0.986)
SPLEEN = fakes.structure(2, "spleen", 212.3, 0.94)
GALLBLADDER = fakes.structure(7, "gallbladder", 0.0424, None)
EXTENSION = Path(__file__).parents[1]
PICTURES = EXTENSION.parent / "target" / "rig-pictures"
FORM = EXTENSION / "FoldLink" / "Resources" / "UI" / "FoldLink.ui"
WIDTH = 400


@dataclasses.dataclass
class Rigged:
    """The panel and what stands around it."""

    panel: Panel
    form: Any
    ui: Any
    bridge: fakes.FakeBridge
    host: fakes.FakeHost
    launcher: fakes.FakeLauncher
    scene: Any

    @property
    def job(self) -> fakes.FakeJob:
        return fakes.FakeJob.made[-1]

    def polls(self, times: int = 12) -> None:
        for _ in range(times):
            self.panel.poll()

    def connect(self) -> None:
        self.bridge.become(State.CONNECTED)
        self.polls()

    def choose(self, model_id: str) -> None:
        rows = [row.id for row in self.panel.model.rows]
        self.ui.modelList.setCurrentRow(rows.index(model_id))
        self.polls(2)

    def ready(self, model_id: str = "phantom-abdomen") -> Any:
        """Connected, a model and its input chosen; returns the volume."""
        volume = add_volume(self.scene, "CT abdomen")
        self.connect()
        self.choose(model_id)
        self.panel.inputs.selectors["CT"].setCurrentNode(volume)
        self.polls(2)
        return volume

    def press(self, name: str) -> None:
        button = getattr(self.ui, name)
        assert button.enabled, f"{name} is not enabled"
        button.click()
        self.raise_slot_errors()

    def finish(self, structures: list[dict[str, Any]], doubt: bool = False, absent: tuple[str, ...] = ()) -> None:
        """The job's result comes: a cube a structure."""
        reference = next(iter(self.job.request.inputs.values()))
        shape = tuple(reversed(reference.GetImageData().GetDimensions()))
        labels = np.zeros(shape, np.uint8)
        for n, each in enumerate(structures):
            k, j, i = (n // 16) * 3, (n // 4 % 4) * 4, (n % 4) * 4
            labels[k : k + 2, j : j + 3, i : i + 3] = each["value"]
        labelmap = preview.labelmap_node(self.scene, "ab12.labels", self.job.request.model)
        fill(labelmap, labels, reference)
        doubtful = None
        if doubt:
            doubtful = self.scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "ab12.doubt")
            fill(doubtful, np.full(shape, 20, np.uint8), reference)
        self.job.phase = Phase.DONE
        self.job.listener.finished(self.job, labelmap, doubtful, result(structures, absent))
        self.raise_slot_errors()

    def shoot(self, name: str) -> Path:
        """A picture of the panel as it is, 400 pixels wide."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.fit()
        path = PICTURES / f"{name}.png"
        assert self.form._qobject.grab().save(str(path))
        self.raise_slot_errors()
        return path

    def fit(self) -> None:
        for _ in range(3):
            rig_qt.pump(20)
            form = self.form._qobject
            form.resize(WIDTH, max(form.layout().totalHeightForWidth(WIDTH), form.layout().minimumSize().height()))

    def raise_slot_errors(self) -> None:
        if pythonqt.slot_errors:
            raise AssertionError("\n".join(pythonqt.slot_errors))


def add_volume(scene: Any, name: str, shape: tuple[int, int, int] = (24, 16, 16)) -> Any:
    node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", name)
    node.SetSpacing(2, 2, 3)
    fill(node, np.zeros(shape, np.int16), node)
    node.CreateDefaultDisplayNodes()
    return node


def fill(node: Any, voxels: np.ndarray, reference: Any) -> None:
    """``voxels`` in the order k, j, i, on the reference's grid."""
    import slicer.util

    matrix = vtk.vtkMatrix4x4()
    reference.GetIJKToRASMatrix(matrix)
    node.SetIJKToRASMatrix(matrix)
    slicer.util.updateVolumeFromArray(node, voxels)


def result(structures: list[dict[str, Any]], absent: tuple[str, ...] = (), folds: int = 5) -> documents.Result:
    document = {
        "job": "ab12",
        "structures": structures,
        "absent": list(absent),
        "provenance": {"model": "phantom-abdomen", "model_version": "1.0", "folds": list(range(folds)), "mode": "exact"},
        "seconds": {"loading": 0.3, "inference": 11.2},
        "software": "0.1.0",
        "notice": "Not for clinical use.",
        "devices": [{"device": "ab12.labels", "revision": 9}],
    }
    read = documents.result([json.dumps(document)])
    assert read is not None
    return read


def cell(r: Rigged, row: int, column: int) -> str:
    return r.ui.resultTable.item(row, column).text()


def names(r: Rigged) -> list[str]:
    return [cell(r, row, 0) for row in range(r.ui.resultTable.rowCount)]


def tick(r: Rigged, row: int, column: int, on: bool) -> None:
    from PySide6 import QtCore

    r.ui.resultTable.item(row, column).setCheckState(QtCore.Qt.CheckState.Checked if on else QtCore.Qt.CheckState.Unchecked)
    r.raise_slot_errors()


def shown(r: Rigged, value: int) -> bool:
    built = r.panel.result.built
    return built.segmentation.GetDisplayNode().GetSegmentVisibility3D(built.segment_ids[value])


def save(scene: Any) -> str:
    scene.SetSaveToXMLString(1)
    scene.Commit()
    text = scene.GetSceneXMLString()
    scene.SetSaveToXMLString(0)
    return text


@pytest.fixture
def rigged(request: pytest.FixtureRequest, parts: slicer_parts.SlicerParts, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rigged]:
    """Light, or dark where the test is parametrised with ``dark``."""
    pythonqt.slot_errors.clear()
    fakes.FakeJob.made.clear()
    monkeypatch.setattr(panel_run, "Job", fakes.FakeJob)
    with parts.installed():
        rig_qt.complete(slicer.app)
        rig_qt.palette(bool(getattr(request.node, "callspec", None) and request.node.callspec.params.get("dark")))
        form = slicer.util.loadUI(str(FORM))
        form.setMRMLScene(parts.scene)
        ui = slicer.util.childWidgetVariables(form)
        bridge, host, launcher = fakes.FakeBridge(), fakes.FakeHost(), fakes.FakeLauncher()
        panel = Panel(ui, host, bridge, launcher)
        made = Rigged(panel, form, ui, bridge, host, launcher, parts.scene)
        form.show()
        yield made
        made.raise_slot_errors()
        panel.close()
        form.close()
        form.deleteLater()
        rig_qt.pump(1)
        made.raise_slot_errors()
