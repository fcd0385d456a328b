"""The panel's big button: a run from Segment to its end, told as it goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Optional

from . import scene as scene_tools
from .bridge import State, Trouble
from .documents import Finding, Model, Progress, Result
from .enclosing import step_back
from .job import ENDED, Job, Phase
from .nodes import remove
from .panel_context import Context
from .panel_host import pixmap
from .panel_log import LOGGER
from .request import Request
from .text import per_cent, seconds, size
from .text import tr as _


class RunSection:
    """Listens to the job. ``request`` makes what is to be run, or says why it cannot; ``show_findings`` and ``done`` take what comes."""

    def __init__(
        self,
        context: Context,
        request: Callable[[], Any],
        show_findings: Callable[[list[Finding]], None],
        done: Callable[[Any, Request], None],
    ) -> None:
        self._context = context
        self._ui = context.ui
        self._request = request
        self._show_findings = show_findings
        self._done = done
        self._ended = False
        self._live = False
        self._on_end: list[Callable[[], None]] = []
        self._preview: Optional[Any] = None
        self._running: Optional[Request] = None
        self.job: Optional[Job] = None
        context.connect(self._ui.segmentButton, "clicked()", self.start)
        context.connect(self._ui.cancelButton, "clicked()", self.cancel)
        context.on_close(context.bridge.observe(self.refresh))
        context.on_close(self.abandon)
        self.refresh()

    @property
    def running(self) -> bool:
        return self.job is not None

    def on_end(self, callback: Callable[[], None]) -> None:
        """Called when a run has ended, however it did."""
        self._on_end.append(callback)

    def start(self) -> None:
        self._start(self._request())

    def start_live(self) -> bool:
        """Without being asked to: takes the place of its own earlier result, the views stay as they are. Returns whether it could be."""
        wanted = self._request()
        if not isinstance(wanted, str):
            wanted = replace(wanted, parameters=replace(wanted.parameters, replace_earlier=True))
        return self._start(wanted, live=True)

    def _start(self, wanted: Any, live: bool = False) -> bool:
        if isinstance(wanted, str) or self.running:
            self.refresh()
            return False
        self._ended = False
        self._running, self._live = wanted, live
        LOGGER.info(_("Segment with {model}.").format(model=wanted.model.id))
        self.job = Job(_TellingBridge(self._context), self._context.scene, wanted, self, scene_tools.labelmap_node)
        self.refresh()
        self.job.start()
        return True

    def cancel(self) -> None:
        """The bridge stops after the tile it is at; here it is over at once."""
        if self.job is not None:
            self.job.cancel()

    def poll(self) -> None:
        if self.job is not None:
            self.job.poll()

    def abandon(self) -> None:
        """The scene or the panel goes away: nothing of the run may be left."""
        job, self.job = self.job, None
        if job is not None:
            self._running = None
            job.cancel()
            self._hide_preview()

    def give_up(self) -> None:
        """A run that cannot be followed any more."""
        self.abandon()
        self._ended = True
        self._say(_("The run was given up because of a fault of the module. Copy the log and report it."), "Error")
        self.refresh()

    def refresh(self) -> None:
        """What can be pressed now, and where nothing runs, why Segment cannot be."""
        ui = self._ui
        wanted = None if self.running else self._request()
        reason = wanted if isinstance(wanted, str) else ""
        ui.segmentButton.enabled = not self.running and not reason
        ui.segmentButton.toolTip = reason or _("Send the images to the bridge and show what it finds.")
        ui.cancelButton.enabled = self.running
        ui.progressBar.visible = ui.cancelButton.visible = self.running
        if not self.running and not self._ended:
            self._say(reason or _("Ready."))

    def forget(self) -> None:
        """What the last run said is no longer of interest: other choices were made."""
        if not self.running:
            self._ended = False
            self.refresh()

    # What the job calls

    def changed(self, job: Job) -> None:
        if job is not self.job:  # given up
            return
        if job.phase is Phase.CANCELLED:
            self._end()
            LOGGER.info(_("Cancelled."))
            self._say(_("Cancelled. Nothing was changed."))
            self.refresh()
        if job.phase in ENDED:
            return
        share = job.progress.share if job.progress else 0.0
        self._ui.progressBar.value = round(share * 1000)
        self._ui.progressBar.format = per_cent(share)
        if self._context.bridge.state is State.LOST:
            self._say(_("The connection is lost; the run goes on at the bridge, and the result comes when it is back."), "Warning")
        else:
            self._say(words(job.phase, job.progress, job.queue_place))

    def findings(self, _job: Job, findings: list[Finding]) -> None:
        for finding in findings:
            LOGGER.info("%s: %s", finding.level, finding.code)
        self._show_findings(findings)

    def preview(self, _job: Job, labelmap: Any, folds_done: int) -> None:
        self._preview = labelmap
        reference = next(iter(self._running.inputs.values())) if self._running else None
        scene_tools.show_preview(self._context.scene, labelmap, reference)
        LOGGER.info(_("Preview after {n} folds.").format(n=folds_done))

    def finished(self, _job: Job, labelmap: Any, doubt: Optional[Any], result: Result) -> None:
        request = self._end()
        host, scene = self._context.host, self._context.scene
        reference = next(iter(request.inputs.values()))
        bytes_ = labelmap.GetImageData().GetActualMemorySize() * 1024
        failed = True
        with host.telling(_("The result came, but it could not be shown.")):
            with host.waiting(_("Making the segmentation of {n} structures ({size})…").format(n=len(result.structures), size=size(bytes_))):
                built = scene_tools.build(scene, host.logics(), labelmap, doubt, result, request.model, reference, request.parameters)
                if not built.replaced:  # then what was shown of the earlier one is shown of this one
                    step_back(built)
                if not self._live:
                    scene_tools.arrange(scene, host.logics(), built, reference, host.aspect())
            failed = False
        remove(scene, doubt)
        if failed:
            scene_tools.keep_labelmap(
                scene, labelmap, _("{volume} – {model} labels").format(volume=reference.GetName(), model=request.model.title)
            )
            self._say(_("The result came, but no segmentation could be made of it. Its labelmap is kept; the log says more."), "Error")
        else:
            scene_tools.remove_labelmap(scene, labelmap)
            took = sum(result.seconds.values())
            LOGGER.info(_("Done in {s:.1f} s: {n} structures.").format(s=took, n=len(result.structures)))
            LOGGER.info(", ".join(f"{step} {spent:.2f} s" for step, spent in built.seconds.items()))
            self._say(_("Done."), "Done")
            self._done(built, request)
        self.refresh()

    def failed(self, job: Job, trouble: Trouble) -> None:
        if job is not self.job:
            return
        self._end()
        LOGGER.error(_("The run failed: {code}").format(code=trouble.code))
        self._say(trouble.message, "Error")
        self.refresh()

    def _end(self) -> Request:
        request = self._running
        assert request is not None
        self.job, self._running, self._ended = None, None, True
        self._hide_preview()
        for callback in self._on_end:
            callback()
        return request

    def _hide_preview(self) -> None:
        if self._preview is not None:
            scene_tools.hide_preview(self._context.scene)
            self._preview = None

    def _say(self, sentence: str, icon: str = "") -> None:
        ui = self._ui
        if ui.messageLabel.text != sentence:  # else what somebody has marked to copy would be unmarked
            ui.messageLabel.text = sentence
        ui.messageIcon.visible = bool(icon)
        if icon:
            ui.messageIcon.setPixmap(pixmap(icon, 16))
            ui.messageIcon.accessibleDescription = {"Done": _("Done"), "Error": _("Error"), "Warning": _("Warning")}[icon]


class _TellingBridge:
    """The bridge, with a wait cursor while a volume is sent: Slicer's connector blocks until the last byte is out."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context.bridge, name)

    def push(self, volume: Any, device: str) -> None:
        of_bytes = volume.GetImageData().GetActualMemorySize() * 1024
        with self._context.host.waiting(_("Sending an image ({size})…").format(size=size(of_bytes))):
            self._context.bridge.push(volume, device)


