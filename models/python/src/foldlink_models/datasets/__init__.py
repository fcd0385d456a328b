"""Public data sets as their users download them: found, checked and listed as training cases."""

from foldlink_models.datasets.case import Case, DataSet
from foldlink_models.datasets.sources import SOURCES, find

__all__ = ["SOURCES", "Case", "DataSet", "find"]
