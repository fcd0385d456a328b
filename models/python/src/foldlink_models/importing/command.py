"""`foldlink-models import`: a sub-command a kind; this is nnU-Net's."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from foldlink_models.importing import bundle_command


def add_commands(commands: Any) -> None:
    """`commands`: what `argparse`'s `add_subparsers` gave."""
    importing = commands.add_parser("import", help="bring in a model that was trained elsewhere")
    kinds = importing.add_subparsers(dest="kind", required=True)
    _add_nnunet(kinds)
    bundle_command.add_monai(kinds)
    bundle_command.add_onnx(kinds)


def _add_nnunet(kinds: Any) -> None:
    nnunet = kinds.add_parser("nnunet", help="a folder of nnU-Net v2's results")
    nnunet.add_argument(
        "results", type=Path, metavar="RESULTS_DIR", help="trainer__plans__configuration"
    )
    nnunet.add_argument(
        "--to", type=Path, default=Path("."), metavar="DIR", help="where the model's folder goes"
    )
    nnunet.add_argument("--id", help="the new folder's name; by the data set where left out")
    nnunet.add_argument("--folds", metavar="0,1,…", help="these alone, or all for fold_all")
    nnunet.add_argument("--storage", choices=("fp16", "fp32"), default="fp32", help="of weights")
    nnunet.add_argument(
        "--scan", type=Path, nargs="+", metavar="FILE", help="one case, a file a channel"
    )
    nnunet.add_argument("--title")
    nnunet.add_argument("--licence", metavar="SPDX", help="of the weights; unknown where left out")
    nnunet.add_argument("--modality", metavar="CODE", help="DICOM's: CT, MR, …")
    nnunet.add_argument("--threads", type=int, default=1)
    nnunet.set_defaults(run=_nnunet)


def _nnunet(args: argparse.Namespace) -> int:
    import torch

    from foldlink_models.importing import nnunet

    torch.set_num_threads(args.threads)
    wanted = nnunet.Wanted(
        into=args.to,
        id=args.id,
        title=args.title,
        licence=args.licence,
        modality=args.modality,
        folds=None if args.folds is None else args.folds.split(","),
        scan=args.scan,
        half=args.storage == "fp16",
    )
    nnunet.run(args.results, wanted, lambda line: print(line, flush=True))
    return 0
