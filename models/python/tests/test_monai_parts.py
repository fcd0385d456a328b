"""The parts of a whole-volume training: augmentation, figures, preprocessing."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import phantom_sets
import pytest
from tiny_monai import shrunk

pytestmark = pytest.mark.peers


def test_labels_go_where_their_image_goes() -> None:
    import torch

    from foldlink_models.monai_style.augment import augment
    from foldlink_models.monai_style.recipe import Augmentation

    label = torch.from_numpy(np.stack([phantom_sets.ct(n)[1] for n in range(4)]))[:, None]
    label = torch.nn.functional.pad(label, (1, 1, 0, 0, 0, 0))  # 26 x 24 x 24
    batch = {"image": (label > 0).float(), "label": label}
    spec = Augmentation(
        flip_axes=(0, 1, 2),
        turn_axes=(1, 2),
        turn_probability=0.7,
        rotation_degrees=20,
        zoom=0.1,
        translation=0.1,
        affine_probability=1.0,
    )
    made = augment(batch, spec, torch.Generator().manual_seed(4))
    moved = (made["label"] > 0) != (label > 0)
    assert moved.float().mean() > 0.01
    wrong = (made["image"] > 0.5) != (made["label"] > 0)
    assert wrong.float().mean() < 0.01
    again = augment(batch, spec, torch.Generator().manual_seed(4))
    assert torch.equal(made["image"], again["image"])


def test_a_turn_keeps_lengths_along_axes_of_other_sizes() -> None:
    import torch

    from foldlink_models.monai_style.augment import augment
    from foldlink_models.monai_style.recipe import Augmentation

    image = torch.zeros(16, 1, 20, 40, 30)
    grid = torch.stack(torch.meshgrid(*map(torch.arange, (20, 40, 30)), indexing="ij"))
    away = grid - torch.tensor([9.5, 19.5, 14.5])[:, None, None, None]
    image[:, 0] = torch.exp(-away.square().sum(0) / 50)
    spec = Augmentation(rotation_degrees=60, affine_probability=1.0)
    made = augment({"image": image}, spec, torch.Generator().manual_seed(1))
    # What is round about the middle stays as it is, but for what interpolation smooths.
    inside = (away.square().sum(0) < 81).expand_as(image)
    assert (made["image"] - image)[inside].abs().max() < 0.03


def test_figures() -> None:
    import torch

    from foldlink_models.monai_style import metrics

    assert metrics.auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) == 0.75
    assert metrics.auc([0.5, 0.5], [0, 1]) == 0.5
    assert math.isnan(metrics.auc([0.5, 0.6], [1, 1]))
    assert metrics.classification([0.5, 0.2], [1, 1])["accuracy"] == 0.5
    truth = torch.tensor([0, 0, 1, 1, 2])
    one = metrics.overlaps(torch.tensor([0, 1, 1, 1, 0]), truth, 3)
    scores = metrics.segmentation([one], ["organ", "tumour"])
    assert scores["dice.organ"] == pytest.approx(0.8)
    assert scores["iou.organ"] == pytest.approx(2 / 3)
    assert scores["dice.tumour"] == 0
    assert scores["dice.mean"] == pytest.approx(0.4)
    assert scores["accuracy"] == pytest.approx(0.6)


def test_evidence_is_kept_where_the_scan_shows_it(tmp_path: Path) -> None:
    from foldlink_models.datasets import find
    from foldlink_models.monai_style import prepare, recipe

    data = phantom_sets.cancer_folders(tmp_path, 4)
    spec = recipe.parse(shrunk("phantom-liver-cancer", 1))
    ill, well = (find("cancer-classes", data).cases[n] for n in (0, -1))
    made = prepare.preprocess(ill, spec, [0])
    assert made["image"].shape == (1, 16, 16, 16)
    assert made["taught"]
    lesion = made["label"][0] == 1
    assert lesion.any()
    assert made["image"][0][lesion].mean() > made["image"][0].mean()
    assert made["image"].min() >= 0
    assert made["image"].max() <= 1
    healthy = prepare.preprocess(well, spec, [0])
    assert healthy["taught"]
    assert not healthy["label"].any()


def test_a_label_beyond_the_model_is_told(tmp_path: Path) -> None:
    from foldlink_models.datasets import Case
    from foldlink_models.monai_style import prepare, recipe

    image, label = phantom_sets.ct(1)
    label[label == 2] = 5
    files = tmp_path / "image.nii.gz", tmp_path / "label.nii.gz"
    phantom_sets.write(files[0], image)
    phantom_sets.write(files[1], label)
    spec = recipe.parse(shrunk("pancreas-tumour.as-published", 1))
    with pytest.raises(ValueError, match="label value") as refused:
        prepare.preprocess(Case("one", (files[0],), files[1]), spec, [0])
    assert str(refused.value) == f"{files[1]}: label value 5 (expected 0..2)"
    one = Case("one", (files[0],), files[1], None, {5: 2})
    assert set(np.unique(prepare.preprocess(one, spec, [0])["label"])) == {0, 1, 2}
