"""Where the parts of the review page are, and how they share its room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
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

_QUEUE_SHARE = 0.165
_LOW_PX = 540
"""Where it is as low as this a queue of one row leaves its room to the sound."""
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
        stack = _SoundAndQueue(self._sound, queue)
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
        stack.shared_by_hand = remembered.restore_splitter(stack, "review sound")
        remembered.restore_columns(queue.view.columns, "detections")
        self.setLayout(column(split, gap=0))

    def leave_to_grid(self, on: bool) -> None:
        """Leave the sound's room to the grid, or give it back; the line of verdicts stays."""
        self._clip.setVisible(not on)
        least = self._verdicts.sizeHint().height() + GRID // 2
        self._sound.setMaximumHeight(least if on else _ANY_HEIGHT)


class _SoundAndQueue(QSplitter):
    """Shares its height by itself, until a person does."""

    def __init__(self, sound: QWidget, queue: Queue) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.addWidget(sound)
        self.addWidget(queue)
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self._queue = queue
        self.shared_by_hand = False
        self.splitterMoved.connect(self._note_moved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the queue its share. Called by Qt."""
        super().resizeEvent(event)
        if not self.shared_by_hand:
            height, least = self.height(), self._queue.minimumSizeHint().height()
            queue = least if height < _LOW_PX else round(height * _QUEUE_SHARE)
            self.setSizes([height - queue, queue])

    def _note_moved(self, *_: int) -> None:
        self.shared_by_hand = True
