"""`preprocessing` and `inferer` of a descriptor: the steps of `monai.json`, with their lines."""

from __future__ import annotations

from typing import Any

from foldlink_models.importing.yaml_field import Field

Table = dict[str, Any]
SPATIAL = ("orientation", "spacing", "crop_foreground", "resize")
KEYS = {
    "orientation": ("axes",),
    "spacing": ("mm", "mode"),
    "range": ("from", "to", "clip"),
    "percentiles": ("from", "to", "clip", "relative", "channel_wise"),
    "min_max": ("to", "channel_wise"),
    "z_score": ("nonzero", "channel_wise", "mean", "std"),
    "crop_foreground": ("above", "margin", "allow_smaller", "divisible_by"),
    "resize": ("size", "mode", "align_corners"),
}
NEEDED = {
    "orientation": {"axes": 'three letters, such as "RAS"'},
    "spacing": {"mm": "three numbers"},
    "range": {"from": "two numbers", "to": "two numbers"},
    "percentiles": {"from": "two percentiles", "to": "two numbers"},
    "resize": {"size": "three whole numbers", "mode": "area, trilinear, nearest or nearest-exact"},
}
FLAGS = ("clip", "relative", "channel_wise", "nonzero", "allow_smaller", "align_corners")


def steps(field: Field | None, channels: int) -> list[Table]:
    """`channels`: of the network's input; `z_score` may have figures for each."""
    found: list[Table] = []
    for item in [] if field is None else field.items():
        kind = item.get("step", f"one of {', '.join(KEYS)}")
        name = kind.choice(list(KEYS))
        _in_order(kind, name, [s["step"] for s in found if s["step"] in SPATIAL])
        table = item.table(["step", *KEYS[name]])
        for key, expected in NEEDED.get(name, {}).items():
            item.get(key, expected)
        found.append({"step": name, **{k: _value(name, k, f) for k, f in _own(table)}})
        _together(name, table, found[-1], channels)
    return found


def _own(table: dict[str, Field]) -> list[tuple[str, Field]]:
    return [(key, field) for key, field in table.items() if key != "step"]


def _in_order(kind: Field, name: str, before: list[str]) -> None:
    if name not in SPATIAL:
        return
    if name in before:
        raise kind.unfit("each of orientation, spacing, crop_foreground and resize once at most")
    for other in before:
        late = name == "orientation" or (name == "spacing" and other != "orientation")
        if late:
            raise kind.unfit(f"{name} before {other}: no other order is supported")


def _value(step: str, key: str, field: Field) -> Any:
    if key in FLAGS:
        return field.flag()
    if key in ("from", "to"):
        return [item.number() for item in field.items(2)]
    match step, key:
        case "orientation", _:
            return _axes(field)
        case "spacing", "mm":
            return [None if item.is_null() else _above_zero(item) for item in field.items(3)]
        case "spacing", "mode":
            return field.choice(["bilinear", "nearest"])
        case "z_score", _:
            return [item.number() for item in field.items()] if field.is_list() else field.number()
        case "crop_foreground", "above":
            return field.number()
        case "crop_foreground", _:
            least = 1 if key == "divisible_by" else 0
            if field.is_list():
                return [item.integer(least) for item in field.items(3)]
            return field.integer(least)
        case "resize", "size":
            return [item.integer(1) for item in field.items(3)]
    return field.choice(["area", "trilinear", "nearest", "nearest-exact"])


def _axes(field: Field) -> str:
    text = field.text()
    if sorted("RLAPSI".find(c) // 2 for c in text) != [0, 1, 2]:
        raise field.unfit('three letters, one each of R or L, A or P, S or I, such as "RAS"')
    return text


def _above_zero(field: Field) -> float:
    value = field.number()
    if value <= 0:
        raise field.unfit("above 0 mm, or null to keep the scan's own")
    return value


def _together(name: str, table: dict[str, Field], step: Table, channels: int) -> None:
    """What a value asks of another one."""
    if name == "range" and step["from"][0] == step["from"][1]:
        raise table["from"].unfit("two different values", str(step["from"]))
    if name == "percentiles" and not 0 <= step["from"][0] < step["from"][1] <= 100:
        raise table["from"].unfit("two percentiles 0 … 100, ascending", str(step["from"]))
    if name == "resize" and step.get("align_corners") and step["mode"] != "trilinear":
        raise table["align_corners"].unfit('false, or mode "trilinear"')
    if name == "z_score":
        wise = step.get("channel_wise", False)
        for key in ("mean", "std"):
            if key not in step or not (wise or table[key].is_list()):
                continue
            if not wise:
                raise table[key].unfit("a number, or a list with channel_wise: true")
            table[key].items(channels)


def inferer(field: Field, made: list[Table]) -> Table:
    """`made`: the steps, one of which gives a whole volume its size."""
    kind = field.get("kind", "sliding_window or whole")
    if kind.choice(["sliding_window", "whole"]) == "whole":
        field.table(["kind"])
        if not any(step["step"] == "resize" for step in made):
            raise kind.unfit(
                "sliding_window, or a resize step, so that every volume fits the network"
            )
        return {"kind": "whole"}
    table = field.table(["kind", "roi", "overlap", "mode", "sigma_scale"])
    mode = field.get("mode", "constant or gaussian").choice(["constant", "gaussian"])
    roi = [item.integer(1) for item in field.get("roi", "three whole numbers").items(3)]
    found: Table = {"kind": "sliding_window", "roi": roi, "mode": mode}
    for key in ("overlap", "sigma_scale"):
        if key in table:
            found[key] = _parts(key, table[key])
    return found


def _parts(key: str, field: Field) -> float | list[float]:
    values = field.items(3) if field.is_list() else [field]
    for item in values:
        value = item.number()
        if key == "overlap" and not 0 <= value < 1:
            raise item.unfit("0 or more and below 1")
        if key == "sigma_scale" and not value > 0:
            raise item.unfit("above 0")
    numbers = [item.number() for item in values]
    return numbers if field.is_list() else numbers[0]
