"""Labels that are still being worked out, in the slice views."""

from __future__ import annotations

import numpy as np
import pytest
from FoldLinkLib import nodes, scene
from made_results import Made, blobs, colour, made

from rig.slicer_parts import SlicerParts

AFFINE = np.array([[-1.5, 0, 0, 40.0], [0, -1.5, 0, 30], [0, 0, 2.5, -20], [0, 0, 0, 1]])


@pytest.fixture
def run(parts: SlicerParts) -> Made:
    return made(parts, blobs((12, 20, 30)), AFFINE)


def names(parts: SlicerParts, class_name: str) -> list[str]:
    return [node.GetName() for node in nodes.of_class(parts.scene, class_name)]


def test_a_preview_takes_the_label_layer_and_gives_it_back(parts: SlicerParts, run: Made) -> None:
    view = parts.scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode")
    users = parts.scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "mine")
    view.SetLabelVolumeID(users.GetID())
    view.SetLabelOpacity(0.8)
    transform = parts.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    run.reference.SetAndObserveTransformNodeID(transform.GetID())
    for _again in range(2):
        scene.show_preview(parts.scene, run.labelmap, run.reference)
    assert view.GetLabelVolumeID() == run.labelmap.GetID()
    assert run.labelmap.GetTransformNodeID() == transform.GetID()
    scene.hide_preview(parts.scene)
    scene.remove_labelmap(parts.scene, run.labelmap)
    scene.hide_preview(parts.scene)
    assert (view.GetLabelVolumeID(), view.GetLabelOpacity()) == (users.GetID(), 0.8)
    assert names(parts, "vtkMRMLLabelMapVolumeNode") == ["mine"]
    assert "ab12.labels colours" not in names(parts, "vtkMRMLColorTableNode")


def test_a_labelmap_shows_names_and_colours_and_is_nowhere_listed(parts: SlicerParts, run: Made) -> None:
    colours = run.labelmap.GetDisplayNode().GetColorNode()
    rgba = [0.0] * 4
    colours.GetColor(2, rgba)
    assert colours.GetColorName(2) == "kidney left"
    assert np.allclose(rgba, [*np.array(colour(2)) / 255, 1])
    colours.GetColor(0, rgba)
    assert rgba[3] == 0
    for node in (run.labelmap, colours):
        assert node.GetHideFromEditors()
        assert not node.GetSaveWithScene()
