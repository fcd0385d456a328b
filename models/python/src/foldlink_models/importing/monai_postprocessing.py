"""MONAI's postprocessing as `output` of `monai.json`, or a refusal by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from foldlink_models.importing.deviations import CLEANING, Deviations
from foldlink_models.importing.monai_preprocessing import Preprocessing
from foldlink_models.importing.monai_transform import Transform
from foldlink_models.importing.region_labels import LabelOrder, label_order

NEUTRAL = (
    *("SaveImaged", "SaveClassificationd", "EnsureTyped", "ToTensord", "ToNumpyd", "ToDeviced"),
    *("DeleteItemsd", "SelectItemsd", "Identityd", "FromMetaTensord", "CopyItemsd"),
)
KNOWN = "one of Activationsd, AsDiscreted, Invertd, SaveImaged"


@dataclass
class Postprocessing:
    """What the transforms say, in the order of their places (from 0)."""

    preprocessing: Preprocessing
    deviations: Deviations
    pred: str = "pred"
    place: int = 0
    activation: str = "none"
    activated_at: int = -1
    threshold: float | None = None
    argmax: bool = False
    decided_at: int | None = None
    nearest: bool = False
    inverted_at: int | None = None
    order: LabelOrder | None = None
    """Which head stands for which label, where the bundle says it."""

    def add(self, transform: Transform) -> None:
        self.place += 1
        if transform.name in NEUTRAL or self.pred not in transform.key_names():
            return
        if transform.name in CLEANING:
            self.deviations.allow(
                transform.name,
                transform.no_counterpart("none: the engine does not clean this model's labels"),
                f"{transform.name} of the bundle is not done",
            )
            return
        transform.ignore("allow_missing_keys")
        match transform.name:
            case "Activationsd":
                self._activate(transform)
            case "AsDiscreted":
                self._decide(transform)
            case "Invertd":
                self._invert(transform)
            case "Lambdad":
                self._label(transform)
            case _:
                raise transform.no_counterpart(KNOWN)
        transform.done()

    def _activate(self, transform: Transform) -> None:
        if self.activation != "none":
            raise transform.no_counterpart("one Activationsd")
        softmax = transform.flag("softmax", key=self.pred)
        sigmoid = transform.flag("sigmoid", key=self.pred)
        transform.only("other", [None], "no code of a bundle is run", self.pred)
        transform.only("dim", [0], "the heads are the first axis")
        if softmax and sigmoid:
            raise transform.unfit("softmax", softmax, "false with sigmoid")
        if self.decided_at is not None:
            raise transform.no_counterpart("it before AsDiscreted")
        self.activation = "softmax" if softmax else "sigmoid" if sigmoid else "none"
        self.activated_at = self.place

    def _decide(self, transform: Transform) -> None:
        if self.decided_at is not None:
            raise transform.no_counterpart("one AsDiscreted")
        self.argmax = transform.flag("argmax", key=self.pred)
        self.threshold = transform.take_for(self.pred, "threshold")
        onehot = transform.take_for(self.pred, "to_onehot")
        if onehot is not None and not self.argmax:  # after argmax it is the same labels once more
            raise transform.unfit("to_onehot", onehot, "none without argmax")
        transform.only("rounding", [None], "the engine rounds nothing", self.pred)
        transform.only("dim", [0], "the heads are the first axis")
        transform.ignore("keepdim", "dtype")
        if self.argmax == (self.threshold is not None):
            raise transform.unfit("argmax", self.argmax, "either argmax or a threshold")
        self.decided_at = self.place

    def _invert(self, transform: Transform) -> None:
        if self.inverted_at is not None:
            raise transform.no_counterpart("one Invertd")
        inverted = transform.raw("transform")
        if inverted is None or inverted.path != "preprocessing":
            shown = None if inverted is None else inverted.path
            raise transform.unfit("transform", shown, '"@preprocessing"')
        original = transform.take_for(self.pred, "orig_keys", self.preprocessing.image)
        if original != self.preprocessing.image:
            raise transform.unfit("orig_keys", original, self.preprocessing.image)
        self.nearest = transform.flag("nearest_interp", True, self.pred)
        transform.only("post_func", [None], "no code of a bundle is run", self.pred)
        transform.ignore("meta_keys", "orig_meta_keys", "meta_key_postfix", "to_tensor", "device")
        self.inverted_at = self.place

    def _label(self, transform: Transform) -> None:
        transform.ignore("func", "overwrite", "track_meta", "inv_func")
        order = label_order(str(transform.node.value.get("func")))
        if order is None or self.threshold is None or self.decided_at is None:
            raise transform.unfit(
                "func",
                transform.node.value.get("func"),
                "none, or after a threshold the nested torch.where(x[[HEAD]] > 0, LABEL, …) that"
                " makes a labelmap: no code of a bundle is run",
            )
        self.order = order

    def way_back(self, where: str) -> str:
        """`labels` or `probabilities`: what is taken back to the scan's grid."""
        pre = self.preprocessing
        if self.inverted_at is None:
            if pre.moved():
                raise ValueError(
                    f"{where}: Invertd is missing (expected one, so that the result lies on the"
                    " scan's own grid)"
                )
            return "labels"
        assert self.decided_at is not None
        if self.inverted_at > self.decided_at:
            if not self.nearest and pre.resampled():
                self.deviations.allow(
                    "nearest_interp",
                    ValueError(
                        f"{where}: Invertd.nearest_interp = false after AsDiscreted (expected true:"
                        " label values are not interpolated)"
                    ),
                    "labels go back to the scan's grid by the nearest voxel; the bundle"
                    " interpolates label values",
                )
            return "labels"
        if self.activation != "none" and self.activated_at > self.inverted_at:
            if not self.argmax:
                raise ValueError(
                    f"{where}: Activationsd after Invertd (expected it before: with a threshold"
                    " what was cropped off would be on)"
                )
            # The highest logit has the highest probability, and it is the logits that go back.
            self.activation = "none"
        return "labels" if self.nearest else "probabilities"


