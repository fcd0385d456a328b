"""The scenario with 117 structures on a real abdominal CT: labels replayed by the server, not predicted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import slicer.util
from desk import PICTURES, Desk, desk
from test_replay import generated

from rig import nifti, replay, slicer_parts
from rig.connector import RigIgtl


@pytest.fixture
def at(parts: slicer_parts.SlicerParts, igtl: RigIgtl, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(parts, igtl, monkeypatch) as made:
        yield made


@pytest.fixture
def scan(shared_data: Path | None, tmp_path: Path) -> tuple[Path, Path]:
    """A folder with a scan, and a file with its labels; without the shared data, bars of voxels on an oblique grid."""
    folder = tmp_path / "ct"
    folder.mkdir()
    if shared_data is not None:
        source = shared_data / "abdomen-ct"
        (folder / "ct.nii.gz").write_bytes((source / "example_ct.nii.gz").read_bytes())
        return folder, source / "example_seg_fast_force_split.nii.gz"
    labels, matrix = generated()
    matrix[:, 0] *= -1  # right-handed: the others Slicer turns round as it opens them, and the replay knows its own grid alone
    nifti.write(folder / "ct.nii.gz", np.random.default_rng(1).integers(-100, 300, labels.shape).astype(np.int16), matrix)
    return folder, nifti.write(tmp_path / "labels.nii.gz", labels, matrix)


def test_117_structures_from_a_folder_to_the_views_labels_replayed(at: Desk, scan: tuple[Path, Path], shared_data: Path | None) -> None:
    folder, labels = scan
    process = replay.ReplayProcess(labels, tile_ms=20).start()
    try:
        at.connect(process.port)
        _run(at, folder, labels, shared_data is not None)
    finally:
        process.stop()


def _run(at: Desk, folder: Path, labels: Path, is_real: bool) -> None:
    from PySide6 import QtCore

    at.choose(replay.MODEL)
    at.open(folder)
    (volume,) = at.panel.inputs.nodes().values()
    window = volume.GetDisplayNode()
    window.AutoWindowLevelOff()
    window.SetWindowLevel(400, 40)
    built = at.segment()
    expected, _matrix = nifti.read(labels)
    there = sorted({int(value) for value in np.unique(expected)} - {0})
    assert [structure.label.value for structure in built.result.structures] == there
    assert at.ui.resultTable.rowCount == len(there)
    assert "labels replayed, not predicted" in at.ui.modelDetails.text + at.ui.resultLabel.text
    for value in (there[0], there[len(there) // 2], there[-1]):
        found = slicer.util.arrayFromSegmentBinaryLabelmap(built.segmentation, built.segment_ids[value], volume) > 0
        assert np.array_equal(found, expected == value), replay.names()[value - 1]

    # a check box an organ: all off, a few on
    at.press("surfacesNoneButton")
    table: Any = at.ui.resultTable
    wanted = ("liver", "spleen", "kidney_right", "kidney_left", "pancreas", "aorta", "gallbladder", "stomach")
    display = built.segmentation.GetDisplayNode()
    for row in range(table.rowCount):
        if table.item(row, 0).text().replace(" ", "_") in wanted:
            table.item(row, 1).setCheckState(QtCore.Qt.CheckState.Checked)
            table.item(row, 2).setCheckState(QtCore.Qt.CheckState.Checked)
    at.check()
    shown = {value for value, segment_id in built.segment_ids.items() if display.GetSegmentVisibility3D(segment_id)}
    boxes = {value for value, roi in built.rois.items() if roi.GetDisplayNode().GetVisibility()}
    assert {replay.names()[value - 1] for value in shown} == {replay.names()[v - 1] for v in there} & set(wanted)
    assert shown == boxes
    at.pump.seconds(0.5)
    picture = at.shoot("scenario-117-panel")
    credit = "Abdominal CT and labels: TotalSegmentator test files, Apache-2.0." if is_real else "Generated bars of voxels."
    at.views.picture(picture.with_name("scenario-117-views.png"), f"{credit} Labels replayed, not predicted.")
    (PICTURES / "scenario-117-times.json").write_text(json.dumps({"build": built.seconds, "longest_poll_s": at.longest_poll_s}, indent=1))
    assert at.errors == []
