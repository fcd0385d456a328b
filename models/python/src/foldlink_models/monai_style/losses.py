"""Losses of MONAI-style recipes, computed in float32."""

from __future__ import annotations

from typing import Any

import torch
from monai.losses import DiceCELoss, DiceLoss, FocalLoss
from torch import nn
from torch.nn import functional as F

from foldlink_models.monai_style.networks import EvidenceNet
from foldlink_models.monai_style.recipe import Training

Batch = dict[str, torch.Tensor]
"""`image` `[n, c, 0, 1, 2]`, with `label` `[n, 1, 0, 1, 2]` where there are labels; `category` and
`taught` `[n]` of a classification: the class, and whether `label` is known."""


def loss_of(net: nn.Module, batch: Batch, training: Training) -> tuple[torch.Tensor, torch.Tensor]:
    """The loss and the logits."""
    if isinstance(net, EvidenceNet):
        return _evidence(net, batch, training.evidence_weight)
    logits = net(batch["image"]).float()
    if training.loss == "cross_entropy":
        return F.binary_cross_entropy_with_logits(logits[:, 0], batch["category"]), logits
    return _segmentation(logits, batch["label"], training), logits


def _segmentation(logits: torch.Tensor, label: torch.Tensor, training: Training) -> torch.Tensor:
    given: dict[str, Any] = {"to_onehot_y": True}
    weights = list(training.dice_weights) or None
    loss: torch.Tensor
    if training.loss == "dice_focal":
        dice = DiceLoss(softmax=True, weight=weights, **given)(logits, label)
        focal = FocalLoss(use_softmax=True, gamma=2.0, **given)(logits, label)
        loss = dice + focal
    else:
        loss = DiceCELoss(softmax=True, include_background=False, **given)(logits, label)
    return loss


def _evidence(net: EvidenceNet, batch: Batch, weight: float) -> tuple[torch.Tensor, torch.Tensor]:
    evidence = net.evidence(batch["image"]).float()
    logits = net.answer_of(evidence)
    loss = F.binary_cross_entropy_with_logits(logits[:, 0], batch["category"])
    taught = batch.get("taught")
    if weight == 0 or taught is None or not bool(taught.any()):
        return loss, logits
    truth = F.max_pool3d(batch["label"][taught].float(), 2)
    found = evidence[taught]
    voxel = F.binary_cross_entropy_with_logits(found, truth, pos_weight=truth.new_tensor(5.0))
    # Over the batch: a scan without anything to find has no overlap of its own.
    p = torch.sigmoid(found)
    dice = 1 - (2 * (p * truth).sum() + 1) / (p.sum() + truth.sum() + 1)
    return loss + weight * (voxel + dice), logits
