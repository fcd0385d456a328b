"""A model card's own part between two markers, and the scores beside it in model.json."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from foldlink_models import checksums
from foldlink_models.files import read_json, replacing, write_json

CARD = "README.md"


def place(text: str, part: str, content: str) -> str:
    """`text` with `content` between `<!-- part -->` and `<!-- /part -->`: in place of what is
    there; without markers, before the section on limits, else at the end."""
    begin, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    counts = text.count(begin), text.count(end)
    block = f"{begin}\n{content.strip()}\n{end}"
    if counts == (1, 1) and text.index(begin) < text.index(end):
        return text[: text.index(begin)] + block + text[text.index(end) + len(end) :]
    if counts != (0, 0):
        raise ValueError(
            f"{CARD}: {begin} {counts[0]} times and {end} {counts[1]} times (expected each once, "
            "in this order, or none)"
        )
    limits = re.search(r"^## Limits", text, re.MULTILINE)
    if limits is None:
        return f"{text.rstrip()}\n\n{block}\n"
    return f"{text[: limits.start()]}{block}\n\n{text[limits.start() :]}"


def update(model_dir: Path, part: str, content: str, scores: Mapping[str, float]) -> None:
    """Card, scores (four digits) and SHA256SUMS; nothing is written where the markers are wrong."""
    card = model_dir / CARD
    text = place(card.read_text("utf-8"), part, content)
    with replacing(card) as beside:
        beside.write_text(text, "utf-8")
    record(model_dir, scores)


def record(model_dir: Path, scores: Mapping[str, float]) -> None:
    """Adds measured figures to model.json's scores; SHA256SUMS follows."""
    described = read_json(model_dir / "model.json")
    known = {name: round(value, 4) for name, value in scores.items() if value == value}
    described["scores"] = described["scores"] | known
    write_json(model_dir / "model.json", described)
    checksums.write(model_dir)
