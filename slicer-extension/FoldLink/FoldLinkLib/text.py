"""Words for the user: translation, and figures as a clinician reads them."""

from __future__ import annotations

from typing import Optional

try:  # Slicer's own translation, from 5.3 on
    from slicer.i18n import tr as _
except ImportError:

    def _(text: str) -> str:  # type: ignore[misc]
        """The text as it is, where Slicer's translation is not at hand."""
        return text


tr = _


def ml(value: float) -> str:
    """A volume in ml, with three significant digits below 100 and none after the point above: 0.042, 1.57, 12.3, 1532."""
    if value >= 99.95:
        return f"{value:.0f}"
    return f"{value:#.3g}".rstrip(".")


def mm(value: float) -> str:
    return f"{value:.1f}"


def per_cent(share: Optional[float]) -> str:
    """A share of 1 in per cent, rounded down so that only full agreement reads 100; a dash where there is none."""
    return "–" if share is None else f"{int(share * 100 + 1e-9)} %"


def size(of_bytes: int) -> str:
    return f"{of_bytes / 2**20:.0f} MB" if of_bytes >= 2**20 else f"{of_bytes / 2**10:.0f} kB"


def seconds(left: Optional[float]) -> str:
    """Time left, coarser the longer it is: "", "4 s left", "2 min left"."""
    if left is None:
        return ""
    if left < 90:
        return _("{n} s left").format(n=max(1, round(left)))
    return _("{n} min left").format(n=round(left / 60))
