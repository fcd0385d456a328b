"""The figures of a result, for the panel, as a table node, as CSV; and the files of an export."""

from __future__ import annotations

import csv
import dataclasses
import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import vtk
from FoldLinkLib import export, scene, table
from made_results import Made, blobs, build, colour, made, model, result

from rig.slicer_parts import SlicerParts

AFFINE = np.array([[-1.5, 0, 0, 40.0], [0, -1.5, 0, 30], [0, 0, 2.5, -20], [0, 0, 0, 1]])


@pytest.fixture
def run(parts: SlicerParts) -> Made:
    return made(parts, blobs((12, 20, 30)), AFFINE, count=3)


def box() -> Any:
    labels = np.zeros((8, 9, 10), np.uint8)
    labels[1:5, 2:8, 3:7] = 1
    return labels


def test_rows_have_figures_as_a_clinician_reads_them() -> None:
    (row,) = table.rows(result(box(), AFFINE, model(1)))
    assert (row.value, row.name, row.colour) == (1, "liver", tuple(colour(1)))
    assert row.ml == "0.540"  # 96 voxels of 1.5 x 1.5 x 2.5 mm
    assert row.box == "6.0 × 9.0 × 10.0"
    assert row.diameters == "27.4 × 14.1"
    assert row.agreement == "97 %"
    assert table.header() == ("Structure", "Volume (ml)", "Box (mm)", "Diameters (mm)", "Fold agreement")


def test_what_was_not_measured_is_a_dash() -> None:
    measured = result(box(), AFFINE, model(1), agreement=None)
    structure = dataclasses.replace(measured.structures[0], diameters_mm=(), oriented_box=None)
    (row,) = table.rows(dataclasses.replace(measured, structures=(structure,)))
    assert (row.diameters, row.agreement) == ("–", "–")
    assert row.box == "6.0 × 9.0 × 10.0"


def test_csv_is_read_back_by_any_reader() -> None:
    names = ['liver, "left" lobe', "肝", "=HYPERLINK(1)", "not there"]
    labels = np.zeros((8, 9, 10), np.uint8)
    labels[1:5, 2:8, 3:7], labels[6, 2, 2], labels[7, 7, 7:9] = 1, 2, 3
    written = table.csv(result(labels, AFFINE, model(4, names)), model(4, names))
    assert written.endswith("\r\n")
    assert written.count("\n") == written.count("\r\n")
    header, *records = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    assert header == [
        "Label",
        "Structure",
        "Colour",
        "Volume (ml)",
        "Voxels",
        "Box i (mm)",
        "Box j (mm)",
        "Box k (mm)",
        "Diameter 1 (mm)",
        "Diameter 2 (mm)",
        "Fold agreement (%)",
    ]
    assert {len(record) for record in records} == {len(header)}
    assert records[0] == ["1", names[0], "#7f7b97", "0.5400", "96", "6.00", "9.00", "10.00", "27.41", "14.06", "97.50"]
    assert [record[1] for record in records[1:3]] == ["肝", "'=HYPERLINK(1)"]
    assert [record[1] for record in records[3:]] == [
        "Model: Abdomen 1.2 c0ffee",
        "Folds: 0, 1, 2, 3, 4",
        "Software: FoldLink 0.1.0",
        "Absent: Not found: not there.",
        "Notice: Not for clinical use.",
    ]


def test_the_table_node_says_the_same_as_the_panel(parts: SlicerParts, run: Made) -> None:
    node = build(parts, run).table
    titles = [node.GetTable().GetColumn(n).GetName() for n in range(node.GetNumberOfColumns())]
    assert titles == ["Structure", "Colour", "Volume (ml)", "Box (mm)", "Diameters (mm)", "Fold agreement"]
    rows = table.rows(run.result)
    for n, row in enumerate(rows):
        cells = [node.GetCellText(n, column) for column in range(len(titles))]
        assert cells == [row.name, "#{:02x}{:02x}{:02x}".format(*row.colour), row.ml, row.box, row.diameters, row.agreement]
    last = [node.GetCellText(n, 0) for n in range(len(rows), node.GetNumberOfRows())]
    assert last[0] == "Model: Abdomen 1.2 c0ffee"
    assert last[-1] == "Notice: Not for clinical use."
    assert node.GetLocked()


def read(path: Path, reader: Any) -> Any:
    reader.SetFileName(str(path))
    reader.Update()
    return reader.GetOutput()


