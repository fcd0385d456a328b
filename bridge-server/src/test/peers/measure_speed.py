"""How long SimpleITK takes to measure a labelmap and a scan, in seconds, as one JSON object.

  measure_speed.py LABELS SCAN REPEATS
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import SimpleITK as sitk


def seconds(run: Callable[[], Any], repeats: int) -> list[float]:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return times


def main(labels_file: str, scan_file: str, repeats: int) -> None:
    labels = sitk.ReadImage(labels_file)
    scan = sitk.ReadImage(scan_file)

    def shapes() -> None:
        shape = sitk.LabelShapeStatisticsImageFilter()
        shape.ComputePerimeterOn()
        shape.ComputeOrientedBoundingBoxOn()
        shape.Execute(labels)

    def statistics() -> None:
        sitk.LabelStatisticsImageFilter().Execute(scan, labels)

    print(
        json.dumps(
            {
                "version": sitk.Version.VersionString(),
                "threads": sitk.ProcessObject.GetGlobalDefaultNumberOfThreads(),
                "shapes": seconds(shapes, repeats),
                "statistics": seconds(statistics, repeats),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
