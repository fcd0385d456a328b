"""The panel's list of models: searched by name, modality, structure or what it was trained on."""

from __future__ import annotations

from typing import Any, Callable, Optional

from .bridge import State
from .documents import Model, ModelRow, model_rows
from .documents import model as read_model
from .panel_context import Context
from .panel_log import LOGGER
from .text import tr as _

_READY = (State.CONNECTED, State.BUSY)


class ModelSection:
    """``chosen`` is the model with all it says of itself; None while none is chosen or the bridge has yet to say."""

    def __init__(self, context: Context, changed: Callable[[], None]) -> None:
        self._context = context
        self._ui = context.ui
        self._changed = changed
        self._asked_of: Any = None
        self.rows: list[ModelRow] = []
        self.models: dict[str, Model] = {}
        self.chosen: Optional[Model] = None
        context.connect(self._ui.modelSearch, "textChanged(QString)", self._search)
        context.connect(self._ui.modelList, "currentRowChanged(int)", self._choose)
        context.on_close(context.bridge.observe(self.refresh))
        self.refresh()

    def refresh(self) -> None:
        """Asks for the models once per connection: after a restart the bridge may have others."""
        bridge = self._context.bridge
        if bridge.state not in _READY:
            self._asked_of = None
            if not self.rows:
                self._say(_("Connect to a bridge to see its models."))
            return
        if self._asked_of is None or self._asked_of is not bridge.server:
            self._asked_of = bridge.server
            bridge.ask("Models", {}, self._listed)

    def _listed(self, reply: Any) -> None:
        if not reply.ok:
            self._say(reply.error.message)
            return
        every = model_rows(reply.content)
        # What classifies gives no segmentation, which is all that the panel can show.
        self.rows = [row for row in every if row.segments]
        self.models = {}
        LOGGER.info(_("The bridge has {n} models.").format(n=len(self.rows)))
        self._fill()
        if not self.rows:
            self._set_chosen(None)
            self._say(
                _("The bridge has only models that classify, which the panel does not run. On its computer: foldlink send.")
                if every
                else _("The bridge has no models. Add one on its computer: foldlink models add.")
            )
            return
        self._next()

    def _next(self) -> None:
        """Asks for one model after the other, the chosen one first."""
        wanted = sorted((row.id for row in self.rows if row.id not in self.models), key=lambda i: i != self._context.store.parameters.model)
        if wanted:
            self._context.bridge.ask("Model", {"id": wanted[0]}, lambda reply: self._described(wanted[0], reply))

    def _described(self, model_id: str, reply: Any) -> None:
        if not reply.ok:
            LOGGER.warning(_("Model {id}: {reason}").format(id=model_id, reason=reply.error.message))
            self.rows = [row for row in self.rows if row.id != model_id]
            self._fill()
        else:
            self.models[model_id] = read_model(reply.content)
            for at, row in enumerate(self.rows):
                if row.id == model_id:
                    self._show_row(self._ui.modelList.item(at), row)
            if model_id == self._context.store.parameters.model:
                self._set_chosen(self.models[model_id])
            self._search()
        self._next()

    def _fill(self) -> None:
        ui, chosen = self._ui, self._context.store.parameters.model
        was = ui.modelList.blockSignals(True)
        ui.modelList.clear()
        for row in self.rows:
            ui.modelList.addItem("")
            self._show_row(ui.modelList.item(ui.modelList.count - 1), row)
        ids = [row.id for row in self.rows]
        ui.modelList.setCurrentRow(ids.index(chosen) if chosen in ids else -1)
        ui.modelList.blockSignals(was)
        self._search()

    def _show_row(self, item: Any, row: ModelRow) -> None:
        model = self.models.get(row.id)
        item.setText(f"{row.title}\n{summary(row, model)}")
        item.setToolTip(details(model) if model else row.title)

    def _search(self, _text: str = "") -> None:
        words = self._ui.modelSearch.text.lower().split()
        for at, row in enumerate(self.rows):
            has = haystack(row, self.models.get(row.id))
            self._ui.modelList.setRowHidden(at, not all(word in has for word in words))

    def _choose(self, at: int) -> None:
        if not 0 <= at < len(self.rows):
            return
        self._context.store.parameters.model = self.rows[at].id
        self._context.store.save()
        self._set_chosen(self.models.get(self.rows[at].id))

    def choose(self, model_id: str) -> None:
        """As if its row had been clicked."""
        self._ui.modelList.setCurrentRow([row.id for row in self.rows].index(model_id))

    def reselect(self) -> None:
        """After the scene's choices have changed."""
        ids = [row.id for row in self.rows]
        wanted = self._context.store.parameters.model
        was = self._ui.modelList.blockSignals(True)
        self._ui.modelList.setCurrentRow(ids.index(wanted) if wanted in ids else -1)
        self._ui.modelList.blockSignals(was)
        self._set_chosen(self.models.get(wanted))

    def _set_chosen(self, model: Optional[Model]) -> None:
        self.chosen = model
        self._say(details(model) if model else (_("Choose a model.") if self.rows else ""))
        self._changed()

    def _say(self, words: str) -> None:
        self._ui.modelDetails.text = words


def summary(row: ModelRow, model: Optional[Model]) -> str:
    """The second line of a row: "MR · 2 structures · 5 folds"."""
    modalities = list(dict.fromkeys(c.modality for c in model.channels if c.modality)) if model else []
    structures = _("1 structure") if row.labels == 1 else _("{n} structures").format(n=row.labels)
    folds = _("1 fold") if row.folds == 1 else _("{n} folds").format(n=row.folds)
    return " · ".join([", ".join(modalities or row.channels), structures, folds])


def details(model: Model) -> str:
    lines = [_("Structures: {names}.").format(names=_listed(model))]
    if model.trained_on:
        lines.append(_("Trained on: {what}").format(what=model.trained_on))
    if model.licence:
        lines.append(_("Licence: {licence}").format(licence=model.licence))
    return "\n".join(lines)


def _listed(model: Model, most: int = 12) -> str:
    names = [label.name for label in model.labels]
    if len(names) <= most:
        return ", ".join(names)
    return _("{names} and {n} more").format(names=", ".join(names[:most]), n=len(names) - most)


def haystack(row: ModelRow, model: Optional[Model]) -> str:
    """All that the search looks into, in lower case."""
    words = [row.id, row.title, row.task, *row.channels]
    if model:
        words += [model.trained_on, *(c.modality for c in model.channels), *(label.name for label in model.labels)]
    return " ".join(words).lower()
