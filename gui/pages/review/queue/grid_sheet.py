"""Where each clip of the grid lies on a sheet as long as all of them."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt

from gui.pages.review.queue.grid_cells import CELL
from gui.theme import GRID

_STEPS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1), Qt.Key.Key_PageUp: (0, -3), Qt.Key.Key_PageDown: (0, 3),
}  # fmt: skip


class Sheet(NamedTuple):
    """Clips in rows across a width; columns share it."""

    width: int
    clips: int

    @property
    def columns(self) -> int:
        """Return how many clips are side by side."""
        return max(1, (self.width - GRID) // CELL.width())

    @property
    def height(self) -> int:
        """Return how long the sheet is."""
        return -(-self.clips // self.columns) * CELL.height() + 2 * GRID

    def place(self, clip: int) -> QRect:
        """Return where a clip is."""
        down, across = divmod(clip, self.columns)
        size = self._cell
        return QRect(QPoint(GRID + across * size.width(), GRID + down * size.height()), size)

    def at(self, point: QPoint) -> int | None:
        """Return the clip at a point, or None between and behind them."""
        size = self._cell
        across, down = (point.x() - GRID) // size.width(), (point.y() - GRID) // size.height()
        clip = down * self.columns + across
        there = 0 <= across < self.columns and 0 <= clip < self.clips
        return clip if there else None

    def touching(self, area: QRect) -> list[int]:
        """Return the clips that an area touches, in order."""
        first = max(0, (area.top() - GRID) // CELL.height()) * self.columns
        last = ((area.bottom() - GRID) // CELL.height() + 1) * self.columns
        near = range(first, min(last, self.clips))
        return [clip for clip in near if self.place(clip).intersects(area)]

    def after(self, key: Qt.Key, clip: int) -> int | None:
        """Return the clip to which a key leads from one; None where it leads nowhere."""
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return 0 if key is Qt.Key.Key_Home else self.clips - 1
        if key not in _STEPS:
            return None
        across, down = _STEPS[key]
        return min(max(clip + across + down * self.columns, 0), self.clips - 1)

    @property
    def _cell(self) -> QSize:
        width = (self.width - GRID) // self.columns
        return QSize(max(width, CELL.width()), CELL.height())
