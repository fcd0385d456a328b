"""Every data set that a recipe can ask for, by key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from foldlink_models.datasets import classes
from foldlink_models.datasets.case import DataSet

SOURCES: dict[str, Callable[[Path], DataSet]] = {
    "cancer-classes": classes.find,
}


def find(source: str, folder: Path) -> DataSet:
    """The data set's cases; a folder in which something is missing or wrong is refused."""
    if source not in SOURCES:
        raise ValueError(f"data.source = {source!r} (expected one of {sorted(SOURCES)})")
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such folder (expected the data set of {source})")
    return SOURCES[source](folder)
