"""How far one is, in a sentence and a thin bar."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain import Verdict
from core.review.progress import ReviewProgress
from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import column

_BAR_PX = 4


class ProgressLine(QWidget):
    """Of the clips that the filters and the species show, or of the plan that is followed."""

    def __init__(self) -> None:
        super().__init__()
        self.says, self._bar = ElidedLabel("small"), _Bar()
        self.setLayout(column(self.says, self._bar, gap=GRID // 2))

    def show_progress(self, progress: ReviewProgress) -> None:
        """Show how many are reviewed."""
        said = words.reviewed(progress.reviewed, progress.in_all, progress.today)
        self.says.setText(said)
        self.setAccessibleName(self.says.text())
        self._bar.show_share(progress.reviewed / progress.in_all if progress.in_all else 0.0)


class _Bar(QWidget):
    """Filled from the left."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._share = 0.0

    def sizeHint(self) -> QSize:
        """Return a thin line. Called by Qt."""
        return QSize(10 * GRID, _BAR_PX)

    def show_share(self, share: float) -> None:
        """Fill it so far, 0 to 1; what was begun is seen."""
        self._share = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it. Called by Qt."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme().colours.line_strong))
        if self._share:
            done = QRect(0, 0, max(2, round(self._share * self.width())), self.height())
            painter.fillRect(done, theme().verdict_colour(Verdict.CORRECT))
