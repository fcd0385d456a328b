"""`evaluate`, `verify`, `sums` and `fuse`: what is done with a model's folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from foldlink_models.dataset import Case, named_cases
from foldlink_models.files import read_json, write_json


def add_commands(commands: Any) -> None:
    evaluate = commands.add_parser("evaluate", help="Dice a structure on labelled cases")
    evaluate.add_argument("model_dir", type=Path, metavar="MODEL_DIR")
    evaluate.add_argument("--data", type=Path, help="folder of labelled cases")
    evaluate.add_argument("--cases", type=Path, metavar="LIST", help="JSON list of their names")
    evaluate.add_argument("--image", type=Path, nargs="+", help="one case: a file a channel")
    evaluate.add_argument("--label", type=Path, help="one case: its labels")
    evaluate.add_argument(
        "--label-map", type=Path, help="JSON: structure to the values it has in the labels"
    )
    evaluate.add_argument("--no-mirroring", action="store_true")
    evaluate.add_argument("--each-fold", action="store_true", help="each fold alone, too")
    evaluate.add_argument("--out", type=Path, help="JSON with every case's Dice")
    evaluate.add_argument("--record", metavar="NAME", help="keep the means in model.json's scores")
    evaluate.add_argument("--threads", type=int, default=1)
    evaluate.set_defaults(run=_evaluate)

    verify = commands.add_parser("verify", help="check a model folder's descriptor and checksums")
    verify.add_argument("model_dir", type=Path, metavar="MODEL_DIR")
    verify.set_defaults(run=_verify)

    sums = commands.add_parser("sums", help="write a model folder's SHA256SUMS")
    sums.add_argument("model_dir", type=Path, metavar="MODEL_DIR")
    sums.set_defaults(run=_sums)

    fuse = commands.add_parser("fuse", help="write a model's folds as single graphs, for a GPU")
    fuse.add_argument("model_dir", type=Path, metavar="MODEL_DIR")
    fuse.add_argument("--precision", choices=("float32", "float16", "both"), default="both")
    fuse.add_argument("--no-check", action="store_true", help="do not compare with the folds")
    fuse.add_argument("--threads", type=int, default=1)
    fuse.set_defaults(run=_fuse)


def _cases(args: argparse.Namespace, channels: int) -> list[Case]:
    if args.image is not None:
        return [Case(args.label.name.removesuffix(".nii.gz"), tuple(args.image), args.label)]
    return named_cases(args.data, args.cases, channels)


def _evaluate(args: argparse.Namespace) -> int:
    from foldlink_models import evaluate
    from foldlink_models.assess import card
    from foldlink_models.predict import ModelFolder

    pair = args.image is not None and args.label is not None
    if pair == (args.data is not None and args.cases is not None):
        raise ValueError("give --data and --cases, or --image and --label (expected one pair)")
    model = ModelFolder(args.model_dir)
    truth = {name: list(values) for name, values in model.structures.items()}
    if args.label_map is not None:
        truth = read_json(args.label_map)
    scores = evaluate.run(
        model,
        _cases(args, len(model.descriptor["channels"])),
        truth,
        mirroring=not args.no_mirroring,
        each_fold=args.each_fold,
        threads=args.threads,
    )
    print(scores.table())
    if args.out is not None:
        write_json(args.out, scores.by_case)
    if args.record is not None:
        card.record(
            args.model_dir,
            {f"{args.record}.dice.{s}": scores.mean(evaluate.ENSEMBLE, s) for s in truth},
        )
    return 0


def _verify(args: argparse.Namespace) -> int:
    from foldlink_models import checksums, descriptor

    found = descriptor.problems(args.model_dir) + checksums.verify(args.model_dir)
    print("\n".join(found) if found else f"{args.model_dir}: as described")
    return 1 if found else 0


def _sums(args: argparse.Namespace) -> int:
    from foldlink_models import checksums

    checksums.write(args.model_dir)
    return 0


def _fuse(args: argparse.Namespace) -> int:
    from foldlink_models import fuse

    precisions = list(fuse.PRECISIONS) if args.precision == "both" else [args.precision]
    done = fuse.run(args.model_dir, precisions, check=not args.no_check, threads=args.threads)
    for name, size in done.files.items():
        print(f"{fuse.FOLDER}/{name}: {size} bytes")
    for precision, error in done.errors.items():
        print(f"{precision}: largest logit difference {error:.1e} to the plain folds")
    return 0
