"""The panel's table of structures: colour, name, check boxes for the 3D model and the box, and the figures with their units."""

from __future__ import annotations

from typing import Any, Callable, Optional

import qt

from .documents import Structure
from .panel_context import Context
from .table import box_size
from .text import ml, mm, per_cent
from .text import tr as _

NAME, SURFACE, BOX, ML, AGREEMENT, SIZE, DIAMETERS = range(7)
_DASH = "–"
_ROW, _NAME, _CHECK = 22, 132, 40
"""In pixels: the height of a row, the widths of a name and of a check box."""


class Table:
    """Rows are sorted here and not by Qt, which would sort figures as text."""

    def __init__(
        self,
        context: Context,
        show_surface: Callable[[int, bool], None],
        show_box: Callable[[int, bool], None],
        centre: Callable[[Structure], None],
    ) -> None:
        self._table = context.ui.resultTable
        self._show = {SURFACE: show_surface, BOX: show_box}
        self._centre = centre
        self._filling = False
        self._sorted_by = (-1, False)
        self._structures: list[Structure] = []
        self.shown: dict[int, set[int]] = {SURFACE: set(), BOX: set()}
        """By column, the label values whose check box is set."""
        self._table.setHorizontalHeaderLabels(
            [_("Structure"), _("3D"), _("Box"), _("ml"), _("Agree"), _("Box size, mm"), _("Diameters, mm")]
        )
        for column, tip in enumerate(_tips()):
            self._table.horizontalHeaderItem(column).setToolTip(tip)
        self._table.verticalHeader().visible = False
        self._table.verticalHeader().setDefaultSectionSize(_ROW)
        header = self._table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setMinimumSectionSize(24)
        header.setHighlightSections(False)
        context.connect(header, "sectionClicked(int)", self.sort)
        context.connect(self._table, "itemChanged(QTableWidgetItem*)", self._toggled)
        context.connect(self._table, "itemSelectionChanged()", self._selected)
        context.connect(self._table, "cellClicked(int,int)", self._clicked)

    def show(self, structures: list[Structure], surfaces: set[int], boxes: set[int]) -> None:
        """In the order, and with the row chosen, of what was there before: a live run shows the same structures again and again."""
        chosen = self.structure()
        self.shown = {SURFACE: set(surfaces), BOX: set(boxes)}
        column, backwards = self._sorted_by
        self._structures = sorted(structures, key=lambda s: self._key(s, column), reverse=backwards) if column >= 0 else list(structures)
        self._fill()
        self._choose(chosen)

    def structure(self) -> Optional[Structure]:
        """That of the row that is chosen."""
        row = self._table.currentRow()
        return self._structures[row] if 0 <= row < len(self._structures) else None

    def sort(self, column: int) -> None:
        """Names from A, figures from the largest; again turns it round."""
        by, backwards = self._sorted_by
        backwards = not backwards if by == column else False
        self._sorted_by = (column, backwards)
        chosen = self.structure()
        self._structures.sort(key=lambda s: self._key(s, column), reverse=backwards)
        self._fill()
        self._choose(chosen)
        order = qt.Qt.DescendingOrder if backwards else qt.Qt.AscendingOrder
        self._table.horizontalHeader().setSortIndicator(column, order)

    def set_all(self, column: int, on: bool) -> None:
        self.shown[column] = {s.label.value for s in self._structures} if on else set()
        for structure in self._structures:
            self._show[column](structure.label.value, on)
        self._filling = True
        for row in range(len(self._structures)):
            self._table.item(row, column).setCheckState(qt.Qt.Checked if on else qt.Qt.Unchecked)
        self._filling = False

    def _choose(self, structure: Optional[Structure]) -> None:
        """Without centring on it."""
        wanted = structure.label if structure is not None else None
        row = next((n for n, s in enumerate(self._structures) if s.label == wanted), -1)
        was = self._table.blockSignals(True)
        self._table.setCurrentCell(row, NAME)
        self._table.blockSignals(was)

    def _key(self, structure: Structure, column: int) -> Any:
        value = structure.label.value
        if column in (SURFACE, BOX):
            return (value not in self.shown[column], structure.label.name.lower())
        if column == ML:
            return -structure.ml
        if column == AGREEMENT:
            return -(structure.fold_agreement if structure.fold_agreement is not None else -1.0)
        if column == SIZE:
            return [-edge for edge in sorted(box_size(structure), reverse=True)]
        if column == DIAMETERS:
            return -max(structure.diameters_mm, default=-1.0)
        return structure.label.name.lower()

    def _fill(self) -> None:
        self._filling = True
        table = self._table
        was = table.blockSignals(True)
        table.setRowCount(len(self._structures))
        for row, structure in enumerate(self._structures):
            self._fill_row(row, structure)
        table.blockSignals(was)
        self._filling = False
        for column in (ML, AGREEMENT, SIZE, DIAMETERS):
            table.resizeColumnToContents(column)
        for column, width in ((NAME, _NAME), (SURFACE, _CHECK), (BOX, _CHECK)):
            table.setColumnWidth(column, width)

    def _fill_row(self, row: int, structure: Structure) -> None:
        name = qt.QTableWidgetItem(structure.label.name)
        name.setIcon(_swatch(structure.label.colour))
        name.setToolTip(describe(structure))
        self._table.setItem(row, NAME, name)
        for column, what in ((SURFACE, _("3D model of {name}")), (BOX, _("Box of {name}"))):
            check = qt.QTableWidgetItem()
            check.setFlags(qt.Qt.ItemIsUserCheckable | qt.Qt.ItemIsEnabled | qt.Qt.ItemIsSelectable)
            # on the window's colour, since an empty box is hardly seen on a dark list
            check.setBackground(qt.QBrush(self._table.palette.color(qt.QPalette.Window)))
            check.setCheckState(qt.Qt.Checked if structure.label.value in self.shown[column] else qt.Qt.Unchecked)
            check.setData(qt.Qt.AccessibleTextRole, what.format(name=structure.label.name))
            check.setToolTip(what.format(name=structure.label.name))
            self._table.setItem(row, column, check)
        for column, words in (
            (ML, ml(structure.ml)),
            (AGREEMENT, per_cent(structure.fold_agreement)),
            (SIZE, _by(box_size(structure))),
            (DIAMETERS, _by(structure.diameters_mm)),
        ):
            cell = qt.QTableWidgetItem(words)
            cell.setTextAlignment(qt.Qt.AlignRight | qt.Qt.AlignVCenter)
            cell.setToolTip(describe(structure))
            self._table.setItem(row, column, cell)

    def _toggled(self, item: Any) -> None:
        column = item.column()
        if self._filling or column not in self._show:
            return
        value = self._structures[item.row()].label.value
        on = item.checkState() == qt.Qt.Checked
        if on != (value in self.shown[column]):
            (self.shown[column].add if on else self.shown[column].discard)(value)
            self._show[column](value, on)

    def _selected(self) -> None:
        """Not for a check box: who hides a model does not want the slices to move."""
        chosen = self.structure()
        if chosen is not None and not self._filling and self._table.currentColumn() not in self._show:
            self._centre(chosen)

    def _clicked(self, _row: int, _column: int) -> None:
        """A click on the row that is chosen already centres again."""
        self._selected()


