"""Weights of the same values keep their names in the graph."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

from foldlink_models import weights

pytestmark = pytest.mark.peers


@pytest.mark.parametrize("half", [True, False])
def test_equal_arrays_are_read_back_by_each_name(half: bool, tmp_path: Path) -> None:
    import torch
    from torch import nn

    from foldlink_models import export

    torch.manual_seed(2)
    net = nn.Sequential(
        *(
            nn.Sequential(nn.Conv3d(2, 2, 3, padding=1), nn.InstanceNorm3d(2, affine=True))
            for _ in "ab"
        )
    )
    with torch.no_grad():
        for name, tensor in net.named_parameters():
            if name.endswith("bias"):
                tensor.zero_()
            tensor.copy_(tensor.half().float())
    model = export.graph_of(net, 2, (4, 4, 4), half)
    assert not [node for node in model.graph.node if node.op_type == "Identity"]
    assert export.logits_error(net, model, [np.ones((1, 2, 4, 4, 4), np.float32)]) < 1e-4
    onnx.save(model, tmp_path / "model.onnx")
    found = weights.state_dict(tmp_path / "model.onnx", net)
    for name, tensor in net.state_dict().items():
        assert torch.equal(found[name], tensor), name
