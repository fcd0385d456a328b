"""Markdown tables and figures as the model cards have them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from foldlink_models.assess.bootstrap import Interval

MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figure(value: float, digits: int = 4) -> str:
    return NONE if math.isnan(value) else f"{value:.{digits}f}"


def percent(value: float) -> str:
    """With two significant figures or two decimals: error rates go from 0.01 % to 80 %."""
    if math.isnan(value):
        return NONE
    return f"{100 * value:.1f} %" if value >= 0.1 else f"{100 * value:.2f} %"


def change(value: Interval, digits: int = 4) -> str:
    """A difference with its sign and 95 % interval."""
    if math.isnan(value.value):
        return NONE
    shown = signed(value.value, digits)
    return f"{shown} ({signed(value.low, digits)} … {signed(value.high, digits)})"


def signed(value: float, digits: int = 4) -> str:
    if math.isnan(value):
        return NONE
    text = f"{value:+.{digits}f}"
    if float(text) == 0:
        return text[1:]  # neither more nor less
    return text.replace("-", MINUS)
