"""Puts in place what a scripted module imports in Slicer: ``qt``, ``ctk``, ``slicer.ScriptedLoadableModule``, Qt's part of ``slicer.app``.

Slicer's own ``slicer.util`` (loadUI, childWidgetVariables, WaitCursor, tryWithErrorDisplay …) then runs as it is. Test-only.
"""

from __future__ import annotations

import os
import sys
import tempfile
import types
from pathlib import Path
from typing import Any, Optional

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import slicer
import slicer.util
from PySide6 import QtCore, QtGui, QtUiTools, QtWidgets

from . import pythonqt, widgets


class _Loader(QtUiTools.QUiLoader):
    def __init__(self, parent: Optional[QtCore.QObject] = None) -> None:
        super().__init__(parent)
        for stub in widgets.STUBS:
            self.registerCustomWidget(stub)


class _Qt(types.ModuleType):
    """PythonQt's flat ``qt``."""

    def __getattr__(self, name: str) -> Any:
        if name == "QUiLoader":
            return pythonqt.Class(_Loader)
        for module in (QtWidgets, QtGui, QtCore):
            if hasattr(module, name):
                value = getattr(module, name)
                return pythonqt.Class(value) if isinstance(value, type) and issubclass(value, QtCore.QObject) else value
        raise AttributeError(f"module 'qt' has no attribute {name!r}")


def complete(app: Any) -> widgets.LayoutManager:
    """Gives ``slicer.app``, as :mod:`rig.slicer_parts` installs it, what of it is Qt's."""
    layout_manager = widgets.LayoutManager()
    app.layoutManager = lambda: layout_manager
    app.processEvents = QtWidgets.QApplication.processEvents
    app.testingEnabled = lambda: False
    app.connect = lambda signal, slot: None
    app.topLevelWidgets = list
    app.clipboard = lambda: pythonqt.wrap(QtWidgets.QApplication.clipboard())
    app.startupEnvironment = lambda: types.SimpleNamespace(keys=lambda: list(os.environ), value=os.environ.__getitem__)
    return layout_manager


def palette(dark: bool) -> None:
    """Slicer's light and dark looks: Fusion with a palette."""
    QtWidgets.QApplication.setStyle("Fusion")
    roles = QtGui.QPalette.ColorRole
    made = QtGui.QPalette(QtGui.QColor(53, 53, 53) if dark else QtGui.QColor(239, 239, 239))
    if dark:
        for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.ToolTipText):
            made.setColor(role, QtGui.QColor(230, 230, 230))
        made.setColor(roles.Base, QtGui.QColor(35, 35, 35))
        made.setColor(roles.AlternateBase, QtGui.QColor(45, 45, 45))
        made.setColor(roles.Link, QtGui.QColor(110, 170, 255))
        made.setColor(roles.PlaceholderText, QtGui.QColor(150, 150, 150))
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            made.setColor(QtGui.QPalette.ColorGroup.Disabled, role, QtGui.QColor(130, 130, 130))
    made.setColor(roles.Highlight, QtGui.QColor(48, 140, 198))
    made.setColor(roles.HighlightedText, QtGui.QColor(255, 255, 255))
    QtWidgets.QApplication.setPalette(made)


class _ModuleWidget:
    """``ScriptedLoadableModuleWidget`` as the application makes it."""

    def __init__(self, parent: Optional[Any] = None) -> None:
        self.moduleName = type(self).__name__[: -len("Widget")]
        self.parent = parent or pythonqt.Class(widgets.qMRMLWidget)()
        if self.parent.layout() is None:
            self.parent.setLayout(pythonqt.Class(QtWidgets.QVBoxLayout)())
        self.layout = self.parent.layout()
        self.reloaded = 0

    def onReload(self) -> None:
        self.reloaded += 1

    def setup(self) -> None:
        pass

    def cleanup(self) -> None:
        pass

    def resourcePath(self, name: str) -> str:
        return str(Path(sys.modules[type(self).__module__].__file__ or "").parent / "Resources" / name)


class _Module:
    def __init__(self, parent: Any) -> None:
        self.parent = parent

    def resourcePath(self, name: str) -> str:
        return str(Path(sys.modules[type(self).__module__].__file__ or "").parent / "Resources" / name)


class _ModuleLogic:
    pass


class _ModuleTest:
    messages: list[str]

    def __init__(self) -> None:
        self.messages = []

    def delayDisplay(self, message: str, _milliseconds: Optional[int] = None) -> None:
        self.messages.append(message)


def install() -> QtWidgets.QApplication:
    """Idempotent. Call it before the module is imported."""
    application = QtWidgets.QApplication.instance() or QtWidgets.QApplication([])
    if isinstance(sys.modules.get("qt"), _Qt):
        return application
    application.setOrganizationName("FoldLink's rig")
    QtCore.QSettings.setDefaultFormat(QtCore.QSettings.Format.IniFormat)
    # of this process alone: nobody's own settings are read or written
    QtCore.QSettings.setPath(QtCore.QSettings.Format.IniFormat, QtCore.QSettings.Scope.UserScope, tempfile.mkdtemp(prefix="foldlink-rig-"))
    sys.modules["qt"] = _Qt("qt")
    ctk = types.ModuleType("ctk")
    for stub in (*widgets.STUBS, widgets.ctkMessageBox):
        setattr(ctk if stub.__name__.startswith("ctk") else slicer, stub.__name__, pythonqt.Class(stub))
    sys.modules["ctk"] = ctk
    module: Any = types.ModuleType("slicer.ScriptedLoadableModule")
    module.ScriptedLoadableModule = _Module
    module.ScriptedLoadableModuleWidget = _ModuleWidget
    module.ScriptedLoadableModuleLogic = _ModuleLogic
    module.ScriptedLoadableModuleTest = _ModuleTest
    sys.modules["slicer.ScriptedLoadableModule"] = slicer.ScriptedLoadableModule = module
    return application


def pump(milliseconds: int = 50) -> None:
    """Lets Qt's events and timers run."""
    loop = QtCore.QEventLoop()
    QtCore.QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
