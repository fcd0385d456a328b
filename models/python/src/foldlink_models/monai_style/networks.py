"""The networks of MONAI-style recipes: `[batch, channel, 0, 1, 2]` to logits."""

from __future__ import annotations

import contextlib
import io
from itertools import pairwise
from typing import Any

import torch
from monai.networks.nets import BasicUNet
from torch import nn

from foldlink_models.monai_style.recipe import Recipe

LOWEST = 1e-4
"""Of the evidence's mean probability before its logarithm."""


def build(recipe: Recipe) -> nn.Module:
    spec, channels, heads = recipe.network, len(recipe.model.channels), recipe.output.heads
    match spec.kind:
        case "unet":
            # MONAI's own prints its features.
            with contextlib.redirect_stdout(io.StringIO()):
                unet: nn.Module = BasicUNet(
                    3,
                    channels,
                    heads,
                    features=(*spec.features, spec.features[0]),
                    act=("LeakyReLU", {"negative_slope": 0.01, "inplace": True}),
                    dropout=spec.dropout,
                )
            return unet
        case "cnn":
            return Cnn(channels, heads, spec.features, spec.dense, spec.dropout)
        case _:
            return EvidenceNet(channels, spec.features)


def _block(inputs: int, outputs: int, stride: int = 1) -> list[nn.Module]:
    return [
        nn.Conv3d(inputs, outputs, 3, stride, 1, bias=False),
        nn.InstanceNorm3d(outputs, affine=True),
        nn.LeakyReLU(0.01, inplace=True),
    ]


class Cnn(nn.Module):
    """Convolutions, each followed by normalisation and pooling; a mean over the volume; two layers
    of one logit a head."""

    def __init__(
        self, channels: int, heads: int, features: tuple[int, ...], dense: int, dropout: float
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = channels
        for width in features:
            layers += [
                nn.Conv3d(before, width, 3, 1, 1),
                nn.ReLU(inplace=True),
                nn.MaxPool3d(2),
                nn.BatchNorm3d(width),
            ]
            before = width
        self.body = nn.Sequential(*layers)
        self.head = nn.Sequential(
            nn.Linear(before, dense),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(dense, heads),
        )

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        seen = self.body(image)
        with torch.autocast(image.device.type, enabled=False):
            logits: torch.Tensor = self.head(seen.float().mean((2, 3, 4)))
        return logits


class EvidenceNet(nn.Module):
    """One logit from a map of evidence at half the resolution: its strongest spot and its amount.

    The map can be taught voxel by voxel where the data has labels of what is looked for; a class
    a scan alone leaves a small network to find a spot of a few voxels by itself.
    """

    def __init__(self, channels: int, features: tuple[int, ...]) -> None:
        super().__init__()
        first, *deeper = features
        self.stem = nn.Sequential(*_block(channels, first))
        widths = [first, *deeper]
        self.down = nn.ModuleList(
            nn.Sequential(*_block(a, b, 2), *_block(b, b)) for a, b in pairwise(widths)
        )
        pairs = list(zip(deeper[:0:-1], deeper[-2::-1], strict=True))
        self.up = nn.ModuleList(nn.ConvTranspose3d(a, b, 2, 2) for a, b in pairs)
        self.join = nn.ModuleList(nn.Sequential(*_block(2 * b, b)) for _, b in pairs)
        self.map = nn.Conv3d(deeper[0], 1, 1)
        self.smooth = nn.AvgPool3d(3, 1, 1)
        self.answer = nn.Linear(2, 1)
        with torch.no_grad():
            self.map.bias.fill_(-3.0)  # type: ignore[union-attr]
            self.answer.weight.copy_(torch.tensor([[0.5, 0.5]]))
            self.answer.bias.fill_(2.0)

    def evidence(self, image: torch.Tensor) -> torch.Tensor:
        """`[batch, 1, 0, 1, 2]` of logits at half the resolution."""
        x = self.stem(image)
        seen = []
        for level in self.down:
            x = level(x)
            seen.append(x)
        seen.pop()
        for up, join in zip(self.up, self.join, strict=True):
            x = join(torch.cat([up(x), seen.pop()], 1))
        found: torch.Tensor = self.map(x)
        return found

    def answer_of(self, evidence: torch.Tensor) -> torch.Tensor:
        """`[batch, 1]`, in float32: in fewer digits many scans would have the same answer."""
        evidence = evidence.float()
        with torch.autocast(evidence.device.type, enabled=False):
            strongest = self.smooth(evidence).amax((2, 3, 4))
            amount = torch.log(torch.sigmoid(evidence).mean((2, 3, 4)) + LOWEST)
            logit: torch.Tensor = self.answer(torch.cat([strongest, amount], 1))
        return logit

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.answer_of(self.evidence(image))


def parameters(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def state_copy(net: nn.Module) -> dict[str, Any]:
    return {name: value.detach().cpu().clone() for name, value in net.state_dict().items()}
