"""A real case as the network sees it, by nnU-Net's own preprocessor."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from nnunetv2.paths import nnUNet_preprocessed, nnUNet_raw
from nnunetv2.training.dataloading.nnunet_dataset import infer_dataset_class
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager
from nnunetv2.utilities.utils import get_filenames_of_train_images_and_targets

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Image:
    array: FloatArray
    """`[channel, z, y, x]`, preprocessed; a cascade's one-hot labels not yet there."""
    source: str
    """As the report and the card say it; never a case's own name."""


def image(
    scan: Sequence[Path] | None,
    plans: dict[str, Any],
    configuration: str,
    dataset: dict[str, Any],
    channels: int,
) -> Image | None:
    """Of the scan (a file a channel) where there is one, else of the first case that nnU-Net's own
    folders have of this data set; `None` where they have none."""
    manager = PlansManager(plans)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about plans of older versions, which are fine
        own = manager.get_configuration(configuration)
    if scan is not None:
        return Image(_preprocessed(scan, manager, own, dataset, channels), "the scan given")
    raw = _folder(nnUNet_raw, plans)
    if raw is not None and (raw / "dataset.json").is_file():
        cases = _training_cases(raw)
        for _, case in sorted(cases.items()):
            files = [Path(file) for file in case["images"]]
            return Image(
                _preprocessed(files, manager, own, dataset, channels), "a case of nnUNet_raw"
            )
    ready = _folder(nnUNet_preprocessed, plans)
    if ready is not None and (ready / own.data_identifier).is_dir():
        kept = _kept(ready / own.data_identifier)
        if kept is not None:
            return Image(kept, "a case of nnUNet_preprocessed")
    return None


def with_labels(array: FloatArray, labels: int, seed: int) -> FloatArray:
    """A cascade's second stage also takes labels, one-hot; here they are random blocks."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, labels + 1, [-(-n // 8) for n in array.shape[1:]])
    for axis, n in enumerate(array.shape[1:]):
        coarse = coarse.repeat(8, axis).take(range(n), axis)
    one_hot = [(coarse == k).astype(np.float32) for k in range(1, labels + 1)]
    return np.concatenate([array, np.stack(one_hot)])


def _folder(variable: Any, plans: dict[str, Any]) -> Path | None:
    if not variable.is_set() or not isinstance(plans.get("dataset_name"), str):
        return None
    folder = Path(variable.get()) / plans["dataset_name"]
    return folder if folder.is_dir() else None


def _training_cases(raw: Path) -> dict[str, Any]:
    try:
        cases: dict[str, Any] = get_filenames_of_train_images_and_targets(str(raw))
    except (OSError, KeyError, AssertionError):  # without its training images
        return {}
    return cases


def _preprocessed(
    files: Sequence[Path], manager: Any, own: Any, dataset: dict[str, Any], channels: int
) -> FloatArray:
    if len(files) != channels:
        raise ValueError(f"--scan: {len(files)} files (expected {channels}, one a channel)")
    for file in files:
        if not file.is_file():
            raise ValueError(f"{file} is missing (expected a scan, a file a channel)")
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            data, _, _ = own.preprocessor_class(verbose=False).run_case(
                [str(file) for file in files], None, manager, own, dataset
            )
    except Exception as e:  # readers raise what their libraries raise
        first = next(iter(str(e).strip().splitlines()), "")
        raise ValueError(
            f"{files[0]}: nnU-Net cannot preprocess it: {type(e).__name__}: {first}"
        ) from e
    return np.ascontiguousarray(data, np.float32)


def _kept(folder: Path) -> FloatArray | None:
    try:
        kind = infer_dataset_class(str(folder))
        names = sorted(kind.get_identifiers(str(folder)))
        if not names:
            return None
        data = kind(str(folder), names[:1]).load_case(names[0])[0]
    except (AssertionError, OSError):  # an empty or foreign folder
        return None
    return np.ascontiguousarray(data[:], np.float32)
