"""Runs against the real bridge: what comes is what the bridge's own command line writes, previews sharpen, nothing is left behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import slicer.util
from FoldLinkLib.bridge import State
from FoldLinkLib.job import Phase
from runs import Desk, command_line, grid_of, load, matrix, save, volume

pytest_plugins = ("scan_fixtures",)


@pytest.fixture
def desk(parts: Any, igtl: Any, shared_bridge: Any) -> Desk:
    made = Desk(parts, igtl)
    made.connect(shared_bridge.port)
    return made


@pytest.fixture(scope="session")
def written(mr: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the bridge's command line makes of it."""
    folder = tmp_path_factory.mktemp("segment")
    command_line("segment", "-q", "-m", "hippocampus", "--doubt=votes", "-o", folder, mr)
    return folder


def test_a_run_gives_what_the_command_line_writes(desk: Desk, mr: Path, written: Path) -> None:
    scan = load(desk.parts, mr)
    before = slicer.util.arrayFromVolume(scan).copy(), grid_of(scan), scan.GetName()
    _job, heard = desk.run(desk.model("hippocampus"), [scan], doubt=True)

    assert heard.trouble is None
    assert heard.phases[0] == "sending" and heard.phases[-1] == "done"
    assert "running" in heard.phases
    reference = load(desk.parts, next(p for p in written.glob("*.nii.gz") if "doubt" not in p.name), labels=True)
    labels = slicer.util.arrayFromVolume(heard.labelmap)
    assert heard.labelmap.IsA("vtkMRMLLabelMapVolumeNode")
    assert np.array_equal(labels, slicer.util.arrayFromVolume(reference))
    assert np.allclose(grid_of(heard.labelmap), grid_of(scan), atol=1e-4)
    assert {s.label.value: s.voxels for s in heard.result.structures} == {v: int((labels == v).sum()) for v in (1, 2)}
    doubt = load(desk.parts, next(written.glob("*doubt*")))
    assert np.array_equal(slicer.util.arrayFromVolume(heard.doubt), slicer.util.arrayFromVolume(doubt))

    # The patient's volume is untouched.
    assert np.array_equal(slicer.util.arrayFromVolume(scan), before[0])
    assert np.array_equal(grid_of(scan), before[1]) and scan.GetName() == before[2]


def test_previews_sharpen_fold_by_fold_and_progress_rises(desk: Desk, mr: Path) -> None:
    job, heard = desk.run(desk.model("hippocampus"), [load(desk.parts, mr)])
    assert heard.previews == sorted(set(heard.previews)) and heard.previews, "folds done must rise"
    assert 1 <= heard.previews[0] < 5 and all(voxels > 100 for voxels in heard.preview_voxels)
    running = [share for share in heard.shares if share < 1]
    assert running == sorted(running) and running[-1] > running[0]
    assert job.progress is not None and job.progress.folds == 5


def test_nothing_is_left_but_what_was_handed_over(desk: Desk, mr: Path) -> None:
    job, _heard = desk.run(desk.model("hippocampus"), [load(desk.parts, mr)], folds=1)
    desk.settle()
    assert desk.leftovers(job) == [f"{job.id}.labels"]
    assert desk.bridge.state is State.CONNECTED
    assert desk.ask("Jobs", {}).content["jobs"] == []
    reply = desk.ask("Check", {"model": "hippocampus", "inputs": {"MRI": f"{job.id}_in0"}})
    assert [row["code"] for row in reply.content["findings"]] == ["missing_channel"], "the input is released, too"


def test_between_jobs_the_memory_of_the_last_is_let_go_unnoticed(desk: Desk, mr: Path) -> None:
    """SlicerOpenIGTLink keeps each device's last messages for as long as a connector lives."""
    model, scan = desk.model("hippocampus"), load(desk.parts, mr)
    desk.run(model, [scan], folds=1)
    (old,) = desk.bridge.igtl.connectors
    states: list[State] = []
    desk.bridge.observe(lambda: states.append(desk.bridge.state))
    desk.pump.until(lambda: old.GetScene() is None, 30, "another connector")
    got: list[Any] = []
    desk.bridge.ask("Models", {}, got.append)
    job, heard = desk.job(model, [scan], folds=1)
    job.start()
    assert old.GetState() == 0 and not desk.bridge.is_up and desk.bridge.state is State.BUSY
    desk.pump.until(lambda: job.has_ended, 60, "the next job's end")
    assert heard.result is not None and got[0].ok
    assert set(states) == {State.CONNECTED, State.BUSY}
    desk.settle()


