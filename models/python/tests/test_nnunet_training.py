"""A recipe rehearsed by nnU-Net itself: data, planner, trainer, validation, export."""

from pathlib import Path

import numpy as np
import onnxruntime
import phantom_sets
import pytest

from foldlink_models.cli import main
from foldlink_models.files import read_json

pytestmark = pytest.mark.peers


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folds' worth of a region-based, four-channel model, on BraTS's own layout."""
    folder = tmp_path_factory.mktemp("nnunet")
    text = (Path(__file__).parents[1] / "src/foldlink_models/recipes/phantom-brats.toml").read_text(
        "utf-8"
    )
    for old, new in (
        ('sources = ["nnunet-raw"]', 'sources = ["brats2020"]'),
        ("held_out = 20", "held_out = 1"),
        ("spacing = [2.0, 2.0, 2.0]", "spacing = [2.5, 2.0, 2.0]"),
        ("patch = [64, 80, 64]", "patch = [16, 16, 16]"),
        ("[training]\n", "[training]\nfolds = 1\n"),
    ):
        assert old in text
        text = text.replace(old, new)
    (folder / "tiny.toml").write_text(text, "utf-8")
    phantom_sets.brats(folder / "data", 8)
    told = ["--data", str(folder / "data"), "--out", str(folder / "run"), "--device", "cpu"]
    assert main(["train", str(folder / "tiny.toml"), *told, "--rehearse"]) == 0
    return folder / "run"


def test_the_results_are_nnunets_own(rehearsed: Path) -> None:
    (results,) = (rehearsed / "results").glob("*/nnUNetTrainerFoldLink__nnUNetPlans__3d_fullres")
    assert {"plans.json", "dataset.json", "dataset_fingerprint.json"} <= {
        p.name for p in results.iterdir()
    }
    fold = results / "fold_0"
    assert (fold / "checkpoint_final.pth").is_file()
    assert not (fold / "checkpoint_latest.pth").exists()
    assert "foreground_mean" in read_json(fold / "validation" / "summary.json")
    assert list((fold / "tensorboard").iterdir())


def test_a_finished_run_is_gone_on_with_at_once(rehearsed: Path) -> None:
    (final,) = rehearsed.rglob("checkpoint_final.pth")
    before = final.stat().st_mtime_ns
    assert main(["resume", str(rehearsed), "--fold", "0", "--device", "cpu"]) == 0
    assert final.stat().st_mtime_ns == before


def test_it_is_exported_with_its_regions_and_marked(rehearsed: Path, tmp_path: Path) -> None:
    to = tmp_path / "tiny-brats"
    assert main(["export", str(rehearsed), "--to", str(to)]) == 0
    model = read_json(to / "model.json")
    assert [label["name"] for label in model["labels"]] == ["necrosis", "oedema", "enhancing"]
    assert model["mirroring"] == [2]
    assert model["title"].endswith("(rehearsal)")
    assert "worth nothing" in (to / "README.md").read_text("utf-8")
    session = onnxruntime.InferenceSession(str(to / "fold_0" / "model.onnx"))
    (logits,) = session.run(None, {"input": np.zeros((2, 4, 16, 16, 16), np.float32)})
    assert logits.shape == (2, 3, 16, 16, 16)
    assert main(["export", str(rehearsed), "--to", str(to)]) == 1  # never over another model


def test_the_fold_and_the_device_are_checked(
    rehearsed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["resume", str(rehearsed), "--fold", "3", "--device", "cpu"]) == 1
    assert "--fold 3 (expected below the recipe's 1 folds)" in capsys.readouterr().err
    assert main(["resume", str(rehearsed), "--device", "cuda"]) == 1
    assert "--device cuda: PyTorch sees no GPU" in capsys.readouterr().err
