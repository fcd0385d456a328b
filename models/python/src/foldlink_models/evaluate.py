"""Dice of a model folder's ensemble, and of each fold alone, on labelled cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tqdm import tqdm

from foldlink_models import preprocess
from foldlink_models.dataset import Case
from foldlink_models.dice import dice, mean
from foldlink_models.predict import ModelFolder, forward_of, mean_logits, to_labelmap

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
    axes = model.descriptor["mirroring"] if mirroring else []
    predictors = {ENSEMBLE: list(folds.values())}
    if each_fold:
        predictors |= {f"fold {k}": [forward] for k, forward in folds.items()}
    scores: dict[str, dict[str, dict[str, float]]] = {
        p: {s: {} for s in truth_values} for p in predictors
    }
    for case in tqdm(cases, desc="evaluate", unit="case"):
        image, _, properties = preprocess.run_case(case, model.plans, model.dataset_json)
        truth = _truth(case, model)
        alone = {k: mean_logits(image, model.patch, [f], axes) for k, f in folds.items()}
        stacked = np.stack(list(alone.values()))
        logits = {ENSEMBLE: np.asarray(stacked.mean(0), np.float32)}
        logits |= {f"fold {k}": v for k, v in alone.items()} if each_fold else {}
        for predictor, values in logits.items():
            labels = to_labelmap(model, values, properties)
            for structure, wanted in truth_values.items():
                scores[predictor][structure][case.name] = dice(
                    (labels == model.labels[structure]).astype(np.uint8),
                    np.isin(truth, list(wanted)).astype(np.uint8),
                    1,
                )
    return Scores(scores)


def _truth(case: Case, model: ModelFolder) -> np.ndarray[Any, Any]:
    from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

    reader = PlansManager(model.plans).image_reader_writer_class()
    seg, _ = reader.read_seg(str(case.label_file()))
    labels: np.ndarray[Any, Any] = seg[0].astype(np.int32)
    return labels
