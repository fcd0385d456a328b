"""Frozen records from TOML tables: an unknown or missing key is told with its place."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, TypeVar

T = TypeVar("T")


def frozen(value: Any) -> Any:
    return tuple(frozen(v) for v in value) if isinstance(value, list) else value


def build(kind: type[T], table: dict[str, Any], where: str) -> T:
    """Lists become tuples; nested tables are the caller's to build first."""
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise ValueError(f"{where}.{key}: unknown key (expected one of {sorted(known)})")
    needed = {
        f.name
        for f in fields(kind)  # type: ignore[arg-type]
        if f.default is MISSING and f.default_factory is MISSING
    }
    missing = sorted(needed - table.keys())
    if missing:
        raise ValueError(f"{where}: missing keys (expected {missing})")
    return kind(**{key: frozen(value) for key, value in table.items()})
