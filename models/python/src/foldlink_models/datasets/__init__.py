"""Public data sets as their users download them: found, checked and listed as training cases."""

from foldlink_models.datasets.case import About, Case, DataSet, OtherLayoutError
from foldlink_models.datasets.sources import SOURCES, find, find_any, picked

__all__ = ["SOURCES", "About", "Case", "DataSet", "OtherLayoutError", "find", "find_any", "picked"]
