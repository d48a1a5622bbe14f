"""Where a small window opens: beside what it is about, and never over it."""

from PySide6.QtCore import QPoint, QRect, QSize

_GAP_PX = 8


def place_beside(size: QSize, about: QRect, room: QRect) -> QPoint:
    """Return the upper left corner of a window of a size, all in the same pixels.

    At the right of ``about`` if ``room`` has place there, else at its left, below or above it; if
    nowhere, where it covers least.
    """
    top = min(max(about.top(), room.top()), room.bottom() + 1 - size.height())
    left = min(max(about.left(), room.left()), room.right() + 1 - size.width())
    places = (
        QPoint(about.right() + 1 + _GAP_PX, top),
        QPoint(about.left() - _GAP_PX - size.width(), top),
        QPoint(left, about.bottom() + 1 + _GAP_PX),
        QPoint(left, about.top() - _GAP_PX - size.height()),
    )
    fitting = [at for at in places if room.contains(QRect(at, size))]
    if fitting:
        return fitting[0]
    corners = [
        QPoint(x, y)
        for x in (room.right() + 1 - size.width(), room.left())
        for y in (room.bottom() + 1 - size.height(), room.top())
    ]
    return min(corners, key=lambda at: _covered(QRect(at, size), about))


def _covered(one: QRect, other: QRect) -> int:
    both = one & other
    return max(both.width(), 0) * max(both.height(), 0)
