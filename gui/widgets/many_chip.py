"""A chip for any number of names out of many: type to find them, Enter or a click checks them."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QToolButton

from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.parts import button, row
from gui.widgets.plain import give_tip, on_button
from gui.widgets.typed_list import ROW, Entry, TypedList

_MOST_ROWS = 12


class ManyChip(QToolButton):
    """Says the one name that is chosen, or how many; none chosen is no limit."""

    chosen = Signal(object)
    closed = Signal()
    """Nothing is chosen from any more."""
    opened = Signal()
    """Something is about to be chosen: numbers beside the names are welcome."""

    def __init__(self, one: str) -> None:
        """``one`` is what a name is of: "site"."""
        super().__init__()
        give_look(self, "chip")
        self._one = one
        self.names: Sequence[str] = ()
        self.value: frozenset[str] | None = None
        self.setCheckable(True)
        self.pop = _Names(self, one)
        self.pop.taken.connect(self._toggle)
        self.pop.closed.connect(self.closed)
        self.pop.clear.clicked.connect(self._clear)
        self.clicked.connect(self.open)
        self._say()

    def offer(self, names: Sequence[str]) -> None:
        """Replace what there is to choose from; what is chosen stays as far as it is there."""
        self.names = names
        self.choose(self.value)

    def choose(self, value: frozenset[str] | None) -> None:
        """Choose without telling."""
        self.value = (value or frozenset()) & frozenset(self.names) or None
        self._say()

    def open(self) -> None:
        """Show the names below the chip."""
        self._say()
        self.pop.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        self.pop.begin_with(self.names, self.value or frozenset())
        self.opened.emit()

    def show_numbers(self, numbers: Mapping[str, int]) -> None:
        """Say beside each name how many it leaves."""
        self.pop.show_numbers(numbers)

    def _toggle(self, name: str) -> None:
        self._take((self.value or frozenset()) ^ {name})

    def _clear(self) -> None:
        self.pop.close()
        self._take(frozenset())

    def _take(self, value: frozenset[str]) -> None:
        self.value = value or None
        self.pop.checked = value
        self._say()
        self.chosen.emit(self.value)

    def _say(self) -> None:
        chosen = sorted(self.value or ())
        text = self.fontMetrics().elidedText(
            chosen[0] if len(chosen) == 1 else words.count(len(chosen), self._one),
            Qt.TextElideMode.ElideMiddle, 20 * GRID,
        )  # fmt: skip
        self.setText(on_button(f"{text if chosen else self._one.capitalize()}  ▾"))
        give_tip(self, ", ".join(chosen[:20]) + (" …" if len(chosen) > 20 else ""))
        self.setAccessibleName(f"{self._one.capitalize()}: {', '.join(chosen) or 'any'}")
        self.setChecked(bool(chosen))


class _Names(TypedList):
    """Stays open while names are checked."""

    def __init__(self, parent: ManyChip, one: str) -> None:
        super().__init__(parent, f"Find a {one}", f"{one.capitalize()}s")
        self.setFixedWidth(40 * GRID)
        self.field.setPlaceholderText(f"Find a {one}; Enter checks it")
        self.clear = button(f"Any {one}", look="quiet")
        self.layout().addLayout(row(1, self.clear))  # type: ignore[union-attr]
        self._names: Sequence[str] = ()
        self._numbers: Mapping[str, int] | None = None
        self.checked: frozenset[str] = frozenset()

    def begin_with(self, names: Sequence[str], checked: frozenset[str]) -> None:
        """Show it with other names."""
        self._names, self.checked, self._numbers = names, checked, None
        rows = min(max(1, len(names)), _MOST_ROWS)
        self.list.setFixedHeight(rows * ROW + GRID)
        self.clear.setEnabled(bool(checked))
        self.adjustSize()
        self.begin()

    def show_numbers(self, numbers: Mapping[str, int]) -> None:
        """Say beside each name how many it leaves; the line in hand stays."""
        self._numbers = numbers
        row = self.list.currentRow()
        self.refill()
        self.list.setCurrentRow(row)

    def entries(self, text: str) -> Iterable[Entry]:
        """Return the names that hold all words, with a box each."""
        parts = text.lower().split()
        for name in self._names:
            if all(part in name.lower() for part in parts):
                number = "" if self._numbers is None else f"  ·  {self._numbers.get(name, 0):,}"
                yield Entry(f"{name}{number}", name, checked=name in self.checked)

    def take(self, value: object) -> None:
        """Check or uncheck a name and stay open."""
        self.taken.emit(value)
        self.clear.setEnabled(bool(self.checked))
        item = self.list.currentItem()
        states = (Qt.CheckState.Unchecked, Qt.CheckState.Checked)
        item.setCheckState(states[value in self.checked])
