"""A bundle's network: one of `monai.networks.nets` by name with its weights, or TorchScript."""

from __future__ import annotations

import inspect
import pickle
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from monai.networks import nets
from torch import nn

from foldlink_models.importing import torchscript
from foldlink_models.importing.bundle_config import Config, Node, short

ALLOWED = (
    *("AHNet", "AttentionUnet", "BasicUNet", "DynUNet", "DynUnet", "FlexibleUNet", "HighResNet"),
    *("MedNeXt", "SegResNet", "SegResNetDS", "SwinUNETR", "UNETR", "UNet", "Unet", "VNet"),
    *("Classifier", "DenseNet", "DenseNet121", "DenseNet169", "DenseNet201", "DenseNet264"),
    *("EfficientNetBN", "ResNet", "resnet10", "resnet18", "resnet34", "resnet50", "resnet101"),
    *("SENet154", "SEResNet50", "SEResNet101", "SEResNet152", "SEResNext50", "SEResNext101"),
)
"""Networks whose constructors make layers and nothing else; `pretrained` is taken off."""
DOWNLOADS = ("pretrained",)
NO_LONGER = {"SwinUNETR": ("img_size",)}
"""Arguments of older versions that only checked sizes."""
STATE_KEYS = ("state_dict", "model_state_dict", "network_state_dict", "model", "network", "net")


class Reordered(nn.Module):
    """The network with its heads in another order."""

    def __init__(self, network: nn.Module, heads: list[int]) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("heads", torch.tensor(heads))
        self.heads: torch.Tensor

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.index_select(self.network(x), 1, self.heads)


def reordered(network: nn.Module, heads: list[int]) -> nn.Module:
    made = Reordered(network, heads).eval()
    if not isinstance(network, torch.jit.ScriptModule):
        return made
    # What calls a loaded TorchScript cannot be traced, so it is TorchScript itself.
    script: nn.Module = torch.jit.script(made)
    return script


def load(config: Config, weights: Path, shown: str) -> tuple[nn.Module, str]:
    """In evaluation mode, and what it is in words."""
    if _is_torchscript(weights):
        return torchscript.load(weights, shown), "TorchScript"
    made, name = defined(config)
    made.load_state_dict(_fitting(state_of(weights, shown), made, shown))
    return made, f"MONAI's {name}"


def _is_torchscript(weights: Path) -> bool:
    return weights.suffix in (".ts", ".torchscript")


def defined(config: Config) -> tuple[nn.Module, str]:
    node = config.find("network_def")
    if node is None:
        raise ValueError(
            f"{config.file} network_def is missing (expected the network's _target_ and arguments,"
            " or a models/model.ts)"
        )
    target = node.find("_target_")
    name = "" if target is None else str(target.value)
    module, _, short_name = name.rpartition(".")
    inside = (
        not module or module == "monai.networks.nets" or module.startswith("monai.networks.nets.")
    )
    maker = getattr(nets, short_name, None) if inside and short_name in ALLOWED else None
    if maker is None:
        raise ValueError(
            f"{node.where}._target_ = {short(name)} (expected a network of monai.networks.nets"
            f" such as UNet, SegResNet, DynUNet, SwinUNETR, DenseNet121: no other code is run; a"
            " models/model.ts, which --weights names, needs none)"
        )
    arguments = _arguments(node, short_name, maker)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            network: nn.Module = maker(**arguments)
    except (TypeError, ValueError, KeyError, AssertionError, RuntimeError) as e:
        first = (str(e).strip().splitlines() or [type(e).__name__])[0]
        raise ValueError(f"{node.where}: {short_name} refuses its arguments: {first}") from e
    return network.eval(), short_name


def _arguments(node: Node, name: str, maker: Any) -> dict[str, Any]:
    own = ("_target_", "_desc_", "_requires_", "_mode_", "_disabled_")
    known = inspect.signature(maker).parameters
    arguments: dict[str, Any] = {}
    for key in node.names():
        found = node.find(key)
        if key in (*own, *DOWNLOADS, *NO_LONGER.get(name, ())) or found is None:
            continue
        arguments[key] = found.plain()
    for key in DOWNLOADS:
        if key in known:
            arguments[key] = False
    return arguments


def state_of(weights: Path, shown: str) -> Mapping[str, torch.Tensor]:
    """Tensors by name; nothing else is unpickled."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = torch.load(weights, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as e:
        raise ValueError(
            f"{shown} {_pickled(str(e))} (expected tensors alone: code in it is never run; save it"
            " with torch.save(network.state_dict(), …))"
        ) from e
    except (RuntimeError, EOFError, KeyError) as e:
        first = (str(e).strip().splitlines() or ["it is cut off"])[0]
        raise ValueError(f"{shown}: {first} (expected a file of torch.save)") from e
    for _ in range(2):
        if not isinstance(found, Mapping) or _all_tensors(found):
            break
        inner = next((k for k in STATE_KEYS if isinstance(found.get(k), Mapping)), None)
        if inner is None:
            break
        found = found[inner]
    if not isinstance(found, Mapping) or not found or not _all_tensors(found):
        keys = list(found)[:5] if isinstance(found, Mapping) else type(found).__name__
        raise ValueError(f"{shown} holds {short(keys)} (expected a state dict: tensors by name)")
    return found


def _all_tensors(table: Mapping[str, Any]) -> bool:
    return all(isinstance(v, torch.Tensor) for v in table.values())


def _pickled(message: str) -> str:
    """The class that PyTorch names in its refusal, where it does."""
    named = re.search(r"GLOBAL ([\w.]+)", message)
    return "is no file of tensors" if named is None else f"holds {named.group(1)}"


def _fitting(
    state: Mapping[str, torch.Tensor], network: nn.Module, shown: str
) -> dict[str, torch.Tensor]:
    """`module.` of a network that was trained on several GPUs is taken off."""
    wanted = network.state_dict()
    found = dict(state)
    if found and all(k.startswith("module.") for k in found):
        found = {k.removeprefix("module."): v for k, v in found.items()}
    for key in wanted:
        if key not in found:
            raise ValueError(
                f"{shown}: {key} is missing (expected all {len(wanted)} tensors of network_def's"
                " network)"
            )
        if found[key].shape != wanted[key].shape:
            raise ValueError(
                f"{shown}: {key} has shape {list(found[key].shape)} (expected"
                f" {list(wanted[key].shape)}, as network_def says)"
            )
    extra = sorted(found.keys() - wanted.keys())
    if extra:
        raise ValueError(f"{shown}: {extra[0]} (expected a tensor of network_def's network)")
    return found
