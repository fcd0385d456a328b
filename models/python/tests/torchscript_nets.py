"""TorchScript is compiled from source, so what it compiles stands in a file."""

from __future__ import annotations

import torch


class ReadsFile(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + torch.from_file("/etc/hostname", False, 1).sum()


class Solves(torch.nn.Module):
    """Of the right shape, by an operator that ONNX does not have."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inverse = torch.linalg.pinv(x + torch.eye(16))
        return torch.cat([x, x, inverse], 1)
