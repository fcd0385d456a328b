"""The assessment of a segmentation model as Markdown for its card, and as JSON."""

from __future__ import annotations

from typing import Any

from foldlink_models.assess import tables
from foldlink_models.assess.passes import MIRRORED
from foldlink_models.assess.reliability import Reliability
from foldlink_models.assess.segmentation import MARGIN, Assessment, Doubt
from foldlink_models.dice import mean
from foldlink_models.evaluate import ENSEMBLE

NOTICE = "Not for clinical use."
MODE_NAMES = {"plain": "without", "mirrored": "with"}


def markdown(found: Assessment, plot: str | None = None) -> str:
    """`plot`: where the card finds the picture."""
    parts = [
        "### Folds, ensemble and mirroring",
        f"Mean Dice over {len(found.cases)} cases that no fold saw, on each case's own grid. In "
        "brackets the 95 % interval of a difference, paired by case (bootstrap over cases).",
        _dice_table(found),
        *([_mirroring(found)] if MIRRORED in found.scores else []),
        *(_doubt_part(found, plot) if len(found.folds) > 1 else []),
        f"**{NOTICE}**",
    ]
    return "\n\n".join(parts) + "\n"


def _doubt_part(found: Assessment, plot: str | None) -> list[str]:
    doubt = found.doubt[found.mode]
    correlation, pairs = found.doubt_and_dice(found.mode)
    return [
        "### Does doubt predict error?",
        f"Doubt is the share of the {len(found.folds)} folds whose own label differs from the "
        f"ensemble's ({MODE_NAMES[found.mode]} mirroring), error a label that differs from the "
        f"truth. *Near*: within {MARGIN} voxels of true or found foreground; the intervals are by "
        "resampling cases.",
        _doubt_table(doubt),
        _in_words(doubt, correlation, pairs),
        *([f"![Error rate by doubt]({plot})"] if plot else []),
    ]


def _dice_table(found: Assessment) -> str:
    folds = [f"fold {k}" for k in found.folds]
    head = [
        "structure",
        "mirroring",
        *folds,
        "mean of folds",
        "ensemble",
        f"ensemble {tables.MINUS} folds",
    ]
    rows = []
    for structure in found.structures:
        for mode, scores in found.scores.items():
            alone = [scores.mean(fold, structure) for fold in folds]
            rows.append(
                [
                    structure,
                    MODE_NAMES[mode],
                    *map(tables.figure, alone),
                    tables.figure(mean(alone)),
                    f"**{tables.figure(scores.mean(ENSEMBLE, structure))}**",
                    tables.change(found.gain_of_folds(mode, structure)),
                ]
            )
    return tables.table(head, rows)


def _mirroring(found: Assessment) -> str:
    gains = [f"{s} {tables.change(found.gain_of_mirroring(s))}" for s in found.structures]
    return f"Mirroring changes the ensemble's Dice by: {'; '.join(gains)}."


def _doubt_table(doubt: Doubt) -> str:
    rows = []
    for column, share in enumerate(doubt.near.doubts):
        if doubt.everywhere.voxels[:, column].sum() == 0:
            continue
        cells = [f"{100 * share:.0f} %"]
        for part in (doubt.everywhere, doubt.near):
            rate = part.error_rate(column)
            interval = f" ({tables.percent(rate.low)} … {tables.percent(rate.high)})"
            cells += [
                f"{part.voxels[:, column].sum():,}",
                tables.percent(rate.value) + (interval if rate.cases else ""),
            ]
        rows.append(cells)
    return tables.table(["doubt", "voxels", "wrong", "voxels near", "wrong near"], rows)


def _in_words(doubt: Doubt, correlation: float, cases: int) -> str:
    near, everywhere = doubt.near, doubt.everywhere
    return (
        "Doubt read as a probability of error has an expected calibration error of "
        f"{tables.figure(near.calibration_error)} near the structures "
        f"({tables.figure(everywhere.calibration_error)} over all voxels). It separates wrong from "
        f"right voxels with an AUC of {tables.figure(near.auc, 3)} near the structures "
        f"({tables.figure(everywhere.auc, 3)} over all). Over {cases} cases, mean doubt about the "
        f"found foreground against mean Dice: Spearman's rho = {tables.signed(correlation, 2)}."
    )


def as_dict(found: Assessment) -> dict[str, Any]:
    modes: dict[str, Any] = {}
    for mode, scores in found.scores.items():
        correlation, cases = found.doubt_and_dice(mode)
        doubt = found.doubt[mode]
        modes[mode] = {
            "dice_by_case": {
                p: {s: {c: _known(v) for c, v in by_case.items()} for s, by_case in table.items()}
                for p, table in scores.by_case.items()
            },
            "dice": {
                p: {s: _known(scores.mean(p, s)) for s in found.structures} for p in scores.by_case
            },
            "ensemble_minus_folds": {
                s: _known(found.gain_of_folds(mode, s).as_dict()) for s in found.structures
            },
            "doubt": {
                "everywhere": _reliability(doubt.everywhere),
                "near": _reliability(doubt.near),
                "mean_of_case": doubt.mean_of_case,
                "spearman_to_dice": {"value": _known(correlation), "cases": cases},
            },
        }
    told: dict[str, Any] = {
        "notice": NOTICE,
        "task": "segmentation",
        "cases": list(found.cases),
        "folds": list(found.folds),
        "near_voxels": MARGIN,
        "modes": modes,
    }
    if MIRRORED in found.scores:
        told["mirrored_minus_plain"] = {
            s: _known(found.gain_of_mirroring(s).as_dict()) for s in found.structures
        }
    return told


def _reliability(found: Reliability) -> dict[str, Any]:
    columns = range(len(found.doubts))
    return {
        "doubt": [float(d) for d in found.doubts],
        "voxels": [int(n) for n in found.voxels.sum(0)],
        "wrong": [int(n) for n in found.wrong.sum(0)],
        "error_rate": [_known(found.error_rate(c).as_dict()) for c in columns],
        "expected_calibration_error": _known(found.calibration_error),
        "auc": _known(found.auc),
    }


def _known(value: Any) -> Any:
    """JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _known(v) for key, v in value.items()}
    return None if value != value else value
