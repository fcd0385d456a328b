"""Results lie where the patient's volume does: voxel for voxel, box for box, whatever the grid and the transform above it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import vtk
from FoldLinkLib import export, grid, scene, segments
from made_results import Made, blobs, build, made

from rig.slicer_parts import SlicerParts

Affine = npt.NDArray[np.float64]
SHAPE = (11, 17, 26)


def rotation(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    made_of, _upper = np.linalg.qr(rng.normal(size=(3, 3)))
    made_of[:, 0] *= np.sign(np.linalg.det(made_of))
    return made_of


def affine(kind: str, seed: int) -> Affine:
    rng = np.random.default_rng(seed)
    spacing = rng.uniform(0.6, 1.4, 3)
    directions = np.eye(3)
    if kind == "oblique":
        directions = rotation(rng)
    elif kind == "permuted":
        directions = np.eye(3)[:, rng.permutation([[1, 2, 0], [2, 0, 1]])[0]]
    elif kind == "flipped":
        directions = np.diag([-1.0, -1.0, 1.0])
    elif kind == "left-handed":
        directions = rotation(rng) @ np.diag([1.0, 1.0, -1.0])
    elif kind == "anisotropic":
        spacing = np.array([0.4, 0.7, 5.0]) * rng.uniform(0.9, 1.1)
        directions = rotation(rng)
    made_of = np.eye(4)
    made_of[:3, :3] = directions * spacing
    made_of[:3, 3] = rng.uniform(-200, 200, 3)
    return made_of


KINDS = ("axial", "oblique", "permuted", "flipped", "left-handed", "anisotropic", "single-slice")


@pytest.fixture(params=[(kind, seed) for kind in KINDS for seed in (1, 2)], ids=lambda each: f"{each[0]}-{each[1]}")
def run(request: pytest.FixtureRequest, parts: SlicerParts) -> Made:
    kind, seed = request.param
    shape = (1, 24, 30) if kind == "single-slice" else SHAPE
    return made(parts, blobs(shape, 3, seed), affine(kind, seed), count=3, seed=seed)


def under_transform(parts: SlicerParts, run: Made, seed: int = 7) -> Affine:
    """Puts the volume under a rigid transform under another, as a registration and a tracked table do."""
    rng = np.random.default_rng(seed)
    whole = np.eye(4)
    child = run.reference
    for _level in range(2):
        rigid = np.eye(4)
        rigid[:3, :3] = rotation(rng)
        rigid[:3, 3] = rng.uniform(-50, 50, 3)
        node = parts.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
        node.SetMatrixTransformToParent(grid.matrix(rigid))
        child.SetAndObserveTransformNodeID(node.GetID())
        child = node
        whole = rigid @ whole
    return whole


def outer_corners(run: Made, value: int) -> npt.NDArray[np.float64]:
    """The corners of the box of voxel faces about a structure, from the labels and the affine alone."""
    k, j, i = np.nonzero(run.labels == value)
    low, high = np.array([i.min(), j.min(), k.min()]) - 0.5, np.array([i.max(), j.max(), k.max()]) + 0.5
    corners = np.array([[(low, high)[bit >> n & 1][n] for n in range(3)] for bit in range(8)])
    return corners @ run.affine[:3, :3].T + run.affine[:3, 3]


def roi_corners(roi: Any) -> npt.NDArray[np.float64]:
    to_world = grid.array(roi.GetObjectToWorldMatrix())
    half = np.array(roi.GetSize()) / 2
    corners = np.array([[(-half, half)[bit >> n & 1][n] for n in range(3)] for bit in range(8)])
    return corners @ to_world[:3, :3].T + to_world[:3, 3]


def world_surface(segmentation: Any, segment_id: str) -> npt.NDArray[np.float64]:
    from vtk.util.numpy_support import vtk_to_numpy

    surface = segments.surface(segmentation, segment_id)
    assert surface is not None
    points = vtk_to_numpy(surface.GetPoints().GetData()).astype(float)
    parent = segmentation.GetParentTransformNode()
    if parent is None:
        return points
    matrix = vtk.vtkMatrix4x4()
    parent.GetMatrixTransformToWorld(matrix)
    rows = grid.array(matrix)
    return points @ rows[:3, :3].T + rows[:3, 3]


@pytest.mark.parametrize("transformed", [False, True], ids=["", "transformed"])
def test_voxels_boxes_and_surfaces_lie_on_the_patients_volume(parts: SlicerParts, run: Made, transformed: bool) -> None:
    to_world = under_transform(parts, run) if transformed else np.eye(4)
    built = build(parts, run)
    assert built.segmentation.GetParentTransformNode() is run.reference.GetParentTransformNode()
    assert (export.labels_on(built.segmentation, run.reference) == run.labels).all()
    assert list(built.segment_ids) == [1, 2, 3]
    for value, segment_id in built.segment_ids.items():
        expected = outer_corners(run, value) @ to_world[:3, :3].T + to_world[:3, 3]
        apart = np.linalg.norm(expected[:, None] - roi_corners(built.rois[value])[None], axis=-1)
        assert apart.min(axis=1).max() < 1e-3
        assert apart.min(axis=0).max() < 1e-3
        # Slicer's handles and its own measurements take the box's axes for a rotation.
        assert np.linalg.det(grid.array(built.rois[value].GetObjectToNodeMatrix())[:3, :3]) == pytest.approx(1)
        to_index = np.linalg.inv(to_world @ run.affine)
        points = world_surface(built.segmentation, segment_id) @ to_index[:3, :3].T + to_index[:3, 3]
        k, j, i = np.nonzero(run.labels == value)
        for axis, index in enumerate((i, j, k)):
            assert abs(points[:, axis].min() - (index.min() - 0.5)) < 1
            assert abs(points[:, axis].max() - (index.max() + 0.5)) < 1


def test_surfaces_face_outwards_and_hold_the_structures_volume(parts: SlicerParts, run: Made) -> None:
    """Also those of a left-handed grid, and of a single slice, which smoothing would collapse."""
    built = build(parts, run)
    for value, segment_id in built.segment_ids.items():
        surface = segments.surface(built.segmentation, segment_id)
        assert surface is not None
        ml = next(s.ml for s in run.result.structures if s.label.value == value)
        assert 0.4 * ml < signed_ml(surface) < 1.1 * ml


def signed_ml(surface: Any) -> float:
    """By the divergence theorem; negative where the surface is inside out."""
    from vtk.util.numpy_support import vtk_to_numpy

    triangles = vtk.vtkTriangleFilter()
    triangles.SetInputData(surface)
    triangles.Update()
    points = vtk_to_numpy(triangles.GetOutput().GetPoints().GetData()).astype(float)
    points -= points.mean(axis=0)
    corners = points[vtk_to_numpy(triangles.GetOutput().GetPolys().GetConnectivityArray()).reshape(-1, 3)]
    return float(np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6000)


@pytest.mark.parametrize("side", [(1, 1, 1), (1, 4, 4), (2, 1, 5), (1, 1, 6)], ids=str)
def test_a_small_lesion_is_seen_in_3d(parts: SlicerParts, side: tuple[int, int, int]) -> None:
    labels = np.zeros((12, 20, 24), np.uint8)
    labels[2:10, 2:18, 2:12] = 1
    k, j, i = side
    labels[5 : 5 + k, 9 : 9 + j, 15 : 15 + i] = 2
    run = made(parts, labels, affine("oblique", 1))
    built = build(parts, run)
    surface = segments.surface(built.segmentation, built.segment_ids[2])
    assert surface is not None
    # Cut corners at most: what smoothing leaves of it is nothing.
    assert signed_ml(surface) > 0.16 * run.result.structures[1].ml


def test_a_point_is_where_the_views_show_it(parts: SlicerParts) -> None:
    run = made(parts, blobs(SHAPE), affine("oblique", 5))
    to_world = under_transform(parts, run)
    view = parts.scene.AddNewNodeByClass("vtkMRMLSliceNode")
    built = build(parts, run)
    scene.centre_on(parts.scene, built, 2)
    index = np.array(np.nonzero(run.labels == 2))[::-1].mean(axis=1)
    world = to_world @ run.affine @ np.array([*index, 1])
    to_ras = grid.array(view.GetSliceToRAS())
    normal = to_ras[:3, 2]
    assert abs(normal @ (world[:3] - to_ras[:3, 3])) < 1e-3


@pytest.mark.parametrize("shear", [0.02, 0.3])
def test_a_sheared_grid_is_refused(parts: SlicerParts, shear: float) -> None:
    sheared = affine("oblique", 3)
    sheared[:3, 1] += shear * sheared[:3, 0]
    run = made(parts, blobs(SHAPE), sheared)
    before = parts.scene.GetNumberOfNodes()
    with pytest.raises(
        ValueError, match=r"^The axes of “CT” are sheared: the cosine between two of them is 0\.\d{3} \(expected right"
    ) as said:
        build(parts, run)
    assert "Resample the volume" in str(said.value)
    assert parts.scene.GetNumberOfNodes() == before


def test_the_result_is_as_precise_as_the_volume_and_not_as_the_wire(parts: SlicerParts) -> None:
    fine = affine("oblique", 4)
    fine[:3, 3] = [1234.56789, -2345.67891, 3456.78912]
    run = made(parts, blobs(SHAPE), fine)
    built = build(parts, run)
    image = built.segmentation.GetSegmentation().GetNthSegment(0).GetRepresentation("Binary labelmap")
    matrix = vtk.vtkMatrix4x4()
    image.GetImageToWorldMatrix(matrix)
    assert np.abs(grid.array(matrix) - fine).max() < 1e-9
