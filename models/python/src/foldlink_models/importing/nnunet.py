"""`import nnunet`: a folder of nnU-Net v2's results as a model folder that the bridge runs.

All is checked that can be without a network, then every fold of every stage is read, built,
exported and compared; the folder appears, whole, only when all of them agree.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foldlink_models import checksums
from foldlink_models.descriptor import NOTICE
from foldlink_models.files import write_json
from foldlink_models.importing import card, nnunet_folds, nnunet_model_json
from foldlink_models.importing.nnunet_folds import Say
from foldlink_models.importing.nnunet_stages import (
    LARGEST_COMPONENT,
    mirroring,
    postprocessing,
    read_stages,
)


@dataclass(frozen=True)
class Wanted:
    """What the caller asks for beside the folder."""

    into: Path
    """The folder of models."""
    id: str | None = None
    title: str | None = None
    licence: str | None = None
    modality: str | None = None
    """DICOM's code; else by the channels' names."""
    folds: Sequence[str] | None = None
    scan: Sequence[Path] | None = None
    """One case, a file a channel."""
    half: bool = False


def run(results: Path, wanted: Wanted, say: Say = print) -> Path:
    """The model's new folder, `wanted.into / id`."""
    stages, first = read_stages(results, wanted.folds)
    source, dataset = stages[0].source, stages[0].dataset
    identifier = nnunet_model_json.model_id(stages[0], wanted.id)
    target = wanted.into / identifier
    if target.exists():
        raise ValueError(
            f"{target} is there already (expected a new folder: choose another --id, or remove it)"
        )
    steps = postprocessing(source)
    axes = mirroring(stages[0], first)
    model = nnunet_model_json.make(
        stages,
        identifier,
        axes,
        title=wanted.title,
        licence=wanted.licence,
        modality=wanted.modality,
    )
    staging = target.with_name(f".{identifier}.{os.getpid()}.part")
    try:
        patches, reports = nnunet_folds.export(
            stages, axes, staging, wanted.scan, half=wanted.half, say=say
        )
        for stage in stages:
            if not stage.inside or stage.source.plans != source.plans:
                write_json(staging / stage.inside / "plans.json", stage.source.plans)
        write_json(staging / "dataset.json", dataset.table)
        write_json(staging / "model.json", model)
        if steps:
            content = {
                "postprocessing_fns": [LARGEST_COMPONENT] * len(steps),
                "postprocessing_kwargs": steps,
            }
            write_json(staging / "postprocessing.json", content)
        told = [f"largest component of {s['labels_or_regions']}" for s in steps]
        readme = card.text(
            model, dataset, reports, half=wanted.half, patches=patches, postprocessing=told
        )
        (staging / "README.md").write_text(readme, "utf-8")
        checksums.write(staging)
        staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    for step in told:
        say(f"post-processing: {step}")
    say(f"{target}: {model['title']}; licence {model['licence']}. {NOTICE}")
    return target
