"""Many points: what keys and mouse do to them, and which of them an outline takes."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor

from gui.theme import theme
from gui.widgets.points_plot import PointsPlot

K = Qt.Key
LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def plot(qtbot, looks):
    made = PointsPlot("Points")
    made.resize(400, 300)
    qtbot.addWidget(made)
    made.show()
    made.show_points(np.array([[0, 0], [1, 0], [0, 1], [1, 1], [0.5, 0.5]], np.float32))
    made.encirclings, made.takings = [], []
    made.encircled.connect(lambda which: made.encirclings.append(which.tolist()))
    made.taken.connect(made.takings.append)
    return made


def at(plot, number):
    x, y = plot._on_screen()
    return QPoint(int(x[number]), int(y[number]))


def colour_at(plot, number):
    return plot.grab().toImage().pixelColor(at(plot, number)).name()


def test_all_points_are_in_view_and_up_is_up(plot):
    assert plot.rect().contains(at(plot, 0))
    assert at(plot, 2).y() < at(plot, 0).y()
    assert at(plot, 1).x() > at(plot, 0).x()


def test_points_have_their_colours_and_those_of_no_account_lie_below(plot):
    plot.show_points(np.zeros((2, 2), np.float32))
    plot.colour(np.array([1, 0]), ["#E69F00"])
    assert colour_at(plot, 0) == "#e69f00"
    plot.colour(np.array([0, 0]), ["#E69F00"])
    assert colour_at(plot, 0) == QColor(theme().colours.faint).name()


def test_a_click_takes_the_point_below_it_and_bare_ground_takes_none(qtbot, plot):
    qtbot.mouseClick(plot, LEFT, pos=at(plot, 3))
    qtbot.mouseClick(plot, LEFT, pos=QPoint(3, 3))
    assert plot.takings == [3]


def test_a_drag_with_shift_encircles_and_a_plain_one_moves(qtbot, plot):
    first = at(plot, 0)
    corners = [first + QPoint(*off) for off in ((-20, -20), (20, -20), (20, 20), (-20, 20))]
    qtbot.mousePress(plot, LEFT, SHIFT, corners[0])
    for corner in corners[1:]:
        qtbot.mouseMove(plot, corner)
    qtbot.mouseRelease(plot, LEFT, SHIFT, corners[3])
    assert plot.encirclings == [[0]]
    qtbot.mousePress(plot, LEFT, pos=QPoint(200, 150))
    qtbot.mouseMove(plot, QPoint(230, 130))
    qtbot.mouseRelease(plot, LEFT, pos=QPoint(230, 130))
    assert at(plot, 0) == first + QPoint(30, -20)
    assert plot.takings == []


def test_keys_move_zoom_show_all_and_take_what_is_around_the_middle(qtbot, plot):
    before = [at(plot, n) for n in range(5)]
    for key in (K.Key_Right, K.Key_Up, K.Key_Plus, K.Key_Plus):
        qtbot.keyClick(plot, key)
    assert [at(plot, n) for n in range(5)] != before
    qtbot.keyClick(plot, K.Key_0)
    assert [at(plot, n) for n in range(5)] == before
    qtbot.keyClick(plot, K.Key_Return)
    qtbot.keyClick(plot, K.Key_Escape)
    assert plot.encirclings == [[4], []]


def test_what_is_below_the_pointer_stays_there_when_zoomed(plot):
    where = at(plot, 1)
    plot.zoom(2.0, QPointF(where))
    assert (at(plot, 1) - where).manhattanLength() <= 2


def test_far_away_and_with_no_points_nothing_goes_wrong(qtbot, plot):
    for _ in range(60):
        plot.zoom(3.0, QPointF(10, 10))
    plot.grab()
    plot.show_points(np.zeros((0, 2), np.float32))
    plot.grab()
    qtbot.mouseClick(plot, LEFT, pos=QPoint(200, 150))
    qtbot.keyClick(plot, K.Key_Return)
    assert plot.takings == []


def test_an_outline_outside_of_the_widget_takes_what_is_seen(plot):
    far = [QPointF(-99, -99), QPointF(999, -99), QPointF(999, 999), QPointF(-99, 999)]
    assert plot.points_in(far).tolist() == [0, 1, 2, 3, 4]
