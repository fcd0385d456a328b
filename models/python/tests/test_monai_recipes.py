"""Recipes of `engine = "monai"`, read strictly; without PyTorch."""

from __future__ import annotations

import pytest

from foldlink_models import recipes
from foldlink_models.monai_style import recipe

NAMES = [name for name in recipes.names() if 'engine = "monai"' in recipes.text(name)]
TEXT = recipes.text("pancreas-tumour.as-published")


def test_there_is_one_for_each_published_system() -> None:
    assert set(NAMES) >= {
        "brats-unet.as-published",
        "cancer-classifier",
        "cancer-classifier.as-published",
        "liver-lesion.as-published",
        "pancreas-tumour.as-published",
        "phantom-liver-cancer",
    }


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("pancreas-tumour.as-published", {"dice.mean": 0.7062, "iou.mean": 0.6310}),
        ("liver-lesion.as-published", {"dice.mean": 0.8734, "iou.mean": 0.8331}),
        ("cancer-classifier.as-published", {"auc": 0.935, "accuracy": 0.75}),
        ("brats-unet.as-published", {"iou.mean": 0.8177, "accuracy": 0.99}),
    ],
)
def test_published_figures_stand_beside_measured_ones(
    name: str, published: dict[str, float]
) -> None:
    read = recipe.parse(recipes.text(name))
    assert read.published == {f"held_out.{key}": value for key, value in published.items()}
    assert read.training.epochs == 100


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('engine = "monai"', 'engine = "other"', "engine = 'other' (expected one of ['monai'])"),
        (
            "epochs = 100",
            'epochs = "many"',
            "training.epochs = 'many' (expected an integer)",
        ),
        ("epochs = 100\n", "", "training.epochs: missing (expected an integer)"),
        (
            "to = [0.0, 1.0]",
            "onto = [0.0, 1.0]",
            "preprocessing[1].onto: unknown key (expected one of ['clip', 'from', 'to'])",
        ),
        (
            'step = "crop_foreground"',
            'step = "crop"',
            "preprocessing[2].step = 'crop' (expected one of ['orientation', 'spacing', 'range', "
            "'percentiles', 'min_max', 'z_score', 'crop_foreground', 'resize'])",
        ),
        (
            "size = [64, 96, 96]",
            "size = [64, 90, 96]",
            "size[1] = 90 (expected a multiple of 16)",
        ),
        ("heads = 3", "heads = 2", "output.heads = 2 (expected 3)"),
        (
            "value = 2",
            "value = 3",
            "model.labels: values [1, 3] (expected 1, 2, … without a gap)",
        ),
        (
            "turn_axes = [1, 2]",
            "turn_axes = [0, 1]",
            "augmentation.turn_axes = [0, 1] (expected two axes of one size in [64, 96, 96])",
        ),
        (
            "color = [249, 180, 111]",
            "color = [249, 180]",
            "model.labels[0].color: 2 values (expected 3)",
        ),
        ("folds = 1", "folds = 3", "split.folds = 3 (expected 1 or 5)"),
        (
            "held_out = 0.15",
            "held_out = 1.5",
            "split.held_out = 1.5 (expected 0 to below 1)",
        ),
    ],
)
def test_a_mistake_is_told_with_its_path(old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(ValueError, match=r"\(expected ") as refused:
        recipe.parse(TEXT.replace(old, new))
    assert str(refused.value) == told


def test_an_unknown_key_is_told() -> None:
    with pytest.raises(ValueError, match="speed") as refused:
        recipe.parse(TEXT.replace("epochs = 100", "epochs = 100\nspeed = 1"))
    assert str(refused.value).startswith("training.speed: unknown key (expected one of ['balance',")


def test_an_unknown_recipe_is_told() -> None:
    with pytest.raises(FileNotFoundError, match=r"^spleen: no such recipe \(expected a file, or"):
        recipes.text("spleen")
