"""What each recipe trains on, in miniature and in its public layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import phantom_sets

from foldlink_models import recipes

NNUNET = [name for name in recipes.names() if 'engine = "nnunet"' in recipes.text(name)]
MONAI = [name for name in recipes.names() if 'engine = "monai"' in recipes.text(name)]

MADE: dict[str, Callable[[Path], Path]] = {
    "abdomen-nnunet": lambda f: phantom_sets.abdomen_ct_1k(f, 6),
    "abdomen-nnunet.as-published": lambda f: phantom_sets.abdomen_ct_1k(f, 6),
    "brats-unet": lambda f: phantom_sets.brats(f, 6),
    "brats-unet.as-published": lambda f: phantom_sets.brats(f, 8),
    "cancer-classifier": lambda f: phantom_sets.cancer_folders(f, 16),
    "cancer-classifier.as-published": lambda f: phantom_sets.cancer_folders(f, 12),
    "hippocampus": lambda f: phantom_sets.decathlon(f, "Task04_Hippocampus", "hippocampus", 6),
    "liver-lesion": lambda f: phantom_sets.decathlon(f, "Task03_Liver", "liver", 6),
    "liver-lesion.as-published": lambda f: phantom_sets.decathlon(f, "Task03_Liver", "liver", 8),
    "pancreas-tumour": lambda f: phantom_sets.decathlon(f, "Task07_Pancreas", "pancreas", 6),
    "pancreas-tumour.as-published": lambda f: phantom_sets.decathlon(
        f, "Task07_Pancreas", "pancreas", 8
    ),
    "phantom-abdomen": lambda f: phantom_sets.abdomen_raw(f, 6),
    "phantom-abdomen-2d": lambda f: phantom_sets.abdomen_raw(f, 6),
    "phantom-brats": lambda f: phantom_sets.brain_raw(f, 6),
    "phantom-liver-cancer": lambda f: phantom_sets.cancer_table(f, 16, lesion=7),
}
