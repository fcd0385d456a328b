"""Cases as the network sees them, by nnU-Net's own preprocessor, kept as one `.npz` each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from foldlink_models.dataset import Case
from foldlink_models.files import replacing
from foldlink_models.plans import CONFIGURATION, Plans

FloatArray = npt.NDArray[np.float32]
LabelArray = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Sample:
    name: str
    image: FloatArray
    """`[channel, z, y, x]`, normalised, at the plan's spacing."""
    label: LabelArray
    """`[z, y, x]`; outside the nonzero mask is background."""

    @cached_property
    def voxels_of(self) -> dict[int, npt.NDArray[np.int64]]:
        """By value of every label that the case has: its voxels, as rows z, y, x."""
        values = [int(v) for v in np.unique(self.label) if v > 0]
        return {v: np.argwhere(self.label == v) for v in values}


def run_case(
    case: Case, plans: Plans, dataset_json: dict[str, Any]
) -> tuple[FloatArray, LabelArray, dict[str, Any]]:
    """One case and the properties that nnU-Net needs to bring logits back to the case's grid."""
    from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor
    from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

    manager = PlansManager(plans)
    data, seg, properties = DefaultPreprocessor(verbose=False).run_case(
        [str(file) for file in case.images],
        str(case.label),
        manager,
        manager.get_configuration(CONFIGURATION),
        dataset_json,
    )
    return data.astype(np.float32), np.maximum(seg[0], 0).astype(np.int8), properties


def load_samples(
    cases: list[Case], plans: Plans, dataset_json: dict[str, Any], cache: Path
) -> list[Sample]:
    """From the cache where a case is there, else preprocessed and kept."""
    samples = []
    for case in tqdm(cases, desc="preprocess", unit="case", leave=False):
        kept = cache / f"{case.name}.npz"
        if not kept.is_file():
            image, label, _ = run_case(case, plans, dataset_json)
            with replacing(kept) as beside, beside.open("wb") as out:
                np.savez(out, image=image, label=label)
        with np.load(kept) as arrays:
            samples.append(Sample(case.name, arrays["image"], arrays["label"]))
    return samples
