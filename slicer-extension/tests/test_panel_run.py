"""The panel's big button, from the press to the end, and what follows a stream or a tool."""

from __future__ import annotations

import re
from typing import Any

import panel_fakes as fakes
import pytest
from FoldLinkLib.bridge import State, Trouble
from FoldLinkLib.documents import Progress
from FoldLinkLib.job import Phase
from panel_fixtures import LIVER, Rigged, rigged

__all__ = ["rigged"]


class TestRun:
    @pytest.mark.parametrize(
        ("phase", "progress", "place", "words"),
        [
            (Phase.CHECKING, None, None, "Checking the images…"),
            (Phase.SENDING, None, None, "Sending the images…"),
            (Phase.QUEUED, None, 2, "Waiting: 2 before this one."),
            (Phase.QUEUED, None, 0, "Waiting for the bridge…"),
            (Phase.RUNNING, None, None, "The bridge is at work…"),
            (Phase.RUNNING, Progress("loading", 0, 5, 0, 0, None), None, "Loading the model…"),
            (Phase.RUNNING, Progress("preprocessing", 0, 5, 0, 0, None), None, "Preparing the images…"),
            (Phase.RUNNING, Progress("inference", 2, 5, 13, 40, 12.0), None, "Computing: fold 2 of 5, tile 13 of 40, 12 s left"),
            (Phase.RUNNING, Progress("paused", 2, 5, 13, 40, None), None, "Paused for an urgent run: fold 2 of 5, tile 13 of 40"),
            (Phase.RUNNING, Progress("export", 5, 5, 40, 40, 0.0), None, "Putting the result together…"),
            (Phase.FETCHING, Progress("done", 5, 5, 40, 40, 0.0), None, "Receiving the result…"),
        ],
    )
    def test_each_phase_has_its_words(self, rigged: Rigged, phase: Phase, progress: Any, place: Any, words: str) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        rigged.job.become(phase, progress, place)
        assert rigged.ui.messageLabel.text == words
        assert rigged.ui.cancelButton.visible
        assert not rigged.ui.segmentButton.enabled

    def test_the_bar_shows_the_share_of_all_tiles(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        rigged.job.become(Phase.RUNNING, Progress("inference", 2, 5, 20, 40, 12.0))
        assert (rigged.ui.progressBar.value, rigged.ui.progressBar.text) == (300, "30 %")

    def test_cancel_ends_it_at_once_and_a_new_run_may_begin(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        rigged.press("cancelButton")
        assert rigged.job.calls == ["start", "cancel"]
        assert rigged.ui.messageLabel.text == "Cancelled. Nothing was changed."
        assert not rigged.ui.cancelButton.visible
        rigged.press("segmentButton")
        assert len(fakes.FakeJob.made) == 2

    def test_a_failure_says_what_to_do_and_stays_until_something_is_changed(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        rigged.job.phase = Phase.FAILED
        rigged.job.listener.failed(rigged.job, Trouble("memory", "Choose fewer folds."))
        rigged.polls()
        assert rigged.ui.messageLabel.text == "Choose fewer folds."
        assert rigged.ui.messageIcon.visible
        rigged.choose("hippocampus")
        assert not rigged.ui.messageIcon.visible

    def test_a_lost_connection_says_that_the_run_goes_on(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        rigged.bridge.become(State.LOST, "It is tried again.")
        rigged.job.become(Phase.RUNNING)
        assert rigged.ui.messageLabel.text.startswith("The connection is lost; the run goes on at the bridge")
        assert rigged.ui.cancelButton.enabled

    def test_a_preview_is_shown_in_the_slices_and_goes_at_the_end(self, rigged: Rigged) -> None:
        from FoldLinkLib import preview

        rigged.ready()
        views = rigged.scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode")
        rigged.press("segmentButton")
        labelmap = preview.labelmap_node(rigged.scene, "ab12.labels", rigged.job.request.model)
        rigged.job.listener.preview(rigged.job, labelmap, 1)
        assert views.GetLabelVolumeID() == labelmap.GetID()
        rigged.press("cancelButton")
        assert not views.GetLabelVolumeID()

    def test_the_log_names_neither_volume_nor_patient(self, rigged: Rigged) -> None:
        volume = rigged.ready()
        volume.SetName("DOE^JOHN")
        rigged.press("segmentButton")
        rigged.finish([LIVER])
        rigged.polls()
        log = rigged.ui.logView.plainText
        assert "Segment with phantom-abdomen." in log
        assert "Done in 11.5 s: 1 structures." in log
        assert "DOE" not in log


class TestFault:
    def test_a_fault_of_ours_ends_the_run_and_is_told_once(self, rigged: Rigged, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken() -> None:
            raise KeyError("x")

        rigged.ready()
        rigged.press("segmentButton")
        monkeypatch.setattr(rigged.job, "poll", broken)
        with pytest.raises(KeyError):
            rigged.polls(1)
        rigged.polls()
        assert rigged.ui.messageLabel.text == "The run was given up because of a fault of the module. Copy the log and report it."
        assert rigged.job.calls[-1] == "cancel"
        assert rigged.ui.segmentButton.enabled


class TestBlocking:
    def test_sending_says_how_much(self, rigged: Rigged) -> None:
        volume = rigged.ready()
        rigged.press("segmentButton")
        rigged.job.bridge.push(volume, "ab12.in0")
        assert rigged.host.waits[-1] == "Sending an image (12 kB)…"
        assert rigged.bridge.calls[-1] == ("push", volume, "ab12.in0")

    def test_making_the_result_says_how_much(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        rigged.finish([LIVER])
        assert rigged.host.waits[-1] == "Making the segmentation of 1 structures (6 kB)…"


class TestLive:
    def follow(self, r: Rigged) -> Any:
        volume = r.ready()
        r.ui.followCheck.click()
        r.polls(2)
        return volume

    def new_image(self, volume: Any) -> None:
        volume.InvokeEvent(volume.ImageDataModifiedEvent)

    def test_a_new_image_starts_a_run_that_replaces_its_earlier_result(self, rigged: Rigged) -> None:
        volume = self.follow(rigged)
        assert rigged.ui.liveLabel.text == "Waiting for a new image in the input."
        assert fakes.FakeJob.made == []
        self.new_image(volume)
        rigged.polls(1)
        assert rigged.job.request.parameters.replace_earlier
        assert not rigged.panel.store.parameters.replace_earlier
        self.new_image(volume)
        rigged.polls(3)
        assert len(fakes.FakeJob.made) == 1, "one run at a time"
        rigged.finish([LIVER])
        rigged.raise_slot_errors()

    def test_a_failed_run_does_not_end_the_following(self, rigged: Rigged, monkeypatch: pytest.MonkeyPatch) -> None:
        from FoldLinkLib import live

        monkeypatch.setattr(live, "MIN_INTERVAL_S", 0.0)
        volume = self.follow(rigged)
        for n in (1, 2):
            self.new_image(volume)
            rigged.polls(1)
            assert len(fakes.FakeJob.made) == n
            rigged.job.phase = Phase.FAILED
            rigged.job.listener.failed(rigged.job, Trouble("memory", "Choose fewer folds."))

    def test_it_ends_when_it_is_switched_off(self, rigged: Rigged) -> None:
        volume = self.follow(rigged)
        rigged.ui.followCheck.click()
        rigged.polls(1)
        self.new_image(volume)
        rigged.polls(2)
        assert fakes.FakeJob.made == []
        assert rigged.ui.liveLabel.text == ""

    def test_a_tools_distance_is_in_the_3d_view_and_in_the_panel(self, rigged: Rigged) -> None:
        rigged.ready()
        tool = rigged.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "Needle")
        rigged.ui.toolSelector.setCurrentNode(tool)
        rigged.polls(1)
        assert rigged.ui.liveLabel.text == "Distances are shown once there is a result."
        rigged.press("segmentButton")
        rigged.finish([LIVER])
        rigged.polls(1)
        assert re.match(r"liver: [\d.]+ mm", rigged.host.annotations[-1])
        assert rigged.ui.liveLabel.text == rigged.host.annotations[-1]
        rigged.ui.toolSelector.setCurrentNode(None)
        rigged.polls(1)
        assert rigged.host.annotations[-1] == ""
        assert rigged.ui.liveLabel.text == ""
