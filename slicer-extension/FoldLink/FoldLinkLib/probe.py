"""Who listens on host:port, in plain words. It takes seconds at worst: call it in a thread, never on Slicer's own."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Optional

from . import DIALOGUE, VERSION, packets
from .text import tr as _

PRODUCT = "FoldLink"


class Kind(Enum):
    FOLDLINK = "foldlink"
    VERSION = "version"
    OPENIGTLINK = "openigtlink"
    NOTHING = "nothing"
    NO_ANSWER = "no answer"
    UNKNOWN_HOST = "unknown host"
    BAD_ADDRESS = "bad address"
    HTTP = "http"
    TLS = "tls"
    OTHER = "other"
    SILENT = "silent"
    CLOSED = "closed"


@dataclass(frozen=True)
class Look:
    """What was found. ``address`` is IPv4, the only kind that Slicer's connector knows; ``hello`` the bridge's answer."""

    kind: Kind
    message: str = ""
    address: str = ""
    hello: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        return self.kind is Kind.FOLDLINK


def look(host: str, port: int, timeout_s: float = 3.0) -> Look:
    """Resolves the host, connects, says Hello without a session (which leaves no trace) and judges what comes back. Never raises."""
    at = f"{host}:{port}"
    bad = bad_address(host, port)
    if bad:
        return Look(Kind.BAD_ADDRESS, bad)
    try:
        address = str(socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_STREAM)[0][4][0])
    except (OSError, UnicodeError):
        return Look(
            Kind.UNKNOWN_HOST,
            _('No computer named "{host}" was found. Check it, or write its address, such as 192.168.1.20.').format(host=host),
        )
    try:
        kind, told = _greet(address, port, timeout_s)
        if kind in (Kind.SILENT, Kind.CLOSED):
            kind = _other_manners(address, port, min(timeout_s, 1.5)) or kind
    except ConnectionRefusedError:
        return Look(Kind.NOTHING, _nothing(at, address), address)
    except OSError:
        text = _("{at} does not answer. Is that computer on, and does a firewall between let port {port} through?").format(at=at, port=port)
        return Look(Kind.NO_ANSWER, text, address)
    if kind is Kind.FOLDLINK:
        return _judge(at, address, told)
    return Look(kind, _wrong(kind, at), address)


def bad_address(host: str, port: int) -> str:
    """What is wrong with what was typed; empty if nothing is."""
    if not host.strip():
        return _("No address is given. Write the bridge's, such as localhost.")
    if not 1 <= port <= 65535:
        return _("Port {port} is none. Write a number from 1 to 65535; the bridge's own is 18944.").format(port=port)
    if "/" in host or ":" in host or any(c.isspace() for c in host):
        text = _('"{host}" is no address. Write the name alone, such as localhost or 192.168.1.20, and the port in its own field.')
        return text.format(host=host)
    return ""


def is_loopback(address: str) -> bool:
    return address.startswith("127.")


def _nothing(at: str, address: str) -> str:
    if is_loopback(address):
        return _("Nothing listens on {at}. Start the bridge with ./foldlink serve, or press Start.").format(at=at)
    return _(
        "Nothing listens on {at}. Start the bridge on that computer with ./foldlink serve --host 0.0.0.0 --allow NETWORK, or check it."
    ).format(at=at)


def _wrong(kind: Kind, at: str) -> str:
    words = {
        Kind.OPENIGTLINK: _("{at} speaks OpenIGTLink but is no FoldLink bridge (perhaps PlusServer). Choose the bridge's port, or 18944."),
        Kind.HTTP: _("{at} is a web server (HTTP), not a FoldLink bridge. Choose the bridge's port, usually 18944."),
        Kind.TLS: _("{at} expects encryption (TLS), so it is no FoldLink bridge. Choose the bridge's port, usually 18944."),
        Kind.OTHER: _("{at} is some other program, not a FoldLink bridge. Choose the bridge's port, usually 18944."),
        Kind.SILENT: _("Something listens on {at} but does not answer. If it is the bridge, restart it; else choose the bridge's port."),
        Kind.CLOSED: _(
            "{at} closed the connection at once. If it is the bridge, it has to allow this computer (serve --allow) and have a place free; "
            "else choose the bridge's port."
        ),
    }
    return words[kind].format(at=at)


def judge_hello(at: str, hello: Mapping[str, Any]) -> tuple[Kind, str]:
    """Whether the answer to Hello is that of a bridge of our version, and what to do if not."""
    error = hello.get("error")
    theirs = str(hello.get("dialogue", ""))
    if isinstance(error, Mapping) and error.get("code") != "version":
        return Kind.OTHER, str(error.get("message", ""))
    if error is None and hello.get("product") != PRODUCT:
        return Kind.OPENIGTLINK, _wrong(Kind.OPENIGTLINK, at)
    if error is not None or theirs.partition(".")[0] != DIALOGUE.partition(".")[0]:
        return Kind.VERSION, _(
            "The bridge on {at} is of another version: it speaks {theirs}, this module {ours}. Install both from the same release."
        ).format(at=at, theirs=theirs or _("another dialogue"), ours=DIALOGUE)
    return Kind.FOLDLINK, ""


def _judge(at: str, address: str, told: str) -> Look:
    try:
        hello = json.loads(told)
    except ValueError:
        hello = None
    if not isinstance(hello, dict):
        return Look(Kind.OPENIGTLINK, _wrong(Kind.OPENIGTLINK, at), address)
    kind, message = judge_hello(at, hello)
    return Look(kind, message, address, hello)


def _greet(address: str, port: int, timeout_s: float) -> tuple[Kind, str]:
    """FOLDLINK with the content of the answer to our Hello, or what else answered. Other messages of a peer are passed over."""
    hello = json.dumps({"name": "3D Slicer", "version": VERSION, "dialogue": DIALOGUE})
    until = time.monotonic() + timeout_s
    with socket.create_connection((address, port), timeout=timeout_s) as link:
        received = b""
        spoke = False
        try:
            link.sendall(packets.command(1, "Hello", hello))
            while True:
                link.settimeout(max(0.05, until - time.monotonic()))
                chunk = link.recv(65536) if time.monotonic() < until else None
                if chunk is None:
                    break
                if not chunk:
                    return (Kind.OPENIGTLINK if spoke else (_banner(received) or Kind.CLOSED)), ""
                received += chunk
                while len(received) >= packets.HEADER_BYTES:
                    message = packets.split(received)
                    if message is None:
                        return _banner(received) or Kind.OTHER, ""
                    spoke = True
                    if message.rest is None:
                        break
                    received = message.rest
                    if message.type == "RTS_COMMAND":
                        return Kind.FOLDLINK, packets.reply(message)
        except socket.timeout:
            pass
        except OSError:  # Reset, broken pipe: it took offence at our bytes.
            return _banner(received) or Kind.CLOSED, ""
    if spoke:
        return Kind.OPENIGTLINK, ""
    return (_banner(received) or Kind.OTHER) if received else Kind.SILENT, ""


def _banner(received: bytes) -> Optional[Kind]:
    """By the first bytes that an impatient or offended server sends."""
    if received.startswith(b"HTTP/") or received[:200].lower().lstrip().startswith((b"<!doctype html", b"<html")):
        return Kind.HTTP
    if len(received) >= 3 and received[0] in (0x15, 0x16) and received[1] == 3:
        return Kind.TLS
    return Kind.OTHER if received else None


def _other_manners(address: str, port: int, timeout_s: float) -> Optional[Kind]:
    """A silent or offended server may be one that waits for HTTP, or for TLS."""
    try:
        with socket.create_connection((address, port), timeout=timeout_s) as link:
            link.sendall(b"GET / HTTP/1.0\r\n\r\n")
            kind = _banner(link.recv(512))
            if kind is not None:
                return kind
    except OSError:
        pass
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # Nothing is trusted, nothing sent: only whether it speaks TLS is asked.
    try:
        with socket.create_connection((address, port), timeout=timeout_s) as link, context.wrap_socket(link):
            return Kind.TLS
    except ssl.SSLError as e:
        return Kind.TLS if "ALERT" in str(e.reason) else None
    except OSError:
        return None
