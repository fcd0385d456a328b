"""A recipe of `engine = "monai"`: data, preprocessing, network, training, published figures."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import Any

from foldlink_models.monai_style import steps
from foldlink_models.toml_records import record

ENGINE = "monai"
CLASSIFICATION = "classification"
NETWORKS = ("unet", "cnn", "evidence")
LOSSES = ("dice_cross_entropy", "dice_focal", "cross_entropy")
SCHEDULES = ("constant", "plateau", "cosine")
ONE_HEAD = 1
UNET_STAGES = 5


@dataclass(frozen=True)
class Channel:
    name: str
    modality: str


@dataclass(frozen=True)
class Label:
    value: int
    name: str
    color: tuple[int, int, int]
    snomed: str | None = None
    """The SNOMED CT code that DICOM's context groups give the structure."""


@dataclass(frozen=True)
class Model:
    id: str
    title: str
    version: str
    task: str
    modality: str
    licence: str
    attribution: str
    trained_on: str
    channels: tuple[Channel, ...]
    """By these names they are picked from the data set's channels."""
    labels: tuple[Label, ...]
    """Foreground labels, values 1, 2, … without a gap; of a classifier the classes from 1 on."""


@dataclass(frozen=True)
class Data:
    sources: tuple[str, ...]
    """Keys of `datasets.SOURCES`: any of them will do."""
    merge: dict[str, int] = field(default_factory=dict)
    """Label values of the data set to those of the model; empty where they are the same."""
    smallest_labelled_fraction: float = 0.0
    """A training case whose labels fill less of the volume is left out."""
    evidence: tuple[int, ...] = ()
    """Of a classifier: label values of the data set that the answer is about, where there are."""


@dataclass(frozen=True)
class Inferer:
    kind: str
    roi: tuple[int, int, int] | None = None
    overlap: float | None = None
    mode: str | None = None


@dataclass(frozen=True)
class Output:
    heads: int
    activation: str
    decision: str
    way_back: str | None = None
    classes: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Network:
    kind: str
    features: tuple[int, ...]
    dropout: float = 0.0
    dense: int = 0
    """Width of a `cnn`'s layer before the last one."""


@dataclass(frozen=True)
class SplitRule:
    seed: int
    folds: int
    """Five folds, or one: then `validation` says how many of the rest select the epoch."""
    held_out: float
    """Fraction of the cases that no fold sees."""
    validation: float = 0.0


@dataclass(frozen=True)
class Training:
    seed: int
    epochs: int
    batch: int
    learning_rate: float
    loss: str
    weight_decay: float = 0.0
    schedule: str = "constant"
    plateau_patience: int = 5
    plateau_factor: float = 0.5
    stop_patience: int = 0
    """Epochs without a better validation loss until the training ends; 0: never."""
    keep: str = "best"
    """Which epoch's weights are exported: `best` by validation loss, or `last`."""
    dice_weights: tuple[float, ...] = ()
    """Of each class in the Dice loss, the background first; empty: the foreground's mean."""
    balance: tuple[int, ...] = ()
    """Label values of which a case is oversampled until it is half of an epoch; of a classifier
    the class."""
    evidence_weight: float = 0.0
    """Of the voxel loss of an `evidence` network."""


@dataclass(frozen=True)
class Augmentation:
    """Probabilities are per sample; intensities are those of the preprocessed image."""

    flip_axes: tuple[int, ...] = ()
    flip_probability: float = 0.5
    turn_axes: tuple[int, ...] = ()
    """Two axes of the same size, in whose plane the array is turned by 90, 180 or 270°."""
    turn_probability: float = 0.0
    shift: float = 0.0
    shift_probability: float = 0.0
    gain: float = 0.0
    noise: float = 0.0
    rotation_degrees: float = 0.0
    zoom: float = 0.0
    translation: float = 0.0
    """Fraction of the array's size."""
    affine_probability: float = 0.0


