"""Dice of folds, ensemble and mirroring, and the reliability of doubt, on kept-out cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import binary_dilation
from scipy.stats import spearmanr
from tqdm import tqdm

from foldlink_models import predict
from foldlink_models.assess import bootstrap, passes
from foldlink_models.assess.bootstrap import Interval
from foldlink_models.assess.passes import MIRRORED, PLAIN
from foldlink_models.assess.reliability import Counts, Reliability, count
from foldlink_models.dataset import Case
from foldlink_models.evaluate import ENSEMBLE, Scores, overlap
from foldlink_models.predict import ModelFolder

MARGIN = 3
"""Voxels by which foreground is dilated where only what lies about the structures counts."""
BoolArray = npt.NDArray[np.bool_]
Structures = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Doubt:
    """In one mode. `everywhere` and `near`: all voxels, and those within `MARGIN` voxels of the
    true or the ensemble's foreground."""

    everywhere: Reliability
    near: Reliability
    mean_of_case: dict[str, float]
    """Mean doubt within `MARGIN` voxels of the ensemble's own foreground: no truth is needed."""


@dataclass(frozen=True)
class Assessment:
    cases: tuple[str, ...]
    folds: tuple[int, ...]
    scores: dict[str, Scores]
    """By mode, `plain` first."""
    doubt: dict[str, Doubt]

    @property
    def mode(self) -> str:
        """What the bridge does unless told otherwise."""
        return MIRRORED if MIRRORED in self.scores else PLAIN

    @property
    def structures(self) -> list[str]:
        return list(self.scores[PLAIN].by_case[ENSEMBLE])

    def values(self, mode: str, predictor: str, structure: str) -> npt.NDArray[np.float64]:
        """Dice a case; NaN where neither the truth nor the prediction has the structure."""
        table = self.scores[mode].by_case[predictor][structure]
        return np.array([table[case] for case in self.cases])

    def gain_of_folds(self, mode: str, structure: str) -> Interval:
        """Ensemble − mean of the single folds."""
        alone = [self.values(mode, f"fold {k}", structure) for k in self.folds]
        return bootstrap.difference(self.values(mode, ENSEMBLE, structure), np.mean(alone, axis=0))

    def gain_of_mirroring(self, structure: str) -> Interval:
        """Ensemble with mirroring − without; of a model that has it."""
        return bootstrap.difference(
            self.values(MIRRORED, ENSEMBLE, structure), self.values(PLAIN, ENSEMBLE, structure)
        )

    def doubt_and_dice(self, mode: str) -> tuple[float, int]:
        """Spearman's rank correlation over cases of mean doubt and mean Dice; their number."""
        pairs = []
        for i, case in enumerate(self.cases):
            dices = [self.values(mode, ENSEMBLE, s)[i] for s in self.structures]
            known = [d for d in dices if d == d]
            if known and case in self.doubt[mode].mean_of_case:
                pairs.append((self.doubt[mode].mean_of_case[case], sum(known) / len(known)))
        if len(pairs) < 3 or min(len(set(column)) for column in zip(*pairs, strict=True)) < 2:
            return float("nan"), len(pairs)
        return float(spearmanr(*zip(*pairs, strict=True)).statistic), len(pairs)


def run(model: ModelFolder, cases: Sequence[Case], *, threads: int = 1) -> Assessment:
    """Compares on each case's own grid, as `evaluate` does."""
    folds = {k: predict.forward_of(graph, threads) for k, graph in model.folds().items()}
    if not folds:
        raise ValueError(f"{model.folder}: no fold_k/model.onnx (expected at least one)")
    structures, predictors = model.structures, [ENSEMBLE, *(f"fold {k}" for k in folds)]
    scores: dict[str, Any] = {
        mode: {p: {s: {} for s in structures} for p in predictors} for mode in passes.modes(model)
    }
    rows: dict[str, list[tuple[Counts, ...]]] = {mode: [] for mode in scores}
    means: dict[str, dict[str, float]] = {mode: {} for mode in scores}
    for case in tqdm(cases, desc="assess", unit="case"):
        image, properties = predict.preprocessed(model, case)
        truth = predict.truth(model, case)
        for mode, made in passes.run(model, folds, image, properties).items():
            for predictor, labels in made.labels.items():
                for name, values in structures.items():
                    dice = overlap(labels, values, truth, values)
                    scores[mode][predictor][name][case.name] = dice
            ensemble = made.labels[ENSEMBLE]
            wrong = differing(ensemble, truth, structures)
            near = about(foreground(ensemble, structures) | foreground(truth, structures))
            found = about(foreground(ensemble, structures))
            whole = count(made.votes, wrong, len(folds))
            rows[mode].append((*whole, *count(made.votes[near], wrong[near], len(folds))))
            if found.any():
                means[mode][case.name] = float(made.votes[found].mean() / len(folds))
    return Assessment(
        tuple(case.name for case in cases),
        tuple(folds),
        {mode: Scores(table) for mode, table in scores.items()},
        {mode: _doubt(rows[mode], means[mode]) for mode in scores},
    )


def _doubt(rows: Sequence[tuple[Counts, ...]], means: dict[str, float]) -> Doubt:
    voxels, wrong, near_voxels, near_wrong = (
        np.stack(column) for column in zip(*rows, strict=True)
    )
    return Doubt(Reliability(voxels, wrong), Reliability(near_voxels, near_wrong), means)


def differing(
    labels: npt.NDArray[np.integer], truth: npt.NDArray[np.integer], structures: Structures
) -> BoolArray:
    """Where any structure is there in one and not in the other."""
    wrong = np.zeros(labels.shape, bool)
    for values in structures.values():
        wrong |= np.isin(labels, list(values)) != np.isin(truth, list(values))
    return wrong


def foreground(labels: npt.NDArray[np.integer], structures: Structures) -> BoolArray:
    return np.isin(labels, sorted({v for values in structures.values() for v in values}))


def about(mask: BoolArray) -> BoolArray:
    """The mask and what is within `MARGIN` steps through voxels' faces."""
    return np.asarray(binary_dilation(mask, iterations=MARGIN), bool) if mask.any() else mask
