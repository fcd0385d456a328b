"""`model.json`, FoldLink's own descriptor beside nnU-Net's files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema

from foldlink_models.files import read_json

NOTICE = "Not for clinical use."


def problems(model_dir: Path) -> list[str]:
    """What is wrong with a model folder's descriptor, a sentence each; empty when it is sound."""
    described = read_json(model_dir / "model.json")
    found = _against("model", described, model_dir)
    if found:
        return found
    if (model_dir / "monai.json").is_file():
        return _beside_monai(described, model_dir)
    dataset = read_json(model_dir / "dataset.json")
    labels = {"background": 0} | {v["name"]: v["value"] for v in described["labels"]}
    pairs = [
        ("id", described["id"], model_dir.name),
        (
            "labels",
            labels,
            _values(dataset, labels),
        ),
        (
            "channels",
            {str(i): c["name"] for i, c in enumerate(described["channels"])},
            dataset["channel_names"],
        ),
    ]
    found += [f"model.json {n} = {a} (expected {b})" for n, a, b in pairs if a != b]
    for member in described.get("members", []):
        found += _subfolder(model_dir, "members", member)
    if "previous_stage" in described:
        found += _subfolder(model_dir, "previous_stage", described["previous_stage"])
    if "members" not in described:
        configurations = read_json(model_dir / "plans.json")["configurations"]
        if described.get("configuration") not in configurations:
            found.append(
                f"model.json configuration = {described.get('configuration')} "
                f"(expected one of {list(configurations)})"
            )
    return found


def _against(kind: str, table: Any, model_dir: Path) -> list[str]:
    """What the published schema of `model.json` or `monai.json` says of its content."""
    published = model_dir.parent / f"{kind}.schema.json"
    if not published.is_file():
        raise ValueError(
            f"{published} is missing (expected FoldLink's schema beside the models' folders: copy "
            "it from models/zoo, or check with `foldlink models verify`)"
        )
    validator = jsonschema.Draft202012Validator(read_json(published))
    return [f"{kind}.json {e.json_path}: {e.message}" for e in validator.iter_errors(table)]


def _beside_monai(described: dict[str, Any], model_dir: Path) -> list[str]:
    found = _against("monai", read_json(model_dir / "monai.json"), model_dir)
    if described["id"] != model_dir.name:
        found.append(f"model.json id = {described['id']} (expected {model_dir.name})")
    return found


def _values(dataset: dict[str, Any], described: dict[str, int]) -> dict[str, int]:
    """By name, the labelmap's value of every label and of the background. A region's value marks
    what of it no later region covers: model.json may name that, so only the values are held."""
    labels = {n: v if isinstance(v, list) else [v] for n, v in dataset["labels"].items()}
    labels.pop("ignore", None)
    if not any(len(values) > 1 for values in labels.values()):
        return {name: values[0] for name, values in labels.items()}
    outputs = [name for name, values in labels.items() if set(values) != {0}]
    expected = {"background": 0} | dict(zip(outputs, dataset["regions_class_order"], strict=True))
    return described if sorted(expected.values()) == sorted(described.values()) else expected


def _subfolder(model_dir: Path, key: str, name: str) -> list[str]:
    """A sub-folder holds the folds of the configuration that its name, or the end of it, says."""
    folder = model_dir / name
    if not folder.is_dir():
        return [f"{name}/ is missing (model.json {key} names it)"]
    own = folder / "plans.json"
    plans = read_json(own if own.exists() else model_dir / "plans.json")
    configuration = name.rsplit("__", maxsplit=1)[-1]
    found = []
    if configuration not in plans["configurations"]:
        found.append(
            f"model.json {key} = {name} (expected a configuration of plans.json: "
            f"one of {list(plans['configurations'])})"
        )
    if not any(folder.glob("fold_*/model.onnx")):
        found.append(f"{name}/fold_0/model.onnx is missing (expected at least one fold)")
    return found
