"""A recipe of `engine = "nnunet"`: what is told to nnU-Net, and what its planner decides alone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import Any

from foldlink_models.toml_records import record

TRAINERS = ("nnUNetTrainer", "nnUNetTrainerFoldLink")


@dataclass(frozen=True)
class Channel:
    name: str
    """As nnU-Net knows it: `CT` picks the CT normalisation, other names the z-score."""
    modality: str


@dataclass(frozen=True)
class Label:
    """A value of the final labelmap."""

    value: int
    name: str
    color: tuple[int, ...] | None = None
    snomed: str | None = None


@dataclass(frozen=True)
class Region:
    """A head of a region-based model: the union of some labels. Where heads overlap, the later one
    of the list decides, and writes `value`."""

    name: str
    labels: tuple[int, ...]
    value: int


@dataclass(frozen=True)
class Model:
    id: str
    title: str
    version: str
    modality: str
    licence: str
    attribution: str
    trained_on: str
    channels: tuple[Channel, ...]
    labels: tuple[Label, ...]
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True)
class Data:
    sources: tuple[str, ...]
    """Keys of `datasets.SOURCES`: how the data may lie on disk; the first that fits is taken."""


@dataclass(frozen=True)
class SplitRule:
    seed: int
    held_out: int = 0
    """Cases in no fold, for the figures that the card states."""


@dataclass(frozen=True)
class Plan:
    """What nnU-Net's planner is told; sizes in voxels and spacing in mm, in z, y, x. None: the
    planner decides."""

    configuration: str = "3d_fullres"
    planner: str = "ExperimentPlanner"
    gpu_memory_gb: float | None = None
    reader: str | None = None
    spacing: tuple[float, ...] | None = None
    patch: tuple[int, ...] | None = None
    batch: int | None = None
    features: tuple[int, ...] | None = None
    """Of each stage; fewer than the planner's stages cut the network at the bottom."""
    convs: int | None = None
    """Convolutions (of a residual encoder: blocks) a stage of the encoder."""
    convs_decoder: int | None = None
    window: dict[str, float] | None = None
    """CT alone: `lower`, `upper`, `mean`, `std` in HU, in place of the measured foreground's."""


@dataclass(frozen=True)
class Training:
    trainer: str = "nnUNetTrainer"
    folds: int = 5
    settings: dict[str, Any] = field(default_factory=dict)
    """Of `nnUNetTrainerFoldLink` (see `nnunet.settings.Settings`); nnU-Net's own trainers take
    none."""


@dataclass(frozen=True)
class Recipe:
    model: Model
    data: Data
    split: SplitRule
    plan: Plan = Plan()
    training: Training = field(default_factory=Training)
    published: dict[str, float] = field(default_factory=dict)
    """Figures of the system that this recipe repeats or succeeds, as its authors state them."""

    @property
    def dataset_name(self) -> str:
        """nnU-Net's: a number and a name; a run's folder holds this data set alone."""
        return "Dataset001_" + self.model.id.replace("-", "_")


def parse(text: str) -> Recipe:
    table = tomllib.loads(text)
    engine = table.pop("engine", None)
    if engine != "nnunet":
        raise ValueError(f'engine = {engine!r} (expected "nnunet")')
    recipe = record(Recipe, table)
    _check(recipe)
    return recipe


def _check(recipe: Recipe) -> None:
    model, training = recipe.model, recipe.training
    values = [label.value for label in model.labels]
    if values != list(range(1, len(values) + 1)):
        raise ValueError(f"model.labels: values {values} (expected 1, 2, … without a gap)")
    if model.regions:
        written = sorted(region.value for region in model.regions)
        if written != values:
            raise ValueError(
                f"model.regions: values {written} (expected each of the labels {values} once)"
            )
    if training.trainer not in TRAINERS:
        raise ValueError(
            f"training.trainer = {training.trainer} (expected one of {list(TRAINERS)})"
        )
    if training.settings and training.trainer == "nnUNetTrainer":
        raise ValueError("training.settings: nnUNetTrainer takes none (expected no such table)")
    if not 1 <= training.folds <= 5:
        raise ValueError(f"training.folds = {training.folds} (expected 1 to 5)")


def with_batch(text: str, batch: int) -> str:
    """The recipe with another batch size, so that a run's folder says what it was made with."""
    if batch < 1:
        raise ValueError(f"--batch-size {batch} (expected 1 or more)")
    lines = text.splitlines()
    if "[plan]" not in lines:
        return f"{text.rstrip()}\n\n[plan]\nbatch = {batch}\n"
    start = lines.index("[plan]") + 1
    ends = [i for i in range(start, len(lines)) if lines[i].startswith("[")]
    end = ends[0] if ends else len(lines)
    kept = [line for line in lines[start:end] if not line.startswith("batch =")]
    return "\n".join([*lines[:start], f"batch = {batch}", *kept, *lines[end:]]) + "\n"
