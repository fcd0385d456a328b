"""DeepMind's surface-distance on pairs of labelmaps, for comparison with ours.

  surface_scores.py FOLDER TOLERANCE ...

FOLDER holds NAME.pred.nii.gz and NAME.ref.nii.gz. Prints one JSON object a label that both hold: name, label, nsd (one a tolerance in
mm), hd95, assd (both surfaces' distances weighted by area), mean_from_reference, mean_from_prediction. Spacings are the headers'.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import nibabel as nib
import numpy as np
import surface_distance as sd


def main(folder: Path, tolerances: list[float]) -> None:
    warnings.simplefilter("ignore", DeprecationWarning)
    for file in sorted(folder.glob("*.ref.nii.gz")):
        name = file.name.removesuffix(".ref.nii.gz")
        image = nib.load(file)
        reference = np.asarray(image.dataobj).astype(int)
        prediction = np.asarray(nib.load(folder / f"{name}.pred.nii.gz").dataobj).astype(int)
        spacing = [float(z) for z in image.header.get_zooms()]
        for label in np.unique(reference):
            if label == 0 or not (prediction == label).any():
                continue
            d = sd.compute_surface_distances(reference == label, prediction == label, spacing)
            to_prediction, to_reference = sd.compute_average_surface_distance(d)
            area_r, area_p = d["surfel_areas_gt"].sum(), d["surfel_areas_pred"].sum()
            scores = {
                "name": name,
                "label": int(label),
                "nsd": [float(sd.compute_surface_dice_at_tolerance(d, t)) for t in tolerances],
                "hd95": float(sd.compute_robust_hausdorff(d, 95)),
                "assd": float((to_prediction * area_r + to_reference * area_p) / (area_r + area_p)),
                "mean_from_reference": float(to_prediction),
                "mean_from_prediction": float(to_reference),
            }
            print(json.dumps(scores))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [float(t) for t in sys.argv[2:]])
