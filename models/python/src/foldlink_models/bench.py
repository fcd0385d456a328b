"""nnU-Net v2's side of `foldlink bench engine`: one process that does as it is told, so that
engines take turns in one run.

`python -m foldlink_models.bench --threads N` reads a JSON object a line from standard input and
answers each with one on standard output: `{"seconds": [...], …}` or `{"error": "…"}`. Requests, by
their `do`:

- `open` (`model`: nnU-Net's trained folder, `folds`, `mirroring`): loads the checkpoints;
- `preprocess` (`input`, `repeats`): reads and preprocesses as nnU-Net's own worker does; the last
  result is kept;
- `tile` (`repeats`): one pass of the network over a patch;
- `window` (`repeats`): the folds' sliding windows over the kept image with the network's part taken
  out; the logits are kept. Seconds are those outside of the network;
- `export` (`repeats`): the kept logits to a labelmap on the input's grid;
- `predict` (`input`, `repeats`): image in memory to labelmap in memory, all of it; also the part of
  it in the network.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any, TextIO

import numpy as np
import torch
from nnunetv2.configuration import default_num_processes
from nnunetv2.inference.export_prediction import (
    convert_predicted_logits_to_segmentation_with_correct_shape,
)
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor
from torch import nn

Request = dict[str, Any]
Reply = dict[str, Any]


class Timed(nn.Module):
    """Counts the seconds spent in a network; `stub` answers with a copy of one earlier output."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner
        self.seconds = 0.0
        self.stub: torch.Tensor | None = None

    def forward(self, tile: torch.Tensor) -> torch.Tensor:
        start = time.perf_counter()
        logits: torch.Tensor = self.inner(tile) if self.stub is None else self.stub.clone()
        self.seconds += time.perf_counter() - start
        return logits

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> Any:
        # nnU-Net loads each fold's weights before its sliding window.
        return self.inner.load_state_dict(state_dict, strict, assign)


class Peer:
    def __init__(self) -> None:
        self.predictor: Any = None
        self.network: Any = None
        self.image: Any = None
        self.properties: dict[str, Any] = {}
        self.logits: Any = None

    def answer(self, request: Request) -> Reply:
        actions: dict[str, Callable[[Request], Reply]] = {
            "open": self.open,
            "preprocess": self.preprocess,
            "tile": self.tile,
            "window": self.window,
            "export": self.export,
            "predict": self.predict,
        }
        return actions[request["do"]](request)

    def open(self, request: Request) -> Reply:
        start = time.perf_counter()
        predictor = nnUNetPredictor(
            use_mirroring=request["mirroring"], device=torch.device("cpu"), allow_tqdm=False
        )
        predictor.initialize_from_trained_model_folder(request["model"], tuple(request["folds"]))
        seconds = time.perf_counter() - start
        self.network = Timed(predictor.network)
        predictor.network = self.network
        predictor.network.eval()
        self.predictor = predictor
        return {"seconds": [seconds]}

    def preprocess(self, request: Request) -> Reply:
        seconds = []
        for _ in range(request["repeats"]):
            start = time.perf_counter()
            data, _, self.properties = DefaultPreprocessor(verbose=False).run_case(
                [request["input"]],
                None,
                self.predictor.plans_manager,
                self.predictor.configuration_manager,
                self.predictor.dataset_json,
            )
            self.image = torch.from_numpy(np.ascontiguousarray(data, dtype=np.float32))
            seconds.append(time.perf_counter() - start)
        shape = [int(n) for n in self.image.shape]
        return {"seconds": seconds, "shape": shape, "tiles": self._tiles()}

    def _tiles(self) -> int:
        patch = self.predictor.configuration_manager.patch_size
        padded = [max(n, p) for n, p in zip(self.image.shape[1:], patch, strict=True)]
        return len(self.predictor._internal_get_sliding_window_slicers(padded))

    def _patch(self) -> torch.Tensor:
        shape = self.predictor.configuration_manager.patch_size
        generator = torch.Generator().manual_seed(1)
        return torch.randn((1, self.image.shape[0], *shape), generator=generator)

    def tile(self, request: Request) -> Reply:
        patch, seconds = self._patch(), []
        with torch.inference_mode():
            for _ in range(request["repeats"]):
                start = time.perf_counter()
                self.network(patch)
                seconds.append(time.perf_counter() - start)
        return {"seconds": seconds}

    def window(self, request: Request) -> Reply:
        with torch.inference_mode():
            self.network.stub = self.network(self._patch())
        seconds = []
        try:
            for _ in range(request["repeats"]):
                self.network.seconds = 0.0
                start = time.perf_counter()
                self.logits = self.predictor.predict_logits_from_preprocessed_data(self.image)
                seconds.append(time.perf_counter() - start - self.network.seconds)
        finally:
            self.network.stub = None
        return {"seconds": seconds}

    def export(self, request: Request) -> Reply:
        seconds = []
        for _ in range(request["repeats"]):
            start = time.perf_counter()
            convert_predicted_logits_to_segmentation_with_correct_shape(
                self.logits,
                self.predictor.plans_manager,
                self.predictor.configuration_manager,
                self.predictor.label_manager,
                self.properties,
                num_threads_torch=default_num_processes,
            )
            seconds.append(time.perf_counter() - start)
        return {"seconds": seconds}

    def predict(self, request: Request) -> Reply:
        reader = self.predictor.plans_manager.image_reader_writer_class()
        image, properties = reader.read_images([request["input"]])
        seconds, network = [], []
        for _ in range(request["repeats"]):
            self.network.seconds = 0.0
            start = time.perf_counter()
            self.predictor.predict_single_npy_array(image, dict(properties))
            seconds.append(time.perf_counter() - start)
            network.append(self.network.seconds)
        return {"seconds": seconds, "network": network}


def private_output() -> TextIO:
    """The real standard output; from here on, what nnU-Net prints goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return replies


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="foldlink_models.bench", description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(arguments)
    replies = private_output()
    torch.set_num_threads(args.threads)
    peer = Peer()

    def say(reply: Reply) -> None:
        replies.write(json.dumps(reply) + "\n")
        replies.flush()

    say({"nnunetv2": version("nnunetv2"), "torch": version("torch")})
    for line in sys.stdin:
        try:
            say(peer.answer(json.loads(line)))
        except Exception as e:  # the other side must hear of it, whatever it is
            say({"error": f"{type(e).__name__}: {e}"})
    return 0


if __name__ == "__main__":
    sys.exit(main())
