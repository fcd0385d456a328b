"""The panel's models, inputs, folders and options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import panel_fakes as fakes
import pytest
from FoldLinkLib.bridge import Reply, State, Trouble
from panel_fixtures import Rigged, add_volume, rigged

__all__ = ["rigged"]


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

    def test_models_that_classify_are_left_out(self, rigged: Rigged) -> None:
        classifier = {**fakes.model("liver-tumour", "Liver tumour", [("CT", "CT")], ["tumour"]), "task": "classification"}
        rigged.bridge.models = [classifier, *fakes.MODELS]
        rigged.connect()
        assert [rigged.ui.modelList.item(n).text().splitlines()[0] for n in range(rigged.ui.modelList.count)] == [
            "Hippocampus",
            "Abdomen phantom",
            "Glioma phantom",
        ]
        rigged.choose("phantom-abdomen")
        assert list(rigged.panel.inputs.selectors) == ["CT"]
        assert ("Model", {"id": "liver-tumour"}) not in rigged.bridge.asked

    def test_only_models_that_classify_says_who_runs_them(self, rigged: Rigged) -> None:
        rigged.bridge.models = [{**fakes.model("liver-tumour", "Liver tumour", [("CT", "CT")], ["tumour"]), "task": "classification"}]
        rigged.connect()
        assert rigged.ui.modelDetails.text == (
            "The bridge has only models that classify, which the panel does not run. On its computer: foldlink send."
        )

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
        rigged.polls(12)
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

    def test_a_new_region_is_the_whole_image_at_first(self, rigged: Rigged) -> None:
        rigged.ready()
        rigged.ui.regionSelector.addNode("vtkMRMLMarkupsROINode")
        rigged.raise_slot_errors()
        roi = rigged.scene.GetFirstNodeByClass("vtkMRMLMarkupsROINode")
        assert list(roi.GetSize()) == [32.0, 32.0, 72.0]
        assert list(roi.GetCenter()) == [15.0, 15.0, 34.5]

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
