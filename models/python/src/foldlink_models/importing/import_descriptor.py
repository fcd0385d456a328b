"""The descriptor of a plain ONNX network, as a person writes it (models/zoo/import.schema.json)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foldlink_models.importing import step_fields, yaml_field
from foldlink_models.importing.label_names import ID, NAME, normalised
from foldlink_models.importing.model_folder import Described
from foldlink_models.importing.yaml_field import Field
from foldlink_models.terminology import SIDES, json_labels

Table = dict[str, Any]
KEYS = (
    *("id", "title", "version", "task", "modality", "channels", "labels", "preprocessing"),
    *("inferer", "output", "trained_on", "licence", "attribution", "scores"),
)
LABEL_KEYS = ("name", "color", "snomed", "snomed_modifier")
MODALITY = re.compile(r"[A-Z]{2,16}")
SIDE = re.compile("|".join(code for code, _ in SIDES.values()))


@dataclass(frozen=True)
class Descriptor:
    described: Described
    pipeline: Table
    """`monai.json` but for its schema's number."""
    logit: bool
    """The graph's values are taken as they are; softmax and sigmoid at its end are taken off."""

    @property
    def patch(self) -> tuple[int, int, int]:
        inferer = self.pipeline["inferer"]
        if inferer["kind"] == "sliding_window":
            size = inferer["roi"]
        else:
            steps = self.pipeline["preprocessing"]
            size = next(step["size"] for step in steps if step["step"] == "resize")
        return size[0], size[1], size[2]


def read(file: Path) -> Descriptor:
    root = yaml_field.read(file)
    fields = root.table(KEYS)

    def need(key: str, expected: str) -> Field:
        return fields[key] if key in fields else root.get(key, expected)

    task = need("task", "segmentation or classification").choice(["segmentation", "classification"])
    modality = need("modality", "a DICOM modality: CT, MR, …").matching(
        MODALITY, "a DICOM modality in capitals: CT, MR, …"
    )
    identifier = need("id", "the model's id").matching(
        ID, "lower case letters, digits and single hyphens, such as spleen-ct"
    )
    channels = _channels(need("channels", "a list of names"), modality)
    labels = _labels(need("labels", "value: name lines from 1 on"))
    steps = step_fields.steps(fields.get("preprocessing"), len(channels))
    inferer = step_fields.inferer(need("inferer", "kind: sliding_window or whole"), steps)
    if task == "classification" and inferer["kind"] != "whole":
        kind = fields["inferer"].get("kind", "whole")
        raise kind.unfit("whole: a classification sees the whole volume at once")
    chosen = need("output", "activation: softmax, sigmoid or logit")
    output, logit = _output(chosen, task, labels)
    version = fields.get("version")
    described = Described(
        id=identifier,
        title=need("title", "a few words").text(),
        task=task,
        modality=modality,
        channels=channels,
        labels=labels,
        trained_on=need("trained_on", "the data it was trained on").text(),
        licence=need("licence", "an SPDX identifier, such as Apache-2.0").text(),
        attribution=need("attribution", "who made it").text(),
        version="1.0.0"
        if version is None
        else version.matching(re.compile(r"\d+\.\d+\.\d+"), "three numbers, such as 1.0.0"),
        scores={k: v.number() for k, v in fields["scores"].table().items()}
        if "scores" in fields
        else {},
    )
    pipeline = {"preprocessing": steps, "inferer": inferer, "output": output}
    return Descriptor(described, pipeline, logit)


def _channels(field: Field, modality: str) -> list[Table]:
    """`- CT`, or `- {name: FLAIR, modality: MR}`."""
    found: list[Table] = []
    for item in field.items():
        table = item.table(["name", "modality"]) if item.is_table() else {"name": item}
        name = item.get("name", "its name").text() if item.is_table() else item.text()
        own = table["modality"].matching(MODALITY, "CT, MR, …") if "modality" in table else modality
        if any(c["name"] == name for c in found):
            raise item.unfit("a name of its own for each channel", repr(name))
        found.append({"name": name, "modality": own})
    if not found:
        raise field.unfit("one channel or more", "an empty list")
    return found


