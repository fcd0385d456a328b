"""Figures are worth nothing on cases that a fold learned from: such cases are refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from foldlink_models.dataset import Case
from foldlink_models.files import read_json

SPLITS = "splits_final.json"


def require(model_dir: Path, cases: Sequence[Case], option: str) -> None:
    """By the model's own `splits_final.json`; a model without one is believed."""
    file = model_dir / SPLITS
    if not file.is_file():
        return
    for fold, parts in enumerate(read_json(file)):
        seen = set(parts["train"]) | set(parts["val"])
        for case in cases:
            if case.name in seen:
                raise ValueError(
                    f"{option}: {case.name} is a case of fold {fold} by {SPLITS} (expected cases "
                    "that no fold saw, such as the model's held_out.json)"
                )
