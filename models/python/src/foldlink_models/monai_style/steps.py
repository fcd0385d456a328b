"""The steps of monai.json as MONAI's transforms: training sees what the bridge will compute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

KNOWN = {
    "orientation": {"axes"},
    "spacing": {"mm", "mode"},
    "range": {"from", "to", "clip"},
    "percentiles": {"from", "to", "clip", "relative", "channel_wise"},
    "min_max": {"to", "channel_wise"},
    "z_score": {"nonzero", "channel_wise", "mean", "std"},
    "crop_foreground": {"above", "margin", "allow_smaller", "divisible_by"},
    "resize": {"size", "mode", "align_corners"},
}
"""Keys of each step, as monai.schema.json has them."""

IMAGE, LABEL = "image", "label"
RAS = (("L", "R"), ("P", "A"), ("I", "S"))
"""What a NIfTI file's axes grow from and to."""
Transform = Any
"""Of MONAI, a dictionary to a dictionary; its types are not read here."""


def check(step: dict[str, Any], where: str) -> None:
    kind = step.get("step")
    if kind not in KNOWN:
        raise ValueError(f"{where}.step = {kind!r} (expected one of {list(KNOWN)})")
    for key in step.keys() - {"step"} - KNOWN[kind]:
        raise ValueError(f"{where}.{key}: unknown key (expected one of {sorted(KNOWN[kind])})")


def loading(keys: Sequence[str]) -> list[Transform]:
    from monai import transforms

    return [transforms.LoadImaged(keys, "NibabelReader"), transforms.EnsureChannelFirstd(keys)]


def transform(step: dict[str, Any], labelled: bool = False) -> Transform:
    """Of the dictionary's image; with `labelled`, its label goes the same way, by nearest voxel."""
    from monai import transforms

    image = [IMAGE]
    both = [IMAGE, LABEL] if labelled else image
    given = {key: value for key, value in step.items() if key != "step"}
    modes: Callable[[str], Any] = lambda mode: [mode, "nearest"] if labelled else mode  # noqa: E731
    match step["step"]:
        case "orientation":
            return transforms.Orientationd(both, step["axes"], labels=RAS)
        case "spacing":
            mm = [-1 if value is None else value for value in step["mm"]]
            return transforms.Spacingd(both, mm, mode=modes(step.get("mode", "bilinear")))
        case "range":
            ends = {"clip": step.get("clip", False)}
            return transforms.ScaleIntensityRanged(image, *step["from"], *step["to"], **ends)
        case "percentiles":
            ends = {key: given[key] for key in ("clip", "relative", "channel_wise") if key in given}
            return transforms.ScaleIntensityRangePercentilesd(
                image, *step["from"], *step["to"], **ends
            )
        case "min_max":
            ends = {"channel_wise": step.get("channel_wise", False)}
            return transforms.ScaleIntensityd(image, *step.get("to", (0.0, 1.0)), **ends)
        case "z_score":
            return transforms.NormalizeIntensityd(
                image,
                subtrahend=step.get("mean"),
                divisor=step.get("std"),
                nonzero=step.get("nonzero", False),
                channel_wise=step.get("channel_wise", False),
            )
        case "crop_foreground":
            above = step.get("above", 0)
            return transforms.CropForegroundd(
                both,
                source_key=IMAGE,
                select_fn=lambda values: values > above,
                margin=step.get("margin", 0),
                allow_smaller=step.get("allow_smaller", False),
                k_divisible=step.get("divisible_by", 1),
            )
        case "resize":
            aligned: dict[str, Any] = {}
            if step.get("align_corners"):
                aligned["align_corners"] = [True, None] if labelled else True
            # PyTorch's `nearest` takes a block's first voxel: half a voxel off its middle.
            mode = [step["mode"], "nearest-exact"] if labelled else step["mode"]
            return transforms.Resized(both, step["size"], mode=mode, **aligned)
        case other:
            raise ValueError(f"step = {other!r} (expected one of {list(KNOWN)})")
