"""Names as `model.schema.json` wants them, and colours for labels that have none."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping, Sequence
from typing import Any

NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_GOLDEN = 0.6180339887


def normalised(text: str, joint: str = "_") -> str:
    """`Left Kidney` as `left_kidney`; empty where nothing of it can stay."""
    return re.sub(r"[^a-z0-9]+", joint, text.lower()).strip(joint)


def distinct(names: Sequence[str]) -> list[str]:
    """Each normalised; without letters `label_3` by its place, a repeated one with its place."""
    made: list[str] = []
    for place, name in enumerate(names, 1):
        short = normalised(name) or f"label_{place}"
        while short in made:
            short = f"{short}_{place}"
        made.append(short)
    return made


def json_labels(names: Mapping[int, str], dataset: str = "") -> list[dict[str, Any]]:
    """The `labels` of a model.json, by ascending value, of names by value; `dataset` says whose
    names they are."""
    return [
        {"value": value, "name": name, "color": colour(value)}
        for value, name in sorted(names.items())
    ]


def colour(value: int) -> list[int]:
    """sRGB for label `value`: neighbours in number are far apart in hue, and always the same."""
    red, green, blue = colorsys.hsv_to_rgb((value * _GOLDEN) % 1.0, 0.65, 0.9)
    return [round(255 * part) for part in (red, green, blue)]
