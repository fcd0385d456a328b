"""AbdomenCT-1K: scans in several folders, an archive each, and one folder of masks."""

from __future__ import annotations

from pathlib import Path

from foldlink_models.datasets import checks
from foldlink_models.datasets.case import SUFFIX, About, Case, DataSet, OtherLayoutError
from foldlink_models.datasets.nnunet_raw import CHANNEL_END

MASKS = "Mask"
LABELS = {1: "liver", 2: "kidney", 3: "spleen", 4: "pancreas"}
ABOUT = About(
    "AbdomenCT-1K (Ma et al., doi:10.1109/TPAMI.2021.3100536; Zenodo: image parts 1 to 3 and Mask)",
    "that of the collected sets (LiTS, KiTS, Decathlon, NIH Pancreas, Nanjing), some of them for "
    "non-commercial use only: read the terms of the download",
)


def find(folder: Path) -> DataSet:
    masks = folder / MASKS
    if not masks.is_dir():
        raise OtherLayoutError(
            f"{folder}: no {MASKS}/ (expected {MASKS}/ and the unpacked image parts). "
            f"The data: {ABOUT.origin}. Licence: {ABOUT.licence}."
        )
    scans: dict[str, Path] = {}
    found = []
    for file in sorted(folder.rglob(f"Case_*{CHANNEL_END}")):
        name = file.name.removesuffix(CHANNEL_END)
        if name in scans:
            found.append(f"{file}: also in {scans[name].parent.name}/ (expected each case once)")
        scans[name] = file
    cases = []
    for label in sorted(masks.glob(f"Case_*{SUFFIX}")):
        name = label.name.removesuffix(SUFFIX)
        if name in scans:
            cases.append(Case(name, (scans[name],), label))
        else:
            found.append(
                f"{name}{CHANNEL_END} is missing (expected in an image part, "
                f"for {MASKS}/{label.name})"
            )
    if not cases and not found:
        found.append(f"{MASKS}/ holds no Case_*{SUFFIX} (expected one a case)")
    checks.refuse(found, folder, ABOUT)
    checks.require_sound(cases, range(len(LABELS) + 1), folder, ABOUT)
    without = len(scans) - len(cases)
    notes = (f"{without} scans have no mask and are left out",) if without else ()
    return DataSet(tuple(cases), ("CT",), LABELS, ABOUT.origin, ABOUT.licence, notes)
