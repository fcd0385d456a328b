"""What lies in a folder of nnU-Net v2's results, `trainer__plans__configuration`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FINAL = "checkpoint_final.pth"
USUAL = ("0", "1", "2", "3", "4")
_FOLD = re.compile(r"fold_([0-9]{1,3}|all)")
_OF_V1 = ("plans.pkl", "plans_per_stage.pkl")
_WEIGHTS_OF_V1 = "model_final_checkpoint.model"


@dataclass(frozen=True)
class ResultsFolder:
    folder: Path
    plans: dict[str, Any]
    dataset: dict[str, Any]
    checkpoints: dict[str, Path]
    """By fold, `0` or `all`, in their order."""

    @staticmethod
    def read(folder: Path, folds: Sequence[str] | None = None) -> ResultsFolder:
        """`folds`: those asked for; else the numbered ones, which must be complete, or `all`."""
        if not folder.is_dir():
            raise ValueError(f"{folder} is no folder (expected one of nnU-Net v2's results)")
        _refuse_v1(folder)
        for name in ("plans.json", "dataset.json"):
            if not (folder / name).is_file():
                raise ValueError(
                    f"{folder}: {name} is missing (expected a folder of nnU-Net v2's results,"
                    " trainer__plans__configuration)"
                )
        return ResultsFolder(
            folder,
            read_object(folder / "plans.json"),
            read_object(folder / "dataset.json"),
            _checkpoints(folder, folds),
        )

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    @property
    def parts(self) -> tuple[str, str, str] | None:
        """Trainer, plans and configuration, where the folder is named as nnU-Net names it."""
        parts = self.name.split("__")
        return (parts[0], parts[1], parts[2]) if len(parts) == 3 and all(parts) else None

    def shown(self, file: Path) -> str:
        """As messages name it."""
        return f"{self.name}/{file.relative_to(self.folder).as_posix()}"

    def beside(self, configuration: str) -> Path:
        """Where nnU-Net puts a cascade's stage before: under the same trainer and plans, else the
        only folder of that configuration."""
        own = self.parts
        parent = self.folder.resolve().parent
        expected = "__".join([*own[:2], configuration]) if own else f"*__{configuration}"
        if own and (parent / expected).is_dir():
            return parent / expected
        found = sorted(p for p in parent.glob(f"*__{configuration}") if p.is_dir())
        if len(found) != 1:
            which = f"; which of {', '.join(p.name for p in found)} cannot be told" if found else ""
            raise ValueError(
                f"{self.name}: its previous stage is missing (expected the folder {expected}"
                f" beside it{which})"
            )
        return found[0]

    def postprocessing(self) -> Path | None:
        """The folder's own, else the one that nnU-Net found over exactly these folds."""
        folds = "_".join(self.checkpoints)
        candidates = [
            self.folder / "postprocessing.json",
            self.folder / f"crossval_results_folds_{folds}" / "postprocessing.json",
        ]
        return next((file for file in candidates if file.is_file()), None)


def read_object(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError) as e:
        raise ValueError(f"{file}: {e} (expected JSON)") from e
    if not isinstance(content, dict):
        raise ValueError(f"{file} (expected a JSON object)")
    return content


def _refuse_v1(folder: Path) -> None:
    marks = [name for name in _OF_V1 if (folder / name).exists()]
    marks += [
        file.relative_to(folder).as_posix()
        for pattern in (_WEIGHTS_OF_V1, f"*/{_WEIGHTS_OF_V1}")
        for file in sorted(folder.glob(pattern))
    ]
    if marks:
        raise ValueError(
            f"{folder} is of nnU-Net v1: {marks[0]} is there (expected nnU-Net v2's plans.json and"
            f" fold_k/{FINAL}; v2 cannot read v1's networks, they must be trained again)"
        )


def _checkpoints(folder: Path, wanted: Sequence[str] | None) -> dict[str, Path]:
    present = {
        match.group(1): entry
        for entry in folder.iterdir()
        if (match := _FOLD.fullmatch(entry.name)) and entry.is_dir()
    }
    if wanted is not None:
        names = list(wanted)
        for name in names:
            if not re.fullmatch(r"0|[1-9][0-9]{0,2}|all", name):
                raise ValueError(f"--folds {name} (expected numbers such as 0,1,2, or all)")
        if len(set(names)) != len(names) or ("all" in names and len(names) > 1):
            raise ValueError(
                f"--folds {','.join(names)} (expected each once, and all alone: it has seen every"
                " case, so it is no part of an ensemble)"
            )
    else:
        names = [name for name in present if name != "all"] or [n for n in present if n == "all"]
        # One fold alone is how many models are published; several are a cross-validation's.
        if len(names) > 1:
            last = max(4, *(int(name) for name in names))
            names = [str(k) for k in range(last + 1)]
        if not names:
            raise ValueError(f"{folder}: fold_0/{FINAL} is missing (expected at least one fold)")
    names.sort(key=lambda name: int(name) if name != "all" else 0)
    files = {}
    for name in names:
        files[name] = folder / f"fold_{name}" / FINAL
        if not files[name].is_file():
            raise ValueError(_missing(folder, name, present, wanted is None))
    return files


def _missing(folder: Path, name: str, present: dict[str, Path], complete: bool) -> str:
    there = sorted(k for k, f in present.items() if (f / FINAL).is_file())
    others = sorted(f.name for f in (folder / f"fold_{name}").glob("checkpoint_*.pth"))
    why = f"; it has only {', '.join(others)}: its training did not end" if others else ""
    choice = (
        f"; --folds {','.join(there)} imports those that are there" if complete and there else ""
    )
    whose = "all folds of a cross-validation" if complete else "every fold that --folds names"
    return f"{folder}: fold_{name}/{FINAL} is missing (expected {whose}{why}{choice})"
