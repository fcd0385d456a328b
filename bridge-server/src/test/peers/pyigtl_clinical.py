"""Drives the clinical commands of a running bridge with pyigtl.

usage: pyigtl_clinical.py PORT CASE_FOLDER OUT.json

CASE_FOLDER holds one CHANNEL.raw a channel (little-endian float32 voxels, i fastest) and case.json:
size [i, j, k], affine (4x4 from voxel index to LPS mm, pyigtl's default frame), channels, model.
Adds a patient with symptoms, segments, asks for the tumour's site and for hospitals, and asks for
what must be refused. Writes OUT.json, which the test reads. Ends with 1 and a sentence where the
dialogue is not as it should be.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyigtl
from pyigtl_job import PATIENCE_SECONDS, SESSION, Talk, check_checksums

PATIENT = "PY-1"


def site(talk: Talk, job: str, content: dict[str, Any]) -> dict[str, Any]:
    """Asks for a site and waits for its answer in the revision that comes after."""
    device = f"{job}.site"
    before = talk.latest.pop(device, None)
    talk.served("Site", {"job": job, **content})
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        talk.poll()
        answer = talk.latest.get(device)
        if answer is not None and answer is not before:
            if answer.message_type == "STATUS":
                raise SystemExit(f"{device} failed: {answer.error_name} {answer.text}")
            document: dict[str, Any] = json.loads(answer.string)
            return document
        time.sleep(0.005)
    raise SystemExit(f"{device} did not come in time; there is {sorted(talk.latest)}")


def main(port: int, folder: Path, out: Path) -> None:
    check_checksums()
    case = json.loads((folder / "case.json").read_text())
    talk = Talk(port)
    talk.served("Hello", {"name": "pyigtl", "dialogue": "1.0", "session": SESSION})
    put = {"action": "put", "id": PATIENT, "pseudonym": "Case Ä", "age": 54, "as": "pyigtl"}
    talk.served("Patient", {"schema": 1, **put, "dominance": "left"})
    for symptom, side in (("expressive aphasia", "unknown"), ("arm weakness", "right")):
        row = {"action": "put", "patient": PATIENT, "symptom": symptom, "side": side}
        talk.served("Symptoms", {**row, "severity": "moderate", "onset": "2026-03-01"})
    listed = talk.served("Symptoms", {"action": "list", "patient": PATIENT})
    found = talk.served("Symptoms", {"action": "search", "symptom": "weakness", "limit": 5})
    unknown = talk.command("Symptoms", {"action": "put", "patient": PATIENT, "symptom": "expresive afasia of Brocca"})
    i, j, k = case["size"]
    for channel in case["channels"]:
        raw = np.fromfile(folder / f"{channel}.raw", "<f4").astype(np.float32)
        image = pyigtl.ImageMessage(raw.reshape(k, j, i), np.array(case["affine"]), device_name=f"scan {channel}")
        talk.client.send_message(image)
    inputs = {channel: f"scan {channel}" for channel in case["inputs"]}
    options = {"folds": 1, "mirroring": False}
    talk.served("Segment", {"job": "py1", "model": case["model"], "inputs": inputs, "options": options})
    result = talk.results("py1")
    answer = site(talk, "py1", {"patient": PATIENT, "tumour": "glioma", "as": "pyigtl"})
    brain = site(
        talk,
        "py1",
        {"image": "scan brain", "symptoms": [{"symptom": "headache"}], "dominance": "left"},
    )
    referral = talk.served("Referral", {"patient": PATIENT, "from": [10.0, -30.0], "limit": 2})
    of_job = talk.served("Referral", {"job": "py1", "kind": "glioblastoma"})
    got = talk.served("Patient", {"action": "get", "id": PATIENT})
    refused = talk.command("Site", {"job": "py9"})
    out.write_text(
        json.dumps(
            {
                "listed": listed,
                "found": found,
                "unknown": unknown,
                "result": result,
                "site": answer,
                "brain": brain,
                "referral": referral,
                "of_job": of_job,
                "got": got,
                "refused": refused,
            }
        )
    )
    talk.client.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
