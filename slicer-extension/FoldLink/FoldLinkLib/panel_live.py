"""The panel's live section: what is segmented again by itself, and how far a tool is from what was found."""

from __future__ import annotations

from typing import Any

from .panel_context import Context


class LiveSection:
    def __init__(self, context: Context, inputs: Any, run: Any, result: Any) -> None:
        self._context = context

    def poll(self) -> None:
        pass
