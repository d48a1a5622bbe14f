"""Which columns of a table are shown, in which order and how wide: a person's choice."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QMenu

from gui.tables.columns import Column
from gui.theme import theme
from gui.widgets.plain import add_action

_LAST_PX = 80
_WIDEST = 1.5
_BY_HAND = QHeaderView.ResizeMode.Interactive


class ColumnChoice(QObject):
    """Belongs to a header. A right-click on it offers the columns; headings can be dragged.

    A column can also be absent, because it would say nothing now; and one that is spare is shown
    where there is room, until a person chooses.
    """

    changed = Signal()
    """Something that is worth remembering is another now."""
    fit_wanted = Signal()
    """All columns shall be as wide as what is in them."""

    def __init__(self, header: QHeaderView, columns: Sequence[Column[Any]]) -> None:
        super().__init__(header)
        self._header, self._columns = header, columns
        self._absent: set[int] = set()
        self._spare = {n for n, column in enumerate(columns) if column.spare}
        self._chosen: dict[int, bool] = {}
        # Until it is known there is room for all: else a width that a person chose would go to
        # a column that is the last only because others wait for their room.
        self._room = sys.maxsize
        self._scale = theme().scale
        self._by_itself = False
        """Widths change now without a person's hand on them."""
        self.sized = self.fits = False
        """A person has said how wide they are, or they were made to fit their contents; only that.
        """
        header.setSectionsMovable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer)
        header.sectionResized.connect(self._note_resized)
        header.sectionMoved.connect(self.changed)
        self.reset()

    def reset(self) -> None:
        """Show the columns as at first."""
        self._chosen.clear()
        self.sized = self.fits = False
        for number in range(len(self._columns)):
            self._header.moveSection(self._header.visualIndex(number), number)
        self._resize({n: self._usual(n) for n in range(len(self._columns))})
        self._apply()
        self.changed.emit()

    def enlarge(self) -> None:
        """Make all columns wider or narrower with the text."""
        factor, self._scale = theme().scale / self._scale, theme().scale
        widths = map(self._header.sectionSize, range(len(self._columns)))
        self._resize({n: round(width * factor) for n, width in enumerate(widths) if width})
        self._apply()

    def leave_out(self, column: int, *, absent: bool = True) -> None:
        """Show a column or not, whatever was chosen: now it would say nothing, or it does again."""
        (self._absent.add if absent else self._absent.discard)(column)
        self._apply()

    def spare(self, column: int) -> None:
        """Show a column only where there is room: what it says is not what this table is for."""
        self._spare.add(column)
        self._apply()

    def fit(self, room: int) -> None:
        """Show the spare columns for which there is room, in pixels."""
        self._room = room
        self._apply()
        if not self.sized and self._scale > 1:
            self._resize(self._squeezed(self._here))
            self._apply()

    def fit_contents(self, wanted: Callable[[int], int]) -> None:
        """Make cut columns wider, all alike, as far as there is room, and too wide ones narrower.

        ``wanted`` returns the pixels that a column's contents and heading take. None gets wider
        than ``_WIDEST`` times its usual width.
        """
        self.sized = self.fits = True
        here = self._here
        usual = self._squeezed(here)
        wishes = {n: min(wanted(n), round(_WIDEST * usual[n])) for n in here}
        widths = {n: min(wishes[n], usual[n]) for n in here}
        cut = {n: wishes[n] - widths[n] for n in here if wishes[n] > widths[n]}
        more = _shared(max(0, self._room - sum(widths.values())), cut)
        self._resize({n: width + more.get(n, 0) for n, width in widths.items()})
        self._apply()

    def _resize(self, widths: Mapping[int, int]) -> None:
        self._by_itself = True
        for column, width in widths.items():
            self._header.resizeSection(column, width)
        self._by_itself = False

    def choose(self, column: int, *, shown: bool) -> None:
        """Show a column or not, from now on."""
        self._chosen[column] = shown
        self._apply()
        self.changed.emit()

    @property
    def shown(self) -> list[Column[Any]]:
        """Return the columns that are on screen, in order."""
        header = self._header
        order = map(header.logicalIndex, range(header.count()))
        return [self._columns[n] for n in order if not header.isSectionHidden(n)]

    # --- remembering ---

    @property
    def state(self) -> dict[str, Any]:
        """Return the choice in plain values, by the columns' names."""
        header = self._header
        order = [header.logicalIndex(n) for n in range(header.count())]
        said = filter(self._is_persons, self._here) if self.sized and not self.fits else ()
        return {
            "widths": {self._columns[n].name: header.sectionSize(n) for n in said},
            "order": [self._columns[n].name for n in order],
            "scale": self._scale,
            "chosen": {self._columns[n].name: shown for n, shown in self._chosen.items()},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over a choice; columns that it does not know stay as they are."""
        by_name = {column.name: n for n, column in enumerate(self._columns)}
        widths, chosen, order = (state.get(name) for name in ("widths", "chosen", "order"))
        then = state.get("scale", 1.0)
        larger = self._scale / then if isinstance(then, float) and then > 0 else 1.0
        for name, width in widths.items() if isinstance(widths, dict) else ():
            if name in by_name and isinstance(width, int) and width > 0:
                self._resize({by_name[name]: round(width * larger)})
                self.sized, self.fits = True, False
        known = [name for name in order if name in by_name] if isinstance(order, list) else []
        for place, name in enumerate(dict.fromkeys(known)):
            self._header.moveSection(self._header.visualIndex(by_name[name]), place)
        for name, shown in chosen.items() if isinstance(chosen, dict) else ():
            if name in by_name and isinstance(shown, bool):
                self._chosen[by_name[name]] = shown
        self._apply()

    # --- choosing ---

    def fill(self, menu: QMenu) -> None:
        """Put what can be done with the columns into a menu."""
        for number, column in enumerate(self._columns):
            if number not in self._absent:
                action = add_action(menu, column.name)
                action.setCheckable(True)
                action.setChecked(not self._header.isSectionHidden(number))
                action.setEnabled(not action.isChecked() or len(self.shown) > 1)
                action.toggled.connect(partial(self._toggled, number))
        menu.addSeparator()
        menu.addAction("As wide as their contents").triggered.connect(self.fit_wanted)
        menu.addAction("Reset the columns").triggered.connect(self.reset)

    def _note_resized(self, column: int, *_: int) -> None:
        if self._is_persons(column) and not self._by_itself:
            self.sized, self.fits = True, False
            self.changed.emit()

    def _toggled(self, column: int, shown: bool) -> None:
        self.choose(column, shown=shown)

    def _offer(self, at: QPoint) -> None:
        menu = QMenu(self._header)
        self.fill(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._header.viewport().mapToGlobal(at))

    def _apply(self) -> None:
        self._by_itself = True
        self._show_wanted()
        self._let_last_shrink()
        self._by_itself = False

    def _show_wanted(self) -> None:
        columns = self._columns
        fixed = [n for n in range(len(columns)) if self._wanted(n, spare=n not in self._spare)]
        used = sum(map(self._width, fixed))
        for number in range(len(columns)):
            there = self._wanted(number, spare=True)
            if there and number in self._spare and number not in self._chosen:
                used += self._usual(number)
                there = used <= self._room
            self._header.setSectionHidden(number, not there)
        if all(map(self._header.isSectionHidden, range(len(columns)))):  # nothing to choose by
            self._header.setSectionHidden(0, False)

    @property
    def _last(self) -> int:
        """Return the last column on screen."""
        header = self._header
        order = reversed([header.logicalIndex(n) for n in range(header.count())])
        return next(n for n in order if not header.isSectionHidden(n))

    def _is_persons(self, column: int) -> bool:
        """Tell whether a person can say how wide a column is: none can of what is left over."""
        header = self._header
        is_rest = header.stretchLastSection() and column == self._last
        return header.sectionResizeMode(column) == _BY_HAND and not is_rest

    def _width(self, column: int) -> int:
        """Return what a column needs: the last one on screen also has what was left over."""
        header, width = self._header, self._usual(column)
        if header.sectionResizeMode(column) == QHeaderView.ResizeMode.Stretch:
            return width  # what it has now is what the others have left
        if header.stretchLastSection() and column == self._last:
            return min(header.sectionSize(column), width)
        return header.sectionSize(column) or width

    def _let_last_shrink(self) -> None:
        """Let the last column give way where there is no room: Qt only lets it grow by itself."""
        header, last = self._header, self._last
        least = min(self._usual(last), round(_LAST_PX * self._scale))
        used = header.length() - header.sectionSize(last)
        if header.stretchLastSection() and self._room < header.length():
            header.resizeSection(last, max(least, self._room - used))

    @property
    def _here(self) -> list[int]:
        return [n for n in range(len(self._columns)) if not self._header.isSectionHidden(n)]

    def _squeezed(self, here: Sequence[int]) -> dict[int, int]:
        """Return usual widths; with large text narrower ones rather than more than there is room.

        None is narrower than with the system's text, or than its heading.
        """
        if self._scale <= 1:
            return {n: self._usual(n) for n in here}
        plain = {n: self._columns[n].width for n in here}
        factor = min(self._scale, max(1.0, self._room / max(1, sum(plain.values()))))
        heading = self._header.sectionSizeHint
        return {n: max(round(factor * width), heading(n)) for n, width in plain.items()}

    def _usual(self, column: int) -> int:
        return round(self._columns[column].width * self._scale)

    def _wanted(self, column: int, *, spare: bool) -> bool:
        return column not in self._absent and self._chosen.get(column, spare)


def _shared(room: int, wishes: Mapping[int, int]) -> dict[int, int]:
    """Return what each gets of some room: all alike, and none more than it wants."""
    given: dict[int, int] = {}
    for one in sorted(wishes, key=wishes.__getitem__):
        given[one] = min(wishes[one], room // (len(wishes) - len(given)))
        room -= given[one]
    return given
