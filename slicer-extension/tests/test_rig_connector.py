"""The stand-in for SlicerOpenIGTLink on a real scene: what its connector does with nodes, and what makes a test fail."""

from __future__ import annotations

import contextlib
import gc
import socket
import threading
import time
from typing import Any

import numpy as np
import pytest
import vtk
from vtkmodules.util.numpy_support import vtk_to_numpy

from rig import bodies, wire
from rig.connector import RigConnector, RigIgtl
from rig.peer import Peer
from rig.pump import Pump
from rig.slicer_parts import SlicerParts
from rig.validation import scenario
from rig.validation.server import HOST, Server, wait

GREY = np.arange(24, dtype=np.int16).reshape(2, 3, 4)


def volume(scene: Any, name: str, values: np.ndarray = GREY, kind: str = "vtkMRMLScalarVolumeNode") -> Any:
    image = vtk.vtkImageData()
    image.SetDimensions(values.shape[::-1])
    image.AllocateScalars(vtk.VTK_SHORT, 1)
    vtk_to_numpy(image.GetPointData().GetScalars())[:] = values.ravel()
    node = scene.AddNewNodeByClass(kind, name)
    node.SetAndObserveImageData(image)
    return node


def voxels(node: Any) -> list[int]:
    return vtk_to_numpy(node.GetImageData().GetPointData().GetScalars()).ravel().tolist()


# Which node a message reaches.


def test_an_image_makes_a_scalar_or_a_vector_volume_and_never_a_labelmap(peer: Peer) -> None:
    peer.tick(scenario.image("one", GREY.astype(np.uint8)), scenario.image("three", np.zeros((2, 3, 4, 3), np.uint8)))
    assert peer.node("one").GetClassName() == "vtkMRMLScalarVolumeNode"
    assert peer.node("one").GetDisplayNode().GetColorNodeID() == "vtkMRMLColorTableNodeGrey"
    assert peer.node("three").GetClassName() == "vtkMRMLVectorVolumeNode"
    assert peer.node("one").GetDescription() == "Received by OpenIGTLink"


def test_a_labelmap_of_that_name_is_taken(peer: Peer) -> None:
    labelmap = peer.scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "job.labels")
    for value in (1, 2):
        peer.tick(scenario.image("job.labels", np.full((2, 3, 4), value, np.uint8)))
        assert voxels(labelmap) == [value] * 24
    assert peer.scene.GetNodesByName("job.labels").GetNumberOfItems() == 1


def test_a_volume_of_that_name_is_overwritten(peer: Peer) -> None:
    patient = volume(peer.scene, "patient")
    peer.tick(scenario.image("patient", GREY * 0 + 7))
    assert voxels(patient) == [7] * 24


def test_a_volume_is_found_again_under_its_first_name_but_a_labelmap_is_not(peer: Peer) -> None:
    labelmap = peer.scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "labels")
    peer.tick(scenario.image("scan", GREY), scenario.image("labels", GREY))
    scan = peer.node("scan")
    scan.SetName("renamed")
    labelmap.SetName("renamed too")
    peer.tick(scenario.image("scan", GREY + 1), scenario.image("labels", GREY + 1))
    assert voxels(scan)[0] == 1
    assert peer.node("scan") is None
    assert peer.node("labels").GetClassName() == "vtkMRMLScalarVolumeNode"


def test_a_deleted_node_is_made_again(peer: Peer) -> None:
    peer.tick(scenario.string("news", "one"))
    peer.scene.RemoveNode(peer.node("news"))
    peer.tick(scenario.string("news", "two"))
    assert peer.node("news").GetText() == "two"


def test_voxels_are_overwritten_in_place_so_who_holds_them_sees_them_change(peer: Peer) -> None:
    peer.tick(scenario.image("scan", GREY))
    held = peer.node("scan").GetImageData()
    peer.tick(scenario.image("scan", GREY + 5))
    assert vtk_to_numpy(held.GetPointData().GetScalars())[0] == 5


def test_the_matrix_has_the_first_voxels_centre_as_origin(peer: Peer) -> None:
    matrix = np.array([[-0.5, 0, 0, 99.25], [0, -0.5, 0, 49.5], [0, 0, 2, -29]], np.float32)
    peer.tick(wire.pack("IMAGE", "scan", bodies.image((4, 3, 2), matrix, GREY.ravel())))
    node = peer.node("scan")
    assert node.GetOrigin() == pytest.approx((100, 50, -30))
    assert node.GetSpacing() == pytest.approx((0.5, 0.5, 2))
    assert node.GetImageData().GetSpacing() == (1, 1, 1)


