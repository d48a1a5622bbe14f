"""In the smallest window nothing is cut."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget

from gui.start import PAGES
from gui.widgets.elided import ElidedLabel
from gui.widgets.overflow_row import OverflowRow
from tests.gui.pages.heath import settle

SMALLEST = (960, 600)


def is_cut(widget):
    """Tell whether words of a label or button have too little room."""
    if isinstance(widget, QAbstractButton):
        least = widget.minimumSizeHint() if widget.text() else widget.iconSize()
        return widget.width() < least.width() or widget.height() < least.height()
    if not isinstance(widget, QLabel) or isinstance(widget, ElidedLabel) or not widget.text():
        return False
    if widget.wordWrap():
        one_word_a_line = (
            widget.width() < 100 < widget.fontMetrics().horizontalAdvance(widget.text())
        )
        return widget.height() < widget.heightForWidth(widget.width()) or one_word_a_line
    return widget.width() < widget.sizeHint().width()


def cut(root):
    return [
        (type(each).__name__, getattr(each, "text", str)(), each.size().toTuple())
        for each in root.findChildren(QWidget)
        if each.isVisible() and is_cut(each)
    ]


def test_nothing_is_cut_on_any_page_of_the_smallest_window(qtbot, opened):
    opened.resize(*SMALLEST)
    found = {}
    for name in PAGES:
        opened.go_to(name)
        settle(qtbot, opened)
        if each := cut(opened):
            found[name] = each
    assert found == {}
    assert (opened.width(), opened.height()) == SMALLEST


def test_what_has_no_room_in_a_row_is_in_a_menu_and_does_the_same(qtbot, looks):
    pressed = []
    buttons = [QPushButton(name) for name in ("Move to a site", "Split", "Export CSV")]
    for button in buttons:
        button.clicked.connect(lambda _=False, b=button: pressed.append(b.text()))
    tools = OverflowRow(*buttons)
    qtbot.addWidget(tools)
    tools.resize(700, 40)
    tools.show()
    assert not tools.more.isVisible()
    tools.resize(160, 40)
    assert [b.isVisible() for b in buttons] == [True, False, False]
    tools.menu.aboutToShow.emit()
    _split, export = tools.menu.actions()
    export.trigger()
    assert pressed == ["Export CSV"]
    tools.resize(700, 40)
    assert all(b.isVisible() for b in buttons)


@pytest.mark.parametrize(("size", "least"), [(SMALLEST, 0.4), ((1280, 800), 0.45)])
def test_the_sound_has_the_largest_part_of_the_page(qtbot, opened, size, least):
    opened.resize(*size)
    opened.go_to("review")
    settle(qtbot, opened)
    sound = opened.session.review.clip.view.canvas.plot_rect()
    assert sound.height() / opened.height() >= least