def _labels(field: Field) -> list[Table]:
    """`1: spleen`, or `1: {name: spleen, color: [157, 108, 162], snomed: 78961009}`."""
    names: dict[int, str] = {}
    given: dict[int, Table] = {}
    for key, item in field.table().items():
        if not key.isdecimal() or key.startswith("0") or int(key) > 65535:
            raise item.unfit("a label's value as its key, 1 … 65535; 0 is the background")
        table = item.table(LABEL_KEYS) if item.is_table() else {}
        name = _name(item.get("name", "the label's name") if item.is_table() else item)
        if name in names.values():
            raise item.unfit("a name of its own for each label", repr(name))
        names[int(key)] = name
        given[int(key)] = _look(item, table)
    if not names:
        raise field.unfit("one label or more", "an empty table")
    for value in range(1, len(names) + 1):
        if value not in names:
            # In the line of the label that comes after the gap.
            after = field.get(str(min(v for v in names if v > value)), "")
            raise Field(field.file, field.path, after.node).missing(
                str(value), "1, 2, … without a gap"
            )
    return [_with(label, given[label["value"]]) for label in json_labels(names)]


def _look(item: Field, table: dict[str, Field]) -> Table:
    look: Table = {}
    if "color" in table:
        look["color"] = [part.integer(0, 255) for part in table["color"].items(3)]
    if "snomed" in table:
        digits = re.compile("[0-9]{6,18}")
        look["snomed"] = table["snomed"].matching(digits, "a SNOMED CT code of 6 … 18 digits")
    if "snomed_modifier" in table:
        if "snomed" not in table:
            raise item.missing("snomed", "the code whose side snomed_modifier says")
        look["snomed_modifier"] = table["snomed_modifier"].matching(
            SIDE, "7771000 for left, or 24028007 for right"
        )
    return look


def _with(label: Table, given: Table) -> Table:
    """A code of the user's own says all; none of another's stays beside it."""
    kept = {k: v for k, v in label.items() if "snomed" not in given or not k.startswith("snomed")}
    return kept | given


def _name(field: Field) -> str:
    text = field.text()
    short = normalised(text)
    hint = f", such as {short}" if short else ""
    return field.matching(NAME, f"lower case letters, digits and single underscores{hint}")


def _output(field: Field, task: str, labels: list[Table]) -> tuple[Table, bool]:
    segments = task == "segmentation"
    keys = ["activation", *(["way_back", "values"] if segments else ["threshold", "negative"])]
    table = field.table(keys)
    chosen = field.get("activation", "softmax, sigmoid or logit")
    activation = chosen.choice(["softmax", "sigmoid", "logit"])
    if segments:
        return _segmentation(table, activation, len(labels)), activation == "logit"
    return _classification(table, chosen, activation, labels), activation == "logit"


def _segmentation(table: dict[str, Field], activation: str, count: int) -> Table:
    back = table["way_back"].choice(["probabilities", "labels"]) if "way_back" in table else None
    output: Table = {"way_back": back or "probabilities"}
    if activation != "sigmoid":
        if "values" in table:
            raise table["values"].unfit("none: with argmax a head's value is its number")
        none = {"softmax": "softmax", "logit": "none"}[activation]
        return {"heads": count + 1, "activation": none, "decision": "argmax", **output}
    values = list(range(1, count + 1))
    if "values" in table:
        given = [item.integer(1, 65535) for item in table["values"].items(count)]
        if sorted(given) != values:
            raise table["values"].unfit("each label's value once, in the order of the heads")
        values = given
    return {
        "heads": count,
        "activation": "sigmoid",
        "decision": "threshold",
        "values": values,
        **output,
    }


def _classification(
    table: dict[str, Field], chosen: Field, activation: str, labels: list[Table]
) -> Table:
    negative = _name(table["negative"]) if "negative" in table else "absent"
    classes = [negative, *(label["name"] for label in labels)]
    if len(set(classes)) < len(classes):
        raise chosen.missing("negative", "a name for class 0 that no label has")
    if activation == "softmax":
        if "threshold" in table:
            raise table["threshold"].unfit("none: the class with the highest probability answers")
        return {
            "heads": len(classes),
            "activation": "softmax",
            "decision": "argmax",
            "classes": classes,
        }
    if len(labels) != 1:
        raise chosen.unfit(f"softmax: there are {len(labels)} labels, and one head has yes and no")
    threshold = {"threshold": table["threshold"].number()} if "threshold" in table else {}
    return {
        "heads": 1,
        "activation": "sigmoid",
        "decision": "threshold",
        **threshold,
        "classes": classes,
    }
