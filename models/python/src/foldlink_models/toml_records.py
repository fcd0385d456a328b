"""TOML tables as frozen dataclasses; an unknown, missing or unfit key is refused by its path."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
WORDS = {int: "an integer", float: "a number", str: "a text", bool: "true or false"}


def record(kind: type[T], table: Mapping[str, Any], where: str = "") -> T:
    """`table` as a `kind`; `where` is its path in the file, empty for the file itself.

    Field types may be int, float, str, bool, dict, dataclasses, `tuple[X, ...]`, `tuple[X, Y]` and
    `X | None`; lists become tuples.
    """
    if not isinstance(table, Mapping):
        raise ValueError(f"{where} = {table!r} (expected a table)")
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            path = _path(where, key)
            raise ValueError(f"{path}: unknown key (expected one of {sorted(known)})")
    for name, f in known.items():
        if name not in table and f.default is MISSING and f.default_factory is MISSING:
            raise ValueError(f"{_path(where, name)}: missing (expected {_words(hints[name])})")
    return kind(**{k: _value(hints[k], v, _path(where, k)) for k, v in table.items()})


def _path(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _words(kind: Any) -> str:
    if kind in WORDS:
        return WORDS[kind]
    if get_origin(kind) is tuple:
        return "a list"
    if get_origin(kind) in (types.UnionType, Union):
        return _words(next(k for k in get_args(kind) if k is not type(None)))
    return "a table"


def _value(kind: Any, value: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (types.UnionType, Union):
        return _value(next(k for k in get_args(kind) if k is not type(None)), value, where)
    if origin is tuple:
        return _values(get_args(kind), value, where)
    if is_dataclass(kind):
        return record(kind, value, where)  # type: ignore[arg-type]
    if kind is Any:
        return value
    if origin is dict or kind is dict:
        if not isinstance(value, dict):
            raise ValueError(f"{where} = {value!r} (expected a table)")
        of = get_args(kind)[1] if get_args(kind) else Any
        return {key: _value(of, inner, _path(where, key)) for key, inner in value.items()}
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{where} = {value!r} (expected {_words(kind)})")
    return value


def _values(of: Sequence[Any], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{where} = {value!r} (expected a list)")
    if len(of) == 2 and of[1] is Ellipsis:
        kinds = [of[0]] * len(value)
    elif len(of) != len(value):
        raise ValueError(f"{where}: {len(value)} values (expected {len(of)})")
    else:
        kinds = list(of)
    return tuple(
        _value(kind, inner, f"{where}[{n}]")
        for n, (kind, inner) in enumerate(zip(kinds, value, strict=True))
    )
