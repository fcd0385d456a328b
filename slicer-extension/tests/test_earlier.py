"""Earlier results: kept, replaced, brought back."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import slicer
from FoldLinkLib import export, nodes, scene
from FoldLinkLib.parameters import Parameters
from made_results import Made, blobs, build, logics_of, made, volume

from rig.slicer_parts import SlicerParts

AFFINE = np.array([[-1.5, 0, 0, 40.0], [0, -1.5, 0, 30], [0, 0, 2.5, -20], [0, 0, 0, 1]])


@pytest.fixture
def run(parts: SlicerParts) -> Made:
    return made(parts, blobs((12, 20, 30)), AFFINE)


def names(parts: SlicerParts, class_name: str) -> list[str]:
    return [node.GetName() for node in nodes.of_class(parts.scene, class_name)]


def test_a_second_result_gets_a_number_and_the_first_stays(parts: SlicerParts, run: Made) -> None:
    first = build(parts, run)
    second = build(parts, run)
    assert first.segmentation.GetName() == "CT – Abdomen"
    assert second.segmentation.GetName() == "CT – Abdomen 2"
    assert first.segmentation.GetScene() is parts.scene
    assert len(set(names(parts, "vtkMRMLMarkupsROINode"))) == 4


def test_replacing_takes_away_only_ones_own_of_this_model_and_volume(parts: SlicerParts, run: Made) -> None:
    users = parts.scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "mine")
    other = made(parts, run.labels, AFFINE, job="cd34")
    of_other_volume = build(parts, other)
    of_other_model = scene.build(
        parts.scene,
        logics_of(parts),
        run.labelmap,
        None,
        run.result,
        dataclasses.replace(run.model, id="thorax"),
        run.reference,
        Parameters(),
    )
    first = build(parts, run)
    second = build(parts, run, replace_earlier=True)
    gone = (first.segmentation, first.table, *first.rois.values())
    assert [node.GetScene() for node in gone] == [None] * 4
    for stays in (users, of_other_volume.segmentation, of_other_volume.table, of_other_model.segmentation, second.segmentation):
        assert stays.GetScene() is parts.scene
    assert second.segmentation.GetName() == first.segmentation.GetName()
    assert second.kept == ()


@pytest.mark.parametrize("work", ["voxels", "one voxel", "segment name", "colour", "node name", "new segment", "box", "table"])
def test_what_somebody_has_worked_on_is_kept_under_its_name(parts: SlicerParts, run: Made, work: str) -> None:
    first = build(parts, run)
    contents = first.segmentation.GetSegmentation()
    segment = contents.GetSegment(first.segment_ids[1])
    if work == "voxels":
        half = ((run.labels == 1) & (np.arange(20)[:, None] > 9)).astype(np.uint8)
        with parts.installed():
            slicer.util.updateSegmentBinaryLabelmapFromArray(half, first.segmentation, first.segment_ids[1], run.reference)
    elif work == "one voxel":  # within the image that all segments share
        image = segment.GetRepresentation("Binary labelmap")
        image.SetScalarComponentFromDouble(*(int(n) for n in image.GetExtent()[::2]), 0, 1)
    elif work == "segment name":
        segment.SetName("liver, checked")
    elif work == "colour":
        segment.SetColor(1, 0, 0)
    elif work == "node name":
        first.segmentation.SetName("for the meeting")
    elif work == "new segment":
        contents.AddEmptySegment("", "lesion")
    elif work == "box":
        first.rois[1].SetLocked(False)
        first.rois[1].SetSize(1, 2, 3)
    else:
        first.table.SetCellText(0, 0, "liver, checked")
    name = first.segmentation.GetName()
    second = build(parts, run, replace_earlier=True)
    assert first.segmentation.GetScene() is parts.scene
    assert first.segmentation.GetName() == name
    assert first.table.GetScene() is parts.scene
    assert second.kept == (name,)
    assert second.segmentation.GetName() != name


def test_looking_at_a_result_does_not_make_it_somebodys_work(parts: SlicerParts, run: Made) -> None:
    first = build(parts, run)
    scene.show_surface(first, 1, False)
    scene.show_box(first, 2, False)
    scene.arrange(parts.scene, logics_of(parts), first, run.reference)
    first.segmentation.GetDisplayNode().SetOpacity(0.4)
    second = build(parts, run, replace_earlier=True)
    assert first.segmentation.GetScene() is None
    display = second.segmentation.GetDisplayNode()
    assert [display.GetSegmentVisibility3D(second.segment_ids[value]) for value in (1, 2)] == [False, True]
    assert [bool(second.rois[value].GetDisplayVisibility()) for value in (1, 2)] == [True, False]


def test_undo_takes_the_whole_result_away_and_brings_the_replaced_back(parts: SlicerParts, run: Made) -> None:
    parts.scene.SetUndoOn()
    before = parts.scene.GetNumberOfNodes()
    build(parts, run)
    assert parts.scene.GetNumberOfUndoLevels() == 1
    parts.scene.Undo()
    assert parts.scene.GetNumberOfNodes() == before
    assert names(parts, "vtkMRMLSegmentationNode") == []
    assert names(parts, "vtkMRMLMarkupsROINode") == []
    first = build(parts, run)
    again = build(parts, run, replace_earlier=True)
    assert first.segmentation.GetScene() is None
    again.segmentation.SetName("again")
    parts.scene.Undo()
    (back,) = nodes.of_class(parts.scene, "vtkMRMLSegmentationNode")
    assert back.GetName() == "CT – Abdomen"
    assert (export.labels_on(back, run.reference) == run.labels).all()
    assert len(names(parts, "vtkMRMLMarkupsROINode")) == 2


@pytest.fixture
def view(parts: SlicerParts) -> Any:
    return parts.scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode")


def test_a_result_that_takes_anothers_place_looks_the_same(parts: SlicerParts, run: Made) -> None:
    first = build(parts, run)
    display = first.segmentation.GetDisplayNode()
    display.SetOpacity2DFill(0.3)
    display.SetVisibility2DOutline(False)
    display.SetSegmentOpacity2DFill(first.segment_ids[1], 0.0)
    display.SetSegmentVisibility(first.segment_ids[2], False)
    second = build(parts, run, replace_earlier=True)
    assert second.replaced
    display = second.segmentation.GetDisplayNode()
    assert (display.GetOpacity2DFill(), bool(display.GetVisibility2DOutline())) == (0.3, False)
    assert display.GetSegmentOpacity2DFill(second.segment_ids[1]) == 0.0
    assert not display.GetSegmentVisibility(second.segment_ids[2])
    assert not build(parts, run).replaced


def test_replacing_what_lies_under_the_uncertainty_forgets_nothing(parts: SlicerParts, run: Made, view: Any) -> None:
    pet = volume(parts, run.labels, AFFINE, "PET")
    view.SetForegroundVolumeID(pet.GetID())
    votes = volume(parts, run.labels, AFFINE, "ab12.doubt")
    first = build(parts, run, votes)
    scene.show_doubt(parts.scene, logics_of(parts), first, True)
    second = build(parts, run, votes, replace_earlier=True)
    assert second.doubt is not None
    assert view.GetForegroundVolumeID() == second.doubt.GetID()
    assert not second.segmentation.GetDisplayNode().GetVisibility2DFill()
    scene.show_doubt(parts.scene, logics_of(parts), second, False)
    assert view.GetForegroundVolumeID() == pet.GetID()
    assert second.segmentation.GetDisplayNode().GetVisibility2DFill()
    third = build(parts, run, votes, replace_earlier=True)
    assert third.doubt is not None
    assert view.GetForegroundVolumeID() == pet.GetID()
