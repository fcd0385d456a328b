"""VTK makes the same surfaces, and reads the files that we wrote.

  surfaces.py FOLDER

FOLDER holds labelmaps CASE.nii.gz and what we wrote of each, unsmoothed: CASE.surf.<value>.<name>.stl and .ply, CASE.surf.obj and
CASE.surf.glb. Prints one line a structure: case, label, then VTK's area (mm2) and enclosed volume (mm3) by vtkSurfaceNets3D without
smoothing, ours as VTK reads them from the PLY, the Hausdorff distance between the two (mm) and the numbers of triangles of both. Ends
with 1 where the other formats do not hold the same as the PLY.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nibabel as nib
import numpy as np
import numpy.typing as npt
import vtk
from vtk.util.numpy_support import numpy_to_vtk, vtk_to_numpy

Points = npt.NDArray[np.float64]
Triangles = npt.NDArray[np.int64]


def nets(labels: npt.NDArray[np.uint16], affine: Points, label: int) -> vtk.vtkPolyData:
    """One label's surface in RAS mm. VTK leaves a structure open that touches the border: one voxel of background is put around."""
    padded = np.pad(labels == label, 1).astype(np.uint8)
    image = vtk.vtkImageData()
    image.SetDimensions(*padded.shape)
    image.SetOrigin(-1, -1, -1)
    image.GetPointData().SetScalars(numpy_to_vtk(padded.ravel(order="F"), deep=True))
    filter = vtk.vtkSurfaceNets3D()
    filter.SetInputData(image)
    filter.SetValue(0, 1)
    filter.SetBackgroundLabel(0)
    filter.SetSmoothing(False)
    filter.SetOutputMeshTypeToTriangles()
    filter.Update()
    mesh = filter.GetOutput()
    index = vtk_to_numpy(mesh.GetPoints().GetData()).astype(np.float64)
    points = vtk.vtkPoints()
    points.SetDataTypeToDouble()
    points.SetData(numpy_to_vtk(index @ affine[:3, :3].T + affine[:3, 3], deep=True))
    mesh.SetPoints(points)
    return mesh


def triangles(mesh: vtk.vtkPolyData) -> tuple[Points, Triangles]:
    corners = vtk_to_numpy(mesh.GetPolys().GetConnectivityArray()).astype(np.int64).reshape(-1, 3)
    return vtk_to_numpy(mesh.GetPoints().GetData()).astype(np.float64), corners


def area_and_volume(mesh: vtk.vtkPolyData) -> tuple[float, float]:
    points, corners = triangles(mesh)
    a, b, c = (points[corners[:, n]] - points.mean(0) for n in range(3))
    area = float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)
    return area, float((a * np.cross(b, c)).sum() / 6)


def hausdorff(one: vtk.vtkPolyData, other: vtk.vtkPolyData) -> float:
    filter = vtk.vtkHausdorffDistancePointSetFilter()
    filter.SetInputData(0, one)
    filter.SetInputData(1, other)
    filter.SetTargetDistanceMethodToPointToCell()
    filter.Update()
    return float(filter.GetHausdorffDistance())


def read(reader: vtk.vtkAbstractPolyDataReader, file: Path) -> vtk.vtkPolyData:
    reader.SetFileName(str(file))
    reader.Update()
    return reader.GetOutput()


def same(what: str, mesh: vtk.vtkPolyData, wanted: vtk.vtkPolyData, scale: float = 1) -> None:
    area, volume = area_and_volume(mesh)
    expected_area, expected_volume = area_and_volume(wanted)
    count, expected_count = mesh.GetNumberOfCells(), wanted.GetNumberOfCells()
    if count != expected_count:
        raise SystemExit(f"{what}: {count} triangles (expected {expected_count})")
    if abs(area / scale**2 / expected_area - 1) > 1e-4:
        raise SystemExit(f"{what}: area {area / scale**2} (expected {expected_area})")
    if abs(volume / scale**3 / expected_volume - 1) > 1e-3:
        raise SystemExit(f"{what}: volume {volume / scale**3} (expected {expected_volume})")


def one_file(folder: Path, case: str, ours: dict[str, vtk.vtkPolyData]) -> None:
    everything = vtk.vtkAppendPolyData()
    for mesh in ours.values():
        everything.AddInputData(mesh)
    everything.Update()
    whole = everything.GetOutput()
    same(f"{case} obj", read(vtk.vtkOBJReader(), folder / f"{case}.surf.obj"), whole)
    reader = vtk.vtkGLTFReader()
    reader.SetFileName(str(folder / f"{case}.surf.glb"))
    reader.ApplyDeformationsToGeometryOn()
    reader.Update()
    flat = vtk.vtkCompositeDataGeometryFilter()
    flat.SetInputConnection(reader.GetOutputPort())
    flat.Update()
    scene = flat.GetOutput()
    same(f"{case} glb", scene, whole, scale=1e-3)
    r0, r1, a0, a1, s0, s1 = whole.GetBounds()
    expected = np.array([-r1, -r0, s0, s1, a0, a1]) / 1000
    if np.abs(np.array(scene.GetBounds()) - expected).max() > 1e-5:
        raise SystemExit(f"{case} glb: bounds {scene.GetBounds()} (expected {expected}, y up, m)")


def main(folder: Path) -> None:
    for file in sorted(folder.glob("*.nii.gz")):
        image = nib.load(file)
        labels = np.asarray(image.dataobj).astype(np.uint16)
        case = file.name.removesuffix(".nii.gz")
        ours: dict[str, vtk.vtkPolyData] = {}
        for ply in sorted(folder.glob(f"{case}.surf.*.ply")):
            label = int(ply.name.removeprefix(f"{case}.surf.").split(".")[0])
            mesh = read(vtk.vtkPLYReader(), ply)
            ours[ply.name] = mesh
            same(ply.name + " as stl", read(vtk.vtkSTLReader(), ply.with_suffix(".stl")), mesh)
            theirs = nets(labels, image.affine, label)
            area, volume = area_and_volume(theirs)
            own_area, own_volume = area_and_volume(mesh)
            counts = theirs.GetNumberOfCells(), mesh.GetNumberOfCells()
            distance = hausdorff(theirs, mesh)
            print(case, label, area, abs(volume), own_area, own_volume, distance, *counts)
        one_file(folder, case, ours)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
