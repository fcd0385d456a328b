"""A model folder as nnU-Net's own classes see it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
from nnunetv2.utilities.label_handling.label_handling import determine_num_input_channels
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager
from torch import nn

from foldlink_models.files import read_json


@dataclass(frozen=True)
class NnunetFolder:
    """`trainer__plans__configuration`, or a folder whose `model.json` says what a name does not."""

    folder: Path

    @cached_property
    def manager(self) -> Any:
        return PlansManager(read_json(self.folder / "plans.json"))

    @cached_property
    def dataset_json(self) -> dict[str, Any]:
        table: dict[str, Any] = read_json(self.folder / "dataset.json")
        return table

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        file = self.folder / "model.json"
        table: dict[str, Any] = read_json(file) if file.is_file() else {}
        return table

    @cached_property
    def _name(self) -> list[str]:
        parts = self.folder.name.split("__")
        if len(parts) != 3:
            raise ValueError(
                f"{self.folder}: no model.json (expected one, or a folder named"
                " trainer__plans__configuration)"
            )
        return parts

    @property
    def configuration_name(self) -> str:
        name: str = self.descriptor.get("configuration") or self._name[2]
        return name

    @cached_property
    def configuration(self) -> Any:
        return self.manager.get_configuration(self.configuration_name)

    @cached_property
    def labels(self) -> Any:
        return self.manager.get_label_manager(self.dataset_json)

    @property
    def mirroring(self) -> tuple[int, ...] | None:
        """As the checkpoint would say: nnU-Net's own trainer allows every axis of the network."""
        if self.descriptor:
            # model.json counts a 2D network's axes as those of the volume.
            below = 3 - len(self.configuration.patch_size)
            return tuple(a - below for a in self.descriptor["mirroring"] if a >= below) or None
        plain = re.fullmatch(r"nnUNetTrainer(_[0-9]+epochs?)?", self._name[0])
        return tuple(range(len(self.configuration.patch_size))) if plain else None

    def sibling(self, configuration: str) -> NnunetFolder:
        return NnunetFolder(self.folder.with_name("__".join([*self._name[:2], configuration])))

    def folds(self) -> dict[str, Path]:
        """By name, numbers first: the folds whose graph is there."""
        return self._of_folds("model.onnx")

    def checkpoints(self) -> dict[str, Path]:
        """Likewise, the folds that nnU-Net's own training left."""
        return self._of_folds("checkpoint_final.pth")

    def _of_folds(self, name: str) -> dict[str, Path]:
        files = {k: self.folder / f"fold_{k}" / name for k in [*map(str, range(5)), "all"]}
        return {k: file for k, file in files.items() if file.is_file()}

    def network(self) -> nn.Module:
        configuration = self.configuration
        network: nn.Module = get_network_from_plans(
            configuration.network_arch_class_name,
            configuration.network_arch_init_kwargs,
            configuration.network_arch_init_kwargs_req_import,
            determine_num_input_channels(self.manager, configuration, self.dataset_json),
            self.labels.num_segmentation_heads,
            deep_supervision=False,
        )
        return network
