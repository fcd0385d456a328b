"""Training patches drawn from whole cases that lie in the device's memory.

One affine map a patch does the cropping, flipping, turning and scaling in a single interpolation,
and intensities are changed for the whole batch at once: on a GPU no processor core is needed to
keep the network busy, and on a CPU it costs a few per cent of the network's time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from foldlink_models.nnunet.settings import Settings

Point = npt.NDArray[np.float64]


@dataclass(frozen=True)
class DeviceCase:
    """Axes after the plan's transpose; for a 2D plan the first spatial axis counts slices."""

    image: Tensor
    """`[channel, z, y, x]`, normalised, float16 or float32."""
    labels: Tensor
    """`[1, z, y, x]`, uint8; outside the nonzero mask is background."""
    voxels_of: tuple[np.ndarray, ...]
    """By label or region that may be drawn: rows z, y, x; empty where the case has none."""


class Sampler:
    """An endless iterator of batches `{"data", "target"}` as nnU-Net's trainers take them: the
    target is a list, one a resolution of deep supervision, of `[batch, 1, …]` labels or
    `[batch, region, …]` masks. Not thread-safe."""

    def __init__(
        self,
        cases: Sequence[DeviceCase],
        patch: Sequence[int],
        batch: int,
        settings: Settings,
        *,
        augment: bool,
        scales: Sequence[Sequence[float]] | None,
        regions: Sequence[Sequence[int]] | None,
    ) -> None:
        if not cases:
            raise ValueError("cases: none (expected at least one)")
        self.cases, self.patch, self.batch = list(cases), tuple(patch), batch
        self.settings, self.augment = settings, augment
        self.scales, self.regions = scales, regions
        self.device = cases[0].image.device
        self.random = Generator()
        self.device_random = Generator(self.device)
        self.reseed(0)

    def reseed(self, seed: int) -> None:
        """What follows depends on the seed alone, so that a resumed epoch draws what it would
        have drawn."""
        self.random.manual_seed(seed)
        self.device_random.manual_seed(seed)

    def __iter__(self) -> Sampler:
        return self

    def __next__(self) -> dict[str, object]:
        picked = [self._pick(i) for i in range(self.batch)]
        theta = torch.stack([self._theta(case, centre) for case, centre in picked])
        theta = theta.to(self.device, non_blocking=True)
        images, labels = [], []
        for (case, centre), one in zip(picked, theta, strict=True):
            image, label = case.image, case.labels
            if len(self.patch) == 2:
                slice_ = int(centre[0])
                image, label = image[:, slice_], label[:, slice_]
            grid = F.affine_grid(one[None], [1, 1, *self.patch], align_corners=False)
            images.append(
                F.grid_sample(image[None].float(), grid, "bilinear", "zeros", align_corners=False)
            )
            labels.append(
                F.grid_sample(label[None].float(), grid, "nearest", "zeros", align_corners=False)
            )
        data = torch.cat(images)
        if self.augment:
            data = self._intensity(data)
        return {"data": data, "target": self._targets(torch.cat(labels))}

    def _uniform(self, low: float, high: float) -> float:
        return low + (high - low) * torch.rand((), generator=self.random).item()

    def _pick(self, index: int) -> tuple[DeviceCase, np.ndarray]:
        """A case and the patch's centre in its voxels; the last patches of a batch are those on a
        label, as nnU-Net's loader has it."""
        number = int(torch.randint(len(self.cases), (), generator=self.random))
        case = self.cases[number]
        shape = np.array(case.labels.shape[1:], np.float64)
        centre = np.array([self._uniform(-0.5, n - 0.5) for n in shape])
        on_label = index >= round(self.batch * (1 - self.settings.foreground))
        present = [k for k, rows in enumerate(case.voxels_of) if len(rows)]
        if on_label and present:
            weights = self.settings.label_weights or [1.0] * len(case.voxels_of)
            chances = torch.tensor([weights[k] for k in present])
            chosen = present[int(torch.multinomial(chances, 1, generator=self.random))]
            rows = case.voxels_of[chosen]
            centre = rows[int(torch.randint(len(rows), (), generator=self.random))].astype(float)
        if len(self.patch) == 2:
            centre[0] = round(min(max(centre[0], 0), shape[0] - 1))
            centre[1:] = self._inside(centre[1:], shape[1:])
        else:
            centre = self._inside(centre, shape)
        return case, centre

    def _inside(self, centre: Point, shape: Point) -> Point:
        """No more of the patch outside the case than needed; a smaller case lies in the middle, as
        at inference, give or take what turning shows of it."""
        half = (np.array(self.patch) - 1) / 2
        middle = (shape - 1) / 2
        low, high = np.minimum(half, middle), np.maximum(shape - 1 - half, middle)
        return np.asarray(np.clip(centre, low, high), np.float64)

    def _theta(self, case: DeviceCase, centre: np.ndarray) -> Tensor:
        """From the patch's unit cube to the case's, as `affine_grid` wants it (x before y before
        z; -1 is the first voxel's outer edge)."""
        axes = len(self.patch)
        shape = torch.tensor(case.labels.shape[1:][-axes:], dtype=torch.float32)
        matrix = self._matrix(axes) if self.augment else torch.eye(axes)
        to_unit = torch.diag(2 / shape)
        half = torch.tensor(self.patch, dtype=torch.float32) / 2
        offset = to_unit @ (torch.tensor(centre[-axes:], dtype=torch.float32) + 0.5) - 1
        theta = torch.cat([to_unit @ matrix @ torch.diag(half), offset[:, None]], dim=1)
        return theta.flip(0)[:, [*reversed(range(axes)), axes]]

    def _matrix(self, axes: int) -> Tensor:
        """From patch offsets to case offsets, both in voxels."""
        s = self.settings
        matrix = torch.eye(axes)
        if self._uniform(0, 1) < s.spatial_probability:
            limit = math.radians(s.rotation_degrees)
            for a in range(axes):
                for b in range(a + 1, axes):
                    angle = self._uniform(-limit, limit)
                    turn = torch.eye(axes)
                    turn[a, a] = turn[b, b] = math.cos(angle)
                    turn[a, b], turn[b, a] = -math.sin(angle), math.sin(angle)
                    matrix = turn @ matrix
            common = self._uniform(*s.scale)
            each = [common * self._uniform(0.93, 1.07) for _ in range(axes)]
            matrix = matrix @ torch.diag(1 / torch.tensor(each))
        for axis in s.mirror_axes:
            if self._uniform(0, 1) < 0.5:
                matrix[:, axis] *= -1
        return matrix

    def _intensity(self, data: Tensor) -> Tensor:
        s, axes = self.settings, len(self.patch)
        lead = (data.shape[0], data.shape[1], *[1] * axes)

        def rand(low: float, high: float) -> Tensor:
            return low + (high - low) * torch.rand(
                lead, generator=self.device_random, device=self.device
            )

        def chosen(probability: float) -> Tensor:
            return rand(0, 1) < probability

        pool = F.avg_pool2d if axes == 2 else F.avg_pool3d
        weight = torch.where(chosen(s.blur_probability), rand(0.1, 0.7), rand(0, 0))
        data = torch.lerp(data, pool(data, 3, 1, 1), weight)
        on = chosen(s.intensity_probability)
        data = torch.where(on, data * rand(*s.contrast) + rand(-s.brightness, s.brightness), data)
        dims = tuple(range(2, data.ndim))
        low, high = data.amin(dims, keepdim=True), data.amax(dims, keepdim=True)
        span = (high - low).clamp_min(1e-6)
        bent = ((data - low) / span).clamp(0, 1) ** rand(*s.gamma) * span + low
        data = torch.where(chosen(s.intensity_probability), bent, data)
        deviation = torch.where(chosen(s.intensity_probability), rand(0, s.noise), rand(0, 0))
        noise = torch.randn(data.shape, generator=self.device_random, device=self.device)
        return data + deviation * noise

    def _targets(self, labels: Tensor) -> list[Tensor] | Tensor:
        if self.regions is not None:
            values = [
                torch.tensor(list(r), device=self.device, dtype=labels.dtype) for r in self.regions
            ]
            labels = torch.cat([torch.isin(labels, v) for v in values], dim=1).float()
        if self.scales is None:
            return labels
        shape = labels.shape[2:]
        targets = []
        for scale in self.scales:
            size = [round(n * f) for n, f in zip(shape, scale, strict=True)]
            targets.append(
                labels if list(shape) == size else F.interpolate(labels, size, mode="nearest-exact")
            )
        return targets
