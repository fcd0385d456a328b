"""Folders of images: what is found in them, what of it is taken, and what is said of the others."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any, ClassVar

import pytest
import slicer
import vtk
from FoldLinkLib import folder
from FoldLinkLib.folder import FolderError, Series

DICOM = bytes(128) + b"DICM"


class Loader:
    """Makes a volume of so many voxels a file as its name says."""

    def __init__(self) -> None:
        self.dicoms: list[str] = []
        self.files: list[str] = []
        self.makes_images = True

    def dicom(self, where: str) -> list[Any]:
        self.dicoms.append(where)
        return [self.volume(10)]

    def file(self, path: str) -> list[Any]:
        self.files.append(Path(path).name)
        return [self.volume(int("".join(c for c in Path(path).name if c.isdigit()) or 1))]

    def volume(self, size: int) -> Any:
        node = slicer.vtkMRMLScalarVolumeNode()
        if self.makes_images:
            image = vtk.vtkImageData()
            image.SetDimensions(size, 1, 1)
            node.SetAndObserveImageData(image)
        return node


def write(where: Path, *names: str, content: bytes = b"") -> None:
    for name in names:
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_files_and_dicom_are_told_apart_and_labels_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "ct.nii.gz", "b/mr.NRRD", "c.mha", "ct_seg.nii.gz", "labels.nrrd", "x.seg.nrrd", "mask-1.nii", "notes.txt", "DICOMDIR")
    write(tmp_path, "series/IM0001", "series/IM0002", content=DICOM)
    write(tmp_path, "old/1.dcm")
    found = folder.look(str(tmp_path))
    assert [path.name for path in found.files] == ["c.mha", "ct.nii.gz", "mr.NRRD"]
    assert (found.labels, found.dicom) == (4, 3)


@pytest.mark.parametrize("name", ["segovia.nii", "T1_unmasked.nrrd", "labelled.nii.gz"])
def test_a_word_that_only_begins_so_is_no_label(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert len(folder.look(str(tmp_path)).files) == 1


def test_the_largest_comes_first(tmp_path: Path) -> None:
    write(tmp_path, "a20.nii", "b90.nii", "c5.nii")
    write(tmp_path, "s/1", content=DICOM)
    loader = Loader()
    nodes = folder.load(str(tmp_path), loader)
    assert [node.GetImageData().GetNumberOfPoints() for node in nodes] == [90, 20, 10, 5]
    assert loader.dicoms == [str(tmp_path)]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "The folder has 0 files and none of them is an image (expected DICOM, NIfTI, NRRD or MetaImage)."),
        (["a.txt"], "The folder has 1 files and none of them is an image (expected DICOM, NIfTI, NRRD or MetaImage)."),
        ([f"{n}.nii" for n in range(13)], "The folder has 13 images (expected at most 12). Choose the folder of one patient."),
    ],
)
def test_what_cannot_be_opened_is_said(tmp_path: Path, names: list[str], said: str) -> None:
    write(tmp_path, *names)
    with pytest.raises(FolderError) as raised:
        folder.load(str(tmp_path), Loader())
    assert str(raised.value) == said


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"is no folder. Choose the folder that holds the images of one patient."):
        folder.look(str(tmp_path / "none"))


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MOST_FILES", 2)
    write(tmp_path, "1", "2", "3")
    with pytest.raises(FolderError, match=r"more than 2 files. Choose the folder of one patient."):
        folder.look(str(tmp_path))


def test_nothing_that_loads(tmp_path: Path) -> None:
    write(tmp_path, "a.nii")
    loader = Loader()
    loader.makes_images = False
    with pytest.raises(FolderError, match=r"None of the 1 image files could be loaded."):
        folder.load(str(tmp_path), loader)


def test_localizers_and_other_modalities_stay_out() -> None:
    ct, scout, report, mr = Series("1", "CT", 300), Series("2", "CT", 2), Series("3", "SR", 1), Series("4", "MR", 60)
    assert folder.choose([scout, mr, report, ct]) == [ct, mr]


def test_what_is_all_there_is_stays_in() -> None:
    single, structure = Series("1", "MR", 1), Series("2", "OT", 7)
    assert folder.choose([single]) == [single]
    assert folder.choose([structure]) == [structure]
    assert folder.choose([]) == []


class Database:
    """A DICOM database with one study of three series."""

    files: ClassVar = {"1.1": 40, "1.2": 2, "1.3": 30}

    def patients(self) -> list[str]:
        return ["1"]

    def studiesForPatient(self, _patient: str) -> list[str]:
        return ["1"]

    def seriesForStudy(self, _study: str) -> list[str]:
        return list(self.files)

    def filesForSeries(self, series: str) -> list[str]:
        return ["file"] * self.files[series]

    def fieldForSeries(self, field: str, _series: str) -> str:
        assert field == "Modality"
        return "MR"

    def instanceValue(self, instance: str, tag: str) -> str:
        return {"0008,0060": "MR", "0008,103e": f"T1 {instance}", "0010,0020": "4711"}.get(tag, "")


def test_slicers_own_loaders_in_a_database_of_the_folders_own(parts: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[Any] = []

    class Temporary:
        def __enter__(self) -> Database:
            calls.append("open")
            return Database()

        def __exit__(self, *_error: object) -> None:
            calls.append("close")

    def load(series: list[str]) -> list[str]:
        calls.append(series)
        ids = []
        for uid in series:
            node = parts.scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode")
            node.SetAttribute("DICOM.instanceUIDs", f"{uid}.1 {uid}.2")
            ids.append(node.GetID())
        return [*ids, parts.scene.AddNewNodeByClass("vtkMRMLModelNode").GetID()]

    utils = types.SimpleNamespace(
        TemporaryDICOMDatabase=Temporary,
        importDicom=lambda where, database: calls.append((where, type(database).__name__)),
        loadSeriesByUID=load,
    )
    library = types.ModuleType("DICOMLib")
    library.DICOMUtils = utils  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "DICOMLib", library)
    with parts.installed():
        nodes = folder.SlicerLoader().dicom(str(tmp_path))
    assert calls == ["open", (str(tmp_path), "Database"), ["1.1", "1.3"], "close"]
    assert [folder.tags_of(node, None) for node in nodes] == [
        {"Modality": "MR", "SeriesDescription": "T1 1.1.1"},
        {"Modality": "MR", "SeriesDescription": "T1 1.3.1"},
    ]
    assert "4711" not in "".join(node.GetAttribute(name) or "" for node in nodes for name in node.GetAttributeNames())


def test_tags_of_a_volume_that_slicer_opened_come_from_its_database() -> None:
    node = slicer.vtkMRMLScalarVolumeNode()
    assert folder.tags_of(node, Database()) == {}
    node.SetAttribute("DICOM.instanceUIDs", "9")
    assert folder.tags_of(node, Database())["PatientID"] == "4711"
    assert folder.tags_of(node, None) == {}