def describe(structure: Structure) -> str:
    """All of a row in words with units, for the line under the table, tool tips and screen readers."""
    said = [
        _("{name}: {ml} ml").format(name=structure.label.name, ml=ml(structure.ml)),
        _("box {size} mm").format(size=_by(box_size(structure))),
    ]
    if structure.diameters_mm:
        said.append(_("diameters {size} mm").format(size=_by(structure.diameters_mm)))
    if structure.fold_agreement is not None:
        said.append(_("folds agree to {share}").format(share=per_cent(structure.fold_agreement)))
    return ", ".join(said) + "."


def _tips() -> list[str]:
    return [
        _("Colour and name of the structure."),
        _("Shows or hides the 3D model."),
        _("Shows or hides the box."),
        _("Volume in ml."),
        _("How far the model's folds agree on it; a dash where only one ran."),
        _("Size of the box around it in mm, along the image's axes."),
        _("Longest diameter, and the longest across it in the same slice, in mm."),
    ]


def _by(lengths: tuple[float, ...]) -> str:
    return " × ".join(mm(length) for length in lengths) or _DASH


def _swatch(colour: tuple[int, int, int]) -> Any:
    square = qt.QPixmap(12, 12)
    square.fill(qt.QColor(*colour))
    icon = qt.QIcon(square)
    icon.addPixmap(square, qt.QIcon.Selected)  # else Qt tints it in a row that is chosen
    return icon
