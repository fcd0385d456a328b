"""What the sections of the panel share, and how all of it ends."""

from __future__ import annotations

from typing import Any, Callable

from .parameter_node import Store


class Context:
    """Everything that is connected or observed through it ends with :meth:`close`; a reload of the module must leave nothing behind."""

    def __init__(self, ui: Any, host: Any, bridge: Any, store: Store, launcher: Any) -> None:
        self.ui = ui
        self.host = host
        self.bridge = bridge
        self.store = store
        self.launcher = launcher
        self._endings: list[Callable[[], object]] = []

    @property
    def scene(self) -> Any:
        return self.host.scene()

    def connect(self, widget: Any, signal: str, slot: Callable[..., Any]) -> None:
        widget.connect(signal, slot)
        self._endings.append(lambda: widget.disconnect(signal, slot))

    def observe(self, vtk_object: Any, event: Any, callback: Callable[..., Any]) -> None:
        tag = vtk_object.AddObserver(event, callback)
        self._endings.append(lambda: vtk_object.RemoveObserver(tag))

    def on_close(self, ending: Callable[[], object]) -> None:
        self._endings.append(ending)

    def close(self) -> None:
        while self._endings:
            self._endings.pop()()
