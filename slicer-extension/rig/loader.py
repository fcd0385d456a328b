"""Opens images as Slicer's loaders do, with the logic beneath them: there is neither DICOMLib nor ``slicer.util.loadVolume`` without Qt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .slicer_parts import SlicerParts


class RigLoader:
    """A port for ``FoldLinkLib.folder``."""

    def __init__(self, parts: SlicerParts) -> None:
        self._volumes = parts.volumes

    def file(self, path: str) -> list[Any]:
        name = Path(path).name
        for suffix in (".gz", ".nii", ".nrrd", ".nhdr", ".mha", ".mhd"):
            name = name[: -len(suffix)] if name.lower().endswith(suffix) else name
        node = self._volumes.AddArchetypeVolume(path, name, 4)  # 4: this file alone
        return [node] if node is not None else []

    def dicom(self, folder: str) -> list[Any]:
        """Each folder of files as one series; Slicer's plug-ins sort them by what they say."""
        folders = sorted({path.parent for path in Path(folder).rglob("*") if path.is_file()})
        made = [self._volumes.AddArchetypeVolume(str(min(p for p in where.iterdir() if p.is_file())), where.name, 0) for where in folders]
        return [node for node in made if node is not None]
