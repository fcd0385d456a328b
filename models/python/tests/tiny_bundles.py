"""MONAI bundles with networks of 4 features and seeded weights, written as MONAI's own tools do,
and MONAI running them itself."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import torch
import yaml
from monai.bundle import ConfigParser
from monai.networks.nets import Classifier, UNet
from scipy.ndimage import gaussian_filter

Table = dict[str, Any]

SLIDING: Table = {
    "imports": ["$import glob"],
    "bundle_root": ".",
    "image_key": "image",
    "pixdim": [2.0, 2.0, -1],
    "highres": True,
    "device": "$torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')",
    "network_def": {
        "_target_": "UNet",
        "spatial_dims": 3,
        "in_channels": 1,
        "out_channels": 3,
        "channels": [4, 8],
        "strides": "$[2] if @highres else [4]",
        "num_res_units": 1,
    },
    "network": "$@network_def.to(@device)",
    "preprocessing": {
        "_target_": "Compose",
        "transforms": [
            {"_target_": "LoadImaged", "keys": "@image_key"},
            {"_target_": "EnsureChannelFirstd", "keys": "@image_key"},
            {"_target_": "Orientationd", "keys": "@image_key", "axcodes": "RAS"},
            {"_target_": "Spacingd", "keys": "@image_key", "pixdim": "@pixdim"},
            {
                "_target_": "ScaleIntensityRanged",
                "keys": "@image_key",
                "a_min": -57,
                "a_max": 164,
                "b_min": 0.0,
                "b_max": 1.0,
                "clip": True,
            },
            {"_target_": "EnsureTyped", "keys": "@image_key"},
        ],
    },
    "inferer": {
        "_target_": "SlidingWindowInferer",
        "roi_size": [16, 16, 16],
        "sw_batch_size": 4,
        "overlap": 0.5,
        "mode": "gaussian",
    },
    "postprocessing": {
        "_target_": "Compose",
        "transforms": [
            {"_target_": "Activationsd", "keys": "pred", "softmax": True},
            {
                "_target_": "Invertd",
                "keys": "pred",
                "transform": "@preprocessing",
                "orig_keys": "@image_key",
                "nearest_interp": False,
                "to_tensor": True,
            },
            {"_target_": "AsDiscreted", "keys": "pred", "argmax": True},
            {"_target_": "SaveImaged", "keys": "pred", "output_dir": "$@bundle_root + '/eval'"},
        ],
    },
    "checkpointloader": {
        "_target_": "CheckpointLoader",
        "load_path": "$@bundle_root + '/models/model.pt'",
        "load_dict": {"model": "@network"},
    },
    "run": ["$@evaluator.run()"],
}

METADATA: Table = {
    "version": "0.3.1",
    "monai_version": "1.4.0",
    "name": "Two organs",
    "task": "Segmentation of two organs",
    "authors": "The makers",
    "copyright": "Copyright (c) The makers",
    "data_source": "generated",
    "eval_metrics": {"mean_dice": 0.5},
    "network_data_format": {
        "inputs": {"image": {"modality": "CT", "num_channels": 1, "channel_def": {"0": "image"}}},
        "outputs": {
            "pred": {
                "num_channels": 3,
                "channel_def": {"0": "background", "1": "Left Kidney", "2": "spleen"},
            }
        },
    },
}


def whole() -> tuple[Table, Table]:
    """Sigmoid heads over the whole resized volume, labels back by the nearest voxel."""
    config, metadata = copy.deepcopy(SLIDING), copy.deepcopy(METADATA)
    config["network_def"] |= {"out_channels": 2}
    keys = {"keys": "image"}
    config["preprocessing"]["transforms"] = [
        {"_target_": "LoadImaged", **keys, "ensure_channel_first": True},
        {"_target_": "Orientationd", **keys, "axcodes": "LPS"},
        {"_target_": "CropForegroundd", **keys, "source_key": "image", "margin": 1},
        {"_target_": "NormalizeIntensityd", **keys, "nonzero": True},
        {
            "_target_": "monai.transforms.Resized",
            **keys,
            "spatial_size": [16, 24, 16],
            "mode": ["trilinear"],
        },
    ]
    config["inferer"] = {"_target_": "SimpleInferer"}
    config["postprocessing"]["transforms"] = [
        {"_target_": "Activationsd", "keys": "pred", "sigmoid": True},
        {"_target_": "AsDiscreted", "keys": "pred", "threshold": 0.5},
        {
            "_target_": "Invertd",
            "keys": "pred",
            "transform": "@preprocessing",
            "orig_keys": "image",
        },
    ]
    outputs = metadata["network_data_format"]["outputs"]["pred"]
    outputs |= {"num_channels": 2, "channel_def": {"0": "whole tumor", "1": "core"}}
    return config, metadata


def classifier() -> tuple[Table, Table]:
    """One head, yes or no, of the whole resized volume."""
    config, metadata = whole()
    config["network_def"] = {
        "_target_": "monai.networks.nets.Classifier",
        "in_shape": [1, 16, 24, 16],
        "classes": 1,
        "channels": [4, 8],
        "strides": [2, 2],
    }
    config["postprocessing"]["transforms"] = [
        {"_target_": "Activationsd", "keys": "pred", "sigmoid": True},
        {"_target_": "AsDiscreted", "keys": "pred", "threshold": 0.4},
    ]
    outputs = metadata["network_data_format"]["outputs"]["pred"]
    outputs |= {"num_channels": 1, "channel_def": {"0": "Lesion"}}
    return config, metadata


def network_of(config: Table, seed: int = 5) -> torch.nn.Module:
    """As `network_def` says, with seeded weights that answer with every label."""
    parser = ConfigParser({"highres": True, "network_def": config["network_def"]})
    torch.manual_seed(seed)
    network: torch.nn.Module = parser.get_parsed_content("network_def")
    assert isinstance(network, UNet | Classifier)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(1.5)
    return network.eval()


def write(
    folder: Path,
    config: Table,
    metadata: Table,
    form: str = "json",
    torchscript: bool = False,
    network: torch.nn.Module | None = None,
) -> Path:
    for name in ("configs", "models"):
        (folder / name).mkdir(parents=True)
    (folder / "configs/metadata.json").write_text(json.dumps(metadata), "utf-8")
    text = json.dumps(config) if form == "json" else yaml.safe_dump(config)
    (folder / f"configs/inference.{form}").write_text(text, "utf-8")
    (folder / "LICENSE").write_text("Apache License\nVersion 2.0, January 2004\n", "utf-8")
    made = network_of(config) if network is None else network
    if torchscript:
        torch.jit.save(torch.jit.script(made), folder / "models/model.ts")
    else:
        torch.save(made.state_dict(), folder / "models/model.pt")
    return folder


def volume(file: Path) -> Path:
    """33×30×26 voxels of smooth values like HU, oblique and anisotropic, with a rim of zeros."""
    rng = np.random.default_rng(3)
    values = gaussian_filter(rng.standard_normal((33, 30, 26)), 2)
    values = (values / values.std() * 70 + 60).astype(np.float32)
    for axis in range(3):
        ends = np.moveaxis(values, axis, 0)
        ends[:3] = 0
        ends[-2:] = 0
    turn = np.deg2rad(12)
    affine = np.array(
        [
            [-1.1 * np.cos(turn), 1.3 * np.sin(turn), 0, 30],
            [-1.1 * np.sin(turn), -1.3 * np.cos(turn), 0, -20],
            [0, 0, 2.4, 5],
            [0, 0, 0, 1],
        ]
    )
    nib.save(nib.Nifti1Image(values, affine), file)
    return file


def run(folder: Path, image: Path) -> torch.Tensor:
    """MONAI's own run of the bundle, as its parts say: the result before it would be saved."""
    parser = ConfigParser()
    names = [folder / "configs" / f"inference.{form}" for form in ("json", "yaml")]
    parser.read_config(next(name for name in names if name.is_file()))
    parser["bundle_root"] = str(folder)
    steps = parser["postprocessing"]["transforms"]
    parser["postprocessing"]["transforms"] = [t for t in steps if t["_target_"] != "SaveImaged"]
    script = folder / "models/model.ts"
    if script.is_file():
        network = torch.jit.load(script)
    else:
        network = parser.get_parsed_content("network_def")
        network.load_state_dict(torch.load(folder / "models/model.pt", weights_only=True))
    data = parser.get_parsed_content("preprocessing")({"image": str(image)})
    inferer = parser.get_parsed_content("inferer")
    with torch.inference_mode():
        data["pred"] = inferer(data["image"].as_tensor()[None], network.eval())[0]
    result: torch.Tensor = parser.get_parsed_content("postprocessing")(data)["pred"]
    return result
