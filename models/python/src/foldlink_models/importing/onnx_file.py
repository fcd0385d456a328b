"""`import onnx`: plain ONNX networks, a fold each, become a model folder; graphs that do not fit
their descriptor are refused by what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import TensorProto

from foldlink_models import weights
from foldlink_models.importing import import_card, import_descriptor, model_folder
from foldlink_models.importing.import_descriptor import Descriptor

FloatArray = npt.NDArray[np.float32]
DOMAINS = ("", "ai.onnx", "ai.onnx.ml", "com.microsoft")
"""Whose operators ONNX Runtime has without a library of its own."""
_SOURCE = re.compile(r"^\[ONNXRuntimeError\] : \d+ : \w+ : (?:/\S+:\d+ .*\) )?")
"""What ONNX Runtime puts before its sentence: the place in its own source."""
LARGEST = 2_000_000_000
"""Bytes that one ONNX file holds."""


def run(
    files: Sequence[Path], descriptor_file: Path, to: Path, half: bool, threads: int
) -> list[str]:
    """Writes `to/id`; returns what to tell the user, a sentence each."""
    descriptor = import_descriptor.read(descriptor_file)
    folder = model_folder.free(to / descriptor.described.id)
    if len(files) > 5:
        raise ValueError(f"{len(files)} files (expected 5 at most, a fold each)")
    graphs, checks, remarks = [], [], []
    for k, file in enumerate(files):
        fold = _Fold(file, load(file), descriptor, threads)
        remarks += fold.fit()
        checks.append(f"fold {k}, {file.name}: {fold.check(half, seed=k)}")
        graphs.append(fold.graph)
    origin = f"{', '.join(file.name for file in files)}, described by {descriptor_file.name}"
    described, pipeline = descriptor.described, descriptor.pipeline
    card = import_card.text(described, pipeline, origin, checks, remarks)
    model_folder.write(folder, described, pipeline, graphs, card)
    return [f"{folder}: {len(graphs)} folds, {len(described.labels)} labels", *checks, *remarks]


def load(file: Path) -> onnx.ModelProto:
    """With its weights, also those of a file beside it."""
    try:
        graph = onnx.load(file)
        onnx.checker.check_model(graph)
    except (OSError, ValueError) as e:
        first = (str(e).strip().splitlines() or ["it cannot be read"])[0]
        raise ValueError(f"{file.name}: {first} (expected an ONNX file)") from e
    except Exception as e:  # protobuf's own, and the checker's, share no base
        first = (str(e).strip().splitlines() or [type(e).__name__])[0]
        raise ValueError(f"{file.name}: {first} (expected an ONNX file)") from e
    if graph.ByteSize() > LARGEST:
        raise ValueError(f"{file.name} has {graph.ByteSize()} bytes (expected at most {LARGEST})")
    return graph


@dataclass
class _Fold:
    file: Path
    graph: onnx.ModelProto
    descriptor: Descriptor
    threads: int

    @property
    def heads(self) -> int:
        return int(self.descriptor.pipeline["output"]["heads"])

    @property
    def classifies(self) -> bool:
        return self.descriptor.described.task == "classification"

    def fit(self) -> list[str]:
        """Makes the graph as the engine wants it; what was changed, a sentence each."""
        for node in self.graph.graph.node:
            if node.domain not in DOMAINS:
                raise self._unfit(
                    f"operator {node.domain}.{node.op_type}", "operators of ONNX itself"
                )
        made = self._activation()
        held = {tensor.name for tensor in self.graph.graph.initializer}
        inputs = [value for value in self.graph.graph.input if value.name not in held]
        del self.graph.graph.input[:]
        self.graph.graph.input.extend(inputs)
        channels = len(self.descriptor.described.channels)
        patch = list(self.descriptor.patch)
        made += self._value("input", inputs, [channels, *patch], "channels")
        outputs = list(self.graph.graph.output)
        wanted = [self.heads] if self.classifies else [self.heads, *patch]
        return made + self._value("output", outputs, wanted, "heads")

    def _unfit(self, found: str, expected: str) -> ValueError:
        return ValueError(f"{self.file.name} has {found} (expected {expected})")

    def _value(
        self, side: str, values: list[onnx.ValueInfoProto], wanted: list[int], second: str
    ) -> list[str]:
        """One float32 tensor `[batch, …wanted]`; a size that is free in the file is fixed."""
        if len(values) != 1:
            names = ", ".join(value.name for value in values) or "none"
            raise self._unfit(f"{len(values)} {side}s ({names})", "1")
        value = values[0]
        tensor = value.type.tensor_type
        if tensor.elem_type != TensorProto.FLOAT:
            kind = TensorProto.DataType.Name(tensor.elem_type)
            raise self._unfit(f"{side} {value.name} of {kind}", "float32 (FLOAT)")
        sizes = [d.dim_value if d.HasField("dim_value") else -1 for d in tensor.shape.dim]
        shape = ", ".join(["batch", *map(str, wanted)])
        fits = len(sizes) == len(wanted) + 1 and sizes[0] in (-1, 1)
        if not fits or any(s not in (-1, w) for s, w in zip(sizes[1:], wanted, strict=True)):
            shown = ", ".join("any" if s == -1 else str(s) for s in sizes)
            raise self._unfit(
                f"{side} {value.name} of [{shown}]",
                f"[{shape}]: batch, {second}"
                + ("" if len(wanted) == 1 else " and the size that the descriptor states"),
            )
        if -1 not in sizes[1:]:
            return []
        for dim, size in zip(list(tensor.shape.dim)[1:], wanted, strict=True):
            dim.dim_value = size
        return [f"{self.file.name}: free sizes of its {side} are fixed to [{shape}]"]

    def _activation(self) -> list[str]:
        """A softmax or sigmoid at the graph's end is taken off: the engine applies it after it has
        blended the tiles."""
        output = self.graph.graph.output
        if len(output) != 1:
            return []
        last = next((n for n in self.graph.graph.node if output[0].name in n.output), None)
        if last is None or last.op_type not in ("Softmax", "Sigmoid", "LogSoftmax"):
            return []
        stated = self.descriptor.pipeline["output"]["activation"]
        if self.descriptor.logit or last.op_type.lower() != stated:
            told = "logit" if self.descriptor.logit else stated
            raise ValueError(
                f"{self.file.name} ends with {last.op_type}, the descriptor says output.activation:"
                f" {told} (expected the same of both, or a graph without it)"
            )
        self._over_heads(last)
        before = last.input[0]
        self.graph.graph.node.remove(last)
        made = next((n for n in self.graph.graph.node if before in n.output), None)
        if made is None:
            raise self._unfit(f"{last.op_type} alone", "a network")
        renamed = output[0].name
        for node in self.graph.graph.node:
            for names in (node.input, node.output):
                for i, name in enumerate(names):
                    if name == before:
                        names[i] = renamed
        return [f"{self.file.name}: its {last.op_type} is taken off, the engine applies it itself"]

    def _over_heads(self, last: onnx.NodeProto) -> None:
        """Softmax is over axis 1; before opset 13 it is over all that follows, voxels too."""
        if last.op_type != "Softmax":
            return
        opset = next((o.version for o in self.graph.opset_import if o.domain in DOMAINS[:2]), 1)
        stated = next((a.i for a in last.attribute if a.name == "axis"), -1 if opset > 12 else 1)
        axis = stated % (2 if self.classifies else 5)
        if axis != 1 or (opset < 13 and not self.classifies):
            raise self._unfit(
                f"a last Softmax over axis {stated} (opset {opset})", "over the heads"
            )

    def check(self, half: bool, seed: int) -> str:
        """Runs it on a random patch; refuses what is not finite or of another shape."""
        channels = len(self.descriptor.described.channels)
        shape = (1, channels, *self.descriptor.patch)
        patch = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
        found = self._run(patch)
        wanted = (1, self.heads) if self.classifies else (1, self.heads, *self.descriptor.patch)
        if found.shape != wanted:
            raise self._unfit(f"an output of {list(found.shape)}", f"{list(wanted)}")
        if not np.isfinite(found).all():
            raise self._unfit("values that are not finite for a random patch", "finite ones")
        told = f"runs on a random patch, values {found.min():.2g} … {found.max():.2g}"
        if not half:
            return told
        weights.store_as_fp16(self.graph)
        change = float(np.abs(self._run(patch) - found).max())
        return f"{told}; storage as float16 changes them by at most {change:.1e}"

    def _run(self, patch: FloatArray) -> FloatArray:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.log_severity_level = 3
        try:
            session = onnxruntime.InferenceSession(
                self.graph.SerializeToString(), options, providers=["CPUExecutionProvider"]
            )
            (found,) = session.run(None, {session.get_inputs()[0].name: patch})
        except Exception as e:  # ONNX Runtime's exceptions share no base of their own
            first = _SOURCE.sub("", str(e).strip().splitlines()[0])
            raise ValueError(f"{self.file.name} does not run in ONNX Runtime: {first}") from e
        made: FloatArray = np.asarray(found)
        return made
