"""FoldLink's trainer: killed and gone on with, and told of a loss that is no number."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import phantom_sets
import pytest

import foldlink_models
from foldlink_models import datasets, recipes

pytestmark = pytest.mark.peers

SOURCES = Path(foldlink_models.__file__).parents[1]
EPOCHS = 30


def _recipe() -> str:
    text = recipes.text("hippocampus")
    for old, new in (
        ("held_out = 45", "held_out = 1"),
        ("features = [16, 32, 64, 128]", "features = [4, 8, 8]\nconvs = 1\nconvs_decoder = 1"),
        ("epochs = 80", f"epochs = {EPOCHS}"),
        ("iterations = 100", "iterations = 2"),
        ("validation_iterations = 5", "validation_iterations = 1"),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


def _prepared(folder: Path) -> Any:
    from foldlink_models.nnunet.run import prepare

    made = phantom_sets.decathlon(folder / "data", "Task04_Hippocampus", "hippocampus", 6)
    return prepare(_recipe(), datasets.find("msd-task04", made).cases, folder / "run", workers=1)


def _resume(run: Any) -> list[str]:
    told = ["resume", str(run.folder), "--fold", "0", "--device", "cpu", "--no-validation"]
    return [sys.executable, "-m", "foldlink_models.cli", *told]


def _weights(run: Any) -> dict[str, Any]:
    import torch

    file = run.results / "fold_0" / "checkpoint_final.pth"
    made: dict[str, Any] = torch.load(file, weights_only=False)["network_weights"]
    return made


def test_a_killed_training_ends_as_one_that_ran_through(tmp_path: Path) -> None:
    import torch

    from foldlink_models.nnunet import train

    torch.set_num_threads(1)
    killed, straight = (_prepared(tmp_path / name) for name in ("killed", "straight"))
    process = subprocess.Popen(
        _resume(killed),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
    )
    latest = killed.results / "fold_0" / "checkpoint_latest.pth"
    deadline = time.monotonic() + 120
    while not latest.is_file():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    kept = torch.load(latest, weights_only=False)["current_epoch"]
    assert 0 < kept < EPOCHS
    for run in (killed, straight):
        train.fold(run, 0, "cpu", validate=False)
    ended, expected = _weights(killed), _weights(straight)
    assert ended.keys() == expected.keys()
    for name, tensor in expected.items():
        assert torch.equal(ended[name], tensor), name


def test_a_loss_that_is_no_number_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from foldlink_models.nnunet import train
    from foldlink_models.nnunet.sampler import Sampler

    run = _prepared(tmp_path)
    drawn = Sampler.__next__

    def damaged(self: Sampler) -> dict[str, Any]:
        batch: dict[str, Any] = drawn(self)
        batch["data"][0, 0, 0, 0, 0] = float("nan")
        return batch

    monkeypatch.setattr(Sampler, "__next__", damaged)
    with pytest.raises(ValueError, match="loss") as refused:
        train.fold(run, 0, "cpu", validate=False)
    assert str(refused.value) == (
        "fold 0, epoch 0: the loss is nan (expected a finite number; lower "
        "training.settings.learning_rate, or look for damaged scans)"
    )


def test_the_smallest_array_decides_on_bfloat16(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patch [24, 24, 28] and two halvings of each axis leave 6 voxels along the shortest."""
    from contextlib import nullcontext

    from foldlink_models.nnunet import train

    asked = []
    run = _prepared(tmp_path)
    run.use()
    trainer = train._trainer(run, 0, "cpu", print).nnunet
    monkeypatch.setitem(
        type(trainer).train_step.__globals__,
        "autocast",
        lambda device, coarsest: asked.append((device.type, coarsest)) or nullcontext(),
    )
    trainer.num_epochs = 1
    trainer.run_training()
    assert list(trainer.configuration_manager.patch_size) == [24, 24, 28]
    assert asked == [("cpu", 6)] * 2
