import re
from pathlib import Path

import pytest

from foldlink_models.dataset import list_cases


def test_nnunet_raw_layout(raw_dataset: Path) -> None:
    cases = list_cases(raw_dataset, 1)
    assert [case.name for case in cases] == [f"case{k}" for k in range(8)]
    assert cases[0].images == (raw_dataset / "imagesTr" / "case0_0000.nii.gz",)


def test_plain_layout(raw_dataset: Path) -> None:
    (raw_dataset / "imagesTr").rename(raw_dataset / "images")
    (raw_dataset / "labelsTr").rename(raw_dataset / "labels")
    for image in (raw_dataset / "images").iterdir():
        image.rename(image.with_name(image.name.replace("_0000", "")))
    assert len(list_cases(raw_dataset, 1)) == 8
    with pytest.raises(ValueError, match="files without a channel number"):
        list_cases(raw_dataset, 2)


def test_a_missing_image_is_told(raw_dataset: Path) -> None:
    gone = raw_dataset / "imagesTr" / "case3_0000.nii.gz"
    gone.unlink()
    message = f"{gone}: missing (expected for label case3.nii.gz)"
    with pytest.raises(FileNotFoundError, match=f"^{re.escape(message)}$"):
        list_cases(raw_dataset, 1)


def test_no_data_is_told(tmp_path: Path) -> None:
    message = f"{tmp_path}: neither imagesTr/ nor images/ (expected one of them)"
    with pytest.raises(FileNotFoundError, match=f"^{re.escape(message)}$"):
        list_cases(tmp_path, 1)
