"""The finished scenario as Slicer's own displayable managers draw it. Numbers are tested; the pictures are for eyes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import scans
from FoldLinkLib import documents, grid, layout, scene
from FoldLinkLib.parameters import Parameters
from made_results import image_of, logics_of, result, volume
from PIL import Image

from rig import slicer_parts
from rig.slicer_parts import SlicerParts
from rig.views import FourUp, picture_folder

EXTENSION = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("phantoms")


def border(labels: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Made up: the folds disagree where structures end, the more, the more of a voxel's neighbours are not like it."""
    votes = np.zeros(labels.shape, np.uint8)
    for axis in range(3):
        for step in (-1, 1):
            votes += (np.roll(labels, step, axis) != labels).astype(np.uint8) * 16
    return votes


class Shown:
    """A scan with its result in four views, as the panel leaves it."""

    def __init__(self, parts: SlicerParts, scan: scans.Scan, doubtful: bool = False) -> None:
        self.scan = scan
        self.parts = parts
        self.logics = logics_of(parts)
        self.views = FourUp(parts)
        self.reference = parts.volumes.AddArchetypeVolume(str(scan.image), "scan", 0)
        source = parts.volumes.AddArchetypeVolume(str(scan.labels), "labels", 1)
        self.labels: npt.NDArray[Any] = grid.voxels(source).astype(np.uint8)
        self.affine = grid.of(self.reference).to_ras
        parts.scene.RemoveNode(source)
        if scan.window is not None:
            display = self.reference.GetVolumeDisplayNode()
            display.AutoWindowLevelOff()
            display.SetWindowLevel(*scan.window)
        self.model = scans.model_of(scan)
        self.result = result(self.labels, self.affine, self.model)
        labelmap = scene.labelmap_node(parts.scene, "ab12.labels", self.model)
        labelmap.CopyOrientation(self.reference)
        labelmap.SetAndObserveImageData(image_of(self.labels))
        doubt = volume(parts, border(self.labels), self.affine, "ab12.doubt") if doubtful else None
        self.built = scene.build(parts.scene, self.logics, labelmap, doubt, self.result, self.model, self.reference, Parameters())
        scene.remove_labelmap(parts.scene, labelmap)
        scene.arrange(parts.scene, self.logics, self.built, self.reference, self.views.aspect)

    def close(self) -> None:
        self.views.close()

    def label(self, name: str) -> documents.Label:
        return next(label for label in self.model.labels if label.name == name)

    def value(self, name: str) -> int:
        return self.label(name).value

    def inside(self, value: int) -> npt.NDArray[np.float64]:
        """The world point of a voxel deep inside a structure."""
        mask = self.labels == value
        while True:
            smaller = mask.copy()
            for axis in range(3):
                smaller &= np.roll(mask, 1, axis) & np.roll(mask, -1, axis)
            if not smaller.any():
                break
            mask = smaller
        k, j, i = np.argwhere(mask)[len(np.argwhere(mask)) // 2]
        return np.asarray((self.affine @ np.array([i, j, k, 1.0]))[:3])

    def bounds(self, *names: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        found = layout.world_bounds(self.built.segmentation, tuple(self.built.structure(self.value(name)) for name in names))
        assert found is not None
        return found

    def go(self, point: npt.NDArray[np.float64]) -> None:
        for view in self.views.slices.values():
            view.node.JumpSlice(*point)

    def picture(self, name: str) -> Path:
        return self.views.picture(picture_folder(EXTENSION) / f"{name}.png", self.scan.attribution, self.scan.title)

    def in_3d(self, colour: npt.NDArray[np.float64]) -> int:
        """Pixels of the 3D view of a hue, however it is lit."""
        pixels = self.views.pixels("1").astype(float)
        bright = np.linalg.norm(pixels, axis=-1)
        cosine = pixels @ colour / np.maximum(bright * np.linalg.norm(colour), 1)
        return int(((cosine > 0.9995) & (bright > 60)).sum())


@pytest.fixture(scope="module")
def one_phantom(phantoms: Path) -> Iterator[Shown]:
    parts = slicer_parts.make()
    shown = Shown(parts, scans.phantom(phantoms, "abdomen"))
    yield shown
    shown.close()
    parts.close()


@pytest.fixture
def phantom(one_phantom: Shown) -> Shown:
    """As after its run, but without the boxes, and without body and spine, which are around and behind all that is looked at."""
    display = one_phantom.built.segmentation.GetDisplayNode()
    display.SetVisibility(True)
    for value, segment_id in one_phantom.built.segment_ids.items():
        display.SetSegmentVisibility(segment_id, one_phantom.model.labels[value - 1].name not in ("body", "spine"))
        scene.show_surface(one_phantom.built, value, True)
        scene.show_box(one_phantom.built, value, False)
    scene.arrange(one_phantom.parts.scene, one_phantom.logics, one_phantom.built, one_phantom.reference, one_phantom.views.aspect)
    return one_phantom


def test_the_phantoms_four_views_are_readable(phantom: Shown) -> None:
    for value in phantom.built.rois:
        scene.show_box(phantom.built, value, phantom.model.labels[value - 1].name not in ("body", "spine"))
    layout.fit_3d(phantom.parts.scene, phantom.bounds("liver", "spleen", "kidney right", "kidney left", "aorta"), phantom.views.aspect)
    phantom.go(phantom.inside(phantom.value("liver")))
    picture = Image.open(phantom.picture("phantom-abdomen"))
    assert picture.width > 1300 and picture.height > 1200
    for view in (*phantom.views.slices, "1"):
        assert np.ptp(phantom.views.pixels(view).astype(int)) > 150, f"view {view} is empty"


def test_left_is_left_and_the_liver_is_on_the_patients_right(phantom: Shown) -> None:
    letters = {name: view.letters() for name, view in phantom.views.slices.items()}
    assert letters == {"Red": ("R", "L", "A", "P"), "Green": ("R", "L", "S", "I"), "Yellow": ("A", "P", "S", "I")}
    liver, spleen = (phantom.inside(phantom.value(name)) for name in ("liver", "spleen"))
    assert liver[0] > spleen[0]  # RAS: the patient's right is positive
    for view in ("Red", "Green"):
        assert phantom.views.slices[view].pixel_of(liver)[1] < phantom.views.slices[view].pixel_of(spleen)[1]
        middle = phantom.views.pixels(view).shape[1] / 2
        assert phantom.views.slices[view].pixel_of(liver)[1] < middle


@pytest.mark.parametrize("name", ["liver", "spleen", "kidney right", "kidney left"])
def test_slices_show_each_organ_in_its_colour(phantom: Shown, name: str) -> None:
    point = phantom.inside(phantom.value(name))
    phantom.go(point)
    colour = np.array(phantom.label(name).colour)
    for view in ("Red", "Green", "Yellow"):
        grey = np.array(phantom.views.at(view, point)) - 0.5 * colour  # the fill is half transparent
        assert np.ptp(grey) < 6, f"{name} in {view}"
    phantom.built.segmentation.GetDisplayNode().SetVisibility(False)
    assert np.ptp(np.array(phantom.views.at("Red", point))) == 0


def test_an_organ_switched_off_is_gone_from_3d_and_comes_back(phantom: Shown) -> None:
    display = phantom.built.segmentation.GetDisplayNode()
    hues = {"liver": np.array([0, 1.0, 0]), "spleen": np.array([0, 0.5, 1.0])}  # other organs are as brown as the liver
    for name, hue in hues.items():
        display.SetSegmentOverrideColor(phantom.built.segment_ids[phantom.value(name)], *hue)
    before = {name: phantom.in_3d(hue) for name, hue in hues.items()}
    assert min(before.values()) > 500
    scene.show_surface(phantom.built, phantom.value("liver"), False)
    assert phantom.in_3d(hues["liver"]) == 0
    assert phantom.in_3d(hues["spleen"]) >= before["spleen"]
    scene.show_surface(phantom.built, phantom.value("liver"), True)
    assert phantom.in_3d(hues["liver"]) == before["liver"]
    for name in hues:
        display.UnsetSegmentOverrideColor(phantom.built.segment_ids[phantom.value(name)])


def test_the_front_view_has_the_patients_right_on_its_left(phantom: Shown) -> None:
    for value in phantom.built.segment_ids:
        scene.show_surface(phantom.built, value, value == phantom.value("liver"))
    pixels = phantom.views.pixels("1").astype(int)
    _rows, columns = np.nonzero(np.abs(pixels - pixels[:, :1]).sum(axis=-1) > 60)
    assert columns.mean() < pixels.shape[1] / 2


@pytest.mark.parametrize("view", ["Red", "Green", "Yellow"])
def test_boxes_fit_the_organs(phantom: Shown, view: str) -> None:
    value = phantom.value("kidney left")
    phantom.go(phantom.inside(value))
    without = phantom.views.pixels(view).astype(int)
    scene.show_box(phantom.built, value, True)
    rows, columns = np.nonzero(np.abs(phantom.views.pixels(view).astype(int) - without).sum(axis=-1) > 90)
    k, j, i = np.nonzero(phantom.labels == value)
    index = np.stack([i, j, k], axis=1)
    ends = [index.min(axis=0) - 0.5, index.max(axis=0) + 0.5]
    corners = np.array([[ends[bit >> n & 1][n] for n in range(3)] for bit in range(8)])
    world = corners @ phantom.affine[:3, :3].T + phantom.affine[:3, 3]
    pixels = np.array([phantom.views.slices[view].pixel_of(list(point)) for point in world])
    for drawn, expected in ((rows, pixels[:, 0]), (columns, pixels[:, 1])):
        assert abs(drawn.min() - expected.min()) <= 3
        assert abs(drawn.max() - expected.max()) <= 3


def test_the_hippocampus_with_its_human_labels(parts: SlicerParts, shared_data: Path | None, phantoms: Path) -> None:
    shown = Shown(parts, scans.hippocampus(shared_data, phantoms))
    assert set(shown.built.rois) == set(shown.built.segment_ids) == set(scans.present(shown.labels))
    for value in shown.built.segment_ids:
        point = shown.inside(value)
        shown.go(point)
        colour = np.array(next(label.colour for label in shown.model.labels if label.value == value))
        assert np.ptp(np.array(shown.views.at("Red", point)) - 0.5 * colour) < 6
    shown.picture("hippocampus")
    shown.close()


def test_the_uncertainty_is_readable_over_the_slices(parts: SlicerParts, shared_data: Path | None, phantoms: Path) -> None:
    scan = scans.hippocampus(shared_data, phantoms)
    shown = Shown(parts, dataclasses.replace(scan, title=f"{scan.title}; uncertainty made up for the picture"), doubtful=True)
    value = next(iter(shown.built.segment_ids))
    inside = shown.inside(value)
    shown.go(inside)
    k, j, i = np.argwhere(border(shown.labels) >= 48)[0]
    doubted = np.asarray((shown.affine @ np.array([i, j, k, 1.0]))[:3])
    scene.show_doubt(parts.scene, shown.logics, shown.built, True)
    assert len(set(shown.views.at("Red", inside))) == 1  # no fill, no doubt: the scan's own grey
    shown.picture("uncertainty")
    shown.go(doubted)
    red, _green, blue = shown.views.at("Red", doubted)
    assert red > blue + 40
    shown.close()


def test_the_abdominal_ct_with_all_that_was_labelled(parts: SlicerParts, shared_data: Path | None, phantoms: Path) -> None:
    shown = Shown(parts, scans.abdomen(shared_data, phantoms))
    found = scans.present(shown.labels)
    assert list(shown.built.segment_ids) == found
    assert len(shown.result.absent) == len(shown.model.labels) - len(found)
    liver, spleen = (shown.inside(shown.value(name)) for name in ("liver", "spleen"))
    shown.go(liver)
    assert shown.views.slices["Red"].pixel_of(liver)[1] < shown.views.slices["Red"].pixel_of(spleen)[1]
    assert np.ptp(np.array(shown.views.at("Red", liver)) - 0.5 * np.array(shown.label("liver").colour)) < 6
    shown.picture("abdomen-all")
    organs = ("liver", "spleen", "kidney right", "kidney left", "pancreas", "aorta")
    layout.fit_3d(parts.scene, shown.bounds(*organs), shown.views.aspect)
    for label in shown.model.labels:
        scene.show_surface(shown.built, label.value, label.name in organs)
        scene.show_box(shown.built, label.value, label.name in organs)
    layout.jump(parts.scene, grid.to_world(shown.built.segmentation, shown.built.structure(shown.value("liver")).centre))
    shown.picture("abdomen-organs")
    shown.close()
