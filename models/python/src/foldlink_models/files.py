"""Files that are written beside their target and renamed, so that none is ever left partial."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Gives a path in the same folder to write to; it replaces `target` when the block succeeds."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield beside
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def write_json(target: Path, content: Any) -> None:
    with replacing(target) as beside:
        beside.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


def read_json(source: Path) -> Any:
    return json.loads(source.read_text("utf-8"))


def sha256(source: Path) -> str:
    return hashlib.sha256(source.read_bytes()).hexdigest()
