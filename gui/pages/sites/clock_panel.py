"""What a deployment's clock kept: its zone, summer time, and how wrong it was."""

from collections.abc import Sequence
from datetime import date, datetime, time

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDateTimeEdit,
    QGridLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from core.deployments.apply_clocks import LocalTime
from core.deployments.clock import Clock, ClockMode, KnownTime, known_times
from core.deployments.effects import Effect
from core.store.deployments import Deployment
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import place_words
from gui.widgets.parts import button, column, indent, label, row

_MODES = (
    ("Keeps one offset, as most recorders do", ClockMode.FIXED_OFFSET),
    ("Follows its zone through summer time", ClockMode.FOLLOWS_ZONE),
)
_LOCAL_TIMES = (
    ("Shows its own time of day, or the site's if it kept UTC", None),
    ("Shows the recorder's time of day", LocalTime.RECORDER.value),
    ("Shows the site's time of day", LocalTime.SITE.value),
)
_BLANK = datetime(2024, 1, 1)  # noqa: DTZ001 - a recorder's clock


class ClockPanel(QWidget):
    """Says what is wanted of a clock; what that would change is shown before it is done."""

    changed = Signal()
    set_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._deployment: Deployment | None = None
        self._filling = False
        self.zone = QComboBox()
        self.mode = QComboBox()
        self.shown = QComboBox()
        self.use = button("Use it", self._use_proposal)
        self.proposal = label("", "muted", wrap=True)
        self.wrong = QCheckBox("It was wrong: one known time")
        self.drift = QCheckBox("And it drifted: a second known time")
        self.times = [_moment(name) for name in _TIMES]
        self.effect = label("", "muted", wrap=True)
        self.set = button("Set the clock", self.set_wanted.emit, look="primary")
        self._build()

    @property
    def clock(self) -> Clock | None:
        """Return the clock that is chosen; None where the zone is no zone."""
        place = self.zone.findText(self.zone.currentText().strip(), Qt.MatchFlag.MatchFixedString)
        if place < 0:
            return None
        pairs = (self.times[:2], self.times[2:])
        wanted = (self.wrong.isChecked(), self.wrong.isChecked() and self.drift.isChecked())
        known = [
            KnownTime(_value(recorder), _value(true))
            for (recorder, true), is_wanted in zip(pairs, wanted, strict=True)
            if is_wanted
        ]
        mode = ClockMode(self.mode.currentData())  # Qt keeps it as a text
        return Clock(self.zone.itemData(place), mode, tuple(known))

    @property
    def local_time(self) -> LocalTime | None:
        """Return whose time of day is to be shown; None: the usual."""
        chosen = self.shown.currentData()
        return None if chosen is None else LocalTime(chosen)

    def offer_zones(self, zones: Sequence[str]) -> None:
        """Offer zones to choose from."""
        self._filling = True
        self.zone.clear()
        self.zone.addItem(_NOT_SAID, None)
        for zone in zones:
            self.zone.addItem(zone, zone)
        self._filling = False
        shown, self._deployment = self._deployment, None
        if shown is not None:  # it came first: only now its zone can be chosen
            self.show_deployment(shown)

    def show_deployment(self, one: Deployment) -> None:
        """Show a deployment's clock, unless it is on screen as it is."""
        if one == self._deployment:
            return
        self._deployment = one
        self._filling = True
        if one.zone and self.zone.findData(one.zone) < 0:
            self.zone.addItem(one.zone, one.zone)
        self.zone.setCurrentIndex(self.zone.findData(one.zone))
        self.mode.setCurrentIndex(self.mode.findData(str(one.clock_mode)))
        self.shown.setCurrentIndex(self.shown.findData(one.local_time))
        known = known_times(one.clock)
        self.wrong.setChecked(bool(known))
        self.drift.setChecked(len(known) > 1)
        said = [moment for pair in known for moment in (pair.recorder, pair.true)]
        first, last = one.first or _BLANK, one.last or one.first or _BLANK
        for edit, moment in zip(self.times, [*said, *(first, first, last, last)[len(said) :]],
                                strict=True):  # fmt: skip
            edit.setDateTime(_as_qt(moment))
        self.proposal.setText(f"At its coordinates the zone is {one.site_zone}.")
        self._filling = False
        self._show_rows()
        self._say_changed()

    def show_effect(self, found: Effect) -> None:
        """Say what the clock would change."""
        wanted, one = self.clock, self._deployment
        same = (
            wanted is None
            or one is None
            or (place_words.clock_is_as(one, wanted) and one.local_time == self.local_time)
        )
        self._say("The clock is set so." if same else place_words.effect(found), can=not same)

    def show_problem(self, sentence: str) -> None:
        """Say why the clock cannot be set so."""
        self._say(sentence, can=False, look="danger")

    def _say(self, sentence: str, *, can: bool, look: str = "muted") -> None:
        give_look(self.effect, look)
        self.effect.setText(sentence)
        self.set.setEnabled(can)

    # --- making ---

    def _build(self) -> None:
        self.zone.setEditable(True)
        self.zone.setAccessibleName("Zone of the recorder's clock")
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        typed = QLineEdit()
        typed.setAccessibleName("Zone of the recorder's clock")
        typed.setPlaceholderText("Type a city, such as Amsterdam")
        self.zone.setLineEdit(typed)
        finder = QCompleter(self.zone.model(), self.zone)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.zone.setCompleter(finder)
        self.mode.setAccessibleName("What the clock does in summer time")
        for text, mode in _MODES:
            self.mode.addItem(text, mode.value)
        self.shown.setAccessibleName("Whose time of day is shown")
        for text, whose in _LOCAL_TIMES:
            self.shown.addItem(text, whose)
        for box in (self.zone, self.mode, self.shown):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.zone.currentTextChanged.connect(self._say_changed)
        for choice in (self.mode, self.shown):
            choice.currentIndexChanged.connect(self._say_changed)
        for check in (self.wrong, self.drift):
            check.toggled.connect(self._show_rows)
            check.toggled.connect(self._say_changed)
        for edit in self.times:
            edit.dateTimeChanged.connect(self._say_changed)
        self.setLayout(
            column(
                self.zone,
                row(self.proposal, self.use, grows=0),
                self.mode,
                self.shown,
                self.wrong,
                self._known_times(),
                self.drift,
                row(*self.times[2:]),
                self.effect,
                row(self.set, 1),
            )
        )

    def _known_times(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(GRID)
        self._headings = [label("Recorder said", "small"), label("True time", "small")]
        for place, heading in enumerate(self._headings):
            grid.addWidget(heading, 0, place)
        for place, edit in enumerate(self.times[:2]):
            grid.addWidget(edit, 1, place)
        return grid

    def _show_rows(self) -> None:
        wrong = self.wrong.isChecked()
        for widget in (*self._headings, *self.times[:2], self.drift):
            widget.setVisible(wrong)
        for edit in self.times[2:]:
            edit.setVisible(wrong and self.drift.isChecked())
        one = self._deployment
        proposed = one is not None and one.zone is None and one.site_zone is not None
        self.proposal.setVisible(proposed)
        self.use.setVisible(proposed)

    def _use_proposal(self) -> None:
        if self._deployment:
            self.zone.setCurrentIndex(self.zone.findData(self._deployment.site_zone))

    def _say_changed(self) -> None:
        if not self._filling:
            self._say("…", can=False)  # what was said is about another clock
            self.changed.emit()


_NOT_SAID = "Not said: as the files and the place tell"
_TIMES = (
    "What the recorder showed",
    "What was true then",
    "What the recorder showed later",
    "What was true later",
)


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
