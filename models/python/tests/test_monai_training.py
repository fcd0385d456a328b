"""Whole-volume networks and classifiers, trained with MONAI on balls."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import phantom_sets
import pytest
from conftest import ZOO
from recipe_data import MONAI
from rehearsals import Rehearsals
from tiny_monai import shrunk

import foldlink_models
from foldlink_models import recipes
from foldlink_models.files import read_json

SOURCES = Path(foldlink_models.__file__).parents[1]
pytestmark = pytest.mark.peers


def validate(folder: Path) -> dict[str, Any]:
    """model.json, once it and monai.json fit the published schemas."""
    for name in ("model", "monai"):
        schema = read_json(ZOO / f"{name}.schema.json")
        jsonschema.Draft202012Validator(schema).validate(read_json(folder / f"{name}.json"))
    described: dict[str, Any] = read_json(folder / "model.json")
    return described


@pytest.mark.parametrize("name", MONAI)
def test_a_recipe_is_rehearsed_and_exported(name: str, rehearsals: Rehearsals) -> None:
    from foldlink_models import checksums
    from foldlink_models.monai_style import recipe

    model = rehearsals.model(name)
    described = validate(model)
    assert described["id"] == model.name
    assert described["scores"] == {}
    assert "worthless" in described["trained_on"]
    folds = recipe.parse((model / "recipe.toml").read_text()).split.folds
    assert len(list(model.glob("fold_*/model.onnx"))) == folds
    assert checksums.verify(model) == []
    card = (model / "README.md").read_text()
    assert "The weights are worthless" in card
    assert "Not for clinical use." in card


@pytest.fixture(scope="module")
def cancer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return phantom_sets.cancer_table(tmp_path_factory.mktemp("cancer"), 24)


@pytest.fixture(scope="module")
def pancreas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pancreas")
    return phantom_sets.decathlon(made, "Task07_Pancreas", "pancreas", 10)


@pytest.fixture(scope="module")
def learnt(cancer: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of five folds."""
    from foldlink_models.monai_style import command

    folder = tmp_path_factory.mktemp("learnt")
    recipe = folder / "recipe.toml"
    recipe.write_text(shrunk("phantom-liver-cancer", 12, ("held_out = 0.2", "held_out = 0.3")))
    command.train(str(recipe), cancer, folder / "run")
    return folder / "run"


def test_a_classifier_learns_and_its_card_says_so(learnt: Path, tmp_path: Path) -> None:
    from foldlink_models.monai_style import command

    scores = read_json(learnt / "scores.json")
    assert scores["held_out"]["auc"] >= 0.9
    assert len(scores["validation"]) == 5
    model = tmp_path / "balls"
    command.export(learnt, model)
    described = validate(model)
    assert described["scores"]["held_out.auc"] == round(scores["held_out"]["auc"], 4)
    card = (model / "README.md").read_text()
    assert f"| held_out.auc | {scores['held_out']['auc']:.4f} | - |" in card
    assert "| together |" in card
    assert any((learnt / "fold_0" / "tensorboard").iterdir())
    history = read_json(learnt / "fold_0" / "history.json")
    assert len(history) == 12
    assert {"loss", "validation_loss", "auc", "accuracy", "rate"} <= history[0].keys()


def test_held_out_cases_are_in_no_fold_and_classes_are_shared_out(learnt: Path) -> None:
    split = read_json(learnt / "split.json")
    everyone = [*split["held_out"], *(n for fold in split["folds"] for n in fold)]
    assert sorted(everyone) == [f"scan{n:02d}" for n in range(24)]
    ill = sum(int(name[4:]) % 2 for name in split["held_out"])
    assert ill * 2 == len(split["held_out"])


def _states(run: Path, fold: int = 0) -> dict[str, Any]:
    from foldlink_models.monai_style.training import load_checkpoint

    return load_checkpoint(run / f"fold_{fold}" / "checkpoint.pt")


def _assert_same(a: dict[str, Any], b: dict[str, Any]) -> None:
    import torch

    assert a["epoch"] == b["epoch"]
    for key in ("network", "best"):
        assert a[key].keys() == b[key].keys()
        for name in a[key]:
            assert torch.equal(a[key][name], b[key][name]), name


