"""The published model folders are what they say they are."""

import json
import shutil
from pathlib import Path

import onnxruntime
import pytest
from conftest import ZOO

from foldlink_models import checksums, descriptor, recipes
from foldlink_models.predict import ModelFolder

SEGMENTING = ["hippocampus", "phantom-abdomen", "phantom-abdomen-2d", "phantom-brats"]
CLASSIFYING = ["phantom-liver-cancer"]
MODELS = sorted([*SEGMENTING, *CLASSIFYING])
LARGEST_PHANTOM = 3 * 1024 * 1024 // 2
LARGEST = 25 * 1024 * 1024
"""Bytes of all folds of all models together."""


def test_every_folder_of_the_zoo_is_tested() -> None:
    assert sorted(p.name for p in ZOO.glob("[!.]*") if p.is_dir()) == MODELS


@pytest.mark.parametrize("model_id", MODELS)
def test_descriptor_fits_its_schema_and_its_neighbours(model_id: str) -> None:
    assert descriptor.problems(ZOO / model_id) == []


@pytest.mark.parametrize("model_id", MODELS)
def test_checksums_hold(model_id: str) -> None:
    assert checksums.verify(ZOO / model_id) == []


@pytest.mark.parametrize("model_id", SEGMENTING)
def test_five_folds_with_the_graph_that_the_plan_promises(model_id: str) -> None:
    model = ModelFolder(ZOO / model_id)
    assert list(model.folds()) == [0, 1, 2, 3, 4]
    for graph in model.folds().values():
        session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        (given,), (made,) = session.get_inputs(), session.get_outputs()
        channels, classes = (
            len(model.descriptor["channels"]),
            len(model.regions) or len(model.labels) + 1,
        )
        assert (given.name, given.type) == ("input", "tensor(float)")
        assert (made.name, made.type) == ("logits", "tensor(float)")
        assert given.shape == ["batch", channels, *model.patch]
        assert made.shape == ["batch", classes, *model.patch]


@pytest.mark.parametrize("model_id", MODELS)
def test_the_folder_states_licence_scores_and_notice(model_id: str) -> None:
    folder = ZOO / model_id
    model = ModelFolder(folder).descriptor
    card = (folder / "README.md").read_text("utf-8")
    assert (folder / "LICENSE").is_file()
    assert model["notice"] == "Not for clinical use."
    assert "not for clinical use" in card.lower()
    assert model["scores"]
    for score in model["scores"].values():
        assert f"{score:.4f}" in card


@pytest.mark.parametrize("model_id", CLASSIFYING)
def test_five_folds_of_a_classifier(model_id: str) -> None:
    model = ModelFolder(ZOO / model_id)
    assert list(model.folds()) == [0, 1, 2, 3, 4]
    steps = json.loads((ZOO / model_id / "monai.json").read_text())["preprocessing"]
    (size,) = (step["size"] for step in steps if step["step"] == "resize")
    for graph in model.folds().values():
        session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        (given,), (made,) = session.get_inputs(), session.get_outputs()
        assert given.shape == ["batch", 1, *size]
        assert made.shape == ["batch", 1]


def test_the_classifier_tells_phantoms_apart() -> None:
    scores = ModelFolder(ZOO / "phantom-liver-cancer").descriptor["scores"]
    assert scores["held_out.auc"] >= 0.9


@pytest.mark.parametrize("model_id", [m for m in MODELS if m.startswith("phantom-")])
def test_a_phantoms_folds_are_small(model_id: str) -> None:
    folds = (ZOO / model_id).rglob("*.onnx")
    assert sum(file.stat().st_size for file in folds) <= LARGEST_PHANTOM


def test_the_models_are_small() -> None:
    assert sum(file.stat().st_size for file in ZOO.rglob("*.onnx")) < LARGEST


def test_hippocampus_reaches_the_promised_overlap() -> None:
    scores = ModelFolder(ZOO / "hippocampus").descriptor["scores"]
    assert scores["held_out.dice.anterior"] >= 0.89
    assert scores["held_out.dice.posterior"] >= 0.875


def test_phantom_abdomen_reaches_the_promised_overlap() -> None:
    scores = ModelFolder(ZOO / "phantom-abdomen").descriptor["scores"]
    organs = ["liver", "kidney_right", "kidney_left", "spleen", "aorta", "spine", "body"]
    assert min(scores[f"held_out.dice.{organ}"] for organ in organs) >= 0.8
    assert scores["held_out.dice.pancreas"] >= 0.75
    assert scores["held_out.dice.lesion"] >= 0.1


def test_the_published_recipe_is_the_built_in_one() -> None:
    for model_id in MODELS:
        assert (ZOO / model_id / "recipe.toml").read_text("utf-8") == recipes.text(model_id)


def _copy(tmp_path: Path) -> Path:
    shutil.copy(ZOO / "model.schema.json", tmp_path)
    return Path(shutil.copytree(ZOO / "hippocampus", tmp_path / "hippocampus"))


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("mirroring", [3], "model.json $.mirroring[0]: 3 is greater than the maximum of 2"),
        ("id", "Hippo", "model.json $.id: 'Hippo' does not match '^[a-z0-9]+(-[a-z0-9]+)*$'"),
        ("id", "other", "model.json id = other (expected hippocampus)"),
        (
            "configuration",
            "3d",
            "model.json configuration = 3d (expected one of ['2d', '3d_fullres'])",
        ),
    ],
)
def test_a_wrong_descriptor_is_told(tmp_path: Path, key: str, value: object, message: str) -> None:
    folder = _copy(tmp_path)
    table = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps(table | {key: value}))
    assert descriptor.problems(folder) == [message]


def test_members_and_stages_are_sub_folders(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    table = json.loads((folder / "model.json").read_text()) | {"members": ["3d_fullres", "3d"]}
    (folder / "model.json").write_text(json.dumps(table))
    assert len(descriptor.problems(folder)) == 1  # both a configuration and members
    del table["configuration"]
    (folder / "model.json").write_text(json.dumps(table))
    assert descriptor.problems(folder) == [
        "3d_fullres/ is missing (model.json members names it)",
        "3d/ is missing (model.json members names it)",
    ]
    for fold in sorted(folder.glob("fold_*")):
        shutil.move(fold, folder / "3d_fullres" / fold.name)
    (folder / "3d").mkdir()
    assert descriptor.problems(folder) == [
        "model.json members = 3d (expected a configuration of plans.json: "
        "one of ['2d', '3d_fullres'])",
        "3d/fold_0/model.onnx is missing (expected at least one fold)",
    ]


def test_changed_missing_and_added_files_are_told(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "plans.json").write_text("{}")
    (folder / "dataset.json").unlink()
    (folder / "extra").write_text("")
    assert checksums.verify(folder) == [
        "dataset.json: listed in SHA256SUMS but missing",
        "extra: not listed in SHA256SUMS",
        "plans.json: its SHA-256 differs from SHA256SUMS",
    ]
    checksums.write(folder)
    assert checksums.verify(folder) == []


def test_a_folder_without_the_schema_beside_it_is_told(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (tmp_path / "model.schema.json").unlink()
    with pytest.raises(
        ValueError, match=r"model.schema.json is missing \(expected FoldLink's schema"
    ):
        descriptor.problems(folder)
