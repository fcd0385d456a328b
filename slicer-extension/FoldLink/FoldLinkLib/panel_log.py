"""The panel's log window, and the module's logger behind it. Names of patients, volumes and folders never go in."""

from __future__ import annotations

import logging
import time
from typing import Any

LOGGER = logging.getLogger("FoldLink")
_SOURCES = ("FoldLink", __name__.split(".")[0])


class LogWindow(logging.Handler):
    """Shows what is logged. Messages of other threads wait for :meth:`flush`, which the panel's timer calls: Qt is the UI thread's."""

    def __init__(self, view: Any) -> None:
        super().__init__(logging.INFO)
        self._view = view
        self._waiting: list[str] = []
        for name in _SOURCES:
            logging.getLogger(name).addHandler(self)
        LOGGER.setLevel(logging.INFO)

    def emit(self, record: logging.LogRecord) -> None:
        clock = time.strftime("%H:%M:%S", time.localtime(record.created))
        self._waiting.append(f"{clock}  {record.getMessage()}")

    def flush(self) -> None:
        if self._waiting and self._view is not None:
            lines, self._waiting = self._waiting, []
            self._view.appendPlainText("\n".join(lines))

    def close(self) -> None:
        for name in _SOURCES:
            logging.getLogger(name).removeHandler(self)
        self._view = None
        super().close()
