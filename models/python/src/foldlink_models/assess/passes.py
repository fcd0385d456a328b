"""Every fold of a model on one case, with and without mirroring, from one sliding window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from foldlink_models import sliding
from foldlink_models.evaluate import ENSEMBLE
from foldlink_models.predict import LabelMap, ModelFolder, to_labelmap

PLAIN, MIRRORED = "plain", "mirrored"


@dataclass(frozen=True)
class Pass:
    """One case in one mode; all arrays `[z, y, x]` on the case's own grid."""

    labels: dict[str, LabelMap]
    """By predictor: `ensemble`, `fold 0`, …"""
    votes: npt.NDArray[np.uint8]
    """How many folds' own labels differ from the ensemble's: counted on the network's grid as the
    bridge counts them, taken to the case's by the nearest voxel."""


def modes(model: ModelFolder) -> list[str]:
    return [PLAIN, MIRRORED] if model.tile_axes else [PLAIN]


def run(
    model: ModelFolder,
    folds: Mapping[int, sliding.Forward],
    image: sliding.FloatArray,
    properties: dict[str, Any],
) -> dict[str, Pass]:
    """By mode. `image` and `properties` are `predict.preprocessed`'s."""
    by_fold = {
        k: sliding.logits_of(image, model.patch, plain_and_mean(forward, model.tile_axes))
        for k, forward in folds.items()
    }
    made = {}
    for i, mode in enumerate(modes(model)):
        alone = {k: _part(logits, i, len(modes(model))) for k, logits in by_fold.items()}
        total = np.zeros_like(next(iter(alone.values())))
        for logits in alone.values():
            total += logits
        together = total / np.float32(len(alone))
        labels = {ENSEMBLE: to_labelmap(model, together, properties)}
        labels |= {f"fold {k}": to_labelmap(model, v, properties) for k, v in alone.items()}
        decided = decide(together, model.regions)
        votes = np.zeros(decided.shape, np.uint8)
        for logits in alone.values():
            votes += decide(logits, model.regions) != decided
        made[mode] = Pass(labels, to_grid(votes, properties, model.plans["transpose_backward"]))
    return made


def _part(logits: sliding.FloatArray, index: int, parts: int) -> sliding.FloatArray:
    heads = len(logits) // parts
    return np.ascontiguousarray(logits[index * heads : (index + 1) * heads])


def plain_and_mean(forward: sliding.Forward, axes: list[int]) -> sliding.Forward:
    """The plain pass's logits and, as further heads, the mean of all mirrored passes."""
    if not axes:
        return forward

    def run(tile: sliding.FloatArray) -> sliding.FloatArray:
        passes = sliding.each_pass(forward, axes, tile)
        plain = next(passes)
        total = plain.copy()
        for logits in passes:
            total += logits
        return np.concatenate([plain, total / np.float32(2 ** len(axes))], axis=1)

    return run


def decide(logits: sliding.FloatArray, regions: tuple[int, ...]) -> npt.NDArray[np.uint16]:
    """The label of each voxel: of the highest logit, or region by region above one half."""
    if not regions:
        highest: npt.NDArray[np.uint16] = logits.argmax(0).astype(np.uint16)
        return highest
    labels = np.zeros(logits.shape[1:], np.uint16)
    for head, value in enumerate(regions):
        labels[logits[head] > 0] = value
    return labels


def to_grid(
    votes: npt.NDArray[np.uint8], properties: dict[str, Any], transpose_backward: list[int]
) -> npt.NDArray[np.uint8]:
    """From the network's grid to the case's: nearest voxel, into the crop's box, axes back."""
    cropped = properties["shape_after_cropping_and_before_resampling"]
    for axis, (size, have) in enumerate(zip(cropped, votes.shape, strict=True)):
        nearest = ((np.arange(size) + 0.5) * have / size).astype(int)
        votes = np.take(votes, np.minimum(nearest, have - 1), axis)
    whole = np.zeros(properties["shape_before_cropping"], np.uint8)
    whole[tuple(slice(a, b) for a, b in properties["bbox_used_for_cropping"])] = votes
    return np.ascontiguousarray(whole.transpose(transpose_backward))
