"""The reference peers with a model folder's weights: what FoldLink's engine is held against.

`python -m foldlink_models.reference MODEL_DIR --input FILE [FILE …] --out DIR` runs nnU-Net v2
itself on one case and writes its stages (see `reference_nnunet`); nnU-Net sums in float16,
`--float32-sums` replaces that one step by the same sums in float32.

`python -m foldlink_models.reference --job FILE` makes all cases of a job file in one process (see
`reference_job`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from foldlink_models import reference_job, reference_nnunet
from foldlink_models.files import write_json


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="foldlink_models.reference", description=__doc__)
    parser.add_argument("model_dir", type=Path, nargs="?")
    parser.add_argument("--job", type=Path, help="a job file; takes no other option")
    parser.add_argument("--input", type=Path, nargs="+", help="a file a channel")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", nargs="+", help="numbers, or all")
    parser.add_argument("--no-mirroring", action="store_true")
    parser.add_argument("--float32-sums", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(arguments)
    if (args.job is None) == (args.model_dir is None):
        parser.error("expected either MODEL_DIR or --job FILE")
    if args.job is None and (args.input is None or args.out is None):
        parser.error("MODEL_DIR: expected --input and --out with it")
    try:
        if args.job is not None:
            failed = reference_job.run(args.job)
            for name in failed:
                print(f"foldlink_models.reference: {name} failed: see error.txt", file=sys.stderr)
            return 1 if failed else 0
        print(_single(args))
    except (ValueError, OSError) as e:
        print(f"foldlink_models.reference: {e}", file=sys.stderr)
        return 1
    return 0


def _single(args: argparse.Namespace) -> dict[str, Any]:
    import torch

    torch.set_num_threads(args.threads)
    case = {
        "model": str(args.model_dir),
        "inputs": [str(file) for file in args.input],
        "sums": "float32" if args.float32_sums else "float16",
        "mirroring": not args.no_mirroring,
    }
    if args.folds:
        case["folds"] = args.folds
    args.out.mkdir(parents=True, exist_ok=True)
    made = reference_nnunet.run_case(case, args.out)
    write_json(args.out / "reference.json", made)
    return made


if __name__ == "__main__":
    sys.exit(main())
