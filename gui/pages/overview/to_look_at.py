"""What a person should look at, each with the button that settles it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.overview import Remark
from gui.theme import GRID
from gui.widgets.parts import button, column, holder, label, line, row

_SHOWN = 6


class ToLookAt(QWidget):
    """Rows of a sentence and a button; says so where there is nothing."""

    wanted = Signal(str)
    """The page that a button leads to."""

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
        texts = label(remark.title, "strong", wrap=True), label(remark.text, "muted", wrap=True)
        said = column(*texts, gap=2)
        does = button(remark.does, lambda: self.wanted.emit(remark.page))
        does.setAccessibleName(f"{remark.does}: {remark.title}")
        does.setAccessibleDescription(remark.text)
        return holder(column(line(), row(said, does, grows=0, gap=2 * GRID), gap=GRID))
