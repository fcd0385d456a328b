"""A finished run in the scene: segmentation, boxes, table and uncertainty, made as one step. Takes a scene and logics, never Qt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Optional

import slicer

from . import boxes, doubt, earlier, grid, hierarchy, layout, nodes, segments, table
from .documents import Model, Result, Structure
from .export import FilesExistError, export_files, to_segment_editor
from .parameters import Parameters
from .preview import hide_preview, keep_labelmap, labelmap_node, remove_labelmap, show_preview
from .table import Row, absent, csv, header, rows
from .text import tr as _

__all__ = [
    "BOXES_SHOWN_UP_TO",
    "Built",
    "FilesExistError",
    "Logics",
    "Row",
    "absent",
    "arrange",
    "build",
    "centre_on",
    "csv",
    "export_files",
    "header",
    "hide_preview",
    "keep_labelmap",
    "labelmap_node",
    "place_under_patient",
    "remove_labelmap",
    "rows",
    "show_box",
    "show_doubt",
    "show_preview",
    "show_surface",
    "to_segment_editor",
]

BOXES_SHOWN_UP_TO = 8
"""Structures; the boxes of more would hide what they are about, and wait to be ticked."""


@dataclass
class Logics:
    """Slicer's module logics, as far as FoldLink needs them; ``slicer.modules.NAME.logic()`` in Slicer."""

    application: Any
    colors: Any


@dataclass
class Built:
    """What :func:`build` made. Any of the nodes may have been deleted by the user since."""

    segmentation: Any
    rois: dict[int, Any]
    table: Any
    doubt: Optional[Any]
    result: Result
    segment_ids: dict[int, str]
    model: Model
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each step took, for the log window."""
    replaced: bool = False
    """Whether it took the place of an earlier result, and looks as the user had that shown."""
    kept: tuple[str, ...] = ()
    """Names of earlier results that were to be replaced and were not, because somebody has worked on them."""

    def structure(self, value: int) -> Structure:
        return next(s for s in self.result.structures if s.label.value == value)


def build(
    scene: Any,
    logics: Logics,
    labelmap: Any,
    doubt_volume: Optional[Any],
    result: Result,
    model: Model,
    reference: Any,
    parameters: Parameters,
) -> Built:
    """Makes the result's nodes under the volume's parent transform; the nodes that were received are the caller's to remove.

    One step for undo (where the user has switched undo on), one batch for the views. With ``replace_earlier``, earlier results of this
    model on this volume go, except those that somebody has worked on; what was shown of them is shown of the new one.

    :raises ValueError: if the labels do not lie on the volume's grid, or that is sheared; the scene is then unchanged
    """
    clock = _Clock()
    own_grid = grid.common(labelmap, reference)
    before = earlier.of(scene, model.id, reference) if parameters.replace_earlier else []
    replaced = [node for node in before if earlier.is_untouched(node)]
    kept = tuple(node.GetName() for node in before if node not in replaced)
    doubt_was_shown = any([_hide_doubt(scene, logics, node) for node in replaced])
    state = earlier.shown(replaced[-1]) if replaced else earlier.Shown()
    clock.lap("checking")
    scene.SaveStateForUndo()
    with _batch(scene):
        for node in replaced:
            hierarchy.tidy(scene, node.GetName(), earlier.remove(scene, node))
        name = nodes.unused_name(scene, _("{volume} – {model}").format(volume=reference.GetName(), model=model.title))
        segmentation = _segmentation(scene, name, reference)
        ids = segments.fill(segmentation, grid.voxels(labelmap), own_grid, result)
        clock.lap("segments")
        made_boxes = _boxes(scene, result, ids, reference, state) if parameters.boxes else {}
        clock.lap("boxes")
        figures = table.node(scene, result, model, nodes.unused_name(scene, _("{name} table").format(name=name)))
        overlay = None
        if doubt_volume is not None:
            title = nodes.unused_name(scene, _("{name} uncertainty").format(name=name))
            overlay = doubt.add(scene, logics, doubt_volume, title, reference.GetTransformNodeID())
        marks = nodes.marks(model, result)
        for node in [segmentation, figures, *made_boxes.values(), *([overlay] if overlay else [])]:
            nodes.mark(node, marks, reference)
        earlier.link(segmentation, made_boxes, figures, overlay)
        with_result = [segmentation, figures, *([overlay] if overlay else [])]
        hierarchy.place(scene, reference, name, with_result, list(made_boxes.values()))
        clock.lap("table")
        if parameters.surfaces:
            segments.make_surfaces(segmentation, result)
        clock.lap("surfaces")
        display = segmentation.GetDisplayNode()
        display.SetVisibility3D(bool(parameters.surfaces))
        earlier.show_again(segmentation, state)
        earlier.seal(segmentation)
    clock.lap("views")
    built = Built(segmentation, made_boxes, figures, overlay, result, ids, model, clock.laps, bool(replaced), kept)
    if doubt_was_shown and overlay is not None:
        show_doubt(scene, logics, built, True)
    return built


def show_surface(built: Built, value: int, on: bool) -> None:
    """A structure's 3D model. The surfaces are made at the first one shown, where the run made none."""
    segment_id = built.segment_ids.get(value)
    if segment_id is None or built.segmentation.GetSegmentation().GetSegment(segment_id) is None:
        return
    display = built.segmentation.GetDisplayNode()
    if on and not segments.has_surfaces(built.segmentation):
        for each in built.segment_ids.values():
            display.SetSegmentVisibility3D(each, False)
        segments.make_surfaces(built.segmentation, built.result)
    if on:
        display.SetVisibility(True)
        display.SetVisibility3D(True)
    display.SetSegmentVisibility3D(segment_id, bool(on))


