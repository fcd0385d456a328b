"""`foldlink-models precisions`: what float16 costs in Dice, in the weights and in computing.

On a CPU float16 computing is emulated: ONNX Runtime computes in float32, and every operator's
result is rounded to float16. So sums inside an operator are exact to float32, as in a GPU's tensor
cores; a GPU that also sums in float16 loses more.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx

from foldlink_models import predict, sliding
from foldlink_models.assess import graphs, precision
from foldlink_models.assess.precision import REFERENCE, Compared
from foldlink_models.dataset import Case
from foldlink_models.predict import ModelFolder

PART = "precisions"
STORAGE = "float16 weights"
COMPUTING = "float16 weights and activations"
KEYS = {STORAGE: "fp16_storage", COMPUTING: "fp16"}
"""As model.json's scores name them."""


def run(
    model: ModelFolder,
    cases: Sequence[Case],
    trained: Path | None,
    *,
    mirroring: bool = True,
    threads: int = 1,
) -> Compared:
    """`trained`: nnU-Net's results folder, with the weights before they were rounded; without it
    float32 computes with the weights as the model stores them, and their storage is not judged."""
    names = [REFERENCE, *([STORAGE] if trained else []), COMPUTING]
    folds: dict[str, list[sliding.Forward]] = {name: [] for name in names}
    for k, file in model.folds().items():
        stored = onnx.load(file)
        made = {REFERENCE: stored, COMPUTING: graphs.rounding_to_half(stored)}
        if trained is not None:
            known = weights_of(trained / f"fold_{k}" / "checkpoint_final.pth")
            made[STORAGE], made[REFERENCE] = stored, graphs.in_float32(stored, known)
        for name in names:
            folds[name].append(predict.forward_of(made[name].SerializeToString(), threads))
    if not folds[REFERENCE]:
        raise ValueError(f"{model.folder}: no fold_k/model.onnx (expected at least one)")
    return precision.run(model, cases, folds, mirroring=mirroring)


def weights_of(checkpoint: Path) -> dict[str, Any]:
    """float32 arrays by their names in the network's state_dict."""
    from foldlink_models.importing import safe_checkpoint

    if not checkpoint.is_file():
        raise FileNotFoundError(f"{checkpoint}: missing (expected nnU-Net's, of the model's fold)")
    known = safe_checkpoint.read(checkpoint, str(checkpoint)).weights
    return {name: tensor.float().numpy() for name, tensor in known.items()}


def markdown(found: Compared, *, mirroring: bool, trained: bool) -> str:
    parts = [
        "### float16",
        f"Mean Dice of the ensemble ({'with' if mirroring else 'without'} mirroring) over "
        f"{len(found.cases)} cases, its change from float32 with the 95 % interval (bootstrap "
        "over cases), and the share of voxels with the same label.",
        found.markdown({}),
        "float32: the weights as they were trained."
        if trained
        else "float32: the weights as the model stores them (rounded to float16), computed in "
        "float32.",
        "Computing in float16 is emulated on a CPU: every operator's result is rounded, sums "
        "within an operator are in float32.",
        "**Not for clinical use.**",
    ]
    return "\n\n".join(parts) + "\n"


def scores(found: Compared) -> dict[str, float]:
    """For model.json, beside `held_out.dice.<label>`."""
    return {
        f"held_out.dice.{structure}.{KEYS[p]}": found.mean(p, structure)
        for p in found.dice
        if p != REFERENCE
        for structure in found.dice[p]
    }
