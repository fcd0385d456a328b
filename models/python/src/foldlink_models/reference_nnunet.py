"""nnU-Net v2 itself, stage by stage, for `reference_job`.

A case: `model` (a folder `trainer__plans__configuration` or one with `model.json`) or `members`
(several, as in nnU-Net's ensemble of configurations), `inputs` (a file a channel), and where wanted
`folds`, `mirroring` (true), `sums` ("float32", or nnU-Net's own "float16"), `postprocessing` (a
`postprocessing.json`). It gets, arrays in C order and little-endian float32:

- `preprocessed.npy`: `[channel, z, y, x]` as the network sees it (a cascade's one-hot included);
- `logits_<fold>.npy` and `logits.npy`: `[class, z, y, x]` of each fold and their mean, there;
- `probabilities.npy`: `[class, z, y, x]` on the input's grid in the reader's axis order;
- `margin.npy`: `[1, z, y, x]` there: how far the decision is from another one, in logits (in
  probabilities for `members`); infinite outside of the crop;
- `labelmap.nii.gz` on the input's own grid, `postprocessed.nii.gz` where asked for.

A cascade's previous stage runs first, into `previous/`; members run into `member_0/` and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from acvl_utils.cropping_and_padding.bounding_boxes import insert_crop_into_image
from batchgenerators.utilities.file_and_folder_operations import save_pickle
from nnunetv2.ensembling.ensemble import average_probabilities, merge_files
from nnunetv2.inference.export_prediction import (
    convert_predicted_logits_to_segmentation_with_correct_shape,
)
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from nnunetv2.inference.sliding_window_prediction import compute_gaussian
from nnunetv2.postprocessing.remove_connected_components import (
    load_postprocess_save,
    remove_all_but_largest_component_from_segmentation,
)
from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor
from nnunetv2.utilities.label_handling.label_handling import convert_labelmap_to_one_hot

from foldlink_models import reference_random, weights
from foldlink_models.files import read_json, replacing
from foldlink_models.reference_model import NnunetFolder

__all__ = ["make_model", "predictor_of", "run_case"]

FloatArray = npt.NDArray[np.float32]
make_model = reference_random.make_model


PEERS = {name: version(name) for name in ("nnunetv2", "torch")}
"""Looked up before any case runs: nnU-Net changes `sys.path` while it looks for its classes."""


class _Recording(nnUNetPredictor):  # type: ignore[misc]
    """Keeps what each fold gave."""

    def predict_sliding_window_return_logits(self, input_image: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = super().predict_sliding_window_return_logits(input_image)
        self.by_fold: list[torch.Tensor] = [*getattr(self, "by_fold", []), logits.clone()]
        return logits


class Float32Predictor(_Recording):
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
    model: NnunetFolder,
    folds: Sequence[str] = (),
    *,
    mirroring: bool = True,
    float32_sums: bool = False,
) -> Any:
    """nnU-Net's own predictor, ready, its weights from its own checkpoints where the folder has
    some, else read back from the ONNX files."""
    predictor = (Float32Predictor if float32_sums else _Recording)(
        use_mirroring=mirroring, device=torch.device("cpu"), allow_tqdm=False
    )
    checkpoints = model.checkpoints()
    if checkpoints:
        predictor.initialize_from_trained_model_folder(
            str(model.folder), tuple(folds or checkpoints), "checkpoint_final.pth"
        )
        return predictor
    files = model.folds()
    if not files:
        raise ValueError(f"{model.folder}: no fold_k/model.onnx (expected at least one)")
    missing = [k for k in folds if k not in files]
    if missing:
        raise ValueError(f"{model.folder}: no fold {missing[0]} (expected one of {list(files)})")
    net = model.network().eval()
    predictor.manual_initialization(
        net,
        model.manager,
        model.configuration,
        [weights.state_dict(files[k], net) for k in folds or files],
        model.dataset_json,
        "nnUNetTrainer",
        model.mirroring,
    )
    return predictor


def run_case(case: dict[str, Any], out: Path) -> dict[str, Any]:
    members = [NnunetFolder(Path(folder)) for folder in case.get("members", [case.get("model")])]
    made = _ensemble(case, members, out) if "members" in case else _single(case, members[0], out)
    if "postprocessing" in case:
        _postprocess(Path(case["postprocessing"]), members[0], out)
    return made | PEERS


def _single(case: dict[str, Any], model: NnunetFolder, out: Path) -> dict[str, Any]:
    previous = None
    if model.configuration.previous_stage_name is not None:
        stage = out / "previous"
        stage.mkdir(parents=True, exist_ok=True)
        _single(case, model.sibling(model.configuration.previous_stage_name), stage)
        previous = str(stage / "labelmap.nii.gz")
    image, properties = _preprocess(case["inputs"], previous, model)
    _save(out / "preprocessed.npy", image)

    folds = [str(k) for k in case.get("folds", [])] or list(model.checkpoints() or model.folds())
    half = case.get("sums", "float32") == "float16"
    predictor = predictor_of(
        model, folds, mirroring=case.get("mirroring", True), float32_sums=not half
    )
    logits = predictor.predict_logits_from_preprocessed_data(torch.from_numpy(image))
    for k, own in zip(folds, predictor.by_fold, strict=True):
        _save(out / f"logits_{k}.npy", own.numpy())
    _save(out / "logits.npy", logits.numpy())
    _export(logits.numpy(), properties, model, out)
    save_pickle(properties, str(out / "properties.pkl"))
    mirrored = predictor.use_mirroring and predictor.allowed_mirroring_axes
    return {
        "configuration": model.configuration_name,
        "folds": folds,
        "mirroring": list(predictor.allowed_mirroring_axes) if mirrored else [],
        "sums": "float16" if half else "float32",
        "crop_zyx": [[int(v) for v in pair] for pair in properties["bbox_used_for_cropping"]],
        "shape_zyx": [int(n) for n in image.shape[1:]],
    }


def _preprocess(
    inputs: Sequence[str], previous: str | None, model: NnunetFolder
) -> tuple[FloatArray, dict[str, Any]]:
    data, seg, properties = DefaultPreprocessor(verbose=False).run_case(
        list(inputs), previous, model.manager, model.configuration, model.dataset_json
    )
    if previous is not None:
        # As nnU-Net's own preprocess_fromfiles_save_to_queue does.
        labels = model.labels.foreground_labels
        data = np.vstack((data, convert_labelmap_to_one_hot(seg[0], labels, data.dtype)))
    return np.ascontiguousarray(data, dtype=np.float32), properties


def _export(
    logits: npt.NDArray[Any], properties: dict[str, Any], model: NnunetFolder, out: Path
) -> None:
    segmentation, probabilities = convert_predicted_logits_to_segmentation_with_correct_shape(
        logits, model.manager, model.configuration, model.labels, properties, True, 1
    )
    # nnU-Net decides on logits where no probabilities are asked for: that is its labelmap.
    segmentation = convert_predicted_logits_to_segmentation_with_correct_shape(
        logits, model.manager, model.configuration, model.labels, properties, False, 1
    )
    _save(out / "probabilities.npy", probabilities)
    _write_labels(
        lambda file: model.manager.image_reader_writer_class().write_seg(
            segmentation, file, properties
        ),
        out / "labelmap.nii.gz",
    )
    spacing = [properties["spacing"][i] for i in model.manager.transpose_forward]
    network_spacing = list(model.configuration.spacing)
    resampled = model.configuration.resampling_fn_probabilities(
        logits,
        properties["shape_after_cropping_and_before_resampling"],
        network_spacing if len(network_spacing) == 3 else [spacing[0], *network_spacing],
        spacing,
    )
    margin = np.full(properties["shape_before_cropping"], np.inf, np.float32)
    margin = insert_crop_into_image(
        margin,
        _margin(np.asarray(resampled, np.float32), model.labels.has_regions, 0.0),
        properties["bbox_used_for_cropping"],
    )
    _save(out / "margin.npy", margin.transpose(model.manager.transpose_backward)[None])


def _margin(values: FloatArray, regions: bool, threshold: float) -> FloatArray:
    """Between the two best classes. A region is decided by its own value against a threshold: there
    only one value can move, so that its distance counts twice."""
    if regions:
        nearest: FloatArray = 2 * np.abs(values - threshold).min(axis=0)
        return nearest
    best = np.sort(values, axis=0)
    margin: FloatArray = best[-1] - best[-2]
    return margin


def _ensemble(case: dict[str, Any], members: list[NnunetFolder], out: Path) -> dict[str, Any]:
    """nnU-Net's `merge_files` of the members' saved probabilities."""
    folders = [out / f"member_{i}" for i in range(len(members))]
    made = []
    files = []
    for folder, member in zip(folders, members, strict=True):
        folder.mkdir(parents=True, exist_ok=True)
        made.append(_single(case, member, folder))
        # Where and how nnU-Net's own prediction leaves them.
        files.append(str(folder / "case.npz"))
        np.savez(files[-1], probabilities=np.load(folder / "probabilities.npy"))
        (folder / "properties.pkl").replace(folder / "case.pkl")
    first = members[0]
    merge_files(
        files,
        str(out / ".part"),
        ".nii.gz",
        first.manager.image_reader_writer_class(),
        first.labels,
        False,
    )
    (out / ".part.nii.gz").replace(out / "labelmap.nii.gz")
    mean = average_probabilities(files)
    _save(out / "probabilities.npy", mean)
    _save(out / "margin.npy", _margin(mean, first.labels.has_regions, 0.5)[None])
    return {"members": made}


def _postprocess(file: Path, model: NnunetFolder, out: Path) -> None:
    """The steps of a `postprocessing.json`, by nnU-Net's own functions."""
    steps = read_json(file)
    names = set(steps["postprocessing_fns"])
    if names - {"remove_all_but_largest_component_from_segmentation"}:
        raise ValueError(f"{file}: postprocessing_fns = {sorted(names)}")
    functions = [remove_all_but_largest_component_from_segmentation] * len(
        steps["postprocessing_fns"]
    )
    reader = model.manager.image_reader_writer_class()
    _write_labels(
        lambda target: load_postprocess_save(
            str(out / "labelmap.nii.gz"), target, reader, functions, steps["postprocessing_kwargs"]
        ),
        out / "postprocessed.nii.gz",
    )


def _write_labels(write: Callable[[str], None], target: Path) -> None:
    # nnU-Net's writers choose their format by the suffix, so the name beside must keep it.
    beside = target.with_name(f".part.{target.name}")
    write(str(beside))
    beside.replace(target)


def _save(target: Path, array: npt.NDArray[Any]) -> None:
    with replacing(target) as beside, beside.open("wb") as file:
        np.save(file, np.ascontiguousarray(array, dtype="<f4"))
