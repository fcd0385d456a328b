import re

import pytest
from conftest import TINY_RECIPE

from foldlink_models import recipe
from foldlink_models.plans import CONFIGURATION, make_dataset_json, make_plans


@pytest.mark.parametrize("name", recipe.names())
def test_built_in_recipes_load(name: str) -> None:
    assert recipe.load(name).model.id == name


def test_a_file_is_a_recipe() -> None:
    tiny = recipe.parse(TINY_RECIPE)
    assert tiny.classes == 3
    assert tiny.plan.strides == ((1, 1, 1), (2, 2, 2))
    assert tiny.model.labels[1].snomed == "5366008"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("seed = 7", "sede = 7", "split.sede: unknown key (expected one of ['held_out', 'seed'])"),
        ("seed = 7", "", "split: missing keys (expected ['seed'])"),
        ("value = 2", "value = 3", "model.labels: values [1, 3] (expected 1, 2, … without a gap)"),
        ("[8, 8, 8]", "[8, 7, 8]", "plan.patch[1] = 7 (expected a multiple of 2)"),
        (
            "SimpleITKIO",
            "OtherIO",
            "plan.reader = OtherIO (expected one of ['SimpleITKIO', 'NibabelIOWithReorient'])",
        ),
        (
            "convs_per_stage = 1",
            "convs_per_stage = 1\nwindow = { lower = -200.0, upper = 300.0, mean = 20.0 }",
            "plan.window: missing keys (expected ['std'])",
        ),
        (
            "warm_up = 5",
            "warm_up = 5\nclass_weights = [1.0, 2.0]",
            "training.class_weights: 2 values (expected 3, the background and every label)",
        ),
        (
            "class_weights = [1.0, 1.0, 2.0]",
            "class_weights = [1.0, 2.0]",
            "refine.class_weights: 2 values (expected 3, the background and every label)",
        ),
        (
            "label_weights = [1.0, 3.0]",
            "label_weights = [1.0, 1.0, 3.0]",
            "refine.label_weights: 3 values (expected 2, every label)",
        ),
        (
            "label_weights = [1.0, 3.0]",
            "label_weights = [0.0, 3.0]",
            "refine.label_weights: 0.0 (expected more than 0)",
        ),
        (
            "intensity_probability = 0.5",
            "intensity_probability = 0.5\nlabel_weights = [1.0]",
            "augmentation.label_weights: 1 values (expected 2, every label)",
        ),
        (
            "label_weights = [1.0, 3.0]",
            "",
            "refine: missing keys (expected ['label_weights'])",
        ),
        ("features = [4, 8]", "features = [4]", "plan.strides: 2 stages (expected 1)"),
        (
            "flip_axes = [2]",
            "flip_axes = []",
            "model.mirroring_axes = [2] (expected axes that training flips: [])",
        ),
    ],
)
def test_a_wrong_recipe_says_what_is_wrong(old: str, new: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        recipe.parse(TINY_RECIPE.replace(old, new))


def test_an_unknown_name() -> None:
    with pytest.raises(FileNotFoundError, match=r"^nothing: no such recipe \(expected a file, or"):
        recipe.load("nothing")


def test_titles_do_not_decide_the_weights_but_the_plan_does() -> None:
    tiny = recipe.parse(TINY_RECIPE)
    assert recipe.parse(TINY_RECIPE.replace("Two balls", "Balls")).decisive() == tiny.decisive()
    assert recipe.parse(TINY_RECIPE.replace("1e-3", "2e-3")).decisive() != tiny.decisive()


def test_a_refinement_follows_the_first_training_and_changes_only_what_it_says() -> None:
    tiny = recipe.parse(TINY_RECIPE)
    assert tiny.iterations == 300
    first, second = tiny.phase(249), tiny.phase(250)
    assert (first.start, first.training, first.augmentation) == (
        0,
        tiny.training,
        tiny.augmentation,
    )
    assert second.start == 250
    assert second.training.iterations == 50
    assert second.training.class_weights == (1.0, 1.0, 2.0)
    assert second.training.weight_decay == tiny.training.weight_decay
    assert second.augmentation.label_weights == (1.0, 3.0)
    assert second.augmentation.scale == tiny.augmentation.scale


def test_a_recipe_without_a_refinement_has_one_phase() -> None:
    single = recipe.parse(TINY_RECIPE.split("[refine]")[0])
    assert single.iterations == 250
    assert single.phase(249) == single.phase(250)
    assert "refine" not in single.decisive()
    assert single.decisive() != recipe.parse(TINY_RECIPE).decisive()


def test_plans_and_dataset_follow_the_recipe() -> None:
    tiny = recipe.parse(TINY_RECIPE)
    plans = make_plans(tiny, [10, 11, 12], [2.0, 1.0, 1.0], {})
    configuration = plans["configurations"][CONFIGURATION]
    assert configuration["median_image_size_in_voxels"] == [20, 11, 12]
    assert configuration["patch_size"] == [8, 8, 8]
    assert configuration["architecture"]["arch_kwargs"]["n_conv_per_stage_decoder"] == [1]
    assert make_dataset_json(tiny, 5)["labels"] == {"background": 0, "bright": 1, "dark": 2}


def test_a_window_takes_the_place_of_the_measured_intensities() -> None:
    window = (
        "convs_per_stage = 1\nwindow = { lower = -200.0, upper = 300.0, mean = 20.0, std = 100.0 }"
    )
    recipe_with = recipe.parse(TINY_RECIPE.replace("convs_per_stage = 1", window))
    measured = {"0": {"max": 9.0, "percentile_00_5": -900.0, "std": 1.0}}
    plans = make_plans(recipe_with, [8, 8, 8], [1.0, 1.0, 1.0], measured)
    assert plans["foreground_intensity_properties_per_channel"]["0"] == {
        "max": 9.0,
        "percentile_00_5": -200.0,
        "percentile_99_5": 300.0,
        "mean": 20.0,
        "std": 100.0,
    }
