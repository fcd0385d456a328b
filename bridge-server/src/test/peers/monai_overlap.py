"""MONAI's Dice and IoU on pairs of labelmaps, for comparison with ours.

  monai_overlap.py FOLDER

FOLDER holds NAME.pred.nii.gz and NAME.ref.nii.gz. Prints one JSON object a label that either holds: name, label, dice, iou; an empty
reference counts (ignore_empty=False).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nibabel as nib
import numpy as np
import torch
from monai.metrics import compute_iou
from monai.metrics.meandice import compute_dice


def main(folder: Path) -> None:
    for file in sorted(folder.glob("*.ref.nii.gz")):
        name = file.name.removesuffix(".ref.nii.gz")
        reference = np.asarray(nib.load(file).dataobj).astype(int)
        prediction = np.asarray(nib.load(folder / f"{name}.pred.nii.gz").dataobj).astype(int)
        for label in np.union1d(np.unique(reference), np.unique(prediction)):
            if label == 0:
                continue
            r = torch.from_numpy((reference == label).astype(np.float32))[None, None]
            p = torch.from_numpy((prediction == label).astype(np.float32))[None, None]
            scores = {
                "name": name,
                "label": int(label),
                "dice": float(compute_dice(p, r, ignore_empty=False)),
                "iou": float(compute_iou(p, r, ignore_empty=False)),
            }
            print(json.dumps(scores))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
