"""What runs a graph on the CPU: ONNX Runtime always, OpenVINO where it is installed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from foldlink_models import sliding

REPEATS = 5


def has_openvino() -> bool:
    return find_spec("openvino") is not None


def openvino_forward(
    graph: Path, tile_shape: tuple[int, ...], precision: str, threads: int
) -> sliding.Forward:
    """`precision` is of what the graph itself leaves in float: f32 or bf16."""
    import openvino

    core = openvino.Core()
    model = core.read_model(graph)
    model.reshape(list(tile_shape))
    options = {
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": precision,
    }
    request = core.compile_model(model, "CPU", options).create_infer_request()

    def run(tile: sliding.FloatArray) -> sliding.FloatArray:
        request.infer([tile])
        return np.array(request.get_output_tensor(0).data, np.float32)

    return run


def seconds_a_tile(
    forwards: Mapping[str, sliding.Forward],
    tile: sliding.FloatArray,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, float]:
    """Of processor time, the least of `REPEATS` in turn: what others do on the machine matters
    least to it. One thread's is the time that a quiet machine takes."""
    best = dict.fromkeys(forwards, float("inf"))
    for forward in forwards.values():
        forward(tile)
    for _ in range(REPEATS):
        for name, forward in forwards.items():
            before = clock()
            forward(tile)
            best[name] = min(best[name], clock() - before)
    return best