def segmentation(post: Postprocessing, where: str, heads: int) -> dict[str, Any]:
    """`output`, but for the heads' `values`, which are 1, 2, … unless the bundle says otherwise."""
    if post.decided_at is None:
        raise ValueError(f"{where}: AsDiscreted is missing (expected one, for a labelmap)")
    way_back = post.way_back(where)
    output: dict[str, Any] = {"heads": heads, "activation": post.activation}
    if post.argmax:
        if heads < 2:
            raise ValueError(f"{where}: argmax over {heads} head (expected 2 or more)")
        return {**output, "decision": "argmax", "way_back": way_back}
    if post.activation == "none":
        raise ValueError(f"{where}: a threshold without Activationsd (expected sigmoid before it)")
    if post.activation == "softmax":
        raise ValueError(f"{where}: a threshold after softmax (expected argmax, or sigmoid)")
    if post.threshold != 0.5:
        raise ValueError(f"{where}: AsDiscreted.threshold = {post.threshold} (expected 0.5)")
    values = list(range(1, heads + 1)) if post.order is None else post.order.values
    if len(values) != heads:
        raise ValueError(f"{where}: Lambdad names {len(values)} heads (expected all {heads})")
    return {**output, "decision": "threshold", "values": values, "way_back": way_back}


def classification(
    post: Postprocessing, where: str, heads: int, classes: list[str]
) -> dict[str, Any]:
    if post.inverted_at is not None:
        raise ValueError(f"{where}: Invertd of a classification (expected none)")
    fitting = "sigmoid" if heads == 1 else "softmax"
    if post.activation not in (fitting, "none"):
        raise ValueError(
            f"{where}: Activationsd {post.activation} over {heads} heads (expected {fitting})"
        )
    if heads > 1 and post.threshold is not None:
        raise ValueError(f"{where}: AsDiscreted.threshold over {heads} heads (expected argmax)")
    output: dict[str, Any] = {"heads": heads, "activation": fitting}
    if heads > 1:
        return {**output, "decision": "argmax", "classes": classes}
    if post.activation == "none" and post.threshold is not None:
        raise ValueError(f"{where}: a threshold without Activationsd (expected sigmoid before it)")
    threshold = {} if post.threshold is None else {"threshold": post.threshold}
    return {**output, "decision": "threshold", **threshold, "classes": classes}
