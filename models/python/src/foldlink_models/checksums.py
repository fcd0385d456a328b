"""SHA256SUMS of a model folder, in the format of `sha256sum`, sorted by path."""

from __future__ import annotations

from pathlib import Path

from foldlink_models.files import replacing, sha256

NAME = "SHA256SUMS"


def listed_files(model_dir: Path) -> list[str]:
    """Every file of the folder but the list itself and hidden ones, as sorted relative paths."""
    return sorted(
        path.relative_to(model_dir).as_posix()
        for path in model_dir.rglob("*")
        if path.is_file() and path.name != NAME and not path.name.startswith(".")
    )


def write(model_dir: Path) -> None:
    lines = [f"{sha256(model_dir / name)}  {name}\n" for name in listed_files(model_dir)]
    with replacing(model_dir / NAME) as beside:
        beside.write_text("".join(lines), "utf-8")


def verify(model_dir: Path) -> list[str]:
    """What does not agree, one sentence a file; empty when the folder is as it was published."""
    expected: dict[str, str] = {}
    for line in (model_dir / NAME).read_text("utf-8").splitlines():
        digest, name = line.split("  ", 1)
        expected[name] = digest
    present = listed_files(model_dir)
    problems = [f"{name}: listed in {NAME} but missing" for name in expected if name not in present]
    for name in present:
        if name not in expected:
            problems.append(f"{name}: not listed in {NAME}")
        elif sha256(model_dir / name) != expected[name]:
            problems.append(f"{name}: its SHA-256 differs from {NAME}")
    return problems
