"""Drives a whole job against a running bridge with pyigtl.

usage: pyigtl_job.py PORT IMAGE.raw I,J,K AFFINE.json MODEL CHANNEL OUT_FOLDER

IMAGE.raw holds little-endian float32 voxels, i fastest, AFFINE.json the 4x4 matrix from voxel
index to LPS mm (pyigtl's default frame). Says Hello, Models, Model, Check and Segment, waits for
all results, and asks for what must be refused. Writes OUT_FOLDER/labels.raw (uint8), affine.json
(LPS) and messages.json, which the test reads. Ends with 1 and a sentence where the dialogue is not
as it should be.
"""

from __future__ import annotations

import json
import struct
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "slicer-extension" / "rig"))

import igtl_messages
import numpy as np
import pyigtl
from pyigtl.messages import CRC64

PATIENCE_SECONDS = 300.0
SESSION = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


def check_checksums() -> None:
    """Makes pyigtl refuse what does not match its checksum; by itself it only writes one."""
    parse_header = pyigtl.MessageBase.parse_header
    unpack = pyigtl.MessageBase.unpack

    def parse_with_crc(header: bytes) -> dict[str, Any]:
        fields: dict[str, Any] = parse_header(header)
        (fields["crc"],) = struct.unpack_from("> Q", header, 50)
        return fields

    def checked_unpack(self: pyigtl.MessageBase, fields: dict[str, Any], body: bytes) -> None:
        if CRC64(body) != fields["crc"]:
            raise ValueError(f"{fields['message_type']} crc does not match its body")
        unpack(self, fields, body)

    pyigtl.MessageBase.parse_header = staticmethod(parse_with_crc)
    pyigtl.MessageBase.unpack = checked_unpack


class Talk:
    def __init__(self, port: int) -> None:
        self.client = igtl_messages.connect("127.0.0.1", port)
        self.latest: dict[str, Any] = {}
        self.previews = 0
        self.next_id = 0

    def poll(self) -> None:
        for message in self.client.get_latest_messages():
            self.latest[message.device_name] = message
            if message.device_name.endswith(".labels") and message.metadata.get("Final") == "false":
                self.previews += 1

    def command(self, name: str, content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        self.next_id += 1
        command = igtl_messages.CommandMessage(self.next_id, name, json.dumps(content))
        self.client.send_message(command)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            self.poll()
            reply = self.latest.get("command")
            if reply is not None and reply.command_id == self.next_id:
                return reply.metadata["Status"], json.loads(reply.content)
            time.sleep(0.005)
        raise SystemExit(f"{name} was not answered")

    def served(self, name: str, content: dict[str, Any]) -> dict[str, Any]:
        status, reply = self.command(name, content)
        if status != "SUCCESS":
            raise SystemExit(f"{name} was refused: {reply}")
        return reply

    def results(self, job: str) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            self.poll()
            status = self.latest.get(f"{job}.status")
            if status is not None and status.code != 1:
                raise SystemExit(f"{job} failed: {status.error_name} {status.text}")
            result = self.latest.get(f"{job}.result")
            if status is not None and result is not None:
                document: dict[str, Any] = json.loads(result.string)
                if all(
                    row["device"] in self.latest
                    and self.latest[row["device"]].metadata["Revision"] == str(row["revision"])
                    for row in document["devices"]
                ):
                    return document
            time.sleep(0.005)
        raise SystemExit(f"{job} was not complete in time; there is {sorted(self.latest)}")


def main(
    port: int, image: Path, size: str, affine: Path, model: str, channel: str, out: Path
) -> None:
    check_checksums()
    talk = Talk(port)
    hello = talk.served("Hello", {"name": "pyigtl", "dialogue": "1.0", "session": SESSION})
    models = talk.served("Models", {})["models"]
    description = talk.served("Model", {"id": model})
    to_lps = np.array(json.loads(affine.read_text()))
    i, j, k = (int(n) for n in size.split(","))
    voxels = np.fromfile(image, "<f4").astype(np.float32).reshape(k, j, i)
    talk.client.send_message(pyigtl.ImageMessage(voxels, to_lps, device_name="scan"))
    inputs = {channel: "scan"}
    check = talk.served("Check", {"model": model, "inputs": inputs})
    accepted = talk.served("Segment", {"job": "py1", "model": model, "inputs": inputs})
    result = talk.results("py1")
    refused = talk.command("Segment", {"job": "py2", "model": "no_such", "inputs": inputs})
    labels = talk.latest["py1.labels"]
    boxes = talk.latest["py1.boxes"]
    centres = talk.latest["py1.centres"]
    # pyigtl says in which frame the message was, and keeps the matrix in that frame.
    is_ras = labels.world_coordinate_system == "ras"
    ras_to_lps = np.diag([-1.0, -1.0, 1.0, 1.0]) if is_ras else np.eye(4)
    labels.image.astype(np.uint8).tofile(out / "labels.raw")
    (out / "affine.json").write_text(json.dumps((ras_to_lps @ labels.ijk_to_world_matrix).tolist()))
    (out / "messages.json").write_text(
        json.dumps(
            {
                "hello": hello,
                "models": models,
                "model": description,
                "check": check,
                "accepted": accepted,
                "result": result,
                "refused": refused,
                "previews": talk.previews,
                "frame": labels.world_coordinate_system,
                "labels_metadata": labels.metadata,
                "box_points": boxes.points.tolist(),
                "box_lines": boxes.lines,
                "box_values": boxes.attributes[0].values[:, 0].tolist(),
                "centre_names": list(centres.names),
                "centres": np.asarray(centres.positions).tolist(),
            }
        )
    )
    talk.client.stop()


if __name__ == "__main__":
    port, image, size, affine, model, channel, out = sys.argv[1:]
    main(int(port), Path(image), size, Path(affine), model, channel, Path(out))
