"""A YAML document field by field, each with its line, for messages such as
`net.yaml:12: preprocessing[1].to[0] = 'a' (expected a number)`."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

LARGEST = 1 << 20
_TAG = "tag:yaml.org,2002:"
_PLAIN = ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
_EXPONENT = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+")
"""YAML 1.1 takes `1e-3`, which has no point, as a text; nobody means one."""


@dataclass(frozen=True)
class Field:
    """A value where it stands; `path` is empty for the whole document."""

    file: str
    path: str
    node: yaml.Node

    def unfit(self, expected: str, shown: str | None = None) -> ValueError:
        where = f"{self.file}:{self.node.start_mark.line + 1}: "
        value = self._shown() if shown is None else shown
        name = self.path or "the document"
        return ValueError(f"{where}{name} = {value} (expected {expected})")

    def missing(self, key: str, expected: str) -> ValueError:
        where = f"{self.file}:{self.node.start_mark.line + 1}: "
        return ValueError(f"{where}{self._child(key)} is missing (expected {expected})")

    def _child(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _shown(self) -> str:
        if isinstance(self.node, yaml.ScalarNode):
            # As it was written: quoted where it was, or where it is a text.
            text = self.node.value
            return repr(text) if self.node.tag == _TAG + "str" else text or "null"
        return "a list" if isinstance(self.node, yaml.SequenceNode) else "a table"

    def is_table(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    def table(self, known: Sequence[str] | None = None) -> dict[str, Field]:
        """By key, in their order; a key twice is refused, and one that is not `known`."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.unfit("a table of key: value lines")
        found: dict[str, Field] = {}
        for key, value in self.node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            where = f"{self.file}:{key.start_mark.line + 1}: {self._child(name)}"
            if not isinstance(key, yaml.ScalarNode):
                raise ValueError(f"{where} (expected a key that is one word)")
            if name in found:
                raise ValueError(f"{where} is there twice (expected once)")
            if known is not None and name not in known:
                near = difflib.get_close_matches(name, known, 1, 0.5)
                hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(known)}"
                raise ValueError(f"{where} is not known ({hint})")
            found[name] = Field(self.file, self._child(name), value)
        return found

    def get(self, key: str, expected: str) -> Field:
        found = self.table().get(key)
        if found is None:
            raise self.missing(key, expected)
        return found

    def items(self, count: int | None = None) -> list[Field]:
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.unfit("a list" if count is None else f"a list of {count}")
        if count is not None and len(self.node.value) != count:
            raise self.unfit(f"a list of {count}", f"a list of {len(self.node.value)}")
        return [
            Field(self.file, f"{self.path}[{i}]", node) for i, node in enumerate(self.node.value)
        ]

    def is_null(self) -> bool:
        return str(self.node.tag) == _TAG + "null"

    def text(self) -> str:
        """Not empty; what YAML would take as yes or no must stand in quotes."""
        if isinstance(self.node, yaml.ScalarNode) and self.node.tag == _TAG + "bool":
            raise self.unfit(f'a text: in YAML this word means yes or no; write "{self._shown()}"')
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag not in (
            *(_TAG + "str", _TAG + "int", _TAG + "float", _TAG + "timestamp"),
        ):
            raise self.unfit("a text")
        value = self.node.value.strip()
        if not value:
            raise self.unfit("a text that is not empty")
        return str(value)

    def choice(self, allowed: Sequence[str]) -> str:
        value = self.node.value if isinstance(self.node, yaml.ScalarNode) else None
        if value not in allowed:
            near = difflib.get_close_matches(str(value), allowed, 1)
            listed = " or ".join(allowed) if len(allowed) < 3 else f"one of {', '.join(allowed)}"
            raise self.unfit(listed + (f"; did you mean {near[0]}?" if near else ""))
        return str(value)

    def matching(self, pattern: re.Pattern[str], expected: str) -> str:
        value = self.text()
        if not pattern.fullmatch(value):
            raise self.unfit(expected)
        return value

    def number(self) -> float:
        """Finite; a whole one stays an int."""
        node = self.node
        if isinstance(node, yaml.ScalarNode):
            if node.tag == _TAG + "int":
                return int(yaml.SafeLoader("").construct_yaml_int(node))
            if node.tag == _TAG + "float" or (
                node.style is None and _EXPONENT.fullmatch(node.value)
            ):
                try:
                    value = float(node.value)
                except ValueError:
                    value = math.nan
                if math.isfinite(value):
                    return value
        raise self.unfit("a number")

    def integer(self, least: int, most: int = 4096) -> int:
        value = self.number()
        if not isinstance(value, int) or not least <= value <= most:
            raise self.unfit(f"a whole number {least} … {most}")
        return value

    def flag(self) -> bool:
        if self.node.tag != _TAG + "bool":
            raise self.unfit("true or false")
        return bool(yaml.SafeLoader("").construct_yaml_bool(self.node))


def read(file: Path) -> Field:
    """The only document of a file; nothing of it is constructed, tags of its own are refused."""
    if file.stat().st_size > LARGEST:
        raise ValueError(f"{file.name} has more than {LARGEST >> 20} MiB (expected a descriptor)")
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as e:
        raise ValueError(f"{file.name} is no UTF-8 text (expected a descriptor)") from e
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        line = 1 if mark is None else mark.line + 1
        raise ValueError(f"{file.name}:{line}: {e.problem or e.context} (expected YAML)") from e
    except (yaml.YAMLError, RecursionError) as e:
        raise ValueError(f"{file.name}: {str(e).splitlines()[0]} (expected YAML)") from e
    if node is None:
        raise ValueError(f"{file.name} is empty (expected a descriptor)")
    _plain(node, file.name, set())
    return Field(file.name, "", node)


def _plain(node: yaml.Node, file: str, above: set[int]) -> None:
    where = f"{file}:{node.start_mark.line + 1}: "
    if node.tag.removeprefix(_TAG) not in _PLAIN:
        raise ValueError(f"{where}the tag {node.tag.removeprefix(_TAG)} (expected plain YAML)")
    if id(node) in above:
        raise ValueError(f"{where}an alias of what it stands in (expected plain YAML)")
    if isinstance(node, yaml.MappingNode):
        inner = [part for pair in node.value for part in pair]
    else:
        inner = node.value if isinstance(node, yaml.SequenceNode) else []
    for part in inner:
        _plain(part, file, above | {id(node)})
