"""The peers of the volume files: nibabel, SimpleITK, pynrrd and slicerio write what we must read and read what we wrote.

  volumes.py write FOLDER           makes files of every kind, each with what its own library says is in it
  volumes.py describe FOLDER FILE…  says what is in existing files
  volumes.py check FOLDER           reads the files that the Java test wrote and compares them with what it says is in them

What is in a file FILE stands beside it: FILE.says with lines `size`, `affine` (index to RAS in mm, 3x4 row-major), `source` and
`readers`; FILE.f64 with the values as little-endian doubles, first axis fastest. A described file's pair lies in FOLDER.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nibabel as nib
import nrrd
import numpy as np
import numpy.typing as npt
import SimpleITK as sitk
import slicerio

Array = npt.NDArray[np.generic]
Matrix = npt.NDArray[np.float64]

LPS_TO_RAS: Matrix = np.diag([-1.0, -1.0, 1.0, 1.0])
INTEGERS = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"]
TYPES = [*INTEGERS, "f4", "f8"]
TOLERANCE = 1e-5


def random_array(rng: np.random.Generator, dtype: str, shape: tuple[int, ...] = (5, 4, 3)) -> Array:
    """Values over the whole range of 32-bit types and below; wider integers stay where a double is exact."""
    kind = np.dtype(dtype)
    if kind.kind == "f":
        return rng.normal(0, 1000, shape).astype(kind)
    info = np.iinfo(kind)
    low, high = max(info.min, -(2**52)), min(info.max, 2**52)
    values = rng.integers(low, high, shape, endpoint=True).astype(kind)
    values.flat[0], values.flat[1] = low, high
    return values


def random_affine(rng: np.random.Generator, left_handed: bool = False) -> Matrix:
    q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    if (np.linalg.det(q) < 0) != left_handed:
        q[:, 2] = -q[:, 2]
    affine = np.eye(4)
    affine[:3, :3] = q * rng.uniform(0.3, 6, 3)
    affine[:3, 3] = rng.uniform(-120, 120, 3)
    return affine


def say(folder: Path, name: str, source: str, values: Array, affine: Matrix) -> None:
    volume = values.reshape(values.shape + (1,) * (3 - values.ndim)) if values.ndim < 3 else values
    while volume.ndim > 3 and volume.shape[-1] == 1:
        volume = volume[..., 0]
    lines = [
        "source=" + source,
        "size=" + " ".join(map(str, volume.shape)),
        "affine=" + " ".join(repr(float(v)) for v in affine[:3].ravel()),
    ]
    (folder / (name + ".says")).write_text("\n".join(lines) + "\n")
    volume.astype("<f8").ravel(order="F").tofile(folder / (name + ".f64"))


def nibabel_says(path: Path) -> tuple[Array, Matrix]:
    image = nib.load(path)
    unscaled = image.header.get_slope_inter() in ((None, None), (1, 0))
    values = np.asanyarray(image.dataobj) if unscaled else image.get_fdata()
    return values, np.asarray(image.affine, dtype=np.float64)


def sitk_affine(image: sitk.Image) -> Matrix:
    affine = np.eye(4)
    affine[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * np.array(image.GetSpacing())
    affine[:3, 3] = image.GetOrigin()
    return LPS_TO_RAS @ affine


def sitk_says(path: Path) -> tuple[Array, Matrix]:
    image = sitk.ReadImage(str(path))
    return sitk.GetArrayFromImage(image).transpose(2, 1, 0), sitk_affine(image)


def pynrrd_says(path: Path) -> tuple[Array, Matrix]:
    values, header = nrrd.read(str(path))
    affine = np.eye(4)
    affine[:3, :3] = np.array(header["space directions"]).T
    affine[:3, 3] = header["space origin"]
    signs = {"right-anterior-superior": [1, 1, 1, 1], "left-anterior-superior": [-1, 1, 1, 1]}
    return values, np.diag(signs.get(header["space"], [-1.0, -1.0, 1.0, 1.0])) @ affine


def slicerio_says(path: Path) -> tuple[Array, Matrix]:
    segmentation = slicerio.read_segmentation(str(path))
    return segmentation["voxels"], LPS_TO_RAS @ segmentation["ijkToLPS"]


READERS = {"nibabel": nibabel_says, "SimpleITK": sitk_says, "pynrrd": pynrrd_says, "slicerio": slicerio_says}


def write_nibabel(folder: Path, rng: np.random.Generator) -> None:
    count = 0

    def save(image: nib.Nifti1Pair, extension: str, reader: str = "nibabel") -> None:
        nonlocal count
        name = f"nibabel{count:03d}{extension}"
        count += 1
        nib.save(image, folder / name)
        say(folder, name, reader, *READERS[reader](folder / name))

    for dtype in TYPES:
        for kind in (nib.Nifti1Image, nib.Nifti2Image):
            for endian, extension in (("<", ".nii"), (">", ".nii.gz")):
                header = kind.header_class(endianness=endian)
                values = random_array(rng, dtype)
                save(kind(values, random_affine(rng, count % 3 == 0), header, dtype=values.dtype), extension)
    for left_handed in (False, True):
        for codes in ((1, 0), (0, 1), (1, 1), (0, 0), (3, 4)):
            image = nib.Nifti1Image(random_array(rng, "i2"), random_affine(rng))
            image.header.set_qform(random_affine(rng, left_handed), codes[0])
            image.header.set_sform(random_affine(rng, left_handed), codes[1])
            # A second image, so that the header's forms and not the first affine are saved.
            save(nib.Nifti1Image(image.dataobj, None, image.header), ".nii.gz")
    for dtype in INTEGERS[:6]:
        for slope, intercept in ((2.5, -1024), (0.001, 3), (-1, 0)):
            image = nib.Nifti1Image(random_array(rng, dtype), random_affine(rng))
            image.header.set_slope_inter(slope, intercept)
            name = f"nibabel{count:03d}.nii"
            nib.save(image, folder / name)
            scale_in_place(folder / name, slope, intercept)
            count += 1
            say(folder, name, "nibabel", nib.load(folder / name).get_fdata(), image.affine)
    save(nib.Nifti1Image(random_array(rng, "f4", (4, 3, 2, 1)), random_affine(rng)), ".nii.gz")
    save(nib.Nifti1Pair(random_array(rng, "i2"), random_affine(rng)), ".img")
    for unit, units_per_mm in (("micron", 1000), ("meter", 0.001)):
        affine = np.diag([units_per_mm, units_per_mm, units_per_mm, 1]) @ random_affine(rng)
        image = nib.Nifti1Image(random_array(rng, "i2"), affine)
        image.set_qform(image.affine, 1)
        image.set_sform(image.affine, 1)
        image.header.set_xyzt_units(unit)
        save(image, ".nii", "SimpleITK")


def scale_in_place(path: Path, slope: float, intercept: float) -> None:
    """nibabel rescales on writing; the header's own fields are what this is about."""
    raw = bytearray(path.read_bytes())
    raw[112:120] = np.array([slope, intercept], "<f4").tobytes()
    path.write_bytes(raw)


