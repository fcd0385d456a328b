"""What the extension's tests share: real Slicer parts, the stand-in for SlicerOpenIGTLink, the real bridge, the real scans."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

EXTENSION = Path(__file__).parents[1]
ROOT = EXTENSION.parent
os.environ.setdefault("VTK_DEFAULT_OPENGL_WINDOW", "vtkEGLRenderWindow")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(EXTENSION), str(EXTENSION / "FoldLink")]

import pytest  # noqa: E402

from rig import slicer_parts  # noqa: E402
from rig.bridge_process import BridgeProcess  # noqa: E402
from rig.connector import RigIgtl  # noqa: E402
from rig.peer import Peer  # noqa: E402
from rig.pump import Pump  # noqa: E402


@pytest.fixture(autouse=True)
def failing_callbacks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """VTK prints what an observer raises and goes on; here it fails the test, unless the test empties the list."""
    raised: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: raised.append(error))
    yield raised
    if raised:
        raise raised[0]


@pytest.fixture
def parts() -> Iterator[slicer_parts.SlicerParts]:
    made = slicer_parts.make()
    yield made
    made.close()


@pytest.fixture
def igtl() -> Iterator[RigIgtl]:
    made = RigIgtl()
    yield made
    made.close()


@pytest.fixture
def pump(igtl: RigIgtl) -> Pump:
    return Pump(igtl)


@pytest.fixture
def peer(parts: slicer_parts.SlicerParts, igtl: RigIgtl) -> Iterator[Peer]:
    made = Peer(parts, igtl)
    yield made
    made.server.unlisten()


@pytest.fixture(scope="session")
def shared_bridge() -> Iterator[BridgeProcess]:
    """One bridge for all tests that neither stop it nor need flags; each test says Hello with a session of its own."""
    process = BridgeProcess().start()
    yield process
    process.stop()


@pytest.fixture
def bridge_process() -> Iterator[BridgeProcess]:
    """A bridge of the test's own, to stop, kill and restart."""
    process = BridgeProcess().start()
    yield process
    process.kill()


@pytest.fixture(scope="session")
def shared_data() -> Path | None:
    """The folder of real scans, or None: tests then take the generated phantom."""
    folder = Path(os.environ.get("FOLDLINK_SHARED_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None
