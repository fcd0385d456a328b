"""A MONAI configuration as data: references followed, nothing instantiated, nothing evaluated but
what `safe_expression` reads. Values are looked at only where they are asked for."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from monai.bundle import ConfigParser

from foldlink_models.importing import safe_expression
from foldlink_models.importing.bundle_files import text_of

DEEPEST = 32
"""References that lead on to references."""


@dataclass(frozen=True)
class Config:
    file: str
    """As messages name it."""
    parser: ConfigParser

    @staticmethod
    def read(file: Path, shown: str) -> Config:
        text_of(file, shown)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            try:
                content = ConfigParser.load_config_file(file)
            except (json.JSONDecodeError, yaml.YAMLError, RecursionError) as e:
                first = str(e).splitlines()[0]
                where = getattr(e, "problem_mark", None)
                line = f" in line {where.line + 1}" if where is not None else ""
                raise ValueError(f"{shown}: {first}{line} (expected JSON or YAML)") from e
        twice = [str(w.message) for w in told if "uplicate key" in str(w.message)]
        if twice:
            raise ValueError(f"{shown}: {twice[0]} (expected each key once)")
        if not isinstance(content, dict):
            raise ValueError(f"{shown} = {content!r:.40} (expected an object)")
        _no_other_files(content, shown)
        parser = ConfigParser(content, globals=False)
        if "bundle_root" not in parser:
            parser["bundle_root"] = "."
        try:
            parser.resolve_macro_and_relative_ids()
        except (LookupError, ValueError) as e:
            raise ValueError(f"{shown}: {e} (expected macros and references that exist)") from e
        return Config(shown, parser)

    def find(self, path: str) -> Node | None:
        """`None` where there is none; `path` as `preprocessing::transforms::0`."""
        found = self.parser.get(path, None)
        return None if found is None else self.node(path, found)

    def node(self, path: str, raw: Any, depth: int = 0) -> Node:
        """Follows a reference, reads an expression; else the value as it is."""
        if not isinstance(raw, str) or not raw.startswith(("@", "$")):
            return Node(self, path, raw)
        shown = f"{self.file} {path} = {raw!r}"
        if depth > DEEPEST:
            raise ValueError(f"{shown} (expected references that come to an end)")

        def value_of(name: str) -> Any:
            if name not in self.parser:
                raise ValueError(f"{shown} (expected {name} in {self.file}: it is missing)")
            found = self.node(name, self.parser[name], depth + 1)
            # Lists of transforms are put together in expressions; they stay as they stand.
            return found.value if _has_target(found.value) else found.plain(depth)

        if raw.startswith("@"):
            name = raw[1:].replace("#", "::")
            if name not in self.parser:
                raise ValueError(f"{shown} (expected {name} in {self.file}: it is missing)")
            # Its children are found where it points to.
            return self.node(name, self.parser[name], depth + 1)
        reference = safe_expression.REFERENCE.fullmatch(raw[1:].strip())
        if reference is not None:
            return self.node(path, f"@{reference.group(1)}", depth + 1)
        try:
            return Node(self, path, safe_expression.evaluate(raw[1:], value_of))
        except safe_expression.NotReadableError as e:
            raise ValueError(
                f"{shown} (expected a value, or an expression of constants, references and"
                f" arithmetic: {e}, and no code of a bundle is run)"
            ) from e


@dataclass(frozen=True)
class Node:
    config: Config
    path: str
    value: Any
    """Lists and objects as they stand, references in them not yet followed."""

    @property
    def where(self) -> str:
        return f"{self.config.file} {self.path}"

    def unfit(self, expected: str) -> ValueError:
        return ValueError(f"{self.where} = {short(self.value)} (expected {expected})")

    def names(self) -> list[str]:
        if not isinstance(self.value, dict):
            raise self.unfit("an object")
        return list(self.value)

    def find(self, key: str) -> Node | None:
        if key not in self.names():
            return None
        return self.config.node(f"{self.path}::{key}", self.value[key])

    def items(self) -> Iterator[Node]:
        if not isinstance(self.value, list):
            raise self.unfit("a list")
        for i, item in enumerate(self.value):
            yield self.config.node(f"{self.path}::{i}", item)

    def plain(self, depth: int = 0) -> Any:
        """All of it as numbers, texts, lists and objects; refuses what would be instantiated."""
        if depth > DEEPEST:
            raise self.unfit("values that come to an end")
        if isinstance(self.value, list):
            return [item.plain(depth + 1) for item in self.items()]
        if isinstance(self.value, dict):
            if "_target_" in self.value:
                raise self.unfit("plain values: nothing inside is instantiated")
            found = ((key, self.find(key)) for key in self.names())
            return {key: node.plain(depth + 1) for key, node in found if node is not None}
        return self.value


def short(value: Any) -> str:
    """A value as a message shows it."""
    if isinstance(value, dict) and "_target_" in value:
        return f"{{_target_: {value['_target_']}, …}}"
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _has_target(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_target(item) for item in value)
    return isinstance(value, dict) and "_target_" in value


def _no_other_files(content: Any, shown: str) -> None:
    """A macro of another file (`%/etc/x.json::y`) is not followed."""
    if isinstance(content, dict | list):
        for item in content.values() if isinstance(content, dict) else content:
            _no_other_files(item, shown)
    elif isinstance(content, str) and content.startswith("%"):
        other, _ = ConfigParser.split_path_id(content[1:])
        if other:
            raise ValueError(
                f"{shown}: {content!r} (expected all in one file: other files are not read; merge"
                " them first)"
            )
