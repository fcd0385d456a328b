"""A network as an ONNX graph, and how far it is from PyTorch.

Graph: input `input` `[batch, channel, z, y, x]`, output `logits` `[batch, class, z, y, x]`, both
float32; the patch is fixed, the batch is free.
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import torch
from torch import nn

from foldlink_models import weights

FloatArray = npt.NDArray[np.float32]
LARGEST_ERROR = 5e-3
OPSET = 17


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
    name_each(model)
    if half:
        weights.store_as_fp16(model)
    shorten(model)
    onnx.checker.check_model(model, full_check=True)
    return model


def name_each(model: onnx.ModelProto) -> None:
    """Gives each weight an array and a name of its own again, in place: the exporter stores arrays
    of the same values once, such as biases that are 0 in float16, and hands them on by `Identity`
    under the other names."""
    arrays = {tensor.name: tensor for tensor in model.graph.initializer}
    nodes = []
    for node in model.graph.node:
        if node.op_type == "Identity" and node.input[0] in arrays:
            own = model.graph.initializer.add()
            own.CopyFrom(arrays[node.input[0]])
            own.name = node.output[0]
        else:
            nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def shorten(model: onnx.ModelProto) -> None:
    """Drops the names of operators and shortens those of what they hand on, in place: in a small
    network they are a tenth of the file. Weights, inputs and outputs keep theirs."""
    if any(a.HasField("g") or a.graphs for node in model.graph.node for a in node.attribute):
        return  # what a branch refers to keeps its name
    kept = {value.name for value in [*model.graph.input, *model.graph.output]}
    kept |= {tensor.name for tensor in model.graph.initializer}
    kept |= {name for node in model.graph.node if node.op_type == "Cast" for name in node.output}
    short: dict[str, str] = {}
    for node in model.graph.node:
        node.name = ""
        for names in (node.input, node.output):
            for i, name in enumerate(names):
                if name and name not in kept:
                    names[i] = short.setdefault(name, f"t{len(short)}")
    del model.graph.value_info[:]


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
