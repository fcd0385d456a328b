"""The module as a user has it: its own widget on real Slicer parts, four views, and SlicerOpenIGTLink's stand-in before a bridge."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import slicer

from rig import pythonqt, slicer_parts
from rig import qt as rig_qt
from rig.connector import RigIgtl
from rig.loader import RigLoader
from rig.pump import Pump
from rig.views import FourUp

rig_qt.install()
PICTURES = Path(__file__).parents[2] / "target" / "rig-pictures"


class Desk:
    """``seen`` is what a test wants to look at again and again: it is called after each tick."""

    def __init__(self, parts: slicer_parts.SlicerParts, igtl: RigIgtl, widget: Any, views: FourUp) -> None:
        self.parts, self.igtl, self.widget, self.views = parts, igtl, widget, views
        self.scene = parts.scene
        self.panel = widget.panel
        self.ui = self.panel.context.ui
        self.folder = ""
        self.file = ""
        self.copied: list[str] = []
        self.errors: list[str] = []
        self.edited: list[Any] = []
        self.longest_poll_s: dict[str, float] = {}
        """By what was told meanwhile (nothing: no wait cursor), the longest time that Slicer's own thread was ours at once."""
        self.telling = ""
        self.pump = Pump(igtl, [self._poll])

    def press(self, name: str) -> None:
        button = getattr(self.ui, name)
        assert button.enabled, f"{name} is not enabled: {self.ui.stateLabel.text} {self.ui.messageLabel.text}"
        button.click()
        self.check()

    def until(self, condition: Callable[[], object], timeout_s: float = 60, what: str = "") -> None:
        self.pump.until(condition, timeout_s, what or f"{self.ui.stateLabel.text} / {self.ui.messageLabel.text}")
        self.check()

    def connect(self, port: int) -> None:
        self.ui.addressEdit.text = f"127.0.0.1:{port}"
        self.press("connectButton")
        self.until(lambda: self.ui.stateLabel.text.startswith("Connected."), 20, "connected")

    def choose(self, model_id: str) -> None:
        self.until(lambda: model_id in self.panel.model.models, 20, f"the model {model_id}")
        self.panel.model.choose(model_id)
        self.pump.seconds(0.1)
        self.check()

    def open(self, folder: Path) -> None:
        self.folder = str(folder)
        self.press("openFolderButton")
        assert self.errors == []

    def segment(self) -> Any:
        self.until(lambda: self.ui.segmentButton.enabled, 5, self.ui.messageLabel.text)
        self.press("segmentButton")
        before = self.panel.result.built
        self.until(lambda: self.panel.result.built is not before or not self.panel.run.running, 300)
        assert self.panel.result.built is not before, self.ui.messageLabel.text
        return self.panel.result.built

    def shoot(self, name: str, width: int = 400) -> Path:
        """A picture of the panel as it is."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        form = self.widget.parent._qobject
        for _ in range(3):
            rig_qt.pump(10)
            form.resize(width, max(form.layout().totalHeightForWidth(width), form.layout().minimumSize().height()))
        path = PICTURES / f"{name}.png"
        assert form.grab().save(str(path))
        return path

    def check(self) -> None:
        if pythonqt.slot_errors:
            raise AssertionError("\n".join(pythonqt.slot_errors))

    def _poll(self) -> None:
        if self.widget.panel is None:
            return
        self.telling, since = "", time.perf_counter()
        self.widget.panel.poll()
        spent = time.perf_counter() - since
        self.longest_poll_s[self.telling] = max(spent, self.longest_poll_s.get(self.telling, 0.0))


@contextmanager
def desk(parts: slicer_parts.SlicerParts, igtl: RigIgtl, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    pythonqt.slot_errors.clear()
    with parts.installed():
        layout_manager = rig_qt.complete(slicer.app)
        rig_qt.palette(False)
        from FoldLinkLib import igtl as igtl_port
        from FoldLinkLib.panel_host import Host

        import FoldLink

        monkeypatch.setattr(igtl_port, "SlicerIgtl", lambda: igtl)
        views = FourUp(parts)
        layout_manager.width, layout_manager.height = views.three_d.window.GetSize()
        widget = FoldLink.FoldLinkWidget()
        widget.setup()
        widget.parent.show()
        made = Desk(parts, igtl, widget, views)
        # What opens a window, or needs a module that is not here; all else is the real host.
        monkeypatch.setattr(Host, "choose_folder", lambda _host, _title: made.folder)
        monkeypatch.setattr(Host, "choose_file", lambda _host, _title, _name, _kinds: made.file)
        monkeypatch.setattr(Host, "loader", lambda _host: RigLoader(parts))
        monkeypatch.setattr(Host, "copy", lambda _host, text: made.copied.append(text))
        monkeypatch.setattr(Host, "tell_error", lambda _host, sentence: made.errors.append(sentence))
        show_status = slicer.util.showStatusMessage

        def note_status(message: str, duration: int = 0) -> bool:
            made.telling = message or made.telling
            return bool(show_status(message, duration))

        monkeypatch.setattr(slicer.util, "showStatusMessage", note_status)
        monkeypatch.setattr(Host, "edit", lambda _host, segmentation, volume: made.edited.append((segmentation, volume)))
        try:
            yield made
            made.check()
        finally:
            made.widget.cleanup()
            views.close()
            widget.parent.close()
            widget.parent.deleteLater()
            rig_qt.pump(1)
            sys.modules.pop("FoldLink", None)
