"""What the user has chosen, as a plain value that a scene can keep."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Optional

DEFAULT_PORT = 18944


@dataclass
class Parameters:
    """The panel's choices. Nodes are named by their MRML ids; everything is JSON as it stands. Not thread-safe."""

    host: str = "localhost"
    port: int = DEFAULT_PORT
    model: str = ""
    """The chosen model's id; empty while none is chosen."""
    inputs: dict[str, str] = field(default_factory=dict)
    """By channel name, the id of the volume node."""
    folds: int = 0
    """How many of the model's folds run, in their order; 0 for all."""
    mirroring: bool = True
    adaptive: bool = False
    """The dialogue's mode ``adaptive``: quicker, and not bit for bit what nnU-Net gives."""
    region: Optional[str] = None
    """The id of a Markups ROI node: only this part is computed."""
    doubt: bool = False
    """Whether the map of the folds' disagreement is asked for."""
    surfaces: bool = True
    boxes: bool = True
    post: bool = True
    replace_earlier: bool = False
    """Whether the result takes the place of this model's earlier result on the same volume."""
    follow: bool = False
    """Whether a new image in the input volume starts the next run by itself."""
    tool: Optional[str] = None
    """The id of the linear transform of a tracked tool, whose distance to the structures is shown."""

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Parameters:
        """What :meth:`to_json` wrote. What an older version wrote otherwise falls back to defaults."""
        try:
            stored = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(stored, dict):
            return cls()
        defaults = cls()
        known: dict[str, Any] = {}
        for each in fields(cls):
            value, default = stored.get(each.name), getattr(defaults, each.name)
            expected = str if default is None else type(default)
            if type(value) is expected:
                known[each.name] = value
        return cls(**known)
