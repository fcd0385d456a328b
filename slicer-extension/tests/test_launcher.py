"""A bridge on this computer is found, started, heard and stopped."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from FoldLinkLib import launcher, probe
from FoldLinkLib.bridge import Bridge, State

from rig.bridge_process import ROOT, free_port, jar, java


def _script(folder: Path, body: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "foldlink"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return folder


def _java_home(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").write_text("")
    (folder / "bin" / "java").chmod(0o755)
    (folder / "release").write_text(f'JAVA_VERSION="{version}"\n')
    return folder


def test_the_launcher_of_this_very_project_is_found() -> None:
    found = launcher.find(environment={})
    assert found is not None and Path(found.command[0]) == ROOT / "foldlink"


def test_a_chosen_folder_comes_before_the_variable(tmp_path: Path) -> None:
    chosen, named = _script(tmp_path / "a", ""), _script(tmp_path / "b", "")
    found = launcher.find([chosen], {"FOLDLINK_HOME": str(named)})
    assert found is not None and found.folder == chosen
    found = launcher.find([], {"FOLDLINK_HOME": str(named)})
    assert found is not None and found.folder == named
    assert found.serve(18950) == [str(named / "foldlink"), "serve", "--port", "18950"]


def test_a_jar_needs_a_java_that_is_new_enough(tmp_path: Path) -> None:
    folder = tmp_path / "bridge"
    folder.mkdir()
    (folder / "foldlink-bridge-server-0.1.0-all.jar").write_text("")
    old, new = _java_home(tmp_path / "11", "11.0.2"), _java_home(tmp_path / "21", "21.0.1")
    assert launcher._in(folder, {"JAVA_HOME": str(old), "PATH": ""}) is None
    found = launcher._in(folder, {"JAVA_HOME": str(old), "PATH": str(new / "bin")})
    assert found is not None and found.command[0] == str(new / "bin" / "java") and found.command[-2] == "-jar"
    _java_home(folder / "jre", "17")
    found = launcher._in(folder, {"JAVA_HOME": str(new)})
    assert found is not None and found.command[0] == str(folder / "jre" / "bin" / "java"), "the one that came with the jar is first"


def test_a_script_that_may_not_be_run_is_not_taken(tmp_path: Path) -> None:
    folder = _script(tmp_path, "")
    (folder / "foldlink").chmod(0o644)
    assert launcher._in(folder, {"PATH": ""}) is None


def test_slicers_own_variables_are_kept_from_the_bridge(tmp_path: Path) -> None:
    folder = _script(tmp_path, 'echo "lib=$LD_LIBRARY_PATH home=$PYTHONHOME kept=$KEPT"; exit 3')
    environment = {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": "/slicer", "PYTHONHOME": "/slicer", "KEPT": "yes"}
    running = launcher.start(launcher.Launcher(folder, (str(folder / "foldlink"),)), 1, environment)
    running._process.wait(10)
    assert not running.is_running
    assert running.ended == "The bridge ended (exit status 3): lib= home= kept=yes"


def test_what_cannot_be_started_is_said_in_words(tmp_path: Path) -> None:
    missing = launcher.Launcher(tmp_path, (str(tmp_path / "none"),))
    with pytest.raises(OSError) as raised:
        launcher.start(missing, 1)
    assert launcher.reason(raised.value, missing) == (
        f"The bridge could not be started with {tmp_path / 'none'}: No such file or directory. Start it by hand, with ./foldlink serve."
    )


def test_a_bridge_is_started_connected_to_and_stopped(parts: object, igtl: object, pump: object, tmp_path: Path) -> None:
    shutil.copy(jar(), tmp_path / jar().name)
    home = Path(java()).resolve().parents[1]
    found = launcher.find([tmp_path], {"JAVA_HOME": str(home)})
    assert found is not None and found.folder == tmp_path
    port = free_port()
    bridge = Bridge(parts.scene, igtl)
    pump.polls.append(bridge.poll)
    bridge.connect("localhost", port)
    pump.until(lambda: bridge.state is State.LOST, what="nothing there yet")
    assert bridge.reason == f"Nothing listens on localhost:{port}. Start the bridge with ./foldlink serve, or press Start."
    running = launcher.start(found, port, models=ROOT / "models" / "zoo")
    try:
        pump.until(lambda: bridge.state is State.CONNECTED, 60, "connected by itself")
        assert running.is_running and running.ended == ""
        running.stop(20)
        assert not running.is_running
    finally:
        running.stop(20)
    pump.until(lambda: bridge.state is State.LOST, what="lost")
    assert probe.look("localhost", port).kind is probe.Kind.NOTHING
