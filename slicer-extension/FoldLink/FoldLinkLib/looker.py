"""The look at who listens, in a thread of its own, one at a time."""

from __future__ import annotations

import threading
from typing import Callable, Optional

from .probe import Kind, Look
from .text import tr as _

# Slicer holds Python's lock while its event loop waits, so that a thread gets on only while we let it.
_TURN_S = 0.005


class Looker:
    def __init__(self, probe: Callable[[str, int], Look]) -> None:
        self._probe = probe
        self._thread: Optional[threading.Thread] = None
        self._found: list[Look] = []

    def start(self, host: str, port: int) -> None:
        """An earlier look that still goes on is left to itself; its result is not taken."""
        found: list[Look] = []
        probe = self._probe

        def run() -> None:
            try:
                found.append(probe(host, port))
            except Exception:  # Nobody hears a thread that dies.
                found.append(Look(Kind.NO_ANSWER, _("{host} could not be looked at. Check the address.").format(host=host)))

        self._found = found
        self._thread = threading.Thread(target=run, name="FoldLink probe", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._thread, self._found = None, []

    def result(self) -> Optional[Look]:
        """What was found, once; None while the look goes on."""
        if self._thread is None:
            return None
        self._thread.join(_TURN_S)
        if not self._found:
            return None
        self._thread = None
        return self._found.pop()
