"""A bridge, a job and a Slicer around the panel that do what a test says, so that the panel can be brought into every state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable, ClassVar, Optional

from rig import qt as rig_qt

rig_qt.install()

from FoldLinkLib.bridge import Reply, Server, State, Trouble  # noqa: E402
from FoldLinkLib.job import Phase  # noqa: E402
from FoldLinkLib.panel_host import Host  # noqa: E402

SERVER = Server("FoldLink", "0.1.0", "1.0", "CPU (4 threads)", "Not for clinical use.")
COLOURS = [(221, 130, 101), (157, 108, 162), (185, 102, 83), (185, 102, 83), (249, 180, 111), (216, 101, 79), (139, 150, 98)]
ORGANS = ["liver", "spleen", "kidney right", "kidney left", "pancreas", "aorta", "gallbladder"]


def label(value: int, name: str) -> dict[str, Any]:
    return {"value": value, "name": name, "colour": list(COLOURS[value % len(COLOURS)])}


def model(model_id: str, title: str, channels: list[tuple[str, str]], names: list[str], folds: int = 5) -> dict[str, Any]:
    return {
        "id": model_id,
        "title": title,
        "version": "1.0",
        "task": "segmentation",
        "channels": [{"name": name, "modality": modality} for name, modality in channels],
        "labels": [label(n, name) for n, name in enumerate(names, 1)],
        "folds": list(range(folds)),
        "licence": "CC BY-SA 4.0",
        "attribution": "",
        "trained_on": "224 MR crops of the Medical Segmentation Decathlon" if model_id == "hippocampus" else "generated phantoms",
        "scores": {},
    }


MODELS = [
    model("hippocampus", "Hippocampus", [("MRI", "MR")], ["anterior", "posterior"]),
    model("phantom-abdomen", "Abdomen phantom", [("CT", "CT")], ORGANS),
    model("phantom-brats", "Glioma phantom", [("FLAIR", "MR"), ("T1", "MR"), ("T1ce", "MR"), ("T2", "MR")], ["oedema", "core"], 1),
]


def structure(value: int, name: str, ml: float = 12.3, agreement: Optional[float] = 0.97) -> dict[str, Any]:
    return {
        **label(value, name),
        "voxels": 1000,
        "ml": ml,
        "box": {"min": [-10.0, -20.0, -30.0], "max": [20.0 + value, 25.0, 30.0]},
        "oriented_box": {"centre": [0, 0, 0], "axes": [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "size": [30.0 + value, 45.0, 60.0]},
        "centre": [value, 2.0, 3.0],
        "diameters_mm": [44.5, 23.25],
        "fold_agreement": agreement,
    }


class FakeBridge:
    """Says what the test sets; answers are given at the next poll, as the real one does."""

    def __init__(self) -> None:
        self.state, self.reason, self.server = State.OFF, "", None
        self.models = MODELS
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.calls: list[tuple[Any, ...]] = []
        self.observers: list[Callable[[], None]] = []
        self.answers: dict[str, Reply] = {}
        self._waiting: list[tuple[Callable[[Reply], None], Reply]] = []
        self.scene: Any = None
        self.broken = ""

    def become(self, state: State, reason: str = "") -> None:
        self.state, self.reason = state, reason
        self.server = SERVER if state in (State.CONNECTED, State.BUSY) else None
        for observer in list(self.observers):
            observer()

    def connect(self, host: str, port: int, trusted: bool = False) -> None:
        self.calls.append(("connect", host, port))
        self.become(State.CONNECTING)

    def disconnect(self) -> None:
        self.calls.append(("disconnect",))
        self.become(State.OFF)

    def push(self, volume: Any, device: str) -> None:
        self.calls.append(("push", volume, device))

    def poll(self) -> None:
        if self.broken:
            raise RuntimeError(self.broken)
        waiting, self._waiting = self._waiting, []
        for done, reply in waiting:
            done(reply)

    def ask(self, name: str, content: dict[str, Any], done: Callable[[Reply], None], timeout_s: float = 30) -> None:
        self.asked.append((name, dict(content)))
        self._waiting.append((done, self.answers.get(name) or self._answer(name, content)))

    def observe(self, callback: Callable[[], None]) -> Callable[[], None]:
        self.observers.append(callback)
        return lambda: self.observers.remove(callback)

    def _answer(self, name: str, content: dict[str, Any]) -> Reply:
        if name == "Models":
            rows = [
                {**{k: m[k] for k in ("id", "title", "task")}, "channels": [c["name"] for c in m["channels"]]}
                | {"labels": len(m["labels"]), "folds": len(m["folds"])}
                for m in self.models
            ]
            return Reply(True, {"models": rows})
        if name == "Model":
            return Reply(True, next(m for m in self.models if m["id"] == content["id"]))
        if name == "Jobs":
            return Reply(True, {"jobs": []})
        return Reply(False, {}, Trouble("unknown_command", f"{name} is unknown"))


class FakeJob:
    """Goes where the test puts it."""

    made: ClassVar[list[FakeJob]] = []

    def __init__(self, bridge: Any, scene: Any, request: Any, listener: Any, make_labelmap: Any, **_more: Any) -> None:
        self.bridge, self.request, self.listener = bridge, request, listener
        self.phase, self.progress, self.queue_place, self.folds_done = Phase.CHECKING, None, None, 0
        self.id = "ab12"
        self.calls: list[str] = []
        FakeJob.made.append(self)

    def start(self) -> None:
        self.calls.append("start")
        self.listener.changed(self)

    def cancel(self) -> None:
        self.calls.append("cancel")
        self.become(Phase.CANCELLED)

    def poll(self) -> None:
        pass

    def become(self, phase: Phase, progress: Any = None, place: Optional[int] = None) -> None:
        self.phase, self.progress, self.queue_place = phase, progress, place
        self.listener.changed(self)


class FakeHost(Host):
    """The real one, but for what opens a window or needs another module."""

    def __init__(self, loader: Any = None) -> None:
        self.folder, self.file, self.errors = "", "", []
        self.copied: list[str] = []
        self.opened: list[Any] = []
        self.shown: list[Any] = []
        self.waits: list[str] = []
        self.questions: list[str] = []
        self.agrees = True
        self.settings: dict[str, str] = {}
        self.annotations: list[str] = []
        self._loader = loader

    def loader(self) -> Any:
        return self._loader

    def choose_folder(self, title: str) -> str:
        return self.folder

    def choose_file(self, title: str, name: str, kinds: str) -> str:
        return self.file

    def copy(self, text: str) -> None:
        self.copied.append(text)

    def open_guide(self) -> None:
        self.opened.append("guide")

    def edit(self, segmentation: Any, volume: Any) -> None:
        self.opened.append((segmentation, volume))

    def setting(self, name: str) -> str:
        return self.settings.get(name, "")

    def set_setting(self, name: str, value: str) -> None:
        self.settings[name] = value

    def environment(self) -> dict[str, str]:
        return {}

    def annotate(self, text: str) -> None:
        self.annotations.append(text)

    def confirm(self, question: str) -> bool:
        self.questions.append(question)
        return self.agrees

    def show_volume(self, volume: Any) -> None:
        self.shown.append(volume)

    def tell_error(self, sentence: str) -> None:
        self.errors.append(sentence)

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        self.waits.append(what)
        yield


class FakeRunning:
    def __init__(self) -> None:
        self.is_running, self.ended, self.stopped = True, "", False

    def stop(self) -> None:
        self.is_running, self.stopped = False, True


class FakeLauncher:
    """A launcher that is found, or not; ``started`` holds the ports."""

    there = True

    def __init__(self) -> None:
        self.started: list[int] = []
        self.running: list[FakeRunning] = []
        self.error: Optional[OSError] = None

    def find(self, _folders: Any, _environment: Any) -> Optional[str]:
        return "launcher" if self.there else None

    def start(self, _launcher: str, port: int, _environment: Any) -> FakeRunning:
        if self.error is not None:
            raise self.error
        self.started.append(port)
        self.running.append(FakeRunning())
        return self.running[-1]

    def reason(self, error: OSError, _launcher: str) -> str:
        return f"The bridge could not be started: {error.strerror}."
