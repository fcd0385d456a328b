"""A folder of training cases: nnU-Net's raw layout, or `images/` and `labels/` of one channel."""

from foldlink_models.datasets.case import SUFFIX, Case
from foldlink_models.datasets.nnunet_raw import list_cases

__all__ = ["SUFFIX", "Case", "list_cases"]
