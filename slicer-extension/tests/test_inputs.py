"""Which volumes are meant, what speaks against them, and the copies that mend it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import slicer.util
import vtk
from FoldLinkLib import inputs
from FoldLinkLib.documents import Channel, Finding
from FoldLinkLib.guessing import kind
from runs import array_of, grid_of, matrix, volume

CT = [Channel("CT", "CT")]
MRI = [Channel("MRI", "MR")]
BRATS = [Channel("FLAIR", "MR"), Channel("T1", "MR"), Channel("T1ce", "MR"), Channel("T2", "MR")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("T1", "T1"),
        ("sub-01_T1w", "T1"),
        ("AX_T1_MPRAGE", "T1"),
        ("ax t1 fs +C", "T1C"),
        ("AX T1 POST GAD", "T1C"),
        ("t1_mpr_km", "T1C"),
        ("T1 ohne KM", "T1"),
        ("T1 pre contrast", "T1"),
        ("T1 nativ", "T1"),
        ("BraTS_001_t1ce", "T1C"),
        ("BraTS_001_t1c", "T1C"),
        ("t1Gd", "T1C"),
        ("T1c", "T1C"),
        ("t1n", "T1"),
        ("T2", "T2"),
        ("t2_tse_tra", "T2"),
        ("BraTS-GLI-00001-000-t2f", "FLAIR"),
        ("BraTS-GLI-00001-000-t2w", "T2"),
        ("T2 FLAIR", "FLAIR"),
        ("fla", "FLAIR"),
        ("flash_3d", ""),
        ("t2_tirm_tra_dark-fluid", "FLAIR"),
        ("3D_FLAIR post", "FLAIR"),
        ("CT_Abdomen", "CT"),
        ("abdomen ct 5mm", "CT"),
        ("PET_CT", "PT"),
        ("ep2d_diff_3scan_trace", "DWI"),
        ("ADC map", "ADC"),
        ("MRHead", ""),
        ("hippocampus_001", ""),
        ("subject1", ""),
        ("effect", ""),
        ("T12 vertebra", ""),
        ("", ""),
        ("患者", ""),
    ],
)
def test_the_kind_by_its_name(name: str, expected: str) -> None:
    assert kind(name) == expected


def test_a_contrast_agent_makes_t1_a_t1c() -> None:
    assert kind("AX T1", "Gadavist") == "T1C" and kind("AX T2", "Gadavist") == "T2"


def _named(scene: Any, *names: str) -> list[Any]:
    return [volume(scene, np.zeros((4, 5, 6), np.int16), name=name) for name in names]


def _guess(channels: list[Channel], volumes: list[Any], **options: Any) -> dict[str, str]:
    return {channel: node.GetName() for channel, node in inputs.guess(channels, volumes, **options).items()}


def test_four_sequences_find_their_channels_whatever_their_order(parts: Any) -> None:
    names = ["t2_tse", "AX T1 +C", "FLAIR", "AX T1"]
    expected = {"FLAIR": "FLAIR", "T1": "AX T1", "T1ce": "AX T1 +C", "T2": "t2_tse"}
    volumes = _named(parts.scene, *names)
    assert _guess(BRATS, volumes) == expected
    assert _guess(BRATS, volumes[::-1]) == expected


def test_no_volume_is_taken_twice_and_nothing_unknown_is_guessed(parts: Any) -> None:
    scene = parts.scene
    assert _guess(BRATS, _named(scene, "FLAIR", "something")) == {"FLAIR": "FLAIR"}
    assert _guess(BRATS, _named(scene, "a", "b", "c", "d")) == {}
    assert _guess([Channel("a", "MR"), Channel("b", "MR")], _named(scene, "MR one")) == {"a": "MR one"}
    assert _guess(CT, _named(scene, "T1", "unknown")) == {}
    assert _guess([Channel("other", "")], _named(scene, "CT")) == {}


def test_of_several_the_one_that_is_looked_at(parts: Any) -> None:
    one, two, three = _named(parts.scene, "CT one", "CT two", "T1")
    assert _guess(CT, [one, two, three]) == {}, "two would do: the user chooses"
    assert _guess(CT, [one, two, three], shown=[two]) == {"CT": "CT two"}
    assert _guess(CT, [one, two, three], shown=[three, one]) == {"CT": "CT one"}, "not the MR, though it is looked at first"
    assert _guess(CT, [one, three]) == {"CT": "CT one"}


def test_a_nameless_volume_that_is_looked_at_is_meant_where_one_is_asked_for(parts: Any) -> None:
    scan, ct = _named(parts.scene, "hippocampus_001", "CT")
    assert _guess(MRI, [scan, ct]) == {}
    assert _guess(MRI, [scan, ct], shown=[scan]) == {"MRI": "hippocampus_001"}
    assert _guess(MRI, [scan, ct], shown=[ct, scan]) == {}
    assert _guess(BRATS, [scan], shown=[scan]) == {}


def test_dicom_tags_say_more_than_names(parts: Any) -> None:
    a, b, c, d = _named(parts.scene, "1: series", "2: series", "3: series", "4: series")
    tags = {
        a: {"Modality": "MR", "SeriesDescription": "AX T1"},
        b: {"Modality": "MR", "SeriesDescription": "AX T1", "ContrastBolusAgent": "Gadavist"},
        c: {"Modality": "MR", "ProtocolName": "flair"},
        d: {"Modality": "CT", "SeriesDescription": "T2 look-alike"},
    }
    found = _guess(BRATS, [a, b, c, d], tags=tags.__getitem__)
    assert found == {"T1": "1: series", "T1ce": "2: series", "FLAIR": "3: series"}
    assert _guess(CT, [a, b, c, d], tags=tags.__getitem__) == {"CT": "4: series"}


def test_channels_of_one_run_are_of_one_patient_and_best_of_one_study(parts: Any) -> None:
    flair, t1_other, t1_old, t1 = _named(parts.scene, "FLAIR", "T1 first", "T1 second", "T1 third")
    tags = {
        flair: {"PatientID": "1", "StudyInstanceUID": "1.2"},
        t1_other: {"PatientID": "2", "StudyInstanceUID": "1.9"},
        t1_old: {"PatientID": "1", "StudyInstanceUID": "1.1"},
        t1: {"PatientID": "1", "StudyInstanceUID": "1.2"},
    }
    assert _guess(BRATS, [flair, t1_other, t1_old, t1], tags=tags.__getitem__) == {"FLAIR": "FLAIR", "T1": "T1 third"}
    assert _guess(BRATS, [flair, t1_other], tags=tags.__getitem__, shown=[flair]) == {"FLAIR": "FLAIR"}


def test_labelmaps_colour_images_and_hidden_nodes_are_never_meant(parts: Any) -> None:
    scene = parts.scene
    labels = scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "CT labels")
    slicer.util.updateVolumeFromArray(labels, np.zeros((3, 3, 3), np.uint8))
    colour = scene.AddNewNodeByClass("vtkMRMLVectorVolumeNode", "CT colour")
    slicer.util.updateVolumeFromArray(colour, np.zeros((3, 3, 3, 3), np.uint8))
    hidden, empty = volume(scene, np.zeros((3, 3, 3), np.int16), name="CT"), scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "CT")
    hidden.SetHideFromEditors(True)
    assert _guess(CT, [labels, colour, hidden, empty]) == {}


def _codes(channels: list[Channel], volumes: list[Any], roi: Any = None) -> list[tuple[str, str, str, str]]:
    chosen = {channel.name: node for channel, node in zip(channels, volumes, strict=True)}
    found = inputs.look(channels, chosen, roi)
    assert all(f.message.endswith(".") and f.message[0].isupper() for f in found)
    return [(f.level, f.code, f.channel, f.fix) for f in found]


def test_a_good_volume_has_nothing_against_it(parts: Any) -> None:
    assert _codes(CT, [volume(parts.scene, np.zeros((4, 5, 6), np.int16))]) == []


def test_what_cannot_be_sent_is_said_before(parts: Any) -> None:
    scene = parts.scene
    assert _codes(CT, [None]) == [("error", "missing_channel", "CT", "")]
    assert _codes(CT, [scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode")]) == [("error", "no_voxels", "CT", "")]
    colour = scene.AddNewNodeByClass("vtkMRMLVectorVolumeNode")
    slicer.util.updateVolumeFromArray(colour, np.zeros((3, 3, 3, 3), np.uint8))
    assert _codes(CT, [colour]) == [("error", "vector", "CT", "")]
    assert "3 values a voxel (expected 1" in inputs.look(CT, {"CT": colour})[0].message
    labels = scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode")
    slicer.util.updateVolumeFromArray(labels, np.zeros((3, 3, 3), np.uint8))
    assert _codes(CT, [labels]) == [("error", "labelmap", "CT", "")]
    for kind_of_voxel in (vtk.VTK_LONG, vtk.VTK_UNSIGNED_LONG_LONG, vtk.VTK_SIGNED_CHAR):
        image = vtk.vtkImageData()
        image.SetDimensions(3, 3, 3)
        image.AllocateScalars(kind_of_voxel, 1)
        odd = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode")
        odd.SetAndObserveImageData(image)
        assert _codes(CT, [odd]) == [("error", "scalar_type", "CT", "")]
    for kind_of_voxel in (np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.float32, np.float64):
        assert _codes(CT, [volume(scene, np.zeros((3, 3, 3), kind_of_voxel))]) == []
    removed = volume(scene, np.zeros((3, 3, 3), np.int16))
    scene.RemoveNode(removed)
    assert _codes(CT, [removed]) == [("error", "missing_channel", "CT", "")]


def test_too_large_for_the_wire(parts: Any) -> None:
    class Huge:
        """Two gibibytes that are not there."""

        def __init__(self, size: tuple[int, int, int]) -> None:
            self.size = size

        def __getattr__(self, name: str) -> Any:
            answers = {"GetDimensions": self.size, "GetNumberOfScalarComponents": 1, "GetScalarType": vtk.VTK_SHORT, "GetScalarSize": 2}
            return {"GetPointData": lambda: self, "GetScalars": lambda: self}.get(name, lambda: answers[name])

    class Node:
        def __init__(self, size: tuple[int, int, int]) -> None:
            self.image = Huge(size)

        def GetImageData(self) -> Any:
            return self.image

        def GetScene(self) -> Any:
            return parts.scene

        def IsA(self, name: str) -> bool:
            return name == "vtkMRMLScalarVolumeNode"

    for size in ((1024, 1024, 1024), (65_536, 4, 4)):
        (found,) = inputs._one("CT", Node(size), [], 1)
        assert found.code == "too_large"


def test_one_volume_for_two_channels(parts: Any) -> None:
    scan = volume(parts.scene, np.zeros((4, 5, 6), np.int16))
    two = [Channel("T1", "MR"), Channel("T2", "MR")]
    assert _codes(two, [scan, scan]) == [("error", "same_volume", "T1", ""), ("error", "same_volume", "T2", "")]


def _blob(scene: Any, ijk_to_ras: Any, size: tuple[int, int, int] = (20, 24, 28), centre: Any = (5.0, 6.0, 7.0)) -> Any:
    """A smooth blob about a point in RAS, sampled on this grid; size is k, j, i."""
    k, j, i = np.meshgrid(*map(np.arange, size), indexing="ij")
    ras = np.tensordot(np.array(ijk_to_ras), np.stack([i, j, k, np.ones_like(i)]).astype(float), axes=(1, 0))[:3]
    distance = np.linalg.norm(ras - np.array(centre).reshape(3, 1, 1, 1), axis=0)
    return volume(scene, (1000 * np.exp(-((distance / 6) ** 2)) - 100).astype(np.float32), ijk_to_ras)


def _centred(spacing: tuple[float, float, float] = (1, 1, 1), turn: Any = None) -> Any:
    made = np.diag([*spacing, 1.0])
    if turn is not None:
        made[:3, :3] = turn @ made[:3, :3]
    made[:3, 3] = np.array((5.0, 6.0, 7.0)) - made[:3, :3] @ np.array((13.5, 11.5, 9.5))
    return made


def _turn(degrees: float) -> Any:
    a = np.radians(degrees)
    return np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])


def test_a_sheared_volume_is_straightened_on_a_copy(parts: Any) -> None:
    sheared = _centred()
    sheared[:3, 2] += (0, np.tan(np.radians(12)), 0)
    scan = _blob(parts.scene, sheared)
    before = slicer.util.arrayFromVolume(scan).copy()
    (found,) = inputs.look(CT, {"CT": scan})
    assert (found.level, found.code, found.fix) == ("error", "sheared", "resample") and "12.0 degrees" in found.message
    copy = inputs.fix(parts.scene, found, CT, {"CT": scan})
    assert copy is not scan and _codes(CT, [copy]) == []
    assert np.array_equal(slicer.util.arrayFromVolume(scan), before) and np.allclose(grid_of(scan), sheared)
    _blob_is_at(copy, (5, 6, 7))
    # Every corner of the volume lies within the copy.
    corners = np.array([[i, j, k, 1] for i in (0, 27) for j in (0, 23) for k in (0, 19)]).T
    index = np.linalg.inv(grid_of(copy)) @ sheared @ corners
    size = np.array(copy.GetImageData().GetDimensions()).reshape(3, 1)
    assert np.all(index[:3] > -0.01) and np.all(index[:3] < size - 1 + 0.01)


def _blob_is_at(node: Any, place: Any, tolerance: float = 0.5) -> None:
    voxels = slicer.util.arrayFromVolume(node) + 100.0
    k, j, i = np.nonzero(voxels > 200)
    weights = voxels[k, j, i]
    ras = (grid_of(node) @ np.array([i, j, k, np.ones_like(i)]))[:3]
    parent = node.GetParentTransformNode()
    if parent is not None:
        to_world = vtk.vtkMatrix4x4()
        parent.GetMatrixTransformToWorld(to_world)
        ras = (array_of(to_world) @ np.vstack([ras, np.ones(len(i))]))[:3]
    assert np.allclose((ras * weights).sum(axis=1) / weights.sum(), place, atol=tolerance)


def test_channels_on_other_grids_are_resampled_to_the_first(parts: Any) -> None:
    scene = parts.scene
    first = _blob(scene, _centred())
    other = _blob(scene, _centred((0.9, 1.1, 1.4), _turn(25)))
    channels = BRATS[:2]
    chosen = {"FLAIR": first, "T1": other}
    (found,) = inputs.look(channels, chosen)
    assert (found.code, found.channel, found.fix) == ("grids_differ", "T1", "resample")
    assert "28 x 24 x 20, 0.9 x 1.1 x 1.4 mm" in found.message
    copy = inputs.fix(scene, found, channels, chosen)
    assert _codes(channels, [first, copy]) == []
    inside = slicer.util.arrayFromVolume(first) > 100
    off = np.abs(slicer.util.arrayFromVolume(copy) - slicer.util.arrayFromVolume(first))[inside]
    assert off.mean() < 15 and off.max() < 120, "the same blob, but for interpolation"
    assert copy.GetName() == "scan resampled"


def test_channels_under_other_transforms_are_brought_together(parts: Any) -> None:
    scene = parts.scene
    moved = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    shift = np.eye(4)
    shift[:3, :3] = _turn(30)
    shift[:3, 3] = (40, -10, 5)
    moved.SetMatrixTransformToParent(matrix(shift))
    first = _blob(scene, _centred())
    place = np.linalg.inv(shift) @ np.array([5.0, 6.0, 7.0, 1])
    grid = _centred()
    grid[:3, 3] += place[:3] - np.array((5.0, 6.0, 7.0))
    second = _blob(scene, grid, centre=place[:3])
    second.SetAndObserveTransformNodeID(moved.GetID())
    channels, chosen = BRATS[:2], {"FLAIR": first, "T1": second}
    (found,) = inputs.look(channels, chosen)
    assert (found.code, found.channel, found.fix) == ("transforms_differ", "T1", "resample")
    copy = inputs.fix(scene, found, channels, chosen)
    assert copy.GetParentTransformNode() is None and _codes(channels, [first, copy]) == []
    _blob_is_at(copy, (5, 6, 7), 0.2)
    # Both under the one: nothing to mend.
    first.SetAndObserveTransformNodeID(moved.GetID())
    second.SetIJKToRASMatrix(matrix(grid_of(first)))
    assert _codes(channels, [first, second]) == []
    # The first moved, the second not: the copy goes under the first's transform.
    second.SetAndObserveTransformNodeID(None)
    chosen = {"FLAIR": first, "T1": second}
    copy = inputs.fix(scene, inputs.look(channels, chosen)[0], channels, chosen)
    assert copy.GetParentTransformNode() is moved and _codes(channels, [first, copy]) == []


def _bent(scene: Any) -> Any:
    """A grid transform that moves everything by 4 mm along R."""
    node = scene.AddNewNodeByClass("vtkMRMLGridTransformNode")
    field = vtk.vtkImageData()
    field.SetDimensions(3, 3, 3)
    field.SetOrigin(-100, -100, -100)
    field.SetSpacing(100, 100, 100)
    field.AllocateScalars(vtk.VTK_DOUBLE, 3)
    for component, value in enumerate((4.0, 0.0, 0.0)):
        field.GetPointData().GetScalars().FillComponent(component, value)
    grid = vtk.vtkGridTransform() if not hasattr(slicer, "vtkOrientedGridTransform") else slicer.vtkOrientedGridTransform()
    grid.SetDisplacementGridData(field)
    node.SetAndObserveTransformToParent(grid)
    return node


def _roi(scene: Any, centre: Any, size: Any) -> Any:
    roi = scene.AddNewNodeByClass("vtkMRMLMarkupsROINode")
    roi.SetCenter(*centre)
    roi.SetSize(*size)
    return roi


def test_a_volume_under_a_bent_transform(parts: Any) -> None:
    scene = parts.scene
    scan = _blob(scene, _centred())
    scan.SetAndObserveTransformNodeID(_bent(scene).GetID())
    assert _codes(CT, [scan]) == [("warning", "non_linear", "CT", "harden")]
    roi = _roi(scene, (5, 6, 7), (10, 10, 10))
    assert inputs.region(roi, scan) is None
    (found,) = inputs.look(CT, {"CT": scan}, roi)
    assert (found.level, found.code, found.fix) == ("error", "non_linear", "harden")
    before = slicer.util.arrayFromVolume(scan).copy()
    copy = inputs.fix(scene, found, CT, {"CT": scan})
    assert copy.GetParentTransformNode() is None and _codes(CT, [copy]) == []
    assert np.array_equal(slicer.util.arrayFromVolume(scan), before) and scan.GetParentTransformNode() is not None
    _blob_is_at(copy, (9, 6, 7), 0.3)
    assert copy.GetName() == "scan hardened"


def test_a_transform_that_scales(parts: Any) -> None:
    scene = parts.scene
    scan = _blob(scene, _centred())
    node = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    node.SetMatrixTransformToParent(matrix(np.diag([2.0, 1, 1, 1])))
    scan.SetAndObserveTransformNodeID(node.GetID())
    assert _codes(CT, [scan]) == [("warning", "scaled", "CT", "harden")]
    copy = inputs.fix(scene, inputs.look(CT, {"CT": scan})[0], CT, {"CT": scan})
    assert np.allclose(copy.GetSpacing(), (2, 1, 1))


def test_a_region_is_brought_into_the_volumes_frame(parts: Any) -> None:
    scene = parts.scene
    scan, roi = _blob(scene, _centred()), _roi(scene, (5, 6, 7), (10, 12, 14))
    assert np.allclose(inputs.region(roi, scan), ((0, 0, 0), (10, 12, 14)))
    node = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    shift = np.eye(4)
    shift[:3, 3] = (100, 0, 0)
    node.SetMatrixTransformToParent(matrix(shift))
    scan.SetAndObserveTransformNodeID(node.GetID())
    assert np.allclose(inputs.region(roi, scan), ((-100, 0, 0), (-90, 12, 14)))
    roi.SetAndObserveTransformNodeID(node.GetID())
    assert np.allclose(inputs.region(roi, scan), ((0, 0, 0), (10, 12, 14)))
    scan.SetAndObserveTransformNodeID(None)
    shift[:3, :3] = _turn(90)
    node.SetMatrixTransformToParent(matrix(shift))
    assert np.allclose(inputs.region(roi, scan), ((88, 0, 0), (100, 10, 14)))
    turned = _roi(scene, (0, 0, 0), (10, 20, 30))
    turned.SetAndObserveObjectToNodeMatrix(matrix(np.vstack([np.hstack([_turn(90), [[1], [2], [3]]]), [0, 0, 0, 1]])))
    assert np.allclose(inputs.region(turned, scan), ((-9, -3, -12), (11, 7, 18)))


def test_the_bridges_findings_get_what_can_be_done_about_them() -> None:
    found = [
        Finding("error", "grids_differ", "T1", "x"),
        Finding("error", "sheared", "matrix", "x"),
        Finding("warning", "spacing_range", "spacing", "x"),
    ]
    assert [(f.channel, f.fix) for f in inputs.with_fixes(found, BRATS)] == [("T1", "resample"), ("FLAIR", "resample"), ("FLAIR", "")]
    assert [f.channel for f in inputs.with_fixes([Finding("error", "memory", "memory", "x")], BRATS)] == [""]
