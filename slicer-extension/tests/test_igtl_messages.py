"""Our messages for pyigtl, held against packets that the C++ OpenIGTLink library packed."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pyigtl
import pytest
from pyigtl.messages import CRC64

from rig import igtl_messages

FIXTURES = Path(__file__).parents[2] / "protocol" / "src" / "test" / "resources" / "fixtures"
CASES = [
    ("v1", "status"),
    ("v1", "status-error"),
    ("v1", "status-unnamed"),
    ("v1", "polydata-box"),
    ("v1", "polydata-all"),
    ("v2", "status"),
    ("v2", "status-error"),
    ("v2", "polydata-box"),
    ("v2", "polydata-all"),
    ("v2", "command"),
    ("v2", "rts-command"),
]


def inputs(version: str, name: str) -> dict[str, Any]:
    """What went into the packet, as the C++ library says it."""
    for line in (FIXTURES / version / "inputs.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["case"] == name:
            return case["message"]
    raise AssertionError(f"no case {name} in {version}/inputs.jsonl")


def unpack(data: bytes) -> pyigtl.MessageBase:
    header = pyigtl.MessageBase.parse_header(data[:58])
    body = data[58:]
    assert len(body) == header["body_size"]
    assert CRC64(body) == struct.unpack(">Q", data[50:58])[0]
    message = pyigtl.MessageBase.create_message(header["message_type"])
    assert message is not None
    message.unpack(header, body)
    return message


def fields(message: pyigtl.MessageBase) -> dict[str, Any]:
    """The message's own fields under the names of inputs.jsonl."""
    if isinstance(message, igtl_messages.CommandMessage):
        return {"command": message.command_id, "name": message.name, "content": message.content}
    if isinstance(message, igtl_messages.StatusMessage):
        return {"code": message.code, "subcode": message.subcode, "error": message.error_name, "text": message.text}
    assert isinstance(message, igtl_messages.PolyDataMessage)
    return {
        "points": message.points.tolist(),
        "vertices": message.vertices,
        "lines": message.lines,
        "polygons": message.polygons,
        "strips": message.strips,
        "attributes": [
            {"name": a.name, "type": a.kind, "components": a.values.shape[1], "values": a.values.ravel().tolist()}
            for a in message.attributes
        ],
    }


@pytest.mark.parametrize(("version", "name"), CASES)
def test_reads_what_the_cpp_library_packed(version: str, name: str) -> None:
    message = unpack((FIXTURES / version / f"{name}.bin").read_bytes())
    expected = inputs(version, name)
    assert message.is_valid
    assert message.message_type == expected["type"]
    assert message.device_name == expected["device"]
    assert message.metadata == {entry["key"]: entry["value"] for entry in expected.get("metadata", [])}
    got = fields(message)
    assert got == {key: expected[key] for key in got}


@pytest.mark.parametrize(("version", "name"), CASES)
def test_packs_the_same_bytes(version: str, name: str) -> None:
    data = (FIXTURES / version / f"{name}.bin").read_bytes()
    message = unpack(data)
    if version == "v2":
        # pyigtl packs metadata as US-ASCII alone, so the value in UTF-8 is left out of both.
        del message.metadata["Note"]
        again = unpack(message.pack())
        assert fields(again) == fields(message)
        assert again.metadata == message.metadata
        content = message._pack_content()
        assert content == data[58 + 12 : 58 + 12 + len(content)]
    else:
        assert message.pack() == data


def test_a_reply_says_whether_it_succeeded() -> None:
    reply = unpack((FIXTURES / "v2" / "rts-command.bin").read_bytes())
    assert isinstance(reply, igtl_messages.CommandReplyMessage)
    assert reply.successful
    reply.metadata["Status"] = "FAIL"
    assert not reply.successful


def test_a_short_polydata_is_refused() -> None:
    message = igtl_messages.PolyDataMessage(points=np.zeros((2, 3)), lines=[[0, 1]])
    content = message._pack_content()
    with pytest.raises(ValueError, match=r"POLYDATA body_size = 71 \(expected at least 76\)"):
        message._unpack_content(content[:-5])


def test_commands_travel_over_a_socket() -> None:
    server = pyigtl.OpenIGTLinkServer(port=0, local_server=True)
    client = igtl_messages.connect("127.0.0.1", server.server_address[1])
    try:
        client.send_message(igtl_messages.CommandMessage(7, "Hello", '{"client":"größer"}'))
        got = server.wait_for_message("command", timeout=20)
        assert isinstance(got, igtl_messages.CommandMessage)
        assert (got.command_id, got.name, got.content) == (7, "Hello", '{"client":"größer"}')
    finally:
        client.stop()
        server.stop()
