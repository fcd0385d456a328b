"""SimpleITK fuses the labelmaps of a folder, in the order of their names, for comparison with ours.

  fusion.py FOLDER OUT [--seconds REPEATS]

Writes OUT/voting.nii.gz (LabelVoting, 0 where undecided), OUT/multi.nii.gz (MultiLabelSTAPLE, 0 where undecided) and
OUT/binary.nii.gz (STAPLE of "any label" against none, its probability above one half). Prints one JSON object: the confusion
matrices of MultiLabelSTAPLE, [mask][decision][truth], and the
sensitivity and specificity of each mask by STAPLE. With --seconds it writes nothing and prints how long each took instead.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import SimpleITK as sitk


def voting(masks: list[sitk.Image]) -> sitk.Image:
    return sitk.LabelVoting(masks, 0)


def multi(masks: list[sitk.Image]) -> tuple[sitk.Image, list[list[float]]]:
    staple = sitk.MultiLabelSTAPLEImageFilter()
    staple.SetLabelForUndecidedPixels(0)
    staple.SetTerminationUpdateThreshold(1e-7)
    staple.SetMaximumNumberOfIterations(1000)
    fused = staple.Execute(masks)
    return fused, [list(staple.GetConfusionMatrix(m)) for m in range(len(masks))]


def binary(masks: list[sitk.Image]) -> tuple[sitk.Image, list[float], list[float]]:
    staple = sitk.STAPLEImageFilter()
    staple.SetForegroundValue(1)
    staple.SetMaximumIterations(1000)
    chance = staple.Execute([sitk.Cast(m > 0, sitk.sitkUInt8) for m in masks])
    return chance > 0.5, list(staple.GetSensitivity()), list(staple.GetSpecificity())


def seconds(run: Callable[[], object], repeats: int) -> list[float]:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return times


def main(folder: Path, out: Path, repeats: int) -> None:
    masks = [sitk.Cast(sitk.ReadImage(f), sitk.sitkUInt8) for f in sorted(folder.glob("*.nii*"))]
    if repeats:
        times = {
            "version": sitk.Version.VersionString(),
            "threads": sitk.ProcessObject.GetGlobalDefaultNumberOfThreads(),
            "voting": seconds(lambda: voting(masks), repeats),
            "multi": seconds(lambda: multi(masks), repeats),
        }
        print(json.dumps(times))
        return
    sitk.WriteImage(voting(masks), out / "voting.nii.gz")
    fused, confusion = multi(masks)
    sitk.WriteImage(fused, out / "multi.nii.gz")
    any_label, sensitivity, specificity = binary(masks)
    sitk.WriteImage(any_label, out / "binary.nii.gz")
    print(json.dumps({"confusion": confusion, "sensitivity": sensitivity, "specificity": specificity}))


if __name__ == "__main__":
    timed = len(sys.argv) > 3 and sys.argv[3] == "--seconds"
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[4]) if timed else 0)
