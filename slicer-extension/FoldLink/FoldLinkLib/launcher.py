"""Finds and starts a bridge on this computer: FoldLink's launcher, or its jar with a Java."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Optional

from .text import tr as _

HOME = "FOLDLINK_HOME"
_SCRIPT = "foldlink.cmd" if sys.platform == "win32" else "foldlink"
_JAVA = "java.exe" if sys.platform == "win32" else "java"
_OLDEST_JAVA = 17
_LOG_LINES = 3
# What Slicer sets for itself would make another program load Slicer's libraries.
_SLICERS_OWN = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "PYTHONNOUSERSITE", "QT_PLUGIN_PATH", "SSL_CERT_FILE")


@dataclass(frozen=True)
class Launcher:
    """``command`` starts a bridge once ``serve`` and its flags are added."""

    folder: Path
    command: tuple[str, ...]

    def serve(self, port: int, models: Optional[Path] = None) -> list[str]:
        return [*self.command, "serve", "--port", str(port), *(["--models", str(models)] if models is not None else [])]


def find(folders: Sequence[Path] = (), environment: Optional[Mapping[str, str]] = None) -> Optional[Launcher]:
    """The first that can be started: in the folders given, in FOLDLINK_HOME, in the folders above this module, in the home folder.

    :param folders: such as one that the user has chosen
    """
    variables = os.environ if environment is None else environment
    named = [Path(variables[HOME])] if variables.get(HOME) else []
    home = Path(variables.get("HOME") or variables.get("USERPROFILE") or Path.home())
    for folder in (*folders, *named, *Path(__file__).resolve().parents[2:5], home / "FoldLink", home / "foldlink"):
        found = _in(folder, variables)
        if found is not None:
            return found
    return None


def start(launcher: Launcher, port: int, environment: Optional[Mapping[str, str]] = None, models: Optional[Path] = None) -> Running:
    """Returns at once; the bridge listens some seconds later, which the connection finds out by itself.

    :param environment: that of the user, best Slicer's ``slicer.util.startupEnvironment()``
    :raises OSError: if it cannot be started; :func:`reason` says it in words
    """
    clean = {key: value for key, value in (os.environ if environment is None else environment).items() if key not in _SLICERS_OWN}
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by Running.stop
    # On Windows no console is opened; elsewhere a group of its own lets all of it be stopped.
    flags = {"creationflags": 0x08000000} if sys.platform == "win32" else {"start_new_session": True}
    command = launcher.serve(port, models)
    try:
        process = subprocess.Popen(
            command, cwd=launcher.folder, env=clean, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **flags
        )
    except OSError:
        log.close()
        raise
    return Running(process, log)


def reason(error: OSError, launcher: Launcher) -> str:
    text = _("The bridge could not be started with {command}: {why}. Start it by hand, with ./foldlink serve.")
    return text.format(command=launcher.command[0], why=error.strerror or type(error).__name__)


class Running:
    """A bridge that we started. It ends with :meth:`stop`, at the latest with Slicer, if the panel sees to that."""

    def __init__(self, process: subprocess.Popen[Any], log: IO[bytes]) -> None:
        self._process = process
        self._log = log

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    @property
    def ended(self) -> str:
        """Why it ended, in words; empty while it runs."""
        status = self._process.poll()
        if status is None:
            return ""
        text = _("The bridge ended (exit status {status}): {lines}")
        return text.format(status=status, lines=self.last_lines() or _("it said nothing. Start it by hand, with ./foldlink serve."))

    def last_lines(self) -> str:
        lines = [line.strip() for line in self._read().splitlines() if line.strip()]
        return " / ".join(lines[-_LOG_LINES:])

    def stop(self, patience_s: float = 0.05) -> None:
        """Asks it to end: running jobs get their time. Does not wait longer than ``patience_s``."""
        if self.is_running:
            if sys.platform == "win32":
                # The launcher's script has the bridge as its child, and Windows knows no signal for both.
                subprocess.Popen(["taskkill", "/T", "/F", "/PID", str(self._process.pid)])
            else:
                os.killpg(self._process.pid, 15)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(patience_s)

    def _read(self) -> str:
        try:
            size = self._log.seek(0, os.SEEK_END)
            self._log.seek(max(0, size - 4096))
            return self._log.read().decode("utf-8", "replace")
        except (OSError, ValueError):
            return ""


def _in(folder: Path, variables: Mapping[str, str]) -> Optional[Launcher]:
    script = folder / _SCRIPT
    if script.is_file() and (sys.platform == "win32" or os.access(script, os.X_OK)):
        return Launcher(folder, (str(script),))
    jars = sorted(_jars(folder), key=lambda path: path.name)
    java = _java(folder, variables) if jars else None
    return Launcher(folder, (java, f"-Dfoldlink.home={folder}", "-Dfile.encoding=UTF-8", "-jar", str(jars[-1]))) if java else None


def _jars(folder: Path) -> list[Path]:
    try:
        return [*folder.glob("foldlink-bridge-server-*-all.jar"), *(folder / "lib").glob("foldlink-bridge-server-*-all.jar")]
    except OSError:
        return []


def _java(folder: Path, variables: Mapping[str, str]) -> Optional[str]:
    """A Java that is new enough, by its release file: one that came with the jar, JAVA_HOME's, the PATH's."""
    for home in (folder / "jre", folder / "jdk", variables.get("FOLDLINK_JAVA_HOME"), variables.get("JAVA_HOME")):
        if home and _is_new_enough(Path(home)):
            return str(Path(home) / "bin" / _JAVA)
    on_path = shutil.which(_JAVA, path=variables.get("PATH", ""))
    if on_path and _is_new_enough(Path(on_path).resolve().parents[1]):
        return on_path
    return None


def _is_new_enough(home: Path) -> bool:
    try:
        found = re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text("utf-8"))
    except (OSError, UnicodeError):
        return False
    return (home / "bin" / _JAVA).is_file() and found is not None and int(found[1]) >= _OLDEST_JAVA