def test_metadata_become_attributes_and_old_ones_stay(peer: Peer) -> None:
    peer.tick(scenario.string("news", "one", {"Job": "ab12", "Revision": "1"}))
    peer.tick(scenario.string("news", "two", {"Revision": "2"}))
    assert (peer.node("news").GetAttribute("OpenIGTLink.Job"), peer.node("news").GetAttribute("OpenIGTLink.Revision")) == ("ab12", "2")


def test_a_wrong_checksum_leaves_an_empty_text_and_no_volume(peer: Peer) -> None:
    peer.tick(scenario.broken(scenario.string("news", "one")), scenario.broken(scenario.image("scan", GREY)))
    assert not peer.node("news").GetText()
    assert peer.node("scan") is None
    peer.connector.SetCheckCRC(False)
    peer.tick(scenario.broken(scenario.image("scan", GREY)))
    assert peer.node("scan") is not None


def test_a_status_is_read_through_the_port(peer: Peer) -> None:
    assert peer.igtl.status(peer.scene, "job") is None
    peer.tick(scenario.status("job", 4, "not_found", "no such image"), scenario.status("", 1))
    assert peer.igtl.status(peer.scene, "job") == (4, "not_found", "no such image")
    assert peer.igtl.status(peer.scene, "OpenIGTLink") == (1, "", "")
    assert peer.scene.GetFirstNodeByName("job").GetHideFromEditors()


def test_a_new_volume_makes_an_undo_state(peer: Peer) -> None:
    peer.scene.SetUndoOn()
    before = peer.scene.GetNumberOfUndoLevels()
    peer.tick(scenario.image("scan", GREY))
    assert peer.scene.GetNumberOfUndoLevels() == before + 1


def test_nodes_say_that_they_were_modified_once_all_of_the_tick_is_there(peer: Peer) -> None:
    peer.tick(scenario.string("a", "one"), scenario.string("b", "one"))
    seen = []
    peer.node("a").AddObserver(vtk.vtkCommand.ModifiedEvent, lambda *_: seen.append(peer.node("b").GetText()))
    peer.tick(scenario.string("a", "two"), scenario.string("b", "two"))
    assert set(seen) == {"two"}


def test_a_reply_is_told_of_before_an_image_that_came_before_it(peer: Peer) -> None:
    command = peer.igtl.command()
    command.SetBlocking(False)
    there = []
    command.AddObserver(command.CommandCompletedEvent, lambda *_: there.append(peer.node("scan") is not None))
    peer.connector.SendCommand(command)
    peer.tick(scenario.image("scan", GREY), scenario.reply(1, "", "{}", {"Status": "SUCCESS"}))
    assert there == [False]
    assert command.GetSuccessful()
    assert peer.node("scan") is not None


# What is sent.


def push(peer: Peer, node: Any) -> None:
    peer.connector.RegisterOutgoingMRMLNode(node)
    peer.connector.PushNode(node)
    peer.connector.UnregisterOutgoingMRMLNode(node)


def test_a_name_is_cut_to_20_bytes(peer: Peer) -> None:
    push(peer, volume(peer.scene, "a name of more than twenty bytes"))
    assert peer.server.received(1)[0]["device"] == "a name of more than "


def test_neither_labelmaps_nor_segmentations_are_sent(peer: Peer) -> None:
    labelmap = volume(peer.scene, "labels", kind="vtkMRMLLabelMapVolumeNode")
    assert peer.connector.RegisterOutgoingMRMLNode(labelmap) == 0
    assert peer.connector.RegisterOutgoingMRMLNode(peer.scene.AddNewNodeByClass("vtkMRMLSegmentationNode")) == 0
    push(peer, labelmap)
    assert peer.server.received(0) == []


