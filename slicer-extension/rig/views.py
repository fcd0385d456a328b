"""Pictures by Slicer's own displayable managers, off screen: three slices and a large 3D view, with a caption that says what they are.

No Qt, no X server: EGL. Pixels differ a little between renderers, so tests take numbers from :meth:`FourUp.pixels` and :meth:`FourUp.at`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import slicer
import vtk
from PIL import Image, ImageDraw, ImageFont
from vtk.util.numpy_support import vtk_to_numpy

from .slicer_parts import SlicerParts

CAPTION = "made in the slicer-core rig, not for clinical use"
_SLICE_MANAGERS = (
    "vtkMRMLCrosshairDisplayableManager",
    "vtkMRMLModelSliceDisplayableManager",
    "vtkMRMLSegmentationsDisplayableManager2D",
    "vtkMRMLMarkupsDisplayableManager",
    "vtkMRMLColorLegendDisplayableManager",
)
_THREE_D_MANAGERS = (
    "vtkMRMLCameraDisplayableManager",
    "vtkMRMLViewDisplayableManager",
    "vtkMRMLModelDisplayableManager",
    "vtkMRMLSegmentationsDisplayableManager3D",
    "vtkMRMLMarkupsDisplayableManager",
)
# Slicer's own colours of the views.
_SLICES = (("Red", "Axial", "R", (243, 74, 51)), ("Green", "Coronal", "G", (110, 176, 75)), ("Yellow", "Sagittal", "Y", (237, 213, 76)))
_THREE_D_COLOUR = (116, 144, 188)
_WIDE, _HIGH, _LARGE, _GAP, _BAR = 600, 400, 820, 6, 22
_DIRECTIONS = (("L", "R"), ("P", "A"), ("I", "S"))  # where RAS is negative, where positive
_LISTED = 32

Pixels = npt.NDArray[np.uint8]


class _View:
    def __init__(
        self, parts: SlicerParts, factory: Any, managers: Sequence[str], size: tuple[int, int], below: vtk.vtkProp | None = None
    ) -> None:
        self.renderer = vtk.vtkRenderer()
        if below is not None:  # what is added first is drawn first
            self.renderer.AddViewProp(below)
        self.window = vtk.vtkRenderWindow()
        self.window.SetOffScreenRendering(1)
        self.window.SetMultiSamples(8)
        self.window.SetSize(*size)
        self.window.AddRenderer(self.renderer)
        self._interactor = vtk.vtkRenderWindowInteractor()
        self._interactor.SetRenderWindow(self.window)
        self._interactor.Initialize()
        self.managers = slicer.vtkMRMLDisplayableManagerGroup()
        factory.SetMRMLApplicationLogic(parts.application)
        for name in managers:
            if not factory.IsDisplayableManagerRegistered(name):
                factory.RegisterDisplayableManager(name)
        self.managers.SetRenderer(self.renderer)
        self.managers.Initialize(factory, self.renderer)

    def pixels(self) -> Pixels:
        """Rows from the top, RGB."""
        self.window.Render()
        grabbed = vtk.vtkWindowToImageFilter()
        grabbed.SetInput(self.window)
        grabbed.SetInputBufferTypeToRGB()
        grabbed.ReadFrontBufferOff()
        grabbed.Update()
        image = grabbed.GetOutput()
        width, height, _one = image.GetDimensions()
        rows: Pixels = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(height, width, 3)[::-1].copy()
        return rows


class _Slice(_View):
    def __init__(self, parts: SlicerParts, name: str, orientation: str, colour: tuple[int, int, int]) -> None:
        mapper = vtk.vtkImageMapper()
        mapper.SetColorWindow(255)
        mapper.SetColorLevel(127.5)
        self._actor = vtk.vtkActor2D()
        self._actor.SetMapper(mapper)
        self._actor.GetProperty().SetDisplayLocationToBackground()
        self._actor.SetVisibility(False)
        factory = slicer.vtkMRMLSliceViewDisplayableManagerFactory.GetInstance()
        super().__init__(parts, factory, _SLICE_MANAGERS, (_WIDE, _HIGH), self._actor)
        self.renderer.GetActiveCamera().ParallelProjectionOn()
        over = vtk.vtkRenderer()  # markups are drawn in a layer above the slice
        over.SetLayer(1)
        self.window.SetNumberOfLayers(2)
        self.window.SetAlphaBitPlanes(1)
        self.window.AddRenderer(over)
        self.logic = slicer.vtkMRMLSliceLogic()
        self.logic.SetMRMLApplicationLogic(parts.application)
        parts.application.GetSliceLogics().AddItem(self.logic)
        self.logic.SetMRMLScene(parts.scene)
        self.node = self.logic.AddSliceNode(name)
        self.node.SetOrientation(orientation)
        self.node.SetLayoutColor(*(part / 255 for part in colour))
        self.node.SetMappedInLayout(1)
        self.logic.ResizeSliceNode(_WIDE, _HIGH)
        self.managers.SetMRMLDisplayableNode(self.node)

    def pixels(self) -> Pixels:
        blended = self.logic.GetImageDataConnection()  # another one with each layer that comes or goes; none for an empty view
        self._actor.GetMapper().SetInputConnection(blended)
        self._actor.SetVisibility(blended is not None)
        return super().pixels()

    def pixel_of(self, ras: Sequence[float]) -> tuple[int, int]:
        """Row and column of a world point's projection on the slice."""
        inverse = vtk.vtkMatrix4x4()
        vtk.vtkMatrix4x4.Invert(self.node.GetXYToRAS(), inverse)
        x, y, _z, _one = inverse.MultiplyPoint((*ras, 1.0))
        return _HIGH - 1 - round(y), round(x)

    def letters(self) -> tuple[str, str, str, str]:
        """What of the patient is at the left, right, top and bottom of the picture."""
        matrix = self.node.GetSliceToRAS()
        right, top = (_direction([matrix.GetElement(row, column) for row in range(3)]) for column in (0, 1))
        return _opposite(right), right, top, _opposite(top)


