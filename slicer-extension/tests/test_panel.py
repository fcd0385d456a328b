"""The panel pressed through: every button, every state, and nothing left behind. Slicer's widgets and scene are the rig's."""

from __future__ import annotations

import csv
import gc
import io
import re
from pathlib import Path
from typing import Any

import panel_fakes as fakes
import pytest
from FoldLinkLib.bridge import Reply, State, Trouble
from FoldLinkLib.documents import Progress
from FoldLinkLib.job import Phase
from FoldLinkLib.panel_server import address
from panel_fixtures import FORM, Rigged, add_volume, rigged
from rig import pythonqt
from rig import qt as rig_qt

__all__ = ["rigged"]

LIVER = fakes.structure(1, "liver", 1532.4, 0.986)
SPLEEN = fakes.structure(2, "spleen", 212.3, 0.94)
GALLBLADDER = fakes.structure(7, "gallbladder", 0.0424, None)


def cell(r: Rigged, row: int, column: int) -> str:
    return r.ui.resultTable.item(row, column).text()


def names(r: Rigged) -> list[str]:
    return [cell(r, row, 0) for row in range(r.ui.resultTable.rowCount)]


def tick(r: Rigged, row: int, column: int, on: bool) -> None:
    from PySide6 import QtCore

    r.ui.resultTable.item(row, column).setCheckState(QtCore.Qt.CheckState.Checked if on else QtCore.Qt.CheckState.Unchecked)
    r.raise_slot_errors()


def shown(r: Rigged, value: int) -> bool:
    built = r.panel.result.built
    return built.segmentation.GetDisplayNode().GetSegmentVisibility3D(built.segment_ids[value])


