"""Where the parts of the review page are, and how they share its room."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from gui.pages.review.clip.clip import Clip
from gui.pages.review.clip.verdict_bar import VerdictBar
from gui.pages.review.filters.filter_bar import FilterBar
from gui.pages.review.filters.species_panel import SpeciesPanel
from gui.pages.review.queue.queue import Queue
from gui.pages.states import States
from gui.remembered import Remembered
from gui.theme import GRID
from gui.widgets.parts import column, holder, line
from gui.widgets.sharing_splitter import SharingSplitter

_QUEUE_SHARE = 0.165
_LOW_PX = 540
"""Where it is as low as this a queue of two rows leaves its room to the sound."""
_ANY_HEIGHT = 16_777_215  # Qt's own for "no limit"


class ReviewLayout(QWidget):
    """Species at the left; at the right the filters, the sound, its verdicts and the queue."""

    def __init__(
        self,
        species: SpeciesPanel,
        filters: FilterBar,
        clip: Clip,
        verdicts: VerdictBar,
        queue: Queue,
        remembered: Remembered,
    ) -> None:
        super().__init__()
        self._clip, self._verdicts = clip, verdicts
        self._sound = holder(column(clip, line(), verdicts, line(), gap=0, grows=0))
        self._queue = queue
        upright = Qt.Orientation.Vertical
        stack = SharingSplitter(upright, self._sound, queue, self._queue_height)
        below = QWidget()
        self.states = States(below, stack, queue.take_focus)
        self.right = holder(column(filters, line(), below, gap=0, grows=2), "surface")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(species)
        split.addWidget(self.right)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(1, 1)
        split.setSizes([264, 1000])
        remembered.restore_splitter(split, "review")
        stack.hold(chosen=remembered.restore_splitter(stack, "review sound"))
        remembered.restore_columns(queue.view.columns, "detections")
        remembered.restore_columns(species.view.columns, "species")
        self.setLayout(column(split, gap=0))

    def _queue_height(self, both: int) -> int:
        return self._queue.height_of_rows(2) if both < _LOW_PX else round(both * _QUEUE_SHARE)

    def leave_to_grid(self, on: bool) -> None:
        """Leave the sound's room to the grid, or give it back; the line of verdicts stays."""
        self._clip.setVisible(not on)
        least = self._verdicts.sizeHint().height() + GRID // 2
        self._sound.setMaximumHeight(least if on else _ANY_HEIGHT)
