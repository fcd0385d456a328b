"""Results that keep up: with a volume that is streamed, and with a tracked tool. No Qt: the panel's timer calls poll()."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Callable, Optional

import numpy as np
import slicer
import vtk

from . import NOTICE, grid, segments, text
from .text import tr as _

MIN_INTERVAL_S = 1.0
"""From one start to the next at least: a stream of thirty images a second is not thirty runs."""
STALE_S = 2.0
"""A tool that has not moved by even noise for so long is not tracked any more."""
NEAREST = 3
_RIGID = 1e-3


class Follow:
    """Starts the next run whenever a volume has a new image and the last run is done. Images that come meanwhile count as one."""

    def __init__(self, volume: Any, start: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
        """:param start: starts a run that replaces its own earlier result; False if it could not, and is then asked again"""
        self._volume = volume
        self._start = start
        self._clock = clock
        self._running = False
        self._waiting = False
        self._last: Optional[float] = None
        self._tag: Optional[int] = volume.AddObserver(slicer.vtkMRMLVolumeNode.ImageDataModifiedEvent, self._new_image)

    @property
    def is_on(self) -> bool:
        return self._tag is not None

    def poll(self) -> None:
        """Every 100 ms. A volume that is deleted, or whose scene is closed, ends the following."""
        if not self.is_on:
            return
        if self._volume.GetScene() is None:
            self.stop()
            return
        now = self._clock()
        early = self._last is not None and now - self._last < MIN_INTERVAL_S
        if self._running or not self._waiting or early:
            return
        self._last = now
        self._waiting = False
        self._running = True
        if not self._start():
            self._running = False
            self._waiting = True

    def run_ended(self) -> None:
        """However it ended: a failed run does not end the following."""
        self._running = False

    def stop(self) -> None:
        if self._tag is not None:
            self._volume.RemoveObserver(self._tag)
            self._tag = None

    def _new_image(self, _caller: Any, _event: str) -> None:
        self._waiting = True


@dataclass(frozen=True)
class Distance:
    """From a tool's tip to a structure's surface, in mm; negative inside."""

    name: str
    mm: float

    def __str__(self) -> str:
        said = _("{name}: {mm} mm inside") if self.mm < 0 else _("{name}: {mm} mm")
        return said.format(name=self.name, mm=text.mm(abs(self.mm)))


class ToolDistance:
    """The distances from a tool's tip (its transform's origin) to the closed surfaces that are shown, as text for the 3D view.

    ``show`` is the panel's corner annotation; it is called only when the text has changed, and with "" at the end.
    """

    def __init__(self, segmentation: Any, tool: Any, show: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.segmentation = segmentation
        self._tool = tool
        self._show = show
        self._clock = clock
        self._surfaces: dict[str, _Surface] = {}
        self._said: Optional[str] = None
        self._moved: Optional[tuple[tuple[float, ...], float]] = None

    def poll(self) -> None:
        said = self.text()
        if said != self._said:
            self._said = said
            self._show(said)

    def stop(self) -> None:
        if self._said:
            self._show("")
        self._said = ""
        self._surfaces.clear()

    def text(self) -> str:
        """What there is to say now: the nearest structures first, or why there is nothing to say."""
        if self._tool.GetScene() is None or self.segmentation.GetScene() is None:
            return ""
        world = self._world_tip()
        if world is None:
            return _("The tool's transform is not linear (expected a rigid one from a tracker): no distances.")
        if not _is_rigid(self.segmentation.GetParentTransformNode()):
            return _("The result is under a transform that is not rigid: no distances. Harden it to see them.")
        silent = self._silent_s(world)
        if silent >= STALE_S:
            return _("The tool has not moved for {n} s: is it still tracked?").format(n=int(silent))
        if not segments.has_surfaces(self.segmentation):
            return _("No distances: the result has no surfaces. Show a structure in 3D.")
        lines = [str(distance) for distance in self.distances(world)]
        return "\n".join([*lines, NOTICE]) if lines else _("No structure is shown in 3D: no distances.")

    def distances(self, world: Any) -> list[Distance]:
        """The nearest :data:`NEAREST` of the structures shown in 3D, nearest first; ``world`` is a point in the world, RAS mm."""
        point = _to_node(self.segmentation, world)
        surfaces = sorted(self._shown(), key=lambda each: each.at_least(point))
        found: list[Distance] = []
        for surface in surfaces:
            if len(found) >= NEAREST and surface.at_least(point) > found[NEAREST - 1].mm:
                break  # neither this one nor those behind it can be nearer
            inside = segments.is_in(self.segmentation, surface.segment_id, point)
            found.append(Distance(surface.name, surface.distance(point) * (-1 if inside else 1)))
            found.sort(key=lambda each: each.mm)
        return found[:NEAREST]

    def _world_tip(self) -> Optional[np.ndarray]:
        matrix = vtk.vtkMatrix4x4()
        if not self._tool.GetMatrixTransformToWorld(matrix):
            return None
        return grid.array(matrix)[:3, 3]

    def _silent_s(self, world: np.ndarray) -> float:
        at, now = tuple(float(c) for c in world), self._clock()
        if self._moved is None or self._moved[0] != at:
            self._moved = (at, now)
        return now - self._moved[1]

    def _shown(self) -> Iterator[_Surface]:
        contents, display = self.segmentation.GetSegmentation(), self.segmentation.GetDisplayNode()
        for n in range(contents.GetNumberOfSegments()):
            segment_id = contents.GetNthSegmentID(n)
            surface = segments.surface(self.segmentation, segment_id)
            on = display is not None and display.GetSegmentVisibility(segment_id) and display.GetSegmentVisibility3D(segment_id)
            if not on or surface is None or surface.GetNumberOfPolys() == 0:
                continue
            known = self._surfaces.get(segment_id)
            if known is None or not known.is_of(surface):
                known = self._surfaces[segment_id] = _Surface(segment_id, surface)
            known.name = contents.GetNthSegment(n).GetName()
            yield known


class _Surface:
    """A surface; its search tree is made when first asked how far it is. VTK's signed distance is of no use here: on the flat surface of a
    small structure its sign is wrong, or it crashes."""

    def __init__(self, segment_id: str, surface: Any) -> None:
        self.segment_id = segment_id
        self.name = ""
        self._surface = surface
        self._made = surface.GetMTime()
        self._bounds = np.array(surface.GetBounds()).reshape(3, 2)
        self._tree: Optional[Any] = None

    def is_of(self, surface: Any) -> bool:
        return surface is self._surface and surface.GetMTime() == self._made

    def at_least(self, point: np.ndarray) -> float:
        """No nearer than this: the distance to the surface's box; minus infinity inside it."""
        outside = np.maximum(np.maximum(self._bounds[:, 0] - point, point - self._bounds[:, 1]), 0)
        return float(np.linalg.norm(outside)) if outside.any() else -np.inf

    def distance(self, point: np.ndarray) -> float:
        if self._tree is None:
            self._tree = vtk.vtkStaticCellLocator()
            self._tree.SetDataSet(self._surface)
            self._tree.BuildLocator()
        nearest, cell, part, squared = [0.0] * 3, vtk.reference(0), vtk.reference(0), vtk.reference(0.0)
        self._tree.FindClosestPoint([float(c) for c in point], nearest, cell, part, squared)
        return float(np.sqrt(float(squared)))


def _to_node(node: Any, world: Any) -> np.ndarray:
    parent = node.GetParentTransformNode()
    if parent is None:
        return np.asarray(world, float)
    matrix = vtk.vtkMatrix4x4()
    parent.GetMatrixTransformToWorld(matrix)
    return np.asarray((np.linalg.inv(grid.array(matrix)) @ np.array([*world, 1.0]))[:3])


def _is_rigid(transform: Optional[Any]) -> bool:
    """Distances in the result's own frame are those in the world."""
    if transform is None:
        return True
    matrix = vtk.vtkMatrix4x4()
    if not transform.GetMatrixTransformToWorld(matrix):
        return False
    turn = grid.array(matrix)[:3, :3]
    return bool(np.abs(turn.T @ turn - np.eye(3)).max() < _RIGID)
