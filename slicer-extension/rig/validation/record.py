"""Plays the script to OpenIGTLinkIO: ``python -m rig.validation.record DRIVER FOLDER`` (in slicer-extension/)."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path

from rig.validation import crashes, scenario
from rig.validation.server import HOST, Line, Server, wait

SETTLE_S = 0.3


class Driver:
    """The C++ program of this folder as a subject of the script."""

    def __init__(self, program: str) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen([program], stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8")

    def start(self, host: str, port: int) -> list[Line]:
        return self._do("start", host, str(port))[1]

    def stop(self) -> list[Line]:
        return self._do("stop")[1]

    def state(self) -> int:
        return int(self._do("state")[0])

    def check_crc(self, check: bool) -> None:
        self._do("crc", str(int(check)))

    def tick(self) -> list[Line]:
        return self._do("tick")[1]

    def command(self, name: str, timeout_s: float, content: str) -> tuple[int, list[Line]]:
        return self._do("command", name, str(timeout_s), content or " ")

    def push(self, kind: str) -> None:
        self._do("push", kind)

    def settle(self, frames: int) -> None:
        time.sleep(SETTLE_S)

    def close(self) -> str:
        """How it ended: empty, or what AddressSanitizer found."""
        _, errors = self._process.communicate(timeout=30)
        found = re.search(r"SUMMARY: AddressSanitizer: (\S+)", errors)
        return found[1] if found else "" if self._process.returncode == 0 else f"exit {self._process.returncode}"

    def _do(self, *words: str) -> tuple[int, list[Line]]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write("\t".join(words) + "\n")
        self._process.stdin.flush()
        events: list[Line] = []
        for line in self._process.stdout:
            row = json.loads(re.sub(r"-?\bnan\b", "NaN", line))
            if "done" in row:
                return row["done"], events
            events.append(row)
        raise RuntimeError(f"the driver ended with {self._process.wait()} at {words}")


def how_it_ends(program: str, message: bytes) -> Line:
    """What becomes of a client that gets this message."""
    server, driver = Server(), Driver(program)
    driver.start(HOST, server.port)
    wait(lambda: driver.state() == 2 and server.accepted, 5, "a connection")
    driver.tick()
    server.send([message])
    driver.settle(1)
    events: list[Line] = []
    with contextlib.suppress(RuntimeError, BrokenPipeError, json.JSONDecodeError):  # it has ended, perhaps within a line
        events = [row for row in driver.tick() if row["event"] == "modified"]
    server.unlisten()
    return {"ends": driver.close(), "modified": events}


def main() -> None:
    program, folder = sys.argv[1:]
    driver = Driver(program)
    _write(Path(folder) / "openigtlinkio-events.jsonl", scenario.play(driver, Server()))
    driver.close()
    endings = [{"message": name, **how_it_ends(program, message)} for name, message in crashes.messages().items()]
    _write(Path(folder) / "openigtlinkio-crashes.jsonl", endings)


def _write(target: Path, rows: list[Line]) -> None:
    target.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
