"""A small window never lies over what it is about, wherever that is."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from gui.widgets.beside import place_beside

ROOM = QRect(0, 0, 1280, 800)


@given(st.integers(0, 1200), st.integers(0, 700), st.integers(20, 1280), st.integers(20, 800))
def test_it_is_on_the_screen_and_beside_wherever_there_is_room(left, top, width, height):
    about = QRect(left, top, width, height) & ROOM
    opened = QRect(place_beside(QSize(448, 320), about, ROOM), QSize(448, 320))
    assert ROOM.contains(opened)
    sides = (
        about.left(), ROOM.right() - about.right(),
        about.top() * 448 // 320, (ROOM.bottom() - about.bottom()) * 448 // 320,
    )  # fmt: skip
    if max(sides) > 448 + 12:
        assert not opened.intersects(about)