class TestServer:
    def test_connect_takes_the_address_and_then_disconnects(self, rigged: Rigged) -> None:
        rigged.ui.addressEdit.text = "scanner-room:1234"
        rigged.press("connectButton")
        assert rigged.bridge.calls == [("connect", "scanner-room", 1234)]
        assert (rigged.ui.connectButton.text, rigged.ui.stateLabel.text) == ("Dis&connect", "Connecting…")
        rigged.press("connectButton")
        assert rigged.bridge.calls[-1] == ("disconnect",)
        assert rigged.ui.connectButton.text == "&Connect"

    def test_return_in_the_address_connects(self, rigged: Rigged) -> None:
        rigged.ui.addressEdit.returnPressed()
        assert rigged.bridge.calls == [("connect", "localhost", 18944)]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "The address is “” (expected a name or an IPv4 address and a port, like localhost:18944)."),
            ("http://x:1", "The address is “http://x:1” (expected a name or an IPv4 address and a port, like localhost:18944)."),
            ("x:port", "The port is “port” (expected a number from 1 to 65535, usually 18944)."),
            ("x:70000", "The port is “70000” (expected a number from 1 to 65535, usually 18944)."),
            ("x:²", "The port is “²” (expected a number from 1 to 65535, usually 18944)."),
        ],
    )
    def test_what_is_no_address_is_said(self, rigged: Rigged, text: str, said: str) -> None:
        rigged.ui.addressEdit.text = text
        rigged.press("connectButton")
        assert rigged.ui.stateLabel.text == said
        assert rigged.bridge.calls == []

    def test_the_port_may_be_left_out(self) -> None:
        assert address(" 10.0.0.7 ") == ("10.0.0.7", 18944)

    @pytest.mark.parametrize(
        ("state", "words", "ping"),
        [
            (State.OFF, "Not connected.", False),
            (State.CONNECTING, "Connecting…", False),
            (State.CONNECTED, "Connected. FoldLink 0.1.0, CPU (4 threads).", True),
            (State.BUSY, "Connected; your run is in progress. FoldLink 0.1.0, CPU (4 threads).", True),
            (State.LOST, "The connection is lost.", False),
        ],
    )
    def test_each_state_has_its_words_and_its_light(self, rigged: Rigged, state: State, words: str, ping: bool) -> None:
        rigged.bridge.become(State.CONNECTING)
        rigged.bridge.become(state)
        assert rigged.ui.stateLabel.text == words
        assert rigged.ui.pingButton.enabled == ping
        assert rigged.ui.lightLabel.toolTip == words.split(" FoldLink")[0]
        assert not rigged.ui.lightLabel.property("pixmap").isNull()

    def test_the_lights_differ_in_more_than_colour(self, rigged: Rigged) -> None:
        pictures = []
        for state in State:
            rigged.bridge.become(state)
            image = rigged.ui.lightLabel.property("pixmap").toImage().convertToFormat(rig_grey())
            pictures.append(bytes(image.constBits()))
        assert len(set(pictures)) == len(list(State))

    @pytest.mark.parametrize(
        "reason",
        [
            "Nothing listens on localhost:18944. Start a bridge there, or check the port.",
            "A web server (HTTP) listens on localhost:8080 (expected a FoldLink bridge). Check the port.",
            "The bridge speaks version 2.0 of the dialogue (expected 1.x). Update FoldLink in Slicer.",
        ],
    )
    def test_the_reason_of_a_loss_is_what_is_said(self, rigged: Rigged, reason: str) -> None:
        rigged.bridge.become(State.LOST, reason)
        assert rigged.ui.stateLabel.text == reason

    def test_ping_says_how_long_it_took(self, rigged: Rigged) -> None:
        rigged.connect()
        rigged.press("pingButton")
        assert not rigged.ui.pingButton.enabled
        rigged.polls(1)
        assert re.search(r"It answered in \d+ ms\.$", rigged.ui.stateLabel.text)
        assert rigged.ui.pingButton.enabled

    def test_a_ping_without_answer_says_so(self, rigged: Rigged) -> None:
        rigged.connect()
        rigged.bridge.answers["Jobs"] = Reply(False, {}, Trouble("timeout", "The bridge did not answer in time."))
        rigged.press("pingButton")
        rigged.polls(1)
        assert rigged.ui.stateLabel.text.endswith("No answer to the ping: The bridge did not answer in time.")

    def test_it_calls_a_bridge_on_this_computer_once_by_itself(self, rigged: Rigged) -> None:
        rigged.panel.enter()
        assert rigged.bridge.calls == [("connect", "localhost", 18944)]
        rigged.press("connectButton")
        rigged.panel.exit()
        rigged.panel.enter()
        assert rigged.bridge.calls[-1] == ("disconnect",)

    def test_it_never_calls_another_computer_by_itself(self, rigged: Rigged) -> None:
        rigged.panel.store.parameters.host = "hospital"
        rigged.panel.enter()
        assert rigged.bridge.calls == []


def rig_grey() -> Any:
    from PySide6 import QtGui

    return QtGui.QImage.Format.Format_Grayscale8


