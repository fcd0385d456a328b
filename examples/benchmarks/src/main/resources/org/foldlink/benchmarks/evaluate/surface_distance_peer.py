"""Times DeepMind's surface-distance on two labelmaps, every label that both hold, after reading them.

  surface_distance_peer.py PREDICTION REFERENCE ROUNDS

Prints one JSON object: seconds (one a round), versions, and by label nsd at 3 mm, hd95, assd.
"""

import json
import sys
import time
import warnings
from importlib.metadata import version

import nibabel as nib
import numpy as np
import surface_distance as sd

warnings.simplefilter("ignore", DeprecationWarning)


def scores(prediction, reference, spacing, labels):
    found = {}
    for label in labels:
        d = sd.compute_surface_distances(reference == label, prediction == label, spacing)
        to_p, to_r = sd.compute_average_surface_distance(d)
        area_r, area_p = d["surfel_areas_gt"].sum(), d["surfel_areas_pred"].sum()
        found[int(label)] = [
            float(sd.compute_surface_dice_at_tolerance(d, 3)),
            float(sd.compute_robust_hausdorff(d, 95)),
            float((to_p * area_r + to_r * area_p) / (area_r + area_p)),
        ]
    return found


def main(prediction_file, reference_file, rounds):
    image = nib.load(reference_file)
    reference = np.asarray(image.dataobj).astype(np.uint16)
    prediction = np.asarray(nib.load(prediction_file).dataobj).astype(np.uint16)
    spacing = [float(z) for z in image.header.get_zooms()]
    labels = [n for n in np.intersect1d(reference, prediction) if n > 0]
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = scores(prediction, reference, spacing, labels)
        seconds.append(time.perf_counter() - start)
    versions = ", ".join(f"{p} {version(p)}" for p in ("surface-distance", "scipy", "numpy"))
    print(json.dumps({"seconds": seconds, "versions": versions, "labels": found}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
