"""A finished run as a model folder: monai.json, model.json, the card, and one graph a fold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from foldlink_models import checksums
from foldlink_models.files import read_json, replacing, write_json
from foldlink_models.importing import compare
from foldlink_models.monai_style import card, scoring
from foldlink_models.monai_style.run import Run

FloatArray = compare.FloatArray
PROBES = 3


@dataclass(frozen=True)
class Exported:
    """Errors are the largest absolute differences of logits."""

    fold: int
    graph_error: float
    """ONNX Runtime against PyTorch, both with the weights as stored."""
    rounding_error: float
    """PyTorch with the weights as stored against PyTorch with them as trained."""
    size: int
    """Of the file, in bytes."""


def export_run(run: Run, to: Path) -> list[Exported]:
    """Nothing is written unless every fold is finished and its graph agrees."""
    _require_free(run, to)
    nets = [scoring.finished_network(run, fold) for fold in run.folds]
    done, graphs = [], []
    for fold, net in enumerate(nets):
        found = compare.graph(
            net,
            _probes(run, fold),
            run.recipe.output.heads,
            f"fold {fold}",
            half=True,
            classifies=run.recipe.classifies,
        )
        graph = found.model.SerializeToString()
        graphs.append(graph)
        done.append(Exported(fold, found.graph_error, found.rounding_error, len(graph)))
    for fold, graph in enumerate(graphs):
        with replacing(to / f"fold_{fold}" / "model.onnx") as beside:
            beside.write_bytes(graph)
    _describe(run, to, done)
    return done


def _require_free(run: Run, to: Path) -> None:
    name = to.resolve().name
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(
            f"{to}: {name} (expected a model's name: small letters, digits and hyphens)"
        )
    if to.is_dir() and any(to.iterdir()) and not (to / "monai.json").is_file():
        raise ValueError(f"{to}: holds other files (expected a new folder, or a MONAI-style model)")
    more = sorted(p.name for p in to.glob("fold_*") if p.name not in _folder_names(run))
    if more:
        raise ValueError(f"{to}: {more[0]} (expected no fold beyond {_folder_names(run)[-1]})")


def _folder_names(run: Run) -> list[str]:
    return [f"fold_{fold}" for fold in run.folds]


def _probes(run: Run, fold: int) -> list[FloatArray]:
    """Validation cases as the network sees them, one random array, and a batch of two."""
    probes: list[FloatArray] = []
    for name in run.split.validation(fold)[:PROBES]:
        with np.load(run.folder / "preprocessed" / f"{name}.npz") as kept:
            probes.append(kept["image"][None].astype(np.float32))
    rng = np.random.default_rng(fold)
    probes.append(rng.standard_normal(probes[0].shape).astype(np.float32))
    probes.append(np.concatenate([probes[0], probes[-1]]))
    return probes


def _describe(run: Run, to: Path, done: list[Exported]) -> None:
    recipe = run.recipe
    write_json(to / "monai.json", recipe.pipeline())
    write_json(to / "splits_final.json", run.split.as_nnunet()[: recipe.split.folds])
    write_json(to / "held_out.json", list(run.split.held_out))
    with replacing(to / "recipe.toml") as beside:
        beside.write_text((run.folder / "recipe.toml").read_text("utf-8"), "utf-8")
    scores = _scores(run)
    described = card.descriptor(run, to.resolve().name, card.flat(scores))
    write_json(to / "model.json", described)
    with replacing(to / "README.md") as beside:
        errors = max(d.graph_error for d in done), max(d.rounding_error for d in done)
        beside.write_text(card.text(run, described, scores, errors), "utf-8")
    checksums.write(to)


def _scores(run: Run) -> dict[str, Any]:
    """None of a rehearsal: there is nothing to be said for its weights."""
    file = run.folder / scoring.SCORES
    if run.rehearsal:
        return {}
    if not file.is_file():
        raise FileNotFoundError(f"{file}: missing (expected a scored run; train again)")
    scores: dict[str, Any] = read_json(file)
    return scores
