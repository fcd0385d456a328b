"""Tiles of real cases, as the network sees them, for calibration and timing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foldlink_models import predict, sliding
from foldlink_models.dataset import Case
from foldlink_models.predict import ModelFolder

PER_CASE = 4


def of_cases(model: ModelFolder, cases: Sequence[Case]) -> list[sliding.FloatArray]:
    """Up to `PER_CASE` tiles `[1, channel, …]` of each case, evenly from its sliding window."""
    found: list[sliding.FloatArray] = []
    for case in cases:
        image, _ = predict.preprocessed(model, case)
        found += spread(tiles(image, model.patch), PER_CASE)
    return found


def tiles(image: sliding.FloatArray, patch: sliding.Patch) -> list[sliding.FloatArray]:
    """What `sliding.logits_of` shows to the network."""
    seen: list[sliding.FloatArray] = []

    def look(tile: sliding.FloatArray) -> sliding.FloatArray:
        seen.append(tile)
        return np.zeros_like(tile[:, :1])

    sliding.logits_of(image, patch, look)
    return seen


def spread(found: list[sliding.FloatArray], wanted: int) -> list[sliding.FloatArray]:
    """The middles of `wanted` equal parts."""
    if len(found) <= wanted:
        return found
    return [found[int((i + 0.5) * len(found) / wanted)] for i in range(wanted)]
