"""A model folder run in Python: nnU-Net's preprocessing and export, ONNX Runtime for the folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from foldlink_models import sliding
from foldlink_models.files import read_json
from foldlink_models.plans import Plans
from foldlink_models.recipe import Triple

LabelMap = npt.NDArray[np.unsignedinteger]


@dataclass(frozen=True)
class ModelFolder:
    folder: Path

    @cached_property
    def plans(self) -> Plans:
        plans: Plans = read_json(self.folder / "plans.json")
        return plans

    @cached_property
    def dataset_json(self) -> dict[str, Any]:
        table: dict[str, Any] = read_json(self.folder / "dataset.json")
        return table

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        table: dict[str, Any] = read_json(self.folder / "model.json")
        return table

    @property
    def configuration(self) -> dict[str, Any]:
        table: dict[str, Any] = self.plans["configurations"][self.descriptor["configuration"]]
        return table

    @property
    def patch(self) -> Triple:
        z, y, x = self.configuration["patch_size"]
        return z, y, x

    @property
    def labels(self) -> dict[str, int]:
        """Foreground labels by name."""
        return {label["name"]: label["value"] for label in self.descriptor["labels"]}

    def folds(self) -> dict[int, Path]:
        """The folds whose graph is there."""
        files = {k: self.folder / f"fold_{k}" / "model.onnx" for k in range(5)}
        return {k: file for k, file in files.items() if file.is_file()}


def forward_of(graph: Path, threads: int) -> sliding.Forward:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    def run(tile: sliding.FloatArray) -> sliding.FloatArray:
        logits: sliding.FloatArray = session.run(["logits"], {"input": tile})[0]
        return logits

    return run


def mean_logits(
    image: sliding.FloatArray, patch: Triple, folds: Sequence[sliding.Forward], axes: Sequence[int]
) -> sliding.FloatArray:
    """The mean over `folds` of the logits on the preprocessed grid, mirrored on `axes`."""
    total: sliding.FloatArray | None = None
    for forward in folds:
        logits = sliding.logits_of(image, patch, sliding.mirrored(forward, axes))
        total = logits if total is None else total + logits
    if total is None:
        raise ValueError("folds: none (expected at least one)")
    return total / np.float32(len(folds))


def to_labelmap(
    model: ModelFolder, logits: sliding.FloatArray, properties: dict[str, Any]
) -> LabelMap:
    """Logits at the network's resolution to labels `[z, y, x]` on the case's own grid."""
    from nnunetv2.inference import export_prediction
    from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

    manager = PlansManager(model.plans)
    labels: LabelMap = (
        export_prediction.convert_predicted_logits_to_segmentation_with_correct_shape(
            logits,
            manager,
            manager.get_configuration(model.descriptor["configuration"]),
            manager.get_label_manager(model.dataset_json),
            properties,
            num_threads_torch=1,
        )
    )
    return labels
