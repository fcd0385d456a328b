"""What the tests of runs share: a bridge object on real parts, a listener that keeps what it hears, the bridge's own command line."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import slicer
import slicer.util
import vtk
from FoldLinkLib import documents
from FoldLinkLib.bridge import Bridge, State
from FoldLinkLib.job import Job
from FoldLinkLib.parameters import Parameters
from FoldLinkLib.request import Request

from rig.bridge_process import ROOT, jar, java
from rig.pump import Pump


class Heard:
    """A listener that keeps everything, in order."""

    def __init__(self) -> None:
        self.phases: list[str] = []
        self.found: list[documents.Finding] = []
        self.previews: list[int] = []
        self.preview_voxels: list[int] = []
        self.shares: list[float] = []
        self.labelmap: Any = None
        self.doubt: Any = None
        self.result: Any = None
        self.trouble: Any = None

    def changed(self, job: Job) -> None:
        if not self.phases or self.phases[-1] != job.phase.value:
            self.phases.append(job.phase.value)
        if job.progress is not None:
            self.shares.append(job.progress.share)

    def findings(self, job: Job, found: list[documents.Finding]) -> None:
        self.found += found

    def preview(self, job: Job, labelmap: Any, folds_done: int) -> None:
        self.previews.append(folds_done)
        self.preview_voxels.append(int(np.count_nonzero(slicer.util.arrayFromVolume(labelmap))))

    def finished(self, job: Job, labelmap: Any, doubt: Any, result: Any) -> None:
        assert self.result is None, "finished twice"
        self.labelmap, self.doubt, self.result = labelmap, doubt, result

    def failed(self, job: Job, trouble: Any) -> None:
        assert self.trouble is None, "failed twice"
        self.trouble = trouble


def make_labelmap(scene: Any, name: str, _model: Any) -> Any:
    node = scene.CreateNodeByClass("vtkMRMLLabelMapVolumeNode")
    node.UnRegister(None)
    node.SetName(name)
    return scene.AddNode(node)


class Desk:
    """One user's Slicer: a scene, a bridge object, and the time that passes for both."""

    def __init__(self, parts: Any, igtl: Any, **options: Any) -> None:
        self.parts = parts
        self.scene = parts.scene
        self.bridge = Bridge(parts.scene, igtl, **options)
        self.pump = Pump(igtl, [self.bridge.poll])
        self.jobs: list[Job] = []

    def connect(self, port: int) -> None:
        self.bridge.connect("localhost", port)
        self.pump.until(lambda: self.bridge.state is State.CONNECTED, what="connected")

    def ask(self, name: str, content: dict[str, Any]) -> Any:
        got: list[Any] = []
        self.bridge.ask(name, content, got.append)
        self.pump.until(lambda: got, what=f"the answer to {name}")
        assert len(got) == 1
        return got[0]

    def model(self, name: str) -> documents.Model:
        reply = self.ask("Model", {"id": name})
        assert reply.ok, reply
        return documents.model(reply.content)

    def job(
        self, model: documents.Model, volumes: list[Any], *, region: Any = None, job_id: Any = None, **chosen: Any
    ) -> tuple[Job, Heard]:
        heard = Heard()
        inputs = {channel.name: volume for channel, volume in zip(model.channels, volumes)}
        job = Job(self.bridge, self.scene, Request(model, inputs, Parameters(**chosen), region), heard, make_labelmap, job_id=job_id)
        self.pump.polls.append(job.poll)
        self.jobs.append(job)
        return job, heard

    def run(self, model: documents.Model, volumes: list[Any], timeout_s: float = 120, **options: Any) -> tuple[Job, Heard]:
        job, heard = self.job(model, volumes, **options)
        job.start()
        self.pump.until(lambda: job.has_ended, timeout_s, f"an end of the job, which is {job.phase}")
        return job, heard

    def settle(self) -> None:
        """Until the bridge has let go of the jobs and what comes late is swept."""
        self.pump.until(lambda: not self.bridge._errands.jobs, 30, "an end of the errands")

    def leftovers(self, job: Job) -> list[str]:
        nodes = self.scene.GetNodes()
        names = [nodes.GetItemAsObject(n).GetName() or "" for n in range(nodes.GetNumberOfItems())]
        return [name for name in names if name.startswith(job.id)]


def volume(scene: Any, voxels: Any, ijk_to_ras: Any = None, name: str = "scan") -> Any:
    """A scalar volume; voxels are k, j, i."""
    node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", name)
    slicer.util.updateVolumeFromArray(node, np.ascontiguousarray(voxels))
    if ijk_to_ras is not None:
        node.SetIJKToRASMatrix(matrix(ijk_to_ras))
    return node


def matrix(values: Any) -> Any:
    made = vtk.vtkMatrix4x4()
    for row in range(4):
        for column in range(4):
            made.SetElement(row, column, float(values[row][column]))
    return made


def array_of(matrix: Any) -> Any:
    return np.array([[matrix.GetElement(r, c) for c in range(4)] for r in range(4)])


def grid_of(node: Any) -> Any:
    made = vtk.vtkMatrix4x4()
    node.GetIJKToRASMatrix(made)
    return array_of(made)


def load(parts: Any, path: Path, *, labels: bool = False) -> Any:
    node = parts.volumes.AddArchetypeVolume(str(path), path.name.split(".")[0], 1 if labels else 0)
    assert node is not None, path
    return node


def save(node: Any, path: Path) -> None:
    store = node.GetScene().AddNewNodeByClass("vtkMRMLNRRDStorageNode")
    store.SetFileName(str(path))
    assert store.WriteData(node)


def command_line(*arguments: Any) -> str:
    """Runs the bridge's own command line."""
    command = [java(), f"-Dfoldlink.home={ROOT}", "-Dfile.encoding=UTF-8", "-jar", str(jar()), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
