"""MONAI's preprocessing as the steps of `monai.json` (docs/monai.md), or a refusal by name."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from foldlink_models.importing.monai_transform import NUMBER, Transform

Step = dict[str, Any]
FLOAT32 = ("float32", "torch.float32", "numpy.float32", "np.float32", None)
SPATIAL = ("orientation", "spacing", "crop_foreground", "resize")
NEUTRAL = ("DeleteItemsd", "SelectItemsd", "Identityd", "ToDeviced", "ToTensord", "FromMetaTensord")
KNOWN = (
    "one of LoadImaged, EnsureChannelFirstd, EnsureTyped, Orientationd, Spacingd,"
    " ScaleIntensityRanged, ScaleIntensityRangePercentilesd, ScaleIntensityd, NormalizeIntensityd,"
    " CropForegroundd, Resized"
)
_LABELS = [["L", "R"], ["P", "A"], ["I", "S"]]


@dataclass
class Preprocessing:
    version: tuple[int, int] | None
    """The MONAI that the bundle was written for."""
    image: str = ""
    """The key of the image, as `LoadImaged` names it."""
    steps: list[Step] = field(default_factory=list)
    neutral: list[str] = field(default_factory=list)
    """Transforms that change no voxel."""

    def add(self, transform: Transform) -> None:
        if transform.name == "LoadImaged":
            return self._load(transform)
        maker = _MAKERS.get(transform.name)
        if maker is None and transform.name not in NEUTRAL:
            raise transform.no_counterpart(KNOWN)
        if maker is None or self.image not in transform.key_names():
            self.neutral.append(transform.name)
            return None
        if not self.image:
            raise transform.no_counterpart("LoadImaged before it, which names the image")
        transform.ignore("allow_missing_keys")
        transform.only("lazy", [False, None], "lazy resampling is another computation")
        step = maker(self, transform)
        transform.done()
        if step is None:
            self.neutral.append(transform.name)
            return None
        self._in_order(transform, step["step"])
        self.steps.append(step)
        return None

    def resampled(self) -> bool:
        return any(s["step"] in ("spacing", "resize") for s in self.steps)

    def moved(self) -> bool:
        """Whether the network's array is another grid than the scan's, axes aside."""
        return any(s["step"] in SPATIAL[1:] for s in self.steps)

    def _load(self, transform: Transform) -> None:
        if self.image:
            raise transform.no_counterpart("one LoadImaged")
        keys = transform.key_names()
        if len(keys) > 1:
            raise transform.unfit("keys", keys, "one key: a list of files is its channels")
        self.image = keys[0]
        readers = [None, "NibabelReader", "ITKReader", "monai.data.NibabelReader"]
        transform.only("reader", readers, "these give the scan's axes i, j, k and RAS")
        transform.only("dtype", FLOAT32, "the engine computes in float32")
        transform.ignore(
            *("image_only", "meta_keys", "meta_key_postfix", "overwriting", "simple_keys"),
            *("ensure_channel_first", "prune_meta_pattern", "prune_meta_sep", "expanduser"),
            "allow_missing_keys",
        )
        transform.done()
        self.neutral.append(transform.name)

    def _in_order(self, transform: Transform, step: str) -> None:
        if step not in SPATIAL:
            return
        before = [s["step"] for s in self.steps if s["step"] in SPATIAL]
        wrong = [b for b in before if SPATIAL.index(b) >= SPATIAL.index(step)]
        if set(wrong) - {step} == {"resize"} and step == "crop_foreground":
            wrong = [b for b in wrong if b == step]
        if wrong:
            raise transform.no_counterpart(
                f"it before {wrong[0]}: orientation, spacing, then crop and resize, each once"
            )


def _neutral(_: Preprocessing, transform: Transform) -> None:
    transform.ignore(*("strict_check", "channel_dim", "meta_keys", "meta_key_postfix"))


def _typed(own: Preprocessing, transform: Transform) -> None:
    transform.only("data_type", ["tensor", "numpy"], "others are none of an array")
    transform.only("dtype", FLOAT32, "the engine computes in float32", own.image)
    transform.ignore("device", "wrap_sequence", "track_meta")


def _orientation(_: Preprocessing, transform: Transform) -> Step:
    canonical = transform.flag("as_closest_canonical")
    axes = transform.take("axcodes")
    transform.only("labels", [None, _LABELS], "others turn the letters round")
    if canonical:
        axes = "RAS"
    axes = "".join(map(str, axes)) if isinstance(axes, list) else axes
    if not isinstance(axes, str) or sorted(map(_axis, axes)) != [0, 1, 2]:
        raise transform.unfit("axcodes", axes, 'one letter each of R or L, A or P, S or I: "RAS"')
    return {"step": "orientation", "axes": axes}


def _axis(letter: str) -> int:
    return next((i for i, pair in enumerate(("RL", "AP", "SI")) if letter in pair), -1)


def _spacing(own: Preprocessing, transform: Transform) -> Step:
    pixdim = transform.take("pixdim")
    values = list(pixdim) if isinstance(pixdim, list) else [pixdim]
    if not values or not all(_plain_number(v) or v is None for v in values):
        raise transform.unfit("pixdim", pixdim, "numbers in mm, -1 to keep the scan's own")
    # As MONAI fills up what is missing, and keeps the scan's own for what is not above 0.
    values = [*values, *[values[-1]] * 3][:3]
    mm = [v if v is not None and v > 0 else None for v in values]
    mode = transform.take_for(own.image, "mode", "bilinear")
    if mode not in ("bilinear", "nearest"):
        raise transform.unfit("mode", mode, "bilinear or nearest: no other is in the engine")
    default = "the engine has MONAI's default alone"
    transform.only("diagonal", [False], default)
    transform.only("padding_mode", ["border"], default, own.image)
    transform.only("align_corners", [False, None], default, own.image)
    transform.only("dtype", ["float64"], default, own.image)
    transform.only("scale_extent", [False], default)
    transform.only("recompute_affine", [False], default)
    transform.only("min_pixdim", [None], default)
    transform.only("max_pixdim", [None], default)
    transform.ignore("ensure_same_shape")
    return {"step": "spacing", "mm": mm, "mode": mode}


def _plain_number(value: Any) -> bool:
    return isinstance(value, NUMBER) and not isinstance(value, bool) and math.isfinite(value)


def _range(_: Preprocessing, transform: Transform) -> Step:
    low, high = transform.number("a_min"), transform.number("a_max")
    if low == high:
        raise transform.unfit("a_max", high, "another value than a_min")
    ends, clip = _ends(transform), transform.flag("clip")
    if ends is None and clip:
        raise transform.unfit("clip", clip, "false where b_min and b_max are left out")
    transform.only("dtype", FLOAT32, "the engine computes in float32")
    # Without b_min and b_max MONAI leaves what is 0 at a_min and 1 at a_max.
    return {"step": "range", "from": [low, high], "to": ends or [0, 1], "clip": clip}


def _ends(transform: Transform) -> list[float] | None:
    if transform.take("b_min") is None and transform.take("b_max") is None:
        return None
    return [transform.number("b_min"), transform.number("b_max")]


def _percentiles(_: Preprocessing, transform: Transform) -> Step:
    lower, upper = transform.number("lower"), transform.number("upper")
    if not 0 <= lower < upper <= 100:
        raise transform.unfit("upper", upper, "two percentiles 0 … 100, lower below upper")
    ends = _ends(transform)
    if ends is None:
        raise transform.unfit("b_min", None, "a number")
    flags = {k: transform.flag(k) for k in ("clip", "relative", "channel_wise")}
    transform.only("dtype", FLOAT32, "the engine computes in float32")
    return {"step": "percentiles", "from": [lower, upper], "to": ends, **flags}


def _min_max(_: Preprocessing, transform: Transform) -> Step:
    transform.only("factor", [None], "a factor has no counterpart")
    ends = [transform.number("minv", 0.0), transform.number("maxv", 1.0)]
    channel_wise = transform.flag("channel_wise")
    transform.only("dtype", FLOAT32, "the engine computes in float32")
    return {"step": "min_max", "to": ends, "channel_wise": channel_wise}


def _z_score(_: Preprocessing, transform: Transform) -> Step:
    flags = {k: transform.flag(k) for k in ("nonzero", "channel_wise")}
    step: Step = {"step": "z_score", **flags}
    for argument, key in (("subtrahend", "mean"), ("divisor", "std")):
        value = transform.take(argument)
        if value is None:
            continue
        figures = value if isinstance(value, list) else [value]
        fits = isinstance(value, list) == flags["channel_wise"] and figures
        if not fits or not all(map(_plain_number, figures)):
            wanted = "a list, one a channel" if flags["channel_wise"] else "a number"
            raise transform.unfit(argument, value, wanted)
        step[key] = value
    transform.only("dtype", FLOAT32, "the engine computes in float32")
    return step


def _crop(own: Preprocessing, transform: Transform) -> Step:
    transform.only("source_key", [own.image], "the box is of the image")
    transform.only("channel_indices", [None], "the box is of all channels")
    margin = transform.whole_three("margin", 0, 0)
    divisible = transform.whole_three("k_divisible", 1, 1)
    if transform.raw("allow_smaller") is None:
        # Its default was true before MONAI 1.5.
        if own.version is None:
            raise transform.unfit("allow_smaller", None, "true or false: its default has changed")
        allow_smaller = own.version < (1, 5)
    else:
        allow_smaller = transform.flag("allow_smaller")
    may_pad = divisible != [1, 1, 1] or (margin != [0, 0, 0] and not allow_smaller)
    if may_pad:
        transform.only("mode", ["constant"], "beyond the image the engine has zeros", own.image)
        transform.only("constant_values", [0], "beyond the image the engine has zeros")
        transform.only("value", [0], "beyond the image the engine has zeros")
    transform.ignore("mode", "constant_values", "value", "start_coord_key", "end_coord_key")
    step: Step = {"step": "crop_foreground", "above": _above(transform), "margin": margin}
    return {**step, "allow_smaller": allow_smaller, "divisible_by": divisible}


def _above(transform: Transform) -> float:
    """`lambda x: x > NUMBER` is read as the number; MONAI's own default is above 0."""
    transform.ignore("select_fn")
    text = transform.node.value.get("select_fn")
    if text is None:
        return 0
    try:
        function = ast.parse(str(text).removeprefix("$").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        function = None
    match function:
        case ast.Attribute(attr="is_positive") | ast.Name(id="is_positive"):
            return 0
        case ast.Lambda(
            args=ast.arguments(args=[ast.arg(arg=name)]),
            body=ast.Compare(left=ast.Name(id=used), ops=[ast.Gt()], comparators=[value]),
        ) if name == used:
            try:
                number = ast.literal_eval(value)
            except ValueError:
                number = None
            if _plain_number(number):
                return float(number) if isinstance(number, float) else int(number)
    raise transform.unfit("select_fn", text, '"$lambda x: x > NUMBER"')


def _resize(own: Preprocessing, transform: Transform) -> Step:
    size = transform.whole_three("spatial_size", 1)
    mode = transform.take_for(own.image, "mode", "area")
    if mode not in ("area", "trilinear", "nearest", "nearest-exact"):
        raise transform.unfit("mode", mode, "area, trilinear, nearest or nearest-exact")
    aligned = transform.flag("align_corners", key=own.image)
    if aligned and mode != "trilinear":
        raise transform.unfit("align_corners", aligned, f"false with mode {mode}")
    transform.only("size_mode", ["all"], "the engine resizes to a fixed size")
    transform.only("anti_aliasing", [False], "the engine has none", own.image)
    transform.only("dtype", FLOAT32, "the engine computes in float32", own.image)
    transform.ignore("anti_aliasing_sigma")
    return {"step": "resize", "size": size, "mode": mode, "align_corners": aligned}


_MAKERS: dict[str, Callable[[Preprocessing, Transform], Step | None]] = {
    "EnsureChannelFirstd": _neutral,
    "AddChanneld": _neutral,
    "AsChannelFirstd": _neutral,
    "EnsureTyped": _typed,
    "CastToTyped": _typed,
    "Orientationd": _orientation,
    "Spacingd": _spacing,
    "ScaleIntensityRanged": _range,
    "ScaleIntensityRangePercentilesd": _percentiles,
    "ScaleIntensityd": _min_max,
    "NormalizeIntensityd": _z_score,
    "CropForegroundd": _crop,
    "Resized": _resize,
}
