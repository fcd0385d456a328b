"""Trains the folds of a run with nnU-Net's trainer, and validates them as nnU-Net does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from foldlink_models.files import read_json
from foldlink_models.nnunet.pools import of_threads
from foldlink_models.nnunet.run import PLANS, Run


def fold(run: Run, number: int, device: str, *, validate: bool = True) -> None:
    """One fold from its last epoch on; a fold that is done is only validated."""
    run.use()
    say = partial(print, file=sys.stdout, flush=True)
    summary = run.results / f"fold_{number}" / "validation" / "summary.json"
    with run.logged(), _rehearsing() if run.rehearsal else _training():
        trainer = _trainer(run, number, device, say)
        if not trainer.done:
            trainer.nnunet.run_training()
            say(f"fold {number}: trained")
        if validate and not summary.is_file():
            say(f"fold {number}: validation of whole scans")
            trainer.nnunet.perform_actual_validation(False)
            dice = read_json(summary)["foreground_mean"]["Dice"]
            say(f"fold {number}: mean Dice {dice:.4f} over its validation cases")


@contextmanager
def _training() -> Iterator[None]:
    os.environ.setdefault("nnUNet_n_proc_DA", str(max(1, min(12, (os.cpu_count() or 2) - 1))))
    yield


@contextmanager
def _rehearsing() -> Iterator[None]:
    """No processes that take longer to start than the rehearsal lasts, and nothing compiled."""
    told = {"nnUNet_n_proc_DA": "0", "nnUNet_compile": "f"}
    before = {key: os.environ.get(key) for key in told}
    os.environ |= told
    try:
        with of_threads():
            yield
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value


class _Trainer(NamedTuple):
    nnunet: Any
    done: bool


def _trainer(run: Run, number: int, device: str, say: Callable[[str], None]) -> _Trainer:
    """nnU-Net's, with the weights of the last epoch that is kept."""
    import torch
    from nnunetv2.run.run_training import maybe_load_checkpoint
    from nnunetv2.utilities.find_objects import recursive_find_trainer_class_by_name

    folder = run.results / f"fold_{number}"
    done = (folder / "checkpoint_final.pth").is_file()
    resume = done or (folder / "checkpoint_latest.pth").is_file()
    plans: dict[str, Any] = read_json(run.preprocessed / f"{PLANS}.json")
    trainer_class = recursive_find_trainer_class_by_name(run.recipe.training.trainer)
    trainer = trainer_class(
        # nnU-Net takes the key out again: it is not in the plans that the results keep.
        plans=plans | {"continue_training": resume},
        configuration=run.recipe.plan.configuration,
        fold=number,
        dataset_json=read_json(run.preprocessed / "dataset.json"),
        device=torch.device(device),
    )
    trainer.logger.loggers.append(_TensorBoard(folder / "tensorboard"))
    if run.recipe.training.trainer == "nnUNetTrainer":
        trainer.logger.loggers.append(_Lines(trainer, say))
    if run.rehearsal:
        trainer.num_epochs = min(trainer.num_epochs, 2)
        trainer.num_iterations_per_epoch = min(trainer.num_iterations_per_epoch, 2)
        trainer.num_val_iterations_per_epoch = 1
    if device == "cuda":
        torch.backends.cudnn.benchmark = True
    if resume:
        maybe_load_checkpoint(trainer, True, False)
    return _Trainer(trainer, done)


def folds(run: Run, device: str, threads: int, *, validate: bool = True) -> None:
    """All folds: one after another here, or spread over the GPUs of the machine, one process a
    GPU at a time."""
    wanted = range(run.recipe.training.folds)
    gpus = _gpus() if device == "cuda" else 0
    if gpus < 2:
        for number in wanted:
            fold(run, number, device, validate=validate)
        return
    free: SimpleQueue[int] = SimpleQueue()
    for gpu in range(gpus):
        free.put(gpu)

    def one(number: int) -> int:
        gpu = free.get()
        try:
            arguments = ["--fold", str(number), "--device", device, "--threads", str(threads)]
            if not validate:
                arguments.append("--no-validation")
            command = [sys.executable, "-m", "foldlink_models.cli", "resume", str(run.folder)]
            environment = os.environ | {"CUDA_VISIBLE_DEVICES": str(gpu)}
            return subprocess.run([*command, *arguments], env=environment, check=False).returncode
        finally:
            free.put(gpu)

    with ThreadPoolExecutor(gpus) as pool:
        failed = [k for k, code in zip(wanted, pool.map(one, wanted), strict=True) if code]
    if failed:
        raise ValueError(
            f"folds {failed} failed, see above (run the same command again: done folds stay)"
        )


def _gpus() -> int:
    import torch

    return torch.cuda.device_count()


class _TensorBoard:
    """One of the loggers that nnU-Net's trainers keep."""

    def __init__(self, folder: Path) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self._writer = SummaryWriter(str(folder))

    def update_config(self, config: dict[str, Any]) -> None:
        """Plans and settings lie beside as files."""

    def log(self, key: str, value: Any, step: int) -> None:
        self._writer.add_scalar(key, value, step)
        self._writer.flush()

    def log_summary(self, key: str, value: Any) -> None:
        self._writer.add_scalar(key, value, 0)
        self._writer.flush()


class _Lines:
    """The same for the console: nnU-Net's own trainers show no bar, so a line an epoch."""

    def __init__(self, trainer: Any, say: Callable[[str], None]) -> None:
        self._trainer, self._say = trainer, say
        self._values: dict[str, float] = {}

    def update_config(self, config: dict[str, Any]) -> None:
        """As above."""

    def log(self, key: str, value: Any, step: int) -> None:
        self._values[key] = float(value)
        if key == "epoch_end_timestamps":
            told = self._values
            self._say(
                f"fold {self._trainer.fold}: epoch {step + 1} of {self._trainer.num_epochs}: loss "
                f"{told['train_losses']:.3f}, Dice {told['mean_fg_dice']:.3f}, "
                f"{told['epoch_end_timestamps'] - told['epoch_start_timestamps']:.0f} s"
            )

    def log_summary(self, key: str, value: Any) -> None:
        """Told when the validation is done."""
