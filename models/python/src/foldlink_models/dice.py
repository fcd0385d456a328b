"""The Dice overlap of two labelmaps, a structure at a time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt


def dice(prediction: npt.NDArray[np.integer], truth: npt.NDArray[np.integer], value: int) -> float:
    """NaN where neither has the label."""
    if prediction.shape != truth.shape:
        raise ValueError(f"prediction {prediction.shape} (expected the truth's {truth.shape})")
    a, b = prediction == value, truth == value
    total = int(a.sum()) + int(b.sum())
    return float("nan") if total == 0 else 2 * int((a & b).sum()) / total


def mean(scores: Iterable[float]) -> float:
    """Over the cases that have the structure; NaN where none has."""
    known = [s for s in scores if s == s]
    return sum(known) / len(known) if known else float("nan")
