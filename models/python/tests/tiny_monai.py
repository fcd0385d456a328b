"""Recipes of `engine = "monai"` that train in seconds, for the tests."""

from __future__ import annotations

from foldlink_models import recipes

SHRUNK = {
    "pancreas-tumour.as-published": [
        ("size = [64, 96, 96]", "size = [32, 32, 32]"),
        ("features = [32, 32, 64, 128, 256]", "features = [4, 4, 8, 8, 8]"),
    ],
    "phantom-liver-cancer": [
        ("size = [64, 64, 64]", "size = [16, 16, 16]"),
        ("features = [8, 16, 24, 32]", "features = [4, 8, 8]"),
        ("evidence = [7]", "evidence = [2]"),
    ],
}


SMALLER = {
    "brats-unet.as-published": ("roi = [128, 128, 128]", "roi = [32, 32, 32]"),
    "cancer-classifier": ("size = [128, 96, 96]", "size = [48, 32, 32]"),
    "cancer-classifier.as-published": ("size = [96, 96, 96]", "size = [32, 32, 32]"),
    "liver-lesion.as-published": ("size = [64, 96, 96]", "size = [32, 48, 48]"),
    "pancreas-tumour.as-published": ("size = [64, 96, 96]", "size = [32, 48, 48]"),
    "phantom-liver-cancer": ("size = [64, 64, 64]", "size = [32, 32, 32]"),
}
"""A recipe's own network on smaller arrays: at its own size two cores take minutes."""


def smaller(name: str) -> str:
    old, new = SMALLER[name]
    text = recipes.text(name)
    assert old in text
    return text.replace(old, new)


def shrunk(name: str, epochs: int, *more: tuple[str, str]) -> str:
    """The text of a built-in recipe, at a size for tests."""
    text = recipes.text(name)
    before = next(line for line in text.splitlines() if line.startswith("epochs = "))
    for old, new in [*SHRUNK[name], (before, f"epochs = {epochs}"), *more]:
        assert old in text, old
        text = text.replace(old, new)
    return text
