"""What finished folds reach: each on its own validation cases, all together on held-out ones."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import nn
from tqdm import tqdm

from foldlink_models.files import write_json
from foldlink_models.monai_style import metrics, networks
from foldlink_models.monai_style.prepare import Arrays
from foldlink_models.monai_style.run import Run
from foldlink_models.monai_style.training import CHECKPOINT, load_checkpoint, outputs_of, scores_of

SCORES = "scores.json"


def finished_network(run: Run, fold: int) -> nn.Module:
    """In evaluation mode, with the weights that the recipe keeps; an unfinished fold is refused."""
    file = run.fold_folder(fold) / CHECKPOINT
    if not file.is_file():
        raise FileNotFoundError(f"{file}: missing (expected a trained fold; train --fold {fold})")
    state, epochs = load_checkpoint(file), run.recipe.training.epochs
    if state["epoch"] != epochs and not state["stopped"]:
        raise ValueError(f"{file}: epoch {state['epoch']} (expected {epochs}; train again)")
    net = networks.build(run.recipe)
    net.load_state_dict(state["best" if run.recipe.training.keep == "best" else "network"])
    return net.eval()


def unfinished(run: Run) -> list[int]:
    found = []
    for fold in run.folds:
        try:
            finished_network(run, fold)
        except (ValueError, OSError):
            found.append(fold)
    return found


def score(run: Run, arrays: Arrays, device: torch.device) -> dict[str, Any]:
    """Writes `scores.json`; figures are of the network's grid, computed in float32."""
    nets = [finished_network(run, fold).to(device) for fold in run.folds]
    folds: dict[str, Any] = {}
    for fold, net in enumerate(nets):
        folds[str(fold)] = _of([net], run, arrays, run.split.validation(fold), device)
    held_out = list(run.split.held_out)
    content: dict[str, Any] = {"validation": folds}
    if held_out:
        content["held_out"] = _of(nets, run, arrays, held_out, device)
        if len(nets) > 1:
            content["held_out_each_fold"] = {
                str(fold): _of([net], run, arrays, held_out, device)
                for fold, net in enumerate(nets)
            }
    write_json(run.folder / SCORES, content)
    return content


def _of(
    nets: list[nn.Module], run: Run, arrays: Arrays, names: list[str], device: torch.device
) -> metrics.Scores:
    recipe = run.recipe
    outputs: list[Any] = []
    with torch.inference_mode():
        for one in tqdm(
            torch.split(arrays.index(names), 1), desc="score", unit="case", leave=False
        ):
            batch = arrays.batch(one, device)
            logits = [net(batch["image"]) for net in nets]
            activate = torch.sigmoid if recipe.classifies else partial(torch.softmax, dim=1)
            mean = torch.stack([activate(x) for x in logits]).mean(0)
            outputs += outputs_of(recipe, mean, batch)
    return scores_of(recipe, outputs)
