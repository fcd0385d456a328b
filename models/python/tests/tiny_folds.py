"""Model folders with small networks of seeded weights: Conv, InstanceNormalization, LeakyRelu,
ConvTranspose and Concat, as nnU-Net's have them, on a patch of 8×10×12."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from foldlink_models import checksums

PATCH = (8, 10, 12)


def graph(seed: int, channels: int, classes: int, half_storage: bool) -> onnx.ModelProto:
    rng = np.random.default_rng(seed)
    weights: dict[str, np.ndarray] = {
        "a": rng.normal(0, 0.4, (4, channels, 3, 3, 3)),
        "scale": rng.uniform(0.5, 1.5, 4),
        "shift": rng.normal(0, 0.3, 4),
        "down": rng.normal(0, 0.3, (6, 4, 3, 3, 3)),
        "up": rng.normal(0, 0.5, (6, 4, 2, 2, 2)),
        "head": rng.normal(0, 1.0, (classes, 8, 1, 1, 1)),
    }
    nodes, stored = [], []
    for name, values in weights.items():
        if half_storage:
            stored.append(numpy_helper.from_array(values.astype(np.float16), f"{name}.fp16"))
            nodes.append(helper.make_node("Cast", [f"{name}.fp16"], [name], to=TensorProto.FLOAT))
        else:
            stored.append(numpy_helper.from_array(values.astype(np.float32), name))
    make = helper.make_node
    nodes += [
        make("Conv", ["input", "a"], ["c"], pads=[1] * 6, name="conv"),
        make("InstanceNormalization", ["c", "scale", "shift"], ["n"], epsilon=1e-5, name="norm"),
        make("LeakyRelu", ["n"], ["r"], alpha=0.01, name="relu"),
        make("Conv", ["r", "down"], ["d"], strides=[2] * 3, pads=[1] * 6, name="down conv"),
        make("LeakyRelu", ["d"], ["e"], alpha=0.01, name="relu 2"),
        make("ConvTranspose", ["e", "up"], ["u"], strides=[2] * 3, name="up conv"),
        make("Concat", ["u", "r"], ["s"], axis=1, name="skip"),
        make("Conv", ["s", "head"], ["logits"], name="head"),
    ]
    info = helper.make_tensor_value_info
    whole = helper.make_graph(
        nodes,
        "tiny",
        [info("input", TensorProto.FLOAT, ["batch", channels, *PATCH])],
        [info("logits", TensorProto.FLOAT, ["batch", classes, *PATCH])],
        stored,
    )
    return helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def write(
    folder: Path,
    folds: int = 3,
    channels: int = 2,
    classes: int = 4,
    regions: tuple[int, ...] = (),
    mirroring: tuple[int, ...] = (),
    half_storage: bool = True,
) -> Path:
    """Only what `fuse` reads: folds, dataset.json, model.json, SHA256SUMS."""
    for k in range(folds):
        (folder / f"fold_{k}").mkdir(parents=True)
        model = graph(100 + k, channels, classes, half_storage)
        onnx.checker.check_model(model, full_check=True)
        (folder / f"fold_{k}" / "model.onnx").write_bytes(model.SerializeToString())
    dataset = {"regions_class_order": list(regions)} if regions else {}
    (folder / "dataset.json").write_text(json.dumps(dataset), "utf-8")
    (folder / "model.json").write_text(json.dumps({"mirroring": list(mirroring)}), "utf-8")
    checksums.write(folder)
    return folder


def write_java(folder: Path) -> Path:
    """The model whose graphs the Java tests run, from `bridge-server/src/test/resources/fused`."""
    return write(folder, folds=3, channels=2, classes=4)


if __name__ == "__main__":  # FOLDER: writes that model
    from foldlink_models import fuse

    fuse.run(write_java(Path(sys.argv[1])), ["float32"])
