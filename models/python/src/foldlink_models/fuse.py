"""`foldlink-models fuse`: a model's folds as single graphs, in its folder `fused/`.

- `volume.onnx`: all folds, from a preprocessed volume to labels;
- `rest.onnx`: the same for all folds but the first, which ran before;
- `tile.onnx`: all folds on one tile;
- `….fp16.onnx`: weights and activations in half precision, sums in float32;
- `weights.bin`: the weights of all of them, each once;
- `fused.json`: which folds they were made from, and the files' checksums. Written last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, numpy_helper

from foldlink_models import checksums, fold_branch, fused_tile, sliding
from foldlink_models.files import read_json, replacing, sha256, write_json
from foldlink_models.fold_branch import Fold
from foldlink_models.fused_volume import VolumeGraph
from foldlink_models.label_rule import LabelRule

FOLDER = "fused"
MANIFEST = "fused.json"
WEIGHTS = "weights.bin"
PRECISIONS = {"float32": "", "float16": ".fp16"}
LARGEST_ERROR = 5e-3
ALL = -1
"""The index of `fold_all`, which counts where there is no numbered fold."""
INLINE = 1024
"""Tensors below this many bytes stay in the graph's own file."""
ALIGNMENT = 4096


class WeightFile:
    """Appends tensors to one file, equal ones once, and points the graphs to them."""

    def __init__(self, file: Path) -> None:
        self._out = file.open("wb")
        self._places: dict[bytes, tuple[int, int]] = {}

    def take(self, model: onnx.ModelProto) -> None:
        for tensor in model.graph.initializer:
            raw = numpy_helper.to_array(tensor).tobytes()
            if len(raw) < INLINE:
                continue
            key = hashlib.sha256(raw).digest()
            if key not in self._places:
                self._out.write(b"\0" * (-self._out.tell() % ALIGNMENT))
                self._places[key] = (self._out.tell(), len(raw))
                self._out.write(raw)
            offset, length = self._places[key]
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            for name, value in (("location", WEIGHTS), ("offset", offset), ("length", length)):
                tensor.external_data.add(key=name, value=str(value))

    def close(self) -> None:
        self._out.close()


@dataclass(frozen=True)
class Fused:
    """`errors`: by precision, the largest difference of a mean logit from the plain folds'."""

    files: dict[str, int]
    errors: dict[str, float]


def folds_of(model_dir: Path) -> list[Fold]:
    """The folds, which must agree in everything but their weights."""
    files = {k: model_dir / f"fold_{k}" / "model.onnx" for k in range(100)}
    if not any(file.is_file() for file in files.values()):
        files = {ALL: model_dir / "fold_all" / "model.onnx"}
    folds = [fold_branch.read(k, file) for k, file in files.items() if file.is_file()]
    if not folds:
        raise ValueError(f"{model_dir}: no fold_k/model.onnx (expected at least one)")
    first = folds[0]
    for fold in folds[1:]:
        mine = (fold.channels, fold.classes, fold.patch, fold.opset)
        if mine != (first.channels, first.classes, first.patch, first.opset):
            raise ValueError(
                f"{fold.file}: channels, classes, patch, opset {mine} "
                f"(expected {(first.channels, first.classes, first.patch, first.opset)}, "
                f"as fold {first.index})"
            )
    return folds


def rule_of(model_dir: Path, classes: int) -> LabelRule:
    order = read_json(model_dir / "dataset.json").get("regions_class_order") or []
    if order and len(order) != classes:
        raise ValueError(
            f"regions_class_order has {len(order)} regions (expected {classes}, the folds' classes)"
        )
    return LabelRule(classes, tuple(int(v) for v in order))


