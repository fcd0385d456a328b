"""Writes what nnU-Net's own functions give for small inputs, into src/test/resources/preprocess/reference.json.

    python make_resampling_reference.py [FILE]

Needs nnunetv2 2.8.1 (scikit-image, scipy). The file is committed; run it again only to change the cases.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from nnunetv2.inference.sliding_window_prediction import compute_gaussian, compute_steps_for_sliding_window
from nnunetv2.preprocessing.resampling.default_resampling import (
    compute_new_shape,
    determine_do_sep_z_and_axis,
    resample_data_or_seg_to_shape,
)


def numbers(array: np.ndarray) -> list[float]:
    return [float(f"{v:.9g}") for v in array.ravel()]


def resampling(seed: int, shape: list[int], current: list[float], target: list[float], **how: Any) -> dict[str, Any]:
    data = np.random.default_rng(seed).normal(size=(1, *shape)).astype(np.float32).round(4)
    to = compute_new_shape(shape, current, target)
    result = resample_data_or_seg_to_shape(data, to, current, target, is_seg=False, **how)
    return {
        "shape": shape,
        "current": current,
        "target": target,
        **how,
        "data": numbers(data),
        "to": [int(n) for n in to],
        "result": numbers(result),
    }


def main(file: Path) -> None:
    cubic: dict[str, Any] = {"order": 3, "order_z": 0, "force_separate_z": None}
    cases = [
        resampling(1, [5, 6, 7], [1.0, 1.0, 1.0], [0.7, 1.3, 0.9], **cubic),
        resampling(2, [4, 6, 5], [5.0, 0.8, 0.8], [2.0, 1.0, 1.0], **cubic),
        resampling(3, [6, 3, 5], [0.8, 4.0, 0.8], [1.0, 3.0, 0.6], **cubic),
        resampling(4, [6, 5, 3], [0.9, 0.8, 4.0], [1.0, 0.9, 1.5], **cubic),
        resampling(5, [3, 6, 5], [5.0, 0.8, 5.0], [2.0, 1.0, 2.0], **cubic),
        resampling(6, [4, 6, 5], [5.0, 0.8, 0.8], [2.0, 1.0, 1.0], **{**cubic, "order": 1}),
        resampling(7, [4, 5, 4], [5.0, 0.8, 0.8], [2.0, 1.0, 1.0], **{**cubic, "order_z": 1}),
        resampling(8, [4, 5, 4], [5.0, 0.8, 0.8], [2.0, 1.0, 1.0], **{**cubic, "force_separate_z": False}),
        resampling(9, [4, 5, 4], [1.5, 0.8, 0.8], [1.0, 1.0, 1.0], **{**cubic, "force_separate_z": True}),
        resampling(10, [1, 4, 3], [1.0, 1.0, 1.0], [0.5, 0.8, 1.5], **cubic),
        resampling(11, [5, 6, 7], [1.0, 1.0, 1.0], [0.7, 1.3, 0.9], **{**cubic, "order": 0}),
    ]
    spacings = [([1, 1, 1], [3, 1, 1]), ([4, 1, 1], [1, 1, 1]), ([1, 1, 1], [1, 1, 3.5]), ([4, 4, 1], [1, 1, 1]), ([3, 1, 1], [1, 1, 1])]
    apart = [
        {"current": c, "target": t, "axis": -1 if axis is None else int(axis)}
        for c, t in spacings
        for _, axis in [determine_do_sep_z_and_axis(None, np.array(c, float), np.array(t, float))]
    ]
    shapes = [([5, 7, 9], [1.0, 1.0, 0.5], [2.0, 2.0, 1.0]), ([3, 100, 33], [0.5, 0.699999988079071, 1.5], [1.0, 1.4, 1.0])]
    new_shapes = [
        {"shape": s, "current": c, "target": t, "to": [int(n) for n in compute_new_shape(s, c, t)]} for s, c, t in shapes
    ]
    steps = [
        {"size": size, "patch": patch, "starts": compute_steps_for_sliding_window((size,), (patch,), 0.5)[0]}
        for size, patch in [(8, 8), (9, 8), (12, 8), (13, 8), (37, 8), (100, 40), (155, 128), (101, 7), (64, 9), (122, 112)]
    ]
    gaussians = [
        {"patch": patch, "map": numbers(compute_gaussian(tuple(patch), 1 / 8, 10, device=torch.device("cpu")).float().numpy())}
        for patch in ([6, 7, 8], [2, 16, 5])
    ]
    text = json.dumps(
        {"resampling": cases, "apart": apart, "shapes": new_shapes, "steps": steps, "gaussians": gaussians},
        separators=(",", ":"),
    )
    file.write_text(text.replace('{"', '\n{"') + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "resources/preprocess/reference.json")
