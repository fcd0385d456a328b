"""What went wrong, in words that say what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .text import tr as _

LOST = "lost"
TIMEOUT = "timeout"
NOT_CONNECTED = "not_connected"
MALFORMED = "malformed"


@dataclass(frozen=True)
class Trouble:
    """``code`` is the dialogue's, or one of this file's; ``field`` says which part of the request it concerns."""

    code: str
    message: str
    field: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer to a command. ``error`` is None where ``ok``."""

    ok: bool
    content: Mapping[str, Any] = field(default_factory=dict)
    error: Optional[Trouble] = None


def refused(trouble: Trouble) -> Reply:
    return Reply(False, {}, trouble)


def reply_of(successful: bool, text: str, message: str) -> Reply:
    """What an RTS_COMMAND says. The content counts, not the flag: the flag alone says nothing that helps."""
    try:
        content = json.loads(text) if text else {}
    except ValueError:
        content = None
    if not isinstance(content, dict):
        return refused(Trouble(MALFORMED, _("The answer is not FoldLink's. Check that the address is that of the bridge.")))
    error = content.get("error")
    if isinstance(error, dict):
        code, message, where = (str(error.get(key) or "") for key in ("code", "message", "field"))
        return Reply(False, content, trouble_of(code or "internal", message, where))
    if not successful:
        return refused(Trouble("internal", advice("internal", message or _("The bridge refused without saying why."))))
    return Reply(True, content)


def trouble_of(code: str, message: str, where: str = "") -> Trouble:
    return Trouble(code, advice(code, message), where)


def advice(code: str, message: str) -> str:
    """The bridge's own sentence, and what a user can do about it where the sentence does not say it."""
    text = message[:1].upper() + message[1:]
    more = {
        "unknown_job": _("The bridge was restarted, or held the job no longer. Run again."),
        "shutting_down": _("The bridge is shutting down. Run again when it is back."),
        "out_of_memory": _("Choose fewer folds or a region of interest, or give the bridge more memory."),
        "overflow": _("Wait for other jobs to end, or ask whoever runs the bridge to raise its limits."),
        "bad_model": _("The model on the bridge is damaged. Choose another, or ask whoever runs the bridge."),
        "runtime": _("Run again; if it comes back, ask whoever runs the bridge to look into its log."),
        "internal": _("Run again; if it comes back, ask whoever runs the bridge to look into its log."),
    }.get(code)
    if not more:
        return text
    return f"{text.rstrip(' .')}. {more}" if text else more
