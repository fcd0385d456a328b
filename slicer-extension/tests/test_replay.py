"""The server that replays labels gives them back over TCP, voxel for voxel, and says that it predicted nothing."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyigtl
import pytest

from rig import igtl_messages, nifti, replay
from rig.bridge_process import HOST, ROOT

DATA = Path(os.environ.get("FOLDLINK_SHARED_DATA", ROOT.parent / "shared" / "data")) / "abdomen-ct"
LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
PATIENCE_S = 30.0


class Client:
    """What a peer says and hears; keeps the latest message of each device."""

    def __init__(self, port: int) -> None:
        self._link = igtl_messages.connect(HOST, port)
        self._command = 0
        self.latest: dict[str, Any] = {}
        self.seen: list[Any] = []

    def close(self) -> None:
        self._link.stop()

    def send(self, message: pyigtl.MessageBase) -> None:
        self._link.send_message(message)

    def until(self, condition: Any, what: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, f"{what} did not come; there is {sorted(self.latest)}"
            for message in self._link.get_latest_messages():
                self.latest[message.device_name] = message
                self.seen.append(message)
            time.sleep(0.005)

    def ask(self, name: str, content: dict[str, Any]) -> dict[str, Any]:
        self._command += 1
        self.send(igtl_messages.CommandMessage(self._command, name, json.dumps(content)))

        def answered() -> bool:
            reply = self.latest.get("command")
            return reply is not None and reply.command_id == self._command

        self.until(answered, f"the answer to {name}")
        reply: dict[str, Any] = json.loads(self.latest["command"].content)
        return reply

    def documents(self, job: str) -> list[dict[str, Any]]:
        """The parts of the result, once the job has ended and all parts and devices are there."""
        self.until(lambda: f"{job}.status" in self.latest, "the end of the job")
        status = self.latest[f"{job}.status"]
        assert status.code == 1, f"{status.error_name}: {status.text}"
        self.until(lambda: f"{job}.result" in self.latest, "the result")
        parts = [json.loads(self.latest[f"{job}.result"].string)]
        for n in range(2, parts[0]["of"] + 1):
            self.until(lambda n=n: f"{job}.result.{n}" in self.latest, f"part {n} of the result")
            parts.append(json.loads(self.latest[f"{job}.result.{n}"].string))
        for row in parts[0]["devices"]:
            self.until(
                lambda row=row: getattr(self.latest.get(row["device"]), "metadata", {}).get("Revision") == str(row["revision"]),
                row["device"],
            )
        return parts


def generated() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float64]]:
    """All 117 values, a bar of voxels each, on an oblique grid whose axes are not the patient's."""
    labels = np.zeros((13, 45, 30), np.uint8)
    for value in range(1, 118):
        k, row = divmod(value - 1, 21)
        labels[2 * k : 2 * k + 2, 2 * row : 2 * row + 2, 3 : 3 + 1 + value // 5] = value
    turn = np.array([[0.8, 0.0, -0.6], [0.0, 1.0, 0.0], [0.6, 0.0, 0.8]])
    matrix = np.eye(4)
    matrix[:3, :3] = turn @ np.diag([-1.5, 2.0, 3.0])
    matrix[:3, 3] = (40, -35, 12)
    return labels, matrix


@pytest.fixture(params=["generated", "abdominal CT"] if DATA.is_dir() else ["generated: no abdominal CT at hand"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, npt.NDArray[Any], npt.NDArray[np.float64]]:
    """The file of labels, the scan's voxels and its matrix."""
    if request.param == "abdominal CT":
        scan, matrix = nifti.read(DATA / "example_ct.nii.gz")
        return DATA / "example_seg_fast_force_split.nii.gz", scan.astype(np.int16), matrix
    labels, matrix = generated()
    noise = np.random.default_rng(1).integers(-100, 300, labels.shape).astype(np.int16)
    return nifti.write(tmp_path / "labels.nii.gz", labels, matrix), noise, matrix


@pytest.fixture
def client(case: tuple[Path, Any, Any]) -> Iterator[Client]:
    process = replay.ReplayProcess(case[0], tile_ms=20).start()
    made = Client(process.port)
    made.ask("Hello", {"session": "00112233445566778899aabbccddeeff"})
    yield made
    made.close()
    process.stop()


def push(client: Client, case: tuple[Path, npt.NDArray[Any], npt.NDArray[np.float64]]) -> None:
    client.send(pyigtl.ImageMessage(case[1], LPS @ case[2], device_name="in.ab12.0"))


def segment(client: Client, **options: Any) -> dict[str, Any]:
    return client.ask("Segment", {"job": "ab12", "model": replay.MODEL, "inputs": {"CT": "in.ab12.0"}, "options": options})


def test_the_labels_come_back_voxel_for_voxel_after_previews_that_sharpen(client: Client, case: Any) -> None:
    model = client.ask("Model", {"id": replay.MODEL})
    assert "labels replayed, not predicted" in model["title"]
    assert [label["name"] for label in model["labels"]] == replay.names()
    assert len(model["labels"]) == 117
    assert model["labels"][2]["terminology"] == {
        "category": {"code": "91723000", "meaning": "Anatomical Structure"},
        "type": {"code": "64033007", "meaning": "Kidney"},
        "modifier": {"code": "7771000", "meaning": "Left"},
    }
    push(client, case)
    assert segment(client)["job"] == "ab12"
    parts = client.documents("ab12")

    expected, _ = nifti.read(case[0])
    labels = client.latest["ab12.labels"]
    assert np.array_equal(np.asarray(labels.image).reshape(expected.shape), expected)
    to_ras = labels.ijk_to_world_matrix if labels.world_coordinate_system == "ras" else LPS @ labels.ijk_to_world_matrix
    assert np.allclose(to_ras, case[2], atol=1e-3)

    previews = [m for m in client.seen if m.device_name == "ab12.labels" and m.metadata["Final"] == "false"]
    assert previews, "no preview came before the result"
    differing = [np.count_nonzero(np.asarray(p.image).reshape(expected.shape) != expected) for p in previews]
    assert differing == sorted(differing, reverse=True)
    assert min(differing) > 0
    progress = [json.loads(m.string) for m in client.seen if m.device_name == "ab12.progress"]
    assert {p["fold"] for p in progress if p["phase"] == "inference"} >= {1, 5}

    there = sorted({int(value) for value in np.unique(expected)} - {0})
    rows = [row for part in parts for row in part["structures"]]
    assert [row["value"] for row in rows] == there
    assert [row["voxels"] for row in rows] == [np.count_nonzero(expected == value) for value in there]
    assert all(row["terminology"] for row in rows)
    assert len(parts[0]["absent"]) == 117 - len(there)
    assert parts[0]["provenance"]["configurations"] == ["labels replayed, not predicted"]
    assert parts[0]["provenance"]["folds"] == [0, 1, 2, 3, 4]
    if len(there) == 117:
        assert len(parts) > 1, "117 structures fit in one STRING, so nothing here tests parts"
    assert all(len(m.string.encode()) <= 60000 for m in client.seen if ".result" in m.device_name)


def test_a_cancel_ends_the_run_without_labels(client: Client, case: Any) -> None:
    push(client, case)
    segment(client)
    client.until(lambda: "ab12.progress" in client.latest, "progress")
    assert client.ask("Cancel", {"job": "ab12"})["outcome"] == "stopped"
    client.until(lambda: "ab12.status" in client.latest, "the end of the job")
    assert client.latest["ab12.status"].error_name == "cancelled"
    assert "ab12.result" not in client.latest


def test_a_scan_elsewhere_is_refused_by_name_of_what_is_wrong(client: Client, case: Any) -> None:
    moved = case[2].copy()
    moved[:3, 3] += 50
    push(client, (case[0], case[1], moved))
    reply = client.ask("Check", {"model": replay.MODEL, "inputs": {"CT": "in.ab12.0"}})
    assert not reply["ok"]
    assert "no other scan has labels here" in reply["findings"][0]["message"]