def test_a_killed_training_ends_as_one_that_ran_through(pancreas: Path, tmp_path: Path) -> None:
    from foldlink_models.monai_style import command

    recipe = tmp_path / "recipe.toml"
    recipe.write_text(shrunk("pancreas-tumour.as-published", 8))
    out = tmp_path / "killed"
    code = (
        "from pathlib import Path; from foldlink_models.monai_style import command; "
        f"command.train({str(recipe)!r}, Path({str(pancreas)!r}), Path({str(out)!r}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
    )
    deadline = time.monotonic() + 120
    while not (out / "fold_0" / "checkpoint.pt").is_file():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert _states(out)["epoch"] < 8
    command.train(str(recipe), pancreas, out)
    command.train(str(recipe), pancreas, tmp_path / "straight")
    _assert_same(_states(out), _states(tmp_path / "straight"))


def test_small_arrays_are_not_computed_in_bfloat16_on_a_cpu() -> None:
    import torch

    from foldlink_models.monai_style import precision, recipe

    cpu = torch.device("cpu")
    tiny = recipe.parse(shrunk("pancreas-tumour.as-published", 1))
    assert tiny.coarsest == 2
    with precision.autocast(cpu, tiny.coarsest):
        assert not torch.is_autocast_enabled("cpu")
    assert recipe.parse(recipes.text("pancreas-tumour.as-published")).coarsest == 4


def test_a_loss_that_is_no_number_is_told(
    pancreas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foldlink_models.monai_style import command, training

    def broken(net: Any, batch: Any, spec: Any) -> Any:
        loss, logits = net(batch["image"]).sum() * math.nan, net(batch["image"])
        return loss, logits

    monkeypatch.setattr(training, "loss_of", broken)
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(shrunk("pancreas-tumour.as-published", 1))
    with pytest.raises(ValueError, match="loss") as refused:
        command.train(str(recipe), pancreas, tmp_path / "run")
    assert str(refused.value) == (
        "fold 0, epoch 0: the loss is nan (expected a finite number; lower "
        "training.learning_rate, or look for damaged scans)"
    )


def test_other_contents_of_the_folder_are_refused(
    learnt: Path, cancer: Path, pancreas: Path, tmp_path: Path
) -> None:
    from foldlink_models.monai_style import command

    recipe = learnt / "recipe.toml"
    other = tmp_path / "other.toml"
    other.write_text(recipe.read_text().replace("seed = 1\n", "seed = 2\n"))
    with pytest.raises(ValueError, match="another recipe") as refused:
        command.train(str(other), cancer, learnt)
    assert str(refused.value) == (
        f"{learnt}: holds a run of another recipe (expected an empty --out)"
    )
    with pytest.raises(ValueError, match="training") as refused:
        command.train(str(recipe), cancer, learnt, rehearse=True)
    assert str(refused.value) == f"{learnt}: holds a training (expected an empty --out)"
    with pytest.raises(ValueError, match="other files"):
        command.train(str(recipe), cancer, pancreas)


def test_an_unfinished_run_is_not_exported(cancer: Path, learnt: Path, tmp_path: Path) -> None:
    from foldlink_models.monai_style import command

    run = tmp_path / "run"
    command.train(str(learnt / "recipe.toml"), cancer, run, fold=1)
    with pytest.raises(FileNotFoundError, match="fold_0") as refused:
        command.export(run, tmp_path / "tiny")
    assert str(refused.value) == (
        f"{run}/fold_0/checkpoint.pt: missing (expected a trained fold; train --fold 0)"
    )
    assert not (tmp_path / "tiny").exists()


def test_a_graph_that_disagrees_is_refused(
    learnt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foldlink_models.importing import compare
    from foldlink_models.monai_style import command

    monkeypatch.setattr(compare, "LARGEST_ERROR", -1.0)
    with pytest.raises(ValueError, match=r"^fold 0: the graph's logits differ from PyTorch's by"):
        command.export(learnt, tmp_path / "tiny")
    assert not (tmp_path / "tiny").exists()


def test_an_unknown_device_and_fold_are_told(cancer: Path, tmp_path: Path) -> None:
    from foldlink_models.monai_style import command

    with pytest.raises(ValueError, match="tpu") as refused:
        command.train("phantom-liver-cancer", cancer, tmp_path / "run", device="tpu")
    assert str(refused.value) == "device = 'tpu' (expected one of ['auto', 'cpu', 'cuda'])"
    with pytest.raises(ValueError, match="fold = 7") as refused:
        command.train("phantom-liver-cancer", cancer, tmp_path / "run", fold=7)
    assert str(refused.value) == "fold = 7 (expected one of [0, 1, 2, 3, 4])"
