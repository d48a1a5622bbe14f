"""What a deployment's clock kept: which time, summer time, and how wrong it was."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from core.deployments.apply_clocks import LocalTime
from core.deployments.clock import Clock, ClockMode, known_times
from core.deployments.effects import Effect
from core.store.deployments import Deployment
from gui.pages.sites.known_times import KnownTimes
from gui.stylesheet import give_look
from gui.widgets import place_words, words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.completion import Completion
from gui.widgets.parts import button, column, label, row

_FILES, _SITE, _UTC, _OTHER = "files", "site", "UTC", "other"
_MODES = (
    ("No, it kept one time, as most recorders do", ClockMode.FIXED_OFFSET),
    ("Yes, with the clocks of its zone", ClockMode.FOLLOWS_ZONE),
)
_WRONG = (
    ("No, or only by seconds", 0),
    ("Yes, always by the same amount", 1),
    ("Yes, and it drifted", 2),
)
_LOCAL_TIMES = (
    ("As the recorder did; in local time where it ran on UTC", None),
    ("As the recorder did", LocalTime.RECORDER.value),
    ("In local time of the site", LocalTime.SITE.value),
)
_BLANK = datetime(2024, 1, 1)  # noqa: DTZ001 - a recorder's clock


class ClockPanel(QWidget):
    """Asks what is known of a clock; what that would change is shown before it is done."""

    changed = Signal()
    set_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._deployment: Deployment | None = None
        self._filling = False
        self.kept = _choices("Was the recorder set to local time or UTC?", ())
        self.zone = ChoiceBox()
        self.guess = label("", "muted", wrap=True)
        self.mode = _choices("Did it change to summer time?", _MODES)
        self.wrong = _choices("Was it wrong?", _WRONG)
        self.known = KnownTimes()
        self.shown = _choices("Show times of day", _LOCAL_TIMES)
        self.effect = label("", "muted", wrap=True)
        self.set = button("Set the clock", self.set_wanted.emit, look="primary")
        self._build()

    @property
    def clock(self) -> Clock | None:
        """Return the clock that is chosen; None where the zone is no zone."""
        kept = self.kept.currentData()
        one = self._deployment
        zone = {_FILES: None, _UTC: _UTC, _SITE: one.site_zone if one else None}
        if kept == _OTHER:
            typed = self.zone.currentText().strip()
            place = self.zone.findText(typed, Qt.MatchFlag.MatchFixedString)
            if place < 0:
                return None
            zone[kept] = self.zone.itemText(place)
        mode = ClockMode(self.mode.currentData())  # Qt keeps it as a text
        return Clock(zone[kept], mode, self.known.values(self.wrong.currentData()))

    @property
    def local_time(self) -> LocalTime | None:
        """Return whose time of day is to be shown; None: the usual."""
        chosen = self.shown.currentData()
        return None if chosen is None else LocalTime(chosen)

    def offer_zones(self, zones: Sequence[str]) -> None:
        """Offer zones to choose from."""
        self._filling = True
        self.zone.clear()
        self.zone.addItems(list(zones))
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
        self._show_zone(one)
        self.mode.setCurrentIndex(self.mode.findData(str(one.clock_mode)))
        self.shown.setCurrentIndex(self.shown.findData(one.local_time))
        known = known_times(one.clock)
        self.wrong.setCurrentIndex(len(known))
        first, last = one.first or _BLANK, one.last or one.first or _BLANK
        self.known.show_times(known, first, last)
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
        self._say("This is how it is set now." if same else place_words.effect(found), can=not same)

    def show_problem(self, sentence: str) -> None:
        """Say why the clock cannot be set so."""
        self._say(sentence, can=False, look="danger")

    def _say(self, sentence: str, *, can: bool, look: str = "muted") -> None:
        give_look(self.effect, look)
        self.effect.setText(sentence)
        self.set.setEnabled(can)

    def _show_zone(self, one: Deployment) -> None:
        self.kept.clear()
        self.kept.addItem("As its files say, or else the site's time", _FILES)
        if one.site_zone and one.site_zone != _UTC:
            self.kept.addItem(f"Local time ({one.site_zone})", _SITE)
        self.kept.addItem("UTC", _UTC)
        self.kept.addItem("Local time of another zone …", _OTHER)
        if one.zone and self.zone.findText(one.zone) < 0:
            self.zone.addItem(one.zone)
        kept = {None: _FILES, _UTC: _UTC, one.site_zone: _SITE}.get(one.zone, _OTHER)
        self.kept.setCurrentIndex(self.kept.findData(_FILES if one.zone is None else kept))
        self.zone.setCurrentText(one.zone or "")
        number = words.count(one.guessed, "recording")
        tells = "tells" if one.guessed == 1 else "tell"
        self.guess.setText(
            f"{number} {tells} no zone. Local time is assumed; say here if it was so."
        )

    # --- making ---

    def _build(self) -> None:
        self.zone.setEditable(True)
        self.zone.setAccessibleName("Zone of the recorder's clock")
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        typed = QLineEdit()
        typed.setAccessibleName("Zone of the recorder's clock")
        typed.setPlaceholderText("Type a city, such as Amsterdam")
        self.zone.setLineEdit(typed)
        self.zone.setCompleter(Completion(self.zone.model(), self.zone))
        self.zone.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.zone.currentTextChanged.connect(self._say_changed)
        for choice in (self.kept, self.mode, self.wrong, self.shown):
            choice.currentIndexChanged.connect(self._show_rows)
            choice.currentIndexChanged.connect(self._say_changed)
        self.known.changed.connect(self._say_changed)
        self._mode_asked = label(self.mode.accessibleName())
        self.setLayout(
            column(
                label(self.kept.accessibleName()),
                self.kept,
                self.zone,
                self.guess,
                self._mode_asked,
                self.mode,
                label(self.wrong.accessibleName()),
                self.wrong,
                self.known,
                label(self.shown.accessibleName()),
                self.shown,
                self.effect,
                row(self.set, 1),
            )
        )

    def _show_rows(self) -> None:
        kept, one = self.kept.currentData(), self._deployment
        self.zone.setVisible(kept == _OTHER)
        self.guess.setVisible(kept == _FILES and one is not None and bool(one.guessed))
        for asked in (self._mode_asked, self.mode):
            asked.setVisible(kept != _UTC)  # UTC has no summer time
        self.known.show_rows(self.wrong.currentData() or 0)

    def _say_changed(self) -> None:
        if not self._filling:
            self._say("…", can=False)  # what was said is about another clock
            self.changed.emit()


def _choices(asked: str, choices: Sequence[tuple[str, object]]) -> ChoiceBox:
    made = ChoiceBox()
    made.setAccessibleName(asked)
    for text, value in choices:
        made.addItem(text, str(value) if isinstance(value, ClockMode) else value)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return made
