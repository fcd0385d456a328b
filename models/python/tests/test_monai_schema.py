"""The manual's examples fit the published schemas."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = re.findall(r"```json\n(.*?)```", (ROOT / "docs/monai.md").read_text("utf-8"), re.DOTALL)


def schema(name: str) -> jsonschema.Draft202012Validator:
    content = json.loads((ROOT / "models/zoo" / name).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize(
    ("example", "name"),
    [(0, "model.schema.json"), (1, "monai.schema.json"), (2, "monai.schema.json")],
)
def test_an_example_fits_its_schema(example: int, name: str) -> None:
    schema(name).validate(json.loads(EXAMPLES[example]))


@pytest.mark.parametrize(
    ("old", "new"), [('"RAS"', '"XYZ"'), ("0.5", "1.5"), ('"margin": 4', '"fringe": 4')]
)
def test_a_mistake_does_not_fit(old: str, new: str) -> None:
    assert old in EXAMPLES[1]
    with pytest.raises(jsonschema.ValidationError):
        schema("monai.schema.json").validate(json.loads(EXAMPLES[1].replace(old, new)))
