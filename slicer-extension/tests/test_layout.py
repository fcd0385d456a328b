"""What the views show after a run: four-up, slices fitted, 3D centred, the uncertainty with its legend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import slicer
from FoldLinkLib import grid, scene
from FoldLinkLib.parameters import Parameters
from made_results import Made, blobs, build, logics_of, made, volume

from rig.slicer_parts import SlicerParts
from rig.views import FourUp

AFFINE = np.array([[-1.5, 0, 0, 40.0], [0, -1.5, 0, 30], [0, 0, 2.5, -20], [0, 0, 0, 1]])


@pytest.fixture
def views(parts: SlicerParts) -> Iterator[FourUp]:
    made_of = FourUp(parts)
    yield made_of
    made_of.close()


@pytest.fixture
def run(parts: SlicerParts) -> Made:
    return made(parts, blobs((24, 40, 60)), AFFINE)


def camera(parts: SlicerParts) -> Any:
    return parts.scene.GetFirstNodeByClass("vtkMRMLCameraNode")


def world_centre(run: Made, value: int) -> np.ndarray:
    index = np.array(np.nonzero(run.labels == value))[::-1].mean(axis=1)
    return (run.affine @ np.array([*index, 1]))[:3]


def test_four_views_show_the_volume_whole(parts: SlicerParts, run: Made, views: FourUp) -> None:
    layout = parts.scene.AddNewNodeByClass("vtkMRMLLayoutNode")
    layout.SetViewArrangement(layout.SlicerLayoutOneUpRedSliceView)
    scene.arrange(parts.scene, logics_of(parts), build(parts, run), run.reference)
    assert layout.GetViewArrangement() == slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpView
    bounds = [0.0] * 6
    run.reference.GetRASBounds(bounds)
    for name, (across, up) in {"Red": (0, 1), "Yellow": (1, 2), "Green": (0, 2)}.items():
        view = views.slices[name]
        assert view.logic.GetSliceCompositeNode().GetBackgroundVolumeID() == run.reference.GetID()
        shown = np.array(view.node.GetFieldOfView())[:2]
        edges = np.array([bounds[2 * axis + 1] - bounds[2 * axis] for axis in (across, up)])
        assert (shown >= edges - 1e-6).all()
        assert (shown / edges).min() < 1.2  # and no smaller than it must be


def test_3d_is_seen_from_the_front_whole_and_centred(parts: SlicerParts, run: Made, views: FourUp) -> None:
    scene.arrange(parts.scene, logics_of(parts), build(parts, run), run.reference, views.aspect)
    centres = (world_centre(run, 1) + world_centre(run, 2)) / 2
    focus, position = np.array(camera(parts).GetFocalPoint()), np.array(camera(parts).GetPosition())
    assert np.linalg.norm(focus - centres) < 10
    assert (position - focus)[1] > 0
    assert np.allclose((position - focus)[[0, 2]], 0, atol=1e-6)
    picture = views.pixels("1").astype(int)
    background = picture[:, :1]  # it changes from top to bottom
    rows, columns = np.nonzero(np.abs(picture - background).sum(axis=-1) > 40)
    assert len(rows) > 0.01 * picture.shape[0] * picture.shape[1]
    assert rows.min() > 5 and rows.max() < picture.shape[0] - 5
    assert columns.min() > 5 and columns.max() < picture.shape[1] - 5


def test_3d_is_fitted_to_what_it_shows(parts: SlicerParts, run: Made, views: FourUp) -> None:
    built = build(parts, run)
    scene.show_surface(built, 1, False)
    scene.arrange(parts.scene, logics_of(parts), built, run.reference, views.aspect)
    assert np.linalg.norm(np.array(camera(parts).GetFocalPoint()) - world_centre(run, 2)) < 3


def test_a_click_in_the_table_centres_the_slices_and_leaves_3d_alone(parts: SlicerParts, run: Made, views: FourUp) -> None:
    built = build(parts, run)
    scene.arrange(parts.scene, logics_of(parts), built, run.reference)
    before = camera(parts).GetPosition(), camera(parts).GetFocalPoint()
    scene.centre_on(parts.scene, built, 2)
    centre = world_centre(run, 2)
    assert (camera(parts).GetPosition(), camera(parts).GetFocalPoint()) == before
    for view in views.slices.values():
        to_ras = grid.array(view.node.GetSliceToRAS())
        assert abs(to_ras[:3, 2] @ (centre - to_ras[:3, 3])) < 1e-3


def test_without_views_nothing_is_arranged_and_nothing_fails(parts: SlicerParts, run: Made) -> None:
    built = build(parts, run)
    scene.arrange(parts.scene, logics_of(parts), built, run.reference)
    scene.centre_on(parts.scene, built, 1)
    assert parts.scene.GetFirstNodeByClass("vtkMRMLCameraNode") is None


def doubtful(parts: SlicerParts, run: Made) -> Any:
    votes = np.zeros(run.labels.shape, np.uint8)
    votes[10:14, 15:25, 10:20] = 60
    return volume(parts, votes, run.affine, "ab12.doubt")


def test_the_uncertainty_is_a_layer_with_a_legend(parts: SlicerParts, run: Made, views: FourUp) -> None:
    received = doubtful(parts, run)
    pet = volume(parts, run.labels, AFFINE, "PET")
    for view in views.slices.values():
        view.logic.GetSliceCompositeNode().SetForegroundVolumeID(pet.GetID())
        view.logic.GetSliceCompositeNode().SetForegroundOpacity(0.25)
    built = build(parts, run, received)
    parts.scene.RemoveNode(received)
    assert built.doubt is not None
    scene.arrange(parts.scene, logics_of(parts), built, run.reference)
    inside = (run.affine @ np.array([14.5, 20, 12, 1]))[:3]
    outside = (run.affine @ np.array([2, 2, 12, 1]))[:3]
    for view in views.slices.values():
        view.node.JumpSlice(*inside)
    plain = views.at("Red", inside)
    legend = logics_of(parts).colors.GetColorLegendDisplayNode(built.doubt)
    assert not legend.GetVisibility()
    scene.show_doubt(parts.scene, logics_of(parts), built, True)
    scene.show_doubt(parts.scene, logics_of(parts), built, True)
    covered = views.at("Red", inside)
    assert covered != plain
    assert covered[0] > covered[2] + 60  # 60 % is orange
    assert len(set(views.at("Red", outside))) == 1  # where all folds agree the scan is grey as ever
    assert legend.GetVisibility()
    fill = built.segmentation.GetDisplayNode()
    assert not fill.GetVisibility2DFill()  # the colours are the legend's
    assert fill.GetVisibility2DOutline()
    assert legend.GetTitleText() == "Folds disagree (%)"
    scene.show_doubt(parts.scene, logics_of(parts), built, False)
    assert fill.GetVisibility2DFill()
    assert not legend.GetVisibility()
    for view in views.slices.values():
        composite = view.logic.GetSliceCompositeNode()
        assert (composite.GetForegroundVolumeID(), composite.GetForegroundOpacity()) == (pet.GetID(), 0.25)


def test_the_uncertainty_has_its_own_scale_and_is_never_smoothed(parts: SlicerParts, run: Made) -> None:
    built = build(parts, run, doubtful(parts, run))
    assert built.doubt is not None
    display = built.doubt.GetDisplayNode()
    assert (display.GetWindowLevelMin(), display.GetWindowLevelMax()) == (0, 100)
    assert (bool(display.GetApplyThreshold()), display.GetLowerThreshold(), display.GetUpperThreshold()) == (True, 1, 100)
    assert not display.GetInterpolate()
    assert built.doubt.GetName() == "CT – Abdomen uncertainty"
    again = build(parts, run, doubtful(parts, run))
    assert again.doubt is not None
    assert again.doubt.GetDisplayNode().GetColorNode() is display.GetColorNode()


def test_a_live_result_keeps_the_uncertainty_shown(parts: SlicerParts, run: Made, views: FourUp) -> None:
    first = build(parts, run, doubtful(parts, run))
    scene.show_doubt(parts.scene, logics_of(parts), first, True)
    second = scene.build(
        parts.scene,
        logics_of(parts),
        run.labelmap,
        doubtful(parts, run),
        run.result,
        run.model,
        run.reference,
        Parameters(replace_earlier=True),
    )
    assert first.doubt is not None and first.doubt.GetScene() is None
    assert second.doubt is not None
    for view in views.slices.values():
        assert view.logic.GetSliceCompositeNode().GetForegroundVolumeID() == second.doubt.GetID()
