"""All that is known of one head, what can be done with it, and another beside it."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QScrollArea, QSizePolicy

from gui.open_heads import ListedHead, Shelf
from gui.remembered import Remembered
from gui.stylesheet import give_look
from gui.tables.heads_table import COMPARED, FIGURES, HeadFiguresTable
from gui.tables.table_view import TableView
from gui.theme import GRID
from gui.widgets import head_words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.facts_list import FactsList, selectable
from gui.widgets.parts import button, column, holder, label, line, name_button, row
from gui.widgets.plain import give_tip

_MARGINS = (3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
_MOST_ROWS = 12
_OTHER = {Shelf.PROJECT: "To your library", Shelf.LIBRARY: "Into the project"}


class HeadDetails(QFrame):
    """Shows a head; tells what was pressed."""

    detections_wanted = Signal()
    export_wanted = Signal()
    copy_wanted = Signal()
    rename_wanted = Signal()
    remove_wanted = Signal()
    credits_wanted = Signal()
    following_changed = Signal(bool)

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        give_look(self, "surface")
        self._one: ListedHead | None = None
        self._others: list[ListedHead] = []
        self.title, self.standing = label("", "title", wrap=True), label("", "muted", wrap=True)
        self.detect = button("Make detections", self.detections_wanted.emit, look="primary")
        self.export = button("Export …", self.export_wanted.emit)
        self.copy = button("To your library", self.copy_wanted.emit)
        self.rename = button("Rename …", self.rename_wanted.emit)
        self.remove = button("Remove", self.remove_wanted.emit)
        self.credits = button("Author …", self.credits_wanted.emit, look="quiet")
        give_tip(self.credits, "Who made it, and under which licence others may use it")
        self.follows = QCheckBox("Use for new recordings")
        give_tip(self.follows, "It scores recordings as they are analysed, without being asked")
        self.ahead = label("", "muted", wrap=True)
        self.problem, self.result = selectable(look="danger"), selectable()
        self.sentences = selectable()
        self.table, self.compared = HeadFiguresTable(FIGURES), HeadFiguresTable(COMPARED)
        self.figures = TableView("What was measured of it", self.table)
        self.beside = TableView("What was measured of both", self.compared)
        for each, shown, name in (
            (self.figures, self.table, "head figures"),
            (self.beside, self.compared, "heads beside"),
        ):
            each.fit_at_first()
            each.mark_sorted(0, descending=False)
            shown.sort(0)
            each.stretch_first()
            remembered.restore_columns(each.columns, name)
        self.other = ChoiceBox()
        self.other.setAccessibleName("Compare with")
        self.other.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.facts = FactsList()
        self._area = QScrollArea()
        self._build()
        self.follows.clicked.connect(self.following_changed)
        self.other.currentIndexChanged.connect(lambda _: self._compare())

    def show_head(self, one: ListedHead, others: Sequence[ListedHead]) -> None:
        """Show a head; ``others`` are those that it may be compared with."""
        if self._one is None or self._one.id != one.id:
            self._area.verticalScrollBar().setValue(0)
        self._one = one
        self.title.setText(head_words.full_name(one))
        self.standing.setText(head_words.standing_at_length(one))
        self.standing.setVisible(bool(self.standing.text()))
        self._offer()
        head = one.head
        self._whole.setVisible(head is not None)
        if head is not None:
            self.sentences.setText("\n".join(head_words.sentences(head.facts)))
            self.table.show_figures(head.facts)
            _fit(self.figures)
            self.facts.show_facts(head_words.at_length(one))
        self._offer_others([each for each in others if each.head and each.id != one.id])

    def show_ahead(self, sentence: str, *, busy: bool) -> None:
        """Say what is analysed before it makes detections, and whether it does so now."""
        self.ahead.setText(sentence)
        self.ahead.setVisible(bool(sentence) and not self.detect.isHidden())
        self.detect.setEnabled(not busy)

    def say(self, problem: str = "", result: Iterable[str] = ()) -> None:
        """Say what went wrong, or what something came to."""
        for shown, text in ((self.problem, problem), (self.result, "\n".join(result))):
            shown.setText(text)
            shown.setVisible(bool(text))

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Return all that can be done with a head; what cannot be just now is hidden."""
        return self.detect, self.export, self.copy, self.rename, self.credits, self.remove

    def press(self, wanted: QPushButton | None = None) -> None:
        """Do what a button says, if it is there; without one, what Enter is for: exporting."""
        wanted = wanted or self.export
        if wanted.isVisible() and wanted.isEnabled():
            wanted.click()

    # --- making ---

    def _build(self) -> None:
        give_look(self._area, "reading")
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("What is known of the head")
        self._area.setAccessibleDescription("Arrow keys scroll it")
        do = row(self.detect, self.export, self.copy, self.rename, self.remove, 1)
        top = column(
            self.title, self.standing, do, self.ahead, self.follows, self.problem, self.result,
            gap=GRID, margins=_MARGINS,
        )  # fmt: skip
        with_other = holder(row(label("Compare with", "muted"), self.other, grows=1, gap=2 * GRID))
        for view in (self.figures, self.beside):
            view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._comparing = holder(column(with_other, self.beside, gap=GRID))
        self._whole = holder(column(self.sentences, self.figures, self._comparing, self.facts,
                                    row(self.credits, 1), gap=2 * GRID))  # fmt: skip
        inside = column(self._whole, 1, margins=_MARGINS)
        self._area.setWidget(holder(inside, "surface"))
        self.setLayout(column(top, line(), self._area, gap=0, grows=2))

    # --- showing ---

    def _offer(self) -> None:
        one = self._one
        assert one is not None
        mine, whole = one.shelf is Shelf.PROJECT, one.head is not None
        self.detect.setVisible(mine and whole and one.can_detect)
        self.export.setVisible(whole)
        self.copy.setVisible(whole and not one.elsewhere)
        name_button(self.copy, _OTHER[one.shelf])
        self.rename.setVisible(whole)
        self.follows.setVisible(mine and whole and one.detects)
        with QSignalBlocker(self.follows):
            self.follows.setChecked(one.follows)

    def _offer_others(self, others: list[ListedHead]) -> None:
        former = self.other.currentData()
        self._others = others
        with QSignalBlocker(self.other):
            self.other.clear()
            self.other.addItem("no other", "")
            for each in others:
                where = ", in your library" if each.shelf is Shelf.LIBRARY else ""
                self.other.addItem(f"{head_words.full_name(each)}{where}", each.id)
            self.other.setCurrentIndex(max(0, self.other.findData(former)))
        self._comparing.setVisible(bool(others))
        self._compare()

    def _compare(self) -> None:
        other = next((one for one in self._others if one.id == self.other.currentData()), None)
        self.beside.setVisible(other is not None)
        if other and other.head and self._one and self._one.head:
            self.compared.show_figures(self._one.head.facts, other.head.facts)
            _fit(self.beside)


def _fit(view: TableView) -> None:
    view.setFixedHeight(view.height_of_rows(_MOST_ROWS))
