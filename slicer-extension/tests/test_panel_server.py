"""The panel's server section: every button, every state, a bridge on this computer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from FoldLinkLib.bridge import Reply, State, Trouble
from FoldLinkLib.panel_server import address
from panel_fixtures import Rigged, rigged, save

__all__ = ["rigged"]


class TestServer:
    def test_connect_takes_the_address_and_then_disconnects(self, rigged: Rigged) -> None:
        rigged.ui.addressEdit.text = "scanner-room:1234"
        rigged.press("connectButton")
        assert rigged.bridge.calls == [("connect", "scanner-room", 1234)]
        assert (rigged.ui.connectButton.text, rigged.ui.stateLabel.text) == ("Dis&connect", "Connecting…")
        rigged.press("connectButton")
        assert rigged.bridge.calls[-1] == ("disconnect",)
        assert rigged.ui.connectButton.text == "&Connect"

    def test_the_address_is_there_again_next_time_and_in_no_scene(self, rigged: Rigged) -> None:
        rigged.ui.addressEdit.text = "scanner-room:1234"
        rigged.press("connectButton")
        assert rigged.host.settings == {"Address": "scanner-room:1234"}
        assert "scanner-room" not in save(rigged.scene)

    def test_return_in_the_address_connects(self, rigged: Rigged) -> None:
        rigged.ui.addressEdit.returnPressed()
        assert rigged.bridge.calls == [("connect", "localhost", 18944)]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "The address is “” (expected a name or an IPv4 address and a port, like localhost:18944)."),
            ("http://x:1", "The address is “http://x:1” (expected a name or an IPv4 address and a port, like localhost:18944)."),
            ("x:port", "The port is “port” (expected a number from 1 to 65535, usually 18944)."),
            ("x:70000", "The port is “70000” (expected a number from 1 to 65535, usually 18944)."),
            ("x:²", "The port is “²” (expected a number from 1 to 65535, usually 18944)."),
        ],
    )
    def test_what_is_no_address_is_said(self, rigged: Rigged, text: str, said: str) -> None:
        rigged.ui.addressEdit.text = text
        rigged.press("connectButton")
        assert rigged.ui.stateLabel.text == said
        assert rigged.bridge.calls == []

    def test_the_port_may_be_left_out(self) -> None:
        assert address(" 10.0.0.7 ") == ("10.0.0.7", 18944)

    @pytest.mark.parametrize(
        ("state", "words", "ping"),
        [
            (State.OFF, "Not connected.", False),
            (State.CONNECTING, "Connecting…", False),
            (State.CONNECTED, "Connected. FoldLink 0.1.0, CPU (4 threads).", True),
            (State.BUSY, "Connected; your run is in progress. FoldLink 0.1.0, CPU (4 threads).", True),
            (State.LOST, "The connection is lost.", False),
        ],
    )
    def test_each_state_has_its_words_and_its_light(self, rigged: Rigged, state: State, words: str, ping: bool) -> None:
        rigged.bridge.become(State.CONNECTING)
        rigged.bridge.become(state)
        assert rigged.ui.stateLabel.text == words
        assert rigged.ui.pingButton.enabled == ping
        assert rigged.ui.lightLabel.toolTip == words.split(" FoldLink")[0]
        assert not rigged.ui.lightLabel.property("pixmap").isNull()

    def test_the_lights_differ_in_more_than_colour(self, rigged: Rigged) -> None:
        pictures = []
        for state in State:
            rigged.bridge.become(state)
            image = rigged.ui.lightLabel.property("pixmap").toImage().convertToFormat(rig_grey())
            pictures.append(bytes(image.constBits()))
        assert len(set(pictures)) == len(list(State))

    @pytest.mark.parametrize(
        "reason",
        [
            "Nothing listens on localhost:18944. Start a bridge there, or check the port.",
            "A web server (HTTP) listens on localhost:8080 (expected a FoldLink bridge). Check the port.",
            "The bridge speaks version 2.0 of the dialogue (expected 1.x). Update FoldLink in Slicer.",
        ],
    )
    def test_the_reason_of_a_loss_is_what_is_said(self, rigged: Rigged, reason: str) -> None:
        rigged.bridge.become(State.LOST, reason)
        assert rigged.ui.stateLabel.text == reason

    def test_ping_says_how_long_it_took(self, rigged: Rigged) -> None:
        rigged.connect()
        rigged.press("pingButton")
        assert not rigged.ui.pingButton.enabled
        rigged.polls(1)
        assert re.search(r"It answered in \d+ ms\.$", rigged.ui.stateLabel.text)
        assert rigged.ui.pingButton.enabled

    def test_a_ping_without_answer_says_so(self, rigged: Rigged) -> None:
        rigged.connect()
        rigged.bridge.answers["Jobs"] = Reply(False, {}, Trouble("timeout", "The bridge did not answer in time."))
        rigged.press("pingButton")
        rigged.polls(1)
        assert rigged.ui.stateLabel.text.endswith("No answer to the ping: The bridge did not answer in time.")

    def test_it_calls_a_bridge_on_this_computer_once_by_itself(self, rigged: Rigged) -> None:
        rigged.panel.enter()
        assert rigged.bridge.calls == [("connect", "localhost", 18944)]
        rigged.press("connectButton")
        rigged.panel.exit()
        rigged.panel.enter()
        assert rigged.bridge.calls[-1] == ("disconnect",)

    def test_it_never_calls_another_computer_by_itself(self, rigged: Rigged) -> None:
        rigged.panel.store.parameters.host = "hospital"
        rigged.panel.enter()
        assert rigged.bridge.calls == []


def rig_grey() -> Any:
    from PySide6 import QtGui

    return QtGui.QImage.Format.Format_Grayscale8


class TestWithoutSlicerOpenIGTLink:
    def test_it_is_said_once_in_words(self, rigged: Rigged) -> None:
        rigged.bridge.become(State.CONNECTING)
        rigged.bridge.broken = "SlicerOpenIGTLink is not installed."
        rigged.polls(1)
        rigged.bridge.broken = ""
        assert rigged.ui.stateLabel.text == "SlicerOpenIGTLink is not installed."
        assert rigged.bridge.calls[-1] == ("disconnect",)
        rigged.polls()
        assert rigged.ui.logView.plainText.count("SlicerOpenIGTLink is not installed.") == 1


class TestLocalBridge:
    def test_it_starts_is_connected_to_and_stops(self, rigged: Rigged) -> None:
        rigged.ui.addressEdit.text = "hospital:1234"
        rigged.press("startButton")
        assert rigged.launcher.started == [18944]
        assert rigged.bridge.calls[-1] == ("connect", "localhost", 18944)
        rigged.bridge.become(State.LOST, "Nothing listens on localhost:18944.")
        assert rigged.ui.stateLabel.text == "The bridge of this computer is starting…"
        rigged.connect()
        assert rigged.ui.startButton.text == "Stop &local bridge"
        rigged.press("startButton")
        assert rigged.launcher.running[0].stopped

    def test_one_that_ends_says_why(self, rigged: Rigged) -> None:
        rigged.press("startButton")
        rigged.launcher.running[0].is_running = False
        rigged.launcher.running[0].ended = "The bridge ended (exit status 1): port 18944 is taken."
        rigged.polls(1)
        assert rigged.ui.stateLabel.text == "The bridge ended (exit status 1): port 18944 is taken."
        assert rigged.ui.startButton.text == "Start &local bridge"

    def test_one_that_cannot_be_started_says_why(self, rigged: Rigged) -> None:
        rigged.launcher.error = OSError(13, "Permission denied")
        rigged.press("startButton")
        assert rigged.ui.stateLabel.text == "The bridge could not be started: Permission denied."
        assert rigged.bridge.calls == []

    def test_it_ends_with_the_panel(self, rigged: Rigged) -> None:
        rigged.press("startButton")
        rigged.panel.close()
        assert rigged.launcher.running[0].stopped

    def test_without_a_launcher_there_is_no_button(self, rigged: Rigged) -> None:
        rigged.panel.server._launcher = None
        rigged.connect()
        assert not rigged.ui.startButton.visible
