"""Stubs of the ctk and qMRML widgets that the panel's .ui names: what the panel uses of each, with the real signals and properties."""

# ruff: noqa: N801, N815 - the names are Qt's, ctk's and Slicer's

from __future__ import annotations

from typing import Any, Optional

from PySide6 import QtCore, QtGui, QtWidgets


class qMRMLWidget(QtWidgets.QWidget):
    mrmlSceneChanged = QtCore.Signal(object)

    def __init__(self, parent: Optional[QtWidgets.QWidget] = None) -> None:
        super().__init__(parent)
        self._scene: Any = None

    def setMRMLScene(self, scene: Any) -> None:
        self._scene = scene
        self.mrmlSceneChanged.emit(scene)

    def mrmlScene(self) -> Any:
        return self._scene


class ctkSearchBox(QtWidgets.QLineEdit):
    pass


class ctkMessageBox(QtWidgets.QMessageBox):
    pass


class ctkCollapsibleButton(QtWidgets.QAbstractButton):
    """A header over its children. A child that is shown while it is collapsed stays hidden until it opens, as in ctk."""

    contentsCollapsed = QtCore.Signal(bool)

    def __init__(self, parent: Optional[QtWidgets.QWidget] = None) -> None:
        super().__init__(parent)
        self._collapsed = False
        self._shown: set[QtWidgets.QWidget] = set()
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QtWidgets.QSizePolicy.Policy.Preferred, QtWidgets.QSizePolicy.Policy.Preferred)
        self.clicked.connect(lambda: self._set_collapsed(not self._collapsed))

    def _set_collapsed(self, collapsed: bool) -> None:
        if collapsed == self._collapsed:
            return
        children = [c for c in self.children() if isinstance(c, QtWidgets.QWidget)]
        if collapsed:
            self._shown = {c for c in children if not c.isHidden()}
        self._collapsed = collapsed
        for child in children:
            if collapsed:
                child.hide()
            elif child in self._shown:
                child.show()
        self.updateGeometry()
        self.update()
        self.contentsCollapsed.emit(collapsed)

    collapsed = QtCore.Property(bool, lambda self: self._collapsed, _set_collapsed)

    def _header(self) -> int:
        return self.fontMetrics().height() + 8

    def event(self, event: QtCore.QEvent) -> bool:
        if event.type() in (QtCore.QEvent.Type.Polish, QtCore.QEvent.Type.FontChange):
            self.setContentsMargins(0, self._header(), 0, 0)
        return super().event(event)

    def childEvent(self, event: QtCore.QChildEvent) -> None:
        if event.added() and isinstance(event.child(), QtWidgets.QWidget):
            event.child().installEventFilter(self)
        super().childEvent(event)

    def eventFilter(self, child: QtCore.QObject, event: QtCore.QEvent) -> bool:
        if self._collapsed and event.type() == QtCore.QEvent.Type.ShowToParent:
            self._shown.add(child)
            child.hide()
        return False

    def sizeHint(self) -> QtCore.QSize:
        header = QtCore.QSize(100, self._header())
        if self._collapsed or not self.layout():
            return header
        return self.layout().totalSizeHint().expandedTo(header)

    def minimumSizeHint(self) -> QtCore.QSize:
        if self._collapsed or not self.layout():
            return QtCore.QSize(60, self._header())
        return self.layout().totalMinimumSize()

    def hasHeightForWidth(self) -> bool:
        return bool(self.layout()) and not self._collapsed and self.layout().hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self.layout().totalHeightForWidth(width) if self.hasHeightForWidth() else -1

    def hitButton(self, at: QtCore.QPoint) -> bool:
        return at.y() <= self._header()

    def paintEvent(self, _event: QtGui.QPaintEvent) -> None:
        painter = QtWidgets.QStylePainter(self)
        option = QtWidgets.QStyleOptionButton()
        option.initFrom(self)
        option.rect = QtCore.QRect(0, 0, self.width(), self._header())
        option.text = ""
        painter.drawControl(QtWidgets.QStyle.ControlElement.CE_PushButton, option)
        arrow = QtWidgets.QStyleOption()
        arrow.initFrom(self)
        arrow.rect = QtCore.QRect(6, (self._header() - 12) // 2, 12, 12)
        element = QtWidgets.QStyle.PrimitiveElement
        painter.drawPrimitive(element.PE_IndicatorArrowRight if self._collapsed else element.PE_IndicatorArrowDown, arrow)
        where = option.rect.adjusted(24, 0, -4, 0)
        flags = QtCore.Qt.AlignmentFlag.AlignVCenter | QtCore.Qt.TextFlag.TextShowMnemonic
        painter.drawItemText(where, flags, self.palette(), self.isEnabled(), self.text(), QtGui.QPalette.ColorRole.ButtonText)


class qMRMLNodeComboBox(QtWidgets.QComboBox):
    """Lists the scene's nodes of its types and follows the scene: what is added, removed, renamed, and the scene's end."""

    currentNodeChanged = QtCore.Signal(object)
    nodeAddedByUser = QtCore.Signal(object)

    def __init__(self, parent: Optional[QtWidgets.QWidget] = None) -> None:
        super().__init__(parent)
        self._types: list[str] = []
        self._flags = {"none": False, "add": True, "remove": True, "rename": False, "hidden": False, "children": True, "create": False}
        self._scene: Any = None
        self._tags: list[int] = []
        self._ids: list[str] = []
        self.setSizeAdjustPolicy(QtWidgets.QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.currentIndexChanged.connect(lambda _index: self.currentNodeChanged.emit(self.currentNode()))
        self.destroyed.connect(lambda: None)

    def _flag(name: str) -> Any:  # noqa: N805  makes a property of the class
        return QtCore.Property(bool, lambda self: self._flags[name], lambda self, on: (self._flags.__setitem__(name, on), self._fill())[0])

    noneEnabled = _flag("none")
    addEnabled = _flag("add")
    removeEnabled = _flag("remove")
    renameEnabled = _flag("rename")
    showHidden = _flag("hidden")
    showChildNodeTypes = _flag("children")
    selectNodeUponCreation = _flag("create")

    def _set_types(self, types: list[str]) -> None:
        self._types = list(types)
        self._fill()

    nodeTypes = QtCore.Property("QStringList", lambda self: self._types, _set_types)
    currentNodeID = QtCore.Property(str, lambda self: self._current(), lambda self, value: self.setCurrentNodeID(value))

    def setMRMLScene(self, scene: Any) -> None:
        for tag in self._tags:
            self._scene.RemoveObserver(tag)
        self._scene, self._tags = scene, []
        if scene is not None:
            for event in (scene.NodeAddedEvent, scene.NodeRemovedEvent, scene.EndCloseEvent, scene.EndBatchProcessEvent):
                self._tags.append(scene.AddObserver(event, lambda *_: self._fill()))
        self._fill()

    def mrmlScene(self) -> Any:
        return self._scene

    def nodeCount(self) -> int:
        return len([i for i in self._ids if i])

    def currentNode(self) -> Any:
        current = self._current()
        return self._scene.GetNodeByID(current) if self._scene is not None and current else None

    def setCurrentNode(self, node: Any) -> None:
        self.setCurrentNodeID(node.GetID() if node is not None else "")

    def setCurrentNodeID(self, node_id: str) -> None:
        self.setCurrentIndex(self._ids.index(node_id) if node_id in self._ids else (0 if self._flags["none"] else -1))

    def addNode(self, node_type: str = "") -> Any:
        """As the user's choice of "Create new …" does."""
        node = self._scene.AddNewNodeByClass(node_type or self._types[0])
        if self._flags["create"]:
            self.setCurrentNode(node)
        self.nodeAddedByUser.emit(node)
        return node

    def _current(self) -> str:
        index = self.currentIndex()
        return self._ids[index] if 0 <= index < len(self._ids) else ""

    def _fill(self) -> None:
        before = self._current()
        self.blockSignals(True)
        self.clear()
        self._ids = []
        if self._flags["none"]:
            self._ids.append("")
            self.addItem("None")
        for node_type in self._types if self._scene is not None else ():
            for index in range(self._scene.GetNumberOfNodesByClass(node_type)):
                node = self._scene.GetNthNodeByClass(index, node_type)
                wanted = self._flags["children"] or node.GetClassName() == node_type
                if wanted and (self._flags["hidden"] or not node.GetHideFromEditors()):
                    self._ids.append(node.GetID())
                    self.addItem(node.GetName())
        after = before if before in self._ids else ("" if self._flags["none"] else (self._ids[0] if self._ids else ""))
        self.setCurrentIndex(self._ids.index(after) if after in self._ids else -1)
        self.blockSignals(False)
        if after != before:
            self.currentNodeChanged.emit(self.currentNode())


STUBS = (qMRMLWidget, ctkSearchBox, ctkCollapsibleButton, qMRMLNodeComboBox)


class LayoutManager:
    """What the panel asks of ``slicer.app.layoutManager()``: no slice views of its own, and one 3D view that keeps its annotation."""

    threeDViewCount = 1
    width, height = 800, 600

    def __init__(self) -> None:
        import vtk

        self.annotation = vtk.vtkCornerAnnotation()

    def threeDWidget(self, _index: int) -> LayoutManager:
        return self

    def threeDView(self) -> LayoutManager:
        return self

    def cornerAnnotation(self) -> Any:
        return self.annotation

    def scheduleRender(self) -> None:
        pass

    def sliceViewNames(self) -> list[str]:
        return []

    def mrmlSliceLogics(self) -> Any:
        import vtk

        return vtk.vtkCollection()

    def resetSliceViews(self) -> None:
        pass
