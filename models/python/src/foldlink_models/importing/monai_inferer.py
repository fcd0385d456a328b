"""MONAI's inferer as `monai.json`'s."""

from __future__ import annotations

from typing import Any

from foldlink_models.importing.bundle_config import Config
from foldlink_models.importing.deviations import Deviations
from foldlink_models.importing.monai_transform import Transform

Table = dict[str, Any]


def of(config: Config, steps: list[Table], deviations: Deviations) -> Table:
    """`{"kind": …}`; a whole volume's size is that of the resize step."""
    node = config.find("inferer")
    if node is None:
        raise ValueError(f"{config.file} inferer is missing (expected a SlidingWindowInferer)")
    target = node.find("_target_")
    name = "" if target is None else str(target.value)
    short_name = name.rpartition(".")[2]
    module = name.rpartition(".")[0]
    inferer = Transform(node, short_name)
    if module and not module.startswith("monai.inferers"):
        raise inferer.no_counterpart("an inferer of monai: a bundle's own code is never run")
    if short_name == "SimpleInferer":
        inferer.done()
        if not any(step["step"] == "resize" for step in steps):
            raise inferer.no_counterpart(
                "a SlidingWindowInferer, or a Resized, so that every volume fits the network"
            )
        return {"kind": "whole"}
    if short_name not in ("SlidingWindowInferer", "SlidingWindowInfererAdapt"):
        raise inferer.no_counterpart("SlidingWindowInferer or SimpleInferer")
    return _sliding(inferer, deviations)


def _sliding(inferer: Transform, deviations: Deviations) -> Table:
    roi = inferer.whole_three("roi_size", 1)
    overlap = _parts(inferer, "overlap", 0.25)
    if not all(0 <= part < 1 for part in overlap):
        raise inferer.unfit("overlap", overlap, "0 or more and below 1")
    sigma = _parts(inferer, "sigma_scale", 0.125)
    if not all(part > 0 for part in sigma):
        raise inferer.unfit("sigma_scale", sigma, "above 0")
    mode = inferer.take("mode", "constant")
    if mode not in ("constant", "gaussian"):
        raise inferer.unfit("mode", mode, "constant or gaussian")
    padding = inferer.take("padding_mode", "constant")
    if padding != "constant":
        deviations.allow(
            "padding_mode",
            inferer.unfit("padding_mode", padding, '"constant": small scans are padded with 0'),
            f"a scan smaller than the tile is padded with 0, not by {padding!r} as in the bundle",
        )
    else:
        inferer.only("cval", [0], "small scans are padded with 0")
    inferer.only("with_coord", [False], "the network sees the image alone")
    inferer.ignore(
        *("sw_batch_size", "sw_device", "device", "progress", "cache_roi_weight_map", "cval"),
        *("cpu_thresh", "buffer_steps", "buffer_dim"),
    )
    inferer.done()
    tiles: Table = {"kind": "sliding_window", "roi": roi, "overlap": _one(overlap), "mode": mode}
    return tiles if mode == "constant" else {**tiles, "sigma_scale": _one(sigma)}


def _parts(inferer: Transform, argument: str, absent: float) -> list[float]:
    values = inferer.three(argument, absent)
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        raise inferer.unfit(argument, values, "a number, or three of them")
    return values


def _one(values: list[float]) -> float | list[float]:
    return values[0] if len(set(values)) == 1 else values
