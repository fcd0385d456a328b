"""Every recipe: rehearsed, exported, and served by the bridge itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import nibabel as nib
import numpy as np
import pytest
import the_jar
from conftest import ZOO
from recipe_data import MADE, MONAI, NNUNET
from rehearsals import Rehearsals

from foldlink_models import checksums, datasets, recipes
from foldlink_models.files import read_json

pytestmark = pytest.mark.peers

CLASSIFIERS = [name for name in MONAI if "cancer" in name]
SEGMENTING = sorted({*MONAI} - {*CLASSIFIERS})
WORTHLESS = "a rehearsal of a handful of iterations: these weights are worth nothing"


def test_every_recipe_is_served_here() -> None:
    assert sorted([*NNUNET, *MONAI]) == sorted(MADE) == recipes.names()


@pytest.fixture(scope="module")
def port(rehearsals: Rehearsals, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    for name in recipes.names():
        rehearsals.model(name)
    with the_jar.serving(rehearsals.models, tmp_path_factory.mktemp("bridge") / "log") as taken:
        yield taken


@pytest.mark.parametrize("name", NNUNET)
def test_a_rehearsed_model_is_described(name: str, rehearsals: Rehearsals) -> None:
    from foldlink_models.nnunet import recipe
    from foldlink_models.nnunet.run import Run

    model, run = rehearsals.model(name), Run(rehearsals.run(name))
    asked = recipe.parse(recipes.text(name)).model
    described = read_json(model / "model.json")
    jsonschema.Draft202012Validator(read_json(ZOO / "model.schema.json")).validate(described)
    assert described["id"] == model.name
    assert described["title"] == f"{asked.title} (rehearsal)"
    assert described["trained_on"] == WORTHLESS
    assert described["scores"] == {}
    assert [(c["name"], c["modality"]) for c in described["channels"]] == [
        (c.name, c.modality) for c in asked.channels
    ]
    assert [(l["value"], l["name"]) for l in described["labels"]] == [  # noqa: E741
        (label.value, label.name) for label in asked.labels
    ]
    assert checksums.verify(model) == []
    folds = sorted(p.parent.name for p in model.glob("fold_*/model.onnx"))
    assert folds == ["fold_0", "fold_1"]
    assert run.recipe.training.folds == 2
    assert (model / "recipe.toml").read_text("utf-8") == recipes.text(name)
    card = (model / "README.md").read_text("utf-8")
    assert "A rehearsal: a handful of iterations, these weights are worth nothing." in card
    assert "Not for clinical use." in card


@pytest.mark.parametrize("name", NNUNET)
def test_the_bridge_answers_as_nnunet_does(
    name: str, port: int, rehearsals: Rehearsals, tmp_path: Path
) -> None:
    """Both folds, on a kept-out case, against nnU-Net's own prediction with the stored weights and
    its sums in float32: in its float16, many voxels of so raw a network are ties."""
    from foldlink_models import reference_nnunet
    from foldlink_models.nnunet.run import Run

    run, model = Run(rehearsals.run(name)), rehearsals.model(name)
    scan = sorted((run.raw / "imagesTs").glob("*.nii.gz"))
    sent = the_jar.send(port, model.name, scan, tmp_path / "out")
    values = _on_the_grid_of(scan[0], sent, model)
    (tmp_path / "own").mkdir()
    case = {"model": str(model), "inputs": [str(f) for f in scan]}
    assert reference_nnunet.run_case(case, tmp_path / "own")["folds"] == ["0", "1"]
    own = np.asarray(nib.load(tmp_path / "own/labelmap.nii.gz").dataobj)
    assert len(np.unique(own)) > 1
    assert np.mean(own == values) > 0.9995


@pytest.mark.parametrize("name", NNUNET)
def test_nnunet_validated_both_folds(name: str, rehearsals: Rehearsals) -> None:
    from foldlink_models.nnunet.run import Run

    run = Run(rehearsals.run(name))
    for k, split in enumerate(read_json(run.folder / "splits_final.json")[:2]):
        summary = read_json(run.results / f"fold_{k}/validation/summary.json")
        files = [Path(case["prediction_file"]).name for case in summary["metric_per_case"]]
        assert files == [f"{case}.nii.gz" for case in split["val"]]


@pytest.mark.parametrize("name", SEGMENTING)
def test_the_bridge_answers_with_a_labelmap(
    name: str, port: int, rehearsals: Rehearsals, tmp_path: Path
) -> None:
    model = rehearsals.model(name)
    sent = the_jar.send(port, model.name, _case(name, rehearsals), tmp_path / "out")
    _on_the_grid_of(_case(name, rehearsals)[0], sent, model)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier_answers(name: str, rehearsals: Rehearsals) -> None:
    model = rehearsals.model(name)
    answer = the_jar.classify(rehearsals.models, model.name, _case(name, rehearsals)[0])
    assert sum(answer["probabilities"]) == pytest.approx(1)
    assert answer["label"] == np.argmax(answer["probabilities"])
    named = re.search(r"^classes = (\[.*\])$", recipes.text(name), re.MULTILINE)
    assert named is not None
    assert answer["name"] == json.loads(named[1])[answer["label"]]
    assert len(answer["folds"]) == len(list(model.glob("fold_*/model.onnx")))


def _case(name: str, rehearsals: Rehearsals) -> list[Path]:
    """A file a channel, in the model's order."""
    described = read_json(rehearsals.model(name) / "model.json")
    sources = ["cancer-classes"] if name in CLASSIFIERS else _sources(name)
    _, found = datasets.find_any(sources, rehearsals.data(name))
    order = datasets.picked([c["name"] for c in described["channels"]], found)
    return [found.cases[0].images[i] for i in order]


def _sources(name: str) -> list[str]:
    from foldlink_models.monai_style import recipe

    return list(recipe.parse(recipes.text(name)).data.sources)


def _on_the_grid_of(scan: Path, sent: Path, model: Path) -> np.ndarray[Any, Any]:
    """The labelmap's values, which are the model's."""
    asked, got = nib.load(scan), nib.load(sent)
    assert got.shape == asked.shape
    np.testing.assert_allclose(got.affine, asked.affine, atol=1e-4)
    values = np.asarray(got.dataobj)
    known = {label["value"] for label in read_json(model / "model.json")["labels"]}
    assert {*np.unique(values).tolist()} <= known | {0}
    return values
