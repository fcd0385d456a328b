"""One fold: AdamW with a one-cycle cosine, bfloat16 forward passes, a running mean of the weights.

The running mean (EMA) is what is validated and exported, and what a refinement starts from.
"""

from __future__ import annotations

import copy
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from foldlink_models import augment, checkpoint, sliding
from foldlink_models.dice import dice, mean
from foldlink_models.loss import dice_and_cross_entropy
from foldlink_models.preprocess import Sample
from foldlink_models.recipe import Phase, Recipe, Training

SAVE_EVERY = 100


def learning_rate(training: Training, iteration: int) -> float:
    """A linear warm-up, then a cosine to zero."""
    if iteration < training.warm_up:
        return training.learning_rate * (iteration + 1) / training.warm_up
    done = (iteration - training.warm_up) / max(training.iterations - training.warm_up, 1)
    return training.learning_rate * 0.5 * (1 + math.cos(math.pi * min(done, 1)))


@dataclass
class FoldTrainer:
    """Not thread-safe. `folder` receives `checkpoint.pt` and `log.jsonl`."""

    recipe: Recipe
    fold: int
    network: nn.Module
    training_samples: list[Sample]
    validation_samples: list[Sample]
    folder: Path

    def __post_init__(self) -> None:
        t = self.recipe.training
        self.ema = copy.deepcopy(self.network).eval().requires_grad_(False)
        self.random = torch.Generator().manual_seed(t.seed * 1000 + self.fold)
        self.iteration = 0
        self.optimiser = self._new_optimiser()
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def file(self) -> Path:
        return self.folder / "checkpoint.pt"

    def state(self) -> checkpoint.State:
        return {
            "recipe": json.dumps(self.recipe.decisive()),
            "fold": self.fold,
            "iteration": self.iteration,
            "network": self.network.state_dict(),
            "ema": self.ema.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "random": self.random.get_state(),
        }

    def restore(self, state: checkpoint.State) -> None:
        if state["recipe"] != json.dumps(self.recipe.decisive()) or state["fold"] != self.fold:
            raise ValueError(
                f"{self.file}: of another recipe or fold (expected this recipe, fold "
                f"{self.fold}; train into another folder)"
            )
        self.network.load_state_dict(state["network"])
        self.ema.load_state_dict(state["ema"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.random.set_state(state["random"])
        self.iteration = state["iteration"]

    def run(self, stop_after: int | None = None) -> None:
        """Trains to the recipe's last iteration, or `stop_after`; goes on from a checkpoint."""
        if self.file.is_file():
            self.restore(checkpoint.load(self.file))
        last = self.recipe.iterations
        end = min(last, stop_after if stop_after is not None else last)
        running = float("nan")
        with tqdm(total=last, initial=self.iteration, desc=f"fold {self.fold}") as bar:
            while self.iteration < end:
                phase = self.recipe.phase(self.iteration)
                if self.iteration == phase.start > 0:
                    self._begin_refinement()
                loss = self._step(phase)
                running = loss if math.isnan(running) else 0.95 * running + 0.05 * loss
                bar.set_postfix(loss=f"{running:.3f}", refresh=False)
                bar.update()
                every = phase.training.validate_every
                if self.iteration % every == 0 or self.iteration == last:
                    self._log(loss=running, dice=self.validate(), rate=bar.format_dict["rate"])
                if self.iteration % SAVE_EVERY == 0 or self.iteration == end:
                    checkpoint.save(self.file, self.state())

    def _new_optimiser(self) -> torch.optim.Optimizer:
        t = self.recipe.phase(self.iteration).training
        return torch.optim.AdamW(
            self.network.parameters(), lr=t.learning_rate, weight_decay=t.weight_decay
        )

    def _begin_refinement(self) -> None:
        self.network.load_state_dict(self.ema.state_dict())
        self.optimiser = self._new_optimiser()

    def _sample(self, position: int) -> Sample:
        """Every case once an epoch, in an order that depends on the seed and the epoch alone."""
        epoch, index = divmod(position, len(self.training_samples))
        seed = (self.recipe.training.seed * 1000 + self.fold) * 100_000 + epoch
        order = torch.randperm(
            len(self.training_samples), generator=torch.Generator().manual_seed(seed)
        )
        return self.training_samples[int(order[index])]

    def _step(self, phase: Phase) -> float:
        t, plan = phase.training, self.recipe.plan
        within = self.iteration - phase.start
        drawn = [
            augment.draw(
                self._sample(self.iteration * t.batch + i),
                plan.patch,
                phase.augmentation,
                self.random,
            )
            for i in range(t.batch)
        ]
        images = torch.stack([d[0] for d in drawn]).contiguous(memory_format=torch.channels_last_3d)
        target = torch.stack([d[1] for d in drawn])
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(t, within)
        self.network.train()
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.network(images)
        weights = None if t.class_weights is None else torch.tensor(t.class_weights)
        loss = dice_and_cross_entropy(logits.float(), target, weights)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), t.clip_norm)
        self.optimiser.step()
        decay = min(t.ema, (1 + within) / (10 + within))
        with torch.no_grad():
            for mean_of, now in zip(self.ema.parameters(), self.network.parameters(), strict=True):
                mean_of.lerp_(now, 1 - decay)
        self.iteration += 1
        return float(loss.detach())

    def _forward(self, tile: sliding.FloatArray) -> sliding.FloatArray:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            logits: np.ndarray = self.ema(torch.from_numpy(tile)).float().numpy()
        return logits

    def validate(self) -> dict[str, float]:
        """Mean Dice of the EMA by label at the network's resolution, without mirroring."""
        scores: dict[str, list[float]] = {label.name: [] for label in self.recipe.model.labels}
        for sample in self.validation_samples:
            logits = sliding.logits_of(sample.image, self.recipe.plan.patch, self._forward)
            prediction = logits.argmax(0)
            for label in self.recipe.model.labels:
                scores[label.name].append(dice(prediction, sample.label, label.value))
        return {name: mean(values) for name, values in scores.items()}

    def _log(self, **entry: Any) -> None:
        line = json.dumps({"fold": self.fold, "iteration": self.iteration, **entry})
        tqdm.write(line)
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(line + "\n")
