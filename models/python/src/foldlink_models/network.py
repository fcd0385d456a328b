"""The network of a plan, built by nnU-Net's own factory."""

from __future__ import annotations

from typing import Any

from torch import nn

from foldlink_models.configuration import CONFIGURATION, Plans


def build(plans: Plans, dataset_json: dict[str, Any]) -> nn.Module:
    from nnunetv2.utilities.get_network_from_plans import get_network_from_plans

    architecture = plans["configurations"][CONFIGURATION]["architecture"]
    network: nn.Module = get_network_from_plans(
        architecture["network_class_name"],
        architecture["arch_kwargs"],
        architecture["_kw_requires_import"],
        len(dataset_json["channel_names"]),
        len(dataset_json["labels"]),
        deep_supervision=False,
    )
    return network
