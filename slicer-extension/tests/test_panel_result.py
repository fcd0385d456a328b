"""The panel's result: the table, what it shows and hides, and where the result can go."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import panel_fakes as fakes
import pytest
from FoldLinkLib import nodes
from panel_fixtures import GALLBLADDER, LIVER, SPLEEN, Rigged, cell, names, rigged, shown, tick

__all__ = ["rigged"]


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

    def test_the_next_result_keeps_the_order_the_row_and_the_overlay(self, done: Rigged) -> None:
        done.scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode")
        done.ui.replaceCheck.click()
        done.ui.overlayCheck.click()
        done.ui.resultTable.horizontalHeader().sectionClicked(0)
        done.ui.resultTable.setCurrentCell(1, 0)
        done.polls(2)
        done.press("segmentButton")
        done.finish([LIVER, SPLEEN, GALLBLADDER], doubt=True)
        assert names(done) == ["gallbladder", "liver", "spleen"]
        assert done.panel.result.table.structure().label.name == "liver"
        assert done.ui.overlayCheck.checked

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
        assert done.ui.structureLabel.text == ("spleen: 212 ml, box 32.0 × 45.0 × 60.0 mm, diameters 44.5 × 23.2 mm, folds agree to 94 %.")
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

    def test_of_a_result_that_cannot_be_shown_the_labelmap_is_kept(self, rigged: Rigged, monkeypatch: pytest.MonkeyPatch) -> None:
        from FoldLinkLib import panel_run

        def broken(*_given: Any) -> None:
            raise ValueError("The labels are on another grid.")

        rigged.ready()
        rigged.press("segmentButton")
        monkeypatch.setattr(panel_run.scene_tools, "build", broken)
        rigged.finish([LIVER])
        assert rigged.host.errors == ["The result came, but it could not be shown.\n\nThe labels are on another grid."]
        assert rigged.ui.segmentButton.enabled
        (kept,) = nodes.of_class(rigged.scene, "vtkMRMLLabelMapVolumeNode")
        assert kept.GetName().endswith("labels")
        assert kept.GetSaveWithScene() and not kept.GetHideFromEditors()
        assert kept.GetImageData().GetNumberOfPoints() > 0

    def test_a_deleted_segmentation_empties_the_table(self, done: Rigged) -> None:
        done.scene.RemoveNode(done.panel.result.built.segmentation)
        done.polls(1)
        assert done.ui.resultTable.rowCount == 0
        assert not done.ui.copyButton.enabled

    def test_many_that_were_not_found_are_cut_short_and_whole_in_the_tool_tip(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.press("segmentButton")
        rigged.finish([LIVER], absent=tuple(f"rib {n}" for n in range(1, 13)))
        assert rigged.ui.resultLabel.text.endswith("rib 7, rib 8 and 4 more.")
        assert rigged.ui.resultLabel.toolTip.endswith("rib 11, rib 12.")

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
