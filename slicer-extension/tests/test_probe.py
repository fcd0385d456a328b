"""Who listens, in a sentence that says what to do."""

from __future__ import annotations

import contextlib
import socket
import time
from pathlib import Path
from typing import Any

import pytest
import strangers
from FoldLinkLib import packets, probe
from FoldLinkLib.probe import Kind

from rig import wire
from rig.bridge_process import free_port

BANNER = b"SSH-2.0-OpenSSH_9.6\r\n"


def test_the_bridge_is_known_and_keeps_no_trace_of_it(shared_bridge: Any) -> None:
    before = shared_bridge.log.count("event=session_opened")
    look = probe.look("localhost", shared_bridge.port)
    assert look.is_ours and look.address == "127.0.0.1" and look.message == ""
    assert look.hello["product"] == "FoldLink" and look.hello["dialogue"] == "1.0"
    time.sleep(0.3)
    assert shared_bridge.log.count("event=session_opened") == before


@pytest.mark.parametrize(
    ("talk", "kind", "says"),
    [
        (strangers.silent, Kind.SILENT, "Something listens on {at} but does not answer."),
        (strangers.closing, Kind.CLOSED, "{at} closed the connection at once."),
        (
            strangers.banner(BANNER),
            Kind.OTHER,
            "{at} is some other program, not a FoldLink bridge. Choose the bridge's port, usually 18944.",
        ),
        (strangers.banner(BANNER * 5), Kind.OTHER, "{at} is some other program"),
        (strangers.banner(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Kind.HTTP, "{at} is a web server (HTTP)"),
        (strangers.banner(b"\x15\x03\x01\x00\x02\x02\x16"), Kind.TLS, "{at} expects encryption (TLS)"),
        (strangers.tracker, Kind.OPENIGTLINK, "{at} speaks OpenIGTLink but is no FoldLink bridge"),
        (strangers.answering({"product": "Other"}), Kind.OPENIGTLINK, "{at} speaks OpenIGTLink but is no FoldLink bridge"),
        (
            strangers.answering(strangers.hello(dialogue="2.3")),
            Kind.VERSION,
            "The bridge on {at} is of another version: it speaks 2.3, this",
        ),
        (strangers.answering({"error": {"code": "version", "message": "x"}}), Kind.VERSION, "The bridge on {at} is of another version"),
        (strangers.answering(strangers.hello(dialogue="1.7")), Kind.FOLDLINK, ""),
    ],
)
def test_strangers_are_told_apart(talk: Any, kind: Kind, says: str) -> None:
    with strangers.server(talk) as port:
        look = probe.look("localhost", port, 0.6)
    assert look.kind is kind
    assert look.message.startswith(says.format(at=f"localhost:{port}"))


def test_a_web_server_that_waits_is_known() -> None:
    with strangers.web() as port:
        assert probe.look("127.0.0.1", port, 0.6).kind is Kind.HTTP


def test_a_server_that_waits_for_encryption_is_known(tmp_path: Path) -> None:
    with strangers.encrypted(tmp_path) as port:
        assert probe.look("127.0.0.1", port, 0.6).kind is Kind.TLS


def test_nothing_there() -> None:
    port = free_port()
    look = probe.look("localhost", port)
    assert look.kind is Kind.NOTHING
    assert look.message == f"Nothing listens on localhost:{port}. Start the bridge with ./foldlink serve, or press Start."


def test_an_unknown_name() -> None:
    look = probe.look("no-such-host.invalid", 18944)
    assert look.kind is Kind.UNKNOWN_HOST
    assert look.message.startswith('No computer named "no-such-host.invalid" was found.')


def test_an_address_that_swallows_packets(monkeypatch: pytest.MonkeyPatch) -> None:
    def swallow(*_arguments: Any, **_named: Any) -> None:
        raise socket.timeout("timed out")

    monkeypatch.setattr(probe.socket, "create_connection", swallow)
    look = probe.look("127.0.0.1", 18944)
    assert look.kind is Kind.NO_ANSWER
    assert "firewall" in look.message and "18944" in look.message


@pytest.mark.parametrize(
    ("host", "port", "says"),
    [
        ("", 18944, "No address is given."),
        ("   ", 18944, "No address is given."),
        ("localhost", 0, "Port 0 is none."),
        ("localhost", 65536, "Port 65536 is none."),
        ("http://localhost", 18944, '"http://localhost" is no address.'),
        ("localhost:18944", 18944, '"localhost:18944" is no address.'),
        ("a b", 18944, '"a b" is no address.'),
    ],
)
def test_what_was_typed_is_judged_without_the_network(host: str, port: int, says: str) -> None:
    look = probe.look(host, port)
    assert look.kind is Kind.BAD_ADDRESS and look.message.startswith(says)


@pytest.mark.parametrize("host", ["." * 300, "ü" * 80, "\udcff", "例え.invalid", "x" * 64 + ".invalid"])
def test_odd_names_are_refused_without_a_crash(host: str) -> None:
    assert probe.look(host, 18944, 0.3).kind in (Kind.UNKNOWN_HOST, Kind.BAD_ADDRESS)


def test_a_chatty_stranger_does_not_hold_us_up() -> None:
    def flood(link: socket.socket) -> None:
        message = wire.pack("STRING", "Log", b"\0\3\xff\xf0" + b"x" * 0xFFF0, None)
        with contextlib.suppress(OSError):
            while True:
                link.sendall(message)

    with strangers.server(flood) as port:
        began = time.monotonic()
        assert probe.look("localhost", port, 0.6).kind is Kind.OPENIGTLINK
        assert time.monotonic() - began < 3


def test_the_hello_is_what_the_rig_reads_as_a_command() -> None:
    message = packets.command(7, "Hello", "{}")
    made = packets.split(message + b"rest")
    assert made is not None and (made.version, made.type, made.rest) == (2, "COMMAND", b"rest")
    assert packets.reply(made) == "{}"
    assert packets.crc64(b"123456789") == 0x6C40DF5F0B497347
    for length in range(len(made.body)):
        cut = packets.Message(2, "RTS_COMMAND", made.body[:length], b"")
        assert packets.reply(cut) in ("", "{}")
