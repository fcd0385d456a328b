"""The panel as a whole: makes its sections, lets them know of each other, follows the scene, and keeps time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Optional

import qt

from . import folder, inputs
from .bridge import Bridge, State
from .documents import Finding, Model
from .nodes import of_class
from .panel_context import Context
from .panel_host import Host
from .panel_inputs import InputsSection
from .panel_live import LiveSection
from .panel_log import LOGGER, LogWindow
from .panel_model import ModelSection
from .panel_options import OptionsSection
from .panel_result import ResultSection
from .panel_run import RunSection, obstacle
from .panel_server import ServerSection
from .parameter_node import Store
from .request import Request
from .text import tr as _

POLL_MS = 100
_LOOK_POLLS = 10
_LOOPBACK = ("localhost", "127.0.0.1")


class Panel:
    """Made by the module's widget, ended by :meth:`close`. ``ui`` holds the form's widgets by name."""

    def __init__(self, ui: Any, host: Host, bridge: Bridge, launcher: Any) -> None:
        self.store = Store(host.scene)
        self.store.load()
        self.bridge = bridge
        self.log = LogWindow(ui.logView)
        self.context = context = Context(ui, host, self.bridge, self.store, launcher)
        context.on_close(self.log.close)
        context.on_close(self.bridge.disconnect)
        self._entered = False
        self._stale = True
        self._polls = 0
        self._found: list[Finding] = []
        self._scene_found: list[Finding] = []
        self.server = ServerSection(context)
        self.options = OptionsSection(context)
        self.inputs = InputsSection(context, self._inputs_changed, self._fix)
        self.result = ResultSection(context)
        self.live: Optional[LiveSection] = None
        self.run: Optional[RunSection] = None
        self.model = ModelSection(context, self._model_changed)
        self.run = RunSection(context, self.request, self._job_findings, self.result.show)
        self.live = LiveSection(context, self.inputs, self.run, self.result)
        self._connect()
        self._observe_scene()
        self._model_changed()
        self._timer = qt.QTimer()
        self._timer.setInterval(POLL_MS)
        self._timer.connect("timeout()", self.poll)
        self._timer.start()

    def enter(self) -> None:
        """The panel comes into view. A bridge on this computer is called once without being asked to."""
        self._stale = True
        if not self._entered and self.bridge.state == State.OFF and self.store.parameters.host in _LOOPBACK:
            self.server.connect()
        self._entered = True

    def exit(self) -> None:
        """Another module comes into view: runs go on, and so does what follows them."""

    def close(self) -> None:
        self._timer.stop()
        self._timer.disconnect("timeout()", self.poll)
        if self.run is not None:
            self.run.abandon()
        self.context.close()

    def poll(self) -> None:
        try:
            self.bridge.poll()
        except RuntimeError as e:  # SlicerOpenIGTLink is not there, and said once this is enough
            self.bridge.disconnect()
            self.server.say_refused(str(e))
        self.server.poll()
        try:
            self.run.poll()
        except Exception:  # a fault of ours: the console has it once, and not ten times a second
            self.run.give_up()
            raise
        self.live.poll()
        self.result.check_alive()
        self._polls += 1
        if self._stale or self._polls % _LOOK_POLLS == 0:  # a transform may have been put over an input meanwhile
            self._stale = False
            self._look()
        self.log.flush()

    def request(self) -> Request | str:
        """What Segment would run now, or why it would not."""
        model = self.model.chosen
        reason = obstacle(self.bridge.state, model, self.inputs.missing(), self._scene_found)
        if reason:
            return reason
        nodes = self.inputs.nodes()
        # a copy: what the user changes during the run is for the next one
        choices = replace(self.store.parameters, inputs=dict(self.store.parameters.inputs))
        return Request(model, nodes, choices, self._region(model, nodes))

    def open_folder(self) -> None:
        host = self.context.host
        chosen = host.choose_folder(_("Open a folder of CT or MR images"))
        if chosen:
            self.load_folder(chosen)

    def load_folder(self, path: str) -> None:
        host, ui = self.context.host, self.context.ui
        with host.telling(_("The folder could not be opened.")):
            with host.waiting(_("Loading the folder…")):
                nodes = folder.load(path, host.loader())
                host.show_volume(nodes[0])
            count = len(nodes)
            LOGGER.info(_("{n} images were loaded.").format(n=count))
            ui.folderLabel.text = (_("Loaded: {name}.") if count == 1 else _("Loaded: {name} and {n} more.")).format(
                name=nodes[0].GetName(), n=count - 1
            )
            ui.folderLabel.visible = True
            self._guess(nodes)

    def _connect(self) -> None:
        context, ui = self.context, self.context.ui
        ui.folderLabel.visible = False
        context.connect(ui.regionSelector, "nodeAddedByUser(vtkMRMLNode*)", self._fit_region)
        context.connect(ui.openFolderButton, "clicked()", self.open_folder)
        context.connect(ui.copyLogButton, "clicked()", lambda: context.host.copy(ui.logView.plainText))
        context.connect(ui.clearLogButton, "clicked()", ui.logView.clear)
        context.connect(ui.helpLabel, "linkActivated(QString)", lambda _link: context.host.open_guide())

    def _observe_scene(self) -> None:
        scene = self.context.scene
        events: list[tuple[int, Callable[..., None]]] = [
            (scene.StartCloseEvent, self._scene_closing),
            (scene.EndCloseEvent, self._scene_changed),
            (scene.EndImportEvent, self._scene_changed),
            (scene.NodeAddedEvent, self._scene_touched),
            (scene.NodeRemovedEvent, self._scene_touched),
        ]
        for event, callback in events:
            self.context.observe(scene, event, callback)

    def _scene_closing(self, _scene: Any = None, _event: Any = None) -> None:
        self.run.abandon()
        self.run.forget()
        self.result.clear()
        self.context.ui.folderLabel.visible = False

    def _scene_changed(self, _scene: Any = None, _event: Any = None) -> None:
        self.store.load()
        self.options.show()
        self.model.reselect()
        self.inputs.select(self.store.parameters.inputs)
        self._stale = True

    def _scene_touched(self, _scene: Any = None, _event: Any = None) -> None:
        self._stale = True

    def _model_changed(self) -> None:
        model = self.model.chosen if self.run is not None else None
        self.options.show_model(model)
        self.inputs.show(model)
        if model is not None:
            self._guess()
        self._inputs_changed()

    def _guess(self, among: Optional[list[Any]] = None) -> None:
        """Sets the inputs that are not chosen yet; with ``among``, all of them, to what was just loaded."""
        model = self.model.chosen
        if model is None:
            return
        chosen = {} if among else self.inputs.nodes()
        volumes = among or list(of_class(self.context.scene, "vtkMRMLScalarVolumeNode"))
        shown = among[:1] if among else self.context.host.shown_volumes()
        guessed = inputs.guess(model.channels, volumes, tags=self.context.host.tags, shown=shown)
        wanted = {c: n.GetID() for c, n in {**guessed, **chosen}.items() if n is not None}
        self.store.parameters.inputs = {**self.store.parameters.inputs, **wanted}
        self.store.save()
        self.inputs.select(wanted)
        self._inputs_changed()

    def _inputs_changed(self) -> None:
        self._found = []
        self._stale = True
        if self.run is not None:
            self.run.forget()

    def _job_findings(self, findings: list[Finding]) -> None:
        self._found = list(findings)
        self._stale = True

    def _look(self) -> None:
        """What is wrong with the inputs is said before the run is asked for."""
        nodes = self.inputs.nodes()
        model = self.model.chosen
        found = inputs.look(model.channels, nodes, self._roi()) if model is not None and nodes else []
        # that an input is still to be chosen is said under the button
        self._scene_found = [finding for finding in found if finding.code != "missing_channel"]
        self.inputs.show_findings([*self._scene_found, *(f for f in self._found if f not in self._scene_found)])
        self.run.refresh()

    def _fix(self, finding: Finding) -> None:
        host = self.context.host
        with host.telling(_("The image could not be mended.")), host.waiting(_("Making a copy of the image…")):
            copy = inputs.fix(self.context.scene, finding, self.model.chosen.channels, self.inputs.nodes())
            self.store.parameters.inputs[finding.channel] = copy.GetID()
            self.store.save()
            self.inputs.select(self.store.parameters.inputs)
        self._inputs_changed()

    def _fit_region(self, roi: Any) -> None:
        """A new region begins as the whole image, to be made smaller by its handles."""
        volume = next(iter(self.inputs.nodes().values()), None)
        if roi is None or volume is None:
            return
        bounds = [0.0] * 6
        volume.GetRASBounds(bounds)
        roi.SetCenter([(low + high) / 2 for low, high in zip(bounds[::2], bounds[1::2])])
        roi.SetSize([high - low for low, high in zip(bounds[::2], bounds[1::2])])

    def _roi(self) -> Any:
        region = self.store.parameters.region
        return self.context.scene.GetNodeByID(region) if region else None

    def _region(self, model: Model, nodes: dict[str, Any]) -> Any:
        roi = self._roi()
        return inputs.region(roi, nodes[model.channels[0].name]) if roi is not None else None
