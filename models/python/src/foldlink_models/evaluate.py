"""Dice of a model folder's ensemble, and of each fold alone, on labelled cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from foldlink_models import predict
from foldlink_models.dataset import Case
from foldlink_models.dice import dice, mean
from foldlink_models.predict import LabelMap, ModelFolder, forward_of, mean_logits, to_labelmap

ENSEMBLE = "ensemble"
LabelSets = Mapping[str, Sequence[int]]
"""By structure of the model, the values that the truth has for it."""


@dataclass(frozen=True)
class Scores:
    """Dice by predictor (`ensemble`, `fold 0`, …), then structure, then case."""

    by_case: dict[str, dict[str, dict[str, float]]]

    def mean(self, predictor: str, structure: str) -> float:
        return mean(self.by_case[predictor][structure].values())

    def table(self) -> str:
        """One row a structure, one column a predictor."""
        structures = list(self.by_case[ENSEMBLE])
        width = max(len(s) for s in structures)
        head = " ".join(f"{p:>9}" for p in self.by_case)
        rows = [
            f"{s:<{width}} " + " ".join(f"{self.mean(p, s):9.4f}" for p in self.by_case)
            for s in structures
        ]
        return "\n".join([f"{'':<{width}} {head}", *rows])


def run(
    model: ModelFolder,
    cases: Sequence[Case],
    truth_values: LabelSets,
    *,
    mirroring: bool = True,
    each_fold: bool = False,
    threads: int = 1,
) -> Scores:
    """Compares on each case's own grid; a structure that neither has counts in no mean."""
    folds = {k: forward_of(graph, threads) for k, graph in model.folds().items()}
    if not folds:
        raise ValueError(f"{model.folder}: no fold_k/model.onnx (expected at least one)")
    axes = model.tile_axes if mirroring else []
    predictors = {ENSEMBLE: list(folds.values())}
    if each_fold:
        predictors |= {f"fold {k}": [forward] for k, forward in folds.items()}
    scores: dict[str, dict[str, dict[str, float]]] = {
        p: {s: {} for s in truth_values} for p in predictors
    }
    for case in tqdm(cases, desc="evaluate", unit="case"):
        image, properties = predict.preprocessed(model, case)
        truth = predict.truth(model, case)
        alone = {k: mean_logits(image, model.patch, [f], axes) for k, f in folds.items()}
        stacked = np.stack(list(alone.values()))
        logits = {ENSEMBLE: np.asarray(stacked.mean(0), np.float32)}
        logits |= {f"fold {k}": v for k, v in alone.items()} if each_fold else {}
        for predictor, values in logits.items():
            labels = to_labelmap(model, values, properties)
            for structure, wanted in truth_values.items():
                scores[predictor][structure][case.name] = overlap(
                    labels, model.structures[structure], truth, wanted
                )
    return Scores(scores)


def overlap(
    labels: LabelMap,
    values: Sequence[int],
    truth: npt.NDArray[np.integer],
    truth_values: Sequence[int],
) -> float:
    """Dice of a structure that has one or more values in either; NaN where neither has it."""
    found = np.isin(labels, list(values)).astype(np.uint8)
    return dice(found, np.isin(truth, list(truth_values)).astype(np.uint8), 1)
