"""The whole scenario in the one panel, against the real bridge: a folder, Segment, three slices and a large 3D view, a box an organ."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import slicer
import slicer.util
from desk import Desk, desk

from rig import slicer_parts
from rig.bridge_process import BridgeProcess, jar, java
from rig.connector import RigIgtl


@pytest.fixture
def at(parts: slicer_parts.SlicerParts, igtl: RigIgtl, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(parts, igtl, monkeypatch) as made:
        yield made


@pytest.fixture(scope="module")
def phantom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set with a generated CT of the abdomen and its truth."""
    folder = tmp_path_factory.mktemp("phantom") / "set"
    subprocess.run([java(), "-jar", str(jar()), "phantom", "--out", str(folder), "--seed", "7", "--spacing", "3"], check=True)
    return folder


def dice(built: Any, volume: Any, truth: np.ndarray, value: int) -> float:
    found = slicer.util.arrayFromSegmentBinaryLabelmap(built.segmentation, built.segment_ids[value], volume) > 0
    return float(2 * np.count_nonzero(found & (truth == value)) / (np.count_nonzero(found) + np.count_nonzero(truth == value)))


def truth_of(parts: slicer_parts.SlicerParts, path: Path) -> np.ndarray:
    node = parts.volumes.AddArchetypeVolume(str(path), "truth", 1)
    voxels = slicer.util.arrayFromVolume(node).copy()
    parts.scene.RemoveNode(node)
    return voxels


def visible_3d(built: Any, value: int) -> bool:
    return bool(built.segmentation.GetDisplayNode().GetSegmentVisibility3D(built.segment_ids[value]))


