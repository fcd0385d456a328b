"""The real bridge as a process of its own, on a port of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
JAVA_OPTIONS = (f"-Dfoldlink.home={ROOT}", "-Dfile.encoding=UTF-8", "-XX:TieredStopAtLevel=1")
_LISTENING = re.compile(r"event=listening address=\S+:(\d+)")


def jar() -> Path:
    """
    :raises FileNotFoundError: if the bridge has not been built
    """
    given = os.environ.get("FOLDLINK_JAR")
    found = [Path(given)] if given else sorted((ROOT / "bridge-server" / "target").glob("foldlink-bridge-server-*-all.jar"))
    if not found or not found[0].exists():
        raise FileNotFoundError("the bridge's jar was not found; build it with: ./foldlink build (or name it in FOLDLINK_JAR)")
    return found[0]


def java() -> str:
    home = os.environ.get("JAVA_HOME")
    found = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not found:
        raise FileNotFoundError("java was not found; install a JDK 17 or set JAVA_HOME")
    return found


class BridgeProcess:
    """Starts on a free port and keeps it over restarts. Not thread-safe."""

    def __init__(self, models: Optional[Path] = None, flags: Sequence[str] = ()) -> None:
        self.port = 0
        self._models = models or ROOT / "models" / "zoo"
        self._flags = tuple(flags)
        self._process: Optional[subprocess.Popen[str]] = None
        self._lines: list[str] = []

    @property
    def log(self) -> str:
        return "".join(self._lines)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, timeout_s: float = 60) -> BridgeProcess:
        """Returns once it listens."""
        self._process = subprocess.Popen(self._command(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
        self._lines = []
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            found = _LISTENING.search(self.log)
            if found:
                self.port = int(found[1])
                return self
            if not self.running:
                break
            time.sleep(0.02)
        self.kill()
        raise RuntimeError(f"the bridge did not start:\n{self.log}")

    def _command(self) -> list[str]:
        command = [java(), *JAVA_OPTIONS, "-jar", str(jar()), "serve"]
        return [*command, "--host", HOST, "--port", str(self.port), "--models", str(self._models), *self._flags]

    def stop(self, timeout_s: float = 20) -> None:
        """As an operator stops it: running jobs get their time to end."""
        if self._process is not None and self.running:
            self._process.terminate()
            self._process.wait(timeout_s)

    def kill(self) -> None:
        """As a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)

    def pause(self) -> None:
        """Stands still without closing anything, as a machine that sleeps."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def restart(self) -> BridgeProcess:
        """On the same port."""
        self.stop()
        return self.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._lines.append(line)


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
