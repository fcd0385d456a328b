"""Recipes that come with the package, and those of a user's files."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

SUFFIX = ".toml"
AS_PUBLISHED = ".as-published"


def text(name: str) -> str:
    """Of a recipe file, or of one that comes with the package."""
    path = Path(name)
    if path.is_file():
        return path.read_text("utf-8")
    built_in = resources.files(__name__) / f"{name}{SUFFIX}"
    if not built_in.is_file():
        raise FileNotFoundError(f"{name}: no such recipe (expected a file, or one of {names()})")
    return built_in.read_text("utf-8")


def names() -> list[str]:
    return sorted(
        p.name.removesuffix(SUFFIX)
        for p in resources.files(__name__).iterdir()
        if p.name.endswith(SUFFIX)
    )
