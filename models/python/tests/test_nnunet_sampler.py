"""Patches that FoldLink's trainer draws from whole cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.peers

SHAPE = (9, 10, 11)


def _case(channels: int = 2) -> Any:
    import torch

    from foldlink_models.nnunet.sampler import DeviceCase

    labels = torch.zeros((1, *SHAPE), dtype=torch.uint8)
    labels[0, 2:4, 3:6, 4:8] = 1
    labels[0, 6:8, 6:8, 1:3] = 2
    # Every voxel has a value of its own, which tells where it came from.
    image = torch.arange(channels * int(np.prod(SHAPE)), dtype=torch.float32)
    rows = tuple(np.argwhere(labels[0].numpy() == value) for value in (1, 2))
    return DeviceCase(image.reshape(channels, *SHAPE), labels, rows)


def _sampler(case: Any, patch: Sequence[int], batch: int = 2, **told: Any) -> Any:
    from foldlink_models.nnunet.sampler import Sampler
    from foldlink_models.nnunet.settings import Settings

    how: dict[str, Any] = {"augment": False, "scales": None, "regions": None}
    how |= {key: told.pop(key) for key in list(told) if key in how}
    return Sampler([case], patch, batch, Settings(**told), **how)


def test_without_augmentation_the_whole_case_comes_back() -> None:
    case = _case()
    batch = next(_sampler(case, SHAPE))
    for data, target in zip(batch["data"], batch["target"], strict=True):
        np.testing.assert_allclose(data, case.image, atol=1e-2)
        np.testing.assert_array_equal(target, case.labels.float())


def test_a_patch_is_a_crop_of_image_and_labels_alike() -> None:
    """The patch is odd: centred on a voxel, it needs no interpolation."""
    case, patch = _case(1), (3, 5, 5)
    for seed in range(5):
        sampler = _sampler(case, patch, foreground=1.0)
        sampler.reseed(seed)
        batch = next(sampler)
        for data, target in zip(batch["data"], batch["target"], strict=True):
            first = round(float(data[0, 0, 0, 0]))
            z, y, x = np.unravel_index(first, SHAPE)
            window = (slice(z, z + 3), slice(y, y + 5), slice(x, x + 5))
            np.testing.assert_allclose(data[0], case.image[0][window], atol=1e-2)
            np.testing.assert_array_equal(target[0], case.labels[0][window].float())


def test_patches_on_a_label_hold_it_and_follow_its_weights() -> None:
    case = _case()
    sampler = _sampler(case, (3, 3, 3), batch=32, foreground=1.0, label_weights=(0.0, 1.0))
    targets = next(sampler)["target"]
    assert all(2 in target for target in targets)
    assert not any(1 in target for target in targets)


def test_mirroring_turns_image_and_labels_together() -> None:
    case = _case(1)
    sampler = _sampler(
        case,
        SHAPE,
        batch=12,
        augment=True,
        mirror_axes=(2,),
        spatial_probability=0.0,
        intensity_probability=0.0,
        blur_probability=0.0,
    )
    batch = next(sampler)
    seen = set()
    for data, target in zip(batch["data"], batch["target"], strict=True):
        mirrored = bool(data[0, 0, 0, 0] > data[0, 0, 0, -1])
        seen.add(mirrored)
        axes = [-1] if mirrored else []
        np.testing.assert_allclose(data[0], case.image[0].flip(axes), atol=1e-2)
        np.testing.assert_array_equal(target[0], case.labels[0].float().flip(axes))
    assert seen == {False, True}


def test_a_2d_patch_is_a_slice() -> None:
    case = _case(1)
    for data in next(_sampler(case, SHAPE[1:], batch=6))["data"]:
        z = round(float(data[0, 0, 0])) // (SHAPE[1] * SHAPE[2])
        np.testing.assert_allclose(data[0], case.image[0, z], atol=1e-2)


def test_regions_are_masks_at_each_resolution() -> None:
    case = _case()
    sampler = _sampler(
        case,
        (8, 8, 8),
        batch=1,
        foreground=1.0,
        regions=[(1, 2), (2,)],
        scales=[[1] * 3, [0.5] * 3],
    )
    whole, half = next(sampler)["target"]
    assert (whole.shape, half.shape) == ((1, 2, 8, 8, 8), (1, 2, 4, 4, 4))
    assert set(np.unique(whole).tolist()) == {0.0, 1.0}
    assert bool((whole[:, 1] <= whole[:, 0]).all())


def test_the_same_seed_draws_the_same_batch() -> None:
    sampler = _sampler(_case(), (5, 5, 5), augment=True)
    sampler.reseed(3)
    first, other = next(sampler), next(sampler)
    sampler.reseed(3)
    again = next(sampler)
    np.testing.assert_array_equal(first["data"], again["data"])
    np.testing.assert_array_equal(first["target"], again["target"])
    assert not np.array_equal(first["data"], other["data"])
