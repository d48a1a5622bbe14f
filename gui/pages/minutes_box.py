"""Going through minutes that are listened to completely: hear one, say what is in it, next."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QSplitter,
    QWidget,
)

from core.claims import recall_words
from core.domain import Species
from core.names import key
from core.recalls import RecallOfSpecies
from core.review.minutes import MinutesWish
from core.store.minute_plans import DrawnMinute, MinutePlan
from gui.open_minutes import MinutesToHear
from gui.open_project import OpenProject
from gui.pages.minutes_form import MinutesForm
from gui.pages.questions import PageQuestion
from gui.pages.sound_panel import SoundPanel
from gui.pages.states import States
from gui.remembered import Remembered
from gui.requests import Requests, the_project
from gui.tables.minutes_table import MinutesTable, MinuteToHear
from gui.tables.table_view import TableView
from gui.theme import GRID
from gui.widgets import plain
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.completion import Completion
from gui.widgets.empty import Action, Said
from gui.widgets.parts import button, column, holder, label, row

_DRAW = "Draw minutes …"
_WHY = (
    "Minutes are drawn by chance. Listen to each to its end and say what is heard in it: that "
    "alone tells what the network missed."
)

_FRAME_PX = 6 * GRID
"""What systems put around a window, at most."""


class MinutesBox(QDialog):
    """A list of minutes, the sound of the one at hand, and a line for what is heard in it."""

    def __init__(
        self, parent: QWidget, project: OpenProject, remembered: Remembered,
        about: tuple[int, Sequence[Species]],
    ) -> None:  # fmt: skip
        """``about`` is the analysis, and the species that it found."""
        super().__init__(parent)
        self.setWindowTitle(plain.title("What was missed"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = self.screen().availableSize() - QSize(_FRAME_PX, _FRAME_PX)
        self.resize(QSize(130 * GRID, 82 * GRID).boundedTo(room))
        self._project, (self._run_id, self._species) = project, about
        self.requests = Requests(self)
        self._plans: Sequence[MinutesToHear] = ()
        self._shown: DrawnMinute | None = None
        self.plan = ChoiceBox()
        self.plan.setAccessibleName("Plan")
        self.plan.setMaximumWidth(90 * GRID)
        self.table = MinutesTable()
        self.minutes = TableView("Minutes", self.table)
        self.minutes.mark_sorted(0, descending=False)
        remembered.restore_columns(self.minutes.columns, "minutes")
        self.sound = SoundPanel(remembered)
        self.sound.close_button.hide()
        self.heard = QLineEdit()
        self.heard.setAccessibleName("Species heard in this minute")
        self.heard.setPlaceholderText("Species heard, with commas between; empty: none")
        self._complete_names()
        self.draw_button = button(_DRAW, self.draw)
        self.done_button = button("Listened completely", self.say, look="primary")
        self.says = label("", "muted", wrap=True)
        listening = QAction("Listen to it", self)
        listening.triggered.connect(self._listen)
        self.minutes.row_actions.opens_with(listening)
        self._build()
        self.plan.currentIndexChanged.connect(self._show_plan)
        self.minutes.selectionModel().currentRowChanged.connect(self._choose_minute)
        for source in (self.sound, self.requests):
            source.failed.connect(self.says.setText)
        project.minutes.changed.connect(self._read)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.say)
        QShortcut(QKeySequence("Ctrl+Space"), self, self.sound.play_or_stop)
        self._read()

    @property
    def at_hand(self) -> MinutesToHear | None:
        """Return the plan that is gone through."""
        number = self.plan.currentIndex()
        return self._plans[number] if 0 <= number < len(self._plans) else None

    def draw(self) -> None:
        """Ask which minutes to draw, then draw them."""
        form = MinutesForm(self, self._run_id, self._species)
        form.done_with.connect(lambda: self.begin(form.wish))
        form.open()

    def begin(self, wish: MinutesWish) -> None:
        """Draw minutes and go through them."""
        work = partial(self._project.minutes.draw, wish)
        self.requests.do(work, self._drawn, in_turn=True)

    def say(self) -> None:
        """Say that this minute was listened to completely, and what is in it; go to the next."""
        found = self.at_hand
        if found is None or self._shown is None:
            return
        self._project.minutes.say(self._shown, self.heard.text().split(","))

    # --- making ---

    def _build(self) -> None:
        below = row(self.heard, self.done_button, grows=0, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        right = holder(column(self.sound, below, gap=0, grows=0))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.minutes)
        split.addWidget(right)
        split.setSizes([49 * GRID, 81 * GRID])
        inside = QWidget()
        self.states = States(inside, split, self.minutes.setFocus)
        close = button("Close", self.accept)
        close.setAutoDefault(False)
        self.done_button.setAutoDefault(False)
        self.setLayout(
            column(row(self.plan, self.draw_button, 1), inside, row(self.says, close, grows=0),
                   gap=GRID, margins=(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID), grows=1)
        )  # fmt: skip

    def _complete_names(self) -> None:
        names = [one.common_name for one in self._species]
        self.heard.setCompleter(Completion(names, self.heard))

    # --- showing ---

    def _read(self) -> None:
        work = partial(self._project.minutes.plans, self._run_id)
        self.requests.ask(PageQuestion.MINUTES, the_project, work, self._show)
        recall = partial(self._project.minutes.recall, self._run_id)
        self.requests.ask(PageQuestion.RECALL, the_project, recall, self._say_recall)

    def _drawn(self, _plan: MinutePlan) -> None:
        self.plan.setCurrentIndex(0)
        self._read()

    def _show(self, found: Sequence[MinutesToHear]) -> None:
        chosen = max(0, self.plan.currentIndex())
        self._plans = found
        self.plan.blockSignals(True)
        self.plan.clear()
        for one in found:
            self.plan.addItem(f"{one.plan.name}: {one.done:,} of {len(one.heard):,}")
        self.plan.setCurrentIndex(min(chosen, len(found) - 1))
        self.plan.blockSignals(False)
        for widget in (self.plan, self.draw_button):
            widget.setVisible(bool(found))
        if found:
            self.states.show_content()
        else:
            draw = Action(_DRAW, self.draw)
            self.states.show_empty(Said("No minute is drawn yet", _WHY, (draw,)))
            self.states.take_focus()
        self._show_plan()

    def _show_plan(self) -> None:
        found = self.at_hand
        rows = _rows(found, self._named) if found else []
        self.table.show(rows)
        following = next((row for row, one in enumerate(self.table.rows) if not one.heard), 0)
        if rows:
            self.minutes.choose_row(following)
        else:
            self._show_minute(None)

    def _choose_minute(self, current: QModelIndex) -> None:
        rows = self.table.rows
        self._show_minute(rows[current.row()] if 0 <= current.row() < len(rows) else None)

    def _show_minute(self, one: MinuteToHear | None) -> None:
        self._shown = one.minute if one and one.file else None
        for widget in (self.heard, self.done_button, self.sound):
            widget.setEnabled(self._shown is not None)
        if one is None or one.file is None:
            self.heard.clear()
            return
        self.heard.setText(", ".join(one.species))
        self.sound.show_file(one.file)
        self.sound.view.go_to(one.minute.start_s, one.minute.end_s)
        if not self.minutes.hasFocus():
            self.heard.setFocus()

    def _listen(self) -> None:
        """Play the chosen minute; what is heard can be typed at once."""
        self.heard.setFocus()
        self.sound.play_or_stop()

    def _named(self, said: Sequence[str]) -> list[str]:
        """Return what was said as the species are called here."""
        called = {
            key(name): one.common_name
            for one in self._species
            for name in (one.common_name, one.scientific_name)
        }
        return list(dict.fromkeys(called.get(name, name) for name in said))

    def _say_recall(self, found: Sequence[RecallOfSpecies]) -> None:
        names = {one.scientific_name: one.common_name for one in self._species}
        said = [f"{names.get(one.species, one.species)}: {recall_words(one)}." for one in found]
        self.says.setText("\n".join(said[:4]))


def _rows(
    found: MinutesToHear, named: Callable[[Sequence[str]], Sequence[str]]
) -> list[MinuteToHear]:
    """Return the minutes of a plan, with what was said of each as the species are called here."""
    parts = zip(found.plan.minutes, found.files, found.heard, found.said, strict=True)
    return [
        MinuteToHear(number, minute, file, heard, named(said))
        for number, (minute, file, heard, said) in enumerate(parts, 1)
    ]
