"""With PyTorch and nnU-Net's own preprocessing and network, on generated cases."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import foldlink_models
from foldlink_models.cli import main

SOURCES = Path(foldlink_models.__file__).parents[1]
pytestmark = pytest.mark.peers


def _train(recipe: Path, data: Path, out: Path, *more: str) -> list[str]:
    given = ["train", str(recipe), "--data", str(data), "--out", str(out), "--fold", "0"]
    return [*given, *more]


def _assert_same(a: Any, b: Any) -> None:
    import torch

    assert type(a) is type(b)
    if isinstance(a, dict):
        assert a.keys() == b.keys()
        for key in a:
            _assert_same(a[key], b[key])
    elif isinstance(a, list):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            _assert_same(x, y)
    elif isinstance(a, torch.Tensor):
        assert torch.equal(a, b)
    else:
        assert a == b


def _state(out: Path) -> dict[str, Any]:
    from foldlink_models import checkpoint

    return checkpoint.load(out / "fold_0" / "checkpoint.pt")


@pytest.fixture
def finished(recipe_file: Path, raw_dataset: Path, tmp_path: Path) -> Path:
    out = tmp_path / "straight"
    assert main(_train(recipe_file, raw_dataset, out)) == 0
    return out


def test_a_killed_training_ends_as_one_that_ran_through(
    finished: Path, recipe_file: Path, raw_dataset: Path, tmp_path: Path
) -> None:
    out = tmp_path / "killed"
    command = [sys.executable, "-m", "foldlink_models.cli"]
    process = subprocess.Popen(
        [*command, *_train(recipe_file, raw_dataset, out)],
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
    )
    checkpoint_file = out / "fold_0" / "checkpoint.pt"
    deadline = time.monotonic() + 120
    while not checkpoint_file.is_file():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert _state(out)["iteration"] < 300
    assert main(_train(recipe_file, raw_dataset, out)) == 0
    _assert_same(_state(out), _state(finished))


def test_a_training_stopped_within_or_before_its_refinement_ends_the_same(
    finished: Path, recipe_file: Path, raw_dataset: Path, tmp_path: Path
) -> None:
    out = tmp_path / "stopped"
    for stop in (250, 273, 300):
        assert main(_train(recipe_file, raw_dataset, out, "--stop-after", str(stop))) == 0
        assert _state(out)["iteration"] == stop
    _assert_same(_state(out), _state(finished))


def test_a_refinement_starts_from_the_running_mean_with_a_fresh_optimiser(
    recipe_file: Path, raw_dataset: Path, tmp_path: Path
) -> None:
    import torch

    text = recipe_file.read_text().replace("learning_rate = 5e-4", "learning_rate = 0.0")
    recipe_file.write_text(text)
    out = tmp_path / "still"
    assert main(_train(recipe_file, raw_dataset, out, "--stop-after", "250")) == 0
    before = _state(out)
    assert main(_train(recipe_file, raw_dataset, out)) == 0
    after = _state(out)
    for name, value in before["ema"].items():
        assert torch.equal(after["network"][name], value)
    steps = {float(s["step"]) for s in after["optimiser"]["state"].values()}
    assert steps == {50.0}


def test_label_weights_say_where_patches_are_centred() -> None:
    import torch

    from foldlink_models import augment

    g = torch.Generator().manual_seed(5)
    drawn = [augment._label([1, 3], (1.0, 100.0, 3.0), g) for _ in range(2000)]
    assert set(drawn) == {1, 3}
    assert drawn.count(3) == pytest.approx(1500, abs=80)
    drawn = [augment._label([1, 3], None, g) for _ in range(2000)]
    assert drawn.count(3) == pytest.approx(1000, abs=90)


def test_it_learns(finished: Path) -> None:
    import json

    last = json.loads((finished / "fold_0" / "log.jsonl").read_text().splitlines()[-1])
    assert last["iteration"] == 300
    assert min(last["dice"].values()) > 0.5


def test_another_recipe_is_refused(
    finished: Path, recipe_file: Path, raw_dataset: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe_file.write_text(recipe_file.read_text().replace("1e-3", "2e-3"))
    assert main(_train(recipe_file, raw_dataset, finished)) == 1
    assert capsys.readouterr().err.endswith(
        f"{finished}: holds a run of another recipe (expected an empty --out)\n"
    )


def test_export_writes_a_graph_that_agrees_and_can_be_read_back(
    finished: Path, tmp_path: Path
) -> None:
    import torch

    from foldlink_models import export, network, run, weights
    from foldlink_models.predict import ModelFolder, forward_of

    opened = run.open_run(finished)
    target = tmp_path / "tiny"
    done = export.export_fold(opened, 0, target)
    assert done.graph_error <= 1e-3
    assert 0 < done.rounding_error < 0.1
    export.write_descriptors(opened, target)
    model = ModelFolder(target)
    assert list(model.folds()) == [0]

    net = network.build(model.plans, model.dataset_json).eval()
    net.load_state_dict(weights.state_dict(model.folds()[0], net))
    tiles = np.random.default_rng(3).standard_normal((3, 1, 8, 8, 8)).astype(np.float32)
    with torch.inference_mode():
        expected = net(torch.from_numpy(tiles)).numpy()
    np.testing.assert_allclose(forward_of(model.folds()[0], 1)(tiles), expected, atol=1e-3)


def test_export_refuses_a_graph_that_disagrees(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foldlink_models import export, run

    monkeypatch.setattr(export, "LARGEST_ERROR", 0.0)
    with pytest.raises(ValueError, match=r"^fold 0: the graph's logits differ from PyTorch's by"):
        export.export_fold(run.open_run(finished), 0, tmp_path / "tiny")
    assert not (tmp_path / "tiny").exists()


def test_export_refuses_an_unfinished_fold(
    recipe_file: Path, raw_dataset: Path, tmp_path: Path
) -> None:
    from foldlink_models import export, run

    out = tmp_path / "short"
    assert main(_train(recipe_file, raw_dataset, out, "--stop-after", "3")) == 0
    message = f"{out / 'fold_0' / 'checkpoint.pt'}: iteration 3 (expected 300)"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        export.export_fold(run.open_run(out), 0, tmp_path / "tiny")


def test_weights_of_another_network_are_refused(finished: Path, tmp_path: Path) -> None:
    from conftest import ZOO

    from foldlink_models import network, run, weights

    opened = run.open_run(finished)
    net = network.build(opened.plans, opened.dataset_json)
    with pytest.raises(ValueError, match=r"model\.onnx: encoder\.\S+ (has shape|\(expected)"):
        weights.state_dict(ZOO / "hippocampus" / "fold_0" / "model.onnx", net)


def test_a_label_that_a_patch_lacks_does_not_pull_on_the_dice() -> None:
    import torch

    from foldlink_models.loss import dice_and_cross_entropy

    target = torch.zeros(1, 4, 4, 4, dtype=torch.int64)
    target[:, :2] = 1
    logits = torch.zeros(1, 3, 4, 4, 4)
    logits[:, 0, 2:] = logits[:, 1, :2] = 20
    logits[:, 2] = -20
    assert float(dice_and_cross_entropy(logits, target)) == pytest.approx(0, abs=1e-3)
    nothing = torch.zeros_like(target)
    logits = torch.zeros(1, 3, 4, 4, 4)
    logits[:, 0] = 20
    assert float(dice_and_cross_entropy(logits, nothing)) == pytest.approx(1, abs=1e-3)
