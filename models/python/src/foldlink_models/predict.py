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
from foldlink_models.dataset import Case
from foldlink_models.files import read_json

LabelMap = npt.NDArray[np.unsignedinteger]


@dataclass(frozen=True)
class ModelFolder:
    folder: Path

    @cached_property
    def plans(self) -> dict[str, Any]:
        plans: dict[str, Any] = read_json(self.folder / "plans.json")
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
    def configuration_name(self) -> str:
        for key in ("members", "previous_stage"):
            if key in self.descriptor:
                raise ValueError(
                    f"{self.folder}: model.json {key} (expected a single configuration: neither "
                    "members nor a cascade are run here)"
                )
        name: str = self.descriptor["configuration"]
        return name

    @property
    def configuration(self) -> dict[str, Any]:
        known = self.plans["configurations"]
        table: dict[str, Any] = known[self.configuration_name]
        while "inherits_from" in table:
            own = {key: value for key, value in table.items() if key != "inherits_from"}
            table = known[table["inherits_from"]] | own
        return table

    @property
    def patch(self) -> sliding.Patch:
        return tuple(self.configuration["patch_size"])

    @property
    def tile_axes(self) -> list[int]:
        """Spatial axes of a tile that may be mirrored: 0 is y where a tile has no z."""
        missing = 3 - len(self.patch)
        return [axis - missing for axis in self.descriptor.get("mirroring", []) if axis >= missing]

    @property
    def labels(self) -> dict[str, int]:
        """Foreground labels by name."""
        return {label["name"]: label["value"] for label in self.descriptor["labels"]}

    @property
    def regions(self) -> tuple[int, ...]:
        """Of a region-based model: by head, the label that it writes, in that order."""
        return tuple(self.dataset_json.get("regions_class_order") or ())

    @property
    def structures(self) -> dict[str, tuple[int, ...]]:
        """By name of a label, or of a region where there are regions: its values in a labelmap."""
        if not self.regions:
            return {name: (value,) for name, value in self.labels.items()}
        table = self.dataset_json["labels"]
        found = {k: tuple(v) if isinstance(v, list) else (v,) for k, v in table.items()}
        return {k: v for k, v in found.items() if v != (0,) and k != "ignore"}

    def folds(self) -> dict[int, Path]:
        """The folds whose graph is there."""
        files = {k: self.folder / f"fold_{k}" / "model.onnx" for k in range(5)}
        return {k: file for k, file in files.items() if file.is_file()}


def preprocessed(model: ModelFolder, case: Case) -> tuple[sliding.FloatArray, dict[str, Any]]:
    """The case as the network sees it, `[channel, z, y, x]`, and what nnU-Net needs to bring
    logits back to the case's own grid."""
    from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor
    from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

    manager = PlansManager(model.plans)
    data, _, properties = DefaultPreprocessor(verbose=False).run_case(
        [str(file) for file in case.images],
        None,
        manager,
        manager.get_configuration(model.configuration_name),
        model.dataset_json,
    )
    return np.ascontiguousarray(data, np.float32), properties


def truth(model: ModelFolder, case: Case) -> npt.NDArray[np.int32]:
    """The case's label values `[z, y, x]`, as the model's own reader gives them."""
    from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

    reader = PlansManager(model.plans).image_reader_writer_class()
    seg, _ = reader.read_seg(str(case.label_file()))
    labels: npt.NDArray[np.int32] = seg[0].astype(np.int32)
    for old, new in case.remap.items():
        labels[seg[0] == old] = new
    return labels


def forward_of(graph: Path | bytes, threads: int) -> sliding.Forward:
    """`graph`: an ONNX file, or the content of one."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source = graph if isinstance(graph, bytes) else str(graph)
    session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(tile: sliding.FloatArray) -> sliding.FloatArray:
        logits: sliding.FloatArray = session.run(None, {name: tile})[0]
        return logits

    return run


def mean_logits(
    image: sliding.FloatArray,
    patch: sliding.Patch,
    folds: Sequence[sliding.Forward],
    axes: Sequence[int],
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
            manager.get_configuration(model.configuration_name),
            manager.get_label_manager(model.dataset_json),
            properties,
            num_threads_torch=1,
        )
    )
    return labels
