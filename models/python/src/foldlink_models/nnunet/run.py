"""A run's folder: the recipe, nnU-Net's three folders (`raw`, `preprocessed`, `results`), and how
far it is. Every step is left out where its result is there, so a killed run goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from foldlink_models.datasets import Case
from foldlink_models.files import read_json, replacing, write_json
from foldlink_models.nnunet import plan as planning
from foldlink_models.nnunet import raw, recipe
from foldlink_models.nnunet.pools import of_threads
from foldlink_models.nnunet.recipe import Recipe
from foldlink_models.split import make_split

PLANS = "nnUNetPlans"
EXTERNAL_TRAINERS = "nnUNet_extTrainer"
LOG = "nnunet.log"
REHEARSAL = "REHEARSAL"
"""A file in the run's folder: its weights come from a handful of iterations."""
REHEARSED_CASES, REHEARSED_FOLDS = 6, 2
REHEARSED_VOXELS = 100_000
"""Of which the fingerprint takes the intensities; nnU-Net's own number is a thousand times that."""


@dataclass(frozen=True)
class Run:
    folder: Path

    @cached_property
    def recipe(self) -> Recipe:
        """What the folder's recipe asks for; of a rehearsal, what is left of it."""
        told = recipe.parse((self.folder / "recipe.toml").read_text("utf-8"))
        return rehearsed(told) if self.rehearsal else told

    @property
    def rehearsal(self) -> bool:
        return (self.folder / REHEARSAL).exists()

    @property
    def raw(self) -> Path:
        return self.folder / "raw" / self.recipe.dataset_name

    @property
    def preprocessed(self) -> Path:
        return self.folder / "preprocessed" / self.recipe.dataset_name

    @property
    def results(self) -> Path:
        """nnU-Net's results folder: `trainer__plans__configuration`."""
        r = self.recipe
        name = f"{r.training.trainer}__{PLANS}__{r.plan.configuration}"
        return self.folder / "results" / r.dataset_name / name

    @property
    def held_out(self) -> list[str]:
        names: list[str] = read_json(self.folder / "held_out.json")
        return names

    def use(self) -> None:
        """Sets what nnU-Net reads from the environment; before nnU-Net is imported or called."""
        for name in ("raw", "preprocessed", "results"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
            os.environ[f"nnUNet_{name}"] = str(self.folder / name)
        os.environ.setdefault("nnUNet_def_n_proc", str(workers()))
        use_trainers()

    @contextmanager
    def logged(self) -> Iterator[None]:
        """What nnU-Net prints goes to a file; its bars, on the standard error, are seen."""
        with (self.folder / LOG).open("a", encoding="utf-8") as log, redirect_stdout(log):
            yield


def workers() -> int:
    """Processes for what nnU-Net does case by case."""
    return max(1, min(8, os.cpu_count() or 1))


def use_trainers() -> None:
    """Lets nnU-Net, training or predicting, find FoldLink's trainer class."""
    own = str(resources.files("foldlink_models.nnunet") / "trainers")
    others = [p for p in os.environ.get(EXTERNAL_TRAINERS, "").split(os.pathsep) if p]
    if own not in others:
        os.environ[EXTERNAL_TRAINERS] = os.pathsep.join([*others, own])


def prepare(
    text: str, cases: Sequence[Case], folder: Path, *, workers: int = 1, rehearse: bool = False
) -> Run:
    """Raw data set, fingerprint, plans, preprocessed cases; refuses another recipe's folder. One
    worker is a thread of this process. A rehearsal takes the first cases alone."""
    wanted = recipe.parse(text)
    kept = folder / "recipe.toml"
    if kept.is_file() and kept.read_text("utf-8") != text:
        raise ValueError(f"{folder}: holds a run of another recipe (expected a new --out)")
    if kept.is_file() and (folder / REHEARSAL).exists() != rehearse:
        raise ValueError(
            f"{folder}: holds a {'training' if rehearse else 'rehearsal'} (expected a new --out)"
        )
    run = Run(folder.resolve())
    with replacing(kept) as beside:
        beside.write_text(text, "utf-8")
    if rehearse:
        with replacing(folder / REHEARSAL) as beside:
            beside.write_text("A handful of iterations: weights worth nothing.\n", "utf-8")
        wanted, cases = rehearsed(wanted), cases[:REHEARSED_CASES]
    run.use()
    if not (run.raw / "dataset.json").is_file():
        split = make_split([case.name for case in cases], wanted.split.held_out, wanted.split.seed)
        write_json(folder / "held_out.json", list(split.held_out))
        write_json(folder / "splits_final.json", split.as_nnunet())
        raw.write(wanted, cases, split.held_out, run.raw)
    with of_threads() if workers == 1 else nullcontext():
        _plan(run, workers)
        _preprocess(run, workers)
    return run


def _plan(run: Run, workers: int) -> None:
    target = run.preprocessed / f"{PLANS}.json"
    if (run.preprocessed / "splits_final.json").is_file():
        return
    print("Planning: nnU-Net's fingerprint of the data, and its plans for them", flush=True)
    import nnunetv2
    from nnunetv2.experiment_planning import plan_and_preprocess_api as api
    from nnunetv2.experiment_planning.dataset_fingerprint.fingerprint_extractor import (
        DatasetFingerprintExtractor,
    )
    from nnunetv2.utilities.find_class_by_name import recursive_find_python_class

    plan = run.recipe.plan
    planner = recursive_find_python_class(
        str(Path(nnunetv2.__path__[0]) / "experiment_planning"),
        plan.planner,
        current_module="nnunetv2.experiment_planning",
    )
    if planner is None:
        raise ValueError(f"plan.planner = {plan.planner} (expected a planner of nnU-Net's)")
    run.preprocessed.mkdir(parents=True, exist_ok=True)
    write_json(run.preprocessed / "dataset.json", read_json(run.raw / "dataset.json"))
    spacing = plan.spacing if plan.spacing is not None and len(plan.spacing) == 3 else None
    with run.logged():
        extractor = DatasetFingerprintExtractor(1, workers)
        if run.rehearsal:
            extractor.num_foreground_voxels_for_intensitystats = REHEARSED_VOXELS
        extractor.run(overwrite_existing=True)
        api.plan_experiment_dataset(
            1, planner, plan.gpu_memory_gb, "DefaultPreprocessor", spacing, PLANS
        )
    planned, wanted = read_json(target), run.recipe
    if run.rehearsal:
        wanted = replace(wanted, plan=planning.shrunk(planned, plan))
    write_json(target, planning.adapt(planned, wanted))
    # Written last: where it is, the plans are the recipe's.
    write_json(run.preprocessed / "splits_final.json", read_json(run.folder / "splits_final.json"))


def _preprocess(run: Run, workers: int) -> None:
    from nnunetv2.experiment_planning import plan_and_preprocess_api as api

    done = run.preprocessed / f"preprocessed_{run.recipe.plan.configuration}"
    if done.is_file():
        return
    print("Preprocessing", flush=True)
    with run.logged():
        api.preprocess_dataset(1, PLANS, [run.recipe.plan.configuration], [workers])
    with replacing(done) as beside:
        beside.write_text("", "utf-8")


def rehearsed(wanted: Recipe) -> Recipe:
    """The same path with few cases, two folds, a small network and a handful of iterations: minutes
    on two cores. Patch and spacing are for `plan.shrunk`, which knows the planner's."""
    settings: dict[str, Any] = {}
    if wanted.training.trainer == "nnUNetTrainerFoldLink":
        settings = wanted.training.settings | {
            "epochs": 2,
            "iterations": 2,
            "validation_iterations": 1,
        }
    folds = min(wanted.training.folds, REHEARSED_FOLDS)
    return replace(
        wanted,
        split=replace(wanted.split, held_out=min(wanted.split.held_out, 1)),
        plan=replace(wanted.plan, features=(4, 8, 8), convs=1, convs_decoder=1, batch=2),
        training=replace(wanted.training, folds=folds, settings=settings),
    )
