"""The module itself: what Slicer is told, the sample, reload, and its self-test, which Slicer's users can run too."""

from __future__ import annotations

import os
import sys
import threading
import types
from collections.abc import Iterator
from typing import Any

import pytest
import slicer
from desk import Desk, desk
from PySide6 import QtCore

from rig import qt as rig_qt
from rig import slicer_parts
from rig.bridge_process import BridgeProcess
from rig.connector import RigIgtl


@pytest.fixture
def at(parts: slicer_parts.SlicerParts, igtl: RigIgtl, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(parts, igtl, monkeypatch) as made:
        yield made


def test_what_slicer_is_told(at: Desk) -> None:
    import FoldLink

    parent = types.SimpleNamespace()
    FoldLink.FoldLink(parent)
    assert parent.title == "FoldLink"
    assert parent.categories == ["Segmentation", "IGT"]
    assert "OpenIGTLinkIF" not in parent.dependencies, "without it the panel could not say what to install"
    assert "Not for clinical use." in parent.helpText


def test_the_sample_is_made_here(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import FoldLink

    registered: dict[str, Any] = {}
    sample_data = types.ModuleType("SampleData")
    sample_data.SampleDataLogic = types.SimpleNamespace(  # type: ignore[attr-defined]
        registerCustomSampleDataSource=lambda **given: registered.update(given)
    )
    monkeypatch.setitem(sys.modules, "SampleData", sample_data)
    FoldLink.add_sample_data()
    assert os.path.isfile(registered["thumbnailFileName"])
    (volume,) = registered["customDownloader"](None)
    assert volume.GetScene() is at.scene
    voxels = slicer.util.arrayFromVolume(volume)
    assert (voxels.min() < -900, voxels.max() > 150) == (True, True)
    bounds = [0.0] * 6
    volume.GetRASBounds(bounds)
    assert [low + high for low, high in zip(bounds[::2], bounds[1::2])] == pytest.approx([0, 0, 0], abs=1e-6)
    # the liver lies at the patient's right
    assert voxels[34, 45, 40] > 60


def test_slicer_remembers_the_address(at: Desk) -> None:
    at.ui.addressEdit.text = "127.0.0.1:9"
    at.press("connectButton")
    at.press("connectButton")
    host = at.panel.context.host
    assert host.setting("Address") == "127.0.0.1:9"
    assert host.setting("nothing") == ""


@pytest.fixture
def loaded_modules() -> Iterator[None]:
    """After a reload, the other tests go on with the modules that they have imported."""
    before = dict(sys.modules)
    yield
    sys.modules.update(before)


@pytest.mark.usefixtures("loaded_modules")
def test_a_reload_leaves_nothing_of_the_old_panel(at: Desk) -> None:
    at.panel.enter()
    threads = threading.active_count()
    timer = at.panel._timer
    bridge = at.panel.bridge
    at.widget.onReload()
    assert at.widget.reloaded == 1
    assert at.widget.panel is None
    assert not timer.active
    assert str(bridge.state) == "State.OFF"
    assert not [name for name in sys.modules if name.split(".")[0] == "FoldLinkLib"]
    at.pump.seconds(0.5)
    assert threading.active_count() <= threads
    assert at.scene.GetNumberOfNodesByClass("vtkMRMLIGTLConnectorNode") == 0
    at.widget.cleanup()


def test_the_self_test_against_the_bridge(at: Desk, shared_bridge: BridgeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    import FoldLink

    monkeypatch.setattr(FoldLink.FoldLinkTest, "address", lambda _self: f"127.0.0.1:{shared_bridge.port}")
    monkeypatch.setattr(slicer.util, "getModuleWidget", lambda _name: at.widget)
    timer = QtCore.QTimer()
    timer.timeout.connect(at.igtl.tick)
    timer.start(5)
    test = FoldLink.FoldLinkTest()
    test.runTest()
    timer.stop()
    at.check()
    assert test.messages[-1] == "The self-test passed."
    assert not any("no run was tried" in message for message in test.messages)


def test_the_self_test_without_a_bridge_says_what_it_did_not_try(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import FoldLink
    from rig.bridge_process import free_port

    monkeypatch.setattr(FoldLink.FoldLinkTest, "address", lambda _self: f"127.0.0.1:{free_port()}")
    monkeypatch.setattr(slicer.util, "getModuleWidget", lambda _name: at.widget)
    test = FoldLink.FoldLinkTest()
    test.runTest()
    assert any("no run was tried" in message for message in test.messages)
    rig_qt.pump(1)
