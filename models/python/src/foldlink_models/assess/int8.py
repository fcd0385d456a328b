"""`foldlink-models quantise`: a model folder whose convolutions run in int8 on a CPU."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import onnx

from foldlink_models import checksums, predict, sliding
from foldlink_models.assess import card, graphs, patches, precision, runtimes
from foldlink_models.assess.precision import REFERENCE, Compared
from foldlink_models.dataset import Case
from foldlink_models.files import read_json, write_json
from foldlink_models.predict import ModelFolder

PART = "int8"
INT8 = "int8"
INT8_OPENVINO = "int8 (OpenVINO)"


@dataclass(frozen=True)
class Quantised:
    compared: Compared
    seconds: dict[str, float]
    sizes: tuple[int, int]
    """Bytes of all folds: before, after."""
    tiles: int
    """That calibrated."""


def run(
    model: ModelFolder,
    calibration: Sequence[Case],
    test: Sequence[Case],
    to: Path,
    *,
    largest_loss: float,
    mirroring: bool = True,
    threads: int = 1,
) -> Quantised:
    """Writes `to` only where no structure's mean Dice over `test` falls by more than the bound."""
    _refuse(model, calibration, test, to)
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{to.name}.", dir=to.parent) as work:
        beside = Path(work) / to.name
        tiles = patches.of_cases(model, calibration)
        for k, file in model.folds().items():
            target = beside / f"fold_{k}" / "model.onnx"
            target.parent.mkdir(parents=True)
            source = Path(work) / "float32.onnx"
            onnx.save(graphs.in_float32(onnx.load(file)), source)
            graphs.to_int8(source, target, tiles)
        made = ModelFolder(beside)
        compared = precision.run(
            model, test, _forwards(model, made, tiles[0].shape, threads), mirroring=mirroring
        )
        lost = compared.losses(largest_loss)
        if lost:
            raise ValueError(
                f"{'; '.join(lost)}; nothing was written: calibrate with more cases, or allow more "
                "with --max-loss"
            )
        seconds = _seconds(model, made, tiles[0])
        sizes = _size(model), _size(made)
        done = Quantised(compared, seconds, sizes, len(tiles))
        _describe(model, beside, to.name, done, calibration, mirroring)
        if to.is_dir():
            to.rmdir()  # it is empty
        shutil.move(beside, to)
    return done


def _refuse(
    model: ModelFolder, calibration: Sequence[Case], test: Sequence[Case], to: Path
) -> None:
    if not model.folds():
        raise ValueError(f"{model.folder}: no fold_k/model.onnx (expected at least one)")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", to.name):
        raise ValueError(
            f"--to {to}: {to.name} (expected a model's name, as {model.folder.name}-int8)"
        )
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise ValueError(f"--to {to}: is there (expected a new or an empty folder)")
    both = {case.name for case in calibration} & {case.name for case in test}
    if both:
        raise ValueError(
            f"--calibration: {sorted(both)[0]} is a test case, too (expected cases of its own)"
        )


def _forwards(
    model: ModelFolder, made: ModelFolder, tile_shape: tuple[int, ...], threads: int
) -> dict[str, list[sliding.Forward]]:
    found = {
        REFERENCE: [predict.forward_of(file, threads) for file in model.folds().values()],
        INT8: [predict.forward_of(file, threads) for file in made.folds().values()],
    }
    if runtimes.has_openvino():
        found[INT8_OPENVINO] = [
            runtimes.openvino_forward(file, tile_shape, "f32", threads)
            for file in made.folds().values()
        ]
    return found


def _seconds(model: ModelFolder, made: ModelFolder, tile: sliding.FloatArray) -> dict[str, float]:
    """Of the first fold, on one thread."""
    before, after = next(iter(model.folds().values())), next(iter(made.folds().values()))
    forwards = {REFERENCE: predict.forward_of(before, 1), INT8: predict.forward_of(after, 1)}
    if runtimes.has_openvino():
        shape = tile.shape
        forwards |= {
            INT8_OPENVINO: runtimes.openvino_forward(after, shape, "f32", 1),
            "float32 (OpenVINO)": runtimes.openvino_forward(before, shape, "f32", 1),
            "bf16 (OpenVINO)": runtimes.openvino_forward(before, shape, "bf16", 1),
        }
    return runtimes.seconds_a_tile(forwards, tile)


def _size(model: ModelFolder) -> int:
    return sum(file.stat().st_size for file in model.folds().values())


def _describe(
    model: ModelFolder,
    beside: Path,
    name: str,
    done: Quantised,
    calibration: Sequence[Case],
    mirroring: bool,
) -> None:
    """All other files of the model, with its name, scores and card changed."""
    for file in checksums.listed_files(model.folder):
        if file.startswith(("fold_", "fused/")):
            continue
        (beside / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(model.folder / file, beside / file)
    described = read_json(beside / "model.json")
    described |= {"id": name, "title": f"{described['title']} (int8)"}
    described["scores"] = {}  # those of the float32 folds stay with them
    write_json(beside / "model.json", described)
    text = markdown(done, [case.name for case in calibration], mirroring)
    readme = beside / card.CARD
    if readme.is_file():
        old = readme.read_text("utf-8")
        readme.write_text(re.sub(r"\A# .*$", f"# {name}", old, count=1, flags=re.M), "utf-8")
    else:
        readme.write_text(f"# {name}\n\n{described['title']}. **{described['notice']}**\n", "utf-8")
    best = INT8_OPENVINO if INT8_OPENVINO in done.compared.dice else INT8
    scores = {}
    for structure in done.compared.dice[REFERENCE]:
        scores[f"held_out.dice.{structure}"] = done.compared.mean(REFERENCE, structure)
        scores[f"held_out.dice.{structure}.int8"] = min(
            done.compared.mean(p, structure) for p in {INT8, best}
        )
    card.update(beside, PART, text, scores)


def markdown(done: Quantised, calibration: Sequence[str], mirroring: bool) -> str:
    cases, seconds = done.compared.cases, done.seconds
    mode = "with" if mirroring else "without"
    return "\n\n".join(
        [
            "### int8",
            "The folds' inner convolutions compute in int8 (weights with a scale an output "
            "channel, activations unsigned), the first and the last one, normalisation and all "
            f"else in float32. Calibrated with {done.tiles} tiles of {len(calibration)} cases.",
            f"Mean Dice of the ensemble ({mode} mirroring) over {len(cases)} cases beside "
            "float32's, its change with the 95 % interval (bootstrap over cases), the share of "
            "voxels with the same label, and a fold's processor time a tile on one thread (the "
            "least of several).",
            done.compared.markdown(seconds),
            f"The folds take {done.sizes[1] / 1e6:.2f} MB; those they were made from "
            f"{done.sizes[0] / 1e6:.2f} MB.",
            "**Not for clinical use.**",
        ]
    )