class _ThreeD(_View):
    def __init__(self, parts: SlicerParts) -> None:
        size = (_LARGE, 3 * _HIGH + 2 * (_GAP + _BAR))
        super().__init__(parts, slicer.vtkMRMLThreeDViewDisplayableManagerFactory.GetInstance(), _THREE_D_MANAGERS, size)
        self.logic = slicer.vtkMRMLViewLogic()
        self.logic.SetMRMLApplicationLogic(parts.application)
        parts.application.GetViewLogics().AddItem(self.logic)
        self.logic.SetMRMLScene(parts.scene)
        self.node = self.logic.AddViewNode("1")
        self.node.SetMappedInLayout(1)
        self.node.SetBoxVisible(False)
        self.node.SetAxisLabelsVisible(False)
        self.managers.SetMRMLDisplayableNode(self.node)


@dataclass(frozen=True)
class Listed:
    """A line of the legend."""

    name: str
    colour: tuple[int, int, int]


class FourUp:
    """The views ``Red``, ``Green``, ``Yellow`` and ``1``, as a Slicer in the four-up layout has them."""

    def __init__(self, parts: SlicerParts) -> None:
        self._parts = parts
        self.slices = {name: _Slice(parts, name, orientation, colour) for name, orientation, _letter, colour in _SLICES}
        self.three_d = _ThreeD(parts)
        self.three_d.window.Render()  # makes the camera node

    @property
    def aspect(self) -> float:
        """Of the 3D view, width by height."""
        width, height = self.three_d.window.GetSize()
        return float(width / height)

    def pixels(self, view: str) -> Pixels:
        return (self.three_d if view == "1" else self.slices[view]).pixels()

    def at(self, view: str, ras: Sequence[float]) -> tuple[int, int, int]:
        """The colour that a slice view shows at a world point."""
        row, column = self.slices[view].pixel_of(ras)
        red, green, blue = self.slices[view].pixels()[row, column]
        return int(red), int(green), int(blue)

    def close(self) -> None:
        for view in (*self.slices.values(), self.three_d):
            view.managers.SetMRMLDisplayableNode(None)
            view.window.Finalize()

    def picture(self, path: Path, attribution: str, title: str = "") -> Path:
        """Writes all four views, the shown segments' names, L and R, the caption and what the data's licence asks to be said."""
        legend = list(_shown(self._parts.scene))
        columns = 4
        listed = legend[: _LISTED - 1] if len(legend) > _LISTED else legend
        more = len(legend) - len(listed)
        lines = -(-(len(listed) + (more > 0)) // columns)
        large_high = 3 * _HIGH + 2 * (_GAP + _BAR)
        width = _LARGE + _WIDE + 3 * _GAP
        top = 40 if title else _GAP
        legend_top = top + _BAR + large_high + _GAP
        picture = Image.new("RGB", (width, legend_top + lines * 24 + 60), (28, 28, 30))
        draw = ImageDraw.Draw(picture)
        if title:
            draw.text((_GAP + 4, 9), title, fill=(240, 240, 240), font=_font(19))
        self._paste(picture, self.three_d.pixels(), (_GAP, top), "1", _THREE_D_COLOUR)
        for n, (name, _orientation, letter, colour) in enumerate(_SLICES):
            corner = (_LARGE + 2 * _GAP, top + n * (_HIGH + _BAR + _GAP))
            self._paste(picture, self.slices[name].pixels(), corner, letter, colour)
            _letters(draw, self.slices[name].letters(), (corner[0], corner[1] + _BAR))
        for n, line in enumerate([*listed, *([Listed(f"and {more} more", (28, 28, 30))] if more else [])]):
            x = _GAP + 6 + (n % columns) * (width // columns)
            y = legend_top + (n // columns) * 24
            draw.rectangle((x, y + 4, x + 14, y + 18), fill=line.colour)
            draw.text((x + 22, y + 1), line.name, fill=(235, 235, 235), font=_font(16))
        draw.text((_GAP + 6, picture.height - 52), CAPTION, fill=(255, 205, 120), font=_font(17))
        draw.text((_GAP + 6, picture.height - 27), attribution, fill=(190, 190, 190), font=_font(14))
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path)
        return path

    @staticmethod
    def _paste(picture: Image.Image, pixels: Pixels, corner: tuple[int, int], name: str, colour: tuple[int, int, int]) -> None:
        x, y = corner
        draw = ImageDraw.Draw(picture)
        draw.rectangle((x, y, x + pixels.shape[1] - 1, y + _BAR - 1), fill=colour)
        draw.text((x + 8, y + 2), name, fill=(0, 0, 0), font=_font(15))
        picture.paste(Image.fromarray(pixels), (x, y + _BAR))


def picture_folder(root: Path) -> Path:
    """Where pictures go: ``FOLDLINK_PICTURES``, else target/rig-pictures of the extension."""
    return Path(os.environ.get("FOLDLINK_PICTURES", root / "target" / "rig-pictures"))


def _shown(scene: Any) -> Iterator[Listed]:
    for n in range(scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode")):
        node = scene.GetNthNodeByClass(n, "vtkMRMLSegmentationNode")
        contents, display = node.GetSegmentation(), node.GetDisplayNode()
        for segment_id in contents.GetSegmentIDs():
            if display.GetVisibility() and display.GetSegmentVisibility(segment_id) and display.GetSegmentVisibility3D(segment_id):
                segment = contents.GetSegment(segment_id)
                red, green, blue = (round(part * 255) for part in segment.GetColor())
                yield Listed(segment.GetName(), (red, green, blue))


def _direction(vector: Sequence[float]) -> str:
    axis = int(np.argmax(np.abs(vector)))
    return _DIRECTIONS[axis][int(vector[axis] > 0)]


def _opposite(letter: str) -> str:
    return next(b if a == letter else a for a, b in _DIRECTIONS if letter in (a, b))


def _letters(draw: ImageDraw.ImageDraw, letters: tuple[str, str, str, str], corner: tuple[int, int]) -> None:
    left, right, top, bottom = letters
    x, y = corner
    places = {
        left: (x + 8, y + _HIGH // 2 - 12),
        right: (x + _WIDE - 24, y + _HIGH // 2 - 12),
        top: (x + _WIDE // 2 - 6, y + 4),
        bottom: (x + _WIDE // 2 - 6, y + _HIGH - 28),
    }
    for letter, place in places.items():
        draw.text(place, letter, fill=(255, 255, 255), font=_font(22), stroke_width=2, stroke_fill=(0, 0, 0))


def _font(size: int) -> Any:
    return ImageFont.load_default(size)
