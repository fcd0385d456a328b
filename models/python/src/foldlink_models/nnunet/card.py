"""README.md of a trained model: what the import found, and how it came to be."""

from __future__ import annotations

from typing import Any

from foldlink_models.files import read_json
from foldlink_models.nnunet.run import PLANS, Run

MEASURED = "<!-- assess -->\nNot measured yet: `foldlink-models assess … --card`.\n<!-- /assess -->"


def text(run: Run, model: dict[str, Any], imported: str) -> str:
    """`imported`: the card that the import wrote; its table and its figures stay."""
    body = imported.split("## Limits")[0].splitlines()
    head = [
        f"# {model['id']}",
        "",
        f"{model['title']}. {run.recipe.training.folds} folds, trained by nnU-Net v2's planner and "
        f"trainer. **{model['notice']}**",
    ]
    if run.rehearsal:
        head += ["", "**A rehearsal: a handful of iterations, these weights are worth nothing.**"]
    table = "\n".join(body[3:])
    parts = ["\n".join(head), table.strip(), _training(run), _published(run), _scores(), _limits()]
    return "\n\n".join(part for part in parts if part) + "\n"


def _training(run: Run) -> str:
    plans = read_json(run.preprocessed / f"{PLANS}.json")
    configuration = plans["configurations"][run.recipe.plan.configuration]
    told = (
        f"{plans['experiment_planner_used']}, {run.recipe.training.trainer}, batch "
        f"{configuration['batch_size']}"
    )
    settings = plans.get("foldlink")
    if settings:
        told += f", {settings['epochs']} epochs of {settings['iterations']} iterations a fold"
    return (
        f"## Training\n\n{told}. `recipe.toml` holds all that decides the weights. Once more:\n\n"
        "```\n"
        "foldlink-models train recipe.toml --data DIR --out RUN\n"
        f"foldlink-models export RUN --to {run.recipe.model.id}\n"
        f"foldlink-models assess {run.recipe.model.id} --data DIR --cases "
        f"{run.recipe.model.id}/held_out.json --card\n"
        "```"
    )


def _published(run: Run) -> str:
    """Of the system that this one repeats or succeeds; the measured figures are further down."""
    published = run.recipe.published
    if not published:
        return ""
    rows = [f"| {name} | {value:.4f} |" for name, value in published.items()]
    return "\n".join(["## Published", "", "| figure | published |", "|---|---|", *rows])


def _scores() -> str:
    return f"## Scores\n\n{MEASURED}"


def _limits() -> str:
    return (
        "## Limits\n\n- Trained on what the table says; elsewhere untested.\n"
        "- Not for clinical use."
    )
