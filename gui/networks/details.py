"""All that is known of one network, and what can be done with it."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QScrollArea

from core.jobs import Progress
from core.networks.catalogue import Readiness
from gui.open_networks import ListedNetwork, Way
from gui.pages.states import HowFar
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import network_words, words
from gui.widgets.copy_button import CopyButton
from gui.widgets.elided import ElidedLabel
from gui.widgets.facts_list import FactsList, selectable
from gui.widgets.parts import button, column, holder, label, line, row

_LOOK_MS = 100
_MARGINS = (3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)


class NetworkDetails(QFrame):
    """Shows a network, how far what is done with it is, or what came of that."""

    install_wanted = Signal()
    bring_wanted = Signal()
    check_wanted = Signal()
    remove_wanted = Signal()
    pack_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "surface")
        self._one: ListedNetwork | None = None
        self._how_far: HowFar | None = None
        self._doing, self._unit = "", ""
        self.title, self.purpose = label("", "title", wrap=True), label("", wrap=True)
        self.standing, self.todo = label("", "strong"), selectable()
        self.install = button("Install …", self.install_wanted.emit, look="primary")
        self.bring = button("From this computer …", self.bring_wanted.emit)
        self.check = button("Check", self.check_wanted.emit)
        self.remove = button("Remove …", self.remove_wanted.emit)
        self.get_pack = button("", self.pack_wanted.emit)
        self.copy_command = CopyButton("Copy the command", look="")
        self.bar, self.progress = QProgressBar(), ElidedLabel("small")
        self.stop = button("Stop", self.stop_wanted.emit)
        self.problem, self.result = selectable(look="danger"), selectable()
        self.terms, self.others = FactsList(), FactsList()
        self.copy_citation = CopyButton("Copy the citation")
        self._facts = QScrollArea()
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._show_step)
        self._build()

    def show_network(self, one: ListedNetwork) -> None:
        """Show a network."""
        if self._one is None or self._one.id != one.id:
            self._facts.verticalScrollBar().setValue(0)
        self._one = one
        state = network_words.standing(one)
        self.title.setText(one.name)
        _say(self.purpose, one.manifest.purpose)
        self.standing.setText(f"{state.sign}  {state.words}")
        _say(self.todo, network_words.what_to_do(one))
        self.get_pack.setText(f"Install {one.pack.title} …" if one.pack else "")
        self.terms.show_facts(network_words.terms(one))
        self.copy_citation.offer(one.manifest.citation)
        self.others.show_facts(network_words.at_length(one))

    def show_under_way(self, doing: str, how_far: HowFar | None, unit: str = "") -> None:
        """Show that something is done with it and how far that is; or what can be done."""
        self._doing, self._how_far, self._unit = doing, how_far, unit
        busy = how_far is not None
        had_keyboard = any(each.hasFocus() for each in self.buttons)
        for widget in (self.bar, self.progress, self.stop):
            widget.setVisible(busy)
        self.stop.setEnabled(busy)
        for each, offered in self._offered():
            each.setVisible(offered and not busy)
        self.copy_command.offer(self._one.command if self._one and not busy else "")
        if had_keyboard:
            next((each for each in self.buttons if not each.isHidden()), self._facts).setFocus()
        if busy:
            self._show_step()
            self._look.start()
        else:
            self._look.stop()

    def say(self, problem: str = "", result: Iterable[str] = ()) -> None:
        """Say what went wrong, or what something came to."""
        said, former = (problem, "\n".join(result)), (self.problem.text(), self.result.text())
        _say(self.problem, said[0])
        _say(self.result, said[1])
        self._said.setVisible(any(said))
        if said != former:
            self._facts.verticalScrollBar().setValue(0)

    def press(self, wanted: QPushButton | None = None) -> None:
        """Do what a button says, if it is there; without one, what the first does."""
        ours = (wanted,) if wanted else (self.install, self.bring, self.check, self.get_pack)
        there = next((each for each in ours if each.isVisible()), None)
        if there:
            there.click()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Return all that can be done with a network; what cannot be just now is hidden."""
        first = (self.install, self.bring, self.check, self.get_pack, self.remove)
        return *first, self.copy_command, self.stop

    # --- making ---

    def _build(self) -> None:
        self.bar.setTextVisible(False)
        give_look(self._facts, "reading")
        self._facts.setWidgetResizable(True)
        self._facts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._facts.setAccessibleName("What is known of the network")
        self._facts.setAccessibleDescription("Arrow keys scroll it")
        do = row(*self.buttons[:-1], 1)
        busy = row(self.progress, self.stop, grows=0)
        top = column(
            self.title, self.purpose, self.standing, self.todo, do, self.bar, busy,
            gap=GRID, margins=_MARGINS,
        )  # fmt: skip
        self._said = holder(column(self.problem, self.result, line(), gap=GRID))
        inner = column(
            self._said, self.terms, row(self.copy_citation, 1, margins=(11 * GRID, 0, 0, 0)),
            self.others, 1, gap=GRID, margins=_MARGINS,
        )  # fmt: skip
        self._facts.setWidget(holder(inner, "surface"))
        self.setLayout(column(top, line(), self._facts, gap=0, grows=2))

    def _offered(self) -> Iterator[tuple[QPushButton, bool]]:
        one = self._one
        if one is None:
            return
        known = one.state is Readiness.NOT_INSTALLED and one.way in (Way.FETCHED, Way.BROUGHT)
        yield self.install, known and one.way is Way.FETCHED
        yield self.bring, known
        yield self.check, one.state is Readiness.READY
        yield self.get_pack, one.pack is not None
        yield self.remove, one.is_here or bool(one.begun_bytes)

    def _show_step(self) -> None:
        step = (self._how_far.step if self._how_far else None) or Progress(0, 0)
        self.bar.setAccessibleName(self._doing)
        self.bar.setRange(0, 1000 if step.total else 0)
        self.bar.setValue(round(step.fraction * 1000))
        told = (self._doing, words.progress(step, self._unit), step.note)
        self.progress.setText(" · ".join(each for each in told if each))


def _say(shown: QLabel, text: str) -> None:
    shown.setText(text)
    shown.setVisible(bool(text))
