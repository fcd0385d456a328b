"""The fused graphs against the plain folds, run tile by tile and summed in NumPy."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import tiny_folds
from tiny_folds import PATCH

from foldlink_models import checksums, cli, fuse, sliding
from foldlink_models.predict import forward_of

Shape = tuple[int, int, int]
CLOSE = 1e-3
"""Logits apart by less than this may fall either way: another order of sums."""


def volume(shape: Shape, channels: int = 2, seed: int = 1) -> sliding.FloatArray:
    from scipy.ndimage import gaussian_filter

    noise = np.random.default_rng(seed).standard_normal((channels, *shape))
    smooth: sliding.FloatArray = (gaussian_filter(noise, [0, 1, 1, 1]) * 4).astype(np.float32)
    return smooth


def taps(size: int, out: int, order: int) -> tuple[np.ndarray, np.ndarray]:
    """First sample and weight of the next, as the engine's AxisTaps has them."""
    at = np.clip((np.arange(out) + 0.5) * size / out - 0.5, 0, size - 1)
    if order == 0:
        return np.floor(at + 0.5).astype(np.int64), np.zeros(out, np.float32)
    low = np.minimum(np.floor(at), max(0, size - 2)).astype(np.int64)
    return low, (at - low).astype(np.float32)


@dataclass(frozen=True)
class Plan:
    """What the host decides for one volume."""

    feeds: dict[str, np.ndarray]
    before: tuple[int, ...]
    shape: Shape

    @staticmethod
    def of(
        image: sliding.FloatArray, out: Shape, orders: Shape, axes: tuple[int, ...], block: int
    ) -> Plan:
        shape = image.shape[1:]
        missing = [max(p - n, 0) for n, p in zip(shape, PATCH, strict=True)]
        before = tuple(m // 2 for m in missing)
        sides = [(b, m - b) for b, m in zip(before, missing, strict=True)]
        padded = np.pad(image, [(0, 0), *sides])
        feeds: dict[str, np.ndarray] = {
            "image": padded,
            "importance": sliding.importance(PATCH),
            "block": np.arange(block),
            "flips": np.array(
                [
                    [-1 if a in subset else 1 for a in range(3)]
                    for n in range(len(axes) + 1)
                    for subset in itertools.combinations(axes, n)
                ]
            ),
        }
        for i, name in enumerate("zyx"):
            feeds[f"{name}_starts"] = np.array(sliding.starts(padded.shape[1 + i], PATCH[i]))
            first, upper = taps(shape[i], out[i], orders[i])
            feeds[f"{name}_first"], feeds[f"{name}_upper"] = first + before[i], upper
        ends = [*feeds["z_starts"][1:], padded.shape[1]]
        feeds["z_advance"] = np.array(ends) - feeds["z_starts"]
        needed = feeds["z_first"] + (feeds["z_upper"] > 0)
        feeds["z_ready"] = np.array([0] + [int((needed < end).sum()) for end in ends])
        return Plan(feeds, before, (shape[0], shape[1], shape[2]))

    def cut(self, values: np.ndarray) -> np.ndarray:
        inner = (slice(b, b + n) for b, n in zip(self.before, self.shape, strict=True))
        return values[tuple(inner)]


def decide(logits: np.ndarray, regions: tuple[int, ...]) -> np.ndarray:
    if not regions:
        found: np.ndarray = logits.argmax(0)
        return found
    labels = np.zeros(logits.shape[1:], np.int64)
    for one, value in zip(logits, regions, strict=True):
        labels[one > 0] = value
    return labels


def margin(logits: np.ndarray, regions: tuple[int, ...]) -> np.ndarray:
    """How far a voxel is from another label."""
    if regions:
        near: np.ndarray = np.abs(logits).min(0)
        return near
    top = np.sort(logits, axis=0)
    apart: np.ndarray = top[-1] - top[-2]
    return apart


def interpolated(logits: np.ndarray, out: Shape, orders: Shape) -> np.ndarray:
    for axis in range(3):
        size = logits.shape[axis + 1]
        first, upper = taps(size, out[axis], orders[axis])
        weight = upper.reshape([-1 if a == axis + 1 else 1 for a in range(4)])
        above = np.take(logits, np.minimum(first + 1, size - 1), axis + 1)
        logits = np.take(logits, first, axis + 1) * (1 - weight) + above * weight
    return logits


def run(file: Path, feeds: dict[str, Any]) -> dict[str, np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    wanted = {i.name for i in session.get_inputs()}
    assert wanted == feeds.keys()
    names = [o.name for o in session.get_outputs()]
    return dict(zip(names, session.run(names, feeds), strict=True))


def plain(model: Path, image: sliding.FloatArray, axes: tuple[int, ...]) -> list[np.ndarray]:
    """Each fold's logits at the network's resolution."""
    files = sorted(model.glob("fold_*/model.onnx"))
    forwards = [sliding.mirrored(forward_of(f, 1), axes) for f in files]
    return [sliding.logits_of(image, PATCH, forward) for forward in forwards]


CASES = [
    # shape, output, order of each axis, mirrored axes, slices a block, classes, regions
    ((8, 10, 12), (8, 10, 12), (1, 1, 1), (), 4, 4, ()),  # exactly a patch, same grid
    ((21, 24, 31), (30, 17, 31), (1, 1, 1), (), 4, 4, ()),  # several tiles on every axis
    ((5, 25, 7), (9, 25, 20), (1, 1, 1), (), 3, 2, ()),  # smaller than a patch, two classes
    ((19, 11, 13), (3, 40, 13), (0, 1, 1), (0, 2), 2, 4, ()),  # few slices, order 0 along z
    ((30, 12, 12), (61, 12, 12), (1, 1, 1), (0, 1, 2), 64, 4, ()),  # a block above a layer
    ((1, 14, 16), (1, 9, 30), (1, 1, 1), (1,), 1, 3, ()),  # one slice
    ((13, 17, 19), (25, 20, 11), (1, 1, 1), (), 5, 3, (2, 1, 300)),  # regions, wide labels
]


@pytest.mark.parametrize(("shape", "out", "orders", "axes", "block", "classes", "regions"), CASES)
def test_labels_and_votes_are_those_of_the_plain_folds(
    tmp_path: Path,
    shape: Shape,
    out: Shape,
    orders: Shape,
    axes: tuple[int, ...],
    block: int,
    classes: int,
    regions: tuple[int, ...],
) -> None:
    model = tiny_folds.write(tmp_path / "model", classes=classes, regions=regions)
    fuse.run(model, ["float32"])
    image = volume(shape)
    plan = Plan.of(image, out, orders, axes, block)
    folds = plain(model, image, axes)
    total = np.sum(folds, axis=0)
    expected = interpolated(total, out, orders)
    net = decide(total, regions)
    assert len(np.unique(net)) > 1  # otherwise nothing is decided
    votes = sum((decide(fold, regions) == net).astype(int) for fold in folds)

    found = run(model / "fused" / "volume.onnx", plan.feeds)
    assert not found["check"].any()
    assert found["labels"].dtype == (np.int32 if regions else np.uint8)
    differs = found["labels"] != decide(expected, regions)
    assert np.all(margin(expected, regions)[differs] <= CLOSE)
    differs = plan.cut(found["net_labels"]) != net
    assert np.all(margin(total, regions)[differs] <= CLOSE)
    near = np.min([margin(fold, regions) for fold in (*folds, total)], axis=0) <= CLOSE
    np.testing.assert_array_equal(plan.cut(found["votes"])[~near], votes[~near])
    assert near.mean() < 0.05

    # The other folds, after the first ran alone, say the same.
    sides = [(b, n - b - s) for b, n, s in zip(plan.before, plan.feeds["image"].shape[1:], shape,
                                               strict=True)]  # fmt: skip
    first = np.pad(folds[0], [(0, 0), *sides])
    rest = run(model / "fused" / "rest.onnx", {**plan.feeds, "first": first})
    assert (rest["labels"] != found["labels"]).mean() < 1e-3
    assert (plan.cut(rest["votes"]) != plan.cut(found["votes"])).mean() < 1e-3
    assert rest["check"].shape == (3,)
    assert not rest["check"].any()


@pytest.mark.parametrize("half_storage", [True, False])
def test_the_tile_graph_gives_the_weighted_mean_and_each_folds_labels(
    tmp_path: Path, half_storage: bool
) -> None:
    model = tiny_folds.write(tmp_path / "model", mirroring=(0, 2), half_storage=half_storage)
    done = fuse.run(model, ["float32", "float16"])
    tile = volume(PATCH)[None]
    weights = sliding.importance(PATCH)
    files = sorted(model.glob("fold_*/model.onnx"))
    folds = [sliding.mirrored(forward_of(f, 1), (0, 2))(tile)[0] for f in files]
    expected = np.mean(folds, axis=0) * weights
    for name, gate in (("tile.onnx", 1e-4), ("tile.fp16.onnx", 0.2)):
        found = run(model / "fused" / name, {"tile": tile, "importance": weights})
        assert np.abs(found["weighted"] - expected).max() <= gate
        own = np.stack([fold.argmax(0) for fold in folds])
        assert (found["labels"] != own).mean() <= (0 if name == "tile.onnx" else 0.01)
    # On a CPU ONNX Runtime computes the half-precision graph in single precision.
    assert 0 <= done.errors["float32"] < 1e-5
    assert 0 <= done.errors["float16"] < 0.05


def test_half_precision_differs_only_where_it_is_close(tmp_path: Path) -> None:
    model = tiny_folds.write(tmp_path / "model")
    fuse.run(model, ["float16"])
    image = volume((17, 13, 20))
    plan = Plan.of(image, (17, 13, 20), (1, 1, 1), (), 4)
    total = np.sum(plain(model, image, ()), axis=0)
    found = run(model / "fused" / "volume.fp16.onnx", plan.feeds)
    differs = found["labels"] != total.argmax(0)
    assert differs.mean() < 0.01
    assert np.all(margin(total, ())[differs] < 0.1)


def test_a_fold_that_is_not_finite_is_named(tmp_path: Path) -> None:
    model = tiny_folds.write(tmp_path / "model")
    fuse.run(model, ["float32"])
    image = volume((17, 13, 20))
    plan = Plan.of(image, (17, 13, 20), (1, 1, 1), (), 4)
    first = np.zeros((4, 17, 13, 20), np.float32)
    first[2, 3, 4, 5] = np.inf
    found = run(model / "fused" / "rest.onnx", {**plan.feeds, "first": first})
    assert np.isnan(found["check"]).tolist() == [True, False, False]


def test_the_manifest_names_folds_and_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tiny_folds.write(tmp_path / "model", folds=2)
    assert cli.main(["fuse", str(model), "--precision", "both"]) == 0
    assert "float16: largest logit difference" in capsys.readouterr().out
    said = json.loads((model / "fused" / "fused.json").read_text("utf-8"))
    lines = (model / "SHA256SUMS").read_text("utf-8").splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    assert [f["sha256"] for f in said["folds"]] == [sums[f"fold_{k}/model.onnx"] for k in (0, 1)]
    assert {g["file"]: g["sha256"] for g in said["graphs"]} == {
        name.removeprefix("fused/"): digest
        for name, digest in sums.items()
        if name.startswith("fused/") and name.endswith(".onnx")
    }
    assert len(said["graphs"]) == 6
    assert said["weights"]["sha256"] == sums["fused/weights.bin"]
    assert checksums.verify(model) == []


def test_equal_weights_are_stored_once(tmp_path: Path) -> None:
    model = tiny_folds.write(tmp_path / "model")
    once = fuse.run(model, ["float16"]).files["weights.bin"]
    assert fuse.run(model, ["float16", "float32"]).files["weights.bin"] == once


def test_folds_that_do_not_agree_are_refused(tmp_path: Path) -> None:
    model = tiny_folds.write(tmp_path / "model")
    file = model / "fold_1" / "model.onnx"
    file.write_bytes(tiny_folds.graph(1, 2, 3, True).SerializeToString())
    with pytest.raises(ValueError, match=r"fold_1/model\.onnx: channels, classes, patch, opset"):
        fuse.run(model, ["float32"])
    assert not (model / "fused").exists()


def test_an_operator_that_half_precision_would_change_is_refused(tmp_path: Path) -> None:
    model = tiny_folds.write(tmp_path / "model", half_storage=False)
    file = model / "fold_0" / "model.onnx"
    graph = onnx.load(file)
    next(n for n in graph.graph.node if n.op_type == "LeakyRelu").op_type = "Erf"
    file.write_bytes(graph.SerializeToString())
    with pytest.raises(ValueError, match=r"Erf relu in half precision \(expected one of Add, "):
        fuse.run(model, ["float16"], check=False)


def test_the_one_fold_of_all_cases_is_fused_alone(tmp_path: Path) -> None:
    model = tiny_folds.write(tmp_path / "model", folds=1)
    (model / "fold_0").rename(model / "fold_all")
    assert fuse.run(model, ["float32"]).files.keys() == {"weights.bin", "volume.onnx", "tile.onnx"}
    said = json.loads((model / "fused" / "fused.json").read_text("utf-8"))
    assert [fold["index"] for fold in said["folds"]] == [-1]


def test_a_model_without_folds_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["fuse", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"foldlink-models fuse: {tmp_path}: no fold_k/model.onnx (expected at least one)\n"
    )


def test_the_graphs_of_the_java_tests_are_those_that_it_makes(tmp_path: Path) -> None:
    made = tiny_folds.write_java(tmp_path / "model")
    fuse.run(made, ["float32"])
    kept = Path(__file__).parents[3] / "bridge-server" / "src" / "test" / "resources" / "fused"
    files = {
        f.relative_to(made).as_posix(): f.read_bytes()
        for pattern in ("fold_*/*", "fused/*")
        for f in made.glob(pattern)
    }
    assert {f.relative_to(kept).as_posix(): f.read_bytes() for f in kept.glob("*/*")} == files
