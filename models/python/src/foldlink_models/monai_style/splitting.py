"""Which cases train, which choose the epoch, which only measure: a rule and a seed decide it."""

from __future__ import annotations

import random
from collections.abc import Sequence

from foldlink_models.datasets import Case
from foldlink_models.monai_style.recipe import SplitRule
from foldlink_models.split import FOLDS, Split, make_split


def split_of(cases: Sequence[Case], rule: SplitRule) -> Split:
    """Each class is split by itself, so that every part has its share of it."""
    parts = [
        _split([c.name for c in cases if c.category == category], rule)
        for category in sorted({c.category for c in cases}, key=str)
    ]
    return Split(
        tuple(sorted(name for part in parts for name in part.held_out)),
        tuple(
            tuple(sorted(name for part in parts for name in part.folds[k]))
            for k in range(len(parts[0].folds))
        ),
    )


def _split(names: list[str], rule: SplitRule) -> Split:
    held_out = round(len(names) * rule.held_out)
    if rule.folds == FOLDS:
        return make_split(names, held_out, rule.seed)
    shuffled = sorted(names)
    random.Random(rule.seed).shuffle(shuffled)
    rest = shuffled[held_out:]
    validating = max(1, round(len(names) * rule.validation))
    if len(rest) <= validating:
        raise ValueError(
            f"{len(names)} cases of a class (expected more, so that some train after "
            f"{held_out} are held out and {validating} validate)"
        )
    return Split(
        tuple(sorted(shuffled[:held_out])),
        (tuple(sorted(rest[:validating])), tuple(sorted(rest[validating:]))),
    )