def show_box(built: Built, value: int, on: bool) -> None:
    roi = built.rois.get(value)
    if roi is not None and roi.GetScene() is not None:
        boxes.show(roi, on)


def show_doubt(scene: Any, logics: Logics, built: Built, on: bool) -> None:
    if built.doubt is not None and built.doubt.GetScene() is not None:
        doubt.show(scene, logics, built.doubt, built.segmentation, on)


def centre_on(scene: Any, built: Built, value: int) -> None:
    """Slices go through a structure; the 3D view, which shows all of them, stays as it is."""
    layout.jump(scene, grid.to_world(built.segmentation, built.structure(value).centre))


def arrange(scene: Any, logics: Logics, built: Built, reference: Any, aspect: float = 1.0) -> None:
    """Four views: slices fitted to the volume and through the structures, 3D on and centred. Not for each result of a live run.

    :param aspect: width by height of the 3D view, which MRML does not know
    """
    layout.four_up(scene)
    layout.fit_slices(scene, logics, reference)
    display = built.segmentation.GetDisplayNode()
    structures = table.found(built.result)
    in_3d = [
        s for s in structures if s.label.value in built.segment_ids and display.GetSegmentVisibility3D(built.segment_ids[s.label.value])
    ]
    bounds = layout.world_bounds(built.segmentation, in_3d or structures)
    if bounds is None:
        return
    layout.jump(scene, (bounds[0] + bounds[1]) / 2)
    layout.fit_3d(scene, bounds, aspect)


def place_under_patient(scene: Any, built: Built, reference: Any) -> int:
    """Once more to where the volume stands in the subject hierarchy, if it has been moved to a patient since. Returns the parent item."""
    there = [node for node in (built.segmentation, built.table, built.doubt) if node is not None and node.GetScene() is not None]
    rois = [roi for roi in built.rois.values() if roi.GetScene() is not None]
    return hierarchy.place(scene, reference, built.segmentation.GetName(), there, rois)


def _segmentation(scene: Any, name: str, reference: Any) -> Any:
    made = nodes.new(scene, "vtkMRMLSegmentationNode", name)
    nodes.displayed(made)
    made.SetReferenceImageGeometryParameterFromVolumeNode(reference)
    made.SetAndObserveTransformNodeID(reference.GetTransformNodeID())
    return made


def _hide_doubt(scene: Any, logics: Logics, segmentation: Any) -> bool:
    """Gives the foreground back to what the user had there, before the uncertainty goes. Returns whether it was shown."""
    overlay = earlier.uncertainty(segmentation)
    if overlay is None or not doubt.is_shown(scene, overlay):
        return False
    doubt.show(scene, logics, overlay, segmentation, False)
    return True


def _boxes(scene: Any, result: Result, ids: dict[int, str], reference: Any, state: earlier.Shown) -> dict[int, Any]:
    structures = [s for s in table.found(result) if s.label.value in ids]
    few = len(structures) <= BOXES_SHOWN_UP_TO
    made = {}
    for s in structures:
        visible = state.boxes.get(s.label.value, few)
        title = nodes.unused_name(scene, _("{name} box").format(name=s.label.name))
        made[s.label.value] = boxes.add(scene, s, title, reference.GetTransformNodeID(), visible)
    return made


@contextmanager
def _batch(scene: Any) -> Iterator[None]:
    scene.StartState(slicer.vtkMRMLScene.BatchProcessState)
    try:
        yield
    finally:
        scene.EndState(slicer.vtkMRMLScene.BatchProcessState)


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now
