"""What a validation measures. Scores are by name, as model.json keeps them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from scipy.stats import rankdata

Scores = dict[str, float]


def auc(probabilities: Sequence[float], truth: Sequence[int]) -> float:
    """Area under the ROC curve, ties counted half; NaN where a class is missing."""
    labels = np.asarray(truth)
    positive = int(labels.sum())
    negative = len(labels) - positive
    if positive == 0 or negative == 0:
        return float("nan")
    ranks = rankdata(np.asarray(probabilities))
    above = ranks[labels == 1].sum() - positive * (positive + 1) / 2
    return float(above / (positive * negative))


def classification(probabilities: Sequence[float], truth: Sequence[int]) -> Scores:
    right = [(p >= 0.5) == bool(t) for p, t in zip(probabilities, truth, strict=True)]
    return {"auc": auc(probabilities, truth), "accuracy": float(np.mean(right))}


def overlaps(predicted: torch.Tensor, truth: torch.Tensor, heads: int) -> list[tuple[int, ...]]:
    """For each class: voxels in both, predicted, true."""
    return [
        (int((p & t).sum()), int(p.sum()), int(t.sum()))
        for value in range(heads)
        for p, t in [(predicted == value, truth == value)]
    ]


def segmentation(cases: Sequence[Sequence[tuple[int, ...]]], names: Sequence[str]) -> Scores:
    """Means over the cases that have the structure or were given it; `names` from class 1 on."""
    scores: Scores = {}
    for value, name in enumerate(names, 1):
        dices, ious = [], []
        for case in cases:
            both, predicted, true = case[value]
            if predicted + true:
                dices.append(2 * both / (predicted + true))
                ious.append(both / (predicted + true - both))
        scores[f"dice.{name}"] = float(np.mean(dices)) if dices else float("nan")
        scores[f"iou.{name}"] = float(np.mean(ious)) if ious else float("nan")
    for kind in ("dice", "iou"):
        found = [scores[f"{kind}.{name}"] for name in names]
        scores[f"{kind}.mean"] = float(np.nanmean(found)) if np.isfinite(found).any() else found[0]
    right = [sum(c[0] for c in case) / sum(c[2] for c in case) for case in cases]
    scores["accuracy"] = float(np.mean(right))
    return scores
