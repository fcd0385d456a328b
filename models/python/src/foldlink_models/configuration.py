"""The parts of nnU-Net's `plans.json` that its planners write the same for every data set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

CONFIGURATION = "3d_fullres"
Plans = dict[str, Any]
_RESAMPLER = "resample_data_or_seg_to_shape"
_KWARGS = {"is_seg": False, "order": 3, "order_z": 0, "force_separate_z": None}


def resampling() -> dict[str, Any]:
    """Images by cubic splines, labels and logits linearly, thick slices apart."""
    return {
        "resampling_fn_data": _RESAMPLER,
        "resampling_fn_data_kwargs": dict(_KWARGS),
        "resampling_fn_seg": _RESAMPLER,
        "resampling_fn_seg_kwargs": {**_KWARGS, "is_seg": True, "order": 1},
        "resampling_fn_probabilities": _RESAMPLER,
        "resampling_fn_probabilities_kwargs": {**_KWARGS, "order": 1},
    }


def unet(
    features: Sequence[int],
    strides: Sequence[Sequence[int]],
    kernels: Sequence[Sequence[int]] | None = None,
    *,
    convs: int = 2,
    residual: bool = False,
) -> dict[str, Any]:
    """nnU-Net's `architecture`: its plain U-Net, or the residual one, of any width.

    `strides` are one a stage, of two axes or three; kernels of 3 where `kernels` says no other;
    `convs`: convolutions a stage of the plain one.
    """
    stages, dimensions = len(features), len(strides[0])
    blocks: dict[str, Any] = {
        "n_conv_per_stage": [convs] * stages,
        "n_conv_per_stage_decoder": [convs] * (stages - 1),
    }
    if residual:
        blocks = {
            "n_blocks_per_stage": [1, 3, 4, 6][:stages],
            "n_conv_per_stage_decoder": [1] * (stages - 1),
        }
    network = "ResidualEncoderUNet" if residual else "PlainConvUNet"
    return {
        "network_class_name": f"dynamic_network_architectures.architectures.unet.{network}",
        "arch_kwargs": {
            "n_stages": stages,
            "features_per_stage": list(features),
            "conv_op": f"torch.nn.modules.conv.Conv{dimensions}d",
            "kernel_sizes": [list(k) for k in kernels or [[3] * dimensions] * stages],
            "strides": [list(s) for s in strides],
            **blocks,
            "conv_bias": True,
            "norm_op": f"torch.nn.modules.instancenorm.InstanceNorm{dimensions}d",
            "norm_op_kwargs": {"eps": 1e-5, "affine": True},
            "dropout_op": None,
            "dropout_op_kwargs": None,
            "nonlin": "torch.nn.LeakyReLU",
            "nonlin_kwargs": {"inplace": True},
        },
        "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"],
    }
