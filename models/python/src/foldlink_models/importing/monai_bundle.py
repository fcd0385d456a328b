"""`import monai`: a MONAI bundle becomes a model folder, or is refused by the name of what has no
counterpart. No code of the bundle is run: its configuration is read as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foldlink_models.importing import (
    bundle_files,
    import_card,
    import_graph,
    model_folder,
    monai_inferer,
    monai_network,
    monai_postprocessing,
    monai_transform,
)
from foldlink_models.importing.bundle_config import Config
from foldlink_models.importing.bundle_files import Bundle
from foldlink_models.importing.bundle_metadata import Metadata, id_of
from foldlink_models.importing.deviations import Deviations
from foldlink_models.importing.monai_postprocessing import Postprocessing
from foldlink_models.importing.monai_preprocessing import Preprocessing
from foldlink_models.terminology import json_labels

Table = dict[str, Any]


@dataclass(frozen=True)
class Wishes:
    """What the user asks for beside the bundle."""

    to: Path = Path(".")
    id: str | None = None
    config: str | None = None
    weights: str | None = None
    heads: Sequence[str] | None = None
    accept: Sequence[str] = ()
    half: bool = False
    licence: str | None = None


def run(path: Path, wishes: Wishes) -> list[str]:
    """Writes `to/id`; returns what to tell the user, a sentence each."""
    with bundle_files.opened(path) as bundle:
        return _import(bundle, wishes)


def _import(bundle: Bundle, wishes: Wishes) -> list[str]:
    identifier = id_of(wishes.id, bundle.name)
    folder = model_folder.free(wishes.to / identifier)
    metadata = Metadata(bundle.metadata)
    file = bundle.config(wishes.config)
    config = Config.read(file, f"configs/{file.name}")
    deviations = Deviations(wishes.accept)

    preprocessing = preprocessing_of(config, metadata)
    inferer = monai_inferer.of(config, preprocessing.steps, deviations)
    postprocessing = postprocessing_of(config, preprocessing, deviations)

    weights = bundle.weights(wishes.weights, _told_weights(config))
    shown = weights.relative_to(bundle.folder).as_posix()
    network, made_of = monai_network.load(config, weights, shown)
    patch = _patch(inferer, preprocessing.steps)
    channels = _channels(config, metadata)
    shape = import_graph.output_shape(network, channels, patch, shown)
    names = metadata.heads(shape[1], None if wishes.heads is None else list(wishes.heads))

    where = f"{config.file} postprocessing"
    if len(shape) == 2:
        labels, output = _classes(postprocessing, where, names)
        _whole(inferer, config)
        task = "classification"
    else:
        labels, output = _labels(postprocessing, where, names)
        task = "segmentation"
    order = postprocessing.order
    if order is not None and order.heads != sorted(order.heads):
        network = monai_network.reordered(network, order.heads)
    pipeline = {"preprocessing": preprocessing.steps, "inferer": inferer, "output": output}

    graph, checks = import_graph.compared(network, patch, channels, shape, shown, wishes.half)
    licence, licence_file = bundle.licence()
    described = model_folder.Described(
        id=identifier,
        title=metadata.text("name", "task") or identifier,
        task=task,
        modality=metadata.modality(),
        channels=metadata.channels(channels),
        labels=labels,
        trained_on=metadata.text("data_source") or "not stated",
        licence=wishes.licence or licence or "NOASSERTION",
        attribution=metadata.attribution(),
        version=metadata.version,
    )
    remarks = [*deviations.used, *_remarks(postprocessing, output, names)]
    if described.licence == "NOASSERTION":
        remarks.append("the licence of the weights is not stated; ask its makers (or --licence)")
    origin = f"a MONAI bundle: {config.file} and {shown} ({made_of})"
    card = import_card.text(described, pipeline, origin, checks, remarks, metadata.scores())
    model_folder.write(folder, described, pipeline, [graph], card, licence_file)
    return [f"{folder}: {made_of}, {_count(len(labels), 'label')}", *checks, *remarks]


def preprocessing_of(config: Config, metadata: Metadata) -> Preprocessing:
    transforms = monai_transform.listed(config, "preprocessing")
    if transforms is None:
        raise ValueError(f"{config.file} preprocessing is missing (expected a Compose)")
    made = Preprocessing(metadata.monai)
    for transform in transforms:
        made.add(transform)
    if not made.image:
        raise ValueError(f"{config.file} preprocessing: LoadImaged is missing (expected one)")
    return made


def postprocessing_of(
    config: Config, preprocessing: Preprocessing, deviations: Deviations
) -> Postprocessing:
    transforms = monai_transform.listed(config, "postprocessing")
    if transforms is None:
        raise ValueError(f"{config.file} postprocessing is missing (expected a Compose)")
    made = Postprocessing(preprocessing, deviations)
    for transform in transforms:
        made.add(transform)
    return made


def _told_weights(config: Config) -> str | None:
    """What the bundle's own CheckpointLoader loads, where that can be read."""
    try:
        loaders = [config.find("checkpointloader")]
        for name in ("handlers", "val_handlers"):
            handlers = config.find(name)
            if handlers is not None and isinstance(handlers.value, list):
                loaders += handlers.items()
        root = config.find("bundle_root")
        start = "." if root is None else str(root.value)
        for loader in loaders:
            if loader is None or not isinstance(loader.value, dict):
                continue
            found = loader.find("load_path")
            if found is not None and str(found.value).startswith(start):
                return str(found.value).removeprefix(start).lstrip("/") or None
    except ValueError:
        pass  # it is not read: then models/model.pt
    return None


