"""Channels and labels of nnU-Net's `dataset.json` as FoldLink's files have them.

Names of labels become lower-case ASCII letters and digits with single underscores between them
(`Left Kidney` → `left_kidney`, `Tête` → `tete`); two that become the same are refused. What the
engine refuses of labels (docs/decisions/engine.md) is refused here in the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from foldlink_models.importing.label_names import normalised

LARGEST = 65535
_KEPT = (
    "name",
    "description",
    "reference",
    "licence",
    "license",
    "release",
    "numTraining",
    "file_ending",
)
"""Lists of cases are left out: file names may be names of people."""

_MODALITIES = {
    "ct": "CT",
    "cbct": "CT",
    "pet": "PT",
    "suv": "PT",
    "us": "US",
    "ultrasound": "US",
    **dict.fromkeys(
        ("mr", "mri", "t1", "t2", "flair", "fla", "adc", "dwi", "swi", "pd", "hbv", "dixon", "asl"),
        "MR",
    ),
}
OTHER = "OT"
"""DICOM's own code for a modality that has none."""


@dataclass(frozen=True)
class Structure:
    """A label or a region of the model's output."""

    value: int
    """In the labelmap."""
    name: str
    original: str


@dataclass(frozen=True)
class Dataset:
    channels: tuple[str, ...]
    """By the network's order."""
    structures: tuple[Structure, ...]
    """By ascending value."""
    heads: int
    """Channels of the network's output."""
    labels: int
    """Foreground values that the training labels have: a cascade's further inputs."""
    table: dict[str, Any]
    """`dataset.json` for the model's folder."""


def read(dataset: dict[str, Any]) -> Dataset:
    channels = _channels(dataset)
    labels = _field(dataset, "labels")
    values = {name: _values(name, value) for name, value in labels.items()}
    ignore = values.pop("ignore", None)
    if values.get("background") != [0] or isinstance(labels["background"], list):
        raise ValueError("dataset.json labels.background (expected 0)")
    known = sorted({v for own in values.values() for v in own})
    if ignore is not None and (ignore != [known[-1] + 1] or isinstance(labels["ignore"], list)):
        raise ValueError(
            f"dataset.json labels.ignore = {labels['ignore']} (expected {known[-1] + 1}, one above"
            " the other labels: nnU-Net takes no other)"
        )
    outputs = [name for name, own in values.items() if set(own) != {0}]
    if not outputs:
        raise ValueError("dataset.json labels (expected one beside the background)")
    if any(isinstance(labels[n], list) and len(labels[n]) > 1 for n in values):
        by_output = _order(dataset, outputs)
        heads = len(outputs)
    else:
        by_output = {name: values[name][0] for name in outputs}
        _refuse_gaps(by_output)
        heads = len(outputs) + 1
    names = _names(list(labels))
    table = {key: dataset[key] for key in _KEPT if key in dataset}
    table["channel_names"] = {str(i): name for i, name in enumerate(channels)}
    table["labels"] = {names[name]: value for name, value in labels.items()}
    if heads == len(outputs):
        table["regions_class_order"] = list(dataset["regions_class_order"])
    structures = [Structure(value, names[name], name) for name, value in by_output.items()]
    return Dataset(
        channels,
        tuple(sorted(structures, key=lambda s: s.value)),
        heads,
        len([v for v in known if v != 0]),
        table,
    )


def modality(channel: str) -> str:
    """DICOM's code where the channel's name tells it, else `OTHER`."""
    for word in re.findall(r"[a-z]+[0-9]?", channel.lower()):
        if word in _MODALITIES:
            return _MODALITIES[word]
    return OTHER


def _field(dataset: dict[str, Any], key: str) -> dict[str, Any]:
    table = dataset.get(key)
    if not isinstance(table, dict) or not table:
        raise ValueError(f"dataset.json {key} = {table!r:.60} (expected an object, not empty)")
    return table


def _channels(dataset: dict[str, Any]) -> tuple[str, ...]:
    key = "channel_names" if "channel_names" in dataset else "modality"
    table = _field(dataset, key)
    if set(table) != {str(i) for i in range(len(table))}:
        raise ValueError(
            f"dataset.json {key} has the keys {', '.join(table)} (expected channels numbered from 0"
            " without a gap)"
        )
    names = tuple(table[str(i)] for i in range(len(table)))
    for i, name in enumerate(names):
        if not isinstance(name, str) or not name:
            raise ValueError(f"dataset.json {key}.{i} = {name!r} (expected a name)")
    return names


def _values(name: str, value: Any) -> list[int]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(
        isinstance(v, int) and not isinstance(v, bool) and 0 <= v <= LARGEST for v in values
    ):
        raise ValueError(
            f"dataset.json labels.{name} = {value!r} (expected a whole number of 0 to {LARGEST}, or"
            " a list of them, as nnU-Net v2 writes labels)"
        )
    return sorted(set(values))


def _order(dataset: dict[str, Any], outputs: list[str]) -> dict[str, int]:
    order = dataset.get("regions_class_order")
    sound = (
        isinstance(order, list)
        and len(order) == len(set(map(repr, order))) == len(outputs)
        and all(isinstance(v, int) and not isinstance(v, bool) and 1 <= v <= LARGEST for v in order)
    )
    if not sound:
        raise ValueError(
            f"dataset.json regions_class_order = {order} (expected {len(outputs)} different whole"
            f" numbers from 1, one a region: {', '.join(outputs)})"
        )
    assert isinstance(order, list)
    return dict(zip(outputs, order, strict=True))


def _refuse_gaps(by_output: dict[str, int]) -> None:
    taken: dict[int, str] = {}
    for name, value in by_output.items():
        if value in taken:
            raise ValueError(
                f"dataset.json labels.{name} = {value} (expected each value once:"
                f" {taken[value]} has it)"
            )
        taken[value] = name
    for k, value in enumerate(sorted(taken), 1):
        if value != k:
            raise ValueError(
                f"dataset.json labels.{taken[value]} = {value} (expected labels numbered from 0"
                f" without a gap, so {k} before it: nnU-Net trains no other)"
            )


def _names(originals: list[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for original in originals:
        name = normalised(original)
        if not name:
            raise ValueError(
                f'dataset.json labels."{original}" (expected a name with a letter a to z, or'
                " a digit; rename it in dataset.json, the network does not see names)"
            )
        for other, taken in made.items():
            if taken == name:
                raise ValueError(
                    f'dataset.json labels."{original}" becomes {name}, as "{other}" does (expected'
                    " different names; rename one in dataset.json, the network does not see names)"
                )
        made[original] = name
    return made