def test_options_reach_the_bridge(desk: Desk, mr: Path) -> None:
    scan = load(desk.parts, mr)
    box = [0.0] * 6
    scan.GetRASBounds(box)
    middle = (box[0] + box[1]) / 2
    region = ((box[0], box[2], box[4]), (middle, box[3], box[5]))
    _job, heard = desk.run(desk.model("hippocampus"), [scan], region=region, folds=2, mirroring=False, adaptive=True, post=False)
    provenance = heard.result.provenance
    assert (provenance["folds"], provenance["mirroring"], provenance["mode"], provenance["post"]) == ([0, 1], False, "adaptive", False)
    labels = slicer.util.arrayFromVolume(heard.labelmap)
    k, j, i = np.nonzero(labels)
    assert len(i)
    x = (grid_of(scan) @ np.array([i, j, k, np.ones_like(i)]))[0]
    assert x.max() <= middle + scan.GetSpacing()[0], "outside of the region there is nothing"


def _places(node: Any, grid: Any) -> set[tuple[int, ...]]:
    """Label and index on the grid of every voxel that is not background."""
    labels = slicer.util.arrayFromVolume(node)
    k, j, i = np.nonzero(labels)
    index = (np.linalg.inv(grid) @ grid_of(node) @ np.array([i, j, k, np.ones_like(i)]))[:3]
    assert np.abs(index - np.round(index)).max() < 0.01
    return set(map(tuple, np.vstack([labels[k, j, i], np.round(index)]).astype(int).T.tolist()))


def _oblique() -> Any:
    a, b = np.radians(20), np.radians(-35)
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]]) @ np.array(
        [[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]]
    )
    made = np.eye(4)
    made[:3, :3] = turn
    made[:3, 3] = (12, -7, 33)
    return made


GRIDS = {
    "oblique": lambda grid: _oblique() @ grid,
    "flipped": lambda grid: grid @ np.diag([-1.0, 1, 1, 1]),
    "anisotropic": lambda grid: grid @ np.diag([1.0, 1.1, 1.3, 1]),
    "LPS-labelled": lambda grid: np.diag([-1.0, -1, 1, 1]) @ grid,
}


@pytest.mark.parametrize("kind", GRIDS)
def test_grids_come_and_go_unchanged(desk: Desk, mr: Path, kind: str, tmp_path: Path) -> None:
    scan = load(desk.parts, mr)
    scan.SetIJKToRASMatrix(matrix(GRIDS[kind](grid_of(scan))))
    path = tmp_path / "turned.nrrd"
    save(scan, path)
    command_line("segment", "-q", "-m", "hippocampus", "--folds", 1, "-o", tmp_path / "out", path)
    expected = load(desk.parts, next((tmp_path / "out").glob("*.nii.gz")), labels=True)

    _job, heard = desk.run(desk.model("hippocampus"), [scan], folds=1)
    assert heard.trouble is None
    assert np.allclose(grid_of(heard.labelmap), grid_of(scan), atol=1e-3)
    labels = slicer.util.arrayFromVolume(heard.labelmap)
    assert labels.any()
    # Slicer's reader may turn a left-handed file's rows: the same labels at the same places are meant.
    assert _places(heard.labelmap, grid_of(scan)) == _places(expected, grid_of(scan))
    # The boxes are where the voxels are, to half a voxel.
    for structure in heard.result.structures:
        k, j, i = np.nonzero(labels == structure.label.value)
        centres = (grid_of(scan) @ np.array([i, j, k, np.ones_like(i)]))[:3]
        reach = np.abs(grid_of(scan)[:3, :3]).sum(axis=1) / 2
        assert np.allclose(structure.box.min, centres.min(axis=1) - reach, atol=0.51 * max(scan.GetSpacing()))
        assert np.allclose(structure.box.max, centres.max(axis=1) + reach, atol=0.51 * max(scan.GetSpacing()))


def test_under_a_linear_transform_the_volumes_own_grid_is_sent(desk: Desk, mr: Path) -> None:
    scan = load(desk.parts, mr)
    plain = desk.run(desk.model("hippocampus"), [scan], folds=1)[1]
    transform = desk.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    transform.SetMatrixTransformToParent(matrix(_oblique()))
    scan.SetAndObserveTransformNodeID(transform.GetID())
    moved = desk.run(desk.model("hippocampus"), [scan], folds=1)[1]
    assert moved.found == [] and moved.labelmap.GetParentTransformNode() is None
    assert np.array_equal(grid_of(moved.labelmap), grid_of(plain.labelmap))
    assert np.array_equal(slicer.util.arrayFromVolume(moved.labelmap), slicer.util.arrayFromVolume(plain.labelmap))