def _patch(inferer: Table, steps: list[Table]) -> tuple[int, int, int]:
    if inferer["kind"] == "sliding_window":
        size = inferer["roi"]
    else:
        size = next(step["size"] for step in steps if step["step"] == "resize")
    return size[0], size[1], size[2]


def _channels(config: Config, metadata: Metadata) -> int:
    """Of the network's input: as the metadata says, else as the network's definition."""
    stated = metadata.input_channels()
    if stated is not None:
        return stated
    network = config.find("network_def")
    found = network.find("in_channels") if network is not None and network.value else None
    if found is None or not isinstance(found.value, int):
        raise ValueError(
            "configs/metadata.json network_data_format.inputs num_channels is missing (expected"
            " the network's number of input channels)"
        )
    return found.value


def _whole(inferer: Table, config: Config) -> None:
    if inferer["kind"] != "whole":
        raise ValueError(
            f"{config.file} inferer is a sliding window over a classifier (expected a SimpleInferer"
            " after a Resized: a classification sees the whole volume at once)"
        )


def _classes(
    postprocessing: Postprocessing, where: str, names: list[str]
) -> tuple[list[Table], Table]:
    heads = len(names)
    if heads == 1:
        yes = names[0] if names[0] not in ("label_1", "image", "pred") else "present"
        names = [f"no_{yes}" if yes != "present" else "absent", yes]
    output = monai_postprocessing.classification(postprocessing, where, heads, names)
    return json_labels({v: name for v, name in enumerate(names) if v}), output


def _labels(
    postprocessing: Postprocessing, where: str, names: list[str]
) -> tuple[list[Table], Table]:
    output = monai_postprocessing.segmentation(postprocessing, where, len(names))
    if output["decision"] == "argmax":
        return json_labels({v: name for v, name in enumerate(names) if v}), output
    if "background" in names:
        raise ValueError(
            f"{where}: a threshold for the head background (expected heads of structures alone, or"
            " argmax)"
        )
    order = postprocessing.order
    heads = range(len(names)) if order is None else order.heads
    of_value = {v: names[head] for v, head in zip(output["values"], heads, strict=True)}
    return json_labels(of_value), output


def _remarks(postprocessing: Postprocessing, output: Table, names: list[str]) -> list[str]:
    found = []
    order = postprocessing.order
    if output["decision"] == "argmax" and "way_back" in output and names[0] != "background":
        found.append(f"head 0, {names[0]}, is the background: argmax has no label for it")
    if order is not None and order.values != order.named:
        pairs = ", ".join(f"{a} is {b}" for a, b in zip(order.named, order.values, strict=True))
        found.append(f"label values without gaps: the bundle's {pairs}")
    if output["decision"] == "threshold" and order is None and output["heads"] > 1:
        ordered = ", ".join(names)
        found.append(
            f"the bundle gives a mask for each of {ordered}; here they are one labelmap, in which"
            " later ones overwrite earlier ones"
        )
    return found


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
