"""What a person should look at, each with the button that settles it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.overview import Concern, Remark
from gui.destinations import HiddenToo, PageState
from gui.page_names import PageName
from gui.theme import GRID
from gui.widgets.parts import button, column, holder, label, line, row

_SHOWN = 6
_FROM_LEFT = "\u200e"
"""So that a sentence reads from left to right that begins with an Arabic name."""
_LEADS: dict[Concern, tuple[PageName, PageState | None]] = {
    Concern.SITES: (PageName.SITES, None),
    Concern.HIDDEN: (PageName.REVIEW, HiddenToo()),
    Concern.FILES: (PageName.RECORDINGS, None),
    Concern.ANALYSIS: (PageName.ANALYSIS, None),
}


class ToLookAt(QWidget):
    """Rows of a sentence and a button; says so where there is nothing."""

    wanted = Signal(object, object)
    """The PageName that a button leads to, and what is to be seen there, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)

    def show_remarks(self, remarks: list[Remark]) -> None:
        """Show the most pressing remarks."""
        for old in self.rows:
            self._column.removeWidget(old)
            old.deleteLater()
        self.rows = [self._row(remark) for remark in remarks[:_SHOWN]]
        more = len(remarks) - _SHOWN
        if more > 0:
            self.rows.append(label(f"and {more:,} more like these", "muted"))
        if not remarks:
            self.rows.append(label("Nothing stands out.", "muted"))
        for shown in self.rows:
            self._column.addWidget(shown)

    def _row(self, remark: Remark) -> QWidget:
        title = label(f"{_FROM_LEFT}{remark.title}", "strong", wrap=True)
        said = column(title, label(remark.text, "muted", wrap=True), gap=2)
        does = button(remark.does, partial(self.wanted.emit, *_LEADS[remark.concern]))
        does.setAccessibleName(f"{remark.does}: {remark.title}")
        does.setAccessibleDescription(remark.text)
        return holder(column(line(), row(said, does, grows=0, gap=2 * GRID), gap=GRID))
