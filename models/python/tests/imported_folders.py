"""What the tests of imports share: a written folder's check, the manual's descriptors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
from conftest import ZOO

from foldlink_models import checksums
from foldlink_models.files import read_json

MANUAL = (ZOO.parents[1] / "docs/importing-monai.md").read_text("utf-8")
SEGMENTATION, CLASSIFICATION = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)


def fits(folder: Path) -> None:
    for name in ("model", "monai"):
        schema = read_json(ZOO / f"{name}.schema.json")
        jsonschema.Draft202012Validator(schema).validate(read_json(folder / f"{name}.json"))
    assert checksums.verify(folder) == []
    card = (folder / "README.md").read_text("utf-8")
    assert "**Not for clinical use.**" in card


def imported(bundle: Path, to: Path, **wishes: Any) -> list[str]:
    from foldlink_models.importing import monai_bundle

    return monai_bundle.run(bundle, monai_bundle.Wishes(to=to, **wishes))


def described(folder: Path, text: str = SEGMENTATION) -> Path:
    file = folder / "net.yaml"
    file.write_text(text, "utf-8")
    return file
