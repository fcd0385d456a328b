"""The scripted server: sends what the script says, keeps what the client sends."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Optional

from rig import wire

Line = dict[str, Any]
HOST = "127.0.0.1"


class Server:
    """Takes one client at a time and keeps what it sends."""

    def __init__(self) -> None:
        self.port = 0
        self.accepted = 0
        self.sent = 0
        self._received: list[wire.Frame] = []
        self._peer: Optional[socket.socket] = None
        self._listener: Optional[socket.socket] = None
        self.listen()

    def listen(self) -> None:
        listener = self._listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, self.port))
        listener.listen()
        self.port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def unlisten(self) -> None:
        assert self._listener is not None
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def drop(self) -> None:
        """Closes the client's connection."""
        assert self._peer is not None
        self._peer.shutdown(socket.SHUT_RDWR)
        self._peer.close()

    def send(self, frames: Sequence[bytes]) -> None:
        assert self._peer is not None
        self.sent += len(frames)
        self._peer.sendall(b"".join(frames))

    def received(self, count: int, timeout_s: float = 5) -> list[Line]:
        """The next frames; exactly so many are awaited, and 50 ms for one too many."""
        wait(lambda: len(self._received) >= count, timeout_s, f"{count} messages of the client")
        time.sleep(0.05)
        taken, self._received = self._received, []
        return [_line(frame) for frame in taken]

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._peer = listener.accept()[0]
                self.accepted += 1
                threading.Thread(target=self._read, args=(self._peer,), daemon=True).start()

    def _read(self, peer: socket.socket) -> None:
        def receive(count: int) -> bytes:
            data = b""
            while len(data) < count:
                got = peer.recv(count - len(data))
                if not got:
                    raise ConnectionError
                data += got
            return data

        with contextlib.suppress(OSError):
            while True:
                frame = wire.read(receive)
                self._received.append(frame)


def wait(condition: Callable[[], object], timeout_s: float, what: str) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"after {timeout_s} s still not: {what}")
        time.sleep(0.005)


def _line(frame: wire.Frame) -> Line:
    content, metadata = frame.parts()
    return {
        "event": "received",
        "version": frame.version,
        "type": frame.type,
        "device": frame.device,
        "timestamp": frame.timestamp,
        "crc": frame.checksum_holds,
        "metadata": metadata,
        "content": bytes(content).hex(),
    }
