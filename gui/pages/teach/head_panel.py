"""The right of the page: what was learned says what it can do, and makes detections."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from core.heads.knowledge import KnownLabel
from core.heads.names import spoken
from core.heads.teaching import TrainingRequest
from core.heads.trained_head import HeadLabel, TrainedHead
from core.names import key
from gui.open_teaching import HeadDraft
from gui.pages.states import States
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.empty import Said
from gui.widgets.head_words import said_of
from gui.widgets.parts import button, column, holder, indent, label, line, name_button, row
from gui.widgets.plain import give_tip
from gui.widgets.scrolled import Scrolled

_MARGINS = (2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
_LONGEST = 60
_PRECISION = "average precision, on recordings that it did not hear"
_MOST_SEED = 2_147_483_647
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\@:*?"<>|', " "))
NOTHING = Said(
    "Nothing is learned yet", "It begins with the first clip that has it, and goes on by itself."
)


class HeadPanel(QWidget):
    """Shows what was learned; tells what is wished of it."""

    changed = Signal()
    """How it is to learn is different now."""
    detections_wanted = Signal()
    keep_wanted = Signal()
    offered_wanted = Signal()
    """The clips above the threshold are to be judged."""
    review_wanted = Signal()
    """The detections that were made are to be seen in Review."""
    heads_wanted = Signal()
    """All heads are to be seen."""
    contradicted_wanted = Signal()
    """The clips about which people contradict each other are to be seen."""

    def __init__(self) -> None:
        super().__init__()
        self._label = ""
        self._named = False
        """Whether the person gave the head a name of its own."""
        self.figure, self.figure_is = label("", "title"), label("", "muted", wrap=True)
        self.sentence, self.others = label("", wrap=True), label("", "muted", wrap=True)
        self.threshold, self.share = label("", "muted", wrap=True), label("", "muted", wrap=True)
        self.contradictions, self.notes = label("", wrap=True), label("", "muted", wrap=True)
        self.show_contradicted = button("Show these clips", self.contradicted_wanted.emit)
        self.judge_first = button("Judge clips first", self.offered_wanted.emit, look="primary")
        self.detect = button("Make detections", self.detections_wanted.emit, look="primary")
        self.keep = button("Only keep it", self.keep_wanted.emit, look="quiet")
        give_tip(self.keep, "Keep what was learned in the project, without making detections now")
        self.review = button("Review them", self.review_wanted.emit, picture="review",
                             look="primary")  # fmt: skip
        self.ahead = label("", "muted", wrap=True)
        self.ahead.hide()
        self.heads = button("All heads …", self.heads_wanted.emit, look="quiet")
        give_tip(self.heads, "What was learned before: compare, export, import, use (H)")
        self.name, self.which = QLineEdit(), ChoiceBox()
        self.exclusive, self.seed = QCheckBox("Only one at a time"), QSpinBox()
        self._build()
        self._connect()
        self.states.show_empty(NOTHING)

    @property
    def least_px(self) -> int:
        """Return in which width nothing of it is cut."""
        return self._area.minimumSizeHint().width()

    @property
    def wish(self) -> TrainingRequest:
        """Return how it is to learn."""
        labels = (self._label,) if self.which.currentData() else ()
        exclusive = self.exclusive.isChecked() and not labels
        return TrainingRequest(self.name.text(), labels, self.seed.value(), exclusive)

    def show_sought(self, text: str, title: str, labels: Sequence[KnownLabel]) -> None:
        """Take over what is sought, and which sounds could be learned with it."""
        if text != self._label:
            self._named = False
        self._label = text
        if not self._named:
            with QSignalBlocker(self.name):
                self.name.setText(
                    " ".join(title.translate(_NOT_IN_NAMES).split())[:80].strip(" .-")
                )
        others = sum(one.present > 0 and key(one.text) != key(text) for one in labels)
        with QSignalBlocker(self.which):
            chosen = self.which.currentData()
            self.which.clear()
            self.which.addItem("This sound alone", True)
            if others:
                self.which.addItem(f"All {words.count(others + 1, 'sound')} with clips", False)
            self.which.setCurrentIndex(max(0, self.which.findData(chosen)))
        self._offer_exclusive()

    def show_draft(self, draft: HeadDraft, *, judged: bool) -> None:
        """Show what was learned; ``judged``: the clips above the threshold were gone through."""
        head = draft.taught.head
        mine = _of(head, self._label)
        self._show_figures(head, mine)
        self._show_threshold(draft, mine)
        self._show_doubts(draft)
        first = bool(draft.offered) and not judged
        name_button(self.judge_first, f"Judge {words.count(len(draft.offered), 'clip')} first")
        self.judge_first.setVisible(first)
        can = any(one.threshold is not None for one in head.facts.labels)
        self.detect.setEnabled(can and not first)
        give_look(self.detect, "" if first else "primary")
        self.review.hide()
        self.keep.show()
        self.states.show_content()

    def show_made(self) -> None:
        """Say that its detections are made, for as long as nothing else is learned."""
        self.review.show()
        self.keep.hide()
        self.detect.setEnabled(False)
        give_look(self.detect, "")

    def show_ahead(self, sentence: str) -> None:
        """Say what is analysed before detections are made, or why they cannot be."""
        self.ahead.setText(sentence)
        self.ahead.setVisible(bool(sentence))

    # --- making ---

    def _build(self) -> None:
        for field, name in ((self.name, "Name of what is learned"), (self.which, "What is learned"),
                            (self.seed, "Seed of what is drawn at random")):  # fmt: skip
            field.setAccessibleName(name)
            give_tip(field, name)
        for wide in (self.which, self.seed, self.name):
            wide.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.seed.setRange(0, _MOST_SEED)
        indent(self.seed)
        give_tip(
            self.exclusive,
            "Individuals, or one call out of several: never two of these in one clip",
        )
        quality = (self.figure, self.figure_is, self.sentence, self.others)
        doubts = (self.contradictions, self.show_contradicted, self.notes)
        form = column(
            label("It is called", "small"), self.name, label("It learns", "small"), self.which,
            self.exclusive, row(label("Seed", "muted"), self.seed, grows=1), gap=GRID // 2,
        )  # fmt: skip
        self._doubts = holder(column(*doubts, gap=GRID // 2))
        inside = column(
            holder(column(label("What it has learned", "small"), *quality, gap=GRID // 2)),
            holder(column(label("Detections", "small"), self.threshold, self.share,
                          self.judge_first, self.ahead, self.detect, self.review, self.keep,
                          gap=GRID)),
            self._doubts, holder(form), 1,
            gap=3 * GRID, margins=_MARGINS,
        )  # fmt: skip
        self._area = Scrolled(holder(inside, "surface"))
        content = QWidget()
        self.states = States(content, self._area, self.detect.setFocus)
        foot = row(self.heads, 1, margins=(GRID, GRID // 2, GRID, GRID // 2))
        self.setLayout(column(content, line(), foot, gap=0, grows=0))

    def _connect(self) -> None:
        self.name.textEdited.connect(self._note_named)
        self.name.editingFinished.connect(self.changed)
        self.which.currentIndexChanged.connect(self._offer_exclusive)
        for signal in (self.which.currentIndexChanged, self.exclusive.toggled):
            signal.connect(lambda _: self.changed.emit())
        self.seed.editingFinished.connect(self.changed)

    def _note_named(self) -> None:
        self._named = True

    def _offer_exclusive(self) -> None:
        several = not self.which.currentData()
        self.exclusive.setVisible(several)

    # --- showing ---

    def _show_figures(self, head: TrainedHead, mine: HeadLabel | None) -> None:
        figures = {one.label: one for one in head.facts.evaluation.labels}
        own = figures.get(mine.text) if mine else None
        known = own is not None and own.average_precision is not None
        self.figure.setText(f"{own.average_precision:.2f}" if known and own else "–")
        self.figure_is.setText(_PRECISION if known else "Its precision is not known yet.")
        titles = {one.text: spoken(one.label) for one in head.facts.labels}
        said = {
            one.label: said_of(one, titles.get(one.label, one.label)) for one in figures.values()
        }
        self.sentence.setText(said[own.label] if own else "")
        rest = [said[one.label] for one in figures.values() if one is not own]
        self.others.setText("\n".join(rest))
        self.others.setVisible(bool(rest))

    def _show_threshold(self, draft: HeadDraft, mine: HeadLabel | None) -> None:
        self.threshold.setText(_threshold(draft.taught.head, mine))
        share = draft.taught.first.share or 0.0
        some = "less than 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"
        some = some if share else "none"
        text = f"Of clips drawn at random {some} are above it."
        if draft.offered:
            text += " That is much: the sound may be common, or it is taken for another."
        can = any(one.threshold is not None for one in draft.taught.head.facts.labels)
        said = [text] if can and draft.taught.first.share is not None else []
        figures = draft.taught.head.facts.evaluation.labels
        own = next((one for one in figures if mine and one.label == mine.text), None)
        if can and own and own.at_random:
            said.append(f"What it misses: {own.at_random.sentence}")
        self.share.setText("\n\n".join(said))

    def _show_doubts(self, draft: HeadDraft) -> None:
        against, notes = draft.taught.contradictions, draft.taught.notes
        some = words.count(len(against), "clip is", "clips are")
        self.contradictions.setText(
            f"{some} judged both ways, and not learned from: {_both(draft)}" if against else ""
        )
        self.contradictions.setVisible(bool(against))
        self.show_contradicted.setVisible(bool(against))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self._doubts.setVisible(bool(against or notes))


def _of(head: TrainedHead, text: str) -> HeadLabel | None:
    return next((one for one in head.facts.labels if key(one.text) == key(text)), None)


def _threshold(head: TrainedHead, mine: HeadLabel | None) -> str:
    if mine is None or mine.threshold is None:
        return "It only ranks so far: with four clips it can make detections."
    figures = next((one for one in head.facts.evaluation.labels if one.label == mine.text), None)
    text = f"A clip is a detection above a score of {mine.threshold:.2f}."
    if figures and figures.precision is not None and figures.recall is not None:
        text += (
            f" On recordings that it did not hear {100 * figures.precision:.0f} % of these were "
            f"right, and {100 * figures.recall:.0f} % of all that have it were found."
        )
    return text


def _both(draft: HeadDraft) -> str:
    one = draft.taught.contradictions[0]
    more = len(draft.taught.contradictions) - 1
    said = f"{one.yes.reviewer} says yes, {one.no.reviewer} no"
    return f"{said}, and {more:,} more." if more else f"{said}."
