"""nnU-Net's own planner, and what a recipe changes of its plans."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from foldlink_models.nnunet import settings
from foldlink_models.nnunet.recipe import Plan, Recipe

Plans = dict[str, Any]


def adapt(plans: Plans, recipe: Recipe) -> Plans:
    """The planner's plans with the recipe's sizes, and the settings of FoldLink's trainer."""
    plan = recipe.plan
    configurations = plans["configurations"]
    if plan.configuration not in configurations:
        raise ValueError(
            f"plan.configuration = {plan.configuration} (expected one that nnU-Net plans for these "
            f"data: {sorted(configurations)})"
        )
    changed = dict(configurations[plan.configuration])
    if plan.spacing is not None:
        changed["spacing"] = list(plan.spacing)
    if plan.patch is not None:
        changed["patch_size"] = list(plan.patch)
    if plan.batch is not None:
        changed["batch_size"] = plan.batch
    changed["architecture"] = _architecture(changed["architecture"], plan)
    _check_patch(changed)
    if plan.window is not None:
        plans = plans | {"foreground_intensity_properties_per_channel": _windowed(plans, plan)}
    if recipe.training.trainer == "nnUNetTrainerFoldLink":
        settings.of(recipe.training.settings)
        plans = plans | {settings.KEY: recipe.training.settings}
    return plans | {"configurations": configurations | {plan.configuration: changed}}


def _architecture(architecture: dict[str, Any], plan: Plan) -> dict[str, Any]:
    kwargs = dict(architecture["arch_kwargs"])
    stages = kwargs["n_stages"]
    if plan.features is not None:
        stages = len(plan.features)
        if stages > kwargs["n_stages"]:
            raise ValueError(
                f"plan.features: {stages} stages (expected at most the planner's "
                f"{kwargs['n_stages']} for this patch)"
            )
        if stages < 3:
            raise ValueError(
                f"plan.features: {stages} stages (expected 3 or more: nnU-Net's deep supervision "
                "gives its lowest resolution no weight)"
            )
        kwargs["n_stages"] = stages
        kwargs["features_per_stage"] = list(plan.features)
    for key in ("kernel_sizes", "strides", "n_conv_per_stage", "n_blocks_per_stage"):
        if key in kwargs:
            kwargs[key] = kwargs[key][:stages]
    kwargs["n_conv_per_stage_decoder"] = kwargs["n_conv_per_stage_decoder"][: stages - 1]
    if plan.convs is not None:
        residual = "n_blocks_per_stage" in kwargs
        kwargs["n_blocks_per_stage" if residual else "n_conv_per_stage"] = [plan.convs] * stages
    if plan.convs_decoder is not None:
        kwargs["n_conv_per_stage_decoder"] = [plan.convs_decoder] * (stages - 1)
    return architecture | {"arch_kwargs": kwargs}


def _check_patch(configuration: dict[str, Any]) -> None:
    strides: Sequence[Sequence[int]] = configuration["architecture"]["arch_kwargs"]["strides"]
    for axis, size in enumerate(configuration["patch_size"]):
        down = math.prod(stride[axis] for stride in strides)
        if size % down:
            raise ValueError(
                f"plan.patch[{axis}] = {size} (expected a multiple of {down}, by which the network "
                "divides this axis)"
            )


def _windowed(plans: Plans, plan: Plan) -> dict[str, dict[str, float]]:
    """nnU-Net's CT normalisation clips to the two percentiles."""
    window = dict(plan.window or {})
    wanted = ["lower", "mean", "std", "upper"]
    if sorted(window) != wanted:
        raise ValueError(f"plan.window: keys {sorted(window)} (expected {wanted})")
    measured = plans["foreground_intensity_properties_per_channel"]
    told = {
        "percentile_00_5": window["lower"],
        "percentile_99_5": window["upper"],
        "mean": window["mean"],
        "std": window["std"],
    }
    return {channel: values | told for channel, values in measured.items()}
