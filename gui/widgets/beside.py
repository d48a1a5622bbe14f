"""Where a small window opens: beside what it is about, and never over it."""

from PySide6.QtCore import QPoint, QRect, QSize

_GAP_PX = 8
_LEAST_PX = 160
"""A window may be lower where that lets it lie beside, but not lower than this."""


def place_beside(size: QSize, about: QRect, room: QRect) -> QRect:
    """Return where a window of a size opens, all in the same pixels.

    At the right of ``about`` if ``room`` has place there, else at its left, below or above it; if
    nowhere, where it covers least.
    """
    top = min(max(about.top(), room.top()), room.bottom() + 1 - size.height())
    left = min(max(about.left(), room.left()), room.right() + 1 - size.width())
    below = min(size.height(), room.bottom() - about.bottom() - _GAP_PX)
    above = min(size.height(), about.top() - room.top() - _GAP_PX)
    places = (
        QRect(QPoint(about.right() + 1 + _GAP_PX, top), size),
        QRect(QPoint(about.left() - _GAP_PX - size.width(), top), size),
        QRect(left, about.bottom() + 1 + _GAP_PX, size.width(), below),
        QRect(left, about.top() - _GAP_PX - above, size.width(), above),
    )
    for place in places:
        if place.height() >= min(_LEAST_PX, size.height()) and room.contains(place):
            return place
    corners = [
        QRect(QPoint(x, y), size)
        for x in (room.right() + 1 - size.width(), room.left())
        for y in (room.bottom() + 1 - size.height(), room.top())
    ]
    return min(corners, key=lambda place: _covered(place, about))


def _covered(one: QRect, other: QRect) -> int:
    both = one & other
    return max(both.width(), 0) * max(both.height(), 0)
