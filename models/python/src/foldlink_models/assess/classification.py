"""AUC, accuracy, log loss and the reliability of the probability of a classifier's folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit, softmax
from scipy.stats import rankdata
from tqdm import tqdm

from foldlink_models.assess import bootstrap
from foldlink_models.assess.bootstrap import Interval
from foldlink_models.assess.reliability import calibration_error
from foldlink_models.dataset import Case
from foldlink_models.evaluate import ENSEMBLE
from foldlink_models.files import read_json
from foldlink_models.predict import ModelFolder, forward_of

BINS = 5
"""Of equal width: kept-out sets are small."""
SMALLEST = 1e-7
"""Probabilities are no closer to 0 or 1 in the log loss."""
FIGURES = ("auc", "accuracy", "log_loss")
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Curve:
    """By bin of the probability: cases, how many of them are of the class, mean probability."""

    counts: IntArray
    positives: IntArray
    means: FloatArray

    @property
    def calibration_error(self) -> float:
        return calibration_error(self.counts, self.positives, self.means)


@dataclass(frozen=True)
class Classified:
    cases: tuple[str, ...]
    truth: IntArray
    """The class of each case."""
    classes: tuple[str, ...]
    probabilities: dict[str, FloatArray]
    """By predictor (`fold 0`, …, `ensemble`): `[case, class]`."""
    threshold: float | None
    """Of two classes: from which probability up the answer is yes; else the highest answers."""

    @property
    def folds(self) -> list[str]:
        return [name for name in self.probabilities if name != ENSEMBLE]

    def figure(self, name: str, predictor: str, cases: IntArray | None = None) -> float:
        rows = np.arange(len(self.truth)) if cases is None else cases
        given, truth = self.probabilities[predictor][rows], self.truth[rows]
        if name == "auc":
            return mean_auc(given, truth)
        if name == "accuracy":
            return float((decide(given, self.threshold) == truth).mean())
        return log_loss(given, truth)

    def mean_of_folds(self, name: str, cases: IntArray | None = None) -> float:
        return float(np.mean([self.figure(name, fold, cases) for fold in self.folds]))

    def gain(self, name: str) -> Interval:
        """Ensemble − mean of the single folds; of the log loss, less is better."""
        return bootstrap.statistic(
            lambda rows: self.figure(name, ENSEMBLE, rows) - self.mean_of_folds(name, rows),
            len(self.truth),
        )

    @property
    def curve(self) -> Curve:
        """Of the ensemble: of the second of two classes, else of the class that it answers."""
        given = self.probabilities[ENSEMBLE]
        if len(self.classes) == 2:
            return curve(given[:, 1], self.truth == 1)
        return curve(given.max(1), given.argmax(1) == self.truth)


def run(model: ModelFolder, cases: Sequence[Case], *, threads: int = 1) -> Classified:
    from monai import transforms

    from foldlink_models.monai_style import steps

    pipeline = read_json(model.folder / "monai.json")
    output = pipeline["output"]
    folds = {k: forward_of(graph, threads) for k, graph in model.folds().items()}
    if not folds:
        raise ValueError(f"{model.folder}: no fold_k/model.onnx (expected at least one)")
    truth = np.array([_category(case, len(output["classes"])) for case in cases])
    preprocessing = transforms.Compose(
        [*steps.loading([steps.IMAGE]), *map(steps.transform, pipeline["preprocessing"])]
    )
    found: dict[str, list[Any]] = {f"fold {k}": [] for k in folds}
    for case in tqdm(cases, desc="assess", unit="case"):
        data = preprocessing({steps.IMAGE: [str(file) for file in case.images]})
        image = np.ascontiguousarray(data[steps.IMAGE].numpy(), np.float32)[None]
        for k, forward in folds.items():
            found[f"fold {k}"].append(activated(forward(image)[0], output["activation"]))
    tables = {name: np.stack(rows) for name, rows in found.items()}
    mean: FloatArray = np.mean(list(tables.values()), axis=0)
    return Classified(
        tuple(case.name for case in cases),
        truth,
        tuple(output["classes"]),
        {name: both(table) for name, table in [(ENSEMBLE, mean), *tables.items()]},
        output.get("threshold", 0.5) if output["decision"] == "threshold" else None,
    )


def _category(case: Case, classes: int) -> int:
    if case.category is None or case.category >= classes:
        raise ValueError(f"{case.name}: class {case.category} (expected 0..{classes - 1})")
    return case.category


def activated(logits: npt.NDArray[np.float32], activation: str) -> FloatArray:
    """`[head]`; folds are averaged after this."""
    values = logits.astype(np.float64)
    if activation == "none":
        raise ValueError("monai.json output.activation = none (expected softmax or sigmoid)")
    made: FloatArray = softmax(values) if activation == "softmax" else expit(values)
    return made


def both(table: FloatArray) -> FloatArray:
    """`[case, class]`: a single head answers yes, so what it leaves is no."""
    return np.concatenate([1 - table, table], axis=1) if table.shape[1] == 1 else table


def decide(probabilities: FloatArray, threshold: float | None) -> IntArray:
    if threshold is not None and probabilities.shape[1] == 2:
        return np.asarray(probabilities[:, 1] >= threshold, np.int64)
    return np.asarray(probabilities.argmax(1), np.int64)


def mean_auc(probabilities: FloatArray, truth: IntArray) -> float:
    """Of two classes the second's area under the ROC curve; of more the mean over the classes,
    each against the rest. NaN where a class is missing."""
    classes = range(1, 2) if probabilities.shape[1] == 2 else range(probabilities.shape[1])
    return float(np.mean([auc(probabilities[:, c], truth == c) for c in classes]))


def auc(scores: FloatArray, positive: npt.NDArray[np.bool_]) -> float:
    """Ties count half; NaN where all are, or none is, positive."""
    pairs = int(positive.sum()) * int((~positive).sum())
    if pairs == 0:
        return float("nan")
    ranks = rankdata(scores)[positive].sum()
    return float((ranks - positive.sum() * (positive.sum() + 1) / 2) / pairs)


def log_loss(probabilities: FloatArray, truth: IntArray) -> float:
    """The mean −log of the true class's probability."""
    given = probabilities[np.arange(len(truth)), truth]
    return float(-np.log(np.clip(given, SMALLEST, 1)).mean())


def curve(probabilities: FloatArray, positive: npt.NDArray[np.bool_]) -> Curve:
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    counts = np.bincount(bins, minlength=BINS).astype(np.int64)
    sums = np.bincount(bins, probabilities, BINS)
    means = np.divide(sums, counts, out=np.full(BINS, np.nan), where=counts > 0)
    return Curve(counts, np.bincount(bins[positive], minlength=BINS).astype(np.int64), means)
