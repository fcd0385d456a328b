"""Colours for labels by their names alone."""

from __future__ import annotations

import colorsys
import hashlib
from collections.abc import Mapping
from typing import Any


def json_labels(names: Mapping[int, str], dataset: str = "") -> list[dict[str, Any]]:
    """The `labels` of a model.json, by ascending value, of names by value: the same colour for the
    same name of the same data set, wherever it comes."""
    return [
        {"value": value, "name": name, "color": _color(f"{dataset}/{name}")}
        for value, name in sorted(names.items())
    ]


def _color(text: str) -> list[int]:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    return [round(255 * part) for part in colorsys.hsv_to_rgb(number / 2**32, 0.65, 0.9)]
