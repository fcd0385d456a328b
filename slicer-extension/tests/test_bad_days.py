"""Bad input and bad days against the real bridge: each ends in a sentence, and nothing is left behind."""

from __future__ import annotations

import dataclasses
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import slicer.util
from FoldLinkLib import bridge as bridges
from FoldLinkLib.bridge import State
from FoldLinkLib.job import Phase
from runs import Desk, grid_of, load, matrix, volume

from rig.bridge_process import ROOT
from rig.connector import RigIgtl
from rig.slicer_parts import make

pytest_plugins = ("scan_fixtures",)


@pytest.fixture
def desk(parts: Any, igtl: Any) -> Desk:
    return Desk(parts, igtl)


@pytest.fixture
def scan(parts: Any, mr: Path) -> Any:
    """Four times the voxels of a crop: on a quick machine a run of one tile a fold is over before anything can befall it."""
    crop = load(parts, mr)
    return volume(parts.scene, np.tile(slicer.util.arrayFromVolume(crop), (2, 2, 1)), grid_of(crop))


def _running(desk: Desk, scan: Any, **options: Any) -> Any:
    """A job of which the first tile has been reported."""
    job, heard = desk.job(desk.model("hippocampus"), [scan], **options)
    job.start()
    desk.pump.until(lambda: job.has_ended or (job.progress is not None and job.progress.tile >= 1), 60, "the first tile")
    assert not job.has_ended
    return job, heard


def test_no_server(desk: Desk, scan: Any, bridge_process: Any) -> None:
    desk.connect(bridge_process.port)
    model = desk.model("hippocampus")
    bridge_process.kill()
    desk.pump.until(lambda: desk.bridge.state is State.LOST and "Nothing listens" in desk.bridge.reason, 10, "lost")
    job, heard = desk.job(model, [scan])
    job.start()
    assert heard.trouble.code == "not_connected" and heard.trouble.message == desk.bridge.reason
    assert desk.leftovers(job) == []


def test_the_server_is_restarted_in_mid_job(desk: Desk, scan: Any, bridge_process: Any) -> None:
    desk.connect(bridge_process.port)
    job, heard = _running(desk, scan)
    bridge_process.kill()
    desk.pump.until(lambda: desk.bridge.state is State.LOST, 10, "lost")
    assert not job.has_ended
    bridge_process.start()
    desk.pump.until(lambda: job.has_ended, 30, "an end")
    assert (job.phase, heard.trouble.code) == (Phase.FAILED, "unknown_job")
    assert heard.trouble.message == "The bridge was restarted, or held the job no longer. Run again."
    desk.settle()
    assert desk.leftovers(job) == []
    again = desk.run(desk.model("hippocampus"), [scan], folds=1)[1]
    assert again.result is not None and desk.bridge.state is State.CONNECTED


