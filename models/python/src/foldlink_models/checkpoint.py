"""All of a training's state in one file: killed at any moment, the run goes on as it would have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from foldlink_models.files import replacing

State = dict[str, Any]


def save(path: Path, state: State) -> None:
    with replacing(path) as beside:
        torch.save(state, beside)


def load(path: Path) -> State:
    state: State = torch.load(path, map_location="cpu", weights_only=True)
    return state