def test_from_a_folder_to_a_result_on_a_generated_ct(at: Desk, shared_bridge: BridgeProcess, phantom: Path, tmp_path: Path) -> None:
    from PySide6 import QtCore

    at.open(phantom / "imagesTr")
    volume = at.scene.GetFirstNodeByClass("vtkMRMLScalarVolumeNode")
    assert at.views.slices["Red"].logic.GetSliceCompositeNode().GetBackgroundVolumeID() == volume.GetID()
    at.connect(shared_bridge.port)
    at.choose("phantom-abdomen")
    # nothing in a file's name says that it is a CT, but it is what the user looks at
    assert at.panel.inputs.nodes() == {"CT": volume}
    at.ui.foldsSpin.value = 2
    at.ui.mirroringCheck.checked = False
    at.ui.doubtCheck.checked = True

    previews: list[str] = []
    labels = at.views.slices["Red"].logic.GetSliceCompositeNode()
    at.pump.polls.append(lambda: previews.append(labels.GetLabelVolumeID() or ""))
    words: list[str] = []
    at.pump.polls.append(lambda: words.append(at.ui.messageLabel.text))
    built = at.segment()

    assert any(previews), "no preview was shown"
    assert not labels.GetLabelVolumeID()
    assert any(said.startswith("Computing: fold 2 of 2, tile ") for said in words)
    found = {structure.label.name: structure for structure in built.result.structures}
    assert {"liver", "spleen", "kidney_left", "kidney_right"} <= set(found)
    truth = truth_of(at.parts, next((phantom / "labelsTr").glob("*.nii.gz")))
    for organ in ("liver", "kidney_left"):
        assert dice(built, volume, truth, found[organ].label.value) > 0.85, organ

    # the table, a check box an organ, a box an organ
    table = at.ui.resultTable
    assert table.rowCount == len(found)
    assert set(built.rois) == {structure.label.value for structure in found.values()}
    row = next(n for n in range(table.rowCount) if table.item(n, 0).text() == "liver")
    liver = found["liver"].label.value
    assert visible_3d(built, liver)
    assert not visible_3d(built, found["body"].label.value), "the skin would hide the organs"
    table.item(row, 1).setCheckState(QtCore.Qt.CheckState.Unchecked)
    assert not visible_3d(built, liver)
    table.item(row, 1).setCheckState(QtCore.Qt.CheckState.Checked)
    table.item(row, 2).setCheckState(QtCore.Qt.CheckState.Unchecked)
    assert not built.rois[liver].GetDisplayNode().GetVisibility()
    table.item(row, 2).setCheckState(QtCore.Qt.CheckState.Checked)

    # a click centres the slices on it, and the label is drawn there in the organ's colour
    table.setCurrentCell(row, 0)
    at.check()
    centre = found["liver"].centre
    for view, axis in (("Red", 2), ("Green", 1), ("Yellow", 0)):
        matrix = at.views.slices[view].node.GetSliceToRAS()
        assert matrix.GetElement(axis, 3) == pytest.approx(centre[axis], abs=2.0)
    at.ui.overlayCheck.click()
    assert labels.GetForegroundVolumeID() == built.doubt.GetID()
    at.ui.overlayCheck.click()

    at.file = str(tmp_path / "table.csv")
    at.press("saveTableButton")
    rows = list(csv.reader(io.StringIO((tmp_path / "table.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert float(next(r for r in rows if r[1] == "liver")[3]) == pytest.approx(found["liver"].ml, abs=1e-3)
    at.folder = str(tmp_path / "saved")
    at.press("filesButton")
    at.press("patientButton")
    at.press("editorButton")
    assert at.edited == [(built.segmentation, volume)]
    assert at.errors == []
    picture = at.shoot("scenario-panel")
    at.views.picture(picture.with_name("scenario-views.png"), "A generated CT phantom, segmented by phantom-abdomen.")
    told = [what for what in at.longest_poll_s if what]
    assert any(what.startswith("Sending an image (") for what in told)
    assert any(what.startswith("Making the segmentation of ") for what in told)
    times = {"build": built.seconds, "longest_poll_s": at.longest_poll_s}
    picture.with_name("scenario-times.json").write_text(json.dumps(times, indent=1, ensure_ascii=False), encoding="utf-8")
    log = at.ui.logView.plainText
    assert "phantom_0007" not in log
    assert volume.GetName() not in log


def test_real_hippocampus_mr_where_the_shared_data_are_else_the_phantom(
    at: Desk, shared_bridge: BridgeProcess, shared_data: Path | None, phantom: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mr"
    folder.mkdir()
    if shared_data is not None:
        source = sorted((shared_data / "msd-hippocampus" / "images").glob("*.nii.gz"))[0]
        model, labels = "hippocampus", shared_data / "msd-hippocampus" / "labels" / source.name
    else:
        source = next((phantom / "imagesTr").glob("*.nii.gz"))
        model, labels = "phantom-abdomen", next((phantom / "labelsTr").glob("*.nii.gz"))
    (folder / source.name).write_bytes(source.read_bytes())
    at.connect(shared_bridge.port)
    at.choose(model)
    at.open(folder)
    volume = next(iter(at.panel.inputs.nodes().values()))
    at.ui.mirroringCheck.checked = False
    if model != "hippocampus":
        at.ui.foldsSpin.value = 1
    built = at.segment()
    truth = truth_of(at.parts, labels)
    assert len(built.result.structures) >= 2
    assert dice(built, volume, truth, 1) > 0.8
    picture = at.shoot("scenario-second-panel")
    if model == "hippocampus":
        views = picture.with_name("scenario-hippocampus-views.png")
        at.views.picture(views, "Medical Segmentation Decathlon, Task04 Hippocampus, CC BY-SA 4.0.")


def _compute(at: Desk, bridge: BridgeProcess, phantom: Path) -> None:
    """From the folder to a run that computes."""
    at.open(phantom / "imagesTr")
    at.connect(bridge.port)
    at.choose("phantom-abdomen")
    at.until(lambda: at.ui.segmentButton.enabled, 5)
    at.press("segmentButton")
    at.until(lambda: at.ui.messageLabel.text.startswith("Computing"), 60)


def test_a_run_is_cancelled_and_the_next_one_goes_through(at: Desk, shared_bridge: BridgeProcess, phantom: Path) -> None:
    _compute(at, shared_bridge, phantom)
    before = at.scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode")
    at.press("cancelButton")
    assert at.ui.messageLabel.text == "Cancelled. Nothing was changed."
    assert at.scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode") == before
    at.ui.foldsSpin.value = 1
    at.ui.mirroringCheck.checked = False
    built = at.segment()
    assert built.result.provenance["folds"] == [0]


def test_a_scene_closed_in_mid_run_leaves_nothing(at: Desk, shared_bridge: BridgeProcess, phantom: Path) -> None:
    _compute(at, shared_bridge, phantom)
    at.scene.Clear(0)
    at.until(lambda: at.ui.stateLabel.text.startswith("Connected."), 20, "connected again")
    at.pump.seconds(3.0)
    for kind in ("vtkMRMLSegmentationNode", "vtkMRMLLabelMapVolumeNode", "vtkMRMLScalarVolumeNode", "vtkMRMLTextNode"):
        assert at.scene.GetNumberOfNodesByClass(kind) == 0, kind
    assert at.ui.messageLabel.text == "To segment, choose the image for CT, or open a folder."


def test_the_bridge_dies_in_mid_run_and_comes_back(at: Desk, bridge_process: BridgeProcess, phantom: Path) -> None:
    _compute(at, bridge_process, phantom)
    bridge_process.kill()
    at.until(lambda: at.ui.messageLabel.text.startswith("The connection is lost"), 20)
    assert at.ui.lightLabel.toolTip == "The connection is lost."
    bridge_process.start()
    at.until(lambda: at.ui.messageLabel.text.endswith("Run again."), 60)
    at.ui.foldsSpin.value = 1
    at.ui.mirroringCheck.checked = False
    assert at.segment().segment_ids
