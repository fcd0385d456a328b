"""The panel's words and keys, and that the rig's PythonQt is strict."""

from __future__ import annotations

import re

import pytest
from panel_fixtures import FORM, Rigged, rigged

from rig import pythonqt
from rig import qt as rig_qt

__all__ = ["rigged"]


class TestWords:
    def test_every_control_says_what_it_is(self, rigged: Rigged) -> None:
        from PySide6 import QtCore, QtWidgets

        rigged.ready("phantom-abdomen")
        bare = []
        for widget in rigged.form._qobject.findChildren(QtWidgets.QWidget):
            # parts of Qt's own and of Slicer's own widgets have no names of ours
            if widget.focusPolicy() & QtCore.Qt.FocusPolicy.TabFocus and widget.objectName() and not widget.objectName().startswith("qt_"):
                tip = widget.toolTip() or widget.metaObject().className() == "ctkCollapsibleButton"
                if not widget.accessibleName() or not tip:
                    bare.append(widget.objectName())
        assert bare == []

    def test_no_key_is_taken_twice(self) -> None:
        keys = re.findall(r"&amp;(\w)", FORM.read_text(encoding="utf-8"))
        assert len(keys) > 15
        assert sorted(key.lower() for key in keys) == sorted({key.lower() for key in keys})

    def test_tab_goes_through_the_controls_from_top_to_bottom(self, rigged: Rigged) -> None:
        """All that the form names, each once, in the order in which it stands."""
        text = FORM.read_text(encoding="utf-8")
        stops = re.findall(r"<tabstop>(\w+)</tabstop>", text)
        assert len(stops) == len(set(stops)) > 30
        for section in ("serverSection", "imagesSection", "optionsSection", "resultSection", "liveSection", "logSection"):
            getattr(rigged.ui, section).collapsed = False
        rigged.fit()
        form = rigged.form._qobject
        heights = [getattr(rigged.ui, name)._qobject.mapTo(form, rig_qt.QtCore.QPoint(0, 0)).y() for name in stops]
        # beside each other, a field stands a few pixels higher than a button
        assert all(below >= above - 4 for above, below in zip(heights, heights[1:]))

    def test_tab_goes_from_the_models_to_the_inputs(self, rigged: Rigged) -> None:
        rigged.connect()
        rigged.choose("phantom-brats")
        after = rigged.ui.modelList._qobject.nextInFocusChain()
        chain = []
        while len(chain) < 4:
            if after.objectName().startswith("input_"):
                chain.append(after.objectName())
            assert after is not rigged.ui.segmentButton._qobject, "the inputs come after the button"
            after = after.nextInFocusChain()
        assert chain == ["input_FLAIR", "input_T1", "input_T1ce", "input_T2"]

    def test_it_says_that_it_is_not_for_clinical_use(self, rigged: Rigged) -> None:
        assert rigged.ui.noticeLabel.text == "Not for clinical use."
        assert rigged.ui.noticeLabel.visible

    def test_help_and_log(self, rigged: Rigged) -> None:
        rigged.ui.helpLabel.linkActivated("#help")
        assert rigged.host.opened == ["guide"]
        rigged.ui.logSection.collapsed = False
        rigged.connect()
        rigged.press("copyLogButton")
        assert "Connected." in rigged.host.copied[-1]
        rigged.press("clearLogButton")
        assert rigged.ui.logView.plainText == ""

    def test_german_fits(self, rigged: Rigged) -> None:
        from test_panel_pictures import cut_off

        rigged.ready()
        rigged.ui.resultSection.collapsed = rigged.ui.optionsSection.collapsed = rigged.ui.liveSection.collapsed = False
        for name, words in GERMAN.items():
            getattr(rigged.ui, name).text = words
        rigged.shoot("panel-german")
        assert cut_off(rigged) == []


GERMAN = {
    "noticeLabel": "Nicht für den klinischen Gebrauch.",
    "addressLabel": "&Adresse:",
    "connectButton": "Verbindung trennen",
    "startButton": "&Lokale Brücke starten",
    "pingButton": "Erreichbarkeit &prüfen",
    "openFolderButton": "CT- oder MR-Ordner &öffnen…",
    "searchLabel": "&Modell:",
    "segmentButton": "&Segmentieren",
    "cancelButton": "A&bbrechen",
    "foldsLabel": "Kreuzvalidierungsnetze:",
    "regionLabel": "Untersuchungsbereich:",
    "mirroringCheck": "&Spiegelungen mitrechnen",
    "adaptiveCheck": "&Adaptiv",
    "postCheck": "Nachbearbeitung",
    "doubtCheck": "&Unsicherheitskarte",
    "surfacesCheck": "&3D-Oberflächen",
    "boxesCheck": "&Begrenzungsquader",
    "replaceCheck": "Früheres Ergebnis ersetzen",
    "surfacesLabel": "3D-Modelle:",
    "boxesLabel": "Begrenzungsquader:",
    "tableLabel": "Tabelle:",
    "exportLabel": "Ergebnis:",
    "surfacesAllButton": "Alle anzeigen",
    "surfacesNoneButton": "Alle verbergen",
    "boxesAllButton": "Alle anzeigen",
    "boxesNoneButton": "Alle verbergen",
    "copyButton": "Kopieren",
    "saveTableButton": "CSV speichern…",
    "editorButton": "Segment-Editor",
    "filesButton": "Dateien speichern…",
    "patientButton": "Unter dem Patienten einordnen",
    "overlayCheck": "Unsicherheit über den Schichten anzeigen",
    "followCheck": "Der Eingabe folgen",
    "toolLabel": "Werkzeug:",
}


class TestManners:
    """The rig's PythonQt is as strict as PythonQt."""

    def test_an_unknown_property_raises(self, rigged: Rigged) -> None:
        with pytest.raises(AttributeError, match="QPushButton has no property 'enable'"):
            rigged.ui.pingButton.enable = False

    def test_an_unknown_signal_raises(self, rigged: Rigged) -> None:
        with pytest.raises(AttributeError, match="QPushButton has no signal"):
            rigged.ui.pingButton.connect("pushed()", print)

    def test_keywords_raise(self) -> None:
        import qt

        with pytest.raises(TypeError, match="takes no keyword arguments"):
            qt.QPushButton(text="x")
        with pytest.raises(TypeError, match="takes no keyword arguments"):
            qt.QPushButton("x").setText(text="x")

    def test_a_property_is_no_method(self, rigged: Rigged) -> None:
        with pytest.raises(TypeError, match="not callable"):
            rigged.ui.pingButton.text()

    def test_what_a_slot_raises_is_kept(self, rigged: Rigged) -> None:
        rigged.ui.clearLogButton.connect("clicked()", lambda: 1 / 0)
        rigged.ui.clearLogButton.click()
        assert "ZeroDivisionError" in pythonqt.slot_errors.pop()
