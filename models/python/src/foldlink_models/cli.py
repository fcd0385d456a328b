"""`foldlink-models`: a sub-command a use case. Exit status 0, 1 (refused or failed), 2 (usage)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from foldlink_models import __version__
from foldlink_models.dataset import Case, list_cases
from foldlink_models.datasets import command as datasets_command
from foldlink_models.files import read_json, write_json


def _train(args: argparse.Namespace) -> int:
    import torch

    from foldlink_models import network, preprocess, run
    from foldlink_models.training import FoldTrainer

    torch.set_num_threads(args.threads)
    prepared, cases = run.prepare(args.recipe, args.data, args.out)
    folds = [args.fold] if args.fold is not None else range(len(prepared.split.folds))
    for fold in folds:
        torch.manual_seed(prepared.recipe.training.seed * 1000 + fold)
        net = network.build(prepared.plans, prepared.dataset_json)

        def samples(names: list[str]) -> list[preprocess.Sample]:
            return preprocess.load_samples(
                [cases[name] for name in names],
                prepared.plans,
                prepared.dataset_json,
                args.out / "preprocessed",
            )

        FoldTrainer(
            prepared.recipe,
            fold,
            net.to(memory_format=torch.channels_last_3d),
            samples(prepared.split.train(fold)),
            samples(prepared.split.validation(fold)),
            prepared.fold_folder(fold),
        ).run(args.stop_after)
    return 0


def _export(args: argparse.Namespace) -> int:
    import torch

    from foldlink_models import export, run

    torch.set_num_threads(args.threads)
    opened = run.open_run(args.run_dir)
    folds = range(len(opened.split.folds)) if args.fold is None else args.fold
    for fold in [] if args.descriptors_only else folds:
        done = export.export_fold(opened, fold, args.to)
        print(
            f"fold {fold}: {done.size} bytes, largest logit difference {done.graph_error:.1e} "
            f"to PyTorch, {done.rounding_error:.1e} by float16 storage",
            flush=True,
        )
    export.write_descriptors(opened, args.to)
    return 0


def _split(args: argparse.Namespace) -> int:
    from foldlink_models import recipe
    from foldlink_models.split import make_split

    wanted = recipe.load(args.recipe)
    names = [case.name for case in list_cases(args.data, len(wanted.model.channels))]
    split = make_split(names, wanted.split.held_out, wanted.split.seed)
    print(json.dumps({"held_out": split.held_out, "folds": split.as_nnunet()}, indent=2))
    return 0


def _cases(args: argparse.Namespace, channels: int) -> list[Case]:
    if args.image is not None:
        return [Case(args.label.name.removesuffix(".nii.gz"), tuple(args.image), args.label)]
    wanted = read_json(args.cases)
    known = {case.name: case for case in list_cases(args.data, channels)}
    missing = [name for name in wanted if name not in known]
    if missing:
        raise ValueError(f"{args.cases}: {missing[0]} (expected a case of {args.data})")
    return [known[name] for name in wanted]


def _evaluate(args: argparse.Namespace) -> int:
    from foldlink_models import checksums, evaluate
    from foldlink_models.predict import ModelFolder

    pair = args.image is not None and args.label is not None
    if pair == (args.data is not None and args.cases is not None):
        raise ValueError("give --data and --cases, or --image and --label (expected one pair)")
    model = ModelFolder(args.model_dir)
    truth = {name: [value] for name, value in model.labels.items()}
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
        described = dict(model.descriptor)
        described["scores"] |= {
            f"{args.record}.dice.{s}": round(scores.mean(evaluate.ENSEMBLE, s), 4) for s in truth
        }
        write_json(args.model_dir / "model.json", described)
        checksums.write(args.model_dir)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="foldlink-models", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)

    train = commands.add_parser("train", help="train the folds of a recipe; resumes after a kill")
    train.add_argument("recipe", help="a recipe file, or the name of a built-in one")
    train.add_argument("--data", type=Path, required=True, help="folder of labelled cases")
    train.add_argument("--out", type=Path, required=True, help="the run's folder")
    train.add_argument("--fold", type=int, choices=range(5), help="one fold only")
    train.add_argument("--threads", type=int, default=1)
    train.add_argument("--stop-after", type=int, metavar="ITERATION", help="stop early, resumable")
    train.set_defaults(run=_train)

    export = commands.add_parser("export", help="write a run as a model folder with ONNX folds")
    export.add_argument("run_dir", type=Path, metavar="RUN_DIR")
    export.add_argument("--to", type=Path, required=True, metavar="MODEL_DIR")
    export.add_argument("--fold", type=int, action="append", choices=range(5))
    export.add_argument("--descriptors-only", action="store_true", help="no folds")
    export.add_argument("--threads", type=int, default=1)
    export.set_defaults(run=_export)

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

    split = commands.add_parser("split", help="print a recipe's held-out cases and folds")
    split.add_argument("recipe")
    split.add_argument("--data", type=Path, required=True)
    split.set_defaults(run=_split)
    datasets_command.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except (ValueError, OSError) as e:
        print(f"foldlink-models {args.command}: {e}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
