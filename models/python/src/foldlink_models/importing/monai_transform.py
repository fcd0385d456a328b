"""A transform of a MONAI configuration as its name and arguments: it is never made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from foldlink_models.importing.bundle_config import Config, Node, short

_OWN = {"_target_", "_desc_", "_requires_", "_disabled_", "_mode_"}
NUMBER = (int, float)
LARGEST_SIZE = 4096
"""Voxels along an axis, as `monai.schema.json` has it."""


@dataclass
class Transform:
    """Each argument is taken once; what is left has no counterpart (`done`)."""

    node: Node
    name: str
    """Without its module, in the form that ends in d."""
    _taken: set[str] = field(default_factory=set)

    @property
    def where(self) -> str:
        return f"{self.node.where} {self.name}"

    def unfit(self, argument: str, value: Any, expected: str) -> ValueError:
        return ValueError(f"{self.where}.{argument} = {short(value)} (expected {expected})")

    def no_counterpart(self, known: str) -> ValueError:
        return ValueError(f"{self.where} has no counterpart (expected {known})")

    def raw(self, argument: str) -> Node | None:
        """Not followed into; `None` where it is left out."""
        self._taken.add(argument)
        return self.node.find(argument)

    def take(self, argument: str, absent: Any = None) -> Any:
        found = self.raw(argument)
        return absent if found is None else found.plain()

    def key_names(self) -> list[str]:
        keys = self.take("keys")
        found = [keys] if isinstance(keys, str) else keys
        if not isinstance(found, list) or not all(isinstance(k, str) for k in found) or not found:
            raise self.unfit("keys", keys, "a name, or a list of names")
        return found

    def take_for(self, key: str, argument: str, absent: Any = None) -> Any:
        """Of an argument that may be one for each of `keys`."""
        value = self.take(argument, absent)
        if isinstance(value, list):
            keys = self.key_names()
            if len(value) != len(keys):
                raise self.unfit(argument, value, f"one value, or {len(keys)} of them, as keys has")
            return value[keys.index(key)]
        return value

    def flag(self, argument: str, absent: bool = False, key: str | None = None) -> bool:
        value = self.take(argument, absent) if key is None else self.take_for(key, argument, absent)
        if value in ("True", "true"):  # some bundles write it so; Python takes any text as true
            return True
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.unfit(argument, value, "true or false")
        return value

    def number(self, argument: str, absent: float | None = None) -> float:
        value = self.take(argument, absent)
        if isinstance(value, bool) or not isinstance(value, NUMBER) or not math.isfinite(value):
            raise self.unfit(argument, value, "a number")
        return value

    def three(self, argument: str, absent: Any = None) -> list[Any]:
        """One for all axes, or three."""
        value = self.take(argument, absent)
        values = value if isinstance(value, list) else [value] * 3
        if len(values) != 3:
            raise self.unfit(argument, value, "one value, or three of them")
        return values

    def whole_three(self, argument: str, least: int, absent: Any = None) -> list[int]:
        values = self.three(argument, absent)
        if not all(type(v) is int and least <= v <= LARGEST_SIZE for v in values):
            expected = f"whole numbers {least} … {LARGEST_SIZE}, 1 or 3 of them"
            raise self.unfit(argument, values, expected)
        return values

    def only(self, argument: str, allowed: Sequence[Any], why: str, key: str | None = None) -> None:
        """An argument that the engine has one value for."""
        absent = allowed[0]
        value = self.take(argument, absent) if key is None else self.take_for(key, argument, absent)
        if value not in allowed or isinstance(value, bool) != isinstance(absent, bool):
            if value is None and None in allowed:
                return
            raise self.unfit(argument, value, f"{_or(allowed)}: {why}")

    def ignore(self, *arguments: str) -> None:
        """These change nothing of the result."""
        self._taken.update(arguments)

    def done(self) -> None:
        left = [k for k in self.node.names() if k not in self._taken | _OWN]
        if left:
            value = self.node.value[left[0]]
            raise self.unfit(left[0], value, "none: this argument has no counterpart")


def _or(allowed: Sequence[Any]) -> str:
    """Other spellings of the same, such as `torch.float32`, are not shown."""
    shown = [v for v in allowed if v is not None and not (isinstance(v, str) and "." in v)]
    return " or ".join(map(short, shown)) or "none"


def listed(config: Config, path: str) -> list[Transform] | None:
    """The transforms of a `Compose` or of a list, those that are disabled left out."""
    node = config.find(path)
    if node is None:
        return None
    if isinstance(node.value, list):
        return list(_of(node))
    compose = Transform(node, _name(node))
    if compose.name != "Compose":
        raise compose.no_counterpart("a Compose of transforms")
    compose.only("lazy", [False, None], "lazy resampling is another computation")
    compose.ignore("map_items", "unpack_items", "log_stats", "overrides")
    inner = compose.raw("transforms")
    compose.done()
    return [] if inner is None else list(_of(inner))


def _of(node: Node) -> Iterator[Transform]:
    for item in node.items():
        transform = Transform(item, _name(item))
        mode = item.find("_mode_")
        if mode is not None and mode.value != "default":
            raise transform.unfit("_mode_", mode.value, '"default"')
        disabled = item.find("_disabled_")
        if disabled is not None and disabled.value in (True, "true", "True"):
            continue
        yield transform


def _name(node: Node) -> str:
    target = node.find("_target_")
    if target is None or not isinstance(target.value, str):
        raise node.unfit("an object with a _target_")
    module, _, name = target.value.rpartition(".")
    if module and not module.startswith("monai.transforms"):
        raise ValueError(
            f"{node.where}._target_ = {short(target.value)} (expected a transform of monai:"
            " a bundle's own code is never run)"
        )
    for ending in ("Dict", "D"):
        if name.endswith(ending):
            return name.removesuffix(ending) + "d"
    return name
