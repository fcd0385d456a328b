"""Has a running bridge classify a volume, with pyigtl.

usage: pyigtl_classify.py PORT MODEL CHANNEL VALUE

Sends a volume of 7 x 8 x 9 voxels that all have VALUE, sends Check and Classify, waits for the
result and prints a JSON object of the reply to each and the result.
"""

from __future__ import annotations

import json
import sys

import numpy as np
import pyigtl
from pyigtl_job import SESSION, Talk, check_checksums


def main(port: int, model: str, channel: str, value: float) -> None:
    check_checksums()
    talk = Talk(port)
    talk.served("Hello", {"name": "pyigtl", "dialogue": "1.0", "session": SESSION})
    voxels = np.full((9, 8, 7), value, np.float32)
    talk.client.send_message(pyigtl.ImageMessage(voxels, np.eye(4), device_name="scan"))
    asked = {"model": model, "inputs": {channel: "scan"}}
    check = talk.served("Check", asked)
    accepted = talk.served("Classify", {"job": "py1", **asked})
    result = talk.results("py1")
    refused = talk.command("Segment", {"job": "py2", **asked})
    print(
        json.dumps({"check": check, "accepted": accepted, "result": result, "refused": refused[1]})
    )
    talk.client.stop()


if __name__ == "__main__":
    port, model, channel, value = sys.argv[1:]
    main(int(port), model, channel, float(value))
