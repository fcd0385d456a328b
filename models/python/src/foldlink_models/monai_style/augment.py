"""Augmentation of a whole batch on the device that holds it, drawn from one generator."""

from __future__ import annotations

import math

import torch
from torch.nn import functional as F

from foldlink_models.monai_style.losses import Batch
from foldlink_models.monai_style.recipe import Augmentation

ARRAYS = ("image", "label")


def augment(batch: Batch, spec: Augmentation, draw: torch.Generator) -> Batch:
    """A new batch; `draw` is a CPU generator, so that every device draws the same."""
    arrays = {key: batch[key].clone() for key in ARRAYS if key in batch}
    n = batch["image"].shape[0]
    for axis in spec.flip_axes:
        _on_some(arrays, _chance(n, spec.flip_probability, draw), lambda x, a=axis: x.flip(a + 2))
    if spec.turn_axes and spec.turn_probability:
        plane = tuple(a + 2 for a in spec.turn_axes)
        turns = torch.randint(1, 4, (n,), generator=draw)
        chosen = _chance(n, spec.turn_probability, draw)
        for k in (1, 2, 3):
            _on_some(arrays, chosen & (turns == k), lambda x, k=k: torch.rot90(x, k, plane))
    if spec.affine_probability:
        _affine(arrays, spec, draw)
    arrays["image"] = _intensities(arrays["image"], spec, draw)
    return {**batch, **arrays}


def _chance(n: int, probability: float, draw: torch.Generator) -> torch.Tensor:
    return torch.rand(n, generator=draw) < probability


def _on_some(arrays: Batch, chosen: torch.Tensor, change: object) -> None:
    if not bool(chosen.any()):
        return
    assert callable(change)
    for array in arrays.values():
        index = chosen.to(array.device)
        array[index] = change(array[index])


def _uniform(n: int, width: float, draw: torch.Generator) -> torch.Tensor:
    return (torch.rand(n, generator=draw) * 2 - 1) * width


def _affine(arrays: Batch, spec: Augmentation, draw: torch.Generator) -> None:
    """A turn about a random axis, a zoom and a shift; what comes from outside is zero."""
    image = arrays["image"]
    n = image.shape[0]
    chosen = _chance(n, spec.affine_probability, draw)
    angles = torch.stack([_uniform(n, math.radians(spec.rotation_degrees), draw)] * 3)
    angles = angles * torch.nn.functional.normalize(torch.randn(3, n, generator=draw), dim=0)
    zoom = torch.exp(_uniform(n, spec.zoom, draw))
    matrix = torch.zeros(n, 3, 4)
    matrix[:, :, :3] = _rotation(angles) * zoom[:, None, None]
    # affine_grid has the last array axis first, and each axis from -1 to 1.
    sizes = torch.tensor(image.shape[:1:-1], dtype=torch.float32)
    matrix[:, :, :3] *= sizes[None, None, :] / sizes[None, :, None]
    matrix[:, :, 3] = _uniform(3 * n, 2 * spec.translation, draw).reshape(n, 3)
    if not bool(chosen.any()):
        return
    index = chosen.to(image.device)
    theta = matrix[chosen].to(image.device)
    count = int(chosen.sum())
    for key, array in arrays.items():
        values = array[index].float()
        grid = F.affine_grid(theta, [count, 1, *array.shape[2:]], align_corners=False)
        mode = "bilinear" if key == "image" else "nearest"
        array[index] = F.grid_sample(values, grid, mode, align_corners=False).to(array.dtype)


def _rotation(angles: torch.Tensor) -> torch.Tensor:
    """`[n, 3, 3]` of rotation vectors `[3, n]` in radians."""
    x, y, z = angles
    zero = torch.zeros_like(x)
    rows = [torch.stack(r, -1) for r in ([zero, -z, y], [z, zero, -x], [-y, x, zero])]
    turned: torch.Tensor = torch.linalg.matrix_exp(torch.stack(rows, 1))
    return turned


def _intensities(image: torch.Tensor, spec: Augmentation, draw: torch.Generator) -> torch.Tensor:
    n = image.shape[0]
    shift = _uniform(n, spec.shift, draw) * _chance(n, spec.shift_probability, draw)
    gain = 1 + _uniform(n, spec.gain, draw)
    spread = torch.rand(n, generator=draw) * spec.noise
    shape = (n, 1, 1, 1, 1)
    changed = image.float() * gain.reshape(shape).to(image.device)
    changed += shift.reshape(shape).to(image.device)
    if spec.noise:
        seed = int(torch.randint(2**31, (1,), generator=draw))
        local = torch.Generator(image.device).manual_seed(seed)
        noise = torch.randn(image.shape, generator=local, device=image.device)
        changed += noise * spread.reshape(shape).to(image.device)
    return changed
