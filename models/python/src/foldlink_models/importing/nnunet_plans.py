"""One configuration of nnU-Net's `plans.json`: what the engine would refuse of it is refused here,
by name, before any network is read (docs/decisions/engine.md). Needs no PyTorch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

READERS = ("SimpleITKIO", "NibabelIO", "SimpleITKIOWithReorient", "NibabelIOWithReorient")
NORMALIZATIONS = (
    "CTNormalization",
    "ZScoreNormalization",
    "RescaleTo01Normalization",
    "RGBTo01Normalization",
    "NoNormalization",
)
SPLINE, TORCH, NONE = (
    "resample_data_or_seg_to_shape",
    "resample_torch_fornnunet",
    "no_resampling_hack",
)
_KEYWORDS = {
    SPLINE: {"is_seg", "order", "order_z", "force_separate_z"},
    TORCH: {
        "is_seg",
        "num_threads",
        "device",
        "memefficient_seg_resampling",
        "force_separate_z",
        "mode",
        "aniso_axis_mode",
    },
    NONE: set(),
}
_CT = ("percentile_00_5", "percentile_99_5", "mean", "std")
_OWN = {"preprocessor_name": "DefaultPreprocessor"}
_OWN_OF_PLANS = {"label_manager": "LabelManager"}


@dataclass(frozen=True)
class Configuration:
    name: str
    spacing: tuple[float, ...]
    """mm, of the network's axes: z, y, x after transpose_forward; y, x of a 2D one."""
    patch: tuple[int, ...]
    """Voxels, likewise."""
    normalization: tuple[str, ...]
    """One a channel."""
    previous: str | None
    table: dict[str, Any]
    """With what it inherits."""


def read(plans: dict[str, Any], name: str, channels: int) -> Configuration:
    table = _resolved(plans, name, ())
    where = f"plans.json configurations.{name}"
    for key, only in _OWN.items():
        _one_of(f"{where}.{key}", table.get(key), (only,))
    for key, only in _OWN_OF_PLANS.items():
        _one_of(f"plans.json {key}", plans.get(key, only), (only,))
    _one_of("plans.json image_reader_writer", plans.get("image_reader_writer"), READERS)
    _transpose(plans)
    patch = _numbers(f"{where}.patch_size", table.get("patch_size"), whole=True)
    spacing = _numbers(f"{where}.spacing", table.get("spacing"), whole=False)
    if len(patch) not in (2, 3) or len(spacing) != len(patch):
        raise ValueError(
            f"{where}.patch_size = {list(patch)} with spacing {list(spacing)} (expected three"
            " numbers each, or two of a 2d configuration)"
        )
    schemes = _a_channel(where, table, "normalization_schemes", channels)
    masks = _a_channel(where, table, "use_mask_for_norm", channels)
    for i, scheme in enumerate(schemes):
        _one_of(f"{where}.normalization_schemes[{i}]", scheme, NORMALIZATIONS)
        if not isinstance(masks[i], bool):
            raise ValueError(
                f"{where}.use_mask_for_norm[{i}] = {masks[i]!r} (expected true or false)"
            )
        if scheme == "CTNormalization":
            _intensities(plans, i)
    _resampling(where, table, "resampling_fn_data", (SPLINE, TORCH, NONE), (0, 1, 3), False)
    undo = (SPLINE, TORCH, NONE) if table["resampling_fn_data"] == NONE else (SPLINE, TORCH)
    _resampling(where, table, "resampling_fn_probabilities", undo, (0, 1), False)
    previous = table.get("previous_stage")
    if previous is not None:
        _resampling(where, table, "resampling_fn_seg", (SPLINE, NONE), (0, 1), True)
        if not isinstance(previous, str):
            raise ValueError(f"{where}.previous_stage = {previous!r} (expected a configuration)")
    return Configuration(
        name, spacing, tuple(int(p) for p in patch), tuple(schemes), previous, table
    )


