"""What fails a test: messages that Slicer does not survive, and misuse of its connector that it does not forgive."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rig import wire
from rig.igtl_messages import PolyDataMessage
from rig.peer import Peer
from rig.pump import Pump
from rig.traps import WouldCrashSlicerError
from rig.validation import scenario

GREY = np.arange(24, dtype=np.int16).reshape(2, 3, 4)


def poly_data(**cells: list[list[int]]) -> bytes:
    return PolyDataMessage(np.zeros((3, 3)), **cells)._pack_content()


WRONG: dict[str, tuple[bytes, str]] = {
    "a query": (wire.pack("GET_IMAGE", "x", b""), "GET_IMAGE of device 'x' was sent to Slicer, whose stack crashes on it"),
    "an answer to a stop": (wire.pack("RTS_POINT", "x", b"\0"), "RTS_POINT of device 'x' was sent to Slicer"),
    "a short image": (wire.pack("IMAGE", "x", bytes(40)), "IMAGE of device 'x' has a body of 40 bytes (expected at least 72)"),
    "too few pixels": (scenario.image("x", GREY)[:-10], "has 38 bytes of pixels (expected 48)"),
    "int32": (scenario.image("x", GREY.astype(np.int32)), "is int32 or uint32"),
    "vertices": (wire.pack("POLYDATA", "x", poly_data(vertices=[[0], [1]])), "has 2 VERTICES"),
    "a missing point": (wire.pack("POLYDATA", "x", poly_data(lines=[[0, 7]])), "names point 7 of 3"),
    "a node tag": (
        wire.pack("POLYDATA", "x", poly_data(lines=[[0, 1]]), {"MRMLNodeName": "Volume"}),
        "Volume, which is no model",
    ),
}


def resized(message: bytes) -> bytes:
    """With the size and checksum of the body that it has."""
    frame = wire.Frame(1, "", "", 0, 0, message[58:])
    return message[:42] + len(frame.body).to_bytes(8, "big") + wire.CRC64(frame.body).to_bytes(8, "big") + frame.body


@pytest.mark.parametrize("name", WRONG)
def test_a_message_that_slicer_does_not_survive_fails_the_test(peer: Peer, name: str) -> None:
    message, said = WRONG[name]
    with pytest.raises(WouldCrashSlicerError) as error:
        peer.tick(resized(message))
    assert said in str(error.value)
    peer.igtl.tick()
    assert len(peer.igtl.violations) == 1


def test_a_command_must_be_held_until_it_is_completed(peer: Peer) -> None:
    command = peer.igtl.command()
    command.SetName("Hello")
    command.SetBlocking(False)
    peer.connector.SendCommand(command)
    del command
    with pytest.raises(WouldCrashSlicerError, match="command Hello was let go before it was completed"):
        peer.tick(scenario.reply(1, "Hello", "{}", {"Status": "SUCCESS"}))


def test_a_command_must_be_told_not_to_block(peer: Peer) -> None:
    command = peer.igtl.command()
    command.SetName("Hello")
    peer.connector.SendCommand(command)
    with pytest.raises(WouldCrashSlicerError, match=r"command Hello was sent without SetBlocking\(False\)"):
        peer.igtl.tick()


def test_an_observer_that_raises_fails_the_test(peer: Peer, failing_callbacks: list[BaseException]) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("of the observer")

    peer.connector.AddObserver(peer.connector.DeviceModifiedEvent, fail)
    peer.tick(scenario.string("news", "one"))
    assert [str(error) for error in failing_callbacks] == ["of the observer"]
    failing_callbacks.clear()


def test_the_pump_polls_and_says_what_did_not_come(peer: Peer) -> None:
    polled: list[int] = []
    with pytest.raises(TimeoutError, match=r"after 0\.1 s still not: the end of days"):
        Pump(peer.igtl, [lambda: polled.append(1)]).until(lambda: False, 0.1, "the end of days")
    assert len(polled) >= 2
