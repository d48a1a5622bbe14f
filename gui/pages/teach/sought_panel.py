"""The left of the page: what is sought, what it sounds like, and how much is known of it."""

from collections.abc import Sequence
from functools import partial
from pathlib import PurePath

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.heads.examples import SearchExample
from core.heads.knowledge import KnownLabel, KnownSound
from core.names import key
from gui.icons import give_icon
from gui.pages.teach.among import Among
from gui.remembered import Remembered
from gui.stylesheet import give_look
from gui.tables.labels_table import MOST_CLIPS, LabelsTable
from gui.tables.names_below import NamesBelow
from gui.tables.table_view import TableView
from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, column, holder, label, row
from gui.widgets.plain import give_tip

_LEAST_ROWS = 4
_WORDS = (
    "In English, such as “a fox barking”. Clips are then ranked by how near they are to the words, "
    "until you have judged some. Nothing of that is calibrated."
)
_MARGINS = (2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)


class SoughtPanel(QScrollArea):
    """Tells what was typed, picked or taken away; shows what it is told."""

    named = Signal(str)
    """What was typed as the name of the sound."""
    picked = Signal(object)
    """A KnownLabel."""
    file_wanted = Signal()
    described = Signal(str)
    """What it is in words, in English; nothing: no longer."""
    dropped = Signal(object)
    """The SearchExample that is none any more."""

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        self._labels: Sequence[KnownLabel] = ()
        self._said = self._described = ""
        self._anything = self._is_read = False
        self.name = QLineEdit()
        self.name.setPlaceholderText("Name of the sound")
        self.name.setAccessibleName("Name of the sound")
        self.name.setClearButtonEnabled(True)
        self.problem = label("", "danger", wrap=True)
        self.problem.hide()
        self.examples = QVBoxLayout()
        self.examples.setSpacing(0)
        self.add_file = button("Add a file …", self.file_wanted.emit, picture="add", look="quiet")
        give_tip(self.add_file, "A sound file from anywhere, of what is sought")
        self.among = Among()
        self.words = QLineEdit()
        self.words.setPlaceholderText("Describe a sound")
        self.words.setAccessibleName("Describe a sound")
        self.words.setClearButtonEnabled(True)
        give_tip(self.words, _WORDS)
        self.words.hide()
        self.counts, self.places = label("", "strong", wrap=True), label("", "muted", wrap=True)
        self.sentence = label("", "muted", wrap=True)
        self.scientific = ElidedLabel("scientific")
        self.table = LabelsTable()
        self.labels = TableView("Sounds with clips", self.table)
        self.labels.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.labels.setItemDelegate(NamesBelow(self.labels))
        self.labels.stretch_first()
        self.labels.mark_sorted(MOST_CLIPS, descending=True)
        remembered.restore_columns(self.labels.columns, "sounds with clips")
        self._build()
        self.name.editingFinished.connect(self._typed)
        self.words.editingFinished.connect(self._describe)
        self.labels.activated.connect(self._pick)
        self.labels.clicked.connect(self._click)
        seeking = QAction("Look for clips with it", self)
        seeking.triggered.connect(lambda: self._pick(self.labels.currentIndex()))
        self.labels.row_actions.offer(seeking)
        self.show_known(KnownSound())

    @property
    def least_px(self) -> int:
        """Return in which width nothing of it is cut, its headings neither."""
        left, _, right, _ = _MARGINS
        heading = self.labels.horizontalHeader()
        table = heading.sectionSizeHint(0) + sum(map(heading.sectionSize, (1, 2)))
        inside = max(self._inside.minimumSizeHint().width(), left + table + right)
        return inside + self.verticalScrollBar().sizeHint().width()

    def show_labels(self, labels: Sequence[KnownLabel]) -> None:
        """Offer the labels that people gave."""
        self._labels = labels
        self.table.show(labels)
        self._of_labels.setVisible(bool(labels))
        self.labels.have_lines(2 if any(one.title != one.text for one in labels) else 1)
        self._fit_labels()

    def known(self, name: str) -> KnownLabel | None:
        """Return the sound with clips that is called so, if one is."""
        alike = (one for one in self._labels if key(name) in (key(one.title), key(one.text)))
        return next(alike, None)

    def take_name(self) -> None:
        """Let another name be typed in place of this."""
        self.name.setFocus()
        self.name.selectAll()

    def show_name(self, text: str, scientific: str = "") -> None:
        """Show what the sound is called; of a species also in Latin."""
        self._said = text
        self.name.setText(text)
        self.name.setCursorPosition(0)
        self.show_scientific(scientific)
        self.show_problem("")

    def show_scientific(self, name: str) -> None:
        """Show the scientific name of a species; nothing of what is none."""
        self.scientific.setText(name)
        give_tip(self.scientific, name)
        self.scientific.setVisible(bool(name) and name != self.name.text())

    def show_sought(self, *, anything: bool) -> None:
        """Show among what it is looked for, and what is known, once anything is sought."""
        self._anything = anything
        self._of_among.setVisible(anything)
        self._of_known.setVisible(anything and self._is_read)

    def show_problem(self, sentence: str) -> None:
        """Say why a name cannot be taken; nothing where it can."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def show_examples(
        self, like: Sequence[SearchExample], unlike: Sequence[SearchExample] = ()
    ) -> None:
        """Show what it sounds like, and what it does not."""
        while self.examples.count():
            item = self.examples.takeAt(0)
            if item and (old := item.widget()):
                old.hide()
                old.deleteLater()
        for one in like:
            self.examples.addWidget(self._example(one, example_text(one)))
        for one in unlike:
            self.examples.addWidget(self._example(one, f"Unlike {example_text(one)}"))

    def offer_words(self, can: bool) -> None:
        """Let the sound be described, where the network reads words."""
        self.words.setVisible(can)

    def show_words(self, text: str) -> None:
        """Show how it is described."""
        self._described = text
        self.words.setText(text)

    def forget_known(self) -> None:
        """Say nothing of what is known until that is read: another sound is sought."""
        self._is_read = False
        self._of_known.hide()

    def show_known(self, known: KnownSound, hint: str = "", notes: Sequence[str] = ()) -> None:
        """Say how much is known, and that it may be enough."""
        self._is_read = True
        self._of_known.setVisible(self._anything)
        having, lacking = len(known.having), len(known.lacking)
        self.counts.setText(f"{words.count(having, 'clip')} with it, {lacking:,} without")
        where = words.count(known.recordings, "recording")
        if known.sites:
            where += f" at {words.count(known.sites, 'site')}"
        self.places.setText(f"from {where}" if having else "")
        self.places.setVisible(bool(having))
        self.sentence.setText("\n\n".join((hint or known.sentence, *notes)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let nothing be wider than the view. Called by Qt."""
        super().resizeEvent(event)
        left, _, right, _ = _MARGINS
        self.among.fit(self.viewport().width() - left - right)

    # --- making ---

    def _fit_labels(self) -> None:
        """Let the list take what height is left, but no more than it needs."""
        self.labels.setMinimumHeight(self.labels.height_of_rows(_LEAST_ROWS))
        self.labels.setMaximumHeight(self.labels.height_of_rows(len(self._labels)))

    def _build(self) -> None:
        self.setAccessibleName("What is sought")
        self.scientific.hide()
        theme().changed.connect(self._fit_labels)  # after the list itself
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._of_labels = holder(
            column(label("Sounds with clips", "small"), self.labels, 0, gap=GRID // 2, grows=1)
        )
        parts = (
            ("What is sought", self.name, self.scientific, self.problem),
            ("It sounds like", self.words, self.examples, self.add_file),
            ("Among", self.among),
            ("What is known", self.counts, self.places, self.sentence),
        )
        sections = [
            holder(column(label(name, "small"), *rest, gap=GRID // 2)) for name, *rest in parts
        ]
        _, _, self._of_among, self._of_known = sections
        self.show_sought(anything=False)
        self._of_labels.hide()
        every = *sections, self._of_labels
        inside = column(*every, 0, gap=3 * GRID, margins=_MARGINS, grows=len(sections))
        self._inside = holder(inside, "surface")
        self.setWidget(self._inside)

    def _example(self, one: SearchExample, said: str) -> QWidget:
        text = ElidedLabel("", Qt.TextElideMode.ElideMiddle)
        text.setText(said)
        give_tip(text, said)
        away = QToolButton()
        give_look(away, "quiet")
        give_icon(away, "remove", "muted")
        away.setAccessibleName(f"Leave out: {said}")
        give_tip(away, "Leave it out")
        away.clicked.connect(partial(self.dropped.emit, one))
        return holder(row(text, away, gap=0, grows=0))

    def _describe(self) -> None:
        text = self.words.text().strip()
        if text != self._described:
            self._described = text
            self.described.emit(text)

    def _typed(self) -> None:
        text = self.name.text().strip()
        if text != self._said:
            self._said = text
            self.named.emit(text)

    def _click(self, index: QModelIndex) -> None:
        if len(self.labels.selectionModel().selectedRows()) == 1:  # else several are being chosen
            self._pick(index)

    def _pick(self, index: QModelIndex) -> None:
        self.picked.emit(self.table.rows[index.row()])


def example_text(one: SearchExample) -> str:
    """Return an example in words: its file, and where in it."""
    name = PurePath(one.file).name
    said = name if one.end_s is None else f"{one.start_s:,.1f}–{one.end_s:,.1f} s, {name}"
    return f"{said} in {one.project.name}" if one.project else said