class TestModels:
    def test_a_row_says_modality_structures_and_folds(self, rigged: Rigged) -> None:
        rigged.connect()
        rows = [rigged.ui.modelList.item(n).text() for n in range(rigged.ui.modelList.count)]
        assert rows == [
            "Hippocampus\nMR · 2 structures · 5 folds",
            "Abdomen phantom\nCT · 7 structures · 5 folds",
            "Glioma phantom\nMR · 2 structures · 1 fold",
        ]

    @pytest.mark.parametrize(
        ("search", "left"),
        [
            ("", [0, 1, 2]),
            ("MR", [0, 2]),
            ("gallbladder", [1]),
            ("decathlon", [0]),
            ("mr core", [2]),
            ("nothing like it", []),
        ],
    )
    def test_search_looks_into_all_of_it(self, rigged: Rigged, search: str, left: list[int]) -> None:
        rigged.connect()
        rigged.ui.modelSearch.text = search
        assert [n for n in range(3) if not rigged.ui.modelList.isRowHidden(n)] == left

    def test_a_chosen_model_says_more_and_makes_its_inputs(self, rigged: Rigged) -> None:
        rigged.connect()
        rigged.choose("phantom-brats")
        assert rigged.ui.modelDetails.text.splitlines()[:2] == ["Structures: oedema, core.", "Trained on: generated phantoms"]
        assert list(rigged.panel.inputs.selectors) == ["FLAIR", "T1", "T1ce", "T2"]
        assert rigged.ui.foldsSpin.maximum == 1
        rigged.choose("phantom-abdomen")
        assert list(rigged.panel.inputs.selectors) == ["CT"]
        assert rigged.ui.foldsSpin.maximum == 5

    def test_no_models_says_what_to_do(self, rigged: Rigged) -> None:
        rigged.bridge.models = []
        rigged.connect()
        assert rigged.ui.modelDetails.text == "The bridge has no models. Add one on its computer: foldlink models add."

    def test_a_refused_list_says_why(self, rigged: Rigged) -> None:
        rigged.bridge.answers["Models"] = Reply(False, {}, Trouble("internal", "The bridge has to be looked at."))
        rigged.connect()
        assert rigged.ui.modelDetails.text == "The bridge has to be looked at."

    def test_after_a_restart_it_asks_anew_and_keeps_the_choice(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.bridge.become(State.LOST, "It is tried again.")
        rigged.bridge.asked.clear()
        rigged.bridge.server = None
        rigged.bridge.become(State.CONNECTED)
        rigged.polls()
        assert rigged.bridge.asked[0] == ("Models", {})
        assert rigged.panel.model.chosen.id == "phantom-abdomen"
        assert rigged.ui.segmentButton.enabled


class TestInputs:
    def test_only_scalar_volumes_are_offered(self, rigged: Rigged) -> None:
        rigged.scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "labels")
        hidden = rigged.scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "hidden")
        hidden.SetHideFromEditors(True)
        add_volume(rigged.scene, "CT abdomen")
        rigged.connect()
        rigged.choose("phantom-abdomen")
        assert rigged.panel.inputs.selectors["CT"].nodeCount() == 1

    def test_an_input_is_guessed_by_its_name(self, rigged: Rigged) -> None:
        add_volume(rigged.scene, "T2 brain")
        wanted = add_volume(rigged.scene, "CT abdomen portal venous")
        rigged.connect()
        rigged.choose("phantom-abdomen")
        assert rigged.panel.inputs.nodes() == {"CT": wanted}

    def test_a_finding_stands_beside_its_input_with_a_button_that_mends_a_copy(self, rigged: Rigged) -> None:
        import slicer
        import vtk

        volume = rigged.ready()
        transform = rigged.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "scaled")
        matrix = vtk.vtkMatrix4x4()
        matrix.SetElement(0, 0, 1.5)
        transform.SetMatrixTransformToParent(matrix)
        volume.SetAndObserveTransformNodeID(transform.GetID())
        rigged.panel.inputs._on_changed()
        rigged.polls(2)
        assert len(rigged.panel.inputs.fix_buttons) == 1
        button = rigged.panel.inputs.fix_buttons[0]
        assert button.text == "Harden a copy"
        button.click()
        rigged.raise_slot_errors()
        rigged.polls(2)
        chosen = rigged.panel.inputs.nodes()["CT"]
        assert chosen is not volume
        assert isinstance(chosen, slicer.vtkMRMLScalarVolumeNode)
        assert volume.GetParentTransformNode() is transform
        assert rigged.panel.inputs.fix_buttons == []

    def test_a_deleted_input_is_missed(self, rigged: Rigged) -> None:
        volume = rigged.ready()
        assert rigged.ui.segmentButton.enabled
        rigged.scene.RemoveNode(volume)
        rigged.polls(2)
        assert not rigged.ui.segmentButton.enabled
        assert rigged.ui.messageLabel.text == "To segment, choose the image for CT, or open a folder."

    def test_a_channel_with_an_ampersand_and_chinese(self, rigged: Rigged) -> None:
        rigged.bridge.models = [fakes.model("x", "模型", [("T1 & T2 增强", "MR")], ["a"])]
        rigged.connect()
        rigged.choose("x")
        add_volume(rigged.scene, '患者 "甲"')
        rigged.fit()
        assert rigged.panel.inputs.selectors["T1 & T2 增强"].nodeCount() == 1


