"""What a bundle's `metadata.json` says of the model: names, channels, labels, versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from foldlink_models.importing.label_names import ID, distinct, normalised

FILE = "configs/metadata.json"
_MODALITIES = {"mri": "MR", "mr": "MR", "ct": "CT", "pet": "PT", "pt": "PT", "us": "US"}


@dataclass(frozen=True)
class Metadata:
    table: dict[str, Any]

    @property
    def monai(self) -> tuple[int, int] | None:
        """Major and minor of the MONAI that it was written for."""
        found = re.match(r"(\d+)\.(\d+)", str(self.table.get("monai_version", "")))
        return None if found is None else (int(found[1]), int(found[2]))

    @property
    def version(self) -> str:
        version = str(self.table.get("version", ""))
        return version if re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version) else "1.0.0"

    def text(self, *keys: str) -> str | None:
        """The first of `keys` that has a text."""
        for key in keys:
            value = self.table.get(key)
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
        return None

    def attribution(self) -> str:
        found = [t for t in (self.text("authors"), self.text("copyright")) if t is not None]
        return "; ".join(dict.fromkeys(found)) or "not stated"

    def scores(self) -> str | None:
        """As its makers state them; they are not measured here."""
        measured = self.table.get("eval_metrics")
        if not isinstance(measured, dict):
            return None
        flat = _numbers(measured)
        return ", ".join(f"{k} {v}" for k, v in flat.items()) or None

    def modality(self) -> str:
        stated = str(self._side("inputs").get("modality", "")).strip()
        return _MODALITIES.get(stated.lower(), stated.upper() if stated.isalpha() else "OT")

    def input_channels(self) -> int | None:
        stated = self._side("inputs").get("num_channels")
        return stated if type(stated) is int and stated > 0 else None

    def channels(self, count: int) -> list[dict[str, str]]:
        """Named as `channel_def` does; a single one, which has no name of its own, by modality."""
        modality = self.modality()
        found = self._definitions("inputs")
        if count == 1:
            return [{"name": modality if modality != "OT" else "image", "modality": modality}]
        if found and len(found) != count:
            raise ValueError(
                f"{FILE} network_data_format.inputs channel_def has {len(found)} entries"
                f" (expected {count}: the network's input has so many channels)"
            )
        names = found or [f"channel {k}" for k in range(count)]
        if len(set(names)) < count:
            raise ValueError(f"{FILE} channel_def = {names} (expected a name of its own for each)")
        return [{"name": name, "modality": modality} for name in names]

    def heads(self, count: int, given: list[str] | None) -> list[str]:
        """A name a head of the network's output, as the label names of `model.json`."""
        names = given if given is not None else self._definitions("outputs")
        if len(names) != count:
            told = (
                "--heads"
                if given is not None
                else f"{FILE} network_data_format.outputs channel_def"
            )
            hint = "" if given is not None else "; or name them with --heads A,B,…"
            raise ValueError(
                f"{told} has {len(names)} entries (expected {count}: the network's output has so"
                f" many heads{hint})"
            )
        return distinct(names)

    def _side(self, side: str) -> dict[str, Any]:
        """The only input or output; more of them are refused."""
        formats = self.table.get("network_data_format")
        found = formats.get(side) if isinstance(formats, dict) else None
        if not isinstance(found, dict) or not found:
            return {}
        if len(found) > 1:
            raise ValueError(
                f"{FILE} network_data_format.{side} has {', '.join(found)} (expected one: the"
                " engine runs networks with one input and one output)"
            )
        only = next(iter(found.values()))
        return only if isinstance(only, dict) else {}

    def _definitions(self, side: str) -> list[str]:
        """By ascending channel number, which start at 0 and have no gap."""
        defined = self._side(side).get("channel_def", {})
        if not isinstance(defined, dict):
            raise ValueError(f"{FILE} channel_def = {defined!r:.60} (expected an object)")
        names: dict[int, str] = {}
        for key, name in defined.items():
            if not str(key).isdecimal():
                raise ValueError(f"{FILE} channel_def {key!r} (expected a channel's number)")
            names[int(key)] = str(name)
        if sorted(names) != list(range(len(names))):
            raise ValueError(
                f"{FILE} network_data_format.{side} channel_def = {sorted(names)} (expected 0, 1,"
                " 2, … without a gap)"
            )
        return [names[k] for k in sorted(names)]


def id_of(given: str | None, name: str) -> str:
    if given is not None:
        if not ID.fullmatch(given):
            raise ValueError(f"--id {given} (expected lower case, such as {_id(given)})")
        return given
    return _id(name)


def _id(name: str) -> str:
    return normalised(name, "-") or "model"


def _numbers(table: dict[str, Any], before: str = "") -> dict[str, float]:
    found: dict[str, float] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _numbers(value, f"{before}{key} ")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[f"{before}{key}"] = value
    return found
