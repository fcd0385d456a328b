"""A descriptor's mistakes are told with line and field; its published schema agrees."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import ZOO
from imported_folders import CLASSIFICATION, MANUAL, SEGMENTATION, described
from referencing import Registry, Resource

from foldlink_models.files import read_json
from foldlink_models.importing import import_descriptor


def test_the_manual_s_messages_are_those_of_the_command(tmp_path: Path) -> None:
    told = re.findall(r"^net\.yaml:.*$", MANUAL, re.MULTILINE)
    mistakes = [
        ("to: [0, 1]", "to: [a, 1]"),
        ("labels:  ", "label:   "),
        ("  2: {name: kidney_left", "  3: {name: kidney_left"),
        ("  roi: [8, 10, 12]", "  #"),
    ]
    assert len(told) == len(mistakes)
    for (old, new), message in zip(mistakes, told, strict=True):
        assert old in SEGMENTATION
        file = described(tmp_path, SEGMENTATION.replace(old, new))
        with pytest.raises(ValueError, match=r"^net\.yaml") as refused:
            import_descriptor.read(file)
        assert str(refused.value) == message


REFUSED = [
    ("id: spleen-ct", "id: Spleen CT", "1: id = 'Spleen CT' (expected lower case letters, digits"
     " and single hyphens, such as spleen-ct)"),
    ("id: spleen-ct", "id: spleen-ct\nid: other", "2: id is there twice (expected once)"),
    ("task: segmentation", "task: segmentaton", "3: task = 'segmentaton' (expected segmentation or"
     " classification; did you mean segmentation?)"),
    ("channels: [CT]", "channels: []", "5: channels = an empty list (expected one channel or"
     " more)"),
    ("channels: [CT]", "channels: [CT, CT]", "5: channels[1] = 'CT' (expected a name of its own for"
     " each channel)"),
    ("  1: spleen", "  1: no", '7: labels.1 = no (expected a text: in YAML this word means yes or'
     ' no; write "no")'),
    ("  1: spleen", "  1: The Spleen", "7: labels.1 = 'The Spleen' (expected lower case letters,"
     " digits and single underscores, such as the_spleen)"),
    ("  1: spleen", "  0: spleen", "7: labels.0 = 'spleen' (expected a label's value as its key,"
     " 1 … 65535; 0 is the background)"),
    ("  1: spleen", "  1: spleen\n  1: liver", "8: labels.1 is there twice (expected once)"),
    ("185, 102, 83", "185, 102, 283", "8: labels.2.color[2] = 283 (expected a whole number 0 …"
     " 255)"),
    ("18639004", "186", "8: labels.2.snomed = 186 (expected a SNOMED CT code of 6 … 18 digits)"),
    ("snomed: 18639004", "snomed: 64033007, snomed_modifier: 123456", "8: labels.2.snomed_modifier"
     " = 123456 (expected 7771000 for left, or 24028007 for right)"),
    ("snomed: 18639004", "snomed_modifier: 7771000", "8: labels.2.snomed is missing (expected the"
     " code whose side snomed_modifier says)"),
    ("step: orientation", "step: orient", "10: preprocessing[0].step = 'orient' (expected one of"
     " orientation, spacing, range, percentiles, min_max, z_score, crop_foreground, resize; did you"
     " mean orientation?)"),
    ("axes: RAS", "axes: RAX", "10: preprocessing[0].axes = 'RAX' (expected three letters, one each"
     ' of R or L, A or P, S or I, such as "RAS")'),
    ("mm: [2, 2, 3]", "mm: [2, 0, 3]", "11: preprocessing[1].mm[1] = 0 (expected above 0 mm, or"
     " null to keep the scan's own)"),
    ("mm: [2, 2, 3]", "mm: [2, 2]", "11: preprocessing[1].mm = a list of 2 (expected a list of"
     " 3)"),
    ("mm: [2, 2, 3]", "mm: [2, 2, .inf]", "11: preprocessing[1].mm[2] = .inf (expected a number)"),
    ("mm: [2, 2, 3]", "mn: [2, 2, 3]", "11: preprocessing[1].mn is not known (did you mean mm?)"),
    ("clip: true", "clip: 1", "12: preprocessing[2].clip = 1 (expected true or false)"),
    ("from: [-57, 164]", "from: [164, 164]", "12: preprocessing[2].from = [164, 164] (expected two"
     " different values)"),
    ("overlap: 0.5", "overlap: 1.0", "16: inferer.overlap = 1.0 (expected 0 or more and below 1)"),
    ("kind: sliding_window", "kind: whole", "15: inferer.roi is not known (one of kind)"),
    ("activation: softmax", "activation: relu", "19: output.activation = 'relu' (expected one of"
     " softmax, sigmoid, logit)"),
    ("licence: Apache-2.0\n", "", "1: licence is missing (expected an SPDX identifier, such as"
     " Apache-2.0)"),
    ("id: spleen-ct", "id: !!python/object/apply:os.system [ls]", "1: the tag"
     " python/object/apply:os.system (expected plain YAML)"),
    ("labels:  ", "labels: [", "8: expected ',' or ']', but got ':' (expected YAML)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), REFUSED)
def test_a_mistake_is_told_with_line_and_field(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in SEGMENTATION
    file = described(tmp_path, SEGMENTATION.replace(old, new, 1))
    with pytest.raises(ValueError, match=r"net\.yaml") as refused:
        import_descriptor.read(file)
    assert str(refused.value).startswith(f"net.yaml:{message}")


def published() -> jsonschema.Draft202012Validator:
    schemas = [read_json(ZOO / f"{name}.schema.json") for name in ("import", "monai")]
    for schema in schemas:
        jsonschema.Draft202012Validator.check_schema(schema)
    registry: Registry[Any] = Registry().with_resource(
        "monai.schema.json", Resource.from_contents(schemas[1])
    )
    return jsonschema.Draft202012Validator(schemas[0], registry=registry)


def as_json(text: str) -> Any:
    """As an editor sees it: JSON's keys are texts."""
    return json.loads(json.dumps(yaml.safe_load(text)))


