"""Names of structures as SNOMED CT codes and colours.

`terminology.tsv` holds the facts and says where they come from. `org.foldlink.models.Terminology`
reads it in the same way; both are tested with the same table of expectations.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

RGB = tuple[int, int, int]

ANATOMY = "91723000"
"""The category Anatomical Structure."""

SIDES = {"left": ("7771000", "Left"), "right": ("24028007", "Right")}

_UNIMPORTANT = frozenset({"of", "the", "and"})
_COLUMNS = [
    *("name", "aliases", "sides", "code", "meaning", "category", "category_meaning"),
    *("region", "region_meaning", "fit", "red", "green", "blue", "color_from", "note"),
]
_SHADES = (0, 25, -20, 45, -35)
"""Percent towards white, or towards black, of the first, second, … label of one colour."""


@dataclass(frozen=True)
class Term:
    """What a name means. Codes are SNOMED CT concept ids."""

    code: str
    meaning: str
    category: str
    category_meaning: str
    modifier: str | None
    """Laterality, of `region` where there is one."""
    modifier_meaning: str | None
    region: str | None
    """Where a lesion lies, if its name says so."""
    region_meaning: str | None
    fit: str
    """exact, broader (`code` holds the structure), part (it is its main part) or none."""
    color: RGB
    """sRGB, 0 to 255."""
    known: bool
    """Whether the name stands in the table; if not, `code` is Tissue."""


@dataclass(frozen=True)
class _Row:
    term: Term
    sided: bool


@dataclass(frozen=True)
class _Table:
    spelling: tuple[tuple[str, str], ...]
    words: dict[str, str]
    rows: dict[frozenset[str], _Row]

    def tokens(self, name: str) -> list[str]:
        # KidneyLeft and KidneyL are two words; BraTS is one.
        spaced = re.sub(r"([a-z])([A-Z])(?![A-Z])", r"\1 \2", name).lower()
        for british, american in self.spelling:
            spaced = spaced.replace(british, american)
        return [t for t in re.split(r"[\W_]+", spaced) if t]

    def key(self, tokens: Iterable[str]) -> frozenset[str]:
        return frozenset(self._word(t) for t in tokens if t not in _UNIMPORTANT)

    def _word(self, token: str) -> str:
        singular = _singular(token)
        return self.words.get(token) or self.words.get(singular, singular)

    def find(self, key: frozenset[str]) -> tuple[_Row, str | None] | None:
        row = self.rows.get(key)
        if row is not None:
            return row, None
        sides = key & SIDES.keys()
        row = self.rows.get(key - sides) if len(sides) == 1 else None
        return (row, next(iter(sides))) if row is not None and row.sided else None


def of(name: str, dataset: str = "") -> Term:
    """The term of a label's name, however it is written; a name that is not known gives Tissue and
    always the same colour.

    `dataset` (a data set's or model's name) says what the name leaves open: `cancer` in
    `Dataset007_Pancreas` lies in the pancreas, `anterior` in `Hippocampus` is its part. It never
    changes a name that means an anatomical structure by itself.
    """
    table = _table()
    tokens = table.tokens(name)
    keys = [table.key(tokens)]
    if len(tokens) == 1 and tokens[0][0] in "lr":  # lkidney
        keys.append(table.key((tokens[0][:1], tokens[0][1:])))
    plain = next((found for k in keys if k and (found := table.find(k))), None)
    if tokens and (plain is None or plain[0].term.category != ANATOMY):
        for word in table.tokens(dataset):
            context = table.key([word.rstrip("0123456789")]) - SIDES.keys() - {""}
            for key in keys if context else ():
                found = table.find(key | context)
                if found and (plain is None or found[0] is not plain[0]):
                    return _sided(*found)
    if plain:
        return _sided(*plain)
    row = table.rows[frozenset({"region", str(_hash("_".join(tokens)) >> 28)})]
    return replace(row.term, known=False)


def of_labels(names: Sequence[str], dataset: str = "") -> list[Term]:
    """The terms of one model's labels, in their order. Slicer gives one colour to all of a kind
    (ribs, both kidneys); within a model the second and later ones are lighter or darker."""
    seen: Counter[RGB] = Counter()
    terms = []
    for name in names:
        term = of(name, dataset)
        terms.append(replace(term, color=_shaded(term.color, seen[term.color])))
        seen[term.color] += 1
    return terms


def json_labels(names: Mapping[int, str], dataset: str = "") -> list[dict[str, Any]]:
    """The `labels` of a model.json, by ascending value, of names by value."""
    labels = []
    ascending = sorted(names.items())
    for (value, name), term in zip(
        ascending, of_labels([name for _, name in ascending], dataset), strict=True
    ):
        label = {"value": value, "name": name, "color": list(term.color), "snomed": term.code}
        labels.append(label | ({"snomed_modifier": term.modifier} if term.modifier else {}))
    return labels


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("ae"):
        return word[:-1]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _sided(row: _Row, side: str | None) -> Term:
    if side is None:
        return row.term
    code, meaning = SIDES[side]
    return replace(row.term, modifier=code, modifier_meaning=meaning)


def _shaded(color: RGB, nth: int) -> RGB:
    percent = _SHADES[nth % len(_SHADES)]
    end = 255 if percent > 0 else 0
    red, green, blue = ((c * (100 - abs(percent)) + end * abs(percent)) // 100 for c in color)
    return red, green, blue


def _hash(text: str) -> int:
    """FNV-1a, its bits mixed once more: alone it tells names apart badly that differ at the end."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return ((value ^ value >> 16) * 0x85EBCA6B) & 0xFFFFFFFF


@cache
def _table() -> _Table:
    source = resources.files(__package__).joinpath("terminology.tsv").read_text("utf-8")
    return _parse(source.splitlines())


def _parse(lines: Iterable[str]) -> _Table:
    spelling: list[tuple[str, str]] = []
    table = _Table((), {}, {})
    header = False
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        where = f"terminology.tsv line {number}"
        if not line or line.startswith("#"):
            continue
        if cells[0] in ("=spelling", "=word"):
            if len(cells) != 3:
                raise ValueError(f"{where} has {len(cells)} columns (expected 3)")
            if cells[0] == "=word":
                table.words[cells[1]] = cells[2]
            else:
                spelling.append((cells[1], cells[2]))
                table = replace(table, spelling=tuple(spelling))
        elif not header:
            if cells != _COLUMNS:
                raise ValueError(f"{where} = {line!r} (expected the columns {' '.join(_COLUMNS)})")
            header = True
        else:
            if len(cells) != len(_COLUMNS):
                raise ValueError(f"{where} has {len(cells)} columns (expected {len(_COLUMNS)})")
            _add(table, dict(zip(_COLUMNS, cells, strict=True)), where)
    return table


def _add(table: _Table, cells: dict[str, str], where: str) -> None:
    term = Term(
        code=cells["code"],
        meaning=cells["meaning"],
        category=cells["category"],
        category_meaning=cells["category_meaning"],
        modifier=None,
        modifier_meaning=None,
        region=cells["region"] or None,
        region_meaning=cells["region_meaning"] or None,
        fit=cells["fit"],
        color=(int(cells["red"]), int(cells["green"]), int(cells["blue"])),
        known=True,
    )
    row = _Row(term, cells["sides"] == "left/right")
    for name in (cells["name"], *filter(None, cells["aliases"].split("; "))):
        key = table.key(table.tokens(name))
        if key in table.rows:
            raise ValueError(f"{where} name {name!r} is there already (expected each name once)")
        table.rows[key] = row