def write_sitk(folder: Path, rng: np.random.Generator) -> None:
    for n, dtype in enumerate(TYPES):
        for extension in (".nii", ".nii.gz", ".nrrd", ".nhdr"):
            values = random_array(rng, dtype)
            affine = LPS_TO_RAS @ random_affine(rng, n % 2 == 1)
            spacing = np.linalg.norm(affine[:3, :3], axis=0)
            image = sitk.GetImageFromArray(np.ascontiguousarray(values.transpose(2, 1, 0)))
            image.SetSpacing([float(s) for s in spacing])
            image.SetDirection([float(d) for d in (affine[:3, :3] / spacing).ravel()])
            image.SetOrigin([float(o) for o in affine[:3, 3]])
            name = f"sitk-{dtype}{extension}"
            sitk.WriteImage(image, str(folder / name), n % 3 != 0)
            say(folder, name, "SimpleITK", values, sitk_affine(image))


def write_pynrrd(folder: Path, rng: np.random.Generator) -> None:
    spaces = ["left-posterior-superior", "right-anterior-superior", "left-anterior-superior"]
    for n, dtype in enumerate(TYPES):
        for encoding in ("raw", "gzip", "ASCII"):
            for detached in (False, True):
                if encoding == "ASCII" and dtype in ("u8", "i8"):
                    continue
                values = random_array(rng, dtype)
                affine = random_affine(rng)
                header = {
                    "space": spaces[n % 3],
                    "space directions": affine[:3, :3].T,
                    "space origin": affine[:3, 3],
                    "kinds": ["domain"] * 3,
                    "encoding": encoding,
                    "endian": "big" if n % 2 and encoding != "ASCII" else "little",
                }
                if header["endian"] == "big":
                    values = values.astype(np.dtype(dtype).newbyteorder(">"))
                name = f"pynrrd-{dtype}-{encoding}" + (".nhdr" if detached else ".nrrd")
                nrrd.write(str(folder / name), values, header, detached_header=detached)
                say(folder, name, "pynrrd", *pynrrd_says(folder / name))