def words(phase: Phase, progress: Optional[Progress], place: Optional[int]) -> str:
    """One line for the run's state: "Computing: fold 2 of 5, tile 13 of 40, 12 s left"."""
    if phase == Phase.CHECKING:
        return _("Checking the images…")
    if phase == Phase.SENDING:
        return _("Sending the images…")
    if phase == Phase.QUEUED:
        return _("Waiting: {n} before this one.").format(n=place) if place else _("Waiting for the bridge…")
    if phase == Phase.FETCHING:
        return _("Receiving the result…")
    if progress is None:
        return _("The bridge is at work…")
    if progress.phase in ("loading", "preprocessing", "export", "done"):
        return {
            "loading": _("Loading the model…"),
            "preprocessing": _("Preparing the images…"),
            "export": _("Putting the result together…"),
            "done": _("Receiving the result…"),
        }[progress.phase]
    said = [_("Paused for an urgent run") if progress.phase == "paused" else _("Computing")]
    if progress.folds:
        said.append(_("fold {i} of {n}").format(i=progress.fold, n=progress.folds))
    if progress.tiles:
        said.append(_("tile {i} of {n}").format(i=progress.tile, n=progress.tiles))
    if progress.seconds_left is not None:
        said.append(seconds(progress.seconds_left))
    return said[0] + (": " + ", ".join(said[1:]) if said[1:] else "")


def obstacle(state: State, model: Optional[Model], missing: list[str], findings: list[Finding]) -> str:
    """Why there can be no run now, and what to do; empty where there can be one."""
    if state not in (State.CONNECTED, State.BUSY):
        return _("To segment, connect to a bridge first.")
    if model is None:
        return _("To segment, choose a model.")
    if missing:
        return _("To segment, choose the image for {channels}, or open a folder.").format(channels=", ".join(missing))
    if any(finding.is_error for finding in findings):
        return _("To segment, mend what is said beside the inputs.")
    return ""
