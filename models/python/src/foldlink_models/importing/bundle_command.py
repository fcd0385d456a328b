"""`import monai` and `import onnx`: a sub-command each."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_monai(commands: Commands) -> None:
    from foldlink_models.importing.deviations import NAMES

    monai = commands.add_parser("monai", help="a MONAI bundle: its folder, or a zip of it")
    monai.add_argument("bundle", type=Path, metavar="BUNDLE")
    _add_common(monai)
    monai.add_argument("--id", help="the model's id; without it, made from the bundle's name")
    monai.add_argument("--config", metavar="NAME", help="a file of configs/ (inference.json)")
    monai.add_argument("--weights", metavar="NAME", help="a file of models/: model.pt, model.ts")
    monai.add_argument(
        "--heads", metavar="A,B,…", help="names of the output's heads, instead of the metadata's"
    )
    monai.add_argument("--licence", help="SPDX identifier of the weights' licence")
    monai.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="WHAT",
        help=f"import without it, and say so in the card: {', '.join(NAMES)}",
    )
    monai.set_defaults(run=_monai)


def add_onnx(commands: Commands) -> None:
    onnx = commands.add_parser("onnx", help="ONNX networks, with a descriptor written by hand")
    onnx.add_argument("file", type=Path, nargs="+", metavar="FILE", help="a fold each")
    onnx.add_argument("--descriptor", type=Path, required=True, metavar="YAML")
    _add_common(onnx)
    onnx.set_defaults(run=_onnx)


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--to", type=Path, default=Path("."), metavar="DIR", help="where the model's folder goes"
    )
    command.add_argument(
        "--storage", choices=("fp32", "fp16"), default="fp32", help="of the weights in the file"
    )
    command.add_argument("--threads", type=int, default=1)


def _monai(args: argparse.Namespace) -> int:
    try:
        import torch

        from foldlink_models.importing import monai_bundle
    except ModuleNotFoundError as e:
        raise ValueError(
            f"{e.name} is not installed (expected PyTorch and MONAI:"
            " pip install 'foldlink-models[train]')"
        ) from e

    torch.set_num_threads(args.threads)
    wishes = monai_bundle.Wishes(
        to=args.to,
        id=args.id,
        config=args.config,
        weights=args.weights,
        heads=None if args.heads is None else [name.strip() for name in args.heads.split(",")],
        accept=args.accept,
        half=args.storage == "fp16",
        licence=args.licence,
    )
    return _tell(monai_bundle.run(args.bundle, wishes))


def _onnx(args: argparse.Namespace) -> int:
    from foldlink_models.importing import onnx_file

    half = args.storage == "fp16"
    return _tell(onnx_file.run(args.file, args.descriptor, args.to, half, args.threads))


def _tell(sentences: list[str]) -> int:
    print("\n".join(sentences))
    print("Not for clinical use.")
    return 0
