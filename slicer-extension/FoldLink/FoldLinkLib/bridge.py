"""The connection to the bridge and the dialogue on it: connects, says Hello, notices loss, comes back by itself.

A connector node lives for one connection. Slicer's own keeps trying where nobody listens, and then stopping it blocks the application for
as long as the network takes; it also keeps the last message of every device for as long as it lives. So we look first who listens, from
a thread, and only then set a new connector on it.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping
from typing import Any, Callable, Optional

from . import DIALOGUE, VERSION
from . import probe as probes
from .asks import Asks, Done
from .errands import Errands, sweep
from .igtl import STATE_CONNECTED, Igtl, SlicerIgtl, push
from .looker import Looker
from .states import Server, State, Step
from .text import tr as _
from .troubles import LOST, NOT_CONNECTED, TIMEOUT, Reply, Trouble

__all__ = ["Bridge", "Igtl", "Reply", "Server", "SlicerIgtl", "State", "Trouble"]

PING_S = 5.0
PING_ANSWER_S = 15.0
BUSY_ANSWER_S = 90.0  # A large result may be on its way before the answer.
OPEN_S = 10.0
RETRY_S = (0.5, 1.0, 2.0, 5.0)


class Bridge:
    """All on Slicer's own thread. ``session`` is who we are to the bridge: with the same one, jobs are found again after a loss."""

    def __init__(
        self,
        scene: Any,
        igtl: Igtl,
        *,
        clock: Callable[[], float] = time.monotonic,
        session: Optional[str] = None,
        probe: Callable[[str, int], probes.Look] = probes.look,
    ) -> None:
        self.scene = scene
        self.igtl = igtl
        self.clock = clock
        self.session = session or secrets.token_hex(16)
        self.reason = ""
        self.server: Optional[Server] = None
        self.held_jobs: frozenset[str] = frozenset()
        self.connections = 0
        self._asks = Asks(igtl, clock)
        self._errands = Errands()
        self._looker = Looker(probe)
        self._running: set[str] = set()
        self._observers: list[Callable[[], None]] = []
        self._connector: Any = None
        self._step = Step.OFF
        self._lost = False
        self._host, self._port, self._trusted, self._address = "", 0, False, ""
        self._since = self._next_try = self._last_poll = clock()
        self._tries = 0
        self._pinging = False
        self._renewing = self._used = False
        self._held_asks: list[tuple[str, Mapping[str, Any], Done, float]] = []
        self._told: Any = None

    @property
    def state(self) -> State:
        if self._step is Step.OFF:
            return State.OFF
        if self._step is Step.UP or self._renewing:
            return State.BUSY if self._running else State.CONNECTED
        return State.LOST if self._lost else State.CONNECTING

    @property
    def is_up(self) -> bool:
        return self._step is Step.UP

    @property
    def address(self) -> str:
        return f"{self._host}:{self._port}"

    def connect(self, host: str, port: int, trusted: bool = False) -> None:
        """
        :param trusted: whether checksums (0.2 s for 64 MB) are left out as on this computer, since the network changes no bits
        """
        self._drop(_("The connection to {at} was given up.").format(at=self.address))
        self._host, self._port, self._trusted = host.strip(), port, trusted
        self.reason, self.server, self._lost, self._tries = "", None, False, 0
        self._look()
        self._tell()

    def disconnect(self) -> None:
        if self.is_up:  # So that the bridge does not work for nobody.
            self._errands.take_leave(self._running, self._ask_for_errand)
        self._drop(_("The connection to {at} was closed.").format(at=self.address))
        self._looker.stop()
        self._step, self.reason, self.server = Step.OFF, "", None
        self._tell()

    def poll(self) -> None:
        now = self.clock()
        lag = max(0.0, now - self._last_poll - 1.0)  # Slicer was busy, or the computer asleep: no answer could come in.
        self._last_poll = now
        self._since += lag
        if self._connector is not None and self._connector.GetScene() is None:  # The scene was closed.
            self._drop(_("The scene was closed."))
            if self._step is not Step.OFF:
                self._look()
        step = {Step.WAIT: self._wait, Step.LOOK: self._looked, Step.OPEN: self._open, Step.GREET: self._watch, Step.UP: self._watch}
        step.get(self._step, lambda _now: None)(now)
        self._asks.deliver(lag)
        if not self._scene_is_busy():
            self._errands.poll(self.scene, self.is_up, self._ask_for_errand, now)
            if self._used and self.is_up and not (self._running or self._errands.jobs or self._asks.waiting):
                self._renew()
        self._tell()

    def ask(self, name: str, content: Mapping[str, Any], done: Done, timeout_s: float = 30) -> None:
        """``done`` is called exactly once, from :meth:`poll`."""
        if self.is_up:
            self._asks.send(self._connector, name, content, done, timeout_s)
        elif self._renewing:
            self._held_asks.append((name, content, done, timeout_s))
        else:
            self._asks.refuse(name, done, Trouble(NOT_CONNECTED, self.reason or _("There is no bridge. Press Connect.")))

    def push(self, volume: Any, device: str) -> None:
        """Sends a volume. Blocks until it is out.

        :raises ConnectionError: if there is no connection
        """
        if not self.is_up or self._connector.GetScene() is None:
            raise ConnectionError(self.reason or _("There is no bridge. Press Connect."))
        push(self._connector, volume, device)

    def observe(self, callback: Callable[[], None]) -> Callable[[], None]:
        self._observers.append(callback)
        return lambda: self._observers.remove(callback) if callback in self._observers else None

    def job_begins(self, job: str) -> None:
        self._used = True
        self._running.add(job)
        self._tell()

    def job_ends(self, job: str, devices: list[str], cancel: bool, kept: set[str]) -> None:
        """The bridge is told to let go of it, as soon as it can be; what still comes of it is removed from the scene."""
        self._running.discard(job)
        self._errands.end(job, devices, cancel, kept, self.clock())
        if not self._scene_is_busy():
            sweep(self.scene, job, kept)
        self._tell()

    def _ask_for_errand(self, name: str, content: Mapping[str, Any], done: Done) -> None:
        self.ask(name, content, done)

    def _scene_is_busy(self) -> bool:
        return bool(self.scene.IsClosing() or self.scene.IsImporting() or self.scene.IsRestoring())

    def _go(self, step: Step) -> None:
        self._step, self._since = step, self.clock()

    def _look(self) -> None:
        self._looker.start(self._host, self._port)
        self._go(Step.LOOK)

    def _wait(self, now: float) -> None:
        if now >= self._next_try:
            self._look()

    def _looked(self, now: float) -> None:
        look = self._looker.result()
        if look is None or self._scene_is_busy():
            return
        if not look.is_ours:
            self._retry(look.message)
            return
        self._address = look.address
        self._start()

    def _start(self) -> None:
        try:
            self._connector = self.igtl.connector(self.scene)
        except RuntimeError as e:  # SlicerOpenIGTLink is not there.
            self._retry(str(e))
            return
        self._connector.SetCheckCRC(not (self._trusted or probes.is_loopback(self._address)))
        self._connector.SetTypeClient(self._address, self._port)
        self._connector.Start()
        self._go(Step.OPEN)

    def _renew(self) -> None:
        """Between jobs, a new connector in place of the one that holds the last job's images, some hundred MB for a large scan."""
        self._drop("")
        self._renewing, self._used = True, False
        self._start()

    def _open(self, now: float) -> None:
        if self._connector.GetState() == STATE_CONNECTED:
            self._go(Step.GREET)
            self._hello(OPEN_S)
        elif now - self._since > OPEN_S:
            self._retry(_("{at} answered, but no connection came about. Perhaps all its places are taken: wait, or try another bridge."))

    def _watch(self, now: float) -> None:
        if self._connector.GetState() != STATE_CONNECTED:
            self._retry(_("The connection to {at} broke. It is tried again."))
        elif self._step is Step.UP and not self._pinging and now - self._since > PING_S:
            # Slicer's connector may come back between two looks at its state: Hello with the session heals that, too.
            self._hello(BUSY_ANSWER_S if self._running else PING_ANSWER_S)

    def _hello(self, timeout_s: float) -> None:
        content = {"name": "3D Slicer", "version": VERSION, "dialogue": DIALOGUE, "session": self.session}
        connector = self._connector
        self._pinging = True
        self._asks.send(connector, "Hello", content, lambda reply: self._heard(connector, reply), timeout_s)

    def _heard(self, connector: Any, reply: Reply) -> None:
        if connector is not self._connector:
            return
        self._pinging = False
        if reply.error is not None:
            if reply.error.code == TIMEOUT:
                self._retry(_("{at} does not answer any more. It is tried again."))
            elif reply.error.code != LOST:
                kind, message = probes.judge_hello(self.address, reply.content or {"error": {"code": "", "message": reply.error.message}})
                self._retry(message if kind is not probes.Kind.OTHER else reply.error.message)
            return
        kind, message = probes.judge_hello(self.address, reply.content)
        if kind is not probes.Kind.FOLDLINK:
            self._retry(message)
            return
        self.held_jobs = frozenset(map(str, reply.content.get("jobs", ())))
        first = self._step is not Step.UP
        self._go(Step.UP)
        if first:
            self._renewing = False
            for name, content, done, timeout_s in self._held_asks:
                self._asks.send(self._connector, name, content, done, timeout_s)
            self._held_asks.clear()
            self.server = Server(*(str(reply.content.get(key, "")) for key in ("product", "version", "dialogue", "device", "notice")))
            self.reason, self._lost, self._tries = "", False, 0
            self.connections += 1

    def _retry(self, reason: str) -> None:
        self.reason = reason.replace("{at}", self.address)
        at_once = self._step is Step.UP
        self._drop(self.reason)
        self._lost = True
        self._go(Step.WAIT)
        self._next_try = self.clock() + (0.0 if at_once else RETRY_S[min(self._tries, len(RETRY_S) - 1)])
        self._tries += 1

    def _drop(self, reason: str) -> None:
        connector, self._connector, self._pinging, self._renewing = self._connector, None, False, False
        for name, _content, done, _timeout in self._held_asks:
            self._asks.refuse(name, done, Trouble(LOST, reason))
        self._held_asks.clear()
        if connector is None:
            return
        self._asks.fail(Trouble(LOST, reason))
        connector.Stop()
        if connector.GetScene() is not None:
            self.scene.RemoveNode(connector)
        self._asks.connector_gone()

    def _tell(self) -> None:
        told = (self.state, self.reason, self.server)
        if told == self._told:
            return
        self._told = told
        for callback in list(self._observers):
            try:
                callback()
            except Exception:  # One observer's fault must not keep the others from hearing.
                logging.exception("FoldLink: an observer of the bridge failed")
