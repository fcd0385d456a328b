"""nnU-Net v2 itself, with the weights of a model folder: what FoldLink's engine is held against.

`python -m foldlink_models.reference MODEL_DIR --input FILE [FILE …] --out DIR` writes

- `preprocessed.npy`: `[channel, z, y, x]` float32, as the network sees it;
- `logits.npy`: `[class, z, y, x]` float32, the mean over folds at the network's resolution;
- `labelmap.nii.gz`: on the input's own grid;
- `reference.json`: how they were made.

nnU-Net sums in float16; `--float32-sums` replaces that one step by the same sums in float32.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from nnunetv2.inference.sliding_window_prediction import compute_gaussian
from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

from foldlink_models import network, weights
from foldlink_models.files import replacing, write_json
from foldlink_models.predict import ModelFolder, to_labelmap


class Float32Predictor(nnUNetPredictor):  # type: ignore[misc]
    """nnU-Net's predictor with its logits and counts summed in float32."""

    @torch.inference_mode()
    def _internal_predict_sliding_window_return_logits(
        self, data: torch.Tensor, slicers: list[Any], do_on_device: bool = True
    ) -> torch.Tensor:
        patch = tuple(self.configuration_manager.patch_size)
        weight = compute_gaussian(patch, 1 / 8, 10, device=self.device).float()
        total = torch.zeros((self.label_manager.num_segmentation_heads, *data.shape[1:]))
        count = torch.zeros(data.shape[1:])
        for window in slicers:
            total[window] += self._internal_maybe_mirror_and_predict(data[window][None])[0] * weight
            count[window[1:]] += weight
        return total / count


def predictor_of(
    model: ModelFolder, folds: Sequence[int], *, mirroring: bool = True, float32_sums: bool = False
) -> Any:
    """nnU-Net's own predictor, ready, its weights read back from the ONNX files."""
    manager = PlansManager(model.plans)
    net = network.build(model.plans, model.dataset_json).eval()
    files = model.folds()
    if not folds:
        raise ValueError(f"{model.folder}: no fold_k/model.onnx (expected at least one)")
    missing = [k for k in folds if k not in files]
    if missing:
        raise ValueError(f"{model.folder}: no fold {missing[0]} (expected one of {list(files)})")
    predictor = (Float32Predictor if float32_sums else nnUNetPredictor)(
        use_mirroring=mirroring, device=torch.device("cpu"), allow_tqdm=False
    )
    predictor.manual_initialization(
        net,
        manager,
        manager.get_configuration(model.descriptor["configuration"]),
        [weights.state_dict(files[k], net) for k in folds],
        model.dataset_json,
        "nnUNetTrainer",
        tuple(model.descriptor["mirroring"]) or None,
    )
    return predictor


def write(model: ModelFolder, inputs: Sequence[Path], out: Path, predictor: Any) -> dict[str, Any]:
    """Runs nnU-Net on one case and writes the files; returns what `reference.json` says."""
    data, _, properties = DefaultPreprocessor(verbose=False).run_case(
        [str(file) for file in inputs],
        None,
        predictor.plans_manager,
        predictor.configuration_manager,
        model.dataset_json,
    )
    image = np.ascontiguousarray(data, dtype=np.float32)
    logits = predictor.predict_logits_from_preprocessed_data(torch.from_numpy(image))
    values = np.ascontiguousarray(logits.numpy())
    labels = to_labelmap(model, values, properties)
    for name, array in (("preprocessed", image), ("logits", values.astype(np.float32))):
        with replacing(out / f"{name}.npy") as beside, beside.open("wb") as file:
            np.save(file, array)
    # The writer chooses its format by the suffix, so the name beside must keep it.
    beside = out / ".part.nii.gz"
    predictor.plans_manager.image_reader_writer_class().write_seg(labels, str(beside), properties)
    beside.replace(out / "labelmap.nii.gz")
    mirrored = predictor.use_mirroring and predictor.allowed_mirroring_axes
    made = {
        "model": model.descriptor["id"],
        "version": model.descriptor["version"],
        "folds": len(predictor.list_of_parameters),
        "mirroring": list(predictor.allowed_mirroring_axes) if mirrored else [],
        "sums": "float32" if isinstance(predictor, Float32Predictor) else "float16",
        "crop_zyx": [[int(v) for v in pair] for pair in properties["bbox_used_for_cropping"]],
        "shape_zyx": [int(n) for n in image.shape[1:]],
        "nnunetv2": version("nnunetv2"),
        "torch": version("torch"),
    }
    write_json(out / "reference.json", made)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="foldlink_models.reference", description=__doc__)
    parser.add_argument("model_dir", type=Path)
    parser.add_argument("--input", type=Path, nargs="+", required=True, help="a file a channel")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, nargs="+")
    parser.add_argument("--no-mirroring", action="store_true")
    parser.add_argument("--float32-sums", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(arguments)
    torch.set_num_threads(args.threads)
    model = ModelFolder(args.model_dir)
    try:
        predictor = predictor_of(
            model,
            args.folds or list(model.folds()),
            mirroring=not args.no_mirroring,
            float32_sums=args.float32_sums,
        )
        args.out.mkdir(parents=True, exist_ok=True)
        print(write(model, args.input, args.out, predictor))
    except (ValueError, OSError) as e:
        print(f"foldlink_models.reference: {e}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
