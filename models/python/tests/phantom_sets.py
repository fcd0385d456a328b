"""Public data sets in miniature: balls in tiny volumes, laid out as their archives unpack."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import nibabel as nib
import numpy as np
import numpy.typing as npt

SHAPE = (26, 24, 22)
SPACING = (4.0, 4.0, 5.0)
Array = npt.NDArray[np.int16]


def ball(centre: tuple[float, float, float], radius: float) -> npt.NDArray[np.bool_]:
    grid = np.indices(SHAPE, np.float64)
    away = [grid[a] - centre[a] for a in range(3)]
    found: npt.NDArray[np.bool_] = sum(d * d for d in away) <= radius * radius
    return found


def write(
    file: Path, values: npt.NDArray[np.generic], spacing: tuple[float, ...] = SPACING
) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    nib.save(nib.Nifti1Image(values, np.diag([*spacing, 1.0])), file)


def ct(seed: int, tumour: bool = True) -> tuple[Array, npt.NDArray[np.uint8]]:
    """HU of a body with an organ, and labels 1 organ, 2 tumour in it."""
    rng = np.random.default_rng(seed)
    body = ball((13, 12, 11), 10.5)
    centre = tuple(np.array([12, 12, 11]) + rng.uniform(-1.5, 1.5, 3))
    organ = ball(centre, 5.0)
    label = organ.astype(np.uint8)
    if tumour:
        label[ball((centre[0] + 1, centre[1], centre[2] - 1), 2.2)] = 2
    image = np.where(body, 20, -1000) + 60 * (label == 1) + 150 * (label == 2)
    noise = rng.normal(0, 10, SHAPE)
    return (image + noise * body).round().astype(np.int16), label


def mr(seed: int) -> tuple[list[Array], npt.NDArray[np.uint8]]:
    """FLAIR, T1, T1ce, T2 of a head without its skull, and labels 1, 2, 4 as BraTS has them."""
    rng = np.random.default_rng(seed)
    centre = tuple(np.array([13, 12, 11]) + rng.uniform(-2, 2, 3))
    label = np.zeros(SHAPE, np.uint8)
    for value, radius in ((2, 5.0), (4, 3.5), (1, 2.0)):
        label[ball(centre, radius)] = value
    brain = ball((13, 12, 11), 10.0)
    bright = {1: (300, 250, 200, 500), 2: (700, 300, 300, 700), 4: (500, 300, 800, 500)}
    channels = []
    for c in range(4):
        image = 400.0 * brain + rng.normal(0, 15, SHAPE) * brain
        for value, levels in bright.items():
            image[label == value] = levels[c]
        channels.append(np.clip(image, 0, None).round().astype(np.int16))
    return channels, label


def decathlon(folder: Path, task: str, stem: str, count: int) -> Path:
    """Such as `Task07_Pancreas` with `pancreas_001`, …"""
    root = folder / task
    names = [f"{stem}_{n:03d}.nii.gz" for n in range(1, count + 1)]
    for n, name in enumerate(names):
        image, label = ct(n)
        write(root / "imagesTr" / name, image)
        write(root / "labelsTr" / name, label)
    content = {
        "name": stem,
        "labels": {"0": "background", "1": stem, "2": "cancer"},
        "numTraining": count,
        "training": [
            {"image": f"./imagesTr/{name}", "label": f"./labelsTr/{name}"} for name in names
        ],
    }
    (root / "dataset.json").write_text(json.dumps(content))
    # As Apple's archiver leaves them.
    (root / "imagesTr" / f"._{names[0]}").write_bytes(b"\0")
    return root


def brats(folder: Path, count: int) -> Path:
    root = folder / "MICCAI_BraTS2020_TrainingData"
    for n in range(1, count + 1):
        # The last one is patient 355, whose segmentation has a name of its own.
        name = f"BraTS20_Training_{355 if n == count else n:03d}"
        channels, label = mr(n)
        for end, image in zip(("flair", "t1", "t1ce", "t2"), channels, strict=True):
            write(root / name / f"{name}_{end}.nii", image, (2.0, 2.0, 2.0))
        seg = "W39_1998.09.19_Segm" if n == count else f"{name}_seg"
        write(root / name / f"{seg}.nii", label, (2.0, 2.0, 2.0))
    return root


def abdomen_ct_1k(folder: Path, count: int) -> Path:
    for n in range(1, count + 1):
        image, label = ct(n)
        part = folder / f"AbdomenCT-1K-ImagePart{1 + n % 3}"
        write(part / f"Case_{n:05d}_0000.nii.gz", image)
        write(folder / "Mask" / f"Case_{n:05d}.nii.gz", label)
    return folder


def cancer_table(folder: Path, count: int, lesion: int = 2) -> Path:
    """nnU-Net's raw layout with `classes.csv`; every other scan has a tumour, of that label."""
    lines = ["case,class"]
    for n in range(count):
        image, label = ct(n, tumour=n % 2 == 1)
        label[label == 2] = lesion
        write(folder / "imagesTr" / f"scan{n:02d}_0000.nii.gz", image)
        write(folder / "labelsTr" / f"scan{n:02d}.nii.gz", label)
        lines.append(f"scan{n:02d},{n % 2}")
    (folder / "classes.csv").write_text("\n".join(lines) + "\n")
    return folder


