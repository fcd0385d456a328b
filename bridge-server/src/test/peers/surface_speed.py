"""VTK's time for the surfaces of a labelmap, a line for a line, so that whoever compares can take turns with it.

  surface_speed.py LABELS.nii.gz THREADS

Reads lines and answers each with seconds and triangles:
  shared raw, shared smooth          vtkSurfaceNets3D once for all labels: one mesh, whose points and borders they share
  structures raw, structures smooth  vtkSurfaceNets3D once a label: a mesh a structure
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import nibabel as nib
import numpy as np
import vtk
from vtk.util.numpy_support import numpy_to_vtk


def nets(image: vtk.vtkImageData, labels: list[int], smooth: bool) -> int:
    surfaces = vtk.vtkSurfaceNets3D()
    surfaces.SetInputData(image)
    for n, label in enumerate(labels):
        surfaces.SetValue(n, label)
    surfaces.SetBackgroundLabel(0)
    surfaces.SetSmoothing(smooth)
    surfaces.SetOutputMeshTypeToTriangles()
    surfaces.Update()
    return int(surfaces.GetOutput().GetNumberOfCells())


def main(file: Path, threads: int) -> None:
    vtk.vtkSMPTools.SetBackend("STDThread")
    vtk.vtkSMPTools.Initialize(threads)
    values = np.asarray(nib.load(file).dataobj)
    values = values.astype(np.uint8 if values.max() < 256 else np.uint16)
    image = vtk.vtkImageData()
    image.SetDimensions(*values.shape)
    image.GetPointData().SetScalars(numpy_to_vtk(values.ravel(order="F"), deep=True))
    labels = [int(v) for v in np.unique(values) if v]
    print("VTK", vtk.vtkVersion.GetVTKVersion(), len(labels), flush=True)
    for line in sys.stdin:
        what, how = line.split()
        start = time.perf_counter()
        if what == "shared":
            triangles = nets(image, labels, how == "smooth")
        else:
            triangles = sum(nets(image, [label], how == "smooth") for label in labels)
        print(time.perf_counter() - start, triangles, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
