"""The real server as a process of its own; its engine, of the bridge's test sources, replays a labels file instead of predicting."""

from __future__ import annotations

import os
from pathlib import Path

from .bridge_process import JAVA_OPTIONS, ROOT, BridgeProcess, jar, java

MODEL = "total-replayed"
CLASSES = ROOT / "bridge-server" / "src" / "test" / "resources" / "org" / "foldlink" / "replay" / "totalsegmentator-ct.txt"
_MAIN = "org.foldlink.cli.ReplayServer"
_TESTS = ROOT / "bridge-server" / "target" / "test-classes"


def names() -> list[str]:
    """Of the 117 classes, by value from 1."""
    return [line for line in CLASSES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def test_classes() -> Path:
    """
    :raises FileNotFoundError: if the bridge's tests have not been compiled
    """
    if not (_TESTS / (_MAIN.replace(".", "/") + ".class")).exists():
        raise FileNotFoundError("the bridge's compiled tests were not found; compile them with: mvn -pl bridge-server -am test-compile")
    return _TESTS


class ReplayProcess(BridgeProcess):
    """Serves one model, ``MODEL``, whose result is ``labels`` (a NIfTI or NRRD file) for a scan on that grid and for no other."""

    def __init__(self, labels: Path, tile_ms: int = 10) -> None:
        """:param tile_ms: how long each of a fold's 8 tiles takes"""
        super().__init__()
        self._labels = labels
        self._tile_ms = tile_ms

    def _command(self) -> list[str]:
        # All that the tests' own classes need is in the jar but for JUnit and its like, which no replay needs.
        path = os.pathsep.join([str(jar()), str(test_classes())])
        return [java(), *JAVA_OPTIONS, "-cp", path, _MAIN, str(self._labels), str(self.port), str(self._tile_ms)]
