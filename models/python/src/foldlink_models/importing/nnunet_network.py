"""A configuration's network, built as nnU-Net's own predictor builds it, with a fold's weights."""

from __future__ import annotations

import contextlib
import inspect
import io
import pydoc
import re
import warnings
from typing import Any

import torch
from nnunetv2.utilities.find_objects import recursive_find_trainer_class_by_name
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager
from torch import nn

from foldlink_models.importing.safe_checkpoint import Checkpoint
from foldlink_models.nnunet.run import use_trainers

_TRUSTED = re.compile(r"(torch\.nn|dynamic_network_architectures)(\.\w+)+")
"""What plans.json may name: it is data, and nnU-Net imports and calls what it names."""


def trainer_class(name: str, shown: str) -> Any:
    """nnU-Net's own search: its package, then the folders of `nnUNet_extTrainer`; FoldLink's own
    trainer is among them."""
    if not re.fullmatch(r"\w+", name):
        raise ValueError(f"{shown} trainer_name = {name!r} (expected the name of a class)")
    use_trainers()
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the search imports every trainer that there is
        try:
            return recursive_find_trainer_class_by_name(name)
        except (RuntimeError, AssertionError, ImportError) as e:
            raise ValueError(
                f"{shown} trainer_name = {name} is not installed (expected a subclass of"
                " nnUNetTrainer in nnunetv2's package, or in a folder that the environment variable"
                f" nnUNet_extTrainer names): {_first_line(e)}"
            ) from e


def build(
    plans: dict[str, Any], configuration: str, trainer: Any, channels: int, heads: int
) -> nn.Module:
    """Without deep supervision, in evaluation mode; weights are the initial ones."""
    manager = PlansManager(plans)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # about plans and trainers of older versions, which are fine
        try:
            own = manager.get_configuration(configuration)
        except (RuntimeError, KeyError, ValueError, TypeError) as e:
            raise ValueError(
                f"plans.json configurations.{configuration} has no architecture that nnU-Net"
                f" {_version()} can read: {_first_line(e)}"
            ) from e
        _refuse_other_code(own, configuration)
        function = trainer.build_network_architecture
        if "plans_manager" in inspect.signature(function).parameters:
            arguments: tuple[Any, ...] = (manager, own, channels, heads)
        else:
            arguments = (
                own.network_arch_class_name,
                own.network_arch_init_kwargs,
                own.network_arch_init_kwargs_req_import,
                channels,
                heads,
            )
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                network = function(*arguments, enable_deep_supervision=False)
        except Exception as e:  # whatever a custom trainer's code raises is its answer
            raise ValueError(
                f"plans.json configurations.{configuration}.architecture:"
                f" {trainer.__name__}.build_network_architecture cannot build"
                f" {own.network_arch_class_name}: {type(e).__name__}: {_first_line(e)}"
            ) from e
    if not isinstance(network, nn.Module):
        raise ValueError(
            f"{trainer.__name__}.build_network_architecture gave a {type(network).__name__}"
            " (expected a network)"
        )
    return network.eval()


def load(network: nn.Module, checkpoint: Checkpoint, shown: str) -> None:
    """All weights, none left over, all of the plans' shapes, all finite; else refused by name."""
    state = network.state_dict()
    given = {_plain(name, state): tensor for name, tensor in checkpoint.weights.items()}
    for name, tensor in given.items():
        if name not in state:
            raise ValueError(
                f"{shown} network_weights.{name} (expected only what plans.json and"
                f" {checkpoint.trainer} build: they have no such weight)"
            )
        if not isinstance(tensor, torch.Tensor) or tensor.shape != state[name].shape:
            shape = list(getattr(tensor, "shape", ()))
            raise ValueError(
                f"{shown} network_weights.{name} has shape {shape} (expected"
                f" {list(state[name].shape)}, as plans.json and dataset.json say)"
            )
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise ValueError(f"{shown} network_weights.{name} (expected finite numbers)")
    missing = [name for name in state if name not in given]
    if missing:
        raise ValueError(
            f"{shown} network_weights.{missing[0]} is missing (expected all {len(state)} weights"
            " that plans.json describes)"
        )
    network.load_state_dict(given)


def _plain(name: str, state: dict[str, Any]) -> str:
    """Without what parallel or compiled training puts before a name."""
    for prefix in ("module.", "_orig_mod."):
        if name not in state and name.startswith(prefix):
            name = name.removeprefix(prefix)
    return name


def _refuse_other_code(configuration: Any, name: str) -> None:
    keywords = configuration.network_arch_init_kwargs
    named = {"network_class_name": configuration.network_arch_class_name} | {
        f"arch_kwargs.{key}": keywords.get(key)
        for key in configuration.network_arch_init_kwargs_req_import
    }
    for key, value in named.items():
        if value is None and key != "network_class_name":
            continue
        found = (
            pydoc.locate(value) if isinstance(value, str) and _TRUSTED.fullmatch(value) else None
        )
        if not (isinstance(found, type) and issubclass(found, nn.Module)):
            raise ValueError(
                f"plans.json configurations.{name}.architecture.{key} = {value!r} (expected a"
                " network's class that is installed, of torch.nn or dynamic_network_architectures)"
            )


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _version() -> str:
    from importlib.metadata import version

    return version("nnunetv2")
