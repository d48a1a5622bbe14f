"""In the smallest window nothing is cut."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from gui.page_names import PAGES
from gui.pages.analysis.form import AnalysisForm
from gui.theme import GRID
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.elided import ElidedLabel
from gui.widgets.overflow_row import OverflowRow
from gui.widgets.parts import holder, row
from tests.gui.pages.heath import settle

SMALLEST = (960, 600)


def is_cut(widget):
    """Tell whether words have too little room, and no dots say so."""
    if isinstance(widget, QAbstractButton):
        least = widget.minimumSizeHint() if widget.text() else widget.iconSize()
        return widget.width() < least.width() or widget.height() < least.height()
    if isinstance(widget, QComboBox) and not isinstance(widget, ChoiceBox):
        field = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option_of(widget),
            QStyle.SubControl.SC_ComboBoxEditField,
        )
        return field.width() < widget.fontMetrics().horizontalAdvance(widget.currentText()) + GRID
    if isinstance(widget, QHeaderView):
        return bool(cut_headings(widget))
    if not isinstance(widget, QLabel) or isinstance(widget, ElidedLabel) or not widget.text():
        return False
    if widget.wordWrap():
        one_word_a_line = (
            widget.width() < 100 < widget.fontMetrics().horizontalAdvance(widget.text())
        )
        return widget.height() < widget.heightForWidth(widget.width()) or one_word_a_line
    return widget.width() < widget.sizeHint().width()


def option_of(combo):
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    return option


def cut_headings(header):
    model, room = header.model(), header.fontMetrics().horizontalAdvance
    return [
        words
        for n in range(header.count())
        if header.orientation() == Qt.Orientation.Horizontal and not header.isSectionHidden(n)
        if (words := model.headerData(n, header.orientation()))
        and room(words) + GRID > header.sectionSize(n)
    ]


def is_beyond(widget):
    """Tell whether something is out of sight at the side, with no bar to move it into sight."""
    if type(widget) is QWidget:  # what only holds others has margins to spare
        return False
    within = widget.parentWidget()
    while within and not isinstance(within, QScrollArea):
        within = within.parentWidget()
    if within is None or not within.viewport().isAncestorOf(widget):
        return False
    if within.horizontalScrollBar().isVisible():
        return False
    ends = widget.mapTo(within.viewport(), QPoint(widget.width(), 0)).x()
    return ends > within.viewport().width()


def cut(root):
    return [
        (type(each).__name__, words_on(each), each.size().toTuple())
        for each in root.findChildren(QWidget)
        if each.isVisible() and (is_cut(each) or is_beyond(each))
    ]


def words_on(widget):
    if isinstance(widget, QHeaderView):
        return cut_headings(widget)
    return getattr(widget, "currentText", getattr(widget, "text", str))()


@pytest.mark.parametrize("larger", [0, 4])
def test_nothing_is_cut_on_any_page_of_the_smallest_window(qtbot, opened, looks, larger):
    looks.enlarge(larger)
    opened.resize(*SMALLEST)
    found = {}
    for name in PAGES:
        opened.go_to(name)
        settle(qtbot, opened)
        if each := cut(opened):
            found[name] = each
    looks.enlarge(0)
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


def test_a_choice_without_room_ends_in_dots_and_a_button_beside_it_stays_whole(qtbot, looks):
    box, button = ChoiceBox(), QPushButton("Measure the sound of 99 recordings")
    box.addItem("Each recording's own date")
    row_ = holder(row(box, button))
    qtbot.addWidget(row_)
    row_.resize(button.sizeHint().width() + 90, 40)
    row_.show()
    assert button.width() == button.sizeHint().width()
    assert box.shown.endswith("…")
    row_.resize(600, 40)
    assert box.shown == "Each recording's own date"


@pytest.mark.parametrize(("size", "least"), [(SMALLEST, 0.4), ((1280, 800), 0.45)])
def test_the_sound_has_the_largest_part_of_the_page(qtbot, opened, size, least):
    opened.resize(*size)
    opened.go_to("review")
    settle(qtbot, opened)
    sound = opened.session.review.clip.view.canvas.plot_rect()
    assert sound.height() / opened.height() >= least


def test_settings_of_an_analysis_fit_the_smallest_window_that_begins_with_large_text(qtbot, looks):
    looks.enlarge(4)
    form = AnalysisForm()
    qtbot.addWidget(form)
    form.resize(500, 700)
    form.show()
    assert form.minimumSizeHint().width() <= 500
    looks.enlarge(0)
