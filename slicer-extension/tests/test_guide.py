"""docs/slicer.md explains every control of the form, and quotes messages that there are."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest

from rig.bridge_process import ROOT

GUIDE = (ROOT / "docs" / "slicer.md").read_text(encoding="utf-8")
FORM = ROOT / "slicer-extension" / "FoldLink" / "Resources" / "UI" / "FoldLink.ui"
SOURCES = [
    *(ROOT / "slicer-extension" / "FoldLink" / "FoldLinkLib").glob("*.py"),
    *(ROOT / "bridge-server" / "src" / "main" / "java").rglob("*.java"),
]
CONTROLS = {"QPushButton", "QCheckBox", "ctkCollapsibleButton"}


def controls() -> Iterator[str]:
    for widget in ET.parse(FORM).getroot().iter("widget"):
        text = widget.findtext("property[@name='text']/string") or ""
        if widget.get("class") in CONTROLS and text:
            yield text.replace("&", "")


def quoted() -> Iterator[str]:
    """What the first column of the table of troubles quotes, between its ellipses."""
    table = GUIDE.partition("## When something is wrong")[2].partition("\n## ")[0]
    for row in re.findall(r"^\| (.+?) \|", table, re.MULTILINE)[1:]:
        for phrase in re.findall(r"\*([^*]+)\*", row):
            yield from (part.strip() for part in phrase.split("…") if part.strip())


def test_the_form_and_the_table_were_found() -> None:
    assert len(list(controls())) > 20
    assert len(list(quoted())) > 10


@pytest.mark.parametrize("text", sorted(set(controls())))
def test_the_guide_explains_the_control(text: str) -> None:
    section = GUIDE.partition("## Every control")[2].partition("## When something is wrong")[0]
    assert re.search(rf"(\*|### |, ){re.escape(text)}", section), f"docs/slicer.md does not explain “{text}”"


@pytest.mark.parametrize("phrase", sorted(set(quoted())))
def test_the_guide_quotes_what_the_panel_says(phrase: str) -> None:
    words = phrase.replace("localhost:18944", "{at}")
    said = (re.sub(r'"\s*\n\s*(\+ )?_?\(?"', "", source.read_text(encoding="utf-8")) for source in SOURCES)
    assert any(words in text for text in said) or words in FORM.read_text(encoding="utf-8").replace("&amp;", "")
