"""One fold's training. Killed at any moment, it goes on from the last epoch as it would have."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from foldlink_models.files import replacing, write_json
from foldlink_models.monai_style import metrics, networks, precision
from foldlink_models.monai_style.augment import augment
from foldlink_models.monai_style.losses import loss_of
from foldlink_models.monai_style.prepare import Arrays
from foldlink_models.monai_style.recipe import Recipe

REHEARSED_BATCHES = 1
CHECKPOINT = "checkpoint.pt"
State = dict[str, Any]


def load_checkpoint(file: Path) -> State:
    state: State = torch.load(file, map_location="cpu", weights_only=True)
    return state


class FoldTrainer:
    def __init__(
        self,
        recipe: Recipe,
        fold: int,
        arrays: Arrays,
        parts: tuple[list[str], list[str]],
        folder: Path,
        device: torch.device,
        rehearsal: bool = False,
    ) -> None:
        """`parts`: names of the cases that train, and of those that validate."""
        self.recipe, self.fold, self.arrays, self.folder = recipe, fold, arrays, folder
        self.device, self.rehearsal = device, rehearsal
        self.training, self.validation = (arrays.index(part) for part in parts)
        self.training = self._labelled_enough(self.training)
        wanted = recipe.training.balance
        self.is_of = torch.tensor([self._is_of(n, wanted) for n in self.training.tolist()])
        torch.manual_seed(recipe.training.seed * 1000 + fold)
        self.net = networks.build(recipe).to(device)
        if device.type == "cuda":
            layout: Any = torch.channels_last_3d
            self.net.to(memory_format=layout)
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(),
            recipe.training.learning_rate,
            weight_decay=recipe.training.weight_decay,
        )
        self.epoch, self.waited, self.factor = 0, 0, 1.0
        self.best_loss = math.inf
        self.best: State = {}
        self.stopped = False
        self.history: list[dict[str, float]] = []

    def run(self, stop_after: int | None = None) -> None:
        """Until the last epoch; `stop_after` that epoch, resumable, for tests."""
        from torch.utils.tensorboard import SummaryWriter

        if (self.folder / CHECKPOINT).is_file():
            self._restore(load_checkpoint(self.folder / CHECKPOINT))
        epochs = self.recipe.training.epochs
        end = epochs if stop_after is None else min(epochs, stop_after)
        if self.stopped or self.epoch >= end:
            return
        torch.backends.cudnn.benchmark = True
        self.folder.mkdir(parents=True, exist_ok=True)
        title = f"fold {self.fold}"
        with (
            SummaryWriter(str(self.folder / "tensorboard"), purge_step=self.epoch) as board,
            tqdm(total=epochs, initial=self.epoch, desc=title, unit="epoch") as progress,
        ):
            while self.epoch < end and not self.stopped:
                told = self._one_epoch()
                for name, value in told.items():
                    board.add_scalar(name, value, self.epoch)
                self._save()
                progress.update()
                progress.set_postfix({k: f"{v:.4f}" for k, v in told.items() if k != "seconds"})

    def _labelled_enough(self, index: torch.Tensor) -> torch.Tensor:
        least = self.recipe.data.smallest_labelled_fraction
        if not least:
            return index
        fractions = [(self.arrays.label[n] > 0).float().mean().item() for n in index.tolist()]
        kept = [n for n, f in zip(index.tolist(), fractions, strict=True) if f >= least]
        if not kept:
            raise ValueError(
                f"fold {self.fold}: no case is labelled in {least:.0%} of its volume "
                "(expected some; data.smallest_labelled_fraction)"
            )
        return torch.tensor(kept)

    def _one_epoch(self) -> dict[str, float]:
        begun, training = time.monotonic(), self.recipe.training
        # All chance comes from the epoch's number: nothing of it needs to be kept.
        draw = torch.Generator().manual_seed((training.seed * 100 + self.fold) * 10000 + self.epoch)
        torch.manual_seed(int(torch.randint(2**31, (1,), generator=draw)))
        rate = self._rate()
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.net.train()
        order = self._order(draw)
        batches = [order[n : n + training.batch] for n in range(0, len(order), training.batch)]
        if len(batches) > 1 and len(batches[-1]) < training.batch:
            # Another case is left out each time; a batch of one has no statistics.
            batches.pop()
        if self.rehearsal:
            batches = batches[:REHEARSED_BATCHES]
        total = torch.zeros((), device=self.device)
        for index in batches:
            batch = augment(self.arrays.batch(index, self.device), self.recipe.augmentation, draw)
            self.optimiser.zero_grad(set_to_none=True)
            with precision.autocast(self.device, self.recipe.coarsest):
                loss, _ = loss_of(self.net, batch, training)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.net.parameters(), 12.0)
            self.optimiser.step()
            total += loss.detach() * len(index)
        told = {"loss": float(total) / sum(map(len, batches)), "rate": rate}
        told |= self._validate()
        for name in ("loss", "validation_loss"):
            if not math.isfinite(told[name]):
                raise ValueError(
                    f"fold {self.fold}, epoch {self.epoch}: the {name} is {told[name]} (expected a "
                    "finite number; lower training.learning_rate, or look for damaged scans)"
                )
        self.epoch += 1
        self._judge(told["validation_loss"])
        told["seconds"] = time.monotonic() - begun
        self.history.append(told)
        return told

    def _rate(self) -> float:
        training = self.recipe.training
        if training.schedule == "cosine":
            part = self.epoch / training.epochs
            return training.learning_rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * part)))
        return training.learning_rate * self.factor

    def _judge(self, loss: float) -> None:
        """Keeps the best weights, lowers the rate on a plateau, ends one that stands still."""
        training = self.recipe.training
        if loss < self.best_loss:
            self.best_loss, self.waited = loss, 0
            self.best = networks.state_copy(self.net)
            return
        self.waited += 1
        if training.schedule == "plateau" and self.waited % training.plateau_patience == 0:
            self.factor *= training.plateau_factor
        self.stopped = 0 < training.stop_patience <= self.waited

    def _order(self, draw: torch.Generator) -> torch.Tensor:
        """Each training case once; with `balance`, as many draws, half of them of such cases."""
        index = self.training
        groups = [index[self.is_of], index[~self.is_of]]
        if min(map(len, groups)) == 0:
            return index[torch.randperm(len(index), generator=draw)]
        each = (len(index) + 1) // 2
        drawn = []
        for group in groups:
            rounds = math.ceil(each / len(group))
            turns = [group[torch.randperm(len(group), generator=draw)] for _ in range(rounds)]
            drawn.append(torch.cat(turns)[:each])
        # In turns, so that a batch has both.
        return torch.stack(drawn, 1).flatten()[: len(index)]

    def _is_of(self, n: int, wanted: tuple[int, ...]) -> bool:
        if self.recipe.classifies:
            return int(self.arrays.category[n]) in wanted
        label = self.arrays.label[n]
        return any(bool((label == value).any()) for value in wanted)

    def _validate(self) -> dict[str, float]:
        total, outputs = 0.0, []
        self.net.eval()
        index = self.validation[: self.recipe.training.batch] if self.rehearsal else self.validation
        with torch.inference_mode():
            for few in torch.split(index, self.recipe.training.batch):
                batch = self.arrays.batch(few, self.device)
                with precision.autocast(self.device, self.recipe.coarsest):
                    loss, logits = loss_of(self.net, batch, self.recipe.training)
                total += float(loss) * len(few)
                outputs += self._measured(logits, batch)
        scores = scores_of(self.recipe, outputs)
        return {"validation_loss": total / len(outputs), **scores}

    def _measured(self, logits: torch.Tensor, batch: dict[str, torch.Tensor]) -> list[Any]:
        if self.recipe.classifies:
            return outputs_of(self.recipe, torch.sigmoid(logits), batch)
        return outputs_of(self.recipe, logits, batch)

    def _save(self) -> None:
        state = {
            "epoch": self.epoch,
            "stopped": self.stopped,
            "network": self.net.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "best": self.best,
            "best_loss": self.best_loss,
            "waited": self.waited,
            "factor": self.factor,
            "history": self.history,
        }
        with replacing(self.folder / CHECKPOINT) as beside:
            torch.save(state, beside)
        write_json(self.folder / "history.json", self.history)

    def _restore(self, state: State) -> None:
        self.net.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        for name in ("epoch", "stopped", "best", "best_loss", "waited", "factor", "history"):
            setattr(self, name, state[name])


def outputs_of(recipe: Recipe, values: torch.Tensor, batch: dict[str, torch.Tensor]) -> list[Any]:
    """A case each: `(probability, class)`, or the overlaps of the likeliest labels."""
    if recipe.classifies:
        return list(zip(values[:, 0].tolist(), batch["category"].int().tolist(), strict=True))
    likeliest, heads = values.argmax(1), recipe.output.heads
    pairs = zip(likeliest, batch["label"][:, 0], strict=True)
    return [metrics.overlaps(predicted, truth, heads) for predicted, truth in pairs]


def scores_of(recipe: Recipe, outputs: list[Any]) -> metrics.Scores:
    """Of `(probability, class)` pairs, or of each case's overlaps."""
    if recipe.classifies:
        return metrics.classification([p for p, _ in outputs], [t for _, t in outputs])
    return metrics.segmentation(outputs, [label.name for label in recipe.model.labels])
