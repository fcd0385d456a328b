"""What of a bundle the engine does otherwise, refused unless the user accepts it by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

CLEANING = ("KeepLargestConnectedComponentd", "FillHolesd", "RemoveSmallObjectsd", "LabelFilterd")
"""Transforms that only clean the finished labelmap: without them it has more voxels, or holes."""
NAMES = ("padding_mode", "nearest_interp", *CLEANING)


@dataclass
class Deviations:
    accepted: Sequence[str] = ()
    used: list[str] = field(default_factory=list, init=False)
    """A sentence each, for the user and the model's card."""

    def __post_init__(self) -> None:
        for name in self.accepted:
            if name not in NAMES:
                raise ValueError(f"--accept {name} (expected one of {', '.join(NAMES)})")

    def allow(self, name: str, refusal: ValueError, sentence: str) -> None:
        if name not in self.accepted:
            raise ValueError(f"{refusal}. With --accept {name} the model is imported without it")
        self.used.append(sentence)
