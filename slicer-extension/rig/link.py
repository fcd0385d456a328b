"""The connection: threads that connect, reconnect and read, as igtlioConnector's do. Nodes are made elsewhere, on the main thread."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from typing import Optional

from . import wire
from .traps import violation

OFF, WAITING, CONNECTED = 0, 1, 2
RETRY_S = 0.1


class Link:
    """Thread-safe. What came waits in ``take_*`` until the next tick; of each (type, device) only the latest."""

    def __init__(self) -> None:
        self.state = OFF
        self.violations: deque[str] = deque()
        self.received = 0
        """How many messages have been read off the socket."""
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._stop = threading.Event()
        self._thread: Optional[threading.Thread] = None
        self._socket: Optional[socket.socket] = None
        self._frames: dict[tuple[str, str], wire.Frame] = {}
        self._replies: list[wire.Frame] = []
        self._events: list[int] = []

    @property
    def running(self) -> bool:
        return self._thread is not None

    @property
    def has_peer(self) -> bool:
        """Whether there is a socket; right after a break it may differ from the state, which follows within 100 ms."""
        return self._socket is not None

    def start(self, host: str, port: int) -> None:
        self._stop = threading.Event()
        self.state = WAITING
        self._thread = threading.Thread(target=self._connect, args=(host, port, self._stop), name=f"igtl {host}:{port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Blocks until the threads are done, as Slicer's does."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._stop.set()
            thread.join()

    def send(self, data: bytes) -> bool:
        """Blocks until the peer has taken all of it."""
        peer = self._socket
        if peer is None:
            return False
        try:
            with self._sending:
                peer.sendall(data)
        except OSError:
            return False
        return True

    def take_replies(self) -> list[wire.Frame]:
        with self._lock:
            taken, self._replies = self._replies, []
        return taken

    def take_frames(self) -> list[wire.Frame]:
        """The latest of each type and device, sorted by both: Slicer's order within a tick."""
        with self._lock:
            taken, self._frames = self._frames, {}
        return [taken[key] for key in sorted(taken)]

    def take_events(self) -> list[int]:
        """The states that were reached since the last tick."""
        with self._lock:
            taken, self._events = self._events, []
        return taken

    def _connect(self, host: str, port: int, stop: threading.Event) -> None:
        while not stop.is_set():
            if self._socket is None:
                self._open(host, port)
            # A peer that closed and took the next connection at once leaves the state as it was: no event says so, as in igtlioConnector.
            reached = CONNECTED if self._socket is not None else WAITING
            if reached != self.state:
                self.state = reached
                with self._lock:
                    self._events.append(reached)
            stop.wait(RETRY_S)
        peer, self._socket = self._socket, None
        if peer is not None:
            _close(peer)
        self.state = OFF
        with self._lock:
            self._events.append(OFF)

    def _open(self, host: str, port: int) -> None:
        peer = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            peer.connect((host, port))
        except OSError:
            peer.close()
            return
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = peer
        threading.Thread(target=self._read, args=(peer,), name=f"igtl reads {host}:{port}", daemon=True).start()

    def _read(self, peer: socket.socket) -> None:
        def receive(count: int) -> bytes:
            data = bytearray(count)
            view = memoryview(data)
            at = 0
            while at < count:
                got = peer.recv_into(view[at:])
                if got == 0:
                    raise ConnectionError("closed by the peer")
                at += got
            return bytes(data)

        with contextlib.suppress(OSError):
            while True:
                self._keep(wire.read(receive))
        _close(peer)
        if self._socket is peer:
            self._socket = None

    def _keep(self, frame: wire.Frame) -> None:
        wrong = violation(frame)
        with self._lock:
            self.received += 1
            if wrong is not None:
                self.violations.append(wrong)
            elif frame.type in ("COMMAND", "RTS_COMMAND"):
                self._replies.append(frame)
            else:
                self._frames[frame.base_type, frame.device] = frame


def _close(peer: socket.socket) -> None:
    with contextlib.suppress(OSError):
        peer.shutdown(socket.SHUT_RDWR)
    peer.close()
