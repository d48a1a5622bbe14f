"""Moments at which both the recorder's time and the true time are known: none, one or two."""

from collections.abc import Sequence
from datetime import date, datetime, time

from PySide6.QtCore import QDate, QDateTime, QTime, QTimeZone, Signal
from PySide6.QtWidgets import QDateTimeEdit, QGridLayout, QSizePolicy, QWidget

from core.deployments.clock import KnownTime
from gui.theme import GRID
from gui.widgets.parts import indent, label

_TIMES = (
    "What the recorder showed",
    "What was true then",
    "What the recorder showed later",
    "What was true later",
)


class KnownTimes(QWidget):
    """A row for each moment: what the recorder showed, and what was true."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.edits = [_moment(name) for name in _TIMES]
        self._headings = [label("The recorder showed", "small"), label("True time then", "small")]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        for place, heading in enumerate(self._headings):
            grid.addWidget(heading, 0, place)
        for place, edit in enumerate(self.edits):
            grid.addWidget(edit, 1 + place // 2, place % 2)
            edit.dateTimeChanged.connect(lambda _at: self.changed.emit())

    def show_times(self, known: Sequence[KnownTime], first: datetime, last: datetime) -> None:
        """Fill in what is known; where nothing is, the first and last recording."""
        said = [moment for pair in known for moment in (pair.recorder, pair.true)]
        moments = [*said, *(first, first, last, last)[len(said) :]]
        for edit, moment in zip(self.edits, moments, strict=True):
            edit.setDateTime(_as_qt(moment))

    def show_rows(self, number: int) -> None:
        """Show the first rows."""
        self.setVisible(number > 0)
        for place, edit in enumerate(self.edits):
            edit.setVisible(place // 2 < number)

    def values(self, number: int) -> tuple[KnownTime, ...]:
        """Return the first moments."""
        pairs = (self.edits[:2], self.edits[2:])[:number]
        return tuple(KnownTime(_value(recorder), _value(true)) for recorder, true in pairs)


def _moment(name: str) -> QDateTimeEdit:
    made = QDateTimeEdit()
    made.setAccessibleName(name)
    made.setTimeZone(QTimeZone(QTimeZone.Initialization.UTC))  # no summer time of this computer
    made.setDisplayFormat("yyyy-MM-dd HH:mm:ss")
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    indent(made)
    return made


def _as_qt(at: datetime) -> QDateTime:
    return QDateTime(
        QDate(at.year, at.month, at.day),
        QTime(at.hour, at.minute, at.second),
        QTimeZone(QTimeZone.Initialization.UTC),
    )


def _value(edit: QDateTimeEdit) -> datetime:
    day, clock = edit.date(), edit.time()
    return datetime.combine(
        date(day.year(), day.month(), day.day()),
        time(clock.hour(), clock.minute(), clock.second()),
    )
