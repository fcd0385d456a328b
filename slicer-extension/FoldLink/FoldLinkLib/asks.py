"""Commands that wait for their answers. Each caller hears exactly once: of the answer, of a refusal, of the time that is over."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, Callable, Optional

from .igtl import Igtl
from .text import tr as _
from .troubles import TIMEOUT, Reply, Trouble, refused, reply_of

MOST_BYTES = 65_535
Done = Callable[[Reply], None]


class Asks:
    """All on Slicer's own thread. ``done`` is only ever called from :meth:`deliver`, so a caller's state is whole when it hears."""

    def __init__(self, igtl: Igtl, clock: Callable[[], float]) -> None:
        self._igtl = igtl
        self._clock = clock
        self._open: list[_Ask] = []
        self._kept: list[Any] = []

    def send(self, connector: Any, name: str, content: Mapping[str, Any], done: Done, timeout_s: float) -> None:
        text = json.dumps(content)  # ASCII: whatever the peer takes for its encoding, it is read right.
        ask = _Ask(name, done, self._clock() + timeout_s)
        self._open.append(ask)
        if len(text) > MOST_BYTES:
            ask.reply = refused(
                Trouble(
                    "too_long",
                    _("The command {name} is too long: {n} bytes (at most {most} go). Choose fewer options.").format(
                        name=name, n=len(text), most=MOST_BYTES
                    ),
                )
            )
            return
        ask.send(self._igtl.command(), connector, text, timeout_s)

    def refuse(self, name: str, done: Done, trouble: Trouble) -> None:
        ask = _Ask(name, done, self._clock())
        ask.reply = refused(trouble)
        self._open.append(ask)

    def fail(self, trouble: Trouble) -> None:
        """All that wait hear of it at the next :meth:`deliver`."""
        for ask in self._open:
            if ask.reply is None:
                ask.reply = refused(trouble)

    @property
    def waiting(self) -> bool:
        return bool(self._open)

    def connector_gone(self) -> None:
        """Nothing calls the commands any more that were given up."""
        self._kept.clear()

    def deliver(self, lag: float = 0.0) -> None:
        """:param lag: seconds that Slicer was busy elsewhere, in which no answer could be taken"""
        now = self._clock()
        for ask in self._open:
            ask.deadline += lag
            if ask.reply is None and now >= ask.deadline:
                text = _("The bridge did not answer {name} in time. It may be overloaded: try again, or look at its log.")
                ask.reply = refused(Trouble(TIMEOUT, text.format(name=ask.name)))
        ended = [ask for ask in self._open if ask.reply is not None]
        self._open = [ask for ask in self._open if ask.reply is None]
        # Slicer's command must outlive its being completed: the connector would call a dead object.
        self._kept = [command for command in self._kept if command.IsInProgress()]
        self._kept += [ask.command for ask in ended if ask.command is not None and ask.command.IsInProgress()]
        for ask in ended:
            try:
                if ask.reply is not None:
                    ask.done(ask.reply)
            except Exception:  # One caller's fault must not keep the others from hearing.
                logging.exception("FoldLink: the answer to %s was not dealt with", ask.name)


class _Ask:
    def __init__(self, name: str, done: Done, deadline: float) -> None:
        self.name = name
        self.done = done
        self.deadline = deadline
        self.reply: Optional[Reply] = None
        self.command: Any = None

    def send(self, command: Any, connector: Any, text: str, timeout_s: float) -> None:
        self.command = command
        command.SetName(self.name)
        command.SetCommandContent(text)
        command.SetBlocking(False)
        command.SetTimeoutSec(timeout_s)
        command.AddObserver(command.CommandCompletedEvent, self._completed)
        connector.SendCommand(command)

    def _completed(self, command: Any, _event: Any) -> None:
        if self.reply is not None:
            return
        if command.GetCommandStatus() == command.CommandResponseReceived:
            self.reply = reply_of(bool(command.GetSuccessful()), _text(command.GetResponseContent()), _text(command.GetErrorMessage()))
        else:
            self.deadline = float("-inf")  # Expired or cancelled: the same as no answer.


def _text(value: Any) -> str:
    """VTK hands out bytes where a C++ string is no UTF-8."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value or ""
