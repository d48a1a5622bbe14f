"""Plots in the window: as large as the text around them, and still found by the pointer."""

import pytest
from PySide6.QtCore import QPoint, Qt

from core.plots.svg import Drawing, HitArea, PlotTable
from gui.widgets.plot_view import PlotView


def square(colours, width):
    draw = Drawing(width, 100, colours)
    draw.mark(HitArea(0, 80, 20, 20, "a square", ("square",)))
    return draw.done("A square", PlotTable((), ()))


@pytest.mark.parametrize("larger", [0, 4])
def test_a_plot_is_as_much_larger_as_the_text_and_its_marks_are_where_they_are_seen(
    qtbot, looks, larger
):
    looks.enlarge(larger)
    view = PlotView("Squares")
    qtbot.addWidget(view)
    view.resize(600, 100)
    view.show_plot(square)
    view.show()
    assert view.height() == round(100 * looks.scale)
    assert view.plot.width == pytest.approx(600 / looks.scale)
    with qtbot.waitSignal(view.chosen) as clicked:
        at = QPoint(round(10 * looks.scale), round(90 * looks.scale))
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert clicked.args == [("square",)]
    looks.enlarge(0)
