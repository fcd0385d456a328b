"""Servers that are no FoldLink bridge, on a port of their own."""

from __future__ import annotations

import contextlib
import http.server
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rig import bodies, wire

HOST = "127.0.0.1"


@contextlib.contextmanager
def server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Calls ``talk`` with each connection, in a thread; yields the port."""
    listener = socket.create_server((HOST, 0))
    links: list[socket.socket] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                link = listener.accept()[0]
                links.append(link)
                threading.Thread(target=quietly, args=(link,), daemon=True).start()

    def quietly(link: socket.socket) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            talk(link)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for link in links:
            link.close()


def silent(link: socket.socket) -> None:
    while link.recv(4096):
        pass


def banner(text: bytes) -> Callable[[socket.socket], None]:
    def talk(link: socket.socket) -> None:
        link.sendall(text)
        silent(link)

    return talk


def closing(link: socket.socket) -> None:
    link.close()


@contextlib.contextmanager
def web() -> Iterator[int]:
    """Python's own web server. It waits for the end of a line, which our first bytes have not."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None: ...

    made = http.server.ThreadingHTTPServer((HOST, 0), Quiet)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    try:
        yield made.server_address[1]
    finally:
        made.shutdown()
        made.server_close()


@contextlib.contextmanager
def encrypted(folder: Path) -> Iterator[int]:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def talk(link: socket.socket) -> None:
        with context.wrap_socket(link, server_side=True) as safe:
            while safe.recv(4096):
                pass

    with server(talk) as port:
        yield port


def tracker(link: socket.socket) -> None:
    """Like PlusServer: streams without being asked, knows no Hello."""
    with contextlib.suppress(OSError):
        while True:
            link.sendall(wire.pack("TRANSFORM", "Probe", b"\0" * 48, None))
            time.sleep(0.05)


def answering(content: dict[str, object]) -> Callable[[socket.socket], None]:
    """Answers each COMMAND by this content."""

    def talk(link: socket.socket) -> None:
        received = b""
        while True:
            chunk = link.recv(65536)
            if not chunk:
                return
            received += chunk
            while len(received) >= 58:
                kind = received[2:14].rstrip(b"\0")
                size = int.from_bytes(received[42:50], "big")
                if len(received) < 58 + size:
                    break
                body, received = received[58 : 58 + size], received[58 + size :]
                if kind == b"COMMAND":
                    number = int.from_bytes(body[12:16], "big")
                    reply = bodies.command(number, "Hello", json.dumps(content))
                    link.sendall(wire.pack("RTS_COMMAND", "command", reply, {"Status": "FAIL" if "error" in content else "SUCCESS"}))

    return talk


def hello(**changed: object) -> dict[str, object]:
    known = {"product": "FoldLink", "version": "9.9.9", "dialogue": "1.0", "device": "CPU", "jobs": [], "notice": "Not for clinical use."}
    return {**known, **changed}
