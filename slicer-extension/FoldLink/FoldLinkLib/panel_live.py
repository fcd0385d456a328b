"""The panel's live section: what is segmented again by itself, and how far a tool is from what was found."""

from __future__ import annotations

from typing import Any, Optional

from .live import Follow, ToolDistance
from .panel_context import Context
from .panel_inputs import InputsSection
from .panel_log import LOGGER
from .panel_result import ResultSection
from .panel_run import RunSection
from .text import tr as _


class LiveSection:
    """Follows the first channel's volume. The tool is chosen among the options; its distances are to the last result's surfaces."""

    def __init__(self, context: Context, inputs: InputsSection, run: RunSection, result: ResultSection) -> None:
        self._context = context
        self._inputs = inputs
        self._run = run
        self._result = result
        self._follow: Optional[Follow] = None
        self._followed: Optional[Any] = None
        self._distance: Optional[ToolDistance] = None
        self._measured: tuple[Any, Any] = (None, None)
        self._said = ("", "")
        context.ui.liveLabel.visible = False
        run.on_end(self._run_ended)
        context.on_close(self.stop)

    def poll(self) -> None:
        self._choose_volume()
        self._choose_tool()
        if self._follow is not None:
            self._follow.poll()
        if self._distance is not None:
            self._distance.poll()

    def stop(self) -> None:
        self._stop_following()
        self._stop_measuring()

    def _choose_volume(self) -> None:
        volume = next(iter(self._inputs.nodes().values()), None) if self._context.store.parameters.follow else None
        if volume is self._followed and (self._follow is None or self._follow.is_on):
            return
        self._stop_following()
        self._followed = volume
        if volume is not None:
            self._follow = Follow(volume, self._start)
            LOGGER.info(_("The input is followed."))
        self._say(following=_("Waiting for a new image in the input.") if volume is not None else "")

    def _choose_tool(self) -> None:
        tool_id = self._context.store.parameters.tool
        tool = self._context.scene.GetNodeByID(tool_id) if tool_id else None
        built = self._result.built
        segmentation = built.segmentation if built is not None else None
        if (tool, segmentation) == self._measured:
            return
        self._stop_measuring()
        self._measured = (tool, segmentation)
        if tool is not None and segmentation is not None:
            self._distance = ToolDistance(segmentation, tool, self._show_distance)
        elif tool is not None:
            self._say(distance=_("Distances are shown once there is a result."))

    def _start(self) -> bool:
        started = self._run.start_live()
        if started:
            self._say(following=_("A new image came; it is being segmented."))
        return started

    def _run_ended(self) -> None:
        if self._follow is not None:
            self._follow.run_ended()
            self._say(following=_("Waiting for a new image in the input."))

    def _show_distance(self, text: str) -> None:
        self._context.host.annotate(text)
        self._say(distance=text)

    def _stop_following(self) -> None:
        if self._follow is not None:
            self._follow.stop()
        self._follow = self._followed = None
        self._say(following="")

    def _stop_measuring(self) -> None:
        if self._distance is not None:
            self._distance.stop()
        self._distance, self._measured = None, (None, None)
        self._say(distance="")

    def _say(self, following: Optional[str] = None, distance: Optional[str] = None) -> None:
        said = (self._said[0] if following is None else following, self._said[1] if distance is None else distance)
        if said != self._said:
            self._said = said
            self._context.ui.liveLabel.text = "\n".join(words for words in said if words)
            self._context.ui.liveLabel.visible = any(said)
