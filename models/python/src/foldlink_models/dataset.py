"""A folder of training cases: nnU-Net's raw layout, or `images/` and `labels/` of one channel."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from foldlink_models.datasets.case import SUFFIX, Case
from foldlink_models.datasets.nnunet_raw import list_cases
from foldlink_models.files import read_json

__all__ = ["SUFFIX", "Case", "list_cases", "named", "named_cases"]


def named(cases: Iterable[Case], list_file: Path, data: Path) -> list[Case]:
    """Those of `cases` that a JSON list names, in its order."""
    if not list_file.is_file():
        raise FileNotFoundError(f"{list_file}: missing (expected a JSON list of cases of {data})")
    try:
        wanted = read_json(list_file)
    except json.JSONDecodeError as e:
        raise ValueError(f"{list_file}: line {e.lineno} is no JSON (expected a list)") from e
    if not isinstance(wanted, list) or not wanted:
        raise ValueError(f"{list_file}: no names (expected a JSON list of cases of {data})")
    known = {case.name: case for case in cases}
    missing = [name for name in wanted if name not in known]
    if missing:
        raise ValueError(f"{list_file}: {missing[0]} (expected a case of {data})")
    return [known[name] for name in wanted]


def named_cases(data: Path, list_file: Path, channels: int) -> list[Case]:
    """Labelled cases of a folder, those that a JSON list names."""
    return named(list_cases(data, channels), list_file, data)
