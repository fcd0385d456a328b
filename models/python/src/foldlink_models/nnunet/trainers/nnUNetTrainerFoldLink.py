"""nnU-Net's trainer for small networks and few iterations: AdamW, bfloat16, patches drawn on the
device (`foldlink_models.nnunet.sampler`). Plans, networks, loss, learning rate decay, checkpoints
and validation are nnU-Net's own.

nnU-Net finds this class by the environment variable `nnUNet_extTrainer`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import torch
from nnunetv2.training.lr_scheduler.polylr import PolyLRScheduler
from nnunetv2.training.nnUNetTrainer.nnUNetTrainer import nnUNetTrainer
from torch import Tensor
from tqdm import tqdm

from foldlink_models.monai_style.precision import autocast
from foldlink_models.nnunet import settings as settings_of
from foldlink_models.nnunet.sampler import DeviceCase, Sampler


def _values(region: int | tuple[int, ...]) -> tuple[int, ...]:
    return region if isinstance(region, tuple) else (region,)


class nnUNetTrainerFoldLink(nnUNetTrainer):  # type: ignore[misc]  # noqa: N801
    network: Any

    def __init__(
        self,
        plans: dict[str, Any],
        configuration: str,
        fold: int,
        dataset_json: dict[str, Any],
        device: torch.device = torch.device("cuda"),  # noqa: B008
    ) -> None:
        super().__init__(plans, configuration, fold, dataset_json, device)
        self.settings = settings_of.of(plans.get(settings_of.KEY, {}))
        self.num_epochs = self.settings.epochs
        self.num_iterations_per_epoch = self.settings.iterations
        self.num_val_iterations_per_epoch = self.settings.validation_iterations
        self.initial_lr = self.settings.learning_rate
        self.weight_decay = self.settings.weight_decay
        self.oversample_foreground_percent = self.settings.foreground
        self.grad_scaler = None  # bfloat16 needs none
        self.save_every = 1
        self.inference_allowed_mirroring_axes = self.settings.mirror_axes or None
        self._bar: tqdm[Any] | None = None
        # nnU-Net draws its picture every epoch, which takes longer than an epoch may here.
        self._draw = self.logger.local_logger.plot_progress_png
        self.logger.local_logger.plot_progress_png = self._draw_last

    def _draw_last(self, folder: str) -> None:
        if self.current_epoch + 1 >= self.num_epochs:
            self._draw(folder)

    def save_checkpoint(self, filename: str) -> None:
        """Beside its place, then renamed: a kill in mid-write loses an epoch, not the fold."""
        beside = f"{filename}.part"
        super().save_checkpoint(beside)
        if Path(beside).exists():
            os.replace(beside, filename)

    def _do_i_compile(self) -> bool:
        return False

    def plot_network_architecture(self) -> None:
        """Needs graphviz and hiddenlayer, for a picture nobody asked for."""

    def print_to_log_file(
        self, *args: Any, also_print_to_console: bool = False, add_timestamp: bool = True
    ) -> None:
        """To the fold's log alone: the progress bar has the console."""
        super().print_to_log_file(*args, also_print_to_console=False, add_timestamp=add_timestamp)

    def initialize(self) -> None:
        super().initialize()
        self.network = self.network.to(memory_format=self._layout)

    @property
    def _layout(self) -> torch.memory_format:
        """On a CPU, narrow 3D layers are twice as fast with the channels innermost."""
        spatial = self.device.type == "cpu" and len(self.configuration_manager.patch_size) == 3
        return torch.channels_last_3d if spatial else torch.contiguous_format

    @property
    def _coarsest(self) -> int:
        """Voxels along the shortest axis of the network's smallest array."""
        strides = self.configuration_manager.pool_op_kernel_sizes
        down = np.prod(strides, axis=0)
        return int(min(np.array(self.configuration_manager.patch_size) // down))

    def configure_optimizers(self) -> tuple[torch.optim.Optimizer, Any]:
        optimizer = torch.optim.AdamW(
            self.network.parameters(), self.initial_lr, weight_decay=self.weight_decay
        )
        return optimizer, PolyLRScheduler(optimizer, self.initial_lr, self.num_epochs)

    def get_dataloaders(self) -> tuple[Sampler, Sampler]:
        if self.is_cascaded or self.label_manager.has_ignore_label:
            raise ValueError(
                f"{type(self).__name__}: trains neither cascades nor data with an ignore label "
                "(expected the trainer nnUNetTrainer for these)"
            )
        regions = None
        if self.label_manager.has_regions:
            regions = [_values(r) for r in self.label_manager.foreground_regions]
        scales = self._get_deep_supervision_scales()
        training, validation = (
            Sampler(
                [self._case(dataset, name) for name in dataset.identifiers],
                self.configuration_manager.patch_size,
                self.batch_size,
                self.settings,
                augment=augment,
                scales=scales,
                regions=regions,
            )
            for dataset, augment in zip(self.get_tr_and_val_datasets(), (True, False), strict=True)
        )
        return training, validation

    def _case(self, dataset: Any, name: str) -> DeviceCase:
        image, labels, _, properties = dataset.load_case(name)
        drawn = (
            self.label_manager.foreground_regions
            if self.label_manager.has_regions
            else self.label_manager.foreground_labels
        )
        locations = properties["class_locations"]
        return DeviceCase(
            torch.from_numpy(np.asarray(image[:], np.float32)).to(self.device),
            torch.from_numpy(np.maximum(labels[:], 0).astype(np.uint8)).to(self.device),
            tuple(
                np.asarray(locations[k])[:, 1:] if len(locations.get(k, ())) else np.empty((0, 3))
                for k in drawn
            ),
        )

    def on_train_start(self) -> None:
        if not self.was_initialized:
            torch.manual_seed(self.settings.seed * 1000 + int(self.fold))
        super().on_train_start()

    def on_train_epoch_start(self) -> None:
        super().on_train_epoch_start()
        seed = (self.settings.seed * 1000 + int(self.fold)) * 100_000 + self.current_epoch
        self.dataloader_train.reseed(seed)
        self.dataloader_val.reseed(seed)
        if self._bar is None:
            self._bar = tqdm(
                total=self.num_epochs * self.num_iterations_per_epoch,
                initial=self.current_epoch * self.num_iterations_per_epoch,
                desc=f"fold {self.fold}",
                mininterval=0.5,
            )

    def train_step(self, batch: dict[str, Any]) -> dict[str, Tensor]:
        self.optimizer.zero_grad(set_to_none=True)
        with autocast(self.device, self._coarsest):
            output = self.network(batch["data"].contiguous(memory_format=self._layout))
        deep = isinstance(output, (list, tuple))
        logits = [o.float() for o in output] if deep else output.float()
        loss = self.loss(logits, batch["target"])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.clip_norm)
        self.optimizer.step()
        assert self._bar is not None
        self._bar.update()
        return {"loss": loss.detach()}

    def on_train_epoch_end(self, train_outputs: list[dict[str, Any]]) -> None:
        # One wait for the device an epoch, not one an iteration.
        mean = torch.stack([out["loss"] for out in train_outputs]).mean().item()
        if not np.isfinite(mean):
            raise ValueError(
                f"fold {self.fold}, epoch {self.current_epoch}: the loss is {mean} (expected a "
                "finite number; lower training.settings.learning_rate, or look for damaged scans)"
            )
        super().on_train_epoch_end([{"loss": np.float64(mean)}])

    def on_epoch_end(self) -> None:
        super().on_epoch_end()
        assert self._bar is not None
        self._bar.set_postfix(
            loss=f"{self.logger.get_value('train_losses', step=-1):.3f}",
            dice=f"{self.logger.get_value('mean_fg_dice', step=-1):.3f}",
        )
        if self.current_epoch >= self.num_epochs:
            self._bar.close()
