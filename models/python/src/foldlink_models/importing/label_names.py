"""Names and ids as `model.schema.json` wants them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def normalised(text: str, joint: str = "_") -> str:
    """`Left Kidney` as `left_kidney`, `Tête` as `tete`: lower-case ASCII letters and digits; all
    else becomes single joints inside. Empty where nothing can stay."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", joint, plain).strip(joint)


def distinct(names: Sequence[str]) -> list[str]:
    """Each normalised; without letters `label_3` by its place, a repeated one with its place."""
    made: list[str] = []
    for place, name in enumerate(names, 1):
        short = normalised(name) or f"label_{place}"
        while short in made:
            short = f"{short}_{place}"
        made.append(short)
    return made
