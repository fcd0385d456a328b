"""Puts in place what a scripted module imports in Slicer: ``qt``, ``ctk``, ``slicer.ScriptedLoadableModule`` and Qt's part of ``slicer.util``.

Slicer's own ``slicer.util`` (loadUI, childWidgetVariables, WaitCursor, tryWithErrorDisplay …) then runs as it is. Test-only.
"""

from __future__ import annotations

import os
import sys
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


class Application:
    """What the module asks of ``slicer.app`` that is Qt's."""

    def __init__(self) -> None:
        self.layout_manager = widgets.LayoutManager()

    def layoutManager(self) -> widgets.LayoutManager:
        return self.layout_manager

    def processEvents(self) -> None:
        QtWidgets.QApplication.processEvents()

    def testingEnabled(self) -> bool:
        return False

    def clipboard(self) -> Any:
        return pythonqt.wrap(QtWidgets.QApplication.clipboard())


class _ModuleWidget:
    """``ScriptedLoadableModuleWidget`` as the application makes it."""

    def __init__(self, parent: Optional[Any] = None) -> None:
        self.moduleName = type(self).__name__[: -len("Widget")]
        self.parent = parent or pythonqt.Class(widgets.qMRMLWidget)()
        if self.parent.layout() is None:
            self.parent.setLayout(pythonqt.Class(QtWidgets.QVBoxLayout)())
        self.layout = self.parent.layout()

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

    def delayDisplay(self, message: str, requestedDelay: Optional[int] = None) -> None:
        self.messages.append(message)


def install() -> QtWidgets.QApplication:
    """Idempotent. Call it before the module is imported."""
    application = QtWidgets.QApplication.instance() or QtWidgets.QApplication([])
    if isinstance(sys.modules.get("qt"), _Qt):
        return application
    sys.modules["qt"] = _Qt("qt")
    ctk = types.ModuleType("ctk")
    for stub in widgets.STUBS + (widgets.ctkMessageBox,):
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