def test_four_channels_of_a_real_glioma(desk: Desk, shared_data: Path | None) -> None:
    if shared_data is None:
        volumes = [volume(desk.scene, np.random.default_rng(n).integers(0, 900, (40, 48, 40)).astype(np.int16)) for n in range(4)]
    else:
        folder = shared_data / "glioma-mr" / "TCGA-DU-7294"
        volumes = [load(desk.parts, folder / f"{name}.nii.gz") for name in ("fla", "t1", "t1c", "t2")]
    job, heard = desk.job(desk.model("phantom-brats"), volumes, folds=1)
    job.start()
    desk.pump.until(lambda: job.phase in (Phase.RUNNING, Phase.FAILED), 60, "running")
    assert heard.trouble is None, heard.trouble
    assert {f.code for f in heard.found if f.is_error} == set()
    job.cancel()
    desk.settle()
    assert desk.leftovers(job) == []


def test_cancel_stops_the_bridge_within_a_tile(desk: Desk, mr: Path, shared_bridge: Any) -> None:
    job, heard = desk.job(desk.model("hippocampus"), [load(desk.parts, mr)])
    job.start()
    # Not the first tile: a fold of one tile may be over before its progress is looked at.
    desk.pump.until(lambda: job.progress is not None and job.progress.fold >= 1, 60, "the first fold")
    job.cancel()
    assert job.phase is Phase.CANCELLED and heard.phases[-1] == "cancelled"
    assert heard.trouble is None and heard.result is None
    desk.settle()
    assert desk.leftovers(job) == [], "late previews are swept"
    assert desk.ask("Jobs", {}).content["jobs"] == []
    assert heard.previews == [] or max(heard.previews) < 5
    ends = [line for line in shared_bridge.log.splitlines() if f"job={job.id} " in line and "event=job_" in line][-1]
    assert "event=job_cancelled" in ends, "it was stopped, not awaited"
    # The bridge is free for the next.
    assert desk.run(desk.model("hippocampus"), [job.request.inputs["MRI"]], folds=1)[1].result is not None


def test_cancel_before_anything_is_sent(desk: Desk, mr: Path) -> None:
    job, heard = desk.job(desk.model("hippocampus"), [load(desk.parts, mr)])
    job.start()
    job.cancel()
    job.cancel()
    assert heard.phases == ["sending", "cancelled"]
    desk.settle()
    assert desk.leftovers(job) == []
    assert desk.ask("Jobs", {}).content["jobs"] == []


def test_a_second_job_waits_its_turn_and_says_so(desk: Desk, mr: Path) -> None:
    model, scan = desk.model("hippocampus"), load(desk.parts, mr)
    first, _ = desk.job(model, [scan])
    second, waiting = desk.job(model, [scan], folds=1)
    first.start()
    desk.pump.until(lambda: first.phase is Phase.RUNNING, 60, "the first running")
    second.start()
    desk.pump.until(lambda: second.phase is Phase.QUEUED, 60, "the second queued")
    assert second.queue_place == 1
    desk.pump.until(lambda: first.has_ended and second.has_ended, 120, "both")
    assert first.phase is Phase.DONE and waiting.result is not None
    assert first.id != second.id


def test_stale_nodes_of_an_earlier_job_of_the_same_id_do_no_harm(desk: Desk, mr: Path) -> None:
    for suffix, kind in (("progress", "vtkMRMLTextNode"), ("result", "vtkMRMLTextNode"), ("labels", "vtkMRMLScalarVolumeNode")):
        desk.scene.AddNewNodeByClass(kind, f"abc123.{suffix}")
    desk.scene.GetFirstNodeByName("abc123.result").SetText('{"job": "abc123", "structures": [], "devices": []}')
    job, heard = desk.run(desk.model("hippocampus"), [load(desk.parts, mr)], folds=1, job_id="abc123")
    assert len(heard.result.structures) == 2
    desk.settle()
    assert desk.leftovers(job) == ["abc123.labels"]
    assert heard.labelmap.IsA("vtkMRMLLabelMapVolumeNode")
    # And once more, with the labelmap of the first still there.
    again, heard = desk.run(desk.model("hippocampus"), [job.request.inputs["MRI"]], folds=1, job_id="abc123")
    assert heard.result is not None and again.phase is Phase.DONE


def test_nothing_but_sending_takes_long(desk: Desk, mr: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    slowest = {"poll": 0.0}
    job, heard = desk.job(desk.model("hippocampus"), [load(desk.parts, mr)])
    desk.pump.polls.remove(job.poll)

    def timed() -> None:
        for poll in (desk.bridge.poll, job.poll):
            began = time.thread_time()
            poll()
            slowest["poll"] = max(slowest["poll"], time.thread_time() - began)

    desk.pump.polls[:] = [timed]
    job.start()
    desk.pump.until(lambda: job.has_ended, 120)
    assert heard.result is not None
    assert slowest["poll"] < 0.1
