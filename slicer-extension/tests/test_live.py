"""Following a streamed volume, and the distance from a tracked tool."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import vtk
from FoldLinkLib import grid, live, scene
from made_results import Made, build, image_of, made, volume

from rig.slicer_parts import SlicerParts


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Starts:
    def __init__(self) -> None:
        self.count = 0
        self.works = True

    def __call__(self) -> bool:
        self.count += 1
        return self.works


VOXELS = np.zeros((4, 5, 6), np.int16)


def follow(parts: SlicerParts, clock: Clock) -> tuple[Any, Starts, live.Follow]:
    streamed = volume(parts, VOXELS, np.eye(4), "US")
    starts = Starts()
    return streamed, starts, live.Follow(streamed, starts, clock)


def test_a_new_image_starts_the_next_run(parts: SlicerParts, clock: Clock) -> None:
    streamed, starts, following = follow(parts, clock)
    following.poll()
    assert starts.count == 0
    streamed.SetAndObserveImageData(image_of(VOXELS))
    following.poll()
    assert starts.count == 1
    clock.now += 60
    following.run_ended()
    following.poll()
    assert starts.count == 1  # no new image, no run
    streamed.GetImageData().Modified()  # as a connector does that writes into the image it has
    following.poll()
    assert starts.count == 2


def test_images_during_a_run_are_one_run_after_it(parts: SlicerParts, clock: Clock) -> None:
    streamed, starts, following = follow(parts, clock)
    for _image in range(30):
        streamed.GetImageData().Modified()
        following.poll()
        clock.now += 0.1
    assert starts.count == 1
    following.run_ended()
    following.poll()
    assert starts.count == 2


def test_runs_keep_a_pause_between_their_starts(parts: SlicerParts, clock: Clock) -> None:
    streamed, starts, following = follow(parts, clock)
    for _image in range(40):  # 30 images a second and a run that is done at once
        streamed.GetImageData().Modified()
        following.poll()
        following.run_ended()
        clock.now += 1 / 30
    assert starts.count == 2


def test_a_run_that_could_not_start_is_tried_again(parts: SlicerParts, clock: Clock) -> None:
    streamed, starts, following = follow(parts, clock)
    starts.works = False
    streamed.GetImageData().Modified()
    following.poll()
    following.poll()
    assert starts.count == 1  # not at once
    clock.now += 2
    starts.works = True
    following.poll()
    assert starts.count == 2


@pytest.mark.parametrize("end", ["stop", "deleted", "scene closed"])
def test_following_ends(parts: SlicerParts, clock: Clock, end: str) -> None:
    streamed, starts, following = follow(parts, clock)
    streamed.GetImageData().Modified()
    if end == "stop":
        following.stop()
    elif end == "deleted":
        parts.scene.RemoveNode(streamed)
    else:
        parts.scene.Clear(False)
    following.poll()
    following.stop()
    assert starts.count == 0
    assert not following.is_on
    assert not streamed.HasObserver("ImageDataModifiedEvent")


SHAPE = (40, 40, 60)


@pytest.fixture
def run(parts: SlicerParts) -> Made:
    """Two balls of 10 mm and 6 mm radius on an oblique grid of 1 mm, and a lesion of one voxel."""
    k, j, i = np.meshgrid(*(np.arange(n) for n in SHAPE), indexing="ij")
    labels = np.zeros(SHAPE, np.uint8)
    labels[(i - 15) ** 2 + (j - 20) ** 2 + (k - 20) ** 2 <= 100] = 1
    labels[(i - 45) ** 2 + (j - 20) ** 2 + (k - 20) ** 2 <= 36] = 2
    labels[35, 35, 30] = 3
    turn, _upper = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))
    affine = np.eye(4)
    affine[:3, :3] = turn * np.sign(np.linalg.det(turn))
    affine[:3, 3] = [10, -20, 30]
    return made(parts, labels, affine, count=3)


class Tool:
    """A tracked tool, and what the 3D view says."""

    def __init__(self, parts: SlicerParts, run: Made, clock: Clock) -> None:
        self.parts, self.run = parts, run
        self.node = parts.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
        self.built = build(parts, run)
        self.said: list[str] = []
        self.distance = live.ToolDistance(self.built.segmentation, self.node, self.said.append, clock)

    def world(self, index: tuple[float, float, float]) -> np.ndarray:
        point = (self.run.affine @ np.array([*index, 1.0]))[:3]
        return grid.to_world(self.run.reference, point)

    def go(self, *index: float) -> str:
        matrix = vtk.vtkMatrix4x4()
        for row, part in enumerate(self.world(index)):  # type: ignore[arg-type]
            matrix.SetElement(row, 3, part)
        self.node.SetMatrixTransformToParent(matrix)
        self.distance.poll()
        return self.said[-1]


def figures(said: str) -> dict[str, float]:
    found = {}
    for line in said.splitlines()[:-1]:
        name, _colon, rest = line.rpartition(": ")
        found[name] = float(rest.split(" ")[0]) * (-1 if rest.endswith("inside") else 1)
    return found


@pytest.mark.parametrize("transformed", [False, True])
def test_distances_are_those_of_balls(parts: SlicerParts, run: Made, clock: Clock, transformed: bool) -> None:
    if transformed:
        node = parts.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
        rigid = np.eye(4)
        rigid[:3, :3] = [[0, -1, 0], [1, 0, 0], [0, 0, 1]]
        rigid[:3, 3] = [100, 200, -300]
        node.SetMatrixTransformToParent(grid.matrix(rigid))
        run.reference.SetAndObserveTransformNodeID(node.GetID())
    tool = Tool(parts, run, clock)
    said = tool.go(30, 20, 20)
    assert said.endswith("\nNot for clinical use.")
    assert figures(said) == pytest.approx({"liver": 5, "kidney left": 9, "structure 3": 21}, abs=0.8)
    assert list(figures(said)) == ["liver", "kidney left", "structure 3"]
    inside = figures(tool.go(45, 20, 22))
    assert inside["kidney left"] == pytest.approx(-4, abs=0.8)
    assert next(iter(inside)) == "kidney left"
    assert "kidney left: " in tool.said[-1] and " mm inside" in tool.said[-1]


def test_the_smallest_lesion_has_its_inside_and_no_other(parts: SlicerParts, run: Made, clock: Clock) -> None:
    tool = Tool(parts, run, clock)
    assert -0.6 < figures(tool.go(30, 35, 35))["structure 3"] < 0
    assert figures(tool.go(30, 35, 33))["structure 3"] == pytest.approx(1.6, abs=0.4)


def test_hidden_structures_are_not_spoken_of(parts: SlicerParts, run: Made, clock: Clock) -> None:
    tool = Tool(parts, run, clock)
    tool.go(30, 20, 20)
    scene.show_surface(tool.built, 1, False)
    tool.distance.poll()
    assert list(figures(tool.said[-1])) == ["kidney left", "structure 3"]
    for value in (2, 3):
        scene.show_surface(tool.built, value, False)
    tool.distance.poll()
    assert tool.said[-1] == "No structure is shown in 3D: no distances."


def test_a_tool_that_is_no_longer_tracked_shows_no_distance(parts: SlicerParts, run: Made, clock: Clock) -> None:
    tool = Tool(parts, run, clock)
    tool.go(30, 20, 20)
    clock.now += 3.5
    tool.distance.poll()
    assert tool.said[-1] == "The tool has not moved for 3 s: is it still tracked?"
    assert "liver" in tool.go(30.01, 20, 20)


def test_the_view_is_told_only_what_is_new_and_cleared_at_the_end(parts: SlicerParts, run: Made, clock: Clock) -> None:
    tool = Tool(parts, run, clock)
    tool.go(30, 20, 20)
    tool.distance.poll()
    assert len(tool.said) == 1
    tool.distance.stop()
    assert tool.said[-1] == ""


@pytest.mark.parametrize("gone", ["tool", "segmentation", "scene"])
def test_what_is_deleted_says_nothing(parts: SlicerParts, run: Made, clock: Clock, gone: str) -> None:
    tool = Tool(parts, run, clock)
    tool.go(30, 20, 20)
    if gone == "scene":
        parts.scene.Clear(False)
    else:
        parts.scene.RemoveNode(tool.node if gone == "tool" else tool.built.segmentation)
    tool.distance.poll()
    assert tool.said[-1] == ""


def test_transforms_that_change_lengths_are_told(parts: SlicerParts, run: Made, clock: Clock) -> None:
    tool = Tool(parts, run, clock)
    scaled = parts.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    scaled.SetMatrixTransformToParent(grid.matrix(np.diag([2.0, 1, 1, 1])))
    tool.built.segmentation.SetAndObserveTransformNodeID(scaled.GetID())
    tool.distance.poll()
    assert tool.said[-1] == "The result is under a transform that is not rigid: no distances. Harden it to see them."


def test_without_surfaces_it_says_what_to_do(parts: SlicerParts, run: Made, clock: Clock) -> None:
    tool = Tool(parts, run, clock)
    tool.built.segmentation.RemoveClosedSurfaceRepresentation()
    tool.distance.poll()
    assert tool.said[-1] == "No distances: the result has no surfaces. Show a structure in 3D."


def test_edited_surfaces_are_measured_anew(parts: SlicerParts, run: Made, clock: Clock) -> None:
    import slicer

    tool = Tool(parts, run, clock)
    before = figures(tool.go(30, 20, 20))["liver"]
    smaller = (run.labels == 1).astype(np.uint8)
    smaller[:, :, 18:] = 0
    with parts.installed():
        slicer.util.updateSegmentBinaryLabelmapFromArray(smaller, tool.built.segmentation, tool.built.segment_ids[1], run.reference)
    tool.built.segmentation.CreateClosedSurfaceRepresentation()
    tool.distance.poll()
    assert figures(tool.said[-1])["liver"] > before + 4
