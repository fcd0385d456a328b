"""What a label's name stands for: a colour in the viewer and, where one is known, a code."""

from __future__ import annotations

import colorsys
import hashlib
from typing import NamedTuple


class Term(NamedTuple):
    color: tuple[int, int, int]
    """sRGB."""
    snomed: str | None


def of(name: str) -> Term:
    """Always the same for the same name."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    red, green, blue = colorsys.hsv_to_rgb(number / 2**32, 0.65, 0.9)
    return Term((round(255 * red), round(255 * green), round(255 * blue)), None)
