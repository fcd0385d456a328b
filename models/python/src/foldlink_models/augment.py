"""Training patches: one random affine through the whole case, then intensity changes.

Every random number comes from the generator passed in, so a run can be stopped and resumed.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from foldlink_models.preprocess import Sample
from foldlink_models.recipe import Augmentation, Triple

Generator = torch.Generator


def _uniform(low: float, high: float, g: Generator) -> float:
    return low + (high - low) * torch.rand((), generator=g).item()


def _label(present: list[int], weights: tuple[float, ...] | None, g: Generator) -> int:
    if weights is None:
        return present[int(torch.randint(len(present), (), generator=g))]
    each = torch.tensor([weights[value - 1] for value in present])
    return present[int(torch.multinomial(each, 1, generator=g))]


def _centre(sample: Sample, patch: Triple, spec: Augmentation, g: Generator) -> torch.Tensor:
    """The patch's centre in voxels of the case; where the case is larger, anywhere it fits,
    or about a voxel of a random label for `foreground_probability` of the patches."""
    shape = sample.label.shape
    target = [_uniform(0, n - 1, g) for n in shape]
    if torch.rand((), generator=g).item() < spec.foreground_probability:
        present = sample.voxels_of
        if present:
            voxels = present[_label(list(present), spec.label_weights, g)]
            pick = int(torch.randint(len(voxels), (), generator=g))
            target = [float(v) for v in voxels[pick]]
    centre = []
    for n, p, t in zip(shape, patch, target, strict=True):
        shift = _uniform(-spec.shift_voxels, spec.shift_voxels, g)
        if n <= p:
            centre.append((n - 1) / 2 + shift)
        else:
            centre.append(min(max(t + shift, (p - 1) / 2), n - 1 - (p - 1) / 2))
    return torch.tensor(centre)


def _matrix(spec: Augmentation, g: Generator) -> torch.Tensor:
    """From patch offsets to case offsets, both in voxels, z, y, x."""
    matrix = torch.eye(3)
    if torch.rand((), generator=g).item() < spec.spatial_probability:
        limit = math.radians(spec.rotation_degrees)
        for a, b in ((0, 1), (0, 2), (1, 2)):
            angle = _uniform(-limit, limit, g)
            turn = torch.eye(3)
            turn[a, a] = turn[b, b] = math.cos(angle)
            turn[a, b], turn[b, a] = -math.sin(angle), math.sin(angle)
            matrix = turn @ matrix
        common = _uniform(*spec.scale, g)
        each = [common * _uniform(0.93, 1.07, g) for _ in range(3)]
        matrix = matrix @ torch.diag(1 / torch.tensor(each))
    for axis in spec.flip_axes:
        if torch.rand((), generator=g).item() < 0.5:
            matrix[:, axis] *= -1
    return matrix


def _intensity(image: torch.Tensor, spec: Augmentation, g: Generator) -> torch.Tensor:
    def chosen(probability: float) -> bool:
        return torch.rand((), generator=g).item() < probability

    p = spec.intensity_probability
    if chosen(spec.blur_probability):
        weight = _uniform(0.1, 0.6, g)
        image = (1 - weight) * image + weight * F.avg_pool3d(image[None], 3, 1, 1)[0]
    if chosen(p):
        image = image * _uniform(*spec.contrast, g) + _uniform(-spec.brightness, spec.brightness, g)
    if chosen(p):
        low, high = image.min(), image.max()
        span = (high - low).clamp_min(1e-6)
        image = ((image - low) / span) ** _uniform(*spec.gamma, g) * span + low
    if chosen(p):
        deviation = _uniform(0, spec.noise, g)
        image = image + deviation * torch.randn(image.shape, generator=g)
    return image


def draw(
    sample: Sample, patch: Triple, spec: Augmentation, g: Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """An image patch `[channel, z, y, x]` and its labels `[z, y, x]`; zero outside the case."""
    shape = torch.tensor(sample.label.shape, dtype=torch.float32)
    centre = _centre(sample, patch, spec, g)
    matrix = _matrix(spec, g)
    # grid_sample takes x, y, z in -1 … 1; with align_corners=False, -1 is the first voxel's edge.
    to_unit = torch.diag(2 / shape)
    offset = to_unit @ (centre + 0.5) - 1
    half = torch.tensor(patch, dtype=torch.float32) / 2
    theta = torch.cat([to_unit @ matrix @ torch.diag(half), offset[:, None]], dim=1)
    theta = theta.flip(0)[:, [2, 1, 0, 3]]
    grid = F.affine_grid(theta[None], [1, 1, *patch], align_corners=False)
    image = F.grid_sample(
        torch.from_numpy(sample.image)[None], grid, "bilinear", "zeros", align_corners=False
    )[0]
    label = F.grid_sample(
        torch.from_numpy(sample.label)[None, None].float(),
        grid,
        "nearest",
        "zeros",
        align_corners=False,
    )[0, 0]
    return _intensity(image, spec, g), label.round().long()
