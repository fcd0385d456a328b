"""scikit-learn's and scipy's figures for the numbers in a file, for comparison with ours.

  score_statistics.py QUESTIONS

A question a line, JSON: {"ask": "binary", "probabilities": [...], "truth": [...], "threshold": t} or {"ask": "signed rank", "differences":
[...]} or {"ask": "mean", "values": [...]}. Answers likewise, in order.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats
from sklearn import metrics
from sklearn.calibration import calibration_curve


def binary(q: dict[str, Any]) -> dict[str, Any]:
    p, y = np.array(q["probabilities"]), np.array(q["truth"])
    yes = p >= q["threshold"]
    observed, predicted = calibration_curve(y, p, n_bins=10, strategy="uniform")
    # DeLong's variance from its definition: the kernel of every pair.
    kernel = (p[y][:, None] > p[~y][None, :]) + 0.5 * (p[y][:, None] == p[~y][None, :])
    variance = kernel.mean(1).var(ddof=1) / y.sum() + kernel.mean(0).var(ddof=1) / (~y).sum()
    auc = metrics.roc_auc_score(y, p)
    half = stats.norm.ppf(0.975) * np.sqrt(variance)
    return {
        "auc": auc,
        "low": max(0.0, auc - half),
        "high": min(1.0, auc + half),
        "accuracy": metrics.accuracy_score(y, yes),
        "sensitivity": metrics.recall_score(y, yes),
        "specificity": metrics.recall_score(~y, ~yes),
        "log_loss": metrics.log_loss(y, p),
        "brier": metrics.brier_score_loss(y, p),
        "predicted": predicted.tolist(),
        "observed": observed.tolist(),
    }


def signed_rank(q: dict[str, Any]) -> dict[str, Any]:
    d = np.array(q["differences"])
    d = d[d != 0]
    ties = len(np.unique(np.abs(d))) < len(d)
    exact: Any = stats.PermutationMethod(n_resamples=2**14) if ties else "exact"
    method = "asymptotic" if len(d) > 50 else exact
    r = stats.wilcoxon(d, method=method, correction=False)
    return {"statistic": float(r.statistic), "p": float(r.pvalue)}


def mean(q: dict[str, Any]) -> dict[str, Any]:
    v = np.array(q["values"])
    made = stats.bootstrap((v,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(1))
    return {
        "mean": v.mean(),
        "sd": v.std(ddof=1),
        "median": np.median(v),
        "q1": np.quantile(v, 0.25),
        "q3": np.quantile(v, 0.75),
        "low": made.confidence_interval.low,
        "high": made.confidence_interval.high,
    }


ASK = {"binary": binary, "signed rank": signed_rank, "mean": mean}


def main() -> None:
    for line in Path(sys.argv[1]).read_text().splitlines():
        question = json.loads(line)
        if "truth" in question:
            question["truth"] = np.array(question["truth"], dtype=bool)
        print(json.dumps(ASK[question["ask"]](question)))


if __name__ == "__main__":
    main()
