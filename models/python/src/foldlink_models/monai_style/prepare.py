"""Cases as the network sees them, each preprocessed once and kept as a file of the run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from monai import transforms
from tqdm import tqdm

from foldlink_models.datasets import Case
from foldlink_models.files import replacing
from foldlink_models.monai_style import steps
from foldlink_models.monai_style.recipe import Recipe


@dataclass
class Arrays:
    """Of N cases, in the order of `names`; intensities are kept as float16."""

    names: list[str]
    image: torch.Tensor
    """`[N, channel, 0, 1, 2]`."""
    label: torch.Tensor
    """`[N, 1, 0, 1, 2]` of label values; of a classification 1 where the evidence is."""
    category: torch.Tensor
    """`[N]` of a classification's classes, else 0."""
    taught: torch.Tensor
    """`[N]`: whether `label` is known."""

    def index(self, names: Sequence[str]) -> torch.Tensor:
        place = {name: n for n, name in enumerate(self.names)}
        return torch.tensor([place[name] for name in names if name in place], dtype=torch.int64)

    def to(self, device: torch.device) -> Arrays:
        moved = (t.to(device) for t in (self.image, self.label, self.category, self.taught))
        return Arrays(self.names, *moved)

    def batch(self, index: torch.Tensor, device: torch.device) -> dict[str, torch.Tensor]:
        here = index.to(self.image.device)
        return {
            "image": self.image[here].to(device).float(),
            "label": self.label[here].to(device),
            "category": self.category[here].to(device).float(),
            "taught": self.taught[here].to(device),
        }


def arrays_of(cases: Sequence[Case], recipe: Recipe, folder: Path, picked: Sequence[int]) -> Arrays:
    """`picked`: of the data set's channels, those of the model in its order."""

    def one(case: Case) -> dict[str, npt.NDArray[Any]]:
        file = folder / f"{case.name}.npz"
        if not file.is_file():
            made = preprocess(case, recipe, picked)
            with replacing(file) as beside, beside.open("wb") as opened:
                np.savez(opened, allow_pickle=False, **made)
        with np.load(file) as kept:
            return {key: kept[key] for key in kept.files}

    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        progress = tqdm(pool.map(one, cases), total=len(cases), desc="preprocess", unit="case")
        found = list(progress)
    # Filled one by one: a stack of all would hold everything twice.
    count, size = len(cases), recipe.size
    arrays = Arrays(
        [case.name for case in cases],
        torch.zeros(count, len(picked), *size, dtype=torch.float16),
        torch.zeros(count, 1, *size, dtype=torch.uint8),
        torch.tensor([case.category or 0 for case in cases]),
        torch.tensor([bool(made["taught"]) for made in found]),
    )
    for n in range(count):
        arrays.image[n] = torch.from_numpy(found[n]["image"])
        arrays.label[n] = torch.from_numpy(found[n]["label"])
        found[n] = {}
    return arrays


def preprocess(case: Case, recipe: Recipe, picked: Sequence[int]) -> dict[str, npt.NDArray[Any]]:
    """`image` float16 `[channel, *size]`, `label` uint8 `[1, *size]`, `taught`."""
    labelled = case.label is not None
    keys = [steps.IMAGE, steps.LABEL] if labelled else [steps.IMAGE]
    files: dict[str, Any] = {steps.IMAGE: [str(case.images[c]) for c in picked]}
    if labelled:
        files[steps.LABEL] = str(case.label)
    data = transforms.Compose(steps.loading(keys))(files)
    if labelled:
        # They agree within a tolerance; both shall be resampled to the same grid.
        data[steps.LABEL].affine = data[steps.IMAGE].affine
        data[steps.LABEL] = data[steps.LABEL].round()
    for step in recipe.preprocessing:
        data = steps.transform(step, labelled)(data)
    image = np.asarray(data[steps.IMAGE].as_tensor().numpy(), np.float16)
    if not np.isfinite(image).all():
        raise ValueError(f"{case.name}: preprocessed values beyond ±65504 (expected a float16's)")
    label = np.zeros((1, *image.shape[1:]), np.uint8)
    if labelled:
        label = _values(case, data[steps.LABEL].as_tensor().numpy().astype(np.int64), recipe)
    # A scan without cancer shows none, label file or not.
    taught = labelled or (recipe.classifies and case.category == 0)
    if recipe.inferer.kind != "whole":
        image, label = _centre(image, recipe.size), _centre(label, recipe.size)
    return {"image": image, "label": label, "taught": np.array(taught)}


def _values(case: Case, label: npt.NDArray[np.int64], recipe: Recipe) -> npt.NDArray[np.uint8]:
    for old, new in case.remap.items():
        label[label == old] = new
    if recipe.classifies:
        return np.isin(label, recipe.data.evidence).astype(np.uint8)
    known = {int(old): new for old, new in recipe.data.merge.items()}
    merged = np.zeros_like(label)
    for value in np.unique(label):
        merged[label == value] = known.get(int(value), int(value))
    highest = recipe.output.heads - 1
    if merged.min() < 0 or merged.max() > highest:
        wrong = merged.max() if merged.max() > highest else merged.min()
        raise ValueError(f"{case.label}: label value {wrong} (expected 0..{highest})")
    return merged.astype(np.uint8)


def _centre(array: npt.NDArray[Any], size: Sequence[int]) -> npt.NDArray[Any]:
    """The middle of the spatial axes, filled up with zeros where the array is smaller."""
    out = np.zeros((array.shape[0], *size), array.dtype)
    there: list[slice] = []
    here: list[slice] = []
    for n, wanted in zip(array.shape[1:], size, strict=True):
        taken = min(n, wanted)
        there.append(slice((n - taken) // 2, (n - taken) // 2 + taken))
        here.append(slice((wanted - taken) // 2, (wanted - taken) // 2 + taken))
    out[:, *here] = array[:, *there]
    return out
