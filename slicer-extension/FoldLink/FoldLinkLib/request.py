"""What is asked of the bridge in a run, and how its findings are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from . import documents
from .inputs import Box, with_fixes
from .parameters import Parameters


@dataclass(frozen=True)
class Request:
    """``region`` is in RAS mm in the volume's own frame, before its parent transform (:func:`inputs.region`)."""

    model: documents.Model
    inputs: Mapping[str, Any]
    parameters: Parameters
    region: Optional[Box] = None

    @property
    def volumes(self) -> list[tuple[str, Any]]:
        """The channels with their volumes, in the model's order."""
        return [(channel.name, self.inputs.get(channel.name)) for channel in self.model.channels]

    def devices(self, job: str) -> list[str]:
        """Under which names the volumes are sent: no patient's, not one of a result, and short, for names end after 20 bytes."""
        return [f"{job}_in{n}" for n in range(len(self.model.channels))]

    def check(self, job: str) -> dict[str, Any]:
        names = [channel.name for channel in self.model.channels]
        return {"model": self.model.id, "inputs": dict(zip(names, self.devices(job))), "options": self._options()}

    def segment(self, job: str) -> dict[str, Any]:
        return {"job": job, **self.check(job)}

    def _options(self) -> dict[str, Any]:
        chosen = self.parameters
        options: dict[str, Any] = {
            "folds": chosen.folds,
            "mirroring": chosen.mirroring,
            "mode": "adaptive" if chosen.adaptive else "exact",
            "post": chosen.post,
            "results": ["progress", "labels", "result"] + (["doubt"] if chosen.doubt else []),
        }
        if self.region is not None:
            low, high = self.region
            options["region"] = {"min": list(low), "max": list(high)}
        return options


def findings(reply: Mapping[str, Any], model: documents.Model) -> list[documents.Finding]:
    """The answer to Check, each finding beside its input. The bridge may name a channel alone, without ``inputs.``.

    :raises KeyError: if it is not the dialogue's
    """
    found = [
        documents.Finding(each.level, each.code, each.channel or str(row.get("field") or ""), each.message)
        for each, row in zip(documents.findings(reply), reply["findings"])
    ]
    return with_fixes(found, model.channels)
