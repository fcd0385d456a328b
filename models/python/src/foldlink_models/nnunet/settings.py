"""What `nnUNetTrainerFoldLink` reads from the plans' key `foldlink`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from foldlink_models.toml_records import record

KEY = "foldlink"


@dataclass(frozen=True)
class Settings:
    """Probabilities are per patch; intensities are those of the normalised image."""

    seed: int = 1
    epochs: int = 40
    iterations: int = 100
    """Of an epoch."""
    validation_iterations: int = 10
    learning_rate: float = 3e-3
    weight_decay: float = 1e-2
    clip_norm: float = 12.0
    mirror_axes: tuple[int, ...] = ()
    """Spatial axes (0 = z, 1 = y, 2 = x after the transpose) that training flips and inference may
    mirror; none where left and right are labels of their own."""
    foreground: float = 0.33
    """Share of patches that are centred on a label."""
    label_weights: tuple[float, ...] | None = None
    """How often such a patch is centred on each label (or region) of those that the case has."""
    rotation_degrees: float = 15.0
    scale: tuple[float, float] = (0.85, 1.2)
    spatial_probability: float = 0.7
    noise: float = 0.1
    """Largest standard deviation."""
    gamma: tuple[float, float] = (0.7, 1.5)
    contrast: tuple[float, float] = (0.75, 1.25)
    brightness: float = 0.15
    blur_probability: float = 0.15
    intensity_probability: float = 0.4


def of(table: dict[str, Any]) -> Settings:
    return record(Settings, table, "training.settings")
