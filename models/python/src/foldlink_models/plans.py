"""nnU-Net's `plans.json` and `dataset.json`, made from a recipe; nnU-Net itself reads both."""

from __future__ import annotations

from typing import Any

from foldlink_models.configuration import resampling, unet
from foldlink_models.recipe import Recipe, Window

CONFIGURATION = "3d_fullres"
Plans = dict[str, Any]


def make_plans(
    recipe: Recipe,
    median_shape: list[int],
    median_spacing: list[float],
    intensities: dict[str, dict[str, float]],
) -> Plans:
    """`intensities`: nnU-Net's foreground statistics, by channel number."""
    plan = recipe.plan
    if plan.window is not None:
        intensities = {c: _windowed(v, plan.window) for c, v in intensities.items()}
    return {
        "dataset_name": recipe.model.id,
        "plans_name": "nnUNetPlans",
        "original_median_spacing_after_transp": median_spacing,
        "original_median_shape_after_transp": median_shape,
        "image_reader_writer": plan.reader,
        "transpose_forward": [0, 1, 2],
        "transpose_backward": [0, 1, 2],
        "configurations": {
            CONFIGURATION: {
                "data_identifier": f"nnUNetPlans_{CONFIGURATION}",
                "preprocessor_name": "DefaultPreprocessor",
                "batch_size": recipe.training.batch,
                "patch_size": list(plan.patch),
                "median_image_size_in_voxels": [
                    round(n * s / t)
                    for n, s, t in zip(median_shape, median_spacing, plan.spacing, strict=True)
                ],
                "spacing": list(plan.spacing),
                "normalization_schemes": list(plan.normalization),
                "use_mask_for_norm": [False] * len(plan.normalization),
                **resampling(),
                "architecture": unet(
                    plan.features, plan.strides, plan.kernels, convs=plan.convs_per_stage
                ),
                "batch_dice": False,
            }
        },
        "experiment_planner_used": "foldlink-models",
        "label_manager": "LabelManager",
        "foreground_intensity_properties_per_channel": intensities,
    }


def _windowed(measured: dict[str, float], window: Window) -> dict[str, float]:
    """The names are nnU-Net's: its CT normalisation clips to the two percentiles."""
    return measured | {
        "percentile_00_5": window.lower,
        "percentile_99_5": window.upper,
        "mean": window.mean,
        "std": window.std,
    }


def make_dataset_json(recipe: Recipe, cases: int) -> dict[str, Any]:
    return {
        "name": recipe.model.id,
        "description": recipe.model.title,
        "reference": recipe.model.attribution,
        "licence": recipe.model.licence,
        "channel_names": {str(i): c.name for i, c in enumerate(recipe.model.channels)},
        "labels": {"background": 0} | {label.name: label.value for label in recipe.model.labels},
        "numTraining": cases,
        "file_ending": ".nii.gz",
    }