def test_the_connection_is_lost_in_mid_job_and_the_result_comes_all_the_same(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    expected = slicer.util.arrayFromVolume(desk.run(desk.model("hippocampus"), [scan])[1].labelmap).copy()
    job, heard = _running(desk, scan)
    for node in list(desk.bridge.igtl.connectors):
        node.Stop()  # As if the cable was pulled.
    desk.pump.until(lambda: desk.bridge.state is State.LOST, 10, "lost")
    assert "broke" in desk.bridge.reason and not job.has_ended
    desk.pump.until(lambda: job.has_ended, 60, "an end")
    assert heard.trouble is None and job.phase is Phase.DONE
    assert np.array_equal(slicer.util.arrayFromVolume(heard.labelmap), expected)


def test_the_connection_is_lost_while_the_job_ends(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    """The bridge finishes while nobody listens; what it holds is sent again."""
    desk.connect(shared_bridge.port)
    job, heard = _running(desk, scan)
    ended = shared_bridge.log.count("event=job_done")
    look = desk.bridge._looker._probe
    desk.bridge._looker._probe = lambda host, port: bridges.probes.Look(bridges.probes.Kind.NOTHING, "Not yet.")
    for node in list(desk.bridge.igtl.connectors):
        node.Stop()
    desk.pump.until(lambda: shared_bridge.log.count("event=job_done") > ended, 60, "the end of the job on the bridge")
    desk.pump.seconds(0.3)
    assert not job.has_ended and heard.labelmap is None
    desk.bridge._looker._probe = look
    desk.pump.until(lambda: job.has_ended, 30, "an end")
    assert heard.trouble is None and len(heard.result.structures) == 2


def test_the_connection_is_lost_while_sending(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    job, heard = desk.job(desk.model("hippocampus"), [scan], folds=1)
    job.start()
    job.poll()
    for node in list(desk.bridge.igtl.connectors):
        node.Stop()
    desk.pump.until(lambda: job.has_ended, 60, "an end")
    assert heard.trouble is None and heard.result is not None


def test_the_user_disconnects_in_mid_job(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    job, heard = _running(desk, scan)
    desk.bridge.disconnect()
    desk.pump.until(lambda: job.has_ended, 10, "an end")
    assert heard.trouble.code == "lost" and "Connect and run again" in heard.trouble.message
    assert desk.leftovers(job) == []
    desk.connect(shared_bridge.port)
    desk.settle()
    assert desk.ask("Jobs", {}).content["jobs"] == [], "the job was cancelled once there was a connection again"
    assert desk.leftovers(job) == []


def test_slicer_is_closed_in_mid_job(desk: Desk, scan: Any, bridge_process: Any) -> None:
    """The panel disconnects and polls no more; the bridge does not go on for nobody."""
    desk.connect(bridge_process.port)
    job, _heard = _running(desk, scan)
    desk.bridge.disconnect()
    for _ in range(100):
        if "event=job_cancelled" in bridge_process.log:
            break
        time.sleep(0.1)
    assert f"job={job.id}" in next(line for line in bridge_process.log.splitlines() if "event=job_cancelled" in line)


def test_cancel_while_the_bridge_is_lost_is_made_good(desk: Desk, scan: Any, bridge_process: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridges, "PING_S", 0.3)
    monkeypatch.setattr(bridges, "BUSY_ANSWER_S", 0.5)
    desk.connect(bridge_process.port)
    job, heard = _running(desk, scan)
    bridge_process.pause()
    desk.pump.until(lambda: desk.bridge.state is State.LOST, 10, "lost")
    job.cancel()
    assert heard.phases[-1] == "cancelled" and heard.trouble is None
    bridge_process.resume()
    desk.pump.until(lambda: desk.bridge.is_up, 20, "back")
    desk.settle()
    assert desk.ask("Jobs", {}).content["jobs"] == []
    assert desk.leftovers(job) == []


def test_what_the_bridge_refuses_is_passed_on_in_its_words(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    model = desk.model("hippocampus")
    job, heard = desk.run(dataclasses.replace(model, id="liver"), [scan])
    assert heard.trouble.code == "unknown_model" and "hippocampus" in heard.trouble.message
    voxels = slicer.util.arrayFromVolume(scan).astype(np.float32)
    voxels[3, 3, 3] = np.nan
    slicer.util.updateVolumeFromArray(scan, voxels)
    job, heard = desk.run(model, [scan])
    assert job.phase is Phase.FAILED and heard.trouble.code == "nan_voxels" and "NaN" in heard.trouble.message
    assert desk.leftovers(job) == []


def test_a_job_that_fails_on_the_server(desk: Desk, scan: Any, bridge_process: Any, tmp_path: Path) -> None:
    """The files of one fold are spoilt after the bridge has read what the model is."""
    models = tmp_path / "models"
    shutil.copytree(ROOT / "models" / "zoo" / "hippocampus", models / "hippocampus")
    bridge_process.kill()
    bridge_process._models = models
    bridge_process.start()
    desk.connect(bridge_process.port)
    model = desk.model("hippocampus")
    last = sorted(path for path in (models / "hippocampus").rglob("*.onnx"))[-1]
    last.write_bytes(b"no network")
    job, heard = desk.run(model, [scan])
    assert job.phase is Phase.FAILED and heard.trouble.code == "bad_model"
    assert heard.trouble.message.endswith("The model on the bridge is damaged. Choose another, or ask whoever runs the bridge.")
    assert heard.previews, "the folds before it were shown"
    desk.settle()
    assert desk.leftovers(job) == [] and desk.bridge.state is State.CONNECTED


def test_a_job_that_somebody_else_cancels(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    job, heard = _running(desk, scan)
    assert desk.ask("Cancel", {"job": job.id}).ok
    desk.pump.until(lambda: job.has_ended, 20, "an end")
    assert heard.trouble.code == "cancelled" and job.id in heard.trouble.message


def test_an_operator_stops_the_bridge_in_mid_job(desk: Desk, scan: Any, bridge_process: Any) -> None:
    """It gives running jobs some seconds: the job ends in a result or in a sentence, and the next bridge takes the next one."""
    desk.connect(bridge_process.port)
    job, heard = _running(desk, scan)
    stopping = threading.Thread(target=bridge_process.stop, daemon=True)
    stopping.start()
    desk.pump.until(lambda: not stopping.is_alive(), 60, "the bridge's end")
    bridge_process.start()
    desk.pump.until(lambda: job.has_ended, 60, "an end")
    assert (heard.result is None) != (heard.trouble is None)
    assert heard.trouble is None or len(heard.trouble.message) > 20
    desk.pump.until(lambda: desk.bridge.state is State.CONNECTED, 30, "connected again")
    desk.settle()
    assert desk.run(desk.model("hippocampus"), [scan], folds=1)[1].result is not None


def test_the_scene_is_closed_in_mid_job(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    job, heard = _running(desk, scan)
    desk.scene.Clear(0)
    desk.pump.until(lambda: job.has_ended, 10, "an end")
    assert heard.trouble.code == "scene_closed" and heard.trouble.message.endswith("Run again.")
    desk.pump.until(lambda: desk.bridge.state is State.CONNECTED, 20, "connected again")
    desk.settle()
    assert desk.ask("Jobs", {}).content["jobs"] == []
    assert desk.leftovers(job) == []


def test_an_input_is_removed_in_mid_job(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    job, heard = _running(desk, scan)
    desk.scene.RemoveNode(scan)
    desk.pump.until(lambda: job.has_ended, 10, "an end")
    assert (heard.trouble.code, heard.trouble.field) == ("input_removed", "inputs.MRI")
    assert heard.trouble.message == "The volume for MRI was removed from the scene, so the run was stopped. Load it and run again."
    desk.settle()
    assert desk.ask("Jobs", {}).content["jobs"] == []
    assert desk.leftovers(job) == []


def test_the_voxels_go_before_they_are_sent(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    """To send none would crash Slicer."""
    desk.connect(shared_bridge.port)
    job, heard = desk.job(desk.model("hippocampus"), [scan])
    job.start()
    scan.SetAndObserveImageData(None)
    desk.pump.until(lambda: job.has_ended, 10, "an end")
    assert (heard.trouble.code, heard.trouble.field) == ("no_voxels", "inputs.MRI")
    assert desk.leftovers(job) == []


@pytest.mark.parametrize("device", ["labels", "doubt"])
def test_the_result_is_removed_in_mid_job(desk: Desk, scan: Any, shared_bridge: Any, device: str) -> None:
    desk.connect(shared_bridge.port)
    job, heard = _running(desk, scan, doubt=True)
    desk.scene.RemoveNode(desk.scene.GetFirstNodeByName(f"{job.id}.{device}"))
    desk.pump.until(lambda: job.has_ended, 10, "an end")
    assert heard.trouble.code == "scene_closed"
    desk.settle()
    assert desk.leftovers(job) == []


def test_a_single_slice_is_refused_by_name(desk: Desk, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    job, heard = desk.run(desk.model("hippocampus"), [volume(desk.scene, np.ones((1, 30, 40), np.int16))])
    assert heard.trouble.code == "single_slice" and "single slice" in heard.trouble.message
    assert heard.trouble.field == "inputs.MRI" and [f.channel for f in heard.found] == ["MRI"] * len(heard.found)
    assert "queued" not in heard.phases and desk.leftovers(job) == []


def test_shear_and_vectors_are_refused_before_anything_is_sent(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    model = desk.model("hippocampus")
    grid = grid_of(scan)
    grid[:3, 0] += 0.3 * grid[:3, 1]
    scan.SetIJKToRASMatrix(matrix(grid))
    colour = desk.scene.AddNewNodeByClass("vtkMRMLVectorVolumeNode")
    slicer.util.updateVolumeFromArray(colour, np.zeros((4, 4, 4, 3), np.uint8))
    for node, code, repair in ((scan, "sheared", "resample"), (colour, "vector", "")):
        job, heard = desk.run(model, [node])
        assert (heard.trouble.code, heard.trouble.field) == (code, "inputs.MRI")
        assert [f.fix for f in heard.found] == [repair]
        assert heard.phases == ["failed"] and desk.leftovers(job) == []
    assert desk.ask("Jobs", {}).content["jobs"] == []


def test_names_longer_than_twenty_bytes_in_chinese_and_with_quotes(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    name = '患者 "Müller", Änne\\n – T1 <b>&amp; post 对比剂 2024/11/26'
    scan.SetName(name)
    job, heard = desk.run(desk.model("hippocampus"), [scan], folds=1)
    assert heard.result is not None and scan.GetName() == name
    assert len(f"{job.id}_in0".encode()) <= 20
    assert "Müller" not in shared_bridge.log and "患者" not in shared_bridge.log


def test_two_slicers_on_one_server_with_the_same_job_id(desk: Desk, scan: Any, shared_bridge: Any, shared_data: Path | None) -> None:
    other = Desk(make(), RigIgtl())
    try:
        theirs = volume(other.scene, slicer.util.arrayFromVolume(scan)[::-1].copy(), grid_of(scan))
        for each in (desk, other):
            each.connect(shared_bridge.port)
        mine, i_heard = desk.job(desk.model("hippocampus"), [scan], folds=1, job_id="same01")
        its, they_heard = other.job(other.model("hippocampus"), [theirs], folds=1, job_id="same01")
        mine.start()
        its.start()
        for _ in range(3000):
            desk.pump.seconds(0.01)
            other.pump.seconds(0.01)
            if mine.has_ended and its.has_ended:
                break
        assert i_heard.trouble is None and they_heard.trouble is None
        labels = [slicer.util.arrayFromVolume(heard.labelmap) for heard in (i_heard, they_heard)]
        assert labels[0].any() and not np.array_equal(*labels)
        alone = desk.run(desk.model("hippocampus"), [scan], folds=1)[1]
        assert np.array_equal(labels[0], slicer.util.arrayFromVolume(alone.labelmap))
        other.bridge.disconnect()
    finally:
        other.bridge.igtl.close()
        other.parts.close()


def test_a_region_outside_of_the_volume(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    job, heard = desk.run(desk.model("hippocampus"), [scan], region=((900, 900, 900), (950, 950, 950)))
    assert heard.trouble.code == "bad_region" or "outside" in heard.trouble.message
    assert desk.leftovers(job) == []


def test_a_volume_that_the_bridge_has_no_room_for(desk: Desk, bridge_process: Any, tmp_path: Path) -> None:
    """It says so under the input's own name, and we say it in the user's terms."""
    bridge_process.kill()
    settings = tmp_path / "foldlink.conf"
    settings.write_text("limits { image-bytes-per-session = 100000 }\n")
    bridge_process._flags = ("--config", str(settings))
    bridge_process.start()
    desk.connect(bridge_process.port)
    job, heard = desk.run(desk.model("hippocampus"), [volume(desk.scene, np.ones((60, 60, 60), np.int16))])
    assert (heard.trouble.code, heard.trouble.field) == ("overflow", "inputs.MRI")
    desk.settle()
    assert desk.leftovers(job) == []


def test_a_scene_that_was_saved_in_mid_job_is_loaded_again(desk: Desk, scan: Any, shared_bridge: Any) -> None:
    """Stale text nodes of the job that the file brings back mislead nobody."""
    desk.connect(shared_bridge.port)
    job, _heard = _running(desk, scan)
    job.cancel()
    desk.settle()
    stale = desk.scene.AddNewNodeByClass("vtkMRMLTextNode", f"{job.id}.result")
    stale.SetText("{}")
    heard = desk.run(desk.model("hippocampus"), [scan], folds=1)[1]
    assert heard.result is not None and heard.result.job != job.id
