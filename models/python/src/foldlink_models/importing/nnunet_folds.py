"""Every fold of every stage as `fold_k/model.onnx`, each compared with PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from foldlink_models.files import sha256
from foldlink_models.importing import card, compare, nnunet_network, real_patches
from foldlink_models.importing.nnunet_stages import Stage, mirroring
from foldlink_models.importing.safe_checkpoint import Checkpoint, read

Say = Callable[[str], None]


def export(
    stages: Sequence[Stage],
    axes: list[int],
    staging: Path,
    scan: Sequence[Path] | None,
    *,
    half: bool,
    say: Say,
) -> tuple[str, list[card.StageReport]]:
    """What patches were of, and a report a stage."""
    # One a stage: each has a spacing of its own.
    images = [
        real_patches.image(
            scan,
            stage.source.plans,
            stage.configuration.name,
            stage.source.dataset,
            len(stage.dataset.channels),
        )
        for stage in stages
    ]
    told = "random patches alone"
    if images[0] is not None:
        told = f"random patches and patches of {images[0].source}"
        if len(stages) > 1:
            told += ", with random labels of the stage before"
    say(f"compared on {told}" + ("" if images[0] else " (expected --scan FILE for real ones)"))
    reports = [
        _export_stage(stage, image and image.array, axes, staging, half, say)
        for stage, image in zip(stages, images, strict=True)
    ]
    return told, reports


def _export_stage(
    stage: Stage, array: Any, axes: list[int], staging: Path, half: bool, say: Say
) -> card.StageReport:
    source, configuration = stage.source, stage.configuration
    folds = []
    trainer = network = None
    for fold, file in source.checkpoints.items():
        shown = source.shown(file)
        checkpoint = read(file, shown)
        if trainer is None:
            trainer = nnunet_network.trainer_class(checkpoint.trainer, shown)
            network = nnunet_network.build(
                source.plans, configuration.name, trainer, stage.channels, stage.dataset.heads
            )
        _same(stage, checkpoint, trainer.__name__, axes, shown)
        assert network is not None
        nnunet_network.load(network, checkpoint, shown)
        seed = 0 if fold == "all" else int(fold)
        patches = compare.random_patches(
            stage.channels, stage.dataset.heads, configuration.patch, seed
        )
        if array is not None:
            own = array
            if configuration.previous is not None:
                own = real_patches.with_labels(array, stage.dataset.labels, seed)
            patches += compare.cut(own, configuration.patch, seed)
        done = compare.graph(network, patches, stage.dataset.heads, shown, half=half)
        name = f"{stage.inside}fold_{fold}"
        written = staging / name / "model.onnx"
        written.parent.mkdir(parents=True)
        written.write_bytes(done.model.SerializeToString())
        report = card.FoldReport(
            name, done.graph_error, done.rounding_error, written.stat().st_size, sha256(written)
        )
        folds.append(report)
        rounding = f", {report.rounding_error:.1e} by float16 storage" if half else ""
        say(
            f"{name}: {report.size} bytes, largest logit difference {report.graph_error:.1e} to"
            f" PyTorch{rounding}"
        )
    assert trainer is not None
    assert network is not None
    return card.StageReport(
        configuration.name,
        configuration.spacing,
        configuration.patch,
        trainer.__name__,
        type(network).__name__,
        sum(p.numel() for p in network.parameters()),
        folds,
    )


def _same(stage: Stage, checkpoint: Checkpoint, trainer: str, axes: list[int], shown: str) -> None:
    """Of all folds; nnU-Net's predictor would take the first one's without a word."""
    pairs: list[tuple[str, Any, Any]] = [
        ("trainer_name", checkpoint.trainer, trainer),
        ("init_args.configuration", checkpoint.configuration, stage.configuration.name),
        ("mirroring", mirroring(stage, checkpoint), axes),
    ]
    for key, found, expected in pairs:
        if found != expected:
            raise ValueError(
                f"{shown} {key} = {found} (expected {expected}, as the model's first fold has it)"
            )
