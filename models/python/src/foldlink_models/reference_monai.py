"""MONAI itself, stage by stage, for `reference_job`: its transforms, inferers and their inverse.

A model: `folder`, `model` (`model.json` but for what is the same for all), `pipeline`
(`monai.json`), `features` of the network, `seed` and `folds` by name. It becomes such a folder with
seeded random weights: MONAI's UNet, or its Classifier for a classification.

A case: `model` (such a folder), `inputs` (a file a channel) and where wanted `folds`. It gets, as
little-endian float32 in C order, array axes as MONAI has them:

- `preprocessed.npy`: `[channel, 0, 1, 2]` as the network sees it;
- `logits_<fold>.npy`: `[head, 0, 1, 2]` of each fold there, blended; `[head]` of a classification;
- `activated.npy`: the mean of the folds' activated values, as `MeanEnsemble` takes it;
- `margin.npy`: `[1, i, j, k]` of the scan: how far its decision is from another one, in activated
  values (of the nearest voxel, where the way back takes labels); infinite where it was cropped off;
- `labelmap.nii.gz` on the scan's own grid. A classification has neither of the last two.
"""

from __future__ import annotations

from collections.abc import Hashable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import numpy.typing as npt
import torch
from monai import transforms
from monai.inferers import Inferer, SimpleInferer, SlidingWindowInferer
from monai.networks.nets import Classifier, UNet
from scipy.ndimage import gaussian_filter
from torch import nn

from foldlink_models import export
from foldlink_models.files import read_json, replacing, write_json
from foldlink_models.monai_style import steps

__all__ = ["make_model", "run_case"]

LOGITS_DEVIATION = 3.0
"""Of each head's logits on smooth noise."""

MONAI = version("monai")
FloatArray = npt.NDArray[np.float32]


def make_model(spec: dict[str, Any]) -> None:
    folder, pipeline = Path(spec["folder"]), spec["pipeline"]
    write_json(folder / "monai.json", {"schema": 1, **pipeline})
    common = {
        "schema": 1,
        "id": folder.name,
        "title": "Random weights",
        "version": "1.0.0",
        "trained_on": "nothing",
        "licence": "CC0-1.0",
        "attribution": "none",
        "scores": {},
        "notice": "Not for clinical use.",
    }
    write_json(folder / "model.json", {**common, **spec["model"]})
    channels, roi = len(spec["model"]["channels"]), _roi(pipeline)
    for k, fold in enumerate(spec["folds"]):
        net = _randomised(spec, channels, roi, 1000 * int(spec["seed"]) + k)
        with replacing(folder / f"fold_{fold}" / "model.onnx") as beside:
            beside.write_bytes(export.graph_of(net, channels, tuple(roi)).SerializeToString())
        with replacing(folder / f"fold_{fold}" / "network.pt") as beside:
            torch.save(net, beside)


def _roi(pipeline: dict[str, Any]) -> list[int]:
    if pipeline["inferer"]["kind"] == "sliding_window":
        return list(pipeline["inferer"]["roi"])
    return list(next(s for s in pipeline["preprocessing"] if s["step"] == "resize")["size"])


def _randomised(spec: dict[str, Any], channels: int, roi: list[int], seed: int) -> nn.Module:
    """MONAI's own initialisation; a last layer gives logits of mean 0 and `LOGITS_DEVIATION`."""
    heads, features = spec["pipeline"]["output"]["heads"], spec["features"]
    net: nn.Module
    last: Any
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(seed)
        if spec["model"]["task"] == "classification":
            net = Classifier((channels, *roi), heads, features, [2] * len(features)).eval()
            last = nn.Linear(heads, heads)
        else:
            net = UNet(3, channels, heads, features, [2] * (len(features) - 1), num_res_units=1)
            last = nn.Conv3d(heads, heads, 1)
        net.eval()
        probes = torch.cat([net(_smooth(channels, roi, seed + i)) for i in range(4)])
        values = probes.transpose(0, 1).flatten(1)
        gain = LOGITS_DEVIATION / values.std(1)
        last.weight.copy_(torch.diag(gain).reshape(last.weight.shape))
        last.bias.copy_(-values.mean(1) * gain)
        whole = nn.Sequential(net, last)
        for parameter in whole.parameters():
            parameter.copy_(parameter.half().float())
    return whole.eval()


def _smooth(channels: int, roi: list[int], seed: int) -> torch.Tensor:
    noise = np.random.default_rng(seed).standard_normal((1, channels, *roi))
    smooth = gaussian_filter(noise, (0, 0, 2, 2, 2))
    return torch.from_numpy((smooth / smooth.std()).astype(np.float32))


