"""What another arithmetic costs in Dice: the same ensemble on the same cases, beside float32."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tqdm import tqdm

from foldlink_models import predict, sliding
from foldlink_models.assess import bootstrap, tables
from foldlink_models.assess.bootstrap import Interval
from foldlink_models.dataset import Case
from foldlink_models.dice import mean
from foldlink_models.evaluate import overlap
from foldlink_models.predict import ModelFolder

REFERENCE = "float32"


@dataclass
class Compared:
    """By precision, then structure: Dice a case, in the cases' order."""

    dice: dict[str, dict[str, list[float]]]
    same: dict[str, int] = field(default_factory=dict)
    """Voxels whose label is float32's."""
    voxels: int = 0
    cases: list[str] = field(default_factory=list)

    def mean(self, precision: str, structure: str) -> float:
        return mean(self.dice[precision][structure])

    def change(self, precision: str, structure: str) -> Interval:
        reference = self.dice[REFERENCE][structure]
        return bootstrap.difference(self.dice[precision][structure], reference)

    def agreement(self, precision: str) -> float:
        return self.same[precision] / self.voxels

    def losses(self, largest: float) -> list[str]:
        """A sentence for each structure whose mean Dice falls by more than `largest`."""
        return [
            f"{structure}: mean Dice {self.mean(p, structure):.4f} in {p}, "
            f"{self.mean(REFERENCE, structure):.4f} in float32 "
            f"(expected a loss of at most {largest:g})"
            for p in self.dice
            for structure in self.dice[p]
            if self.mean(REFERENCE, structure) - self.mean(p, structure) > largest
        ]

    def markdown(self, seconds: Mapping[str, float]) -> str:
        """A column a precision, also for those that only `seconds` (a tile and fold) has; may be
        empty."""
        columns = [*self.dice, *(p for p in seconds if p not in self.dice)]

        def row(name: str, cell: Callable[[str], str], known: Collection[str]) -> list[str]:
            return [name, *(cell(p) if p in known else tables.NONE for p in columns)]

        rows = [
            row(s, lambda p, s=s: self._cell(p, s), self.dice)  # type: ignore[misc]
            for s in self.dice[REFERENCE]
        ]
        others = [p for p in self.dice if p != REFERENCE]
        rows.append(row("same voxels", self._agreement, others))
        if seconds:
            rows += [
                row("ms a tile", lambda p: tables.figure(1000 * seconds[p], 1), seconds),
                row(
                    "to float32",
                    lambda p: tables.figure(seconds[p] / seconds[REFERENCE], 2),
                    seconds,
                ),
            ]
        return tables.table(["", *columns], rows)

    def _agreement(self, precision: str) -> str:
        others = self.voxels - self.same[precision]
        return f"{100 * self.agreement(precision):.3f} % ({others:,} of {self.voxels:,} differ)"

    def _cell(self, precision: str, structure: str) -> str:
        shown = tables.figure(self.mean(precision, structure))
        if precision == REFERENCE:
            return shown
        return f"{shown}; {tables.change(self.change(precision, structure))}"


def run(
    model: ModelFolder,
    cases: Sequence[Case],
    folds: Mapping[str, Sequence[sliding.Forward]],
    *,
    mirroring: bool,
) -> Compared:
    """`folds` by precision, with `float32` among them, each all folds of the ensemble."""
    structures, axes = model.structures, model.tile_axes if mirroring else []
    found = Compared({p: {s: [] for s in structures} for p in folds}, dict.fromkeys(folds, 0))
    for case in tqdm(cases, desc="compare", unit="case"):
        image, properties = predict.preprocessed(model, case)
        truth = predict.truth(model, case)
        labels = {
            p: predict.to_labelmap(
                model, predict.mean_logits(image, model.patch, forwards, axes), properties
            )
            for p, forwards in folds.items()
        }
        found.voxels += truth.size
        found.cases.append(case.name)
        for p, made in labels.items():
            found.same[p] += int((made == labels[REFERENCE]).sum())
            for name, values in structures.items():
                found.dice[p][name].append(overlap(made, values, truth, values))
    return found
