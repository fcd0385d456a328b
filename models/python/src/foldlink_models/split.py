"""Which cases no fold ever sees, and which fold validates which of the others."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

FOLDS = 5


@dataclass(frozen=True)
class Split:
    """`held_out` is disjoint from every fold; each other case validates exactly one fold."""

    held_out: tuple[str, ...]
    folds: tuple[tuple[str, ...], ...]
    """The validation cases of each fold."""

    def train(self, fold: int) -> list[str]:
        return sorted(c for k, cases in enumerate(self.folds) if k != fold for c in cases)

    def validation(self, fold: int) -> list[str]:
        return list(self.folds[fold])

    def as_nnunet(self) -> list[dict[str, list[str]]]:
        """The content of nnU-Net's `splits_final.json`."""
        return [{"train": self.train(k), "val": self.validation(k)} for k in range(len(self.folds))]


def make_split(cases: Sequence[str], held_out: int, seed: int) -> Split:
    """The same for the same set of names, in whatever order they come."""
    if not 0 <= held_out <= len(cases) - FOLDS:
        raise ValueError(
            f"held_out = {held_out} (expected 0..{len(cases) - FOLDS} of {len(cases)} cases, "
            f"so that each of {FOLDS} folds keeps one)"
        )
    if len(set(cases)) != len(cases):
        raise ValueError("cases: a name occurs twice (expected unique names)")
    shuffled = sorted(cases)
    random.Random(seed).shuffle(shuffled)
    rest = shuffled[held_out:]
    return Split(
        held_out=tuple(sorted(shuffled[:held_out])),
        folds=tuple(tuple(sorted(rest[k::FOLDS])) for k in range(FOLDS)),
    )
