"""MONAI's transforms as steps, one by one, without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.peers
Table = dict[str, Any]

READ: list[tuple[Table, Table]] = [
    (
        {"_target_": "Spacingd", "keys": ["image", "label"], "pixdim": [1.5, 0],
         "mode": ["nearest", "nearest"]},
        {"step": "spacing", "mm": [1.5, None, None], "mode": "nearest"},
    ),
    (
        {"_target_": "ScaleIntensityRangeD", "keys": "image", "a_min": 0, "a_max": 10},
        {"step": "range", "from": [0, 10], "to": [0, 1], "clip": False},
    ),
    (
        {"_target_": "ScaleIntensityRangePercentilesd", "keys": "image", "lower": 1, "upper": 99,
         "b_min": -1, "b_max": 1, "channel_wise": "True"},
        {"step": "percentiles", "from": [1, 99], "to": [-1, 1], "clip": False, "relative": False,
         "channel_wise": True},
    ),
    (
        {"_target_": "ScaleIntensityd", "keys": "image"},
        {"step": "min_max", "to": [0.0, 1.0], "channel_wise": False},
    ),
    (
        {"_target_": "monai.transforms.NormalizeIntensityd", "keys": "image", "subtrahend": [4],
         "divisor": [2.5], "channel_wise": True},
        {"step": "z_score", "nonzero": False, "channel_wise": True, "mean": [4], "std": [2.5]},
    ),
    (
        {"_target_": "CropForegroundd", "keys": "image", "source_key": "image", "margin": 2,
         "select_fn": "$lambda v: v > -5", "allow_smaller": False, "k_divisible": [1, 2, 4]},
        {"step": "crop_foreground", "above": -5, "margin": [2, 2, 2], "allow_smaller": False,
         "divisible_by": [1, 2, 4]},
    ),
    (
        {"_target_": "Orientationd", "keys": "image", "as_closest_canonical": True},
        {"step": "orientation", "axes": "RAS"},
    ),
    (
        {"_target_": "Resized", "keys": "image", "spatial_size": 32},
        {"step": "resize", "size": [32, 32, 32], "mode": "area", "align_corners": False},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("transform", "expected"), READ)
def test_a_transform_is_read_as_its_step(tmp_path: Path, transform: Table, expected: Table) -> None:
    from foldlink_models.importing import monai_transform
    from foldlink_models.importing.bundle_config import Config
    from foldlink_models.importing.monai_preprocessing import Preprocessing

    file = tmp_path / "inference.json"
    load = {"_target_": "LoadImaged", "keys": "image"}
    file.write_text(json.dumps({"preprocessing": [load, transform]}), "utf-8")
    made = Preprocessing((1, 6))
    for one in monai_transform.listed(Config.read(file, "inference.json"), "preprocessing") or []:
        made.add(one)
    assert made.steps == [expected]


def back(**arguments: Any) -> Table:
    return {"_target_": "Invertd", "keys": "pred", "transform": "@preprocessing", **arguments}


SOFTMAX = {"_target_": "Activationsd", "keys": "pred", "softmax": True}
ARGMAX = {"_target_": "AsDiscreted", "keys": ["pred", "label"], "argmax": [True, False]}
RESIZED = {"_target_": "Resized", "keys": "image", "spatial_size": 8}


@pytest.mark.parametrize(
    ("transforms", "activation", "way_back"),
    [
        ([SOFTMAX, back(nearest_interp=False), ARGMAX], "softmax", "probabilities"),
        ([back(nearest_interp=False), SOFTMAX, ARGMAX], "none", "probabilities"),
        ([back(nearest_interp=False), ARGMAX], "none", "probabilities"),
        ([SOFTMAX, ARGMAX, back()], "softmax", "labels"),
        ([SOFTMAX, back(), ARGMAX], "softmax", "labels"),
        ([ARGMAX, back(nearest_interp=True)], "none", "labels"),
        ([{**ARGMAX, "to_onehot": 3}, back()], "none", "labels"),
    ],
)
def test_the_order_of_the_way_back_decides(
    tmp_path: Path, transforms: list[Table], activation: str, way_back: str
) -> None:
    from foldlink_models.importing import monai_bundle, monai_postprocessing
    from foldlink_models.importing.bundle_config import Config
    from foldlink_models.importing.bundle_metadata import Metadata
    from foldlink_models.importing.deviations import Deviations

    file = tmp_path / "inference.json"
    load = {"_target_": "LoadImaged", "keys": "image"}
    content = {"preprocessing": [load, RESIZED], "postprocessing": transforms}
    file.write_text(json.dumps(content), "utf-8")
    config = Config.read(file, "inference.json")
    before = monai_bundle.preprocessing_of(config, Metadata({}))
    after = monai_bundle.postprocessing_of(config, before, Deviations())
    output = monai_postprocessing.segmentation(after, "postprocessing", 3)
    assert output == {
        "heads": 3,
        "activation": activation,
        "decision": "argmax",
        "way_back": way_back,
    }
