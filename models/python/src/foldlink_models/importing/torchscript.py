"""TorchScript files, whose code is looked at before it is loaded.

A TorchScript file is a zip: tensors, and its program as text in a language of its own that has no
access to Python. What it can still do is call operators, and a few of them reach beyond tensors;
so only the plain namespaces are let through, and no operator that reads or writes files."""

from __future__ import annotations

import re
import warnings
import zipfile
from pathlib import Path

import torch

_OPERATOR = re.compile(r"\bops\.(\w+)\.(\w+)")
_NAMESPACES = {"prim", "aten"}
_REACHING = re.compile(r"\b(?:torch|ops\.aten|ops\.prim)\.(save|load|from_file|_save|open)\s*\(")
LARGEST_CODE = 64 << 20


def load(file: Path, shown: str) -> torch.jit.ScriptModule:
    """In evaluation mode, on the CPU; refuses by name what is no plain program of tensors."""
    _look_at(file, shown)
    try:
        with warnings.catch_warnings():
            # That TorchScript has successors is no news to whom was given a file of it.
            warnings.simplefilter("ignore")
            module: torch.jit.ScriptModule = torch.jit.load(  # type: ignore[no-untyped-call]
                str(file), map_location="cpu"
            )
    except RuntimeError as e:
        first = str(e).strip().splitlines()[0]
        raise ValueError(f"{shown}: {first} (expected a TorchScript file)") from e
    return module.eval()


def _look_at(file: Path, shown: str) -> None:
    if not zipfile.is_zipfile(file):
        raise ValueError(f"{shown} (expected a TorchScript file, as torch.jit.save writes it)")
    with zipfile.ZipFile(file) as archive:
        code = [m for m in archive.infolist() if re.search(r"(^|/)code/.*\.py$", m.filename)]
        if not code:
            raise ValueError(f"{shown} holds no TorchScript (expected what torch.jit.save writes)")
        if sum(member.file_size for member in code) > LARGEST_CODE:
            raise ValueError(f"{shown} has more than {LARGEST_CODE >> 20} MiB of code")
        for member in code:
            text = archive.read(member).decode("utf-8", "replace")
            for namespace, name in _OPERATOR.findall(text):
                if namespace not in _NAMESPACES:
                    raise ValueError(
                        f"{shown} calls {namespace}::{name} (expected operators of PyTorch itself)"
                    )
            reaching = _REACHING.search(text)
            if reaching is not None:
                raise ValueError(
                    f"{shown} calls {reaching.group(1)} (expected no operator that reads or writes"
                    " files)"
                )