def test_files_hold_the_result_in_the_volumes_own_frame(parts: SlicerParts, run: Made, tmp_path: Path) -> None:
    from vtk.util.numpy_support import vtk_to_numpy

    transform = parts.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    away = vtk.vtkMatrix4x4()
    away.SetElement(0, 3, 1000)
    transform.SetMatrixTransformToParent(away)
    run.reference.SetAndObserveTransformNodeID(transform.GetID())
    built = build(parts, run)
    nodes = parts.scene.GetNumberOfNodes()
    written = export.export_files(built, run.reference, tmp_path / "out", ["seg.nrrd", "nii.gz", "stl", "obj", "csv"])
    names = {path.name for path in written}
    stem = "CT _ Abdomen"
    assert {f"{stem}.seg.nrrd", f"{stem}.nii.gz", f"{stem}.csv", f"{stem}_liver.stl", f"{stem}_kidney left.stl", f"{stem}.obj"} <= names
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    assert parts.scene.GetNumberOfNodes() == nodes

    image = vtk.vtkNIFTIImageReader()
    labels = vtk_to_numpy(read(tmp_path / "out" / f"{stem}.nii.gz", image).GetPointData().GetScalars())
    assert (np.bincount(labels) == np.bincount(run.labels.ravel())).all()
    directions = np.array([[image.GetSFormMatrix().GetElement(i, j) for j in range(4)] for i in range(4)])
    assert np.allclose(directions @ np.diag([*image.GetDataSpacing(), 1]), AFFINE, atol=1e-4)

    liver = read(tmp_path / "out" / f"{stem}_liver.stl", vtk.vtkSTLReader())
    low, high = run.result.structures[0].box.min, run.result.structures[0].box.max
    bounds = np.array(liver.GetBounds())
    lps = np.array([-high[0], -low[0], -high[1], -low[1], low[2], high[2]])
    assert np.abs(bounds - lps).max() < 2.5

    again = parts.scene.AddNewNodeByClass("vtkMRMLSegmentationNode")
    storage = parts.scene.AddNewNodeByClass("vtkMRMLSegmentationStorageNode")
    storage.SetFileName(str(tmp_path / "out" / f"{stem}.seg.nrrd"))
    assert storage.ReadData(again)
    contents = again.GetSegmentation()
    assert [contents.GetNthSegment(n).GetName() for n in range(2)] == ["liver", "kidney left"]
    assert (export.labels_on(again, run.reference) == run.labels).all()

    text = (tmp_path / "out" / f"{stem}.csv").read_bytes()
    assert text.decode("utf-8-sig") == table.csv(run.result, run.model)


def test_no_file_is_overwritten_unasked(parts: SlicerParts, run: Made, tmp_path: Path) -> None:
    built = build(parts, run)
    export.export_files(built, run.reference, tmp_path, ["csv", "nii.gz"])
    (tmp_path / "CT _ Abdomen.csv").write_text("mine")
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    with pytest.raises(export.FilesExistError) as said:
        export.export_files(built, run.reference, tmp_path, ["csv", "nii.gz", "seg.nrrd"])
    assert said.value.names == ("CT _ Abdomen.csv", "CT _ Abdomen.nii.gz")
    assert str(said.value) == (
        f"{tmp_path.name} has CT _ Abdomen.csv, CT _ Abdomen.nii.gz already (expected new names). Replace them, or choose another folder."
    )
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    export.export_files(built, run.reference, tmp_path, ["csv"], overwrite=True)
    assert (tmp_path / "CT _ Abdomen.csv").read_text("utf-8-sig").startswith("Label,")


def test_an_unknown_kind_of_file_is_refused(parts: SlicerParts, run: Made, tmp_path: Path) -> None:
    with pytest.raises(ValueError) as said:
        export.export_files(build(parts, run), run.reference, tmp_path, ["csv", "dcm"])
    assert str(said.value) == "dcm is no kind of file that a result can be written as (expected seg.nrrd, nii.gz, stl, obj, csv)."
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("name", "file"), [("a/b: c", "a_b_ c"), ("..", "result"), ("肝 1", "肝 1"), ("x" * 300, "x" * 100)])
def test_names_become_names_of_files(name: str, file: str) -> None:
    assert export.file_name(name) == file


def test_edits_are_exported_and_added_segments_follow_the_models_labels(parts: SlicerParts, run: Made) -> None:
    built = build(parts, run)
    added = np.zeros(run.labels.shape, np.uint8)
    added[0, 0, :3] = 1
    segment_id = built.segmentation.GetSegmentation().AddEmptySegment("", "lesion")
    import slicer

    with parts.installed():
        slicer.util.updateSegmentBinaryLabelmapFromArray(added, built.segmentation, segment_id, run.reference)
    expected = run.labels.copy()
    expected[0, 0, :3] = 3
    assert (export.labels_on(built.segmentation, run.reference) == expected).all()


def test_the_segment_editor_gets_the_result_and_its_volume(parts: SlicerParts, run: Made) -> None:
    built = build(parts, run)
    opened: list[tuple[Any, Any]] = []
    scene.to_segment_editor(built, run.reference, lambda *given: opened.append(given))
    assert opened == [(built.segmentation, run.reference)]
