"""Chips that open a small field: which days, which hours."""

from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt, QTime, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QSpinBox,
    QStackedWidget,
    QTimeEdit,
    QToolButton,
    QWidget,
)

from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.day_field import DayField
from gui.widgets.parts import button, column, holder, indent, label, row

_LAST_MINUTE = 1439


class _Popover(QFrame):
    """Says when it closes."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        give_look(self, "popover")

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it closes. Called by Qt."""
        super().hideEvent(event)
        self.closed.emit()


class RangeChip(QToolButton):
    """Shows what it limits; a click opens the field in which that is changed."""

    chosen = Signal()
    closed = Signal()
    opened = Signal()
    """The field is on screen: numbers are welcome."""

    def __init__(self, name: str) -> None:
        super().__init__()
        give_look(self, "chip")
        self._name = name
        self.filling = False
        self.values: dict[str, Any] = {}
        """Fields of ``Filter`` that it limits, with their limits."""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pop = _Popover(self)
        self.pop.closed.connect(self.closed)
        clear = button("No limit", self._clear, look="quiet")
        inside = column(self.fields(), row(1, clear), margins=(2 * GRID, GRID, GRID, GRID))
        self.pop.setLayout(inside)
        self.clicked.connect(self.open)
        self.say()

    def fields(self) -> QWidget:
        """Return what is in the popover."""
        raise NotImplementedError

    def read(self) -> dict[str, Any]:
        """Return the limits that the fields hold."""
        raise NotImplementedError

    def fill(self) -> None:
        """Let the fields show the limits of now."""

    def words(self) -> str:
        """Return the limits in words."""
        raise NotImplementedError

    def choose(self, values: dict[str, Any]) -> None:
        """Choose without telling; limits of other chips are passed over."""
        self.values = {n: v for n, v in values.items() if n in self.names() and v is not None}
        self.say()

    def names(self) -> tuple[str, ...]:
        """Return the fields of ``Filter`` that this chip is for."""
        raise NotImplementedError

    def open(self) -> None:
        """Show the fields below the chip."""
        self.setChecked(bool(self.values))
        self.filling = True
        self.fill()
        self.filling = False
        self.pop.adjustSize()
        self.pop.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        self.pop.show()
        self.opened.emit()

    def say(self) -> None:
        """Show the limits on the chip."""
        text = self.words() if self.values else self._name
        self.setText(f"{text}  ▾")
        self.setAccessibleName(f"{self._name}: {text if self.values else 'any'}")
        self.setChecked(bool(self.values))

    def changed(self, *_: object) -> None:
        """Take over what a field says now."""
        if not self.filling:
            self._take(self.read())

    def _clear(self) -> None:
        self.pop.close()
        self._take({})

    def _take(self, values: dict[str, Any]) -> None:
        if values != self.values:
            self.values = values
            self.say()
            self.chosen.emit()


class DayChip(RangeChip):
    """From one day to another, by the recorders' clocks."""

    def __init__(self) -> None:
        self.first, self.last = DayField("First day"), DayField("Last day")
        super().__init__("Date")

    def names(self) -> tuple[str, ...]:
        """Return the fields of ``Filter``."""
        return ("first_day", "last_day")

    def suggest(self, day: date) -> None:
        """Begin with a day on which something was recorded."""
        if not self.values:
            self.filling = True
            for each in (self.first, self.last):
                each.setDate(QDate(day.year, day.month, day.day))
            self.filling = False

    def fields(self) -> QWidget:
        """Return two dates."""
        for each in (self.first, self.last):
            each.dateChanged.connect(self.changed)
        return holder(row(label("From"), self.first, label("to"), self.last))

    def fill(self) -> None:
        """Show the limits."""
        for each, name in ((self.first, "first_day"), (self.last, "last_day")):
            day = self.values.get(name)
            if day:
                each.setDate(QDate(day.year, day.month, day.day))

    def read(self) -> dict[str, Any]:
        """Return both days in order."""
        days = sorted(_python(each.date()) for each in (self.first, self.last))
        return {"first_day": days[0], "last_day": days[1]}

    def words(self) -> str:
        """Return the days in the system's format."""
        first, last = self.values.get("first_day"), self.values.get("last_day")
        parts = [f"{d:%Y-%m-%d}" for d in (first, last) if d]
        return parts[0] if len(set(parts)) == 1 else " – ".join(parts)


class HourChip(RangeChip):
    """By the clock, or since the sun rose or set there that day."""

    _KINDS = (("By the clock", "minutes"), ("From sunrise", "sunrise"), ("From sunset", "sunset"))

    def __init__(self) -> None:
        self.kind, self.stack = ChoiceBox(), QStackedWidget()
        self.from_, self.to = QTimeEdit(), QTimeEdit()
        self.after, self.before = QSpinBox(), QSpinBox()
        super().__init__("Hour")

    def names(self) -> tuple[str, ...]:
        """Return the fields of ``Filter``."""
        return ("minutes", "sunrise", "sunset")

    def fields(self) -> QWidget:
        """Return the kind of hour, and its span."""
        for text, name in self._KINDS:
            self.kind.addItem(text, name)
        self.kind.setAccessibleName("How hours are meant")
        self.from_.setTime(QTime(4, 0))
        self.to.setTime(QTime(8, 0))
        for time, name in ((self.from_, "From this time"), (self.to, "To this time")):
            time.setDisplayFormat("HH:mm")
            time.setAccessibleName(name)
            time.timeChanged.connect(self.changed)
        for spin, name, value in (
            (self.after, "From minutes", -30), (self.before, "To minutes", 120)
        ):  # fmt: skip
            spin.setRange(-720, 720)
            spin.setSuffix(" min")
            spin.setValue(value)
            spin.setAccessibleName(name)
            spin.valueChanged.connect(self.changed)
        indent(self.from_, self.to, self.after, self.before)
        self.stack.addWidget(holder(row(self.from_, label("to"), self.to)))
        self.stack.addWidget(holder(row(self.after, label("to"), self.before)))
        self.kind.currentIndexChanged.connect(lambda n: self.stack.setCurrentIndex(min(n, 1)))
        self.kind.currentIndexChanged.connect(self.changed)
        return holder(column(self.kind, self.stack))

    def fill(self) -> None:
        """Show the limits."""
        for place, (_, name) in enumerate(self._KINDS):
            span = self.values.get(name)
            if span is None:
                continue
            self.kind.setCurrentIndex(place)
            if place:
                self.after.setValue(span[0])
                self.before.setValue(span[1])
            else:
                self.from_.setTime(QTime(*divmod(span[0], 60)))
                self.to.setTime(QTime(*divmod(span[1], 60)))

    def read(self) -> dict[str, Any]:
        """Return the span in minutes."""
        name = self.kind.currentData()
        if name == "minutes":
            times = (self.from_.time(), self.to.time())
            return {name: tuple(min(t.hour() * 60 + t.minute(), _LAST_MINUTE) for t in times)}
        return {name: tuple(sorted((self.after.value(), self.before.value())))}

    def words(self) -> str:
        """Return the span in words."""
        for text, name in self._KINDS:
            if name not in self.values:
                continue
            first, last = self.values[name]
            if name == "minutes":
                return f"{first // 60}:{first % 60:02d}–{last // 60}:{last % 60:02d}"
            return f"{first:+d} to {last:+d} min {text.lower()}".replace("-", "−")
        return self._name


def _python(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
