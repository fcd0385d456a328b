"""`./foldlink package slicer`: one zip of the Slicer extension, for a computer without the internet.

Unpacked, its folder FoldLink is what Slicer's "Additional module paths" takes. The same files give the same bytes, on any machine.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTENSION = ROOT / "slicer-extension"
MODULE = EXTENSION / "FoldLink"
GUIDE = ROOT / "docs" / "slicer.md"
SHIPPED = {".py", ".ui", ".png", ".svg", ".json", ".qm", ".txt"}
LEFT_OUT = {"Testing", "__pycache__", "CMakeLists.txt"}
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def version() -> str:
    """
    :raises ValueError: if the module states none
    """
    stated = MODULE / "FoldLinkLib" / "__init__.py"
    for statement in ast.parse(stated.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "VERSION":
            return str(ast.literal_eval(statement.value))
    raise ValueError(f'{stated.relative_to(ROOT)} states no VERSION (expected VERSION = "…")')


def contents() -> dict[str, bytes]:
    """By name in the zip, in order."""
    top = f"FoldLink-slicer-{version()}"
    sources = {
        f"{top}/install.md": EXTENSION / "install.md",
        f"{top}/LICENSE": EXTENSION / "LICENSE",
        f"{top}/docs/slicer.md": GUIDE,
    }
    for _, target in images(GUIDE.read_text(encoding="utf-8")):
        sources[f"{top}/docs/{target}"] = GUIDE.parent / target
    for file in MODULE.rglob("*"):
        inside = file.relative_to(MODULE)
        if file.is_file() and file.suffix in SHIPPED and not LEFT_OUT.intersection(inside.parts):
            sources[f"{top}/FoldLink/{inside.as_posix()}"] = file
    files = {name: file.read_bytes() for name, file in sorted(sources.items())}
    for name, data in files.items():
        if name.endswith(".md"):
            files[name] = unlinked(name, data.decode("utf-8"), files).encode("utf-8")
    return files


def images(markdown: str) -> list[tuple[str, str]]:
    """Text and place of each picture beside the document."""
    return [(text, target) for mark, text, target in LINK.findall(markdown) if mark and "://" not in target]


def unlinked(name: str, markdown: str, files: dict[str, bytes]) -> str:
    """The document as it lies in the zip: links within it stay, links to what it lacks become plain text."""
    here = Path(name).parent

    def mend(link: re.Match[str]) -> str:
        mark, text, target = link.groups()
        if "://" in target or target.startswith("#"):
            return link[0]
        place, _, part = target.partition("#")
        place = place.removeprefix("../")
        if (here / place).as_posix() in files:
            return f"{mark}[{text}]({place}{'#' + part if part else ''})"
        return text

    return LINK.sub(mend, markdown)


def write(out: Path, files: dict[str, bytes]) -> None:
    """The file appears whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"{out.name}.part")
    with zipfile.ZipFile(part, "w") as archive:
        for name, data in files.items():
            # Stored, not deflated, with one date for all: libraries deflate differently, and the whole is small.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    os.replace(part, out)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="foldlink package slicer",
        description="Makes one zip of the Slicer extension and prints its SHA-256.",
        epilog="Not for clinical use.",
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="the zip (default: dist/FoldLink-slicer-VERSION.zip)")
    out = parser.parse_args(arguments).out
    if out is not None and out.suffix != ".zip":
        parser.error(f"--out {out} (expected a name that ends in .zip)")
    try:
        out = out or ROOT / "dist" / f"FoldLink-slicer-{version()}.zip"
        files = contents()
        write(out, files)
    except (OSError, ValueError) as e:
        print(f"foldlink: the extension could not be packaged: {e}", file=sys.stderr)
        return 70
    print(f"{hashlib.sha256(out.read_bytes()).hexdigest()}  {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