def test_the_published_schema_takes_the_manual_s_examples() -> None:
    for text in (SEGMENTATION, CLASSIFICATION):
        assert list(published().iter_errors(as_json(text))) == []


BEYOND_A_SCHEMA = (
    "is there twice",
    "a name of its own",
    "two different",
    "the tag",
    "YAML)",
    ".inf",
)
"""What YAML itself, or one value beside another, is refused for."""


@pytest.mark.parametrize(
    ("old", "new"),
    [(o, n) for o, n, m in REFUSED if not any(b in m for b in BEYOND_A_SCHEMA)],
)
def test_the_published_schema_refuses_what_the_command_refuses(old: str, new: str) -> None:
    text = SEGMENTATION.replace(old, new, 1)
    assert list(published().iter_errors(as_json(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        SEGMENTATION.replace("[2, 2, 3]", "[1e-1, null, 0.5]"),
        SEGMENTATION.replace("snomed: 18639004", "snomed: 64033007, snomed_modifier: 7771000"),
        SEGMENTATION.replace("overlap: 0.5", "overlap: [0.5, 0, 0.25]\n  sigma_scale: 0.2"),
        SEGMENTATION.replace("softmax  ", "sigmoid  ").replace(
            "output:", "output:\n  values: [2, 1]"
        ),
        SEGMENTATION.replace("[CT]", "[CT, {name: PET, modality: PT}]"),
        SEGMENTATION + "version: 2.1.0\nscores: {held_out.dice.spleen: 0.9}\n",
    ],
)
def test_what_the_command_takes_the_engine_s_schemas_take(tmp_path: Path, text: str) -> None:
    descriptor = import_descriptor.read(described(tmp_path, text))
    written = {"model": descriptor.described.table(), "monai": {"schema": 1} | descriptor.pipeline}
    for name, content in written.items():
        schema = read_json(ZOO / f"{name}.schema.json")
        jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(content)))


def test_no_descriptor_is_told(tmp_path: Path) -> None:
    for text, message in (("", "is empty"), ("- a", "the document = a list"), ("\t", "expected")):
        with pytest.raises(ValueError, match=message):
            import_descriptor.read(described(tmp_path, text))
    (tmp_path / "net.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ValueError, match="is no UTF-8 text"):
        import_descriptor.read(tmp_path / "net.yaml")