@dataclass(frozen=True)
class Recipe:
    engine: str
    model: Model
    data: Data
    preprocessing: tuple[dict[str, Any], ...]
    """The steps of monai.json."""
    inferer: Inferer
    output: Output
    network: Network
    split: SplitRule
    training: Training
    augmentation: Augmentation
    published: dict[str, float] = field(default_factory=dict)
    """Figures of the system that the recipe succeeds, by the names of the measured ones."""

    @property
    def classifies(self) -> bool:
        return self.model.task == CLASSIFICATION

    @property
    def size(self) -> tuple[int, int, int]:
        """What one pass of the network takes."""
        if self.inferer.roi is not None:
            return self.inferer.roi
        resize = next(s for s in self.preprocessing if s["step"] == "resize")
        a, b, c = resize["size"]
        return int(a), int(b), int(c)

    @property
    def coarsest(self) -> int:
        """Voxels along the shortest axis of the network's smallest array."""
        return int(min(self.size) // 2 ** (len(self.network.features) - 1))

    def pipeline(self) -> dict[str, Any]:
        """The content of monai.json."""
        inferer, output = vars(self.inferer), vars(self.output)
        return {
            "$schema": "../monai.schema.json",
            "schema": 1,
            "preprocessing": [dict(step) for step in self.preprocessing],
            "inferer": {key: _plain(v) for key, v in inferer.items() if v is not None},
            "output": {key: _plain(v) for key, v in output.items() if v is not None},
        }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def parse(text: str) -> Recipe:
    recipe = record(Recipe, tomllib.loads(text))
    _check(recipe)
    return recipe


def _check(recipe: Recipe) -> None:
    _one_of("engine", recipe.engine, (ENGINE,))
    _one_of("model.task", recipe.model.task, ("segmentation", CLASSIFICATION))
    _one_of("network.kind", recipe.network.kind, NETWORKS)
    _one_of("training.loss", recipe.training.loss, LOSSES)
    _one_of("training.schedule", recipe.training.schedule, SCHEDULES)
    _one_of("training.keep", recipe.training.keep, ("best", "last"))
    _one_of("inferer.kind", recipe.inferer.kind, ("whole", "sliding_window"))
    values = [label.value for label in recipe.model.labels]
    if values != list(range(1, len(values) + 1)):
        raise ValueError(f"model.labels: values {values} (expected 1, 2, … without a gap)")
    for n, step in enumerate(recipe.preprocessing):
        steps.check(step, f"preprocessing[{n}]")
    resized = [s["step"] for s in recipe.preprocessing].count("resize")
    if recipe.inferer.kind == "whole" and resized != 1:
        raise ValueError(f"preprocessing: {resized} resize steps (expected 1 of a whole volume)")
    if recipe.inferer.kind == "sliding_window" and recipe.inferer.roi is None:
        raise ValueError("inferer.roi: missing (expected the tile's size)")
    if recipe.split.folds not in (1, 5):
        raise ValueError(f"split.folds = {recipe.split.folds} (expected 1 or 5)")
    if recipe.split.folds == 1 and not 0 < recipe.split.validation < 1:
        raise ValueError(
            f"split.validation = {recipe.split.validation} (expected a fraction above 0)"
        )
    if not 0 <= recipe.split.held_out < 1:
        raise ValueError(f"split.held_out = {recipe.split.held_out} (expected 0 to below 1)")
    _check_network(recipe)


def _check_network(recipe: Recipe) -> None:
    heads = ONE_HEAD if recipe.classifies else len(recipe.model.labels) + 1
    if recipe.output.heads != heads:
        raise ValueError(f"output.heads = {recipe.output.heads} (expected {heads})")
    if recipe.classifies == (recipe.network.kind == "unet"):
        raise ValueError(f"network.kind = {recipe.network.kind!r} (expected one of {_fit(recipe)})")
    down = 2 ** (len(recipe.network.features) - (0 if recipe.network.kind == "cnn" else 1))
    if recipe.network.kind == "unet" and len(recipe.network.features) != UNET_STAGES:
        raise ValueError(
            f"network.features: {len(recipe.network.features)} values (expected {UNET_STAGES})"
        )
    for axis, n in enumerate(recipe.size):
        if n % down:
            raise ValueError(f"size[{axis}] = {n} (expected a multiple of {down})")
    turn = recipe.augmentation.turn_axes
    if turn and (len(turn) != 2 or recipe.size[turn[0]] != recipe.size[turn[1]]):
        raise ValueError(
            f"augmentation.turn_axes = {list(turn)} (expected two axes of one size in "
            f"{list(recipe.size)})"
        )
    weights = recipe.training.dice_weights
    if weights and len(weights) != heads:
        raise ValueError(f"training.dice_weights: {len(weights)} values (expected {heads})")


def _fit(recipe: Recipe) -> list[str]:
    return [kind for kind in NETWORKS if (kind == "unet") != recipe.classifies]


def _one_of(where: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"{where} = {value!r} (expected one of {list(known)})")
