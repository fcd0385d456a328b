"""Cases as nnU-Net reads raw data sets: `imagesTr`, `labelsTr`, `dataset.json`; the kept-out ones
in `imagesTs` and `labelsTs`. Files are linked where they can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np

from foldlink_models.datasets import Case
from foldlink_models.files import write_json
from foldlink_models.nnunet.recipe import Recipe

SUFFIX = ".nii.gz"


def dataset_json(recipe: Recipe, cases: int) -> dict[str, Any]:
    model = recipe.model
    labels: dict[str, Any] = {"background": 0}
    if model.regions:
        labels |= {region.name: list(region.labels) for region in model.regions}
    else:
        labels |= {label.name: label.value for label in model.labels}
    table: dict[str, Any] = {
        "name": model.id,
        "description": model.title,
        "reference": model.attribution,
        "licence": model.licence,
        "channel_names": {str(i): c.name for i, c in enumerate(model.channels)},
        "labels": labels,
        "numTraining": cases,
        "file_ending": SUFFIX,
    }
    if model.regions:
        table["regions_class_order"] = [region.value for region in model.regions]
    if recipe.plan.reader is not None:
        table["overwrite_image_reader_writer"] = recipe.plan.reader
    return table


def write(recipe: Recipe, cases: Sequence[Case], held_out: Sequence[str], folder: Path) -> None:
    """`dataset.json` is written last: where it is, the data set is whole."""
    kept = set(held_out)
    for case in cases:
        part = "Ts" if case.name in kept else "Tr"
        for channel, file in enumerate(case.images):
            _place(file, folder / f"images{part}" / f"{case.name}_{channel:04d}{SUFFIX}", {})
        _place(case.label_file(), folder / f"labels{part}" / f"{case.name}{SUFFIX}", case.remap)
    write_json(folder / "dataset.json", dataset_json(recipe, len(cases) - len(kept)))


def _place(source: Path, target: Path, remap: Mapping[int, int]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        return
    if not remap and source.name.endswith(SUFFIX):
        target.unlink(missing_ok=True)  # a link to what is no longer there
        target.symlink_to(source.resolve())
        return
    image = nib.Nifti1Image.from_filename(source)
    if remap:
        values = np.asanyarray(image.dataobj)
        changed = values.copy()
        for old, new in remap.items():
            changed[values == old] = new
        image = nib.Nifti1Image(changed.astype(np.uint8), image.affine)  # type: ignore[no-untyped-call]
    beside = target.with_name(f".{target.name}")  # nibabel goes by the suffix
    nib.save(image, beside)
    beside.replace(target)
