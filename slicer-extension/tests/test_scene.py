"""What a finished run leaves in a real MRML scene."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import slicer
import vtk
from FoldLinkLib import earlier, export, nodes, scene, segments
from made_results import Made, blobs, build, colour, logics_of, made, received, result

from rig.slicer_parts import SlicerParts

AFFINE = np.array([[-1.5, 0, 0, 40.0], [0, -1.5, 0, 30], [0, 0, 2.5, -20], [0, 0, 0, 1]])


@pytest.fixture
def run(parts: SlicerParts) -> Made:
    return made(parts, blobs((12, 20, 30)), AFFINE)


def names(parts: SlicerParts, class_name: str) -> list[str]:
    return [node.GetName() for node in nodes.of_class(parts.scene, class_name)]


def test_segments_have_the_models_names_colours_and_codes(parts: SlicerParts, run: Made) -> None:
    built = build(parts, run)
    contents = built.segmentation.GetSegmentation()
    assert [contents.GetNthSegment(n).GetName() for n in range(2)] == ["liver", "kidney left"]
    assert [contents.GetNthSegment(n).GetLabelValue() for n in range(2)] == [1, 2]
    assert np.allclose(contents.GetSegment(built.segment_ids[2]).GetColor(), np.array(colour(2)) / 255)
    entry = slicer.vtkSlicerTerminologyEntry()
    code = segments.tag(contents.GetSegment(built.segment_ids[2]), "TerminologyEntry")
    with_error_log_off = vtk.vtkLogger.GetCurrentVerbosityCutoff()
    vtk.vtkLogger.SetStderrVerbosity(vtk.vtkLogger.VERBOSITY_OFF)  # slicer-core has no terminology files to look the context up in
    assert parts.terminologies.DeserializeTerminologyEntry(code, entry)
    vtk.vtkLogger.SetStderrVerbosity(with_error_log_off)
    kind, side = entry.GetTypeObject(), entry.GetTypeModifierObject()
    assert (entry.GetCategoryObject().GetCodeValue(), kind.GetCodeValue(), side.GetCodeMeaning()) == ("123037004", "64033007", "Left")
    assert kind.GetCodingSchemeDesignator() == "SCT"


def test_the_codes_are_written_as_slicers_own_logic_writes_them(parts: SlicerParts, run: Made) -> None:
    terminology = run.model.labels[1].terminology
    assert terminology is not None
    parts_of = (terminology.category, terminology.type, terminology.modifier)
    codes = [text for code in parts_of for text in (code.value, code.scheme, code.meaning)]
    slicers = slicer.vtkSlicerTerminologiesModuleLogic.SerializeTerminologyEntry(
        segments.CONTEXT, *codes, segments.REGION_CONTEXT, *[""] * 6
    )
    assert segments.serialised(terminology) == slicers


def test_structures_that_were_not_found_become_no_segments_and_are_told(parts: SlicerParts) -> None:
    run = made(parts, blobs((12, 20, 30)), AFFINE, count=4)
    built = build(parts, run)
    assert list(built.segment_ids) == [1, 2]
    assert built.segmentation.GetSegmentation().GetNumberOfSegments() == 2
    assert list(built.rois) == [1, 2]
    assert scene.absent(run.result) == "Not found: structure 3, structure 4."


def test_a_result_without_any_structure_is_still_a_result(parts: SlicerParts) -> None:
    run = made(parts, np.zeros((4, 5, 6), np.uint8), AFFINE)
    built = build(parts, run)
    assert built.segmentation.GetSegmentation().GetNumberOfSegments() == 0
    assert built.rois == {}
    scene.arrange(parts.scene, logics_of(parts), built, run.reference)


def test_each_node_says_where_it_comes_from(parts: SlicerParts, run: Made) -> None:
    built = build(parts, run)
    expected = {
        "Model": "abdomen",
        "ModelVersion": "1.2",
        "ModelHash": "c0ffee",
        "Folds": "0 1 2 3 4",
        "Job": "ab12",
        "Software": "0.1.0",
        "Notice": "Not for clinical use.",
    }
    for node in (built.segmentation, built.table, *built.rois.values()):
        assert {key: nodes.marked(node, key) for key in expected} == expected
        assert node.GetNodeReference(nodes.INPUT_ROLE) is run.reference


def test_the_patients_volume_is_left_alone(parts: SlicerParts, run: Made) -> None:
    display = run.reference.GetDisplayNode()
    display.AutoWindowLevelOff()
    display.SetWindowLevel(350, 45)
    scan = run.reference.GetImageData()
    before = (scan.GetMTime(), run.reference.GetName(), run.reference.GetTransformNodeID())
    built = build(parts, run)
    scene.arrange(parts.scene, logics_of(parts), built, run.reference)
    scene.centre_on(parts.scene, built, 1)
    assert run.reference.GetImageData() is scan
    assert (scan.GetMTime(), run.reference.GetName(), run.reference.GetTransformNodeID()) == before
    assert (display.GetWindow(), display.GetLevel()) == (350, 45)


def test_the_scene_is_told_once(parts: SlicerParts, run: Made) -> None:
    batches = []
    tags = [
        parts.scene.AddObserver(event, lambda _scene, name: batches.append(name))
        for event in (slicer.vtkMRMLScene.StartBatchProcessEvent, slicer.vtkMRMLScene.EndBatchProcessEvent)
    ]
    build(parts, run)
    for each in tags:
        parts.scene.RemoveObserver(each)
    assert len(batches) == 2
    assert not parts.scene.IsBatchProcessing()


def test_labels_of_another_grid_are_refused_and_the_scene_stays(parts: SlicerParts, run: Made) -> None:
    moved = AFFINE.copy()
    moved[2, 3] += 1.0
    run.labelmap = received(parts, run.labels, moved, run.model, "cd34")
    before = parts.scene.GetNumberOfNodes()
    with pytest.raises(ValueError) as said:
        build(parts, run)
    assert str(said.value) == (
        "The labels' grid is 30 x 20 x 12 voxels of 1.5 x 1.5 x 2.5 mm, and “CT” has 30 x 20 x 12 voxels of 1.5 x 1.5 x 2.5 mm "
        "(expected the same grid in the same place): the volume was changed during the run. Segment it again."
    )
    assert parts.scene.GetNumberOfNodes() == before
    assert not parts.scene.IsBatchProcessing()


def test_a_volume_without_voxels_is_refused(parts: SlicerParts, run: Made) -> None:
    run.reference.SetAndObserveImageData(None)
    with pytest.raises(ValueError, match=r"^“CT” has no voxels \(expected a volume with an image\)\. Load it again\.$"):
        build(parts, run)


def test_the_segmentation_does_not_live_on_the_received_image(parts: SlicerParts, run: Made) -> None:
    built = build(parts, run)
    slicer.util.arrayFromVolume(run.labelmap)[:] = 0
    scene.remove_labelmap(parts.scene, run.labelmap)
    assert (export.labels_on(built.segmentation, run.reference) == run.labels).all()


def test_wide_labels_keep_their_values(parts: SlicerParts) -> None:
    run = made(parts, blobs((12, 20, 30)), AFFINE)
    labels = run.labels.astype(np.uint16)
    labels[labels == 2] = 700
    labels_model = dataclasses.replace(run.model, labels=(run.model.labels[0], dataclasses.replace(run.model.labels[1], value=700)))
    run.model, run.result = labels_model, result(labels, AFFINE, run.model, job="wide")
    structure = dataclasses.replace(run.result.structures[0], label=labels_model.labels[1])
    run.result = dataclasses.replace(run.result, structures=(*run.result.structures, structure))
    run.labelmap = received(parts, labels, AFFINE, run.model, "wide")
    built = build(parts, run)
    assert list(built.segment_ids) == [1, 700]
    assert (export.labels_on(built.segmentation, run.reference) == labels).all()


def test_surfaces_are_there_only_if_wanted_and_made_at_the_first_shown(parts: SlicerParts, run: Made) -> None:
    built = build(parts, run, surfaces=False)
    assert not segments.has_surfaces(built.segmentation)
    assert not built.segmentation.GetDisplayNode().GetVisibility3D()
    scene.show_surface(built, 2, True)
    display = built.segmentation.GetDisplayNode()
    assert segments.has_surfaces(built.segmentation)
    assert display.GetVisibility3D()
    assert [display.GetSegmentVisibility3D(built.segment_ids[value]) for value in (1, 2)] == [False, True]


def test_hiding_a_surface_leaves_the_slices_as_they_are(parts: SlicerParts, run: Made) -> None:
    built = build(parts, run)
    scene.show_surface(built, 1, False)
    display = built.segmentation.GetDisplayNode()
    assert not display.GetSegmentVisibility3D(built.segment_ids[1])
    assert display.GetSegmentVisibility(built.segment_ids[1])
    assert display.GetSegmentVisibility2DFill(built.segment_ids[1])


@pytest.mark.parametrize(("count", "visible"), [(scene.BOXES_SHOWN_UP_TO, True), (scene.BOXES_SHOWN_UP_TO + 1, False)])
def test_many_boxes_wait_to_be_ticked(parts: SlicerParts, count: int, visible: bool) -> None:
    built = build(parts, made(parts, blobs((10, 12, 8 * count), count), AFFINE, count=count))
    assert len(built.rois) == count
    assert {bool(roi.GetDisplayVisibility()) for roi in built.rois.values()} == {visible}
    scene.show_box(built, 3, not visible)
    assert bool(built.rois[3].GetDisplayVisibility()) is not visible


def test_boxes_are_outlines_that_no_click_moves(parts: SlicerParts, run: Made) -> None:
    roi = build(parts, run).rois[2]
    display = roi.GetDisplayNode()
    assert roi.GetLocked()
    assert not display.GetFillVisibility()
    assert display.GetOutlineVisibility()
    assert not display.GetHandlesInteractive()
    assert np.allclose(display.GetSelectedColor(), np.array(colour(2)) / 255)


def test_no_boxes_where_none_are_wanted(parts: SlicerParts, run: Made) -> None:
    assert build(parts, run, boxes=False).rois == {}
    assert names(parts, "vtkMRMLMarkupsROINode") == []


def test_nodes_that_the_user_has_deleted_are_no_trouble(parts: SlicerParts, run: Made) -> None:
    built = build(parts, run)
    parts.scene.RemoveNode(built.rois[1])
    built.segmentation.GetSegmentation().RemoveSegment(built.segment_ids[2])
    scene.show_box(built, 1, True)
    scene.show_surface(built, 2, True)
    scene.show_surface(built, 99, True)
    assert scene.place_under_patient(parts.scene, built, run.reference) > 0
    assert not earlier.is_untouched(built.segmentation)


def test_results_stand_under_the_volumes_study_with_a_folder_of_boxes(parts: SlicerParts, run: Made) -> None:
    tree = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(parts.scene)
    patient = tree.CreateSubjectItem(tree.GetSceneItemID(), "patient")
    study = tree.CreateStudyItem(patient, "study")
    built = build(parts, run)
    tree.SetItemParent(tree.GetItemByDataNode(run.reference), study)
    assert scene.place_under_patient(parts.scene, built, run.reference) == study
    for node in (built.segmentation, built.table):
        assert tree.GetItemParent(tree.GetItemByDataNode(node)) == study
    (folder,) = {tree.GetItemParent(tree.GetItemByDataNode(roi)) for roi in built.rois.values()}
    assert tree.GetItemParent(folder) == study
    assert tree.GetItemName(folder) == "CT – Abdomen boxes"
    build(parts, run, replace_earlier=True)
    assert tree.GetItemByDataNode(built.segmentation) == 0
