"""What FoldLink needs of SlicerOpenIGTLink, and how it is got. Method names and meanings are those of vtkMRMLIGTLConnectorNode."""

from __future__ import annotations

from typing import Any, Optional, Protocol

from .text import tr as _

STATE_CONNECTED = 2


class Igtl(Protocol):
    def connector(self, scene: Any) -> Any:
        """A new vtkMRMLIGTLConnectorNode in the scene, hidden, not saved, not started."""

    def command(self) -> Any:
        """A new vtkSlicerOpenIGTLinkCommand."""

    def status(self, scene: Any, name: str) -> Optional[tuple[int, str, str]]:
        """Code, error name and text of the vtkMRMLIGTLStatusNode of that name, or None."""


class SlicerIgtl:
    """SlicerOpenIGTLink itself, inside Slicer."""

    def connector(self, scene: Any) -> Any:
        node = scene.CreateNodeByClass("vtkMRMLIGTLConnectorNode")
        if node is None:
            raise RuntimeError(_("SlicerOpenIGTLink is not installed. Install it with the Extensions Manager and start Slicer anew."))
        node.UnRegister(None)  # CreateNodeByClass leaves a reference to its caller.
        node.SetName("FoldLink")
        node.SetHideFromEditors(True)
        node.SetSaveWithScene(False)
        return scene.AddNode(node)

    def command(self) -> Any:
        import slicer

        return slicer.vtkSlicerOpenIGTLinkCommand()

    def status(self, scene: Any, name: str) -> Optional[tuple[int, str, str]]:
        node = scene.GetFirstNode(name, "vtkMRMLIGTLStatusNode")
        return None if node is None else (int(node.GetCode()), node.GetErrorName() or "", node.GetStatusString() or "")


def push(connector: Any, volume: Any, device: str) -> None:
    """Sends the volume's own grid under another name. Nothing is copied: a second node shares the image data, and goes again.

    This blocks until the socket has taken it all.
    """
    import vtk

    scene = connector.GetScene()
    shadow = scene.CreateNodeByClass("vtkMRMLScalarVolumeNode")
    shadow.UnRegister(None)
    shadow.SetName(device)
    shadow.SetHideFromEditors(True)
    shadow.SetSaveWithScene(False)
    ijk_to_ras = vtk.vtkMatrix4x4()
    volume.GetIJKToRASMatrix(ijk_to_ras)
    shadow.SetIJKToRASMatrix(ijk_to_ras)
    shadow.SetAndObserveImageData(volume.GetImageData())
    shadow = scene.AddNode(shadow)
    try:
        connector.RegisterOutgoingMRMLNode(shadow)
        connector.PushNode(shadow)
        connector.UnregisterOutgoingMRMLNode(shadow)
    finally:
        scene.RemoveNode(shadow)
