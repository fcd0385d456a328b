"""What `train` and `export` do with a recipe of `engine = "monai"`."""

from __future__ import annotations

import sys
from pathlib import Path


def train(
    recipe: str,
    data: Path,
    out: Path,
    fold: int | None = None,
    device: str = "auto",
    threads: int = 1,
    rehearse: bool = False,
) -> None:
    """`recipe`: a file, or a built-in one's name. Once all folds are trained, they are scored."""
    import torch

    from foldlink_models import recipes
    from foldlink_models.monai_style import precision, prepare, run, scoring
    from foldlink_models.monai_style.training import FoldTrainer

    torch.set_num_threads(threads)
    chosen = precision.device_of(device)
    begun, cases, channels = run.start(recipes.text(recipe), data, out, rehearse)
    if fold is not None and fold not in begun.folds:
        raise ValueError(f"fold = {fold} (expected one of {list(begun.folds)})")
    arrays = prepare.arrays_of(cases, begun.recipe, out / "preprocessed", channels)
    if precision.fits(chosen, arrays.image.nbytes + arrays.label.nbytes):
        arrays = arrays.to(chosen)
    for k in begun.folds if fold is None else [fold]:
        parts = begun.split.train(k), begun.split.validation(k)
        FoldTrainer(begun.recipe, k, arrays, parts, begun.fold_folder(k), chosen, rehearse).run()
    missing = scoring.unfinished(begun)
    if missing:
        print(f"folds {missing} are not trained yet", file=sys.stderr)
        return
    for name, value in scoring.score(begun, arrays, chosen).get("held_out", {}).items():
        print(f"held out {name}: {value:.4f}")


def export(run: Path, to: Path, threads: int = 1) -> None:
    import torch

    from foldlink_models.monai_style import exporting
    from foldlink_models.monai_style.run import open_run

    torch.set_num_threads(threads)
    for done in exporting.export_run(open_run(run), to):
        print(
            f"fold {done.fold}: {done.size} bytes, largest logit difference "
            f"{done.graph_error:.1e} to PyTorch, {done.rounding_error:.1e} by float16 storage",
            flush=True,
        )
