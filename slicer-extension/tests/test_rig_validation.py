"""The stand-in for SlicerOpenIGTLink under the script that OpenIGTLinkIO itself was recorded under (rig/validation)."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
import vtk

from rig import bodies, wire
from rig.connector import RigConnector, RigIgtl
from rig.slicer_parts import SlicerParts
from rig.traps import violation
from rig.validation import crashes, scenario
from rig.validation.server import Line, Server
from rig.validation.stand_in import Log, StandIn

FIXTURES = Path(__file__).parent / "fixtures"


def recorded(name: str) -> list[Line]:
    return [json.loads(line) for line in (FIXTURES / name).read_text(encoding="utf-8").splitlines()]


def same(got: Any, expected: Any) -> bool:
    """Equal, numbers to float32's precision."""
    if isinstance(expected, dict):
        return isinstance(got, dict) and got.keys() == expected.keys() and all(same(got[key], expected[key]) for key in expected)
    if isinstance(expected, list):
        return isinstance(got, list) and len(got) == len(expected) and all(map(same, got, expected))
    if isinstance(expected, float) or isinstance(got, float):
        return math.isclose(got, expected, rel_tol=1e-6, abs_tol=1e-6)
    return got == expected


def without_noise(line: Line) -> Line:
    """A COMMAND's status is left to chance, matrices are compared as numbers, a text node cannot hold the driver's encoding."""
    if line.get("event") != "received":
        return line
    line = dict(line)
    if line["type"] == "COMMAND":
        assert line["metadata"].keys() == {"Status"}
        line["metadata"] = {}
    elif line["type"] == "STRING":
        line["content"] = line["content"][4:]
    elif line["type"] == "IMAGE":
        body = bytes.fromhex(line["content"])
        line["content"] = (body[:12] + body[60:]).hex()
        line["matrix"] = [float(x) for x in bodies.read_image(memoryview(body)).matrix.ravel()]
    return line


def test_behaves_as_recorded(parts: SlicerParts, igtl: RigIgtl) -> None:
    expected = recorded("openigtlinkio-events.jsonl")
    got = scenario.play(StandIn(igtl, parts.scene), Server())
    step = ""
    for index, line in enumerate(expected):
        step = line.get("step", step)
        assert index < len(got), f"in step '{step}': nothing more came (expected {line})"
        assert same(without_noise(got[index]), without_noise(line)), f"in step '{step}': {got[index]} (expected {line})"
    assert len(got) == len(expected), f"more came: {got[len(expected)]}"


CRASHES = {row["message"]: row["ends"] for row in recorded("openigtlinkio-crashes.jsonl")}


def test_each_message_has_been_recorded() -> None:
    assert CRASHES.keys() == crashes.messages().keys()


@pytest.mark.parametrize("name", [name for name, ends in CRASHES.items() if ends])
def test_knows_what_openigtlinkio_does_not_survive(name: str) -> None:
    assert violation(wire.read(_reader(crashes.messages()[name]))) is not None


@pytest.mark.parametrize("name", ["RTS_TDATA", "GET_CAPABILI", "GET_TRANSFOR", "RTS_TRANSFOR", "RTS_CAPABILI"])
def test_lets_through_what_is_harmless(name: str) -> None:
    for each in (name, f"{name}, header version 2"):
        assert CRASHES[each] == ""
        assert violation(wire.read(_reader(crashes.messages()[each]))) is None


def test_32_bit_integers_arrive_corrupted(parts: SlicerParts, igtl: RigIgtl) -> None:
    for kind in ("int32", "uint32"):
        (expected,) = next(row for row in recorded("openigtlinkio-crashes.jsonl") if row["message"] == f"IMAGE of {kind}")["modified"]
        log = Log()
        node: RigConnector = igtl.connector(parts.scene)
        node.observer = log
        node._receiver.import_frame(wire.read(_reader(crashes.messages()[f"IMAGE of {kind}"])), check_crc=True)
        got = log.lines[-1]
        assert got["scalar"] == expected["scalar"] == {"int32": vtk.VTK_LONG, "uint32": vtk.VTK_UNSIGNED_LONG}[kind]
        # Half of the memory is written, with the bytes of two voxels in one.
        assert got["bytes"][:16] == expected["bytes"][:16]
        parts.scene.RemoveNode(parts.scene.GetFirstNodeByName("x"))


def _reader(data: bytes) -> Any:
    rest = bytearray(data)

    def receive(count: int) -> bytes:
        taken = bytes(rest[:count])
        del rest[:count]
        return taken

    return receive
