"""What is still to be done for jobs that are over: Cancel, Release, and removing nodes that come late. It outlives lost connections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Callable, Optional

from .troubles import LOST, NOT_CONNECTED, TIMEOUT, Reply

_AGAIN = (LOST, NOT_CONNECTED, TIMEOUT, "job_running")
_RETRY_S = 0.5
_GIVE_UP_S = 660.0  # The bridge holds a session for ten minutes.
_LATE_S = 2.0
Ask = Callable[[str, Mapping[str, Any], Callable[[Reply], None]], None]


@dataclass
class _Job:
    kept: set[str]
    open: list[tuple[str, dict[str, str]]]
    since: float
    next: float = 0.0
    waiting: bool = False
    over: Optional[float] = None


@dataclass
class Errands:
    jobs: dict[str, _Job] = field(default_factory=dict)

    def end(self, job: str, devices: list[str], cancel: bool, kept: set[str], now: float) -> None:
        """
        :param devices: inputs that are released
        :param cancel: whether the bridge may still be at it
        :param kept: ids of received nodes that somebody else has taken over
        """
        first: list[tuple[str, dict[str, str]]] = [("Cancel", {"job": job})] if cancel else []
        releases: list[tuple[str, dict[str, str]]] = [("Release", {"job": job}), *(("Release", {"device": device}) for device in devices)]
        self.jobs[job] = _Job(kept, first + releases, now)

    def poll(self, scene: Any, connected: bool, ask: Ask, now: float) -> None:
        for name, job in list(self.jobs.items()):
            sweep(scene, name, job.kept)
            if connected and job.open and not job.waiting and now >= job.next:
                job.waiting = True
                command, content = job.open[0]
                ask(command, content, partial(_answered, job, now))
            if not job.open and job.over is None:
                job.over = now
            if (job.over is not None and now - job.over > _LATE_S) or now - job.since > _GIVE_UP_S:
                del self.jobs[name]

    def take_leave(self, running: Iterable[str], ask: Ask) -> None:
        """All that is open goes out at once, unheard: the connection is about to be closed. It is done again if there is another."""
        for name in running:
            ask("Cancel", {"job": name}, lambda _reply: None)
        for job in self.jobs.values():
            for command, content in job.open:
                ask(command, content, lambda _reply: None)


def _answered(job: _Job, sent: float, reply: Reply) -> None:
    job.waiting = False
    if reply.error is not None and reply.error.code in _AGAIN:
        job.next = sent + _RETRY_S
    else:
        job.open.pop(0)


def sweep(scene: Any, job: str, kept: set[str]) -> None:
    """Removes what SlicerOpenIGTLink made for the job's devices."""
    ours = re.compile(re.escape(job) + r"[._][a-z]+\d*(\.\d+)?\Z")
    found = []
    nodes = scene.GetNodes()
    for index in range(nodes.GetNumberOfItems()):
        node = nodes.GetItemAsObject(index)
        if ours.match(node.GetName() or "") and node.GetID() not in kept:
            found.append(node)
    for node in found:
        display = node.GetDisplayNode() if hasattr(node, "GetDisplayNode") else None
        scene.RemoveNode(node)
        if display is not None and display.GetScene() is not None:
            scene.RemoveNode(display)
