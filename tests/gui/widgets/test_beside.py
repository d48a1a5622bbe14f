"""A small window never lies over what it is about, wherever that is."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from gui.widgets.beside import place_beside

ROOM = QRect(0, 0, 1280, 800)


@given(st.integers(0, 1200), st.integers(0, 700), st.integers(20, 1280), st.integers(20, 800))
def test_it_is_on_the_screen_and_beside_wherever_there_is_room(left, top, width, height):
    about = QRect(left, top, width, height) & ROOM
    opened = place_beside(QSize(448, 320), about, ROOM)
    assert ROOM.contains(opened)
    across = max(about.left(), ROOM.right() - about.right())
    along = max(about.top(), ROOM.bottom() - about.bottom())
    if across > 448 + 10 or along > 160 + 10:
        assert not opened.intersects(about)
