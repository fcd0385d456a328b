"""The stages of a results folder: its own configuration, and a cascade's first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foldlink_models.importing import nnunet_dataset, nnunet_plans
from foldlink_models.importing.nnunet_dataset import Dataset
from foldlink_models.importing.nnunet_plans import Configuration
from foldlink_models.importing.results_folder import ResultsFolder, read_object
from foldlink_models.importing.safe_checkpoint import Checkpoint, read

LARGEST_COMPONENT = "remove_all_but_largest_component_from_segmentation"


@dataclass(frozen=True)
class Stage:
    source: ResultsFolder
    configuration: Configuration
    dataset: Dataset
    inside: str
    """Its place in the model's folder: empty, or `name/`."""

    @property
    def channels(self) -> int:
        """Of the network's input."""
        images = len(self.dataset.channels)
        return images + (self.dataset.labels if self.configuration.previous else 0)


def read_stages(results: Path, folds: Sequence[str] | None) -> tuple[list[Stage], Checkpoint]:
    """The model's own stage, a cascade's first one after it, and the first fold's checkpoint."""
    source = ResultsFolder.read(results, folds)
    dataset = nnunet_dataset.read(source.dataset)
    shown, first = _first(source)
    if source.parts is not None and source.parts[2] != first.configuration:
        raise ValueError(
            f"{shown} init_args.configuration = {first.configuration} (expected {source.parts[2]},"
            " as the folder's name says)"
        )
    # As nnU-Net's predictor takes it.
    configuration = nnunet_plans.read(source.plans, first.configuration, len(dataset.channels))
    last = Stage(source, configuration, dataset, "")
    return [last, *_previous(last, folds)], first


def _first(source: ResultsFolder) -> tuple[str, Checkpoint]:
    file = next(iter(source.checkpoints.values()))
    shown = source.shown(file)
    return shown, read(file, shown)


def _previous(last: Stage, folds: Sequence[str] | None) -> list[Stage]:
    name = last.configuration.previous
    if name is None:
        return []
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", name):
        raise ValueError(
            f"plans.json configurations.{last.configuration.name}.previous_stage = {name!r}"
            " (expected letters, digits, dots, hyphens and underscores: it names a folder)"
        )
    source = ResultsFolder.read(last.source.beside(name), folds)
    dataset = nnunet_dataset.read(source.dataset)
    own = last.dataset
    if (
        dataset.channels != own.channels
        or dataset.structures != own.structures
        or dataset.heads != own.heads
    ):
        raise ValueError(
            f"{source.name}/dataset.json has other channels or labels than"
            f" {last.source.name}/dataset.json (expected the same)"
        )
    shown, first = _first(source)
    if first.configuration != name:
        raise ValueError(
            f"{shown} init_args.configuration = {first.configuration} (expected {name}, the"
            f" previous stage of {last.configuration.name})"
        )
    configuration = nnunet_plans.read(source.plans, name, len(dataset.channels))
    if configuration.previous is not None:
        raise ValueError(
            f"plans.json configurations.{name}.previous_stage = {configuration.previous} (expected"
            " none: a cascade has two stages)"
        )
    return [Stage(source, configuration, dataset, f"{name}/")]


def mirroring(stage: Stage, checkpoint: Checkpoint) -> list[int]:
    """By model.json's numbers: 0 = z, 1 = y, 2 = x, of a 2D network too."""
    axes = len(stage.configuration.patch)
    if any(not 0 <= axis < axes for axis in checkpoint.mirroring):
        raise ValueError(
            f"{stage.source.name}: inference_allowed_mirroring_axes ="
            f" {list(checkpoint.mirroring)} (expected axes of 0 to {axes - 1})"
        )
    return sorted({axis + 3 - axes for axis in checkpoint.mirroring})


def postprocessing(source: ResultsFolder) -> list[dict[str, Any]]:
    """Each step's keywords; all of them keep the largest component."""
    file = source.postprocessing()
    if file is None:
        return []
    content = read_object(file)
    shown = source.shown(file)
    functions, keywords = content.get("postprocessing_fns"), content.get("postprocessing_kwargs")
    if (
        not isinstance(functions, list)
        or not isinstance(keywords, list)
        or len(functions) != len(keywords)
    ):
        raise ValueError(
            f"{shown} (expected postprocessing_fns and, as many, postprocessing_kwargs)"
        )
    for i, (function, own) in enumerate(zip(functions, keywords, strict=True)):
        if function != LARGEST_COMPONENT:
            raise ValueError(
                f"{shown} postprocessing_fns[{i}] = {function!r} (expected {LARGEST_COMPONENT})"
            )
        if not isinstance(own, dict) or set(own) - {"background_label", "labels_or_regions"}:
            raise ValueError(
                f"{shown} postprocessing_kwargs[{i}] = {own!r} (expected labels_or_regions and"
                " background_label alone)"
            )
        if "labels_or_regions" not in own:
            raise ValueError(f"{shown} postprocessing_kwargs[{i}] has no labels_or_regions")
    return keywords
