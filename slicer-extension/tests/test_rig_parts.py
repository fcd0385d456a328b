"""The rest of the rig: Slicer's parts, and the bridge as a process."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import slicer

from rig import bridge_process as bridge
from rig.bridge_process import BridgeProcess
from rig.slicer_parts import SlicerParts


def test_what_slicer_puts_on_its_module_is_there_only_when_asked_for(parts: SlicerParts) -> None:
    names = ("mrmlScene", "app", "modules")
    assert not any(hasattr(slicer, name) for name in names)
    with parts.installed():
        assert slicer.mrmlScene is parts.scene
        assert slicer.modules.segmentations.logic() is parts.segmentations
        assert slicer.app.applicationLogic() is parts.application
    assert not any(hasattr(slicer, name) for name in names)


def test_the_logics_share_the_scene(parts: SlicerParts) -> None:
    assert parts.application.GetModuleLogic("Segmentations") is parts.segmentations
    assert parts.markups.GetMRMLScene() is parts.scene
    assert parts.scene.GetFirstNodeByClass("vtkMRMLCrosshairNode") is not None


def test_the_bridge_keeps_its_port_over_a_restart(bridge_process: BridgeProcess) -> None:
    port = bridge_process.port
    socket.create_connection((bridge.HOST, port), timeout=5).close()
    bridge_process.kill()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((bridge.HOST, port), timeout=5)
    assert bridge_process.start().port == port
    assert bridge_process.running


def test_a_bridge_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"the bridge did not start:\n.*no-such-folder"):
        BridgeProcess(models=tmp_path / "no-such-folder").start()


def test_a_missing_jar_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOLDLINK_JAR", str(tmp_path / "none.jar"))
    with pytest.raises(FileNotFoundError, match=r"the bridge's jar was not found; build it with: \./foldlink build"):
        bridge.jar()
