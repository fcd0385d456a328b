"""Lets time pass in a test: what Slicer's timers would do meanwhile is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

TICK_S = 0.005
POLL_S = 0.02


class Pump:
    """``igtl`` has its ticks, the polls are called as the panel's timer would (more often, so that tests are quick)."""

    def __init__(self, igtl: Any, polls: Sequence[Callable[[], object]] = ()) -> None:
        self.igtl = igtl
        self.polls = list(polls)
        self._last_poll = 0.0

    def until(self, condition: Callable[[], object], timeout_s: float = 20, what: str = "") -> None:
        """
        :raises TimeoutError: if the condition does not hold in time
        """
        end = time.monotonic() + timeout_s
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"after {timeout_s} s still not: {what or 'the condition of the test'}")
            self.once()
            time.sleep(TICK_S)

    def seconds(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.once()
            time.sleep(TICK_S)

    def once(self) -> None:
        self.igtl.tick()
        now = time.monotonic()
        if now - self._last_poll >= POLL_S:
            self._last_poll = now
            for poll in self.polls:
                poll()
