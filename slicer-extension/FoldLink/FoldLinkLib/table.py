"""The result as figures: rows for the panel, a table node, CSV."""

from __future__ import annotations

import csv as csv_writer
import io
from dataclasses import dataclass
from typing import Any, Optional

from . import nodes, text
from .documents import Model, Result, Structure
from .text import tr as _


@dataclass(frozen=True)
class Row:
    """A structure as the panel's table shows it; units stand in the header, :func:`header`."""

    value: int
    name: str
    colour: tuple[int, int, int]
    ml: str
    box: str
    diameters: str
    agreement: str


def header() -> tuple[str, ...]:
    return (_("Structure"), _("Volume (ml)"), _("Box (mm)"), _("Diameters (mm)"), _("Fold agreement"))


def rows(result: Result) -> list[Row]:
    """Of the structures that were found, in the order of their label values."""
    return [
        Row(
            value=s.label.value,
            name=s.label.name,
            colour=s.label.colour,
            ml=text.ml(s.ml),
            box=_times(box_size(s)),
            diameters=_times(s.diameters_mm) or "–",
            agreement=text.per_cent(s.fold_agreement),
        )
        for s in found(result)
    ]


def found(result: Result) -> list[Structure]:
    return sorted((s for s in result.structures if s.voxels > 0), key=lambda s: s.label.value)


def absent(result: Result) -> str:
    """Which structures were not found, as a sentence; empty where all were."""
    missing = [*result.absent, *(s.label.name for s in result.structures if s.voxels == 0)]
    return _("Not found: {names}.").format(names=", ".join(missing)) if missing else ""


def box_size(structure: Structure) -> tuple[float, ...]:
    """Edges in mm along the scan's axes, or along RAS where the bridge gave no other."""
    if structure.oriented_box is not None:
        return structure.oriented_box.size
    return tuple(high - low for low, high in zip(structure.box.min, structure.box.max))


def csv(result: Result, model: Optional[Model] = None) -> str:
    """RFC 4180: CRLF, quotes doubled, every record as wide as the header. Figures in full, with a point; last, what made them."""
    names = ["Label", "Structure", "Colour", "Volume (ml)", "Voxels", "Box i (mm)", "Box j (mm)", "Box k (mm)"]
    wide = max((len(s.diameters_mm) for s in result.structures), default=0)
    names += [*(f"Diameter {n + 1} (mm)" for n in range(wide)), "Fold agreement (%)"]
    out = io.StringIO()
    write = csv_writer.writer(out, lineterminator="\r\n")
    write.writerow(names)
    for s in found(result):
        diameters = [f"{d:.2f}" for d in s.diameters_mm] + [""] * (wide - len(s.diameters_mm))
        agreement = "" if s.fold_agreement is None else f"{s.fold_agreement * 100:.2f}"
        edges = [f"{edge:.2f}" for edge in box_size(s)]
        row = [s.label.value, _cell(s.label.name), _hex(s.label.colour), f"{s.ml:.4f}", s.voxels, *edges, *diameters, agreement]
        write.writerow(row)
    for name, value in _made_by(result, model):
        write.writerow(["", _cell(f"{name}: {value}"), *[""] * (len(names) - 2)])
    return out.getvalue()


def node(scene: Any, result: Result, model: Model, name: str) -> Any:
    """A table node with the same figures; opened in Slicer's Tables module, saved with the scene."""
    import vtk

    made = nodes.new(scene, "vtkMRMLTableNode", name)
    structures = found(result)
    lines = [f"{label}: {value}" for label, value in _made_by(result, model)]
    blank = [""] * len(lines)
    columns = {
        _("Structure"): [s.label.name for s in structures] + lines,
        _("Colour"): [_hex(s.label.colour) for s in structures] + blank,
        _("Volume (ml)"): [text.ml(s.ml) for s in structures] + blank,
        _("Box (mm)"): [_times(box_size(s)) for s in structures] + blank,
        _("Diameters (mm)"): [_times(s.diameters_mm) for s in structures] + blank,
        _("Fold agreement"): [text.per_cent(s.fold_agreement) for s in structures] + blank,
    }
    for title, cells in columns.items():
        values = vtk.vtkStringArray()
        values.SetName(title)
        for cell in cells:
            values.InsertNextValue(cell)
        made.AddColumn(values)
    made.SetUseColumnTitleAsColumnHeader(True)
    made.SetLocked(True)
    return made


def _made_by(result: Result, model: Optional[Model]) -> list[tuple[str, str]]:
    provenance = result.provenance
    who = [
        model.title if model else str(provenance.get("model", "")),
        str(provenance.get("model_version", model.version if model else "")),
        str(provenance.get("model_hash", "")),
    ]
    folds = ", ".join(str(fold) for fold in provenance.get("folds", ()))
    lines = [(_("Model"), " ".join(part for part in who if part)), (_("Folds"), folds), (_("Software"), f"FoldLink {result.software}")]
    missing = absent(result)
    if missing:
        lines.append((_("Absent"), missing))
    return [*lines, (_("Notice"), result.notice)]


def _times(edges: tuple[float, ...]) -> str:
    return " × ".join(text.mm(edge) for edge in edges)


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _cell(words: str) -> str:
    """A spreadsheet takes what begins like this for a formula, and structure names come from a server."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words
