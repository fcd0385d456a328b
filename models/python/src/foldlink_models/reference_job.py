"""Many reference cases in one process, from a job file; each kind of model has a module of its own.

    {"threads": 2,
     "models": [{"kind": "nnunet", "folder": "…", …}, …],
     "cases": [{"kind": "nnunet", "name": "…", "out": "…", …}, …]}

Models are made first, in their order, then cases, `threads` at a time. A case's folder `out` gets
what its kind writes, and `reference.json` at last; where the case fails, `error.txt` instead, and
the others go on.
"""

from __future__ import annotations

import importlib
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, cast

from foldlink_models.files import read_json, replacing, write_json

KINDS = {
    "nnunet": "foldlink_models.reference_nnunet",
    "results": "foldlink_models.reference_results",
    "monai": "foldlink_models.reference_monai",
}
"""Kind to the module that implements `Kind`; imported where a job names it."""


class Kind(Protocol):
    """What a module of `KINDS` has."""

    def make_model(self, spec: dict[str, Any]) -> None:
        """Writes the model folder `spec["folder"]`."""

    def run_case(self, case: dict[str, Any], out: Path) -> dict[str, Any]:
        """Writes a case's stages into `out`; returns what `reference.json` says of them. Others may
        run beside it in their threads."""


def kind_of(entry: dict[str, Any], where: str) -> Kind:
    kind = entry.get("kind")
    if kind not in KINDS:
        raise ValueError(f"{where}.kind = {kind!r} (expected one of {sorted(KINDS)})")
    return cast(Kind, importlib.import_module(KINDS[kind]))


def run(job_file: Path) -> list[str]:
    """Runs every case; returns the names of those that failed."""
    job = read_json(job_file)
    cases = job.get("cases", [])
    kinds = [kind_of(case, f"cases[{i}]") for i, case in enumerate(cases)]
    # Small networks gain little from threads of their own: cases side by side gain all.
    _torch_threads(1)
    for i, spec in enumerate(job.get("models", [])):
        started = time.monotonic()
        kind_of(spec, f"models[{i}]").make_model(spec)
        print(f"model {spec['folder']}: {time.monotonic() - started:.1f} s", flush=True)
    # The first of each kind alone: what it imports late must not be looked for while another's
    # thread changes sys.path, as nnU-Net does when it looks for its classes.
    first = [i for i, kind in enumerate(kinds) if kind not in kinds[:i]]
    well = {i: _run(cases[i], kinds[i]) for i in first}
    others = [i for i in range(len(cases)) if i not in well]
    with ThreadPoolExecutor(int(job.get("threads", 1))) as pool:
        ran = pool.map(_run, (cases[i] for i in others), (kinds[i] for i in others))
        well |= dict(zip(others, ran, strict=True))
    return [case["name"] for i, case in enumerate(cases) if not well[i]]


def _run(case: dict[str, Any], kind: Kind) -> bool:
    started = time.monotonic()
    out = Path(case["out"])
    out.mkdir(parents=True, exist_ok=True)
    try:
        write_json(out / "reference.json", kind.run_case(case, out))
        return True
    except Exception:  # one case's failure is that case's, whatever it is
        with replacing(out / "error.txt") as beside:
            beside.write_text(traceback.format_exc(), "utf-8")
        return False
    finally:
        print(f"case {case['name']}: {time.monotonic() - started:.1f} s", flush=True)


def _torch_threads(count: int) -> None:
    import torch

    torch.set_num_threads(count)
