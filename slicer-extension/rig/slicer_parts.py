"""Slicer's own MRML scene, application logic and module logics, without Qt and without a window.

Traps of slicer-core that a test meets: segment ids are random (look segments up by label value); the subject hierarchy gets its items only
by ``CreateItem`` (no Qt plug-ins add them); there are no colour or terminology files; `slicer.mrmlScene`, `slicer.app`, `slicer.modules`
are missing, and stay so unless a test asks for them by :meth:`SlicerParts.installed`: code that must do without them is found out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import slicer
import vtk

_LOGICS = {
    "terminologies": slicer.vtkSlicerTerminologiesModuleLogic,
    "colors": slicer.vtkSlicerColorLogic,
    "subject_hierarchy": slicer.vtkSlicerSubjectHierarchyModuleLogic,
    "volumes": slicer.vtkSlicerVolumesLogic,
    "segmentations": slicer.vtkSlicerSegmentationsModuleLogic,
    "markups": slicer.vtkSlicerMarkupsLogic,
    "models": slicer.vtkSlicerModelsLogic,
    "tables": slicer.vtkSlicerTablesLogic,
    "texts": slicer.vtkSlicerTextsLogic,
    "transforms": slicer.vtkSlicerTransformLogic,
    "crop_volume": slicer.vtkSlicerCropVolumeLogic,
    "volume_rendering": slicer.vtkSlicerVolumeRenderingLogic,
}
# As Slicer registers them with the application logic and in slicer.modules.
_MODULE_NAMES = {
    "terminologies": "Terminologies",
    "colors": "Colors",
    "subject_hierarchy": "SubjectHierarchy",
    "volumes": "Volumes",
    "segmentations": "Segmentations",
    "markups": "Markups",
    "models": "Models",
    "tables": "Tables",
    "texts": "Texts",
    "transforms": "Transforms",
    "crop_volume": "CropVolume",
    "volume_rendering": "VolumeRendering",
}


@dataclass
class SlicerParts:
    """One scene with its logics, as a running Slicer has them."""

    scene: Any
    application: Any
    terminologies: Any
    colors: Any
    subject_hierarchy: Any
    volumes: Any
    segmentations: Any
    markups: Any
    models: Any
    tables: Any
    texts: Any
    transforms: Any
    crop_volume: Any
    volume_rendering: Any

    def modules(self) -> SimpleNamespace:
        """What ``slicer.modules`` is: by lower-case name, a module with ``logic()``."""
        found = SimpleNamespace()
        for attribute, name in _MODULE_NAMES.items():
            logic = getattr(self, attribute)
            setattr(found, name.lower(), SimpleNamespace(name=name, logic=lambda logic=logic: logic))
        return found

    @contextlib.contextmanager
    def installed(self) -> Iterator[SlicerParts]:
        """``slicer.mrmlScene``, ``slicer.app`` and ``slicer.modules`` are there meanwhile, as a widget of full Slicer expects."""
        app = SimpleNamespace(
            applicationLogic=lambda: self.application,
            mrmlScene=lambda: self.scene,
            processEvents=lambda: None,
            majorVersion=5,
            minorVersion=6,
            applicationVersion="5.6.2",
        )
        new = {"mrmlScene": self.scene, "app": app, "modules": self.modules()}
        before = {name: getattr(slicer, name) for name in new if hasattr(slicer, name)}
        for name, value in new.items():
            setattr(slicer, name, value)
        try:
            yield self
        finally:
            for name in new:
                if name in before:
                    setattr(slicer, name, before[name])
                else:
                    delattr(slicer, name)

    def close(self) -> None:
        """Empties the scene and lets it go; without it VTK's reference cycles keep volumes alive from test to test."""
        with _quiet():
            self.scene.Clear(1)
            for attribute in _MODULE_NAMES:
                getattr(self, attribute).SetMRMLScene(None)
            self.application.SetMRMLScene(None)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The logics complain of the colour and terminology files that slicer-core lacks."""
    before = vtk.vtkLogger.GetCurrentVerbosityCutoff()
    vtk.vtkLogger.SetStderrVerbosity(vtk.vtkLogger.VERBOSITY_OFF)
    try:
        yield
    finally:
        vtk.vtkLogger.SetStderrVerbosity(before)


def make() -> SlicerParts:
    with _quiet():
        return _make()


def _make() -> SlicerParts:
    scene = slicer.vtkMRMLScene()
    application = slicer.vtkSlicerApplicationLogic()
    application.SetMRMLScene(scene)
    application.SetSliceLogics(vtk.vtkCollection())
    application.SetViewLogics(vtk.vtkCollection())
    application.GetColorLogic().SetMRMLScene(scene)
    application.GetColorLogic().AddDefaultColorNodes()
    crosshair = slicer.vtkMRMLCrosshairNode()
    crosshair.SetCrosshairName("default")
    scene.AddNode(crosshair)
    slicer.vtkMRMLSliceNode.AddDefaultSliceOrientationPresets(scene, True)
    logics = {}
    for attribute, make_logic in _LOGICS.items():
        logic = logics[attribute] = make_logic()
        logic.SetMRMLApplicationLogic(application)
        logic.SetMRMLScene(scene)
        application.SetModuleLogic(_MODULE_NAMES[attribute], logic)
    return SlicerParts(scene=scene, application=application, **logics)
