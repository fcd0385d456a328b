"""Assessment of models whose truth is nnU-Net's own prediction: 3D and 2D, labels and regions."""

from __future__ import annotations

import json
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from foldlink_models import cli
from foldlink_models.files import write_json

pytestmark = pytest.mark.peers

CLASSES = {"background": 0, "a": 1, "b": 2}
REGIONS = {"background": 0, "whole": [1, 2], "core": [2]}
KINDS = {
    "3d": ("3d_fullres", [8, 12, 12], [1.5, 1.25, 1.0], CLASSES, [], [1, 2]),
    "regions": ("3d_fullres", [8, 12, 12], [1.5, 1.25, 1.0], REGIONS, [1, 2], [2]),
    "2d": ("2d", [16, 12], [1.25, 1.0], CLASSES, [], [1, 2]),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One case of 22×20×9 voxels (x, y, z) with an empty margin; its label is still to come."""
    noise = np.random.default_rng(9).standard_normal((22, 20, 9))
    image = (gaussian_filter(noise, 1) * 1000).astype(np.float32)
    image[:3] = 0
    folder = tmp_path / "data"
    for name in ("imagesTr", "labelsTr"):
        (folder / name).mkdir(parents=True)
    file = folder / "imagesTr" / "one_0000.nii.gz"
    nib.save(nib.Nifti1Image(image, np.diag([-1.0, -1.0, 1.5, 1.0])), file)
    write_json(folder / "cases.json", ["one"])
    return folder


def _model(folder: Path, kind: str) -> Path:
    from foldlink_models import reference_random

    name, patch, spacing, labels, order, mirroring = KINDS[kind]
    dataset = {
        "name": "x",
        "channel_names": {"0": "MRI"},
        "labels": labels,
        "file_ending": ".nii.gz",
    }
    if order:
        dataset["regions_class_order"] = order
    axes = len(patch)
    configuration = {
        "patch_size": patch,
        "spacing": spacing,
        "network": {"features": [4, 8], "strides": [[1] * axes, [2] * axes]},
        "folds": ["0", "1"],
    }
    reference_random.make_model(
        {"folder": str(folder), "dataset": dataset, "configurations": {name: configuration}}
    )
    made = folder / f"nnUNetTrainer__nnUNetPlans__{name}"
    values = [{"name": f"l{v}", "value": v} for v in (1, 2)]
    if not order:
        values = [{"name": k, "value": v} for k, v in labels.items() if v]
    described = {"id": "x", "title": "X", "notice": "Not for clinical use."}
    described |= {"task": "segmentation", "channels": [{"name": "MRI"}]}
    described |= {"labels": values, "configuration": name, "mirroring": mirroring, "scores": {}}
    write_json(made / "model.json", described)
    (made / "README.md").write_text("# x\n\n## Limits\n", "utf-8")
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_the_ensemble_is_nnunets(kind: str, data: Path, tmp_path: Path) -> None:
    from foldlink_models import reference_nnunet

    model = _model(tmp_path / "model", kind)
    image = data / "imagesTr" / "one_0000.nii.gz"
    reference_nnunet.run_case({"model": str(model), "inputs": [str(image)]}, tmp_path / "own")
    truth = nib.load(tmp_path / "own" / "labelmap.nii.gz")
    assert len(np.unique(np.asarray(truth.dataobj))) == 3
    nib.save(truth, data / "labelsTr" / "one.nii.gz")
    out = tmp_path / "out"
    arguments = ["assess", str(model), "--data", str(data), "--cases", str(data / "cases.json")]
    assert cli.main([*arguments, "--out", str(out), "--card"]) == 0
    modes = json.loads((out / "assessment.json").read_text())["modes"]
    names = {"whole", "core"} if kind == "regions" else {"a", "b"}
    dice = modes["mirrored"]["dice"]
    assert set(dice["ensemble"]) == names
    assert min(dice["ensemble"].values()) >= 0.999
    assert max(modes["plain"]["dice"]["ensemble"].values()) < 0.999
    assert max(dice["fold 0"].values()) < 0.99
    told = modes["mirrored"]["doubt"]["everywhere"]
    assert sum(told["voxels"]) == 22 * 20 * 9
    assert sum(told["wrong"]) <= 2
    assert told["voxels"][1] > 100
    for picture in (out / "reliability.png", model / "reliability.png"):
        assert picture.read_bytes().startswith(b"\x89PNG")
    card = (model / "README.md").read_text("utf-8")
    assert card.index("<!-- assess -->") < card.index("## Limits")
    recorded = json.loads((model / "model.json").read_text())["scores"]
    assert set(recorded) == {f"held_out.dice.{name}" for name in names}


def test_int8_is_refused_where_it_loses_and_written_where_it_does_not(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from foldlink_models import reference_nnunet

    model = _model(tmp_path / "model", "3d")
    image = data / "imagesTr" / "one_0000.nii.gz"
    reference_nnunet.run_case({"model": str(model), "inputs": [str(image)]}, tmp_path / "own")
    for name in ("one", "two"):
        nib.save(
            nib.load(tmp_path / "own" / "labelmap.nii.gz"), data / "labelsTr" / f"{name}.nii.gz"
        )
    (data / "imagesTr" / "two_0000.nii.gz").symlink_to(image)
    write_json(data / "other.json", ["two"])
    target = tmp_path / "to" / "x-int8"
    lists = ["--calibration", str(data / "other.json"), "--test", str(data / "cases.json")]
    arguments = ["quantise", str(model), "--data", str(data), *lists, "--to", str(target)]
    assert cli.main([*arguments, "--max-loss", "0"]) == 1
    assert "(expected a loss of at most 0); nothing was written" in capsys.readouterr().err
    assert list(target.parent.iterdir()) == []
    assert cli.main([*arguments, "--max-loss", "0.2"]) == 0
    scores = json.loads((target / "model.json").read_text())["scores"]
    assert scores["held_out.dice.a"] >= 0.999
    assert 0.8 <= scores["held_out.dice.a.int8"] < scores["held_out.dice.a"]
    assert (target / "README.md").read_text("utf-8").startswith("# x-int8\n")
    assert cli.main(["sums", str(target)]) == 0


def test_the_weights_storage_is_judged_by_the_checkpoint(data: Path, tmp_path: Path) -> None:
    import torch

    from foldlink_models import weights
    from foldlink_models.assess import half
    from foldlink_models.dataset import list_cases
    from foldlink_models.predict import ModelFolder

    model = ModelFolder(_model(tmp_path / "model", "3d"))
    blank = nib.Nifti1Image(np.ones((22, 20, 9), np.uint8), np.diag([-1.0, -1.0, 1.5, 1.0]))
    nib.save(blank, data / "labelsTr" / "one.nii.gz")
    trained = tmp_path / "trained"
    for k, file in model.folds().items():
        # As if training had ended a quarter of float16's step away from what is stored.
        known = {n: torch.from_numpy(v * (1 + 2**-13)) for n, v in weights.read(file).items()}
        (trained / f"fold_{k}").mkdir(parents=True)
        content = {"network_weights": known, "logging": {"losses": [np.float64(0.5)]}}
        content |= {"trainer_name": "nnUNetTrainer", "init_args": {"configuration": "3d_fullres"}}
        torch.save(content, trained / f"fold_{k}" / "checkpoint_final.pth")
    found = half.run(model, list_cases(data, 1), trained, mirroring=False)
    assert list(found.dice) == ["float32", half.STORAGE, half.COMPUTING]
    assert 0.99 < found.agreement(half.STORAGE) <= 1
    assert 0.97 < found.agreement(half.COMPUTING) <= 1
    told = half.scores(found)
    assert set(told) == {
        f"held_out.dice.{s}.{p}" for s in ("a", "b") for p in ("fp16_storage", "fp16")
    }


def test_a_checkpoint_that_is_not_there_is_told(tmp_path: Path) -> None:
    from foldlink_models.assess import half

    with pytest.raises(
        FileNotFoundError, match=r"checkpoint_final\.pth: missing \(expected nnU-Net's"
    ):
        half.weights_of(tmp_path / "checkpoint_final.pth")


def test_a_classifier_answers_as_monai_does(data: Path, tmp_path: Path) -> None:
    from foldlink_models import reference_monai

    folder = tmp_path / "classifier"
    pipeline = {
        "preprocessing": [
            {"step": "orientation", "axes": "RAS"},
            {"step": "resize", "size": [16, 16, 16], "mode": "trilinear"},
        ],
        "inferer": {"kind": "whole"},
        "output": {
            "heads": 1,
            "activation": "sigmoid",
            "decision": "threshold",
            "classes": ["absent", "present"],
        },
    }
    described = {
        "task": "classification",
        "modality": "MR",
        "channels": [{"name": "MRI", "modality": "MR"}],
        "labels": [{"value": 1, "name": "present", "color": [1, 2, 3]}],
    }
    reference_monai.make_model(
        {
            "folder": str(folder),
            "model": described,
            "pipeline": pipeline,
            "features": [4, 8],
            "seed": 2,
            "folds": ["0", "1"],
        }
    )
    rng = np.random.default_rng(3)
    rows, names, expected = ["case,class"], [], []
    for k in range(6):
        name = f"c{k}"
        image = data / "imagesTr" / f"{name}_0000.nii.gz"
        values = gaussian_filter(rng.standard_normal((20, 18, 12)), 2) * 8
        nib.save(nib.Nifti1Image(values.astype(np.float32), np.eye(4)), image)
        reference_monai.run_case({"model": str(folder), "inputs": [str(image)]}, tmp_path / name)
        expected.append(float(np.load(tmp_path / name / "activated.npy").item()))
        rows.append(f"{name},{k % 2}")
        names.append(name)
    (data / "classes.csv").write_text("\n".join(rows) + "\n", "utf-8")
    write_json(data / "cases.json", names)
    out = tmp_path / "out"
    arguments = ["assess", str(folder), "--data", str(data), "--cases", str(data / "cases.json")]
    assert cli.main([*arguments, "--out", str(out)]) == 0
    told = json.loads((out / "assessment.json").read_text())
    found = np.array(told["probabilities"]["ensemble"])
    np.testing.assert_allclose(found[:, 1], expected, atol=1e-5)
    np.testing.assert_allclose(found.sum(1), 1)
    right = np.mean([(p >= 0.5) == k % 2 for k, p in enumerate(expected)])
    assert told["figures"]["ensemble"]["accuracy"] == pytest.approx(right)
    assert (out / "reliability.png").read_bytes().startswith(b"\x89PNG")
