"""Reliability as a picture. Needs the `plots` extra (matplotlib)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest

from foldlink_models.assess.classification import Classified
from foldlink_models.assess.reliability import Reliability
from foldlink_models.assess.segmentation import MARGIN, Assessment
from foldlink_models.files import replacing

NAME = "reliability.png"
NEAR, EVERYWHERE, IDEAL, BARS = "#b3261e", "#1f5fa8", "#777777", "#9db4cf"
FEW = 50
"""Voxels of a bin below which its rate says little: drawn hollow, off the line."""


def available() -> bool:
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


def doubt(found: Assessment, title: str, target: Path) -> None:
    """Error rate by doubt, above the numbers of voxels on a logarithmic axis."""
    figure, rates, numbers = _two(title)
    told = found.doubt[found.mode]
    width = 100 / len(told.near.doubts) / 3
    for part, name, colour, shift in (
        (told.everywhere, "all voxels", EVERYWHERE, -0.5),
        (told.near, f"within {MARGIN} voxels of foreground", NEAR, 0.5),
    ):
        _rates(rates, part, name, colour, shift * width / 3)
        voxels = part.voxels.sum(0)
        numbers.bar(100 * part.doubts + shift * width, voxels, width, color=colour, alpha=0.55)
    rates.plot([0, 100], [0, 100], "--", color=IDEAL, lw=1, label="error rate = doubt")
    highest = max(c for c in range(len(told.near.doubts)) if told.everywhere.voxels[:, c].any())
    limit = 100 * told.near.doubts[highest] + 2 * width
    rates.set(ylabel="wrong voxels (%)", ylim=(-2, 102), xlim=(-2 * width, limit))
    rates.legend(loc="upper left", frameon=False, fontsize=9)
    numbers.set(
        xlabel=f"doubt: share of the {len(found.folds)} folds that disagree with the label (%)",
        ylabel="voxels",
        yscale="log",
        xticks=100 * told.near.doubts[: highest + 1],
    )
    _save(figure, target)


def _rates(axes: Any, part: Reliability, name: str, colour: str, shift: float) -> None:
    columns = [c for c in range(len(part.doubts)) if part.voxels[:, c].any()]
    for few in (False, True):
        chosen = [c for c in columns if (part.voxels[:, c].sum() < FEW) == few]
        if not chosen:
            continue
        rates = [part.error_rate(c) for c in chosen]
        middle = np.array([100 * r.value for r in rates])
        ends = [[100 * (r.value - r.low) for r in rates], [100 * (r.high - r.value) for r in rates]]
        style = {"fmt": "o", "mfc": "white"} if few else {"fmt": "o-"}
        label = f"{name}, fewer than {FEW}" if few else name
        at = 100 * part.doubts[chosen] + shift
        axes.errorbar(at, middle, np.abs(ends), color=colour, ms=5, capsize=3, label=label, **style)


def probability(found: Classified, title: str, target: Path) -> None:
    """Share of cases by probability, above the numbers of cases; bars are 95 % (Wilson)."""
    figure, rates, numbers = _two(title)
    curve = found.curve
    bins = [i for i, count in enumerate(curve.counts) if count]
    shares = [curve.positives[i] / curve.counts[i] for i in bins]
    ends: Sequence[Any] = [
        binomtest(int(curve.positives[i]), int(curve.counts[i])).proportion_ci(method="wilson")
        for i in bins
    ]
    errors = np.abs([[s - e.low, e.high - s] for s, e in zip(shares, ends, strict=True)]).T
    rates.errorbar(
        curve.means[bins], shares, errors, fmt="o-", color=EVERYWHERE, capsize=3, label="ensemble"
    )
    rates.plot([0, 1], [0, 1], "--", color=IDEAL, lw=1, label="share = probability")
    two = len(found.classes) == 2
    rates.set(
        ylabel=f"share of cases that are {repr(found.classes[1]) if two else 'so'}",
        ylim=(-0.02, 1.02),
        xlim=(-0.02, 1.02),
    )
    rates.legend(loc="upper left", frameon=False, fontsize=9)
    steps = len(curve.counts)
    numbers.bar((np.arange(steps) + 0.5) / steps, curve.counts, 0.9 / steps, color=BARS)
    what = f"'{found.classes[1]}'" if two else "the class that it answers"
    numbers.set(xlabel=f"ensemble's probability of {what}", ylabel="cases")
    _save(figure, target)


def _two(title: str) -> tuple[Any, Any, Any]:
    # Without pyplot: no window system is asked for, and no figure outlives its file.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.6, 5.6), layout="constrained")
    FigureCanvasAgg(figure)
    rates, numbers = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    rates.set_title(f"{title}\nNot for clinical use.", fontsize=10)
    for axes in (rates, numbers):
        axes.grid(color="#dddddd", lw=0.6)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    return figure, rates, numbers


def _save(figure: Any, target: Path) -> None:
    with replacing(target) as beside:
        # Without the writer's version and date, so that equal figures are equal files.
        figure.savefig(beside, format="png", dpi=120, metadata={"Software": None})
