"""A structure that is around all the others, such as the skin: shown in full, it hides what the run was for."""

from __future__ import annotations

from typing import Any, Optional

from .documents import Structure
from .table import found

_SLACK_MM = 5.0


def enclosing(structures: list[Structure]) -> Optional[Structure]:
    """The one that has more volume than all others together, and all of them within its box."""
    if len(structures) < 3:
        return None
    largest = max(structures, key=lambda s: s.ml)
    others = [s for s in structures if s is not largest]
    return largest if largest.ml > sum(s.ml for s in others) and all(_is_within(s, largest) for s in others) else None


def step_back(built: Any) -> Optional[Structure]:
    """Of that one, the slices show the outline only, and its 3D model waits to be ticked."""
    around = enclosing(found(built.result))
    segment_id = built.segment_ids.get(around.label.value) if around is not None else None
    if segment_id is None:
        return None
    display = built.segmentation.GetDisplayNode()
    display.SetSegmentVisibility3D(segment_id, False)
    display.SetSegmentOpacity2DFill(segment_id, 0.0)
    return around


def _is_within(inner: Structure, outer: Structure) -> bool:
    return all(
        low >= outer_low - _SLACK_MM and high <= outer_high + _SLACK_MM
        for low, high, outer_low, outer_high in zip(inner.box.min, inner.box.max, outer.box.min, outer.box.max)
    )
