"""The assessment of a classifier as Markdown for its card, and as JSON."""

from __future__ import annotations

from typing import Any

from foldlink_models.assess import tables
from foldlink_models.assess.classification import BINS, FIGURES, Classified
from foldlink_models.assess.report import NOTICE
from foldlink_models.evaluate import ENSEMBLE

TITLES = {"auc": "AUC", "accuracy": "accuracy", "log_loss": "log loss"}


def markdown(found: Classified, plot: str | None = None) -> str:
    parts = [
        "### Folds and ensemble",
        f"{len(found.cases)} cases that no fold saw. In brackets the 95 % interval of a "
        "difference, paired by case (bootstrap over cases). Of the log loss, less is better.",
        _figures(found),
        "### Is the probability right?",
        f"The ensemble's probability of {_what(found)}, in {BINS} bins of equal width.",
        _curve(found),
        f"Expected calibration error: {tables.figure(found.curve.calibration_error)}.",
        *([f"![Reliability of the probability]({plot})"] if plot else []),
        f"**{NOTICE}**",
    ]
    return "\n\n".join(parts) + "\n"


def _what(found: Classified) -> str:
    return f"*{found.classes[1]}*" if len(found.classes) == 2 else "the class that it answers"


def _figures(found: Classified) -> str:
    rows = [
        [fold, *(tables.figure(found.figure(name, fold)) for name in FIGURES)]
        for fold in found.folds
    ]
    rows.append(["mean of folds", *(tables.figure(found.mean_of_folds(n)) for n in FIGURES)])
    together = [tables.figure(found.figure(name, ENSEMBLE)) for name in FIGURES]
    rows.append(["**ensemble**", *(f"**{value}**" for value in together)])
    rows.append(
        [f"ensemble {tables.MINUS} folds", *(tables.change(found.gain(name)) for name in FIGURES)]
    )
    return tables.table(["", *(TITLES[name] for name in FIGURES)], rows)


def _curve(found: Classified) -> str:
    curve = found.curve
    rows = [
        [
            f"{i / BINS:.1f} … {(i + 1) / BINS:.1f}",
            str(curve.counts[i]),
            tables.figure(curve.means[i], 2),
            tables.figure(curve.positives[i] / curve.counts[i], 2),
        ]
        for i in range(BINS)
        if curve.counts[i]
    ]
    return tables.table(["probability", "cases", "mean probability", "share that is so"], rows)


def as_dict(found: Classified) -> dict[str, Any]:
    def known(value: float) -> float | None:
        return None if value != value else value

    curve = found.curve
    return {
        "notice": NOTICE,
        "task": "classification",
        "cases": list(found.cases),
        "classes": list(found.classes),
        "truth": [int(c) for c in found.truth],
        "probabilities": {p: table.tolist() for p, table in found.probabilities.items()},
        "figures": {
            p: {name: known(found.figure(name, p)) for name in FIGURES} for p in found.probabilities
        },
        "ensemble_minus_folds": {
            name: {k: known(v) for k, v in found.gain(name).as_dict().items()} for name in FIGURES
        },
        "reliability": {
            "counts": [int(n) for n in curve.counts],
            "positives": [int(n) for n in curve.positives],
            "mean_probability": [known(float(m)) for m in curve.means],
            "expected_calibration_error": known(curve.calibration_error),
        },
    }
