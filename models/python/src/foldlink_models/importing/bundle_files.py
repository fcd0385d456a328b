"""A MONAI bundle's files: a folder, or a zip of one."""

from __future__ import annotations

import json
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

CONFIGS = ("inference.json", "inference.yaml", "inference.yml")
LARGEST_TEXT = 16 << 20
LARGEST_ZIP = 16 << 30
"""Bytes that a zip may unpack to."""


@dataclass(frozen=True)
class Bundle:
    folder: Path
    name: str
    """Of the folder, or of the zip without `.zip`."""

    def config(self, wanted: str | None) -> Path:
        """`configs/inference.json` or `.yaml`, or the one asked for by name."""
        names = CONFIGS if wanted is None else (wanted,)
        for name in names:
            file = self._inside(f"configs/{name}")
            if file.is_file():
                return file
        shown = " or ".join(f"configs/{name}" for name in names)
        raise ValueError(f"{self.name}: {shown} is missing (expected a MONAI bundle's folder)")

    @cached_property
    def metadata(self) -> dict[str, Any]:
        name = "configs/metadata.json"
        file = self._inside(name)
        if not file.is_file():
            raise ValueError(f"{self.name}: {name} is missing (expected a MONAI bundle's folder)")
        try:
            table = json.loads(text_of(file, name))
        except ValueError as e:
            raise ValueError(f"{name}: {e} (expected JSON)") from e
        if not isinstance(table, dict):
            raise ValueError(f"{name} = {table!r:.40} (expected an object)")
        return table

    def weights(self, named: str | None, told: str | None) -> Path:
        """The one asked for, else the one the configuration loads, else `model.pt`, `model.ts`."""
        if named is not None:
            file = self._inside(f"models/{named}")
            if not file.is_file():
                raise ValueError(f"{self.name}: models/{named} is missing (expected --weights)")
            return file
        candidates = ["models/model.pt", "models/model.ts"]
        if told is not None:
            candidates.insert(0, told)
        for name in candidates:
            file = self._inside(name)
            if file.is_file():
                return file
        raise ValueError(
            f"{self.name}: {' and '.join(candidates)} are missing (expected the network's weights;"
            " download them as the bundle's large_files.yml says, or name them with --weights)"
        )

    def licence(self) -> tuple[str | None, Path | None]:
        """Its SPDX identifier where the text is a known one, and the file."""
        for name in ("LICENSE", "docs/LICENSE", "LICENSE.txt", "LICENSE.md"):
            file = self.folder / name
            if not file.is_file() or file.is_symlink():
                continue
            text = " ".join(file.read_text("utf-8", "replace").split())
            for words, identifier in _LICENCES:
                if all(w in text for w in words):
                    return identifier, file
            return None, file
        return None, None

    def _inside(self, relative: str) -> Path:
        """No link and no `..` leads out of the bundle."""
        parts = PurePosixPath(relative)
        file = self.folder / parts
        if parts.is_absolute() or ".." in parts.parts:
            raise ValueError(f"{relative} (expected a file inside the bundle)")
        if file.exists() and not file.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError(f"{relative} is a link out of the bundle (expected a file inside it)")
        return file


_LICENCES = (
    (("Apache License", "Version 2.0"), "Apache-2.0"),
    (("MIT License",), "MIT"),
    (("Attribution-NonCommercial-ShareAlike 4.0",), "CC-BY-NC-SA-4.0"),
    (("Attribution-NonCommercial 4.0",), "CC-BY-NC-4.0"),
    (("Attribution-ShareAlike 4.0",), "CC-BY-SA-4.0"),
    (("Attribution 4.0 International",), "CC-BY-4.0"),
    (("Redistribution and use", "Neither the name"), "BSD-3-Clause"),
)


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """A zip is unpacked to a folder that goes away."""
    if path.is_dir():
        yield Bundle(path, path.resolve().name)
        return
    if not path.exists():
        raise ValueError(f"{path} does not exist (expected a MONAI bundle's folder, or its zip)")
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{path} (expected a MONAI bundle's folder, or its zip)")
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        _unpack(path, root)
        configured = [p.parent.parent for p in root.glob("**/configs/metadata.json")]
        if len(configured) != 1:
            raise ValueError(
                f"{path} holds {len(configured)} folders with configs/metadata.json (expected one)"
            )
        yield Bundle(configured[0], path.stem)


def _unpack(path: Path, root: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > LARGEST_ZIP:
            raise ValueError(f"{path} unpacks to more than {LARGEST_ZIP >> 30} GiB (expected less)")
        for member in members:
            parts = PurePosixPath(member.filename.replace("\\", "/"))
            if parts.is_absolute() or ".." in parts.parts or ":" in member.filename:
                raise ValueError(f"{path}: {member.filename} (expected a path inside the zip)")
            if stat.S_ISLNK(member.external_attr >> 16):
                raise ValueError(f"{path}: {member.filename} is a link (expected files alone)")
            target = root / parts
            if member.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("wb") as made:
                shutil.copyfileobj(source, made)


def text_of(file: Path, shown: str) -> str:
    if file.stat().st_size > LARGEST_TEXT:
        raise ValueError(f"{shown} has more than {LARGEST_TEXT >> 20} MiB (expected a text)")
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as e:
        raise ValueError(f"{shown} is no UTF-8 text (expected one)") from e