class TestOptions:
    def test_each_option_is_in_the_request(self, rigged: Rigged) -> None:
        rigged.ready()
        roi = rigged.scene.AddNewNodeByClass("vtkMRMLMarkupsROINode", "ROI")
        roi.SetSize(10, 10, 10)
        ui = rigged.ui
        ui.foldsSpin.value = 2
        ui.regionSelector.setCurrentNode(roi)
        for name in ("mirroringCheck", "adaptiveCheck", "postCheck", "doubtCheck", "surfacesCheck", "boxesCheck", "replaceCheck"):
            getattr(ui, name).click()
        rigged.polls(2)
        rigged.press("segmentButton")
        made = rigged.job.request
        chosen = made.parameters
        assert (chosen.folds, chosen.mirroring, chosen.adaptive, chosen.post, chosen.doubt) == (2, False, True, False, True)
        assert (chosen.surfaces, chosen.boxes, chosen.replace_earlier, chosen.region) == (False, False, True, roi.GetID())
        assert made.region == ((-5.0, -5.0, -5.0), (5.0, 5.0, 5.0))

    def test_what_is_changed_during_a_run_is_for_the_next_one(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        rigged.ui.foldsSpin.value = 3
        assert rigged.job.request.parameters.folds == 0

    def test_the_adaptive_mode_greys_mirroring(self, rigged: Rigged) -> None:
        rigged.ui.adaptiveCheck.click()
        assert not rigged.ui.mirroringCheck.enabled

    def test_no_more_folds_than_the_model_has(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.ui.foldsSpin.value = 4
        rigged.choose("phantom-brats")
        assert rigged.ui.foldsSpin.value == 0
        assert rigged.ui.foldsSpin.text == "all"


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


class TestResult:
    @pytest.fixture
    def done(self, rigged: Rigged) -> Rigged:
        rigged.ready()
        rigged.ui.doubtCheck.click()
        rigged.press("segmentButton")
        rigged.finish([LIVER, SPLEEN, GALLBLADDER], doubt=True, absent=("pancreas",))
        return rigged

    def test_the_table(self, done: Rigged) -> None:
        rows = [[cell(done, row, column) for column in (0, 3, 4, 5, 6)] for row in range(3)]
        assert rows == [
            ["liver", "1532", "98 %", "31.0 × 45.0 × 60.0", "44.5 × 23.2"],
            ["spleen", "212", "94 %", "32.0 × 45.0 × 60.0", "44.5 × 23.2"],
            ["gallbladder", "0.0424", "–", "37.0 × 45.0 × 60.0", "44.5 × 23.2"],
        ]
        assert done.ui.resultLabel.text.splitlines() == ["Abdomen phantom, 5 folds, 11.5 s. 3 structures found.", "Not found: pancreas."]
        assert not done.ui.resultSection.collapsed

    def test_nothing_received_is_left_in_the_scene(self, done: Rigged) -> None:
        left = [done.scene.GetNthNode(n).GetName() for n in range(done.scene.GetNumberOfNodes())]
        assert [name for name in left if name and name.startswith("ab12")] == []

    @pytest.mark.parametrize(
        ("column", "order"),
        [
            (0, ["gallbladder", "liver", "spleen"]),
            (3, ["liver", "spleen", "gallbladder"]),
            (4, ["liver", "spleen", "gallbladder"]),
            (5, ["gallbladder", "spleen", "liver"]),
        ],
    )
    def test_a_heading_sorts_and_again_turns_it_round(self, done: Rigged, column: int, order: list[str]) -> None:
        done.ui.resultTable.horizontalHeader().sectionClicked(column)
        assert names(done) == order
        done.ui.resultTable.horizontalHeader().sectionClicked(column)
        assert names(done) == order[::-1]

    def test_check_boxes_show_and_hide_after_sorting_too(self, done: Rigged) -> None:
        done.ui.resultTable.horizontalHeader().sectionClicked(0)
        tick(done, 0, 1, False)
        assert [shown(done, value) for value in (1, 2, 7)] == [True, True, False]
        tick(done, 0, 1, True)
        assert shown(done, 7)
        tick(done, 1, 2, False)
        boxes = done.panel.result.built.rois
        assert [bool(boxes[value].GetDisplayNode().GetVisibility()) for value in (1, 2, 7)] == [False, True, True]

    def test_all_and_none(self, done: Rigged) -> None:
        built = done.panel.result.built
        done.press("surfacesNoneButton")
        assert not any(shown(done, value) for value in built.segment_ids)
        done.press("boxesNoneButton")
        assert not any(roi.GetDisplayNode().GetVisibility() for roi in built.rois.values())
        done.press("surfacesAllButton")
        assert all(shown(done, value) for value in built.segment_ids)
        done.press("boxesAllButton")
        assert all(roi.GetDisplayNode().GetVisibility() for roi in built.rois.values())

    def test_a_row_centres_the_slices_and_a_check_box_does_not(self, done: Rigged) -> None:
        import slicer

        view = slicer.vtkMRMLSliceNode()
        view.SetLayoutName("Red")
        done.scene.AddNode(view)
        done.ui.resultTable.setCurrentCell(1, 0)
        done.raise_slot_errors()
        assert done.ui.structureLabel.text == (
            "spleen: 212 ml, box 32.0 × 45.0 × 60.0 mm, diameters 44.5 × 23.2 mm, folds agree to 94 %."
        )
        assert view.GetSliceToRAS().GetElement(2, 3) == pytest.approx(3.0)
        view.JumpSliceByOffsetting(0, 0, 40.0)
        done.ui.resultTable.setCurrentCell(0, 1)
        assert view.GetSliceToRAS().GetElement(2, 3) == pytest.approx(40.0)

    def test_copy_and_csv(self, done: Rigged, tmp_path: Path) -> None:
        done.press("copyButton")
        done.host.file = str(tmp_path / "table.csv")
        done.press("saveTableButton")
        saved = (tmp_path / "table.csv").read_bytes().decode("utf-8-sig")
        assert saved == done.host.copied[0]
        rows = list(csv.reader(io.StringIO(saved, newline="")))
        assert [row[1] for row in rows[1:4]] == ["liver", "spleen", "gallbladder"]

    def test_a_table_that_cannot_be_saved_is_told(self, done: Rigged, tmp_path: Path) -> None:
        done.host.file = str(tmp_path / "no" / "table.csv")
        done.press("saveTableButton")
        assert done.host.errors[0].startswith("The table could not be saved.\n\n")

    def test_files_and_what_is_there_is_asked_about(self, done: Rigged, tmp_path: Path) -> None:
        done.host.folder = str(tmp_path)
        done.press("filesButton")
        assert {".nrrd", ".gz", ".obj", ".csv"} <= {path.suffix for path in tmp_path.iterdir()}
        assert done.host.questions == []
        done.host.agrees = False
        done.press("filesButton")
        assert len(done.host.questions) == 1
        assert done.host.errors == []

    def test_a_cancelled_choice_of_file_does_nothing(self, done: Rigged) -> None:
        for name in ("saveTableButton", "filesButton"):
            done.press(name)
        assert done.host.errors == []

    def test_the_segment_editor(self, done: Rigged) -> None:
        done.press("editorButton")
        built = done.panel.result.built
        assert done.host.opened == [(built.segmentation, next(iter(done.job.request.inputs.values())))]

    def test_under_the_patient(self, done: Rigged) -> None:
        import slicer

        hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(done.scene)
        patient = hierarchy.CreateSubjectItem(hierarchy.GetSceneItemID(), "patient")
        volume = next(iter(done.job.request.inputs.values()))
        hierarchy.SetItemParent(hierarchy.GetItemByDataNode(volume), patient)
        done.press("patientButton")
        item = hierarchy.GetItemByDataNode(done.panel.result.built.segmentation)
        assert hierarchy.GetItemParent(item) == patient

    def test_uncertainty_over_the_slices(self, done: Rigged) -> None:
        views = done.scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode")
        assert done.ui.overlayCheck.enabled
        done.ui.overlayCheck.click()
        assert views.GetForegroundVolumeID() == done.panel.result.built.doubt.GetID()
        done.ui.overlayCheck.click()
        done.raise_slot_errors()
        assert not views.GetForegroundVolumeID()

    def test_without_a_map_there_is_no_overlay(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        rigged.finish([LIVER])
        assert not rigged.ui.overlayCheck.enabled

    def test_a_result_that_cannot_be_shown_is_told(self, rigged: Rigged, monkeypatch: pytest.MonkeyPatch) -> None:
        from FoldLinkLib import panel_run

        def broken(*_given: Any) -> None:
            raise ValueError("The labels are on another grid.")

        rigged.ready()
        rigged.press("segmentButton")
        monkeypatch.setattr(panel_run.scene_tools, "build", broken)
        rigged.finish([LIVER])
        assert rigged.host.errors == ["The result came, but it could not be shown.\n\nThe labels are on another grid."]
        assert rigged.ui.segmentButton.enabled

    def test_a_deleted_segmentation_empties_the_table(self, done: Rigged) -> None:
        done.scene.RemoveNode(done.panel.result.built.segmentation)
        done.polls(1)
        assert done.ui.resultTable.rowCount == 0
        assert not done.ui.copyButton.enabled

    def test_what_is_around_all_others_steps_back(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        body = fakes.structure(7, "body", 20_000.0)
        rigged.finish([LIVER, SPLEEN, body])
        display = rigged.panel.result.built.segmentation.GetDisplayNode()
        assert [shown(rigged, value) for value in (1, 2, 7)] == [True, True, False]
        assert [display.GetSegmentOpacity2DFill(rigged.panel.result.built.segment_ids[value]) for value in (1, 7)] == [1.0, 0.0]
        assert rigged.panel.result.table.shown[1] == {1, 2}

    def test_a_large_organ_beside_the_others_does_not(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        large = fakes.structure(7, "liver", 20_000.0)
        large["box"] = {"min": [50.0, 50.0, 50.0], "max": [90.0, 90.0, 90.0]}
        rigged.finish([LIVER, SPLEEN, large])
        assert shown(rigged, 7)

    def test_117_structures(self, rigged: Rigged) -> None:
        organs = [f"structure {n}" for n in range(1, 118)]
        rigged.bridge.models = [fakes.model("phantom-abdomen", "Whole body", [("CT", "CT")], organs)]
        rigged.ready()
        rigged.press("segmentButton")
        rigged.finish([fakes.structure(n, name) for n, name in enumerate(organs, 1)])
        assert rigged.ui.resultTable.rowCount == 117
        assert not any(rigged.panel.result.table.shown[2])
        rigged.press("boxesAllButton")
        assert all(roi.GetDisplayNode().GetVisibility() for roi in rigged.panel.result.built.rois.values())
        assert rigged.ui.modelDetails.text.startswith("Structures: structure 1,")
        assert "and 105 more" in rigged.ui.modelDetails.text


class TestLocalBridge:
    def test_it_starts_is_connected_to_and_stops(self, rigged: Rigged) -> None:
        rigged.ui.addressEdit.text = "hospital:1234"
        rigged.press("startButton")
        assert rigged.launcher.started == [18944]
        assert rigged.bridge.calls[-1] == ("connect", "localhost", 18944)
        rigged.bridge.become(State.LOST, "Nothing listens on localhost:18944.")
        assert rigged.ui.stateLabel.text == "The bridge of this computer is starting…"
        rigged.connect()
        assert rigged.ui.startButton.text == "Stop &local bridge"
        rigged.press("startButton")
        assert rigged.launcher.running[0].stopped

    def test_one_that_ends_says_why(self, rigged: Rigged) -> None:
        rigged.press("startButton")
        rigged.launcher.running[0].is_running = False
        rigged.launcher.running[0].ended = "The bridge ended (exit status 1): port 18944 is taken."
        rigged.polls(1)
        assert rigged.ui.stateLabel.text == "The bridge ended (exit status 1): port 18944 is taken."
        assert rigged.ui.startButton.text == "Start &local bridge"

    def test_one_that_cannot_be_started_says_why(self, rigged: Rigged) -> None:
        rigged.launcher.error = OSError(13, "Permission denied")
        rigged.press("startButton")
        assert rigged.ui.stateLabel.text == "The bridge could not be started: Permission denied."
        assert rigged.bridge.calls == []

    def test_it_ends_with_the_panel(self, rigged: Rigged) -> None:
        rigged.press("startButton")
        rigged.panel.close()
        assert rigged.launcher.running[0].stopped

    def test_without_a_launcher_there_is_no_button(self, rigged: Rigged) -> None:
        rigged.panel.server._launcher = None
        rigged.connect()
        assert not rigged.ui.startButton.visible


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


class TestFolder:
    def test_a_folder_is_loaded_shown_and_taken_as_input(self, rigged: Rigged, tmp_path: Path) -> None:
        class Loader:
            def file(self, path: str) -> list[Any]:
                return [add_volume(rigged.scene, Path(path).name.split(".")[0], (30, 16, 16) if "CT" in path else (10, 16, 16))]

        rigged.connect()
        rigged.choose("phantom-abdomen")
        for name in ("CT abdomen.nii.gz", "scout.nrrd"):
            (tmp_path / name).touch()
        rigged.host._loader = Loader()
        rigged.host.folder = str(tmp_path)
        rigged.press("openFolderButton")
        rigged.polls(2)
        assert rigged.host.errors == []
        assert [node.GetName() for node in rigged.host.shown] == ["CT abdomen"]
        assert rigged.ui.folderLabel.text == "Loaded: CT abdomen and 1 more."
        assert rigged.panel.inputs.nodes()["CT"].GetName() == "CT abdomen"
        assert rigged.ui.segmentButton.enabled

    def test_an_empty_folder_is_told(self, rigged: Rigged, tmp_path: Path) -> None:
        rigged.host.folder = str(tmp_path)
        rigged.press("openFolderButton")
        assert rigged.host.errors == [
            "The folder could not be opened.\n\nThe folder has 0 files and none of them is an image "
            "(expected DICOM, NIfTI, NRRD or MetaImage)."
        ]

    def test_no_folder_chosen_does_nothing(self, rigged: Rigged) -> None:
        rigged.press("openFolderButton")
        assert (rigged.host.errors, rigged.host.waits) == ([], [])


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


def save(scene: Any) -> str:
    scene.SetSaveToXMLString(1)
    scene.Commit()
    text = scene.GetSceneXMLString()
    scene.SetSaveToXMLString(0)
    return text


class TestWords:
    def test_every_control_says_what_it_is(self, rigged: Rigged) -> None:
        from PySide6 import QtCore, QtWidgets

        rigged.ready("phantom-abdomen")
        bare = []
        for widget in rigged.form._qobject.findChildren(QtWidgets.QWidget):
            # parts of Qt's own and of Slicer's own widgets have no names of ours
            if widget.focusPolicy() & QtCore.Qt.FocusPolicy.TabFocus and widget.objectName() and not widget.objectName().startswith("qt_"):
                tip = widget.toolTip() or widget.metaObject().className() == "ctkCollapsibleButton"
                if not widget.accessibleName() or not tip:
                    bare.append(widget.objectName())
        assert bare == []

    def test_no_key_is_taken_twice(self) -> None:
        keys = re.findall(r"&amp;(\w)", FORM.read_text(encoding="utf-8"))
        assert len(keys) > 15
        assert sorted(key.lower() for key in keys) == sorted({key.lower() for key in keys})

    def test_tab_goes_through_the_controls_from_top_to_bottom(self, rigged: Rigged) -> None:
        """All that the form names, each once, in the order in which it stands."""
        text = FORM.read_text(encoding="utf-8")
        stops = re.findall(r"<tabstop>(\w+)</tabstop>", text)
        assert len(stops) == len(set(stops)) > 30
        for section in ("serverSection", "imagesSection", "optionsSection", "resultSection", "liveSection", "logSection"):
            getattr(rigged.ui, section).collapsed = False
        rigged.fit()
        form = rigged.form._qobject
        heights = [getattr(rigged.ui, name)._qobject.mapTo(form, rig_qt.QtCore.QPoint(0, 0)).y() for name in stops]
        # beside each other, a field stands a few pixels higher than a button
        assert all(below >= above - 4 for above, below in zip(heights, heights[1:]))

    def test_it_says_that_it_is_not_for_clinical_use(self, rigged: Rigged) -> None:
        assert rigged.ui.noticeLabel.text == "Not for clinical use."
        assert rigged.ui.noticeLabel.visible

    def test_help_and_log(self, rigged: Rigged) -> None:
        rigged.ui.helpLabel.linkActivated("#help")
        assert rigged.host.opened == ["guide"]
        rigged.ui.logSection.collapsed = False
        rigged.connect()
        rigged.press("copyLogButton")
        assert "Connected." in rigged.host.copied[-1]
        rigged.press("clearLogButton")
        assert rigged.ui.logView.plainText == ""

    def test_german_fits(self, rigged: Rigged) -> None:
        from test_panel_pictures import cut_off

        rigged.ready()
        rigged.ui.resultSection.collapsed = rigged.ui.optionsSection.collapsed = rigged.ui.liveSection.collapsed = False
        for name, words in GERMAN.items():
            getattr(rigged.ui, name).text = words
        rigged.shoot("panel-german")
        assert cut_off(rigged) == []


GERMAN = {
    "noticeLabel": "Nicht für den klinischen Gebrauch.",
    "addressLabel": "&Adresse:",
    "connectButton": "Verbindung trennen",
    "startButton": "&Lokale Brücke starten",
    "pingButton": "Erreichbarkeit &prüfen",
    "openFolderButton": "CT- oder MR-Ordner &öffnen…",
    "searchLabel": "&Modell:",
    "segmentButton": "&Segmentieren",
    "cancelButton": "A&bbrechen",
    "foldsLabel": "Kreuzvalidierungsnetze:",
    "regionLabel": "Untersuchungsbereich:",
    "mirroringCheck": "&Spiegelungen mitrechnen",
    "adaptiveCheck": "&Adaptiv",
    "postCheck": "Nachbearbeitung",
    "doubtCheck": "&Unsicherheitskarte",
    "surfacesCheck": "&3D-Oberflächen",
    "boxesCheck": "&Begrenzungsquader",
    "replaceCheck": "Früheres Ergebnis ersetzen",
    "surfacesLabel": "3D-Modelle:",
    "boxesLabel": "Begrenzungsquader:",
    "tableLabel": "Tabelle:",
    "exportLabel": "Ergebnis:",
    "surfacesAllButton": "Alle anzeigen",
    "surfacesNoneButton": "Alle verbergen",
    "boxesAllButton": "Alle anzeigen",
    "boxesNoneButton": "Alle verbergen",
    "copyButton": "Kopieren",
    "saveTableButton": "CSV speichern…",
    "editorButton": "Segment-Editor",
    "filesButton": "Dateien speichern…",
    "patientButton": "Unter dem Patienten einordnen",
    "overlayCheck": "Unsicherheit über den Schichten anzeigen",
    "followCheck": "Der Eingabe folgen",
    "toolLabel": "Werkzeug:",
}


class TestManners:
    """The rig's PythonQt is as strict as PythonQt."""

    def test_an_unknown_property_raises(self, rigged: Rigged) -> None:
        with pytest.raises(AttributeError, match="QPushButton has no property 'enable'"):
            rigged.ui.pingButton.enable = False

    def test_an_unknown_signal_raises(self, rigged: Rigged) -> None:
        with pytest.raises(AttributeError, match="QPushButton has no signal"):
            rigged.ui.pingButton.connect("pushed()", print)

    def test_keywords_raise(self) -> None:
        import qt

        with pytest.raises(TypeError, match="takes no keyword arguments"):
            qt.QPushButton(text="x")
        with pytest.raises(TypeError, match="takes no keyword arguments"):
            qt.QPushButton("x").setText(text="x")

    def test_a_property_is_no_method(self, rigged: Rigged) -> None:
        with pytest.raises(TypeError, match="not callable"):
            rigged.ui.pingButton.text()

    def test_what_a_slot_raises_is_kept(self, rigged: Rigged) -> None:
        rigged.ui.clearLogButton.connect("clicked()", lambda: 1 / 0)
        rigged.ui.clearLogButton.click()
        assert "ZeroDivisionError" in pythonqt.slot_errors.pop()