def describe(folder: Path, files: list[str]) -> None:
    for file in map(Path, files):
        readers = ["pynrrd", "SimpleITK"] if file.name.endswith(".nrrd") else ["nibabel"]
        said = [READERS[reader](file) for reader in readers]
        for values, affine in said[1:]:
            if not (np.array_equal(values, said[0][0]) and np.allclose(affine, said[0][1], atol=TOLERANCE)):
                sys.exit(f"{file.name}: {' and '.join(readers)} read it differently")
        say(folder, file.name, " and ".join(readers), *said[0])


def check(folder: Path) -> None:
    bad, good = [], 0
    for text in sorted(folder.glob("*.says")):
        fields = dict(line.split("=", 1) for line in text.read_text().splitlines())
        path = folder / text.name[: -len(".says")]
        size = [int(n) for n in fields["size"].split()]
        expected = np.fromfile(str(path) + ".f64", "<f8").reshape(size, order="F")
        affine = np.vstack([np.array([float(v) for v in fields["affine"].split()]).reshape(3, 4), [0, 0, 0, 1]])
        for reader in fields["readers"].split():
            values, read_affine = READERS[reader](path)
            good += 1
            if values.dtype.kind != fields["kind"] or values.dtype.itemsize != int(fields["bytes"]):
                bad.append(f"{path.name}: {reader} reads type {values.dtype}")
            elif values.shape != expected.shape or not np.array_equal(values, expected):
                bad.append(f"{path.name}: {reader} reads other voxels")
            elif np.abs(read_affine - affine).max() > TOLERANCE:
                bad.append(f"{path.name}: {reader} reads the affine\n{read_affine}\nexpected\n{affine}")
        if "segments" in fields:
            segments = slicerio.read_segmentation(str(path))["segments"]
            said = [f"{s['labelValue']}:{s['name']}:{','.join(f'{c:.3f}' for c in s['color'])}" for s in segments]
            if said != fields["segments"].split():
                bad.append(f"{path.name}: slicerio reads the segments {said}")
    print(f"{good} readings, {len(bad)} differ")
    if bad or not good:
        sys.exit("\n".join(bad) or "nothing to check")


def main() -> None:
    command, folder = sys.argv[1], Path(sys.argv[2])
    if command == "write":
        rng = np.random.default_rng(20)
        write_nibabel(folder, rng)
        write_sitk(folder, rng)
        write_pynrrd(folder, rng)
    elif command == "describe":
        describe(folder, sys.argv[3:])
    elif command == "check":
        check(folder)
    else:
        sys.exit(f"unknown command {command} (expected write, describe or check)")


if __name__ == "__main__":
    main()
