"""Model folders for the engine's benchmark, which both engines read: nnU-Net's results folder with
`checkpoint_final.pth` and `model.onnx` beside it in every fold. Seeded random weights: they give no
anatomy, and cost what trained ones cost.

`python -m foldlink_models.bench_models ct|small|hippocampus RESULTS_DIR`, RESULTS_DIR being
nnU-Net's `nnUNet_results`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from foldlink_models import checksums, network, weights
from foldlink_models.configuration import CONFIGURATION, Plans, resampling, unet
from foldlink_models.files import replacing, write_json
from foldlink_models.predict import ModelFolder

FOLDS = 5
OPSET = 17
TRAINED = "nnUNetTrainer__nnUNetPlans__" + CONFIGURATION
"""The folder of nnU-Net's own trainer."""
ZOO_HIPPOCAMPUS = Path(__file__).parents[3] / "zoo" / "hippocampus"


@dataclass(frozen=True)
class Spec:
    dataset: str
    spacing: float
    patch: int
    features: tuple[int, ...]
    labels: tuple[str, ...]


SPECS = {
    # What nnU-Net plans for CT at 1.5 mm on a GPU of usual size: its default network.
    "ct": Spec(
        "Dataset901_FoldLinkBenchCT",
        1.5,
        128,
        (32, 64, 128, 256, 320, 320),
        ("spleen", "kidney_right", "kidney_left", "liver", "pancreas"),
    ),
    # The same in small, to prove that the benchmark works.
    "small": Spec("Dataset902_FoldLinkBenchSmall", 8.0, 32, (4, 8), ("liver", "spleen")),
}
HIPPOCAMPUS = "Dataset903_FoldLinkBenchHippocampus"


def plans_of(spec: Spec) -> Plans:
    stages = len(spec.features)
    return {
        "dataset_name": spec.dataset,
        "plans_name": "nnUNetPlans",
        "original_median_spacing_after_transp": [spec.spacing] * 3,
        "original_median_shape_after_transp": [200, 200, 200],
        "image_reader_writer": "SimpleITKIO",
        "transpose_forward": [0, 1, 2],
        "transpose_backward": [0, 1, 2],
        "configurations": {
            CONFIGURATION: {
                "data_identifier": f"nnUNetPlans_{CONFIGURATION}",
                "preprocessor_name": "DefaultPreprocessor",
                "batch_size": 2,
                "patch_size": [spec.patch] * 3,
                "median_image_size_in_voxels": [200, 200, 200],
                "spacing": [spec.spacing] * 3,
                "normalization_schemes": ["CTNormalization"],
                "use_mask_for_norm": [False],
                **resampling(),
                "architecture": unet(spec.features, [[1, 1, 1]] + [[2, 2, 2]] * (stages - 1)),
                "batch_dice": False,
            }
        },
        "experiment_planner_used": "ExperimentPlanner",
        "label_manager": "LabelManager",
        "foreground_intensity_properties_per_channel": {
            "0": {
                "max": 1500.0,
                "mean": 60.0,
                "median": 70.0,
                "min": -900.0,
                "percentile_00_5": -160.0,
                "percentile_99_5": 260.0,
                "std": 90.0,
            }
        },
    }


def dataset_json_of(spec: Spec) -> dict[str, Any]:
    labels = {name: value for value, name in enumerate(("background", *spec.labels))}
    return {
        "name": spec.dataset,
        "channel_names": {"0": "CT"},
        "labels": labels,
        "numTraining": 1,
        "file_ending": ".nii.gz",
    }


def write_checkpoint(fold: Path, state: dict[str, Any], mirroring: Sequence[int]) -> None:
    """What nnU-Net's predictor reads of a checkpoint."""
    content = {
        "network_weights": state,
        "trainer_name": "nnUNetTrainer",
        "init_args": {"configuration": CONFIGURATION},
        "inference_allowed_mirroring_axes": tuple(mirroring) or None,
    }
    with replacing(fold / "checkpoint_final.pth") as beside:
        torch.save(content, beside)


def write_graph(fold: Path, net: nn.Module, patch: int) -> None:
    with tempfile.TemporaryDirectory(dir=fold) as folder, warnings.catch_warnings():
        file = Path(folder) / "model.onnx"
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net,
            (torch.zeros(1, 1, patch, patch, patch),),
            file,
            input_names=["input"],
            output_names=["logits"],
            dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
        file.replace(fold / "model.onnx")


def make_random(spec: Spec, results: Path) -> Path:
    """Five folds of seeded random weights; the checksums come last and say that all is there."""
    folder = results / spec.dataset / TRAINED
    plans, dataset = plans_of(spec), dataset_json_of(spec)
    write_json(folder / "plans.json", plans)
    write_json(folder / "dataset.json", dataset)
    for index in range(FOLDS):
        torch.manual_seed(index)
        net = network.build(plans, dataset).eval()
        fold = folder / f"fold_{index}"
        fold.mkdir(exist_ok=True)
        write_checkpoint(fold, net.state_dict(), (0, 1, 2))
        write_graph(fold, net, spec.patch)
    checksums.write(folder)
    return folder


def make_hippocampus(results: Path) -> Path:
    """The zoo's trained folds as nnU-Net's own checkpoints."""
    model = ModelFolder(ZOO_HIPPOCAMPUS)
    folder = results / HIPPOCAMPUS / TRAINED
    write_json(folder / "plans.json", model.plans)
    write_json(folder / "dataset.json", model.dataset_json)
    net = network.build(model.plans, model.dataset_json)
    for index, file in model.folds().items():
        fold = folder / f"fold_{index}"
        fold.mkdir(exist_ok=True)
        write_checkpoint(fold, weights.state_dict(file, net), model.descriptor["mirroring"])
    checksums.write(folder)
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="foldlink_models.bench_models", description=__doc__)
    parser.add_argument("kind", choices=[*SPECS, "hippocampus"])
    parser.add_argument("results", type=Path)
    args = parser.parse_args(arguments)
    if args.kind == "hippocampus":
        print(make_hippocampus(args.results))
    else:
        print(make_random(SPECS[args.kind], args.results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
