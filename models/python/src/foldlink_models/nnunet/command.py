"""What `train`, `resume` and `export` do with a recipe of `engine = "nnunet"`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from foldlink_models import datasets
from foldlink_models.datasets import Case, DataSet
from foldlink_models.nnunet import recipe
from foldlink_models.nnunet.run import Run, prepare


@dataclass(frozen=True)
class How:
    fold: int | None
    """None: all folds."""
    device: str
    """`auto`, `cpu` or `cuda`."""
    threads: int
    validate: bool = True


def train(
    text: str, data: Path, out: Path, how: How, rehearse: bool = False, batch: int | None = None
) -> None:
    if batch is not None:
        text = recipe.with_batch(text, batch)
    wanted = recipe.parse(text)
    source, found = datasets.find_any(wanted.data.sources, data)
    print(f"{source}: {len(found.cases)} cases; {found.origin}; licence: {found.licence}")
    for note in found.notes:
        print(f"note: {note}")
    cases = picked(wanted, found)
    workers = max(1, min(8, os.cpu_count() or 1))
    _start(prepare(text, cases, out, workers=workers, rehearse=rehearse), how)


def resume(folder: Path, how: How) -> None:
    _start(Run(folder.resolve()), how)


def export(folder: Path, to: Path, threads: int) -> None:
    import torch

    from foldlink_models.nnunet import exporting

    torch.set_num_threads(threads)
    exporting.export(Run(folder.resolve()), to)


def picked(wanted: recipe.Recipe, data: DataSet) -> list[Case]:
    """The cases with the model's channels alone, in the model's order."""
    order = datasets.picked([c.name for c in wanted.model.channels], data)
    return [
        Case(c.name, tuple(c.images[i] for i in order), c.label, c.category, c.remap)
        for c in data.cases
    ]


def _start(run: Run, how: How) -> None:
    import torch

    from foldlink_models.nnunet import train as training

    device = how.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cuda" and not torch.cuda.is_available():
        raise ValueError("--device cuda: PyTorch sees no GPU (expected one, or --device cpu)")
    torch.set_num_threads(how.threads)
    folds = run.recipe.training.folds
    if how.fold is None:
        training.folds(run, device, how.threads, validate=how.validate)
    elif how.fold < folds:
        training.fold(run, how.fold, device, validate=how.validate)
    else:
        raise ValueError(f"--fold {how.fold} (expected below the recipe's {folds} folds)")
