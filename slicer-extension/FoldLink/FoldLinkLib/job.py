"""One run: looks at the inputs, sends them, asks for the segmentation, follows it, hands over what came, leaves nothing behind."""

from __future__ import annotations

import time
from typing import Any, Callable, Optional, Protocol

from . import documents, inputs, received
from .bridge import Bridge
from .documents import Finding, Progress, Result
from .request import Request, findings
from .states import ENDED, Phase, State
from .text import tr as _
from .troubles import LOST, MALFORMED, NOT_CONNECTED, Reply, Trouble, advice

__all__ = ["ENDED", "Job", "Listener", "Phase", "Request"]

QUIET_S = 5.0
ANSWER_S = 120.0  # A Check reads all voxels.
FETCH_S = 120.0
LOST_S = 600.0  # So long the bridge holds results for us.


class Listener(Protocol):
    """Called from ``start``, ``cancel`` and ``poll`` alone. After a Cancel comes ``changed`` alone, with the phase CANCELLED."""

    def changed(self, job: Job) -> None: ...
    def findings(self, job: Job, found: list[Finding]) -> None: ...
    def preview(self, job: Job, labelmap: Any, folds_done: int) -> None: ...
    def finished(self, job: Job, labelmap: Any, doubt: Any, result: Result) -> None: ...
    def failed(self, job: Job, trouble: Trouble) -> None: ...


