"""What a connection to a bridge, and a run on it, can be like."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    OFF = "off"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    BUSY = "busy"
    LOST = "lost"


@dataclass(frozen=True)
class Server:
    """What the bridge said of itself."""

    product: str
    version: str
    dialogue: str
    device: str
    notice: str


class Step(Enum):
    OFF = 0
    WAIT = 1
    LOOK = 2
    OPEN = 3
    GREET = 4
    UP = 5


class Phase(Enum):
    CHECKING = "checking"
    SENDING = "sending"
    QUEUED = "queued"
    RUNNING = "running"
    FETCHING = "fetching"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = (Phase.DONE, Phase.FAILED, Phase.CANCELLED)
