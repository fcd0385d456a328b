"""A scripted server and what it does to a client: one script for OpenIGTLinkIO itself (record.py) and for the rig's stand-in (the test).

Each step gives lines of a log: the events that the client reports, and what the server has received meanwhile.
"""

from __future__ import annotations

import struct
import time
from typing import Optional, Protocol

import numpy as np

from rig import bodies, wire
from rig.igtl_messages import Attribute, PolyDataMessage
from rig.validation.server import HOST, Line, Server, wait


class Subject(Protocol):
    """A client under the script. Each call gives the events that it caused."""

    def start(self, host: str, port: int) -> list[Line]: ...
    def stop(self) -> list[Line]: ...
    def state(self) -> int: ...
    def check_crc(self, check: bool) -> None: ...
    def tick(self) -> list[Line]: ...
    def command(self, name: str, timeout_s: float, content: str) -> tuple[int, list[Line]]: ...
    def push(self, kind: str) -> None: ...
    def settle(self, frames: int) -> None:
        """Waits until so many frames, counted from the beginning, have been read off the socket."""


# What the server sends.


def image(device: str, pixels: np.ndarray, metadata: Optional[dict[str, str]] = None, *, offset: float = 0) -> bytes:
    """Oblique; the array's axes are k, j, i and perhaps the components."""
    matrix = np.array([[-0.4, 0.1, 0.5, 7 + offset], [0.3, -0.5, 0.25, -11], [0.05, 0.2, 1.9, 13.5]], np.float32)
    components = pixels.shape[3] if pixels.ndim == 4 else 1
    size = (pixels.shape[2], pixels.shape[1], pixels.shape[0])
    return wire.pack("IMAGE", device, bodies.image(size, matrix, pixels.ravel(), components), metadata)


def part(device: str, value: int) -> bytes:
    """The middle of a 4 x 3 x 2 image."""
    whole = bytearray(wire.pack("IMAGE", device, bodies.image((4, 3, 2), np.eye(3, 4, dtype=np.float32), np.zeros(24, np.uint8))))
    body = whole[58 : 58 + 72] + bytes([value] * 4)
    struct.pack_into(">3H3H", body, 60, 1, 1, 0, 2, 1, 2)
    return wire.pack("IMAGE", device, bytes(body))


def big_endian(device: str, pixels: np.ndarray) -> bytes:
    body = bytearray(bodies.image((pixels.size, 1, 1), np.eye(3, 4, dtype=np.float32), pixels.ravel())[:72])
    body[4] = 1
    return wire.pack("IMAGE", device, bytes(body) + pixels.astype(pixels.dtype.newbyteorder(">")).tobytes())


def string(device: str, text: str, metadata: Optional[dict[str, str]] = None, encoding: int = 106) -> bytes:
    return wire.pack("STRING", device, bodies.string(text, encoding), metadata)


def status(device: str, code: int, name: str = "", text: str = "") -> bytes:
    return wire.pack("STATUS", device, bodies.status(bodies.Status(code, 7, name, text)))


def transform(device: str) -> bytes:
    matrix = np.array([[0, -1, 0, 10.5], [1, 0, 0, -20], [0, 0, 1, 30], [0, 0, 0, 1]])
    return wire.pack("TRANSFORM", device, bodies.transform(matrix), {"TransformStatus": "OK"})


def points(device: str, *names: str) -> bytes:
    values = [
        bodies.Point(n, "Unselected" if n == "b" else "", (10 * i, 20, 30, 255 if i else 0), (i, 2.5, -i)) for i, n in enumerate(names)
    ]
    return wire.pack("POINT", device, bodies.points(values))


def poly_data(device: str) -> bytes:
    corners = np.array([[0, 0, 0], [1.5, 0, 0], [1.5, 2, 0], [0, 2, -3]])
    values = Attribute("label", 0, np.array([[1], [1], [2], [2]], np.float32))
    cell = Attribute("cell", 16, np.array([[5], [6]], np.float32))
    message = PolyDataMessage(corners, lines=[[0, 1, 2, 3]], polygons=[[0, 1, 2]], attributes=[values, cell])
    return wire.pack("POLYDATA", device, message._pack_content())


def reply(number: int, name: str, content: str, metadata: dict[str, str]) -> bytes:
    return wire.pack("RTS_COMMAND", "command", bodies.command(number, name, content), metadata)


def broken(message: bytes) -> bytes:
    """With a checksum that does not hold."""
    return message[:50] + bytes(8) + message[58:]


