"""Cross-entropy plus soft Dice over the foreground labels that a patch has."""

from __future__ import annotations

import torch
import torch.nn.functional as F


def dice_and_cross_entropy(
    logits: torch.Tensor, target: torch.Tensor, class_weights: torch.Tensor | None = None
) -> torch.Tensor:
    """`logits` `[batch, class, z, y, x]` float32, `target` `[batch, z, y, x]` int64."""
    cross_entropy = F.cross_entropy(logits, target, class_weights)
    probabilities = logits.softmax(1)[:, 1:]
    one_hot = F.one_hot(target, logits.shape[1]).movedim(-1, 1)[:, 1:].float()
    axes = (2, 3, 4)
    overlap = (probabilities * one_hot).sum(axes)
    total = probabilities.sum(axes) + one_hot.sum(axes)
    dice = (2 * overlap + 1) / (total + 1)
    # A label that the patch lacks would pull its probability to zero with a gradient that no
    # label of many voxels can balance; the cross-entropy already speaks against it.
    present = (one_hot.sum(axes) > 0).float()
    return cross_entropy + 1 - (dice * present).sum() / present.sum().clamp_min(1)
