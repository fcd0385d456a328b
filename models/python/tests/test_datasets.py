"""Public data sets in their own layouts: found, and each mistake told word for word."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import phantom_sets
import pytest

from foldlink_models import datasets
from foldlink_models.cli import main
from foldlink_models.datasets import checks, command

MADE: dict[str, Callable[[Path], Path]] = {
    "abdomen-ct-1k": lambda f: phantom_sets.abdomen_ct_1k(f, 4),
    "brats2020": lambda f: phantom_sets.brats(f, 3),
    "cancer-classes": lambda f: phantom_sets.cancer_table(f, 4),
    "msd-task03": lambda f: phantom_sets.decathlon(f, "Task03_Liver", "liver", 4),
    "msd-task04": lambda f: phantom_sets.decathlon(f, "Task04_Hippocampus", "hippocampus", 4),
    "msd-task07": lambda f: phantom_sets.decathlon(f, "Task07_Pancreas", "pancreas", 4),
    "nnunet-raw": lambda f: phantom_sets.nnunet_raw(f, 4),
}


def test_every_source_has_a_phantom() -> None:
    assert MADE.keys() == datasets.SOURCES.keys()


@pytest.mark.parametrize("source", MADE)
def test_a_data_set_is_found(source: str, tmp_path: Path) -> None:
    folder = MADE[source](tmp_path / "data")
    found = datasets.find(source, folder)
    names = [case.name for case in found.cases]
    assert names == sorted(names)
    assert len(names) == (3 if source == "brats2020" else 4)
    assert all(len(case.images) == len(found.channels) for case in found.cases)
    assert found.licence
    assert found.origin in command.report(source, found)


@pytest.mark.parametrize("source", MADE)
def test_a_folder_of_something_else_is_refused(source: str, tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("nothing")
    with pytest.raises(datasets.OtherLayoutError, match=r"\(expected "):
        datasets.find(source, tmp_path)


@pytest.mark.parametrize("source", ["msd-task07", "brats2020"])
def test_the_folder_above_will_do(source: str, tmp_path: Path) -> None:
    MADE[source](tmp_path)
    assert datasets.find(source, tmp_path).cases


def test_brats_is_read_as_published(tmp_path: Path) -> None:
    found = datasets.find("brats2020", MADE["brats2020"](tmp_path))
    assert found.channels == ("FLAIR", "T1", "T1ce", "T2")
    last = found.cases[-1]
    assert last.name == "BraTS20_Training_355"
    assert last.label_file().name == "W39_1998.09.19_Segm.nii"
    assert dict(last.remap) == {4: 3}
    assert found.notes == (
        "3 of the archive's 369 patients",
        "label value 4 (enhancing) is taken as 3",
    )


def test_two_folders_make_two_classes(tmp_path: Path) -> None:
    found = datasets.find("cancer-classes", phantom_sets.cancer_folders(tmp_path, 6))
    assert [(c.name, c.category, c.label is not None) for c in found.cases] == [
        ("imagesTr_pancreas_001", 1, True),
        ("imagesTr_pancreas_003", 1, True),
        ("imagesTr_pancreas_005", 1, True),
        ("normal_scan_000", 0, False),
        ("normal_scan_002", 0, False),
        ("normal_scan_004", 0, False),
    ]


def test_the_first_layout_that_fits_is_taken(tmp_path: Path) -> None:
    folder = MADE["nnunet-raw"](tmp_path)
    assert datasets.find_any(["msd-task07", "nnunet-raw"], folder)[0] == "nnunet-raw"


def refusal(source: str, folder: Path) -> list[str]:
    """The sentences between the first line and the one that says where the data comes from."""
    with pytest.raises(ValueError, match="problem") as refused:
        datasets.find(source, folder)
    first, *told, last = str(refused.value).split("\n")
    count = len(told)
    assert re.fullmatch(rf".*: {count} problem{'s' if count > 1 else ''}", first)
    assert re.fullmatch(r"The data: .+\. Licence: .+\.", last)
    return [line.strip() for line in told]


@pytest.mark.parametrize(
    ("source", "gone", "told"),
    [
        (
            "msd-task07",
            "imagesTr/pancreas_002.nii.gz",
            "imagesTr/pancreas_002.nii.gz is missing (expected for the label of that name)",
        ),
        (
            "msd-task03",
            "labelsTr/liver_003.nii.gz",
            "labelsTr/liver_003.nii.gz is missing (expected for the scan of that name)",
        ),
        (
            "brats2020",
            "BraTS20_Training_002/BraTS20_Training_002_t1ce.nii",
            "BraTS20_Training_002/BraTS20_Training_002_t1ce.nii is missing "
            "(expected the four channels and the labels)",
        ),
        (
            "brats2020",
            "BraTS20_Training_355/W39_1998.09.19_Segm.nii",
            "BraTS20_Training_355/BraTS20_Training_355_seg.nii is missing "
            "(expected the four channels and the labels)",
        ),
        (
            "abdomen-ct-1k",
            "AbdomenCT-1K-ImagePart3/Case_00002_0000.nii.gz",
            "Case_00002_0000.nii.gz is missing (expected in an image part, for "
            "Mask/Case_00002.nii.gz)",
        ),
        (
            "nnunet-raw",
            "imagesTr/case01_0000.nii.gz",
            "{}/imagesTr/case01_0000.nii.gz: missing (expected for label case01.nii.gz)",
        ),
        (
            "nnunet-raw",
            "labelsTr/case01.nii.gz",
            "{}/labelsTr: 3 labels (expected dataset.json's 4)",
        ),
        (
            "cancer-classes",
            "imagesTr/scan03_0000.nii.gz",
            "{}/imagesTr/scan03_0000.nii.gz: missing (expected for label scan03.nii.gz)",
        ),
    ],
)
def test_a_missing_file_is_named(source: str, gone: str, told: str, tmp_path: Path) -> None:
    folder = MADE[source](tmp_path)
    (folder / gone).unlink()
    assert refusal(source, folder) == [told.format(folder)]


def test_a_swapped_image_and_label_are_told(tmp_path: Path) -> None:
    folder = MADE["msd-task07"](tmp_path)
    image = folder / "imagesTr" / "pancreas_002.nii.gz"
    label = folder / "labelsTr" / "pancreas_002.nii.gz"
    kept = image.read_bytes()
    image.write_bytes(label.read_bytes())
    label.write_bytes(kept)
    assert refusal("msd-task07", folder) == [
        f"{label}: label value -1000 (expected one of [0, 1, 2]; are image and label swapped?)"
    ]


def test_values_between_labels_are_told(tmp_path: Path) -> None:
    folder = MADE["nnunet-raw"](tmp_path)
    label = folder / "labelsTr" / "case00.nii.gz"
    phantom_sets.write(label, np.full(phantom_sets.SHAPE, 0.5, np.float32))
    assert refusal("nnunet-raw", folder) == [
        f"{label}: label value 0.5 (expected one of [0, 1, 2]; are image and label swapped?)"
    ]


def test_another_shape_is_told(tmp_path: Path) -> None:
    folder = MADE["brats2020"](tmp_path)
    patient = folder / "BraTS20_Training_001"
    file = patient / "BraTS20_Training_001_t2.nii"
    phantom_sets.write(file, np.zeros((26, 24, 21), np.int16), (2.0, 2.0, 2.0))
    assert refusal("brats2020", folder) == [
        f"{file}: 26x24x21 voxels (expected 26x24x22, as BraTS20_Training_001_flair.nii)"
    ]


@pytest.mark.parametrize(("moved", "refused"), [(0.15, False), (2.0, True)])
def test_another_place_is_told_beyond_the_tolerance(
    moved: float, refused: bool, tmp_path: Path
) -> None:
    folder = MADE["abdomen-ct-1k"](tmp_path)
    label = folder / "Mask" / "Case_00003.nii.gz"
    image = nib.load(label)
    affine = image.affine.copy()
    affine[0, 3] += moved
    nib.save(nib.Nifti1Image(np.asarray(image.dataobj), affine), label)
    if not refused:
        assert datasets.find("abdomen-ct-1k", folder).cases
        return
    assert refusal("abdomen-ct-1k", folder) == [
        f"{label}: a corner lies 0.5 voxels from that of Case_00003_0000.nii.gz "
        "(expected at most 0.05; the grids differ)"
    ]


@pytest.mark.parametrize(
    ("source", "file", "told"),
    [
        ("msd-task03", "imagesTr/liver_002.nii.gz", "the file ends too early"),
        (
            "brats2020",
            "BraTS20_Training_001/BraTS20_Training_001_t1.nii",
            "13904 of 27808 bytes",
        ),
    ],
)
def test_a_partial_download_is_told(source: str, file: str, told: str, tmp_path: Path) -> None:
    folder = MADE[source](tmp_path)
    there = (folder / file).read_bytes()
    (folder / file).write_bytes(there[: len(there) // 2])
    expected = f"{folder / file}: cannot be read, perhaps a partial download ({told})"
    assert refusal(source, folder) == [expected]


@pytest.mark.parametrize("source", ["msd-task07", "nnunet-raw"])
def test_labels_with_a_gap_are_told(source: str, tmp_path: Path) -> None:
    folder = MADE[source](tmp_path)
    content = json.loads((folder / "dataset.json").read_text())
    given = {"0": "background", "1": "a", "3": "b"}
    content["labels"] = given if source == "msd-task07" else {n: int(v) for v, n in given.items()}
    (folder / "dataset.json").write_text(json.dumps(content))
    assert refusal(source, folder)[0] == (
        "dataset.json labels: values [0, 1, 3] (expected 0, 1, 2, … without a gap)"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,label\n", "line 1: 'name,label' (expected 'case,class')"),
        ("case,class\nscan00,2\n", "line 2: scan00,2 (expected a case and 0 or 1)"),
        ("case,class\nscan00,1\nscan00,0\n", "line 3: scan00 again (expected each case once)"),
    ],
)
def test_a_mistake_in_the_table_of_classes_is_told(text: str, told: str, tmp_path: Path) -> None:
    folder = MADE["cancer-classes"](tmp_path)
    (folder / "classes.csv").write_text(text)
    with pytest.raises(ValueError, match="classes") as refused:
        datasets.find("cancer-classes", folder)
    assert str(refused.value) == f"{folder / 'classes.csv'} {told}"


def test_one_class_alone_is_refused(tmp_path: Path) -> None:
    folder = MADE["cancer-classes"](tmp_path)
    (folder / "classes.csv").write_text("case,class\nscan01,1\n")
    assert refusal("cancer-classes", folder) == [
        "no scan of class 0 (expected some of 0 and some of 1)"
    ]


def test_many_problems_are_counted(tmp_path: Path) -> None:
    about = datasets.About("here", "none")
    with pytest.raises(ValueError, match="30 problems") as refused:
        checks.refuse([f"no {n}" for n in range(30)], tmp_path, about)
    assert str(refused.value).split("\n")[-2:] == [
        "  and 10 more",
        "The data: here. Licence: none.",
    ]


def test_check_tells_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = MADE["msd-task07"](tmp_path)
    given = ["check", "pancreas-tumour.as-published", "--data", str(folder), "--values"]
    assert main(given) == 0
    assert capsys.readouterr().out.splitlines()[3:] == [
        "cases:     4",
        "channels:  CT",
        "labels:    1 pancreas, 2 tumour",
        "note:      4 of the archive's 281 cases",
        "Not for clinical use.",
    ]
