"""Why a species is shown at a site and day, or is not."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from core.review.why import WhyNot
from gui.pages.review.questions import ReviewQuestion
from gui.requests import Requests
from gui.theme import GRID
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.help_box import ReadingBox
from gui.widgets.parts import button, label, named_field
from gui.widgets.plain import give_tip

_WIDTH = 64 * GRID
_LEAST_PX = 14 * GRID
_ALL = "All sites"

Answer = Callable[[str, str | None, str], WhyNot]
"""(species as typed, site or None, day as typed or nothing) -> why. Raises UserError."""


class WhyBox(ReadingBox):
    """Three fields and the answer below them, asked anew with Enter."""

    hidden_wanted = Signal()

    def __init__(
        self, parent: QWidget, read: Answer, sites: Sequence[str], first: tuple[str, str, str]
    ) -> None:
        """``first``: the species, site and day to begin with; empty: none."""
        species, site, day = first
        self._read = read
        self.species, self.day = QLineEdit(species), QLineEdit(day)
        self.species.setPlaceholderText("Any name or code")
        self.day.setPlaceholderText("Any, or 2025-05-10")
        self.site = ChoiceBox()
        self.site.addItem(_ALL, None)
        for name in sites:
            self.site.addItem(name, name)
        self.site.setCurrentIndex(max(0, self.site.findData(site)))
        self.answer = label("", wrap=True)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.answer.setMinimumHeight(_LEAST_PX)
        self.answer.setAlignment(Qt.AlignmentFlag.AlignTop)
        content = QWidget()
        content.setFixedWidth(_WIDTH)
        form = QFormLayout(content)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(GRID)
        form.setHorizontalSpacing(2 * GRID)
        for name, field in (("Species", self.species), ("Site", self.site), ("Day", self.day)):
            form.addRow(named_field(name, field), field)
        form.addRow(self.answer)
        self.show_hidden = button("Show hidden", self._show_hidden)
        give_tip(self.show_hidden, "Show in Review also what the species list does not expect")
        self.show_hidden.hide()
        super().__init__(parent, "Why, or why not?", content, self.show_hidden)
        self.requests = Requests(self)
        self.requests.failed.connect(self._say)
        self.species.returnPressed.connect(self._ask)
        self.species.editingFinished.connect(self._ask)
        self.day.editingFinished.connect(self._ask)
        self.site.currentIndexChanged.connect(self._ask)
        self._asked = ("", "", "")
        self._ask()

    def _ask(self, *_: object) -> None:
        about = self._fields()
        if not about[0] or about == self._asked:
            return
        self._asked = about
        self.show_hidden.hide()
        self._say("Looking …")
        work = partial(self._read, about[0], self.site.currentData(), about[2])
        self.requests.ask(ReviewQuestion.SCORES_OF_CLIP, self._fields, work, self._show, self._say)

    def _fields(self) -> tuple[str, str, str]:
        return self.species.text().strip(), self.site.currentText(), self.day.text().strip()

    def _show(self, found: WhyNot) -> None:
        self._say("\n\n".join(found.sentences))
        self.show_hidden.setVisible(bool(found.hidden))

    def _say(self, text: str) -> None:
        self.answer.setText(text)
        self.answer.setMinimumHeight(max(_LEAST_PX, self.answer.heightForWidth(_WIDTH)))
        self.adjustSize()

    def _show_hidden(self) -> None:
        self.accept()
        self.hidden_wanted.emit()