def run_case(case: dict[str, Any], out: Path) -> dict[str, Any]:
    folder = Path(case["model"])
    pipeline, model = read_json(folder / "monai.json"), read_json(folder / "model.json")
    output = pipeline["output"]
    preprocessing = transforms.Compose(
        [*steps.loading([steps.IMAGE]), *map(steps.transform, pipeline["preprocessing"])]
    )
    data = preprocessing({"image": [str(file) for file in case["inputs"]]})
    image = data["image"]
    _save(out / "preprocessed.npy", image)
    activate = transforms.Activations(
        softmax=output["activation"] == "softmax", sigmoid=output["activation"] == "sigmoid"
    )
    folds = case.get("folds", [f.name[5:] for f in sorted(folder.glob("fold_*"))])
    activated = []
    for fold in folds:
        net = torch.load(folder / f"fold_{fold}" / "network.pt", weights_only=False)
        with torch.inference_mode():
            logits = _inferer(pipeline["inferer"])(image.as_tensor()[None], net)[0]
        _save(out / f"logits_{fold}.npy", logits)
        activated.append(activate(logits))
    mean = transforms.MeanEnsemble()(activated)
    _save(out / "activated.npy", mean)
    told: dict[str, Any] = {"monai": MONAI, "folds": folds}
    if model["task"] == "classification":
        told["label"] = int(_decide(mean, output)[0])
    else:
        _to_the_image(data, mean, preprocessing, output, out)
    return told


def _to_the_image(
    data: dict[Hashable, Any],
    mean: torch.Tensor,
    preprocessing: transforms.Compose,
    output: dict[str, Any],
    out: Path,
) -> None:
    nearest = output["way_back"] == "labels"
    back = transforms.Invertd("pred", preprocessing, "image", nearest_interp=nearest)

    def inverse(values: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = back({"image": data["image"], "pred": values})["pred"].as_tensor()
        return result

    if nearest:
        # What was cropped off comes back as 0, so as a margin of -1.
        labels, margin = inverse(_decide(mean, output)), inverse(_margin(mean, output) + 1) - 1
        margin[margin < 0] = torch.inf
    else:
        values = inverse(mean)
        labels, margin = _decide(values, output), _margin(values, output)
    _save(out / "margin.npy", margin)
    affine = data["image"].meta["original_affine"]
    values16 = labels[0].numpy().astype(np.uint16)
    labelmap = nib.Nifti1Image(values16, np.asarray(affine))  # type: ignore[no-untyped-call]
    with replacing(out / "labelmap.nii.gz") as beside:
        # nibabel chooses the format by the name's end.
        named = beside.with_name(f"{beside.name}.nii.gz")
        nib.save(labelmap, named)
        named.replace(beside)


def _inferer(spec: dict[str, Any]) -> Inferer:
    if spec["kind"] == "whole":
        return SimpleInferer()
    return SlidingWindowInferer(
        spec["roi"],
        overlap=spec.get("overlap", 0.25),
        mode=spec["mode"],
        sigma_scale=spec.get("sigma_scale", 0.125),
    )


def _decide(values: torch.Tensor, output: dict[str, Any]) -> torch.Tensor:
    """`[1, …]` of label values."""
    if output["decision"] == "argmax":
        labels: torch.Tensor = transforms.AsDiscrete(argmax=True)(values)
        return labels
    chosen = transforms.AsDiscrete(threshold=output.get("threshold", 0.5))(values)
    labels = torch.zeros_like(values[:1])
    for head, value in enumerate(output.get("values", [1])):
        labels[chosen[head : head + 1] > 0] = value
    return labels


def _margin(values: torch.Tensor, output: dict[str, Any]) -> torch.Tensor:
    if output["decision"] == "argmax":
        best = values.topk(2, 0).values
        margins = torch.sub(best[:1], best[1:])
        # Nothing was there to choose from: cropped off, and so background.
        return margins.masked_fill((values == 0).all(0, keepdim=True), torch.inf)
    margin: torch.Tensor = (values - output.get("threshold", 0.5)).abs().amin(0, keepdim=True)
    return margin


def _save(target: Path, values: torch.Tensor) -> None:
    array: FloatArray = np.ascontiguousarray(torch.as_tensor(values).numpy(), dtype="<f4")
    with replacing(target) as beside, beside.open("wb") as file:
        np.save(file, array)
