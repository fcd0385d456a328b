"""The panel's server section: where the bridge is, whether it answers, and how to start one here."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, Optional

from .bridge import State
from .panel_context import Context
from .panel_host import pixmap
from .panel_log import LOGGER
from .parameters import DEFAULT_PORT
from .text import tr as _

_ADDRESS = "Address"
START_S = 30.0
"""So long a bridge on this computer may take until it listens, before it is said that nothing listens."""
_LIGHTS = {
    State.OFF: "LightOff",
    State.CONNECTING: "LightConnecting",
    State.CONNECTED: "LightConnected",
    State.BUSY: "LightBusy",
    State.LOST: "LightLost",
}


class ServerSection:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._ui = context.ui
        self._bridge = context.bridge
        self._pinged = 0.0
        self._ping = ""
        self._last: Optional[tuple[Any, str]] = None
        self._local: Optional[Any] = None
        self._local_since = 0.0
        self._launcher = context.launcher.find((), context.host.environment())
        context.connect(self._ui.connectButton, "clicked()", self.toggle)
        context.connect(self._ui.addressEdit, "returnPressed()", self.connect)
        context.connect(self._ui.pingButton, "clicked()", self.ping)
        context.connect(self._ui.startButton, "clicked()", self.toggle_local)
        context.on_close(self._bridge.observe(self.refresh))
        context.on_close(self.stop_local)
        parameters = context.store.parameters
        with suppress(ValueError):
            parameters.host, parameters.port = address(context.host.setting(_ADDRESS))
        self._ui.addressEdit.text = f"{parameters.host}:{parameters.port}"
        self.refresh()

    def toggle(self) -> None:
        if self._bridge.state == State.OFF:
            self.connect()
        else:
            self._bridge.disconnect()

    def connect(self) -> None:
        try:
            host, port = address(self._ui.addressEdit.text)
        except ValueError as e:
            self._say(State.OFF, str(e))
            self._ui.addressEdit.setFocus()
            return
        choices = self._context.store.parameters
        choices.host, choices.port = host, port
        self._context.store.save()
        self._context.host.set_setting(_ADDRESS, f"{host}:{port}")
        self._ping = ""
        if self._bridge.state != State.OFF:
            self._bridge.disconnect()
        self._bridge.connect(host, port)

    def ping(self) -> None:
        self._pinged = time.monotonic()
        self._ui.pingButton.enabled = False
        self._bridge.ask("Jobs", {}, self._answered, 5)

    def toggle_local(self) -> None:
        if self._local is not None:
            self.stop_local()
        elif self._launcher is not None:
            self._start_local(self._launcher)

    def stop_local(self) -> None:
        local, self._local = self._local, None
        if local is not None:
            local.stop()
            LOGGER.info(_("The bridge of this computer was told to end."))
            self.refresh()

    def say_refused(self, why: str) -> None:
        LOGGER.error("%s", why)
        self._say(State.OFF, why)

    def poll(self) -> None:
        """A bridge that we started may end by itself, and then it says why."""
        if self._local is None or self._local.is_running:
            return
        why, self._local = self._local.ended, None
        LOGGER.error(_("The bridge of this computer has ended."))
        self._bridge.disconnect()
        self._say(State.OFF, why)

    def _start_local(self, launcher: Any) -> None:
        port = self._context.store.parameters.port
        try:
            self._local = self._context.launcher.start(launcher, port, self._context.host.environment())
        except OSError as e:
            self._say(self._bridge.state, self._context.launcher.reason(e, launcher))
            return
        self._local_since = time.monotonic()
        LOGGER.info(_("A bridge is started on this computer."))
        self._ui.addressEdit.text = f"localhost:{port}"
        self.connect()

    def refresh(self) -> None:
        state, reason = self._bridge.state, self._bridge.reason
        if (state, reason) != self._last:
            self._last = (state, reason)
            LOGGER.info(_STATE_WORDS[state]() + (f" {reason}" if reason else ""))
            self._ping = ""
        starting = self._local is not None and not self._ready(state) and time.monotonic() - self._local_since < START_S
        self._say(state, _("The bridge of this computer is starting…") if starting else reason or self._words(state))

    @staticmethod
    def _ready(state: State) -> bool:
        return state in (State.CONNECTED, State.BUSY)

    def _words(self, state: State) -> str:
        server = self._bridge.server
        words = _STATE_WORDS[state]()
        if server is not None and self._ready(state):
            words += f" {server.product} {server.version}, {server.device}."
        return f"{words} {self._ping}".strip()

    def _say(self, state: State, words: str) -> None:
        ui = self._ui
        ui.lightLabel.setPixmap(pixmap(_LIGHTS[state], 16))
        ui.lightLabel.accessibleDescription = ui.lightLabel.toolTip = _STATE_WORDS[state]()
        ui.stateLabel.text = words
        off = state == State.OFF
        ui.connectButton.text = _("&Connect") if off else _("Dis&connect")
        ui.connectButton.accessibleName = _("Connect") if off else _("Disconnect")
        ui.pingButton.enabled = self._ready(state)
        ui.startButton.visible = self._launcher is not None
        ui.startButton.enabled = self._local is not None or not self._ready(state)
        ui.startButton.text = _("Start &local bridge") if self._local is None else _("Stop &local bridge")
        ui.startButton.accessibleName = ui.startButton.text.replace("&", "")

    def _answered(self, reply: Any) -> None:
        took = (time.monotonic() - self._pinged) * 1000
        if reply.ok:
            self._ping = _("It answered in {ms} ms.").format(ms=max(1, round(took)))
        else:
            self._ping = _("No answer to the ping: {reason}").format(reason=reply.error.message if reply.error else "")
        LOGGER.info(self._ping)
        self.refresh()


_STATE_WORDS = {
    State.OFF: lambda: _("Not connected."),
    State.CONNECTING: lambda: _("Connecting…"),
    State.CONNECTED: lambda: _("Connected."),
    State.BUSY: lambda: _("Connected; your run is in progress."),
    State.LOST: lambda: _("The connection is lost."),
}


def address(text: str) -> tuple[str, int]:
    """
    :raises ValueError: if it is no host and port, in a sentence for the user
    """
    host, colon, port = text.strip().rpartition(":")
    if not colon:
        host, port = port, str(DEFAULT_PORT)
    if not host or any(c.isspace() or c in "/:[]" for c in host):
        raise ValueError(
            _("The address is “{got}” (expected a name or an IPv4 address and a port, like localhost:18944).").format(got=text)
        )
    if not (port.isascii() and port.isdigit()) or not 1 <= int(port) <= 65535:
        raise ValueError(_("The port is “{got}” (expected a number from 1 to 65535, usually 18944).").format(got=port))
    return host, int(port)
