import numpy as np
import pytest

from foldlink_models import sliding
from foldlink_models.dice import dice, mean


@pytest.mark.parametrize(
    ("size", "patch", "expected"),
    [
        (64, 64, [0]),
        (65, 64, [0, 1]),
        (110, 64, [0, 23, 46]),
        (128, 64, [0, 32, 64]),
        (43, 40, [0, 3]),
        (59, 56, [0, 3]),
        (75, 40, [0, 18, 35]),
    ],
)
def test_tiles_are_spread_evenly_and_overlap_by_half(
    size: int, patch: int, expected: list[int]
) -> None:
    assert sliding.starts(size, patch) == expected


def test_the_importance_map_has_float16_values_and_no_zero() -> None:
    weights = sliding.importance((8, 12, 16))
    assert weights[4, 6, 8] == weights.max() == 10
    assert weights.min() > 0
    assert np.array_equal(weights, weights.astype(np.float16).astype(np.float32))


@pytest.mark.parametrize("shape", [(5, 6, 7), (8, 9, 20), (17, 8, 11)])
def test_a_network_that_returns_its_input_returns_the_image(shape: tuple[int, int, int]) -> None:
    image = np.random.default_rng(1).standard_normal((2, *shape)).astype(np.float32)
    found = sliding.logits_of(image, (8, 8, 8), lambda tile: tile)
    assert found.shape == image.shape
    np.testing.assert_allclose(found, image, atol=1e-5)


def test_mirroring_averages_every_subset_of_the_axes() -> None:
    weights = np.random.default_rng(2).standard_normal((1, 1, 4, 4, 4)).astype(np.float32)
    found = sliding.mirrored(lambda tile: tile * weights, [0, 2])(np.ones_like(weights))
    z, x, both = (np.flip(weights, axes) for axes in ((2,), (4,), (2, 4)))
    np.testing.assert_allclose(found, (weights + z + x + both) / 4, atol=1e-6)


def test_dice_by_hand() -> None:
    a = np.array([1, 1, 1, 0, 2])
    b = np.array([0, 1, 1, 1, 0])
    assert dice(a, b, 1) == pytest.approx(4 / 6)
    assert dice(a, b, 2) == 0
    assert np.isnan(dice(a, b, 3))
    assert mean([0.5, float("nan"), 1.0]) == 0.75
    with pytest.raises(ValueError, match=r"^prediction \(5,\) \(expected the truth's \(4,\)\)$"):
        dice(a, b[:4], 1)