def run(
    model_dir: Path, precisions: Sequence[str], *, check: bool = True, threads: int = 1
) -> Fused:
    """Writes the graphs; refuses float32 ones whose logits are not the plain folds'."""
    folds = folds_of(model_dir)
    rule = rule_of(model_dir, folds[0].classes)
    axes = _mirroring(model_dir)
    folder = model_dir / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)  # until it is written again, none of it is used
    graphs: list[dict[str, Any]] = []
    files: dict[str, int] = {}
    with replacing(folder / WEIGHTS) as beside:
        store = WeightFile(beside)
        for precision in precisions:
            half = precision == "float16"
            made = {
                "volume": VolumeGraph(folds, rule, half=half, after_first=False).build(),
                "tile": fused_tile.build(folds, rule, axes, half=half),
            }
            if len(folds) > 1:
                made["rest"] = VolumeGraph(folds[1:], rule, half=half, after_first=True).build()
            for kind, model in made.items():
                name = f"{kind}{PRECISIONS[precision]}.onnx"
                store.take(model)
                with replacing(folder / name) as part:
                    part.write_bytes(model.SerializeToString())
                graphs.append({"file": name, "kind": kind, "precision": precision})
        store.close()
    for graph in graphs:
        onnx.checker.check_model(folder / graph["file"], full_check=True)
    errors = {p: _error(folder, folds, axes, p, threads) for p in precisions} if check else {}
    if errors.get("float32", 0) > LARGEST_ERROR:
        raise ValueError(
            f"{folder}: logits differ from the plain folds' by {errors['float32']:.2e} "
            f"(expected at most {LARGEST_ERROR:.0e}); fused.json was not written"
        )
    for name in [WEIGHTS, *(g["file"] for g in graphs)]:
        files[name] = (folder / name).stat().st_size
    write_json(folder / MANIFEST, _manifest(model_dir, folds, rule, axes, graphs))
    _list_sums(model_dir)
    return Fused(files, errors)


def _mirroring(model_dir: Path) -> list[int]:
    file = model_dir / "model.json"
    return [int(a) for a in read_json(file).get("mirroring", [])] if file.is_file() else []


def _manifest(
    model_dir: Path,
    folds: list[Fold],
    rule: LabelRule,
    axes: list[int],
    graphs: list[dict[str, Any]],
) -> dict[str, Any]:
    folder = model_dir / FOLDER
    return {
        "schema": 1,
        "folds": [{"index": fold.index, "sha256": sha256(fold.file)} for fold in folds],
        "channels": folds[0].channels,
        "classes": rule.classes,
        "patch": list(folds[0].patch),
        "regions_class_order": list(rule.regions),
        "tile_mirroring": axes,
        "graphs": [{**graph, "sha256": sha256(folder / graph["file"])} for graph in graphs],
        "weights": {"file": WEIGHTS, "sha256": sha256(folder / WEIGHTS)},
    }


def _error(folder: Path, folds: list[Fold], axes: list[int], precision: str, threads: int) -> float:
    """The tile graph's mean logits on a random tile against the plain folds'."""
    shape = (1, folds[0].channels, *folds[0].patch)
    tile = np.random.default_rng(5).standard_normal(shape).astype(np.float32)
    session = onnxruntime.InferenceSession(
        str(folder / f"tile{PRECISIONS[precision]}.onnx"),
        _options(threads),
        providers=["CPUExecutionProvider"],
    )
    ones = np.ones(folds[0].patch, np.float32)
    found = session.run(["weighted"], {"tile": tile, "importance": ones})[0]
    total = np.zeros_like(found)
    for fold in folds:
        total += sliding.mirrored(_forward(fold, threads), axes)(tile)[0]
    return float(np.abs(found - total / np.float32(len(folds))).max())


def _forward(fold: Fold, threads: int) -> sliding.Forward:
    session = onnxruntime.InferenceSession(
        str(fold.file), _options(threads), providers=["CPUExecutionProvider"]
    )
    name = fold.graph.input[0].name

    def run(tile: sliding.FloatArray) -> sliding.FloatArray:
        logits: sliding.FloatArray = session.run(None, {name: tile})[0]
        return logits

    return run


def _options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _list_sums(model_dir: Path) -> None:
    """Puts the fused files into SHA256SUMS, where there is one; leaves every other line alone."""
    sums = model_dir / checksums.NAME
    if not sums.is_file():
        return
    lines = [
        line
        for line in sums.read_text("utf-8").splitlines()
        if not line[66:].startswith(f"{FOLDER}/")
    ]
    lines += [
        f"{sha256(model_dir / name)}  {name}"
        for name in checksums.listed_files(model_dir)
        if name.startswith(f"{FOLDER}/")
    ]
    lines.sort(key=lambda line: line[66:])
    with replacing(sums) as beside:
        beside.write_text("".join(f"{line}\n" for line in lines), "utf-8")
