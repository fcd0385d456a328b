"""Where tumours lie, worked out by SciPy, for comparison with ours.

  site.py FOLDER REGIONS.CSV

FOLDER has, for each case NAME: NAME.labels.nii.gz, NAME.atlas.nii.gz (codes, on a grid of whole mm) and NAME.txt: a line with the 12
values, row-major, of the map from the labels' RAS mm to the atlas's, a line with the parts' values, a line with the numbers that
the regions across the midline have, then a line "code region" for each code. Prints for each component of at
least 0.05 ml and each part of it lines of NAME, component, part (0: the whole), then

  sums ML X Y Z AX AY AZ LEFT_SHARE CROSSES UNNAMED
  share REGION SIDE SHARE
  near REGION SIDE MM
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

import nibabel as nib
import numpy as np
import numpy.typing as npt
from scipy import ndimage
from scipy.spatial import cKDTree

Points = npt.NDArray[np.float64]
REACH, MARGIN, NEARBY = 5.0, 2.0, 30.0


class Atlas:
    def __init__(self, file: Path, names: dict[int, str], midline: set[str]) -> None:
        image = nib.load(file)
        codes = np.asarray(image.dataobj)
        at = np.argwhere(np.isin(codes, list(names)))
        self.points = np.rint(at @ image.affine[:3, :3].T + image.affine[:3, 3])
        self.regions, of_code = np.unique(list(names.values()), return_inverse=True)
        numbers = np.zeros(max(names) + 1, int)
        numbers[list(names)] = of_code
        self.region = numbers[codes[tuple(at.T)]]
        self.tree = cKDTree(self.points)
        self.midline = midline

    def places(self, points: Points) -> list[tuple[str, str] | None]:
        distance, nearest = self.tree.query(np.floor(points + 0.5), distance_upper_bound=REACH + 1e-6)
        return [
            (str(r), self.side(r, p[0])) if r else None
            for r, p in zip(
                (self.regions[self.region[n]] if np.isfinite(d) else "" for d, n in zip(distance, nearest, strict=True)),
                points,
                strict=True,
            )
        ]

    def side(self, region: str, x: float) -> str:
        return "MIDLINE" if region in self.midline else "LEFT" if x <= 0 else "RIGHT"


def upwards(region: str, parent: dict[str, str]) -> list[str]:
    chain = [region]
    while parent[chain[-1]]:
        chain.append(parent[chain[-1]])
    return chain


def to_cells(points: Points, centres: Points, tree: cKDTree, axes: Points, spacing: Points) -> float:
    """The least distance of points to cells. Cells about 24 centres are looked at, of the points whose centre may lie nearest."""
    distance, _ = tree.query(points, distance_upper_bound=NEARBY + np.linalg.norm(spacing))
    if not np.isfinite(distance).any():
        return float("inf")
    points = points[distance <= distance.min() + np.linalg.norm(spacing)]
    _, nearest = tree.query(points, k=min(24, len(centres)))
    off = np.abs((points[:, None, :] - centres[nearest.reshape(len(points), -1)]) @ axes)
    return float(np.sqrt((np.maximum(0, off - spacing / 2) ** 2).sum(-1)).min())


def main(folder: Path, table: Path) -> None:
    with table.open() as file:
        rows = list(csv.DictReader(file))
    parent = {r["id"]: r["parent"] for r in rows}
    eloquent = {r["id"] for r in rows if r["eloquent"] == "yes"}
    for text in sorted(folder.glob("*.txt")):
        case = text.stem
        lines = text.read_text().splitlines()
        matrix = np.array(lines[0].split(), float).reshape(3, 4)
        parts = [int(v) for v in lines[1].split()]
        names = {int(c): r for c, r in (line.split() for line in lines[3:])}
        atlas = Atlas(folder / f"{case}.atlas.nii.gz", names, set(lines[2].split()))
        image = nib.load(folder / f"{case}.labels.nii.gz")
        labels = np.asarray(image.dataobj)
        spacing = np.linalg.norm(image.affine[:3, :3], axis=0)
        axes = image.affine[:3, :3] / spacing
        voxel = np.prod(spacing) / 1000
        found, n = ndimage.label(np.isin(labels, parts), np.ones((3, 3, 3)))
        sizes = ndimage.sum_labels(np.ones_like(found), found, range(1, n + 1))
        order = [c + 1 for c in np.argsort(-sizes, kind="stable") if sizes[c] * voxel >= 0.05]
        back = np.linalg.inv(np.vstack([matrix, [0, 0, 0, 1]]))
        atlas_in_patient = atlas.points @ back[:3, :3].T + back[:3, 3]
        across_midline = np.isin(atlas.regions, list(atlas.midline))[atlas.region]
        sides = np.where(across_midline, "MIDLINE", np.where(atlas.points[:, 0] <= 0, "LEFT", "RIGHT"))
        for number, component in enumerate(order, 1):
            for part in [0, *parts]:
                at = np.argwhere((found == component) & ((labels == part) | (part == 0)))
                if not len(at):
                    continue
                ras = at @ image.affine[:3, :3].T + image.affine[:3, 3]
                there = ras @ matrix[:, :3].T + matrix[:, 3]
                places = atlas.places(there)
                x = there[:, 0]
                across = min((x < -MARGIN).sum(), (x > MARGIN).sum())
                crosses = across * voxel >= 0.1 and across >= 0.01 * len(x)
                print(
                    case, number, part, "sums", len(at) * voxel, *ras.mean(0), *there.mean(0), (x < 0).mean(), crosses,
                    sum(p is None for p in places) / len(places),
                )  # fmt: skip
                shares = Counter(p for p in places if p)
                for (region, side), count in shares.items():
                    print(case, number, part, "share", region, side, count / len(at))
                tree = cKDTree(ras)
                for region in eloquent:
                    members = np.array([region in upwards(r, parent) for r in atlas.regions])[atlas.region]
                    for side in ("LEFT", "RIGHT", "MIDLINE"):
                        points = atlas_in_patient[members & (sides == side)]
                        inside = any(region in upwards(r, parent) and s == side for r, s in shares)
                        if not len(points):
                            continue
                        mm = 0.0 if inside else to_cells(points, ras, tree, axes, spacing)
                        if mm < NEARBY:
                            print(case, number, part, "near", region, side, mm)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
