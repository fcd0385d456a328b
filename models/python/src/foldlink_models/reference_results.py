"""Folders of nnU-Net's own results with a model folder's weights, for `reference_job`, and their
import: what the bridge runs is the imported folder, what nnU-Net runs is its own.

A model: `folder` to make (`trainer__plans__configuration`), `of` (the model folder, its weights in
ONNX), where wanted `trainer` (nnU-Net's own where left out), and `import`: `into` (the folder of
models), `id`, and where wanted `half`. A cascade's first stage is made beside it. Cases are
those of `reference_nnunet`, with `model` the folder of results.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from nnunetv2.utilities.find_objects import recursive_find_trainer_class_by_name

from foldlink_models import reference_nnunet, weights
from foldlink_models.files import write_json
from foldlink_models.importing import nnunet
from foldlink_models.reference_model import NnunetFolder

__all__ = ["make_model", "run_case", "write"]

PEERS = reference_nnunet.PEERS
run_case = reference_nnunet.run_case


def make_model(spec: dict[str, Any]) -> None:
    model, folder = NnunetFolder(Path(spec["of"])), Path(spec["folder"])
    trainer = spec.get("trainer", "nnUNetTrainer")
    previous = model.configuration.previous_stage_name
    if previous is not None:
        beside = NnunetFolder(folder).sibling(previous).folder
        write(model.sibling(previous), beside, trainer)
    write(model, folder, trainer)
    if "import" in spec:
        told = spec["import"]
        wanted = nnunet.Wanted(
            Path(told["into"]),
            told["id"],
            folds=list(model.folds()),
            half=told.get("half", False),
        )
        nnunet.run(folder, wanted)


def write(model: NnunetFolder, folder: Path, trainer: str = "nnUNetTrainer") -> None:
    """Every fold's checkpoint is saved by the trainer itself, after a step of its optimiser that
    moves nothing, so that all is in it that a training's last checkpoint has."""
    plans = model.manager.plans
    kind = recursive_find_trainer_class_by_name(trainer)
    with _nnunet_folders(plans["dataset_name"], model.configuration.data_identifier) as results:
        for fold, graph in model.folds().items():
            made = kind(
                plans={**plans, "continue_training": False},
                configuration=model.configuration_name,
                fold=fold if fold == "all" else int(fold),
                dataset_json=model.dataset_json,
                device=torch.device("cpu"),
            )
            made.initialize()
            made.configure_rotation_dummyDA_mirroring_and_inital_patch_size()
            if model.descriptor:
                made.inference_allowed_mirroring_axes = model.mirroring
            made.network.load_state_dict(weights.state_dict(graph, made.network))
            _step(made)
            made.save_checkpoint(str(Path(made.output_folder) / "checkpoint_final.pth"))
        (base,) = results.glob("*/*")
        write_json(base / "plans.json", plans)
        write_json(base / "dataset.json", model.dataset_json)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(base, folder)


def _step(trainer: Any) -> None:
    """Leaves moments in the optimiser and a line in the log; the weights stay."""
    for group in trainer.optimizer.param_groups:
        group["lr"] = 0.0
    patch = trainer.configuration_manager.patch_size
    trainer.network.train()
    outputs = trainer.network(torch.zeros(1, trainer.num_input_channels, *patch))
    sum(output.square().mean() for output in outputs).backward()
    trainer.optimizer.step()
    heads = trainer.label_manager.num_segmentation_heads
    for key, value in {
        "train_losses": np.float32(0.5),
        "val_losses": np.float32(0.5),
        "dice_per_class_or_region": [np.float64(0.5)] * heads,
        "mean_fg_dice": np.float64(0.5),
        "lrs": 0.01,
        "epoch_start_timestamps": 1.0,
        "epoch_end_timestamps": 2.0,
    }.items():
        trainer.logger.log(key, value, 0)
    trainer._best_ema = np.float64(0.5)


@contextlib.contextmanager
def _nnunet_folders(dataset: str, identifier: str) -> Iterator[Path]:
    """nnU-Net's folders, as its trainers want them; gives that of the results."""
    names = ("nnUNet_raw", "nnUNet_preprocessed", "nnUNet_results")
    before = {name: os.environ.get(name) for name in names}
    with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()):
        case = Path(root) / "nnUNet_preprocessed" / dataset / identifier / "case.npz"
        case.parent.mkdir(parents=True)
        case.touch()  # a trainer looks at what kind of files its data are
        os.environ |= {name: str(Path(root) / name) for name in names}
        try:
            yield Path(root) / "nnUNet_results"
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
