import re
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from foldlink_models import fingerprint
from foldlink_models.cli import main
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


def test_no_data_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "hippocampus", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"foldlink-models split: {tmp_path}: neither imagesTr/ nor images/ (expected one of them)\n"
    )


def test_the_fingerprint_is_in_z_y_x_and_repeatable(raw_dataset: Path) -> None:
    cases = list_cases(raw_dataset, 1)
    found = fingerprint.measure(cases, "SimpleITKIO", 5)
    assert found.median_shape == [9, 10, 12]
    assert found.median_spacing == [1.0, 1.0, 1.0]
    assert found.intensities["0"]["min"] < 70 < 130 < found.intensities["0"]["max"]
    assert fingerprint.measure(cases, "SimpleITKIO", 5) == found


def test_a_reorienting_reader_sees_the_case_in_ras(raw_dataset: Path) -> None:
    for folder in ("imagesTr", "labelsTr"):
        for file in (raw_dataset / folder).iterdir():
            image = nib.load(file)
            turned = image.as_reoriented(np.array([[2, -1], [0, 1], [1, -1]]))
            nib.save(nib.Nifti1Image(np.asarray(turned.dataobj), turned.affine), file)
    cases = list_cases(raw_dataset, 1)
    assert fingerprint.measure(cases, "SimpleITKIO", 5).median_shape != [9, 10, 12]
    assert fingerprint.measure(cases, "NibabelIOWithReorient", 5).median_shape == [9, 10, 12]
