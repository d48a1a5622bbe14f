"""The chip of scores: a histogram to brush, and two numbers."""

from typing import Any

from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from gui.pages.review.filters.range_chips import RangeChip
from gui.pages.review.filters.score_histogram import ScoreHistogram
from gui.theme import GRID
from gui.widgets.parts import column, holder, indent, label, row


class ScoreChip(RangeChip):
    """From one score to another."""

    def __init__(self) -> None:
        self.low, self.high = QDoubleSpinBox(), QDoubleSpinBox()
        self.histogram = ScoreHistogram()
        super().__init__("Score")

    def names(self) -> tuple[str, ...]:
        """Return the fields of ``Filter``."""
        return ("min_score", "max_score")

    def fields(self) -> QWidget:
        """Return two scores."""
        for spin, name, value in (
            (self.low, "Lowest score", 0.0), (self.high, "Highest score", 1.0)
        ):  # fmt: skip
            spin.setRange(0, 1)
            spin.setSingleStep(0.05)
            spin.setDecimals(2)
            spin.setKeyboardTracking(False)
            spin.setValue(value)
            spin.setAccessibleName(name)
            spin.valueChanged.connect(self.changed)
        indent(self.low, self.high)
        self.histogram.brushed.connect(self._brush)
        limits = row(label("From"), self.low, label("to"), self.high)
        return holder(column(self.histogram, limits, gap=GRID))

    def fill(self) -> None:
        """Show the limits."""
        self.low.setValue(self.values.get("min_score") or 0.0)
        high = self.values.get("max_score")
        self.high.setValue(1.0 if high is None else high)

    def say(self) -> None:
        """Show the limits on the chip, and in the histogram."""
        super().say()
        low, high = self.values.get("min_score"), self.values.get("max_score")
        self.histogram.show_limits(low or 0.0, 1.0 if high is None else high)

    def _brush(self, low: float, high: float) -> None:
        self.filling = True
        self.low.setValue(low)
        self.high.setValue(high)
        self.filling = False
        self.changed()

    def read(self) -> dict[str, Any]:
        """Return the scores that limit something."""
        low, high = sorted((self.low.value(), self.high.value()))
        found: dict[str, Any] = {"min_score": low} if low > 0 else {}
        return found | ({"max_score": high} if high < 1 else {})

    def words(self) -> str:
        """Return the scores."""
        low, high = self.values.get("min_score"), self.values.get("max_score")
        if high is None:
            return f"Score from {low:.2f}"
        return f"Score to {high:.2f}" if low is None else f"Score {low:.2f}–{high:.2f}"
