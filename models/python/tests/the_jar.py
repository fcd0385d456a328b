"""The bridge's built jar, which runs what was imported."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np

ROOT = Path(__file__).resolve().parents[3]


def jar() -> Path:
    """`FOLDLINK_JAR`, or what `mvn package` made; its absence is a failure, never a skip."""
    named = os.environ.get("FOLDLINK_JAR")
    found = [Path(named)] if named else sorted(ROOT.glob("bridge-server/target/foldlink-*-all.jar"))
    assert found, "no jar (expected bridge-server/target/…-all.jar: run mvn package)"
    assert found[0].is_file(), f"{found[0]} is missing"
    return found[0]


def command(*arguments: str) -> list[str]:
    home = os.environ.get("JAVA_HOME")
    java = f"{home}/bin/java" if home else shutil.which("java")
    assert java, "no java (expected JAVA_HOME, or java on the path)"
    return [java, f"-Dfoldlink.home={ROOT}", "-jar", str(jar()), *arguments]


def run(*arguments: str) -> str:
    done = subprocess.run(
        command(*arguments), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


@contextmanager
def serving(models: Path, log: Path) -> Iterator[int]:
    """The bridge over a folder of models; the port that it took."""
    options = ["--models", str(models), "--port", "0", "--device", "cpu", "--threads", "2"]
    with log.open("w") as output:
        bridge = subprocess.Popen(command("serve", *options), stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while not (found := re.search(r"event=listening address=[\d.]+:(\d+)", log.read_text())):
            assert bridge.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield int(found[1])
    finally:
        bridge.terminate()
        bridge.wait(30)


def send(port: int, model: str, case: Sequence[Path], out: Path, *more: str) -> Path:
    """The labelmap that the bridge answered with; one file a channel."""
    options = ["-m", model, "-p", str(port), "-o", str(out), "-q", *more]
    run("send", *options, *map(str, case))
    (labelmap,) = out.glob("*.nii.gz")
    return labelmap


def segment(models: Path, model: str, image: Path, out: Path) -> np.ndarray[Any, Any]:
    """Labels `[i, j, k]` on the scan's grid."""
    options = ["--models", str(models), "-m", model, "-o", str(out), "--device", "cpu", "-q"]
    run("segment", *options, str(image))
    return np.asarray(nib.load(out / image.name).dataobj)


def classify(models: Path, model: str, image: Path) -> dict[str, Any]:
    options = ["--models", str(models), "-m", model, "--device", "cpu", "--json"]
    answer: dict[str, Any] = json.loads(run("classify", *options, str(image)))
    return answer