def test_a_registered_node_is_sent_again_when_its_voxels_change_even_through_another_node(peer: Peer) -> None:
    patient = volume(peer.scene, "patient")
    shadow = peer.scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "shadow")
    shadow.SetAndObserveImageData(patient.GetImageData())
    peer.connector.RegisterOutgoingMRMLNode(shadow)
    assert peer.server.received(0) == []
    patient.GetImageData().Modified()
    assert peer.server.received(1)[0]["device"] == "shadow"
    peer.connector.UnregisterOutgoingMRMLNode(shadow)
    patient.GetImageData().Modified()
    assert peer.server.received(0) == []


def test_sending_waits_for_a_server_that_does_not_read(parts: SlicerParts, igtl: RigIgtl) -> None:
    with socket.create_server((HOST, 0)) as listener:
        connector = igtl.connector(parts.scene)
        connector.SetTypeClient(HOST, listener.getsockname()[1])
        connector.Start()
        slow, _ = listener.accept()
        wait(lambda: connector.GetState() == RigConnector.StateConnected, 5, "a connection")
        node = volume(parts.scene, "large", np.zeros((50, 512, 512), np.int16))
        connector.RegisterOutgoingMRMLNode(node)

        def drain() -> None:
            time.sleep(0.4)
            with contextlib.suppress(OSError):
                while slow.recv(1 << 20):
                    pass

        threading.Thread(target=drain, daemon=True).start()
        since = time.monotonic()
        connector.PushNode(node)
        assert time.monotonic() - since >= 0.4
        connector.Stop()
        slow.close()


def test_a_command_that_is_too_long_goes_out_empty(peer: Peer) -> None:
    command = peer.igtl.command()
    command.SetBlocking(False)
    command.SetCommandContent("x" * 65_536)
    peer.connector.SendCommand(command)
    content = memoryview(bytes.fromhex(peer.server.received(1)[0]["content"]))
    assert bodies.read_command(content) == (1, "", "")


def test_a_blocking_command_waits_and_ends_with_its_time(peer: Peer) -> None:
    command = peer.igtl.command()
    assert command.GetTimeoutSec() == 5
    command.SetTimeoutSec(0.2)
    command.SetBlocking(True)
    since = time.monotonic()
    peer.connector.SendCommand(command)
    assert command.GetCommandStatus() == command.CommandExpired
    assert 0.2 <= time.monotonic() - since < 2


# The scene and the connection.


def test_closing_the_scene_takes_the_connector_away_and_nothing_is_processed_any_more(peer: Peer) -> None:
    peer.scene.Clear(0)
    assert peer.connector.GetScene() is None
    peer.server.send([scenario.string("news", "one")])
    wait(lambda: peer.connector.link.received == peer.server.sent, 5, "the message is read")
    peer.igtl.tick()
    assert peer.node("news") is None
    assert peer.connector.GetState() == RigConnector.StateConnected, "as in Slicer the connection stays while the node is held: Stop() it"


def test_a_connector_that_nobody_holds_after_the_scene_was_closed_hangs_up(parts: SlicerParts, igtl: RigIgtl) -> None:
    peer = Peer(parts, igtl)
    link = peer.connector.link
    del peer.connector
    parts.scene.Clear(0)
    igtl.tick()
    gc.collect()
    wait(lambda: link.state == 0, 5, "the connection is closed")


def test_it_connects_as_soon_as_somebody_listens(parts: SlicerParts, igtl: RigIgtl, pump: Pump) -> None:
    server = Server()
    server.unlisten()
    connector = igtl.connector(parts.scene)
    connected = []
    connector.AddObserver(connector.ConnectedEvent, lambda *_: connected.append(True))
    connector.SetTypeClient(HOST, server.port)
    assert connector.GetState() == RigConnector.StateOff
    assert connector.Start() == 1
    assert connector.Start() == 0
    pump.seconds(0.3)
    assert connector.GetState() == RigConnector.StateWaitConnection
    server.listen()
    pump.until(lambda: connected, 5)
    assert connector.Stop() == 1
    assert connector.GetState() == RigConnector.StateOff


def test_the_new_device_event_brings_the_node(peer: Peer) -> None:
    brought: list[Any] = []

    @vtk.calldata_type(vtk.VTK_OBJECT)
    def new(_caller: Any, _event: str, node: Any) -> None:
        brought.append(node)

    peer.connector.AddObserver(peer.connector.NewDeviceEvent, new)
    peer.tick(scenario.image("scan", GREY))
    assert [node for node in brought if node.IsA("vtkMRMLNode")] == [peer.node("scan")]