def play(subject: Subject, server: Server) -> list[Line]:
    log: list[Line] = []

    def step(name: str) -> None:
        log.append({"step": name})

    def batch(*frames: bytes) -> None:
        server.send(frames)
        subject.settle(server.sent)
        log.extend(subject.tick())

    def state(expected: int, within_s: float = 5) -> None:
        wait(lambda: subject.state() == expected, within_s, f"state {expected}")
        log.append({"event": "state", "state": expected})

    step("connect: the client announces header version 2")
    log += subject.start(HOST, server.port)
    state(2)
    log += subject.tick()
    log += server.received(1)

    step("each kind of message, in an order of its own; of one name only the latest")
    grey = np.arange(24, dtype=np.int16).reshape(2, 3, 4) - 5
    batch(
        string("news", "one"),
        transform("needle"),
        status("job", 1, "", "done"),
        image("scan", grey),
        points("spots", "a", "b", "c"),
        string("news", "two"),
        image("scan", grey * 3),
        poly_data("box"),
        image("another", grey.astype(np.uint8)),
        string("news", "three"),
        string("news2", "größer, 大"),
    )
    log += subject.tick()

    step("the same size and type again: the voxels are overwritten in place")
    batch(image("scan", grey + 100, offset=1))
    step("another size, another type: new voxels")
    batch(image("scan", grey[:1]))
    batch(image("scan", grey[:1].astype(np.float32)))

    step("types, byte orders, components, parts")
    for scalar in ("|i1", "|u1", "<u2", "<f4", "<f8"):
        batch(image(f"type {scalar}", (grey * 2).astype(scalar)))
    batch(big_endian("big", np.array([1, -2, 300], np.int16)))
    batch(big_endian("big float", np.array([1.5, -2, 3e9], np.float64)))
    batch(image("rgb", np.arange(36, dtype=np.uint8).reshape(2, 3, 2, 3)))
    batch(image("part", np.zeros((2, 3, 4), np.uint8)))
    batch(part("part", 9))

    step("metadata: as it came last, none if none came")
    batch(image("meta", grey, {"Job": "ab12", "Revision": "3", "Note": "größer"}))
    batch(image("meta", grey, {"Revision": "4"}))
    batch(image("meta", grey))
    batch(string("note", "x", {"MRMLNodeName": "Text", "Status": "OK"}))

    step("points: fewer, then more")
    batch(points("spots", "z"))
    batch(points("spots", "b", "y", "x", "w"))

    step("names: 20 bytes, none; a kind that nobody knows")
    batch(string("abcdefghijklmnopqrst", "long"))
    batch(status("", 1))
    batch(wire.pack("CAPABILITY", "x", b"IMAGE\0\0\0\0\0\0\0"), wire.pack("SENSOR", "x", bytes(10)))

    step("checksum wrong: dropped, or taken if it is not asked for")
    batch(broken(image("scan", grey)), broken(string("news", "four")), broken(string("new one", "five")), broken(image("new scan", grey)))
    subject.check_crc(False)
    batch(broken(image("scan", grey)), broken(string("news", "four")))
    subject.check_crc(True)

    step("a command and its reply, which comes before an image that was sent before it")
    answer, events = subject.command("Hello", 5, '{"name":"größer"}')
    log += [{"event": "sent", "status": answer}, *events, *server.received(1)]
    batch(image("scan", grey), reply(1, "Hello", '{"ok":1}', {"Status": "SUCCESS"}))
    step("a refusal")
    answer, events = subject.command("Models", 5, "")
    log += [{"event": "sent", "status": answer}, *events, *server.received(1)]
    batch(reply(2, "Models", '{"error":1}', {"Status": "FAIL", "ErrorMessage": "why not"}))
    step("a reply without metadata is no success; a reply nobody awaits")
    subject.command("Third", 5, "{}")
    log += server.received(1)
    batch(wire.pack("RTS_COMMAND", "command", bodies.command(3, "Third", "{}")), reply(3, "Third", "again", {"Status": "SUCCESS"}))
    step("no reply in time, then a late one")
    subject.command("Slow", 0.2, "{}")
    log += server.received(1)
    time.sleep(0.3)
    log += subject.tick()
    batch(reply(4, "Slow", "late", {"Status": "SUCCESS"}))
    step("two commands answered in the other order")
    subject.command("A", 5, "{}")
    subject.command("B", 5, "{}")
    log += server.received(2)
    batch(reply(6, "B", "b", {"Status": "SUCCESS"}), reply(5, "A", "a", {"Status": "SUCCESS"}))

    for kind in ("IMAGE", "STRING", "TRANSFORM", "POINT", "POLYDATA"):
        step(f"sends {kind}")
        subject.push(kind)
        log += server.received(1)

    step("the server closes and takes the client again at once: no event, no announcement, the state stays")
    server.drop()
    wait(lambda: server.accepted == 2, 5, "the client connects again")
    time.sleep(0.3)
    state(2)
    log += subject.tick()
    log += server.received(0)
    step("a command that was on its way when the server went away for a while")
    subject.command("Lost", 0.2, "{}")
    log += server.received(1)
    server.unlisten()
    server.drop()
    state(1)
    time.sleep(0.3)
    log += subject.tick()
    step("a command while nobody is there: no error, no completion")
    answer, events = subject.command("Nobody", 0.2, "{}")
    log += [{"event": "sent", "status": answer}, *events]
    time.sleep(0.3)
    log += subject.tick()
    step("the server is back: only now come the expiry and both events")
    server.listen()
    state(2)
    log += subject.tick()
    log += server.received(1)
    step("stop")
    log += subject.stop()
    state(0)
    log += subject.tick()
    step("start again: the event of the stop comes now")
    log += subject.start(HOST, server.port)
    state(2)
    log += subject.tick()
    log += server.received(1)
    batch(string("news", "again"))
    log += subject.stop()
    return log
