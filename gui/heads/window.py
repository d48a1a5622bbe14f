"""Heads: what a person has taught, in the project and for all projects, and what to do with it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QWidget

from core.heads.whole_scoring import AnalysisAhead
from gui.destinations import ToJudge
from gui.heads.details import HeadDetails
from gui.heads.doing import HeadDoings
from gui.heads.questions import HeadsQuestion
from gui.list_window import ListWindow
from gui.open_heads import ListedHead, OpenHeads, Shelf
from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.pages.states import States
from gui.remembered import Remembered
from gui.tables.entries_view import EntriesView
from gui.tables.heads_table import HeadsTable
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.chips import Chip
from gui.widgets.dropped import files_of
from gui.widgets.empty import Action, Said
from gui.widgets.notice import Notice
from gui.widgets.parts import button, column, holder, label, line, row

_MARGINS = (2 * GRID, GRID, 2 * GRID, GRID)
_SHELVES = (("All heads", None), ("In this project", Shelf.PROJECT),
            ("In your library", Shelf.LIBRARY))  # fmt: skip


class HeadsWindow(ListWindow):
    """A list to search, and beside it the head that is chosen."""

    job_made = Signal(object, str, str)
    page_wanted = Signal(object, object)
    """A PageName, and what is to be seen there."""

    def __init__(self, parent: QWidget, remembered: Remembered) -> None:
        super().__init__(parent, "Heads", remembered, "heads")
        self.table = HeadsTable()
        self.view = EntriesView("Heads", self.table)
        self._heads: OpenHeads | None = None
        self._project: OpenProject | None = None
        self._listed: list[ListedHead] = []
        self._wanted = ""
        """The hash, or the name, of the head to choose as soon as it is listed."""
        self._detecting: set[str] = set()
        """Heads that make detections now."""
        self.doings = HeadDoings(self, self.requests, remembered)
        self.shelf, self.details = Chip("All heads", _SHELVES), HeadDetails(remembered)
        self.take_in = button("Import …", self._ask_file, picture="import")
        self._build()
        self._connect()
        self.restore()

    @property
    def chosen(self) -> ListedHead | None:
        """Return the head that is chosen."""
        number = self.view.currentIndex().row()
        return self.table.rows[number] if 0 <= number < len(self.table.rows) else None

    def show_heads(self, heads: OpenHeads, project: OpenProject | None) -> None:
        """Show the heads of a project and of the person, or of the person alone."""
        if heads is not self._heads:
            self.requests.forget_all()
            self._heads, self._project, self._listed = heads, project, []
            self._detecting.clear()
            self.details.say()
        self.shelf.setVisible(project is not None)
        self.shelf.choose(self.shelf.value if project else None)
        self.reload()

    # --- making ---

    def _build(self) -> None:
        self.search.setPlaceholderText("Find by name, sound, network …")
        self.search.setAccessibleName("Find a head")
        self._list = QWidget()
        self.states = States(self._list, self.view, self.search.setFocus)
        left = column(row(self.search, self.shelf, margins=_MARGINS, grows=0), line(), self._list,
                      gap=0, grows=2)  # fmt: skip
        split = QSplitter(Qt.Orientation.Horizontal)
        self._right = holder(column(self.details), "surface")
        for part in (holder(left, "surface"), self._right):
            split.addWidget(part)
        split.setSizes([46 * GRID, 74 * GRID])
        split.setChildrenCollapsible(False)
        self._remembered.restore_splitter(split, "heads")
        calm = label(
            "A head is what was learned of one sound, or several, on one network.", "muted"
        )
        foot = row(self.take_in, calm, 1, button("Close", self.close), gap=2 * GRID,
                   margins=_MARGINS)  # fmt: skip
        self.setLayout(column(split, line(), foot, gap=0, grows=0))
        self.take_drops(files_of, "Drop to import this head", lambda: self._heads, self._take)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._fill)
        self.shelf.chosen.connect(lambda _: self._fill())
        self.view.selectionModel().currentChanged.connect(self._show_chosen)
        self.view.activated.connect(lambda _index: self.details.press())
        self.view.row_actions.offer_buttons(*self.details.buttons)
        self.requests.failed.connect(self._show_problem)
        for wanted, do in (
            (self.details.detections_wanted, self._judge_or_detect),
            (self.details.export_wanted, self.doings.ask_form),
            (self.details.copy_wanted, self.doings.copy),
            (self.details.rename_wanted, self.doings.ask_name),
            (self.details.remove_wanted, self.doings.remove),
            (self.details.credits_wanted, self.doings.ask_credits),
        ):
            wanted.connect(partial(self._with_chosen, do))
        self.details.following_changed.connect(self._follow)
        self.doings.changed.connect(self._changed)
        self.doings.said.connect(self._say_beside)
        self.doings.told.connect(self.notice.say)
        QShortcut(QKeySequence.StandardKey.Refresh, self, self.reload)
        QShortcut(QKeySequence.StandardKey.Undo, self, self._undo)
        for keys, wanted_button in (
            (QKeySequence(QKeySequence.StandardKey.Delete), self.details.remove),
            (QKeySequence("F2"), self.details.rename),
        ):
            short = QShortcut(keys, self.view)
            short.setContext(Qt.ShortcutContext.WidgetShortcut)
            short.activated.connect(partial(self.details.press, wanted_button))

    # --- reading ---

    def reload(self) -> None:
        """Read again what there is."""
        if self._heads:
            work = self._heads.listing
            asked = self.requests.ask(
                HeadsQuestion.LISTING, lambda: self._heads, work, self._show, self._broke
            )
            self.states.show_busy(Said("Looking which heads there are"), asked)

    def _show(self, found: list[ListedHead]) -> None:
        self._listed = found
        self._fill()

    def _broke(self, sentence: str) -> None:
        again = (Action("Try again", self.reload),)
        self.states.show_failed(Said("The heads could not be read", sentence, again))

    def _fill(self) -> None:
        """Show those that fit; the chosen one stays, if it is among them."""
        former = self.chosen.id if self.chosen else ""
        shelf = self.shelf.value if isinstance(self.shelf.value, Shelf) else None
        self.table.show_heads(self._listed, self.search.text(), shelf)
        rows = self.table.rows
        mine = (n for n, one in enumerate(rows) if self._wanted in (one.kept.sha256, one.name))
        number = next(mine, None) if self._wanted else None
        if number is not None:
            self._wanted = ""
        else:
            number = self.table.row_of(former)
        self.view.setCurrentIndex(self.table.index(number or 0, 0))
        if rows:
            self.states.show_content()
        elif not self.requests.asked(HeadsQuestion.LISTING):
            self._say_nothing()
        self._show_chosen()

    def _say_nothing(self) -> None:
        if self._listed:
            every = f"None of {words.count(len(self._listed), 'head')} fits."
            show = (Action("Show all", self._show_all),)
            self.states.show_nothing_found(Said("No head found", every, show))
            return
        sentence = (
            "What is taught on the page Teach is kept as a head. Heads of others can be imported: "
            "of Undersong, BirdNET-Analyzer, buzzdetect or perch-hoplite."
        )
        self.states.show_empty(Said("No head yet", sentence, (Action("Import …", self._ask_file),)))

    def _show_all(self) -> None:
        self.shelf.choose(None)
        self.search.clear()
        self._fill()

    def _show_chosen(self, _current: object = None, _former: object = None) -> None:
        one = self.chosen
        self.details.setVisible(one is not None)
        self._right.setVisible(one is not None)  # what is said instead has the window to itself
        if one is None:
            return
        self.details.show_head(one, self._listed)
        if self._project is None:
            self.details.copy.hide()
        self.details.say(one.kept.why if one.head is None else "")
        self.details.show_ahead("", busy=one.id in self._detecting)
        if self._heads and one.shelf is Shelf.PROJECT and one.can_detect:
            work = partial(self._heads.ahead, one)
            about = lambda: self.chosen and self.chosen.id  # noqa: E731
            self.requests.ask(HeadsQuestion.AHEAD, about, work, self._say_ahead, self._say_unfit)

    def _say_ahead(self, ahead: AnalysisAhead | None) -> None:
        one = self.chosen
        if one is not None:
            sentence = ahead.sentence if ahead else ""
            self.details.show_ahead(sentence, busy=one.id in self._detecting)

    def _say_unfit(self, sentence: str) -> None:
        self.details.show_ahead(sentence, busy=True)

    # --- doing ---

    def _with_chosen(self, do: Callable[[ListedHead, OpenHeads], object]) -> None:
        if self.chosen is not None and self._heads is not None:
            do(self.chosen, self._heads)

    def _judge_or_detect(self, one: ListedHead, heads: OpenHeads) -> None:
        """Have some of what it finds judged on Teach, where that is much; else make detections."""
        self.details.show_ahead(self.details.ahead.text(), busy=True)
        self.details.say("", ("Looking how much it finds …",))
        self.requests.ask(
            HeadsQuestion.TO_JUDGE, lambda: self.chosen and self.chosen.id,
            partial(heads.to_judge, one), partial(self._go_on, one, heads), self._say_not_tried,
        )  # fmt: skip

    def _go_on(self, one: ListedHead, heads: OpenHeads, first: ToJudge | None) -> None:
        self.details.say()
        if first is None:
            self._detect(one, heads)
            return
        self.details.show_ahead(self.details.ahead.text(), busy=False)
        self.page_wanted.emit(PageName.TEACH, first)

    def _say_not_tried(self, sentence: str) -> None:
        self.details.show_ahead(self.details.ahead.text(), busy=False)
        self.details.say(sentence)

    def _detect(self, one: ListedHead, heads: OpenHeads) -> None:
        """Make detections; the bar of the main window shows how far it is."""
        job, project = heads.detecting(one), self._project
        self._detecting.add(one.id)
        job.finished.connect(partial(self._detected, one, project))
        job.finished.connect(job.deleteLater)
        self.details.show_ahead(self.details.ahead.text(), busy=True)
        self.details.say("", ("It makes detections now: the main window shows how far it is.",))
        self.job_made.emit(job, f"Making detections of {one.name}:", "recordings")

    def _detected(self, one: ListedHead, project: OpenProject | None) -> None:
        self._detecting.discard(one.id)
        if project is not None:
            project.detections_changed.emit()
        if project is self._project:
            self.details.say()
            self.reload()

    def _follow(self, on: bool) -> None:
        if self.chosen and self._heads:
            self.doings.follow(self.chosen, self._heads, on=on)

    def _ask_file(self) -> None:
        if self._heads:
            self.doings.ask_file(self._heads)

    def _take(self, files: list[Path]) -> None:
        if self._heads:
            self.doings.ask_how(files, self._heads)

    def _changed(self, wanted: str) -> None:
        """Read the list again, and choose the head of a hash or name in it."""
        if wanted:
            self._show_all()
            self._wanted = wanted  # from here on: what is listed still is as it was before
        self.reload()

    def _undo(self) -> None:
        if self.notice.isVisible() and self.notice.action.isVisible():
            self.notice.action.click()

    # --- saying ---

    def _say_beside(self, id: str, sentences: tuple[str, ...]) -> None:
        if self.chosen and self.chosen.id == id:
            self.details.say("", sentences)
        else:
            self.notice.say(Notice(sentences[0]))

    def _show_problem(self, sentence: str) -> None:
        """Say what went wrong, beside the head or, without one, over the list."""
        if self.chosen is not None:
            self.details.say(sentence)
        else:
            self.notice.say(Notice(sentence), stays=True)
