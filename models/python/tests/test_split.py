import json

import pytest
from conftest import ZOO

from foldlink_models import recipes
from foldlink_models.nnunet import recipe
from foldlink_models.split import FOLDS, Split, make_split

CASES = [f"case{k:03d}" for k in range(53)]


def test_same_names_in_any_order_give_the_same_split() -> None:
    assert make_split(CASES, 10, 1) == make_split(CASES[::-1], 10, 1)


def test_another_seed_gives_another_split() -> None:
    assert make_split(CASES, 10, 1) != make_split(CASES, 10, 2)


def test_held_out_cases_are_in_no_fold_and_each_other_validates_one() -> None:
    split = make_split(CASES, 10, 1)
    validating = [case for fold in split.folds for case in fold]
    assert len(split.held_out) == 10
    assert sorted([*validating, *split.held_out]) == CASES
    for k, fold in enumerate(split.as_nnunet()):
        assert not set(fold["train"]) & {*fold["val"], *split.held_out}
        assert sorted(fold["train"] + fold["val"]) == sorted(validating)
        assert fold["val"] == split.validation(k)


def test_too_many_held_out() -> None:
    with pytest.raises(ValueError, match=r"^held_out = 49 \(expected 0\.\.48 of 53 cases, so that"):
        make_split(CASES, 49, 1)


def test_a_name_twice() -> None:
    with pytest.raises(ValueError, match=r"^cases: a name occurs twice \(expected unique names\)$"):
        make_split([*CASES, CASES[0]], 0, 1)


@pytest.mark.parametrize(
    "model_id", ["hippocampus", "phantom-abdomen", "phantom-abdomen-2d", "phantom-brats"]
)
def test_the_published_split_is_what_the_recipe_makes(model_id: str) -> None:
    folder = ZOO / model_id
    held_out = json.loads((folder / "held_out.json").read_text())
    folds = json.loads((folder / "splits_final.json").read_text())
    rule = recipe.parse(recipes.text(model_id)).split
    cases = sorted([*held_out, *(case for fold in folds for case in fold["val"])])
    published = Split(tuple(held_out), tuple(tuple(fold["val"]) for fold in folds))
    assert len(folds) == FOLDS
    assert make_split(cases, rule.held_out, rule.seed) == published
    assert published.as_nnunet() == folds
