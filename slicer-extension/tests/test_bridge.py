"""The connection: comes about, answers once, notices loss, comes back, and never holds Slicer up."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
import slicer.util
import strangers
from FoldLinkLib import bridge as bridges
from FoldLinkLib import probe
from FoldLinkLib.bridge import Bridge, SlicerIgtl, State
from runs import Desk, grid_of, volume

from rig.bridge_process import free_port


@pytest.fixture
def desk(parts: Any, igtl: Any) -> Desk:
    return Desk(parts, igtl)


def _connectors(desk: Desk) -> list[Any]:
    return [node for node in desk.bridge.igtl.connectors if node.GetScene() is not None]


def test_connected_it_knows_the_bridge(desk: Desk, shared_bridge: Any) -> None:
    seen: list[tuple[State, str]] = []
    stop = desk.bridge.observe(lambda: seen.append((desk.bridge.state, desk.bridge.reason)))
    assert desk.bridge.state is State.OFF
    desk.connect(shared_bridge.port)
    assert [state for state, _ in seen] == [State.CONNECTING, State.CONNECTED]
    server = desk.bridge.server
    assert server is not None and (server.product, server.dialogue, server.notice) == ("FoldLink", "1.0", "Not for clinical use.")
    stop()
    desk.bridge.disconnect()
    assert desk.bridge.state is State.OFF and len(seen) == 2
    assert _connectors(desk) == [] and desk.scene.GetNumberOfNodesByClass("vtkMRMLScriptedModuleNode") == 0


def test_checksums_are_left_out_on_this_computer_or_a_trusted_network_alone(desk: Desk, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    assert _connectors(desk)[0].GetCheckCRC() is False
    for trusted in (False, True):
        far = Desk(desk.parts, desk.bridge.igtl, probe=lambda host, port: probe.Look(probe.Kind.FOLDLINK, address="192.0.2.1"))
        before = set(far.bridge.igtl.connectors)
        far.bridge.connect("far.example", 18944, trusted=trusted)
        far.pump.until(lambda before=before, far=far: set(far.bridge.igtl.connectors) - before)
        (made,) = set(far.bridge.igtl.connectors) - before
        assert made.GetCheckCRC() is not trusted
        far.bridge.disconnect()


def test_every_ask_is_answered_once_and_from_poll_alone(desk: Desk, shared_bridge: Any) -> None:
    got: list[Any] = []
    desk.bridge.ask("Models", {}, got.append)
    assert got == [], "not before poll"
    desk.bridge.poll()
    assert [reply.error.code for reply in got] == ["not_connected"]
    desk.connect(shared_bridge.port)
    reply = desk.ask("Model", {"id": "lïver 肝"})
    assert (reply.ok, reply.error.code, reply.error.field) == (False, "unknown_model", "id")
    assert "肝" in reply.error.message and "hippocampus" in reply.error.message
    assert desk.ask("Models", {"more": 1}).error.code == "unknown_field"
    assert desk.ask("Nonsense", {}).error.code == "unknown_command"
    too_long = desk.ask("Check", {"model": "x" * 70_000})
    assert too_long.error.code == "too_long" and "at most 65535" in too_long.error.message
    assert desk.bridge.state is State.CONNECTED, "no refusal ends the connection"
    for _ in range(3):
        desk.bridge.ask("Models", {}, got.append)
    desk.pump.seconds(0.5)
    assert len(got) == 4


def test_one_callers_fault_is_not_anothers(desk: Desk, shared_bridge: Any, caplog: pytest.LogCaptureFixture) -> None:
    desk.connect(shared_bridge.port)
    got: list[Any] = []

    def faulty(_reply: Any) -> None:
        raise KeyError("caller")

    desk.bridge.ask("Models", {}, faulty)
    desk.bridge.ask("Models", {}, got.append)
    desk.pump.until(lambda: got)
    assert got[0].ok and "the answer to Models was not dealt with" in caplog.text


def test_a_bridge_that_stands_still_times_out_and_is_found_lost(desk: Desk, bridge_process: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridges, "PING_S", 0.5)
    monkeypatch.setattr(bridges, "PING_ANSWER_S", 1.0)
    desk.connect(bridge_process.port)
    bridge_process.pause()
    got: list[Any] = []
    desk.bridge.ask("Models", {}, got.append, timeout_s=0.3)
    desk.pump.until(lambda: got)
    assert got[0].error.code == "timeout" and "Models" in got[0].error.message
    desk.pump.until(lambda: desk.bridge.state is State.LOST, 10, "lost")
    assert desk.bridge.reason == f"localhost:{bridge_process.port} does not answer any more. It is tried again."
    bridge_process.resume()
    desk.pump.until(lambda: desk.bridge.state is State.CONNECTED, 20, "back")
    assert desk.ask("Models", {}).ok and desk.bridge.connections == 2


def test_nothing_there_then_started_then_killed_then_started(desk: Desk, bridge_process: Any) -> None:
    port = bridge_process.port
    bridge_process.kill()
    desk.bridge.connect("localhost", port)
    desk.pump.until(lambda: desk.bridge.state is State.LOST, 10, "lost")
    assert desk.bridge.reason == f"Nothing listens on localhost:{port}. Start the bridge with ./foldlink serve, or press Start."
    bridge_process.start()
    desk.pump.until(lambda: desk.bridge.state is State.CONNECTED, 20, "connected by itself")
    assert desk.bridge.reason == ""
    got: list[Any] = []
    bridge_process.kill()
    desk.bridge.ask("Models", {}, got.append)
    desk.pump.until(lambda: desk.bridge.state is State.LOST, 10, "lost")
    desk.pump.until(lambda: got)
    assert got[0].error.code == "lost"
    bridge_process.start()
    desk.pump.until(lambda: desk.bridge.state is State.CONNECTED, 20, "connected again")
    assert len(_connectors(desk)) == 1


def test_closing_the_scene_makes_a_new_connector(desk: Desk, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    session = desk.bridge.session
    old = _connectors(desk)[0]
    desk.scene.Clear(0)
    desk.pump.until(lambda: desk.bridge.connections == 2, 10, "connected anew")
    assert desk.bridge.state is State.CONNECTED and desk.bridge.session == session
    assert old.GetState() == 0, "the old one does not run on outside of the scene"
    assert len(_connectors(desk)) == 1
    assert desk.ask("Models", {}).ok


@pytest.mark.parametrize(
    ("talk", "says"),
    [
        (strangers.answering(strangers.hello(dialogue="2.0")), "another version: it speaks 2.0, this module 1.0"),
        (strangers.answering(strangers.hello(product="Elsewhere")), "speaks OpenIGTLink but is no FoldLink bridge"),
        (strangers.banner(b"SSH-2.0-x\r\n"), "is some other program"),
        (strangers.silent, "does not answer"),
    ],
)
def test_a_stranger_is_named_and_never_given_a_connector(desk: Desk, talk: Any, says: str) -> None:
    desk.bridge._looker._probe = lambda host, port: probe.look(host, port, 0.5)
    with strangers.server(talk) as port:
        desk.bridge.connect("localhost", port)
        desk.pump.until(lambda: desk.bridge.state is State.LOST, 20, "a verdict")
        assert says in desk.bridge.reason
        assert desk.bridge.igtl.connectors == []
        desk.bridge.disconnect()


def test_a_volume_goes_under_another_name_and_no_trace_is_left(desk: Desk, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    voxels = np.arange(5 * 6 * 7, dtype=np.int16).reshape(5, 6, 7)
    turned = [[0, -2.0, 0, 10], [1.5, 0, 0, -20], [0, 0, 3.0, 30], [0, 0, 0, 1]]
    name = 'Mül/ler, "Anna" 患者 - a name far longer than twenty bytes'
    scan = volume(desk.scene, voxels, turned, name)
    before = desk.scene.GetNumberOfNodes()
    desk.bridge.push(scan, "abc_in0")
    assert desk.scene.GetNumberOfNodes() == before and scan.GetName() == name
    reply = desk.ask("Segment", {"job": "x1", "model": "hippocampus", "inputs": {"MRI": "abc_in0"}, "options": {"folds": 1}})
    assert reply.content["inputs"]["MRI"]["size"] == [7, 6, 5]
    assert np.allclose(reply.content["inputs"]["MRI"]["spacing"], [1.5, 2.0, 3.0])
    assert name.split()[0] not in shared_bridge.log
    assert np.array_equal(slicer.util.arrayFromVolume(scan), voxels) and np.allclose(grid_of(scan), turned)
    desk.ask("Cancel", {"job": "x1"})


def test_changing_a_volume_after_it_was_sent_sends_nothing(desk: Desk, shared_bridge: Any) -> None:
    desk.connect(shared_bridge.port)
    scan = volume(desk.scene, np.zeros((4, 4, 4), np.int16))
    desk.bridge.push(scan, "abc_in0")
    (connector,) = _connectors(desk)
    assert connector.GetNumberOfOutgoingMRMLNodes() == 0


def test_without_a_connection_push_says_why(desk: Desk) -> None:
    scan = volume(desk.scene, np.zeros((4, 4, 4), np.int16))
    with pytest.raises(ConnectionError, match="Press Connect"):
        desk.bridge.push(scan, "abc_in0")
    desk.bridge.connect("localhost", free_port())
    desk.pump.until(lambda: desk.bridge.state is State.LOST)
    with pytest.raises(ConnectionError, match="Nothing listens"):
        desk.bridge.push(scan, "abc_in0")


def test_a_slow_look_holds_nobody_up_and_a_late_one_is_not_believed(desk: Desk, shared_bridge: Any) -> None:
    looks = {"slow": probe.Look(probe.Kind.NOTHING, "late"), "localhost": probe.look("localhost", shared_bridge.port)}

    def look(host: str, _port: int) -> probe.Look:
        if host == "slow":
            time.sleep(1.0)
        return looks[host]

    bridge = Bridge(desk.scene, desk.bridge.igtl, probe=look)
    desk.pump.polls[:] = [bridge.poll]
    bridge.connect("slow", 1)
    began = time.monotonic()
    for _ in range(5):
        bridge.poll()
    assert time.monotonic() - began < 0.1 and bridge.state is State.CONNECTING
    bridge.connect("localhost", shared_bridge.port)
    desk.pump.until(lambda: bridge.state is State.CONNECTED, 10, "connected")
    desk.pump.seconds(1.2)
    assert bridge.state is State.CONNECTED and bridge.reason == ""
    bridge.disconnect()


def test_a_look_that_fails_is_not_waited_for_for_ever(desk: Desk) -> None:
    def fail(_host: str, _port: int) -> probe.Look:
        raise RuntimeError("x")

    bridge = Bridge(desk.scene, desk.bridge.igtl, probe=fail)
    desk.pump.polls[:] = [bridge.poll]
    bridge.connect("somewhere", 1)
    desk.pump.until(lambda: bridge.state is State.LOST)
    assert bridge.reason == "somewhere could not be looked at. Check the address."


def test_without_slicer_openigtlink_it_says_what_to_install(desk: Desk) -> None:
    """The rig has not got it, so Slicer's own port finds nothing."""
    bridge = Bridge(desk.scene, SlicerIgtl(), probe=lambda host, port: probe.Look(probe.Kind.FOLDLINK, address="127.0.0.1"))
    desk.pump.polls[:] = [bridge.poll]
    bridge.connect("localhost", 18944)
    desk.pump.until(lambda: bridge.state is State.LOST)
    assert bridge.reason == "SlicerOpenIGTLink is not installed. Install it with the Extensions Manager and start Slicer anew."
    bridge.disconnect()
    assert bridge.state is State.OFF


