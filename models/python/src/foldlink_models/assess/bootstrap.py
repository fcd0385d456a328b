"""Percentile intervals by resampling cases: cases are independent, their voxels are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RESAMPLES = 10_000
LEVEL = 0.95
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """NaN where no case says anything; without width where only one does."""

    value: float
    low: float
    high: float
    cases: int

    def as_dict(self) -> dict[str, float | int]:
        return {"value": self.value, "low": self.low, "high": self.high, "cases": self.cases}


def difference(
    first: npt.ArrayLike, second: npt.ArrayLike, resamples: int = RESAMPLES, seed: int = 0
) -> Interval:
    """The mean of `first − second` over the cases where both are known (not NaN), paired."""
    values = np.asarray(first, float) - np.asarray(second, float)
    values = values[~np.isnan(values)]
    if not len(values):
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    means = values[_draws(len(values), resamples, seed)].mean(1)
    return _interval(float(values.mean()), means, len(values))


def ratio(
    parts: npt.ArrayLike, wholes: npt.ArrayLike, resamples: int = RESAMPLES, seed: int = 0
) -> Interval:
    """The pooled `Σ parts / Σ wholes`, a number of each a case."""
    part, whole = np.asarray(parts, float), np.asarray(wholes, float)
    told = int((whole > 0).sum())
    if told == 0:
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    drawn = _draws(len(part), resamples, seed)
    sums = whole[drawn].sum(1)
    shares = part[drawn].sum(1)[sums > 0] / sums[sums > 0]
    return _interval(float(part.sum() / whole.sum()), shares, told)


def statistic(
    of: Callable[[npt.NDArray[np.int64]], float], cases: int, resamples: int = 2000, seed: int = 0
) -> Interval:
    """Of any figure: `of` gets the indices of the cases that count, one as often as drawn; draws
    that have no figure (NaN) are left out."""
    drawn = np.array([of(row) for row in _draws(cases, resamples, seed)])
    value, drawn = of(np.arange(cases)), drawn[~np.isnan(drawn)]
    if not drawn.size:
        return Interval(value, float("nan"), float("nan"), cases)
    return _interval(value, drawn, cases)


def _draws(cases: int, resamples: int, seed: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(seed).integers(0, cases, (resamples, cases))


def _interval(value: float, drawn: FloatArray, cases: int) -> Interval:
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(value, float(low), float(high), cases)
