"""The model card, README.md, of an imported folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foldlink_models.importing.nnunet_dataset import Dataset

_AXES = "zyx"
_BY = " × "  # noqa: RUF001


@dataclass(frozen=True)
class FoldReport:
    """Of one fold of one stage; errors in logits."""

    name: str
    """`fold_0`, with the stage's folder before it where it has one."""
    graph_error: float
    rounding_error: float
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True)
class StageReport:
    configuration: str
    spacing: Sequence[float]
    """mm, z, y, x or y, x."""
    patch: Sequence[int]
    trainer: str
    network: str
    parameters: int
    folds: Sequence[FoldReport]


def text(
    model: dict[str, Any],
    dataset: Dataset,
    stages: Sequence[StageReport],
    *,
    half: bool,
    patches: str,
    postprocessing: Sequence[str],
) -> str:
    """`patches`: what the graphs were compared on; `postprocessing`: a line a step."""
    axes = ", ".join(f"{_AXES[a]} (axis {a})" for a in model["mirroring"]) or "none"
    lines = [
        f"# {model['title']}",
        "",
        f"Imported from a folder of nnU-Net v2's results. **{model['notice']}**",
        "",
        "| | |",
        "|---|---|",
        *(
            _row("input", f"{i}: {c['name']} ({c['modality']})")
            for i, c in enumerate(model["channels"])
        ),
        _row("output", f"{len(model['labels'])} structures, below"),
    ]
    for stage in stages:
        spacing = _BY.join(f"{s:g}" for s in stage.spacing)
        patch = _BY.join(map(str, stage.patch))
        order = ", ".join(_AXES[-len(stage.patch) :])
        lines += [
            _row("configuration", stage.configuration),
            _row(
                "network",
                f"{stage.network}, {stage.parameters / 1e6:.2f} million parameters a fold",
            ),
            _row("spacing", f"{spacing} mm ({order})"),
            _row("patch", f"{patch} voxels ({order})"),
            _row("trainer", stage.trainer),
            _row("folds", ", ".join(f.name for f in stage.folds)),
        ]
    lines += [
        _row("mirroring", axes),
        _row("post-processing", "; ".join(postprocessing) or "none"),
        _row("storage", "float16 weights, computed in float32" if half else "float32"),
        _row("trained on", model["trained_on"]),
        _row("attribution", model["attribution"]),
        _row("licence", model["licence"]),
        "",
        "## Structures",
        "",
        "| value | name | in the training's dataset.json | SNOMED CT |",
        "|---|---|---|---|",
    ]
    originals = {s.value: s.original for s in dataset.structures}
    for label in model["labels"]:
        original = _cell(originals[label["value"]])
        code = label.get("snomed", "")
        lines.append(f"| {label['value']} | {label['name']} | {original} | {code} |")
    lines += [
        "",
        "## Import",
        "",
        f"Each fold's graph beside PyTorch, largest difference of a logit, on {patches}:",
        "",
        "| fold | graph | rounding to float16 | bytes | SHA-256 |",
        "|---|---|---|---|---|",
    ]
    for fold in (f for stage in stages for f in stage.folds):
        rounding = f"{fold.rounding_error:.1e}" if half else "not rounded"
        lines.append(
            f"| {fold.name} | {fold.graph_error:.1e} | {rounding} | {fold.size} | {fold.sha256} |"
        )
    lines += [
        "",
        "## Limits",
        "",
        "- Scores were not measured: `foldlink-models evaluate` does, on labelled cases.",
        "- What the network was trained on, and on whom it was never tried, its makers know.",
        f"- {model['notice']}",
        "",
    ]
    return "\n".join(lines)


def _row(key: str, value: str) -> str:
    return f"| {key} | {_cell(value)} |"


def _cell(value: str) -> str:
    return " ".join(value.split()).replace("|", "\\|")