def cancer_folders(folder: Path, count: int) -> Path:
    """The Decathlon's `imagesTr` and `labelsTr` as those with cancer, and a folder `normal`."""
    for n in range(count):
        image, label = ct(n, tumour=n % 2 == 1)
        if n % 2:
            write(folder / "imagesTr" / f"pancreas_{n:03d}.nii.gz", image)
            write(folder / "labelsTr" / f"pancreas_{n:03d}.nii.gz", label)
        else:
            write(folder / "normal" / f"scan_{n:03d}.nii.gz", image)
    return folder


def nnunet_raw(folder: Path, count: int) -> Path:
    """One CT channel, labels 1 organ and 2 tumour."""
    cases = [([image], label) for image, label in map(ct, range(count))]
    return _raw(folder, cases, ["CT"], ["organ", "tumour"])


def abdomen_raw(folder: Path, count: int) -> Path:
    """One CT channel, labels 1 to 9 as `foldlink phantom` numbers them."""
    names = ["liver", "kidney_right", "kidney_left", "spleen", "pancreas", "aorta", "lesion"]
    return _raw(folder, [_abdomen(n) for n in range(count)], ["CT"], [*names, "spine", "body"])


def _abdomen(seed: int) -> tuple[list[Array], npt.NDArray[np.uint8]]:
    rng = np.random.default_rng(seed)
    label = np.where(ball((13, 12, 11), 10.5), 9, 0).astype(np.uint8)
    for value in range(1, 9):
        turn = value * np.pi / 4
        centre = np.array([13 + 6 * np.cos(turn), 12 + 6 * np.sin(turn), 11])
        label[ball(tuple(centre + rng.uniform(-1, 1, 3)), 2.2)] = value
    image = np.where(label > 0, 30 * (label % 9), -1000) + rng.normal(0, 10, SHAPE) * (label > 0)
    return [image.round().astype(np.int16)], label


def brain_raw(folder: Path, count: int) -> Path:
    """BraTS's channels, labels 1 to 3 without a gap, as `foldlink phantom --kind brain` does."""
    cases = [
        (channels, np.where(label == 4, 3, label)) for channels, label in map(mr, range(count))
    ]
    return _raw(folder, cases, ["FLAIR", "T1", "T1ce", "T2"], ["necrosis", "oedema", "enhancing"])


def _raw(
    folder: Path,
    cases: Sequence[tuple[list[Array], npt.NDArray[np.uint8]]],
    channels: list[str],
    labels: list[str],
) -> Path:
    for n, (images, label) in enumerate(cases):
        for c, image in enumerate(images):
            write(folder / "imagesTr" / f"case{n:02d}_{c:04d}.nii.gz", image)
        write(folder / "labelsTr" / f"case{n:02d}.nii.gz", label)
    content = {
        "channel_names": {str(c): name for c, name in enumerate(channels)},
        "labels": {"background": 0} | {name: k for k, name in enumerate(labels, 1)},
        "numTraining": len(cases),
        "file_ending": ".nii.gz",
        "description": "Balls",
    }
    (folder / "dataset.json").write_text(json.dumps(content))
    return folder
