"""Each recipe rehearsed once a session, on its data in miniature, and exported."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from recipe_data import MADE, MONAI
from tiny_monai import smaller

from foldlink_models.cli import main


class Rehearsals:
    """A run and a model by a recipe's name, made when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models = folder / "models"
        self.models.mkdir()
        self.data = cache(self._data)
        self.run = cache(self._run)
        self.model = cache(self._model)

    def _data(self, name: str) -> Path:
        return MADE[name](self.folder / "data" / name)

    def _run(self, name: str) -> Path:
        recipe, run = name, self.folder / "runs" / name
        if name in MONAI:
            file = self.folder / f"{name}.toml"
            file.write_text(smaller(name))
            recipe = str(file)
        options = ["--data", str(self.data(name)), "--out", str(run), "--device", "cpu"]
        assert main(["train", recipe, *options, "--rehearse"]) == 0
        return run

    def _model(self, name: str) -> Path:
        model = self.models / name.replace(".", "-")
        assert main(["export", str(self.run(name)), "--to", str(model)]) == 0
        return model
