"""A recipe says everything that decides a model: labels, plan, split, training, augmentation."""

from __future__ import annotations

import json
import tomllib
from dataclasses import MISSING, asdict, dataclass, fields, replace
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

Triple = tuple[int, int, int]
REORIENTING = "NibabelIOWithReorient"
READERS = ("SimpleITKIO", REORIENTING)


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
    modality: str
    licence: str
    attribution: str
    trained_on: str
    mirroring_axes: tuple[int, ...]
    """Spatial axes (0 = z, 1 = y, 2 = x after the transpose) that inference may mirror."""
    channels: tuple[Channel, ...]
    labels: tuple[Label, ...]
    """Foreground labels, values 1, 2, … without a gap."""


@dataclass(frozen=True)
class SplitRule:
    held_out: int
    seed: int


@dataclass(frozen=True)
class Window:
    """What CT values are clipped to and scaled by, in HU."""

    lower: float
    upper: float
    mean: float
    std: float


@dataclass(frozen=True)
class Plan:
    """Sizes in voxels and spacing in millimetres, in z, y, x."""

    reader: str
    """nnU-Net's reader: `SimpleITKIO` leaves the axes as they lie in the file,
    `NibabelIOWithReorient` brings them to RAS, so that x grows to the patient's right."""
    spacing: tuple[float, float, float]
    patch: Triple
    normalization: tuple[str, ...]
    features: tuple[int, ...]
    strides: tuple[Triple, ...]
    kernels: tuple[Triple, ...]
    convs_per_stage: int
    window: Window | None = None
    """In place of the measured foreground intensities: where a label is the whole body, its air
    and fat would leave little contrast to the organs."""


@dataclass(frozen=True)
class Training:
    seed: int
    iterations: int
    batch: int
    learning_rate: float
    weight_decay: float
    warm_up: int
    ema: float
    clip_norm: float
    validate_every: int
    class_weights: tuple[float, ...] | None = None
    """Of the cross-entropy, the background first; without them all classes weigh the same."""


@dataclass(frozen=True)
class Augmentation:
    """Probabilities are per sample; intensities are those of the normalised image."""

    flip_axes: tuple[int, ...]
    rotation_degrees: float
    scale: tuple[float, float]
    shift_voxels: float
    spatial_probability: float
    foreground_probability: float
    """Of the patches of a case larger than the patch, how many are centred on a label."""
    noise: float
    gamma: tuple[float, float]
    contrast: tuple[float, float]
    brightness: float
    blur_probability: float
    intensity_probability: float
    label_weights: tuple[float, ...] | None = None
    """How often a patch is centred on each label of those that the case has, relative to the
    others, the background left out; without them all labels are as likely."""


@dataclass(frozen=True)
class Refinement:
    """A second training from the first one's running mean, with a fresh optimiser; all that it
    does not say is as in the first."""

    iterations: int
    learning_rate: float
    warm_up: int
    class_weights: tuple[float, ...]
    label_weights: tuple[float, ...]


@dataclass(frozen=True)
class Phase:
    start: int
    """The fold's iterations before this phase."""
    training: Training
    augmentation: Augmentation


@dataclass(frozen=True)
class Recipe:
    model: Model
    split: SplitRule
    plan: Plan
    training: Training
    augmentation: Augmentation
    refine: Refinement | None = None

    @property
    def iterations(self) -> int:
        """Of one fold, in all phases."""
        return self.training.iterations + (self.refine.iterations if self.refine else 0)

    def phase(self, iteration: int) -> Phase:
        """Which phase the iteration (the first is 0) belongs to."""
        first = Phase(0, self.training, self.augmentation)
        if self.refine is None or iteration < self.training.iterations:
            return first
        r = self.refine
        return Phase(
            self.training.iterations,
            replace(
                self.training,
                iterations=r.iterations,
                learning_rate=r.learning_rate,
                warm_up=r.warm_up,
                class_weights=r.class_weights,
            ),
            replace(self.augmentation, label_weights=r.label_weights),
        )

    def decisive(self) -> dict[str, Any]:
        """What decides the weights, as JSON has it: all but titles, colours and attribution."""
        table: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        model = table.pop("model")
        table["labels"] = [label["name"] for label in model["labels"]]
        table["channels"] = [channel["name"] for channel in model["channels"]]
        if self.refine is None:
            del table["refine"]
        if self.augmentation.label_weights is None:
            del table["augmentation"]["label_weights"]
        return table

    @property
    def classes(self) -> int:
        """Output channels of the network: the background and every label."""
        return len(self.model.labels) + 1


