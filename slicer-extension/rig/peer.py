"""A connector in a scene, connected to a server whose messages the test chooses."""

from __future__ import annotations

from typing import Any

from rig.connector import RigConnector, RigIgtl
from rig.slicer_parts import SlicerParts
from rig.validation.server import HOST, Server, wait


class Peer:
    def __init__(self, parts: SlicerParts, igtl: RigIgtl) -> None:
        self.scene, self.igtl, self.server = parts.scene, igtl, Server()
        self.connector: RigConnector = igtl.connector(parts.scene)
        self.connector.SetTypeClient(HOST, self.server.port)
        self.connector.Start()
        wait(lambda: self.connector.GetState() == RigConnector.StateConnected, 5, "a connection")
        igtl.tick()
        self.server.received(1)

    def tick(self, *frames: bytes) -> None:
        """Sends these, waits until they have been read, and lets one tick of Slicer's timer pass."""
        self.server.send(frames)
        wait(lambda: self.connector.link.received == self.server.sent, 5, "the messages are read")
        self.igtl.tick()

    def node(self, name: str) -> Any:
        return self.scene.GetFirstNodeByName(name)
