"""The README.md of an imported model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from foldlink_models.importing.model_folder import Described

Table = dict[str, Any]


def text(
    described: Described,
    pipeline: Table,
    origin: str,
    checks: Sequence[str],
    remarks: Sequence[str],
    stated: str | None = None,
) -> str:
    """`checks`: what was compared, with figures. `remarks`: what a user must know. `stated`: scores
    of its makers."""
    channels = ", ".join(c["name"] for c in described.channels)
    labels = ", ".join(f"{v['value']} {v['name']}" for v in described.labels)
    steps = ", ".join(s["step"] for s in pipeline["preprocessing"]) or "none"
    output = pipeline["output"]
    rows = [
        ("task", described.task),
        ("input", f"{channels} ({described.modality})"),
        ("output", labels),
        ("preprocessing", steps),
        ("inference", _inferer(pipeline)),
        ("decision", f"{output['activation']}, {output['decision']}"),
        ("trained on", described.trained_on),
        ("licence of the weights", described.licence),
        ("made by", described.attribution),
        ("imported from", origin),
        *([("scores, as its makers state them", stated)] if stated else []),
    ]
    parts = [
        f"# {described.id}",
        f"{_escaped(described.title)}. **Not for clinical use.**",
        "\n".join(["| | |", "|---|---|", *(f"| {k} | {_escaped(v)} |" for k, v in rows)]),
        "## Checked when it was imported",
        _list(checks),
    ]
    if remarks:
        parts += ["## What to know", _list(remarks)]
    parts += [
        "No score was measured here. `monai.json` states every step, `model.json` what it is for.",
        "Not for clinical use.",
    ]
    return "\n\n".join(parts) + "\n"


def _inferer(pipeline: Table) -> str:
    inferer = pipeline["inferer"]
    if inferer["kind"] == "whole":
        size = next(s["size"] for s in pipeline["preprocessing"] if s["step"] == "resize")
        return f"the whole volume at once, {_size(size)}"
    overlap = json.dumps(inferer.get("overlap", 0.25))
    return f"tiles of {_size(inferer['roi'])}, overlap {overlap}, {inferer['mode']}"


def _size(size: Sequence[int]) -> str:
    return " \u00d7 ".join(map(str, size))


def _list(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {_escaped(sentence)}" for sentence in sentences)


def _escaped(value: str) -> str:
    """One line, and no cell or tag of its own."""
    return " ".join(value.split()).replace("|", "\\|").replace("<", "&lt;")
