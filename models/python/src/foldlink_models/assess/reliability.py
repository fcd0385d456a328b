"""Does doubt, the share of folds that disagree with the ensemble's label, predict error?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foldlink_models.assess.bootstrap import Interval, ratio

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Reliability:
    """`[case, k]` voxels in which `k` of the folds disagree, and how many of them are wrong."""

    voxels: Counts
    wrong: Counts

    @property
    def doubts(self) -> npt.NDArray[np.float64]:
        """By column: 0, 1/folds, …, 1."""
        steps = self.voxels.shape[1]
        shares: npt.NDArray[np.float64] = np.arange(steps) / (steps - 1)
        return shares

    def error_rate(self, column: int) -> Interval:
        """Of all cases' voxels together; the interval is by resampling cases."""
        return ratio(self.wrong[:, column], self.voxels[:, column])

    @property
    def calibration_error(self) -> float:
        """Doubt read as a probability of error: the mean over voxels of |error rate − doubt|."""
        return calibration_error(self.voxels.sum(0), self.wrong.sum(0), self.doubts)

    @property
    def auc(self) -> float:
        """How probable a wrong voxel has more doubt than a right one; equals count half."""
        return separation(self.voxels.sum(0), self.wrong.sum(0))


def count(
    votes: npt.NDArray[np.integer], wrong: npt.NDArray[np.bool_], folds: int
) -> tuple[Counts, Counts]:
    """One case's row of both tables. `votes`: how many of the folds disagree, a voxel."""
    return (
        np.bincount(votes.ravel(), minlength=folds + 1).astype(np.int64),
        np.bincount(votes[wrong].ravel(), minlength=folds + 1).astype(np.int64),
    )


def calibration_error(
    counts: Counts, positives: Counts, predicted: npt.NDArray[np.float64]
) -> float:
    """Expected calibration error: bins weighted by their counts; NaN where all are empty."""
    total = counts.sum()
    if total == 0:
        return float("nan")
    known = counts > 0
    gaps = np.abs(positives[known] / counts[known] - predicted[known])
    return float((counts[known] * gaps).sum() / total)


def separation(counts: Counts, positives: Counts) -> float:
    """Area under the ROC curve of bins in ascending order; NaN where a kind is missing."""
    negatives = counts - positives
    pairs = float(positives.sum()) * float(negatives.sum())
    if pairs == 0:
        return float("nan")
    below = np.cumsum(negatives) - negatives
    return float((positives * (below + negatives / 2.0)).sum() / pairs)
