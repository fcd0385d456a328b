"""Labels on a grid and the result document that a bridge would send of them, worked out here on its own: by numpy, voxel by voxel."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import vtk
from FoldLinkLib import documents, preview, scene
from FoldLinkLib.parameters import Parameters

from rig.slicer_parts import SlicerParts

Labels = npt.NDArray[np.uint8]
Affine = npt.NDArray[np.float64]
LIVER = {
    "category": {"code": "123037004", "meaning": "Anatomical Structure"},
    "type": {"code": "10200004", "meaning": "Liver"},
}
KIDNEY = {
    "category": {"code": "123037004", "meaning": "Anatomical Structure"},
    "type": {"code": "64033007", "meaning": "Kidney"},
    "modifier": {"code": "7771000", "meaning": "Left"},
}


@dataclass
class Made:
    model: documents.Model
    result: documents.Result
    labels: Labels
    affine: Affine
    reference: Any
    labelmap: Any


def colour(value: int) -> list[int]:
    return [(37 * value + 90) % 256, (83 * value + 40) % 256, (151 * value) % 256]


def names_of(count: int) -> list[str]:
    return ["liver", "kidney left", *(f"structure {n}" for n in range(3, count + 1))][:count]


def model(count: int = 2, names: list[str] | None = None, model_id: str = "abdomen") -> documents.Model:
    said = names or names_of(count)
    rows = []
    for value, name in enumerate(said, 1):
        row: dict[str, Any] = {"value": value, "name": name, "colour": colour(value)}
        if value <= 2:
            row["terminology"] = (LIVER, KIDNEY)[value - 1]
        rows.append(row)
    reply = {
        "id": model_id,
        "title": "Abdomen",
        "version": "1.2",
        "task": "segmentation",
        "channels": [{"name": "CT", "modality": "CT"}],
        "labels": rows,
        "folds": [0, 1, 2, 3, 4],
    }
    return documents.model(reply)


def result(labels: Labels, affine: Affine, of: documents.Model, job: str = "ab12", agreement: float | None = 0.975) -> documents.Result:
    """Axes are the grid's own; a box reaches half a voxel beyond the outer voxel centres."""
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    structures, absent = [], []
    for label in of.labels:
        k, j, i = np.nonzero(labels == label.value)
        if len(i) == 0:
            absent.append(label.name)
            continue
        index = np.stack([i, j, k], axis=1)
        low, high = index.min(axis=0) - 0.5, index.max(axis=0) + 0.5
        corners = np.array([[(low, high)[b >> n & 1][n] for n in range(3)] for b in range(8)]) @ affine[:3, :3].T + affine[:3, 3]
        points = index @ affine[:3, :3].T + affine[:3, 3]
        half = 0.5 * np.abs(affine[:3, :3]).sum(axis=1)  # how far a voxel's corners lie from its centre along R, A and S
        row = {
            "value": label.value,
            "name": label.name,
            "colour": list(label.colour),
            "voxels": len(i),
            "ml": float(len(i) * spacing.prod() / 1000),
            "box": {"min": (points.min(axis=0) - half).tolist(), "max": (points.max(axis=0) + half).tolist()},
            "oriented_box": {
                "centre": corners.mean(axis=0).tolist(),
                "axes": (affine[:3, :3] / spacing).T.tolist(),
                "size": ((high - low) * spacing).tolist(),
            },
            "centre": (index.mean(axis=0) @ affine[:3, :3].T + affine[:3, 3]).tolist(),
            "diameters_mm": [27.41, 14.06],
        }
        if agreement is not None:
            row["fold_agreement"] = agreement
        if label.terminology is not None:
            row["terminology"] = (LIVER, KIDNEY)[label.value - 1]
        structures.append(row)
    document = {
        "job": job,
        "part": 1,
        "of": 1,
        "structures": structures,
        "absent": absent,
        "provenance": {"model": of.id, "model_version": "1.2", "model_hash": "c0ffee", "folds": [0, 1, 2, 3, 4]},
        "seconds": {"inference": 2.4},
        "software": "0.1.0",
        "notice": "Not for clinical use.",
        "devices": [{"device": f"{job}.labels", "revision": 9}],
    }
    read = documents.result([json.dumps(document)])
    assert read is not None
    return read


def blobs(shape: tuple[int, int, int], count: int = 2, seed: int = 1) -> Labels:
    """Ellipsoids along k, j, i, apart from one another, each of some voxels at least."""
    rng = np.random.default_rng(seed)
    labels = np.zeros(shape, np.uint8)
    points = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), axis=-1)
    for value in range(1, count + 1):
        # Side by side along i, so that none hides another.
        centre = np.array([shape[0] / 2, shape[1] / 2, (value - 0.5) * shape[2] / count]) + rng.uniform(-1, 1, 3)
        radius = np.maximum(rng.uniform(0.2, 0.35, 3) * np.array([shape[0], shape[1], shape[2] / count]), 1.2)
        labels[(((points - centre) / radius) ** 2).sum(axis=-1) <= 1] = value
    return labels


def image_of(voxels: npt.NDArray[Any]) -> Any:
    from vtk.util.numpy_support import get_vtk_array_type, vtk_to_numpy

    image = vtk.vtkImageData()
    image.SetDimensions(*reversed(voxels.shape))
    image.AllocateScalars(get_vtk_array_type(voxels.dtype), 1)
    vtk_to_numpy(image.GetPointData().GetScalars()).reshape(voxels.shape)[:] = voxels
    return image


def fill(node: Any, voxels: npt.NDArray[Any], affine: Affine) -> None:
    matrix = vtk.vtkMatrix4x4()
    for row in range(4):
        for column in range(4):
            matrix.SetElement(row, column, float(affine[row, column]))
    node.SetIJKToRASMatrix(matrix)
    node.SetAndObserveImageData(image_of(voxels))


def volume(parts: SlicerParts, voxels: npt.NDArray[Any], affine: Affine, name: str = "CT") -> Any:
    node = parts.scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", name)
    fill(node, voxels, affine)
    node.CreateDefaultDisplayNodes()
    node.GetDisplayNode().SetUndoEnabled(True)
    node.SetUndoEnabled(True)
    return node


def received(parts: SlicerParts, labels: Labels, affine: Affine, of: documents.Model, job: str = "ab12") -> Any:
    """A labelmap node as the connector leaves it: its matrix went over the wire in 32 bits."""
    node = preview.labelmap_node(parts.scene, f"{job}.labels", of)
    fill(node, labels, affine.astype(np.float32).astype(float))
    return node


def made(parts: SlicerParts, labels: Labels, affine: Affine, count: int = 2, seed: int = 1, **of_result: Any) -> Made:
    of = model(count)
    scan = (labels.astype(np.int16) * 40 + np.random.default_rng(seed).integers(-20, 20, labels.shape)).astype(np.int16)
    reference = volume(parts, scan, affine)
    job = of_result.get("job", "ab12")
    return Made(of, result(labels, affine, of, **of_result), labels, affine, reference, received(parts, labels, affine, of, job))


def logics_of(parts: SlicerParts) -> scene.Logics:
    return scene.Logics(*(getattr(parts, each.name) for each in dataclasses.fields(scene.Logics)))


def build(parts: SlicerParts, run: Made, doubt: Any = None, **parameters: Any) -> scene.Built:
    chosen = Parameters(**parameters)
    return scene.build(parts.scene, logics_of(parts), run.labelmap, doubt, run.result, run.model, run.reference, chosen)
