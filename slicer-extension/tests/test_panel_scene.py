"""The panel and the scene: closed, imported, and nothing left behind."""

from __future__ import annotations

import gc
from pathlib import Path

from panel_fixtures import LIVER, Rigged, add_volume, rigged, save

__all__ = ["rigged"]


class TestScene:
    def test_a_closed_scene_ends_the_run_and_empties_the_result(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        rigged.finish([LIVER])
        rigged.press("segmentButton")
        job = rigged.job
        rigged.scene.Clear(0)
        rigged.polls()
        assert job.calls == ["start", "cancel"]
        assert rigged.panel.result.built is None
        assert not rigged.panel.run.running
        assert rigged.ui.messageLabel.text == "To segment, choose the image for CT, or open a folder."
        assert rigged.panel.model.chosen.id == "phantom-abdomen"

    def test_choices_come_back_with_a_scene(self, rigged: Rigged, tmp_path: Path) -> None:
        rigged.ready()
        rigged.ui.foldsSpin.value = 3
        rigged.ui.boxesCheck.click()
        text = save(rigged.scene)
        rigged.scene.Clear(0)
        rigged.ui.foldsSpin.value = 1
        rigged.ui.boxesCheck.click()
        rigged.scene.SetLoadFromXMLString(1)
        rigged.scene.SetSceneXMLString(text)
        rigged.scene.Import()
        rigged.polls()
        assert (rigged.ui.foldsSpin.value, rigged.ui.boxesCheck.checked) == (3, False)

    def test_an_input_is_found_again_under_its_new_id(self, rigged: Rigged) -> None:
        volume = rigged.ready()
        before = volume.GetID()
        text = save(rigged.scene)
        rigged.scene.Clear(0)
        add_volume(rigged.scene, "another")
        assert rigged.scene.GetNodeByID(before) is not None, "the id must be taken for this test to mean something"
        rigged.scene.SetLoadFromXMLString(1)
        rigged.scene.SetSceneXMLString(text)
        rigged.scene.Import()
        rigged.polls()
        assert rigged.panel.inputs.nodes()["CT"].GetName() == "CT abdomen"

    def test_nothing_is_left_behind(self, rigged: Rigged) -> None:
        import logging

        rigged.ready()
        rigged.press("segmentButton")
        job = rigged.job
        handlers = len(logging.getLogger("FoldLink").handlers)
        timer = rigged.panel._timer
        rigged.panel.close()
        assert job.calls[-1] == "cancel"
        assert rigged.bridge.observers == []
        assert rigged.bridge.calls[-1] == ("disconnect",)
        assert not timer.active
        assert len(logging.getLogger("FoldLink").handlers) == handlers - 1
        rigged.panel._stale = False
        add_volume(rigged.scene, "another")
        rigged.scene.Clear(0)
        assert not rigged.panel._stale, "the scene is still observed"
        # pressed after its end, a button that Slicer has yet to delete does nothing
        asked = len(rigged.bridge.asked)
        for name in ("connectButton", "segmentButton", "pingButton", "openFolderButton", "copyButton"):
            button = getattr(rigged.ui, name)
            button.enabled = True
            button.click()
        assert len(rigged.bridge.asked) == asked
        assert rigged.bridge.calls[-1] == ("disconnect",)
        gc.collect()