class Job:
    """``make_labelmap(scene, name, model)`` makes the labelmap node that Slicer then fills."""

    def __init__(
        self,
        bridge: Bridge,
        scene: Any,
        request: Request,
        listener: Listener,
        make_labelmap: Callable[[Any, str, documents.Model], Any],
        *,
        clock: Callable[[], float] = time.monotonic,
        job_id: Optional[str] = None,
    ) -> None:
        self.id = job_id or received.new_id(scene)
        self.request = request
        self.phase = Phase.CHECKING
        self.progress: Optional[Progress] = None
        self.queue_place: Optional[int] = None
        self.folds_done = 0
        self._bridge = bridge
        self._scene = scene
        self._listener = listener
        self._make_labelmap = make_labelmap
        self._clock = clock
        self._received: Any = None
        self._devices = request.devices(self.id)
        self._step: Optional[Callable[[], None]] = None
        self._next_channel = 0
        self._asked = False  # Whether the bridge may know of the job.
        self._accepted = False
        self._connection = 0
        self._lost_since: Optional[float] = None
        self._news = clock()
        self._asking_jobs = False
        self._done_since: Optional[float] = None
        self._asked_again = False

    @property
    def has_ended(self) -> bool:
        return self.phase in ENDED

    def start(self) -> None:
        model = self.request.model
        found = inputs.look(model.channels, self.request.inputs)
        if found:
            self._listener.findings(self, found)
        error = next((finding for finding in found if finding.is_error), None)
        if error is not None:
            self._end(Phase.FAILED, Trouble(error.code, error.message, f"inputs.{error.channel}"))
        elif self._bridge.state not in (State.CONNECTED, State.BUSY):
            self._end(Phase.FAILED, Trouble(NOT_CONNECTED, self._bridge.reason or _("There is no bridge. Press Connect.")))
        else:
            received.clear(self._scene, self.id)
            doubt = received.doubt_node(self._scene, f"{self.id}.doubt") if self.request.parameters.doubt else None
            labelmap = self._make_labelmap(self._scene, f"{self.id}.labels", model)
            self._received = received.Received(self._scene, self.id, labelmap, doubt)
            self._connection = self._bridge.connections
            self._bridge.job_begins(self.id)
            self._step = self._send
            self._go(Phase.SENDING)

    def cancel(self) -> None:
        """The bridge stops within one tile; here it is over at once."""
        if not self.has_ended:
            self._end(Phase.CANCELLED)

    def poll(self) -> None:
        if self.has_ended or self._received is None or self._is_gone():
            return
        if not self._bridge.is_up:
            self._wait_for_bridge()
        elif self._connection != self._bridge.connections:
            self._lost_since = None
            self._connection = self._bridge.connections
            self._take_up()
        elif self._step is not None:
            self._step()

    def _go(self, phase: Phase) -> None:
        self._news = self._clock()
        if phase is not self.phase:
            self.phase = phase
            self._listener.changed(self)

    def _is_gone(self) -> bool:
        names = [name for name, volume in self.request.volumes if volume.GetScene() is not self._scene]
        if any(node is not None and node.GetScene() is not self._scene for node in (self._received.labelmap, self._received.doubt)):
            message = _("The scene was closed or the result's node removed, so the run was stopped. Run again.")
            self._end(Phase.FAILED, Trouble("scene_closed", message))
        elif names:
            message = _("The volume for {channel} was removed from the scene, so the run was stopped. Load it and run again.")
            self._end(Phase.FAILED, Trouble("input_removed", message.format(channel=names[0]), f"inputs.{names[0]}"))
        return self.has_ended

    def _wait_for_bridge(self) -> None:
        now = self._clock()
        if self._lost_since is None:
            self._lost_since = now
            self._listener.changed(self)
        if self._bridge.state is State.OFF or now - self._lost_since > LOST_S:
            closed = _("The connection was closed during the run. Connect and run again.")
            self._end(Phase.FAILED, Trouble(LOST, self._bridge.reason or closed))

    def _take_up(self) -> None:
        """There is another connection. Results that are held come by themselves; a job that the bridge does not know is lost."""
        if self._asked and self.id in self._bridge.held_jobs:
            self._follow_now()
        elif self._accepted:
            self._fail("unknown_job")
        else:
            self._next_channel, self._asked = 0, False
            self._step = self._send
        if not self.has_ended:
            self._listener.changed(self)

    def _send(self) -> None:
        """One volume a poll, so that the panel can say what it sends."""
        if self._next_channel < len(self._devices):
            name, volume = self.request.volumes[self._next_channel]
            if volume.GetImageData() is None:  # Slicer's connector would crash.
                message = _("The voxels of the volume for {channel} are gone. Load it anew and run again.")
                self._fail("no_voxels", message.format(channel=name), f"inputs.{name}")
                return
            self._bridge.push(volume, self._devices[self._next_channel])
            self._next_channel += 1
            return
        self._step = None
        self._bridge.ask("Check", self.request.check(self.id), self._checked, ANSWER_S)

    def _checked(self, reply: Reply) -> None:
        if self.has_ended or self._broken(reply):
            return
        try:
            found = findings(reply.content, self.request.model)
        except (KeyError, TypeError):
            self._fail(MALFORMED, _("The answer to Check is not the dialogue's. Install bridge and module from the same release."))
            return
        if found:
            self._listener.findings(self, found)
        error = next((finding for finding in found if finding.is_error), None)
        if error is not None:
            refused = self._refused_input() if error.code == "missing_channel" else None
            if refused is not None:
                self._fail(*refused)
            else:
                self._fail(error.code, error.message, f"inputs.{error.channel}" if error.channel else "")
            return
        self._asked = True
        self._bridge.ask("Segment", self.request.segment(self.id), self._segmenting, ANSWER_S)

    def _segmenting(self, reply: Reply) -> None:
        if self.has_ended or self._broken(reply):
            return
        place = reply.content.get("place")
        self.queue_place = place if isinstance(place, int) else None
        self._follow_now()
        self._go(Phase.QUEUED)

    def _follow_now(self) -> None:
        self._accepted = True
        self._step = self._follow
        self._news = self._clock()

    def _broken(self, reply: Reply) -> bool:
        """Whether to go no further. What the loss of the connection cut short is taken up when it is there again."""
        if reply.error is None:
            return False
        if reply.error.code not in (LOST, NOT_CONNECTED):
            self._end(Phase.FAILED, reply.error)
        return True

    def _follow(self) -> None:
        status = self._bridge.igtl.status(self._scene, f"{self.id}.status")
        if status is not None and status[0] != 1:
            self._fail(status[1], status[2])
            return
        progress = self._received.progress()
        if progress is not None:
            self.progress, self.queue_place = progress, None
            phase = Phase.FETCHING if progress.phase == "done" else Phase.RUNNING
            if phase is self.phase:
                self._listener.changed(self)
            self._go(phase)
        folds = self._received.preview()
        if folds is not None:
            self.folds_done = folds
            self._go(Phase.RUNNING)
            self._listener.preview(self, self._received.labelmap, folds)
        try:
            result = self._received.result()
        except (ValueError, KeyError, TypeError):
            self._fail(MALFORMED, _("The result is not the dialogue's. Install bridge and module from the same release."))
            return
        if result is not None:
            self._finish(result)
        elif self._received.any_result or status is not None:
            self._go(Phase.FETCHING)
            self._fetch()
        elif self._clock() - self._news > QUIET_S and not self._asking_jobs:
            self._asking_jobs = True
            self._bridge.ask("Jobs", {}, self._heard_of_jobs)

    def _fetch(self) -> None:
        """The run is over. What has got lost on the way is asked for once more."""
        now = self._clock()
        if self._done_since is None:
            self._done_since = now
        elif now - self._done_since > FETCH_S and not self._asked_again:
            self._asked_again, self._done_since = True, now
            self._bridge.ask("Results", {"job": self.id}, self._heard_of_results)
        elif now - self._done_since > FETCH_S:
            self._fail("timeout", _("The run is over, but its result did not come. Run again; if it comes back, look at the connection."))

    def _heard_of_results(self, reply: Reply) -> None:
        if not self.has_ended:
            self._broken(reply)

    def _heard_of_jobs(self, reply: Reply) -> None:
        self._asking_jobs = False
        if self.has_ended or reply.error is not None:
            return
        row = next((row for row in reply.content.get("jobs", ()) if row.get("job") == self.id), None)
        self._news = self._clock()
        if row is None:
            self._fail("unknown_job")
        elif row.get("state") in ("failed", "cancelled"):
            self._fail(str(row.get("error") or row["state"]), _("The run ended on the bridge without a result."))
        elif row.get("state") == "done":
            self._fetch()
        elif row.get("place") != self.queue_place and self.phase is Phase.QUEUED:
            self.queue_place = row.get("place")
            self._listener.changed(self)

    def _finish(self, result: Result) -> None:
        labelmap, doubt = self._received.labelmap, self._received.doubt
        self._let_go({node.GetID() for node in (labelmap, doubt) if node is not None}, cancel=False)
        self._go(Phase.DONE)
        self._listener.finished(self, labelmap, doubt, result)

    def _fail(self, code: str, message: str = "", where: str = "") -> None:
        self._end(Phase.FAILED, Trouble(code, advice(code, message), where))

    def _end(self, phase: Phase, trouble: Optional[Trouble] = None) -> None:
        if self._received is not None:
            for node in (self._received.labelmap, self._received.doubt):
                if node is not None and node.GetScene() is not None:
                    node.GetScene().RemoveNode(node)
            self._let_go(set(), cancel=self._asked)
        self._go(phase)
        if trouble is not None:
            self._listener.failed(self, trouble)

    def _let_go(self, kept: set[str], cancel: bool) -> None:
        self._step = None
        self._bridge.job_ends(self.id, self._devices[: self._next_channel], cancel, kept)

    def _refused_input(self) -> Optional[tuple[str, str, str]]:
        """The bridge says under an input's own name why it did not take it."""
        for (name, _volume), device in zip(self.request.volumes, self._devices):
            status = self._bridge.igtl.status(self._scene, device)
            if status is not None and status[0] != 1:
                return status[1], status[2], f"inputs.{name}"
        return None
