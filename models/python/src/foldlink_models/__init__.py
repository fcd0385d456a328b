"""Train, export and evaluate the segmentation models that FoldLink runs.

Arrays are `[channel, z, y, x]` as nnU-Net has them, unless a docstring says otherwise.
Not for clinical use.
"""

import os

# Before anything imports ONNX Runtime, which sends telemetry otherwise.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"
