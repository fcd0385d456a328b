"""Whole-volume networks and classifiers trained with MONAI, for `monai.json` folders."""
