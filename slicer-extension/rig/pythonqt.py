"""PythonQt's manners on PySide6's objects, as strict as PythonQt is where PySide6 is lenient.

In Slicer, a Qt property is an attribute (``button.enabled = False``), an attribute that is no property cannot be set, Qt's calls take no
keyword arguments, and ``connect('clicked(bool)', f)`` names a signal by its signature. In plain PySide6 ``button.enabled = False`` sets a
Python attribute that nobody reads, and a test turns falsely green. What a slot raises, both only print; here ``slot_errors`` keeps it.
"""

from __future__ import annotations

import ctypes
import inspect
import re
import traceback
from typing import Any, Callable

from PySide6 import QtCore

slot_errors: list[str] = []
"""Tracebacks of what slots raised. A test that leaves one here fails."""

# PySide6 6.12 gives back one reference to None too many at each QTableWidget.setItem, and to booleans elsewhere; below Python 3.12 that
# ends the process once a count is at zero. These are there to be lost, and never freed, so that the end of the process goes well too.
_SPARE_REFERENCES = [None, True, False] * 500_000
ctypes.pythonapi.Py_IncRef(ctypes.py_object(_SPARE_REFERENCES))

_VTK_ARGUMENT = re.compile(r"vtk\w+\*")


class Wrapped:
    """A QObject as PythonQt shows it."""

    __slots__ = ("_qobject",)

    def __init__(self, qobject: QtCore.QObject) -> None:
        object.__setattr__(self, "_qobject", qobject)

    def __getattr__(self, name: str) -> Any:
        qobject = self._qobject
        if name == "name":
            return qobject.objectName()
        if _has_property(qobject, name):
            return wrap(qobject.property(name))
        value = getattr(qobject, name)  # raises for what Qt does not have
        if isinstance(value, QtCore.SignalInstance):
            return Signal(qobject, name)
        return _call(value) if callable(value) else wrap(value)

    def __setattr__(self, name: str, value: Any) -> None:
        qobject = self._qobject
        name = "objectName" if name == "name" else name
        if not _has_property(qobject, name):
            raise AttributeError(f"{self.className()} has no property {name!r}")
        if not qobject.setProperty(name, unwrap(value)):
            raise TypeError(f"{self.className()}.{name} = {value!r} (expected another type)")

    def __dir__(self) -> list[str]:
        return ["name", *dir(self._qobject)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Wrapped) and other._qobject is self._qobject

    def __hash__(self) -> int:
        return hash(self._qobject)

    def className(self) -> str:
        return self._qobject.metaObject().className()

    def children(self) -> list[Any]:
        return [wrap(child) for child in self._qobject.children()]

    def connect(self, signature: str, slot: Callable[..., Any]) -> bool:
        _connect(self._qobject, signature, slot)
        return True

    def disconnect(self, signature: str, slot: Callable[..., Any]) -> bool:
        return _disconnect(self._qobject, signature, slot)


class Signal:
    """``button.clicked``: connected by its name, its longest form."""

    def __init__(self, qobject: QtCore.QObject, name: str) -> None:
        self._qobject, self._name = qobject, name

    def connect(self, slot: Callable[..., Any]) -> None:
        _connect(self._qobject, self._signature(), slot)

    def disconnect(self, slot: Callable[..., Any]) -> None:
        _disconnect(self._qobject, self._signature(), slot)

    def __call__(self, *arguments: Any) -> None:
        getattr(self._qobject, self._name).emit(*(unwrap(a) for a in arguments))

    def _signature(self) -> str:
        meta = self._qobject.metaObject()
        for index in range(meta.methodCount()):
            method = meta.method(index)
            if method.methodType() == QtCore.QMetaMethod.MethodType.Signal and bytes(method.name()).decode() == self._name:
                return bytes(method.methodSignature()).decode()
        raise AttributeError(f"{meta.className()} has no signal {self._name!r}")


class Class:
    """A Qt class as ``qt.QPushButton`` shows it: calls make wrapped objects, the rest is statics and enums."""

    def __init__(self, cls: type) -> None:
        self._class = cls

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        if keywords:
            raise TypeError(f"{self._class.__name__}(…) takes no keyword arguments in PythonQt (got {', '.join(keywords)})")
        return wrap(self._class(*(unwrap(a) for a in arguments)))

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._class, name)
        return _call(value) if inspect.isroutine(value) else value


def wrap(value: Any) -> Any:
    if isinstance(value, QtCore.QObject):
        return Wrapped(value)
    if isinstance(value, list):
        return [wrap(v) for v in value]
    return value


def unwrap(value: Any) -> Any:
    if isinstance(value, Wrapped):
        return value._qobject
    if isinstance(value, (list, tuple)):
        return type(value)(unwrap(v) for v in value)
    return value


def _call(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **keywords: Any) -> Any:
        if keywords:
            raise TypeError(
                f"{getattr(function, '__name__', function)}(…) takes no keyword arguments in PythonQt (got {', '.join(keywords)})"
            )
        return wrap(function(*(unwrap(a) for a in arguments)))

    return call


def _has_property(qobject: QtCore.QObject, name: str) -> bool:
    return qobject.metaObject().indexOfProperty(name) >= 0


def _connect(qobject: QtCore.QObject, signature: str, slot: Callable[..., Any]) -> None:
    name, arguments = _signal(qobject, signature)
    guarded = _guarded(slot, len(arguments))
    getattr(qobject, name).connect(guarded)
    if not hasattr(qobject, "_rig_connections"):
        qobject._rig_connections = []
    qobject._rig_connections.append((name, slot, guarded))


def _disconnect(qobject: QtCore.QObject, signature: str, slot: Callable[..., Any]) -> bool:
    name, _ = _signal(qobject, signature)
    for entry in list(getattr(qobject, "_rig_connections", [])):
        if entry[:2] == (name, slot):
            getattr(qobject, name).disconnect(entry[2])
            qobject._rig_connections.remove(entry)
            return True
    return False


def _signal(qobject: QtCore.QObject, signature: str) -> tuple[str, list[str]]:
    """The signal's name and its arguments as asked for; raises for one that is not there, where Qt would only print."""
    normalized = _VTK_ARGUMENT.sub("PyObject", signature.replace(" ", ""))  # the stubs' signals carry VTK objects as Python has them
    meta = qobject.metaObject()
    if meta.indexOfSignal(normalized) < 0:
        raise AttributeError(f"{meta.className()} has no signal {signature!r}")
    name, rest = normalized.split("(", 1)
    return name, [a for a in rest.rstrip(")").split(",") if a]


def _guarded(slot: Callable[..., Any], arguments: int) -> Callable[..., None]:
    def guarded(*given: Any) -> None:
        try:
            slot(*(wrap(g) for g in given[: min(arguments, _accepts(slot))]))
        except Exception:
            slot_errors.append(traceback.format_exc())

    return guarded


def _accepts(slot: Callable[..., Any]) -> int:
    """How many arguments it takes; PythonQt drops the others."""
    try:
        parameters = inspect.signature(slot).parameters.values()
    except (TypeError, ValueError):
        return 99
    if any(p.kind == p.VAR_POSITIONAL for p in parameters):
        return 99
    return sum(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)
