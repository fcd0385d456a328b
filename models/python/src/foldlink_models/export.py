"""A trained run as a model folder: descriptors, split, and one ONNX graph a fold.

Graph: input `input` `[batch, channel, z, y, x]`, output `logits` `[batch, class, z, y, x]`, both
float32; the patch is fixed, the batch is free.
"""

from __future__ import annotations

import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import torch
from torch import nn

from foldlink_models import checkpoint, checksums, descriptor, network, weights
from foldlink_models.files import read_json, replacing, write_json
from foldlink_models.run import Run

FloatArray = npt.NDArray[np.float32]
LARGEST_ERROR = 5e-3
OPSET = 17


@dataclass(frozen=True)
class Exported:
    """Errors are the largest absolute differences of logits."""

    fold: int
    graph_error: float
    """ONNX Runtime against PyTorch, both with the weights as stored."""
    rounding_error: float
    """PyTorch with the weights as stored against PyTorch with them as trained."""
    size: int
    """Of the file, in bytes."""


def trained_network(run: Run, fold: int) -> nn.Module:
    """The running mean of the fold's weights, after the recipe's last iteration."""
    file = run.fold_folder(fold) / "checkpoint.pt"
    state = checkpoint.load(file)
    expected = run.recipe.iterations
    if state["iteration"] != expected:
        raise ValueError(f"{file}: iteration {state['iteration']} (expected {expected})")
    net = network.build(run.plans, run.dataset_json)
    net.load_state_dict(state["ema"])
    return net.eval()


def graph_of(
    net: nn.Module, channels: int, patch: tuple[int, ...], half: bool = True
) -> onnx.ModelProto:
    """`net`; with `half`, its weights are already float16 values and are stored as such."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        file = Path(folder) / "model.onnx"
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net,
            (torch.zeros(1, channels, *patch),),
            file,
            input_names=["input"],
            output_names=["logits"],
            dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
            opset_version=OPSET,
            do_constant_folding=False,
            dynamo=False,
        )
        model = onnx.load(file)
    if half:
        weights.store_as_fp16(model)
    onnx.checker.check_model(model, full_check=True)
    return model


def logits_error(net: nn.Module, model: onnx.ModelProto, patches: list[FloatArray]) -> float:
    """The largest difference of a logit between ONNX Runtime and PyTorch, both in float32."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    worst = 0.0
    for patch in patches:
        with torch.inference_mode():
            expected = net(torch.from_numpy(patch)).numpy()
        (found,) = session.run(["logits"], {"input": patch})
        # Unlike Python's max, NumPy's keeps a NaN.
        worst = float(np.maximum(worst, np.abs(found - expected).max()))
    return worst


def probe_patches(run: Run, fold: int, count: int = 4) -> list[FloatArray]:
    """Real patches of the fold's validation cases, one random, and a batch of two."""
    patch = run.recipe.plan.patch
    patches = []
    for name in run.split.validation(fold)[:count]:
        with np.load(run.folder / "preprocessed" / f"{name}.npz") as arrays:
            image: FloatArray = arrays["image"]
        cut = np.zeros((1, image.shape[0], *patch), np.float32)
        size = [min(n, p) for n, p in zip(image.shape[1:], patch, strict=True)]
        start = [(n - s) // 2 for n, s in zip(image.shape[1:], size, strict=True)]
        inner = tuple(slice(a, a + s) for a, s in zip(start, size, strict=True))
        cut[0, :, : size[0], : size[1], : size[2]] = image[:, *inner]
        patches.append(cut)
    rng = np.random.default_rng(fold)
    patches.append(rng.standard_normal((1, *patches[0].shape[1:])).astype(np.float32))
    patches.append(np.concatenate(patches[:2]))
    return patches


def export_fold(run: Run, fold: int, model_dir: Path) -> Exported:
    net = trained_network(run, fold)
    patches = probe_patches(run, fold)
    with torch.inference_mode():
        trained = [net(torch.from_numpy(p)).numpy() for p in patches]
        for parameter in net.parameters():
            parameter.copy_(parameter.half().float())
        stored = [net(torch.from_numpy(p)).numpy() for p in patches]
    model = graph_of(net, len(run.recipe.model.channels), run.recipe.plan.patch)
    error = logits_error(net, model, patches)
    if error > LARGEST_ERROR:
        raise ValueError(
            f"fold {fold}: the graph's logits differ from PyTorch's by {error:.2e} "
            f"(expected at most {LARGEST_ERROR:.0e}); nothing was written"
        )
    target = model_dir / f"fold_{fold}" / "model.onnx"
    with replacing(target) as beside:
        beside.write_bytes(model.SerializeToString())
    rounding = max(float(np.abs(a - b).max()) for a, b in zip(trained, stored, strict=True))
    return Exported(fold, error, rounding, target.stat().st_size)


def write_descriptors(run: Run, model_dir: Path) -> None:
    """All that a model folder has beside its folds, its licence and its card; keeps scores."""
    kept = model_dir / "model.json"
    scores = read_json(kept)["scores"] if kept.is_file() else {}
    write_json(model_dir / "plans.json", run.plans)
    write_json(model_dir / "dataset.json", run.dataset_json)
    write_json(model_dir / "splits_final.json", run.split.as_nnunet())
    write_json(model_dir / "held_out.json", list(run.split.held_out))
    write_json(model_dir / "model.json", descriptor.make(run.recipe.model, scores))
    with replacing(model_dir / "recipe.toml") as beside:
        beside.write_text((run.folder / "recipe.toml").read_text("utf-8"), "utf-8")
    checksums.write(model_dir)