def test_time_in_which_slicer_was_busy_is_no_time_to_answer(desk: Desk, shared_bridge: Any) -> None:
    now = [0.0]
    desk.bridge = Bridge(desk.scene, desk.bridge.igtl, clock=lambda: now[0])
    desk.pump.polls[:] = [desk.bridge.poll]
    desk.connect(shared_bridge.port)
    got: list[Any] = []
    desk.bridge.ask("Models", {}, got.append, timeout_s=30)
    now[0] += 3600  # Asleep. The answer is in the socket.
    desk.bridge.poll()
    assert got == [] and desk.bridge.state is State.CONNECTED
    desk.pump.until(lambda: got)
    assert got[0].ok


def test_two_sessions_see_only_their_own(desk: Desk, shared_bridge: Any) -> None:
    other = Desk(desk.parts, desk.bridge.igtl)
    for each in (desk, other):
        each.connect(shared_bridge.port)
    both = [desk.bridge.poll, other.bridge.poll]
    desk.pump.polls[:] = other.pump.polls[:] = both
    scan = volume(desk.scene, np.random.default_rng(1).integers(0, 200, (30, 40, 30)).astype(np.int16))
    desk.bridge.push(scan, "mine")
    assert desk.ask("Segment", {"job": "same", "model": "hippocampus", "inputs": {"MRI": "mine"}}).ok
    assert other.ask("Jobs", {}).content["jobs"] == []
    assert other.ask("Cancel", {"job": "same"}).error.code == "unknown_job"
    reply = other.ask("Check", {"model": "hippocampus", "inputs": {"MRI": "mine"}})
    assert [row["code"] for row in reply.content["findings"]] == ["missing_channel"]
    assert [row["job"] for row in desk.ask("Jobs", {}).content["jobs"]] == ["same"]
    desk.ask("Cancel", {"job": "same"})
