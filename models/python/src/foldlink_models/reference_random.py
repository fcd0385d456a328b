"""nnU-Net's default architectures at reduced width with seeded random weights, for `reference_job`.

A model: `folder` (of nnU-Net's results), `trainer` ("nnUNetTrainer"), `dataset` (`dataset.json`),
`plans` (what differs from the defaults at its top), `seed`, and `configurations` by name. Each of
these has what differs from the defaults; `network` (`features`, `strides`, where wanted `kernels`
and `residual`); and where it gets a folder `trainer__nnUNetPlans__name`, its `folds` by name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from scipy.ndimage import gaussian_filter
from torch import nn

from foldlink_models import export
from foldlink_models.configuration import resampling, unet
from foldlink_models.files import replacing, write_json
from foldlink_models.reference_model import NnunetFolder

LOGITS_DEVIATION = 3.0
"""Of each head's logits on the probe."""

CT = {"mean": 50.0, "std": 100.0, "percentile_00_5": -100.0, "percentile_99_5": 300.0}


def make_model(spec: dict[str, Any]) -> None:
    plans, dataset = _plans(spec), spec["dataset"]
    trainer = spec.get("trainer", "nnUNetTrainer")
    for number, (name, configuration) in enumerate(spec["configurations"].items()):
        if "folds" not in configuration:
            continue
        folder = Path(spec["folder"]) / f"{trainer}__nnUNetPlans__{name}"
        write_json(folder / "plans.json", plans)
        write_json(folder / "dataset.json", dataset)
        for k, fold in enumerate(configuration["folds"]):
            seed = 1000 * int(spec.get("seed", 0)) + 10 * number + k
            graph = _graph(NnunetFolder(folder), seed)
            with replacing(folder / f"fold_{fold}" / "model.onnx") as beside:
                beside.write_bytes(graph.SerializeToString())


def _plans(spec: dict[str, Any]) -> dict[str, Any]:
    configurations = {}
    for name, given in spec["configurations"].items():
        own = {k: v for k, v in given.items() if k not in ("folds", "network")}
        if "network" in given:
            own["architecture"] = unet(**given["network"])
        inherits = "inherits_from" in own
        channels = len(spec["dataset"]["channel_names"])
        configurations[name] = own if inherits else _defaults(name, channels) | own
    return {
        "dataset_name": spec["dataset"]["name"],
        "plans_name": "nnUNetPlans",
        "image_reader_writer": "SimpleITKIO",
        "transpose_forward": [0, 1, 2],
        "transpose_backward": [0, 1, 2],
        "configurations": configurations,
        "experiment_planner_used": "ExperimentPlanner",
        "label_manager": "LabelManager",
        "foreground_intensity_properties_per_channel": dict.fromkeys(
            spec["dataset"]["channel_names"], CT
        ),
        **spec.get("plans", {}),
    }


def _defaults(name: str, channels: int) -> dict[str, Any]:
    return {
        "data_identifier": f"nnUNetPlans_{name}",
        "preprocessor_name": "DefaultPreprocessor",
        "batch_size": 2,
        "normalization_schemes": ["ZScoreNormalization"] * channels,
        "use_mask_for_norm": [False] * channels,
        **resampling(),
        "batch_dice": False,
    }


def _graph(model: NnunetFolder, seed: int) -> onnx.ModelProto:
    """The graph of a network with weights of `seed`, all of them float16 values."""
    net = randomised(model, seed)
    return export.graph_of(net, _channels(net), tuple(model.configuration.patch_size))


def _channels(net: nn.Module) -> int:
    first = next(m for m in net.modules() if isinstance(m, (nn.Conv2d, nn.Conv3d)))
    return int(first.in_channels)


def randomised(model: NnunetFolder, seed: int) -> nn.Module:
    """nnU-Net's own initialisation, biases and norms away from 0 and 1, and a last convolution that
    gives each head logits of mean 0 and deviation `LOGITS_DEVIATION` on smooth noise."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        net = model.network().eval()
        with torch.no_grad():
            for module in net.modules():
                if isinstance(module, (nn.InstanceNorm2d, nn.InstanceNorm3d)):
                    module.weight.normal_(1, 0.2)
                    module.bias.normal_(0, 0.2)
                elif getattr(module, "bias", None) is not None:
                    # Not nnU-Net's zeros: the exporter would store equal ones once.
                    module.bias.normal_(0, 0.2)  # type: ignore[operator]
    last: Any = net.decoder.seg_layers[-1]  # type: ignore[union-attr,index]
    with torch.no_grad():
        logits = net(_probe(_channels(net), model.configuration.patch_size, seed))[0].flatten(1)
        gain = LOGITS_DEVIATION / logits.std(1)
        last.bias.copy_((last.bias - logits.mean(1)) * gain)
        last.weight.mul_(gain.view(-1, *[1] * (last.weight.ndim - 1)))
        for parameter in net.parameters():
            parameter.copy_(parameter.half().float())
    return net


def _probe(channels: int, patch: list[int], seed: int) -> torch.Tensor:
    noise = np.random.default_rng(seed).standard_normal((1, channels, *patch))
    smooth = gaussian_filter(noise, (0, 0, *[2] * len(patch)))
    return torch.from_numpy((smooth / smooth.std()).astype(np.float32))
