"""What `train`, `resume` and `export` do with a recipe of `engine = "nnunet"`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from foldlink_models import datasets
from foldlink_models.datasets import Case, DataSet
from foldlink_models.nnunet import recipe
from foldlink_models.nnunet.run import Run, prepare, rehearsed, workers


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
    how = _possible(how, rehearsed(wanted) if rehearse else wanted)
    source, found = datasets.find_any(wanted.data.sources, data)
    print(f"{source}: {len(found.cases)} cases; {found.origin}; licence: {found.licence}")
    for note in found.notes:
        print(f"note: {note}")
    cases = picked(wanted, found)
    count = 1 if rehearse else workers()
    _start(prepare(text, cases, out, workers=count, rehearse=rehearse), how)


def resume(folder: Path, how: How) -> None:
    run = Run(folder.resolve())
    _start(run, _possible(how, run.recipe))


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


def _possible(how: How, wanted: recipe.Recipe) -> How:
    """With the device that `auto` stands for; refused before anything takes its time."""
    import torch

    device = how.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cuda" and not torch.cuda.is_available():
        raise ValueError("--device cuda: PyTorch sees no GPU (expected one, or --device cpu)")
    folds = wanted.training.folds
    if how.fold is not None and not 0 <= how.fold < folds:
        raise ValueError(f"--fold {how.fold} (expected below the recipe's {folds} folds)")
    return replace(how, device=device)


def _start(run: Run, how: How) -> None:
    import torch

    from foldlink_models.nnunet import train as training

    torch.set_num_threads(how.threads)
    if how.fold is None:
        training.folds(run, how.device, how.threads, validate=how.validate)
    else:
        training.fold(run, how.fold, how.device, validate=how.validate)
