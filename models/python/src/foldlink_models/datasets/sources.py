"""Every data set that a recipe can ask for, by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from foldlink_models.datasets import abdomen_ct_1k, brats, classes, decathlon, nnunet_raw
from foldlink_models.datasets.case import DataSet, OtherLayoutError

SOURCES: dict[str, Callable[[Path], DataSet]] = {
    "abdomen-ct-1k": abdomen_ct_1k.find,
    "brats2020": brats.find,
    "cancer-classes": classes.find,
    "msd-task03": partial(decathlon.find, task=decathlon.LIVER),
    "msd-task04": partial(decathlon.find, task=decathlon.HIPPOCAMPUS),
    "msd-task07": partial(decathlon.find, task=decathlon.PANCREAS),
    "nnunet-raw": nnunet_raw.find,
}


def find(source: str, folder: Path) -> DataSet:
    """The data set's cases; a folder in which something is missing or wrong is refused."""
    if source not in SOURCES:
        raise ValueError(f"data.sources: {source} (expected one of {sorted(SOURCES)})")
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such folder (expected the data of {source})")
    return SOURCES[source](folder)


def find_any(sources: Sequence[str], folder: Path) -> tuple[str, DataSet]:
    """By the first of the sources that knows the folder's layout, and that source."""
    refused = []
    for source in sources:
        try:
            return source, find(source, folder)
        except OtherLayoutError as e:
            refused.append(f"{source}: {e}")
    raise OtherLayoutError("\n".join(refused))


def picked(wanted: Sequence[str], data: DataSet) -> list[int]:
    """Which of the data set's channels the model's are, in the model's order."""
    if len(data.channels) == len(wanted) == 1:
        return [0]
    for name in wanted:
        if name not in data.channels:
            raise ValueError(f"model.channels: {name} (expected one of {list(data.channels)})")
    return [data.channels.index(name) for name in wanted]