T = TypeVar("T")


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


def _build(kind: type[T], table: dict[str, Any], where: str) -> T:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise ValueError(f"{where}.{key}: unknown key (expected one of {sorted(known)})")
    try:
        return kind(**{key: _frozen(value) for key, value in table.items()})
    except TypeError as e:
        needed = {f.name for f in fields(kind) if f.default is MISSING}  # type: ignore[arg-type]
        missing = sorted(needed - table.keys())
        raise ValueError(f"{where}: missing keys (expected {missing})") from e


def parse(text: str) -> Recipe:
    table = tomllib.loads(text)
    model = dict(table["model"])
    model["channels"] = [_build(Channel, c, "model.channels") for c in model["channels"]]
    model["labels"] = [_build(Label, v, "model.labels") for v in model["labels"]]
    plan = dict(table["plan"])
    if "window" in plan:
        plan["window"] = _build(Window, plan["window"], "plan.window")
    recipe = Recipe(
        _build(Model, model, "model"),
        _build(SplitRule, table["split"], "split"),
        _build(Plan, plan, "plan"),
        _build(Training, table["training"], "training"),
        _build(Augmentation, table["augmentation"], "augmentation"),
        _build(Refinement, table["refine"], "refine") if "refine" in table else None,
    )
    _check(recipe)
    return recipe


def _check(recipe: Recipe) -> None:
    values = [label.value for label in recipe.model.labels]
    if values != list(range(1, len(values) + 1)):
        raise ValueError(f"model.labels: values {values} (expected 1, 2, … without a gap)")
    _check_weights(recipe)
    stages = len(recipe.plan.features)
    for name in ("strides", "kernels"):
        if len(getattr(recipe.plan, name)) != stages:
            raise ValueError(
                f"plan.{name}: {len(getattr(recipe.plan, name))} stages (expected {stages})"
            )
    if recipe.plan.reader not in READERS:
        raise ValueError(f"plan.reader = {recipe.plan.reader} (expected one of {list(READERS)})")
    for axis in range(3):
        down = 1
        for stride in recipe.plan.strides:
            down *= stride[axis]
        if recipe.plan.patch[axis] % down:
            raise ValueError(
                f"plan.patch[{axis}] = {recipe.plan.patch[axis]} (expected a multiple of {down})"
            )
    if not set(recipe.model.mirroring_axes) <= set(recipe.augmentation.flip_axes):
        raise ValueError(
            f"model.mirroring_axes = {list(recipe.model.mirroring_axes)} (expected axes that "
            f"training flips: {list(recipe.augmentation.flip_axes)})"
        )


def _check_weights(recipe: Recipe) -> None:
    refine = recipe.refine
    of_classes = {"training": recipe.training.class_weights}
    of_labels = {"augmentation": recipe.augmentation.label_weights}
    if refine is not None:
        of_classes["refine"], of_labels["refine"] = refine.class_weights, refine.label_weights
    for where, weights in of_classes.items():
        if weights is not None and len(weights) != recipe.classes:
            raise ValueError(
                f"{where}.class_weights: {len(weights)} values (expected {recipe.classes}, the "
                "background and every label)"
            )
    for where, weights in of_labels.items():
        if weights is None:
            continue
        if len(weights) != recipe.classes - 1:
            raise ValueError(
                f"{where}.label_weights: {len(weights)} values (expected {recipe.classes - 1}, "
                "every label)"
            )
        if min(weights) <= 0:
            raise ValueError(f"{where}.label_weights: {min(weights)} (expected more than 0)")


def text(name: str) -> str:
    """The text of a recipe file, or of one that comes with the package."""
    path = Path(name)
    if path.is_file():
        return path.read_text("utf-8")
    built_in = resources.files("foldlink_models") / "recipes" / f"{name}.toml"
    if not built_in.is_file():
        raise FileNotFoundError(f"{name}: no such recipe (expected a file, or one of {names()})")
    return built_in.read_text("utf-8")


def load(name: str) -> Recipe:
    return parse(text(name))


def names() -> list[str]:
    folder = resources.files("foldlink_models") / "recipes"
    return sorted(
        p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")
    )