def _resolved(plans: dict[str, Any], name: str, below: tuple[str, ...]) -> dict[str, Any]:
    configurations = plans.get("configurations")
    if not isinstance(configurations, dict) or not isinstance(configurations.get(name), dict):
        there = ", ".join(configurations) if isinstance(configurations, dict) else "none"
        raise ValueError(f"plans.json has no configurations.{name} (it has {there})")
    own: dict[str, Any] = configurations[name]
    parent = own.get("inherits_from")
    if parent is None:
        return own
    if parent in (*below, name):
        raise ValueError(
            f"plans.json configurations.{name}.inherits_from = {parent} (expected no circle of"
            " configurations)"
        )
    return _resolved(plans, parent, (*below, name)) | own


def _one_of(where: str, value: Any, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{where} = {value!r} (expected {_or(allowed)})")


def _or(allowed: tuple[Any, ...]) -> str:
    *first, last = map(str, allowed)
    return f"{', '.join(first)} or {last}" if first else last


def _numbers(where: str, values: Any, *, whole: bool) -> tuple[float, ...]:
    if not isinstance(values, list):
        raise ValueError(f"{where} = {values!r} (expected a list of numbers)")
    for i, value in enumerate(values):
        number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if not number or not value > 0:
            raise ValueError(
                f"{where}[{i}] = {value!r} (expected {'a whole number ' if whole else ''}more than"
                " 0)"
            )
    return tuple(values)


def _transpose(plans: dict[str, Any]) -> None:
    forward, backward = plans.get("transpose_forward"), plans.get("transpose_backward")
    if not isinstance(forward, list) or sorted(forward) != [0, 1, 2]:
        raise ValueError(
            f"plans.json transpose_forward = {forward!r} (expected 0, 1 and 2 in some order)"
        )
    if backward != [forward.index(a) for a in range(3)]:
        raise ValueError(
            f"plans.json transpose_backward = {backward!r} (expected the inverse of"
            " transpose_forward)"
        )


def _a_channel(where: str, table: dict[str, Any], key: str, channels: int) -> list[Any]:
    values = table.get(key)
    if not isinstance(values, list) or len(values) != channels:
        raise ValueError(
            f"{where}.{key} = {values!r} (expected {channels}, one a channel of dataset.json)"
        )
    return values


def _intensities(plans: dict[str, Any], channel: int) -> None:
    key = "foreground_intensity_properties_per_channel"
    if key not in plans:
        key = "foreground_intensity_properties_by_modality"  # as older plans have it
    figures = (plans.get(key) or {}).get(str(channel), {})
    for name in _CT:
        if not isinstance(figures.get(name), (int, float)):
            raise ValueError(
                f"plans.json {key}.{channel}.{name} = {figures.get(name)!r} (expected a number:"
                " CTNormalization needs it)"
            )


def _resampling(
    where: str,
    table: dict[str, Any],
    key: str,
    functions: tuple[str, ...],
    orders: tuple[int, ...],
    labels: bool,
) -> None:
    function, keywords = table.get(key), table.get(f"{key}_kwargs")
    _one_of(f"{where}.{key}", function, functions)
    if not isinstance(keywords, dict):
        raise ValueError(f"{where}.{key}_kwargs = {keywords!r} (expected an object)")
    assert isinstance(function, str)
    for name, value in keywords.items():
        at = f"{where}.{key}_kwargs.{name}"
        if name not in _KEYWORDS[function]:
            raise ValueError(
                f"{at} (expected {_or(tuple(sorted(_KEYWORDS[function])) or ('none',))})"
            )
        if name in ("order", "order_z") and value not in orders:
            raise ValueError(f"{at} = {value!r} (expected {_or(orders)}: the engine has no other)")
        if name == "is_seg" and value is not labels:
            raise ValueError(f"{at} = {value!r} (expected {str(labels).lower()})")
        if name == "force_separate_z" and value not in (True, False, None):
            raise ValueError(f"{at} = {value!r} (expected true, false or null)")
        if name == "mode" and value != "linear":
            raise ValueError(f"{at} = {value!r} (expected linear)")
        if name == "aniso_axis_mode" and value not in ("nearest-exact", "linear"):
            raise ValueError(f"{at} = {value!r} (expected nearest-exact or linear)")
    if function == SPLINE:
        if "order" not in keywords and 3 not in orders:
            raise ValueError(f"{where}.{key}_kwargs has no order (expected {_or(orders)})")
        if labels and "is_seg" not in keywords:
            raise ValueError(f"{where}.{key}_kwargs has no is_seg (expected true)")
