"""Every control on every page: a screen reader can name it, and Tab reaches it."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from gui.page_names import PAGES
from tests.gui.pages.heath import settle

KINDS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit,
)  # fmt: skip
WHOLE = (QLineEdit, QAbstractItemView, QAbstractSpinBox, QComboBox)
"""What is inside of these is theirs: a cell, the field of a spin box, the cross that clears."""
PAINTED = QAccessible.Role.Client
"""What Qt says of a widget that paints itself: it has to say in words how to work it."""


def controls(window):
    """Return what can be worked with on screen now."""
    return [
        each
        for each in window.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and (isinstance(each, KINDS) or each.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and not isinstance(each, QScrollBar)
        and each.focusProxy() is None
        and not _inside(each)
    ]


def _inside(widget):
    while widget := widget.parentWidget():
        if isinstance(widget, WHOLE):
            return True
    return False


def name_of(widget):
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()


def role_of(widget):
    return QAccessible.queryAccessibleInterface(widget).role()


def choices(widget):
    """Return the controls of which Tab reaches one and arrows the others: often only itself."""
    if not isinstance(widget, QAbstractButton):
        return frozenset([widget])
    group = widget.group()
    if isinstance(group, QButtonGroup) and group.exclusive():
        return frozenset(group.buttons())
    if widget.autoExclusive():
        return frozenset(widget.parentWidget().findChildren(type(widget)))
    return frozenset([widget])


@pytest.fixture(params=[*PAGES, "grid", "clips"])
def shown(request, qtbot, opened):
    """The window on one of its pages, of a real project; the last are grids of many clips."""
    opened.go_to("review" if request.param in ("grid", "clips") else request.param)
    if request.param == "grid":
        opened.session.review.show_grid(True)
    settle(qtbot, opened)
    if request.param == "clips":
        opened.session.review.actions_by_name["more_like"].trigger()
    settle(qtbot, opened)
    return opened


def test_every_control_has_a_name_and_a_role_of_its_own(shown):
    found = controls(shown)
    assert len(found) > 8
    assert [each for each in found if not name_of(each)] == []
    assert [each for each in found if role_of(each) is QAccessible.Role.NoRole] == []
    painted = [each for each in found if role_of(each) is PAINTED]
    assert [name_of(each) for each in painted if not each.accessibleDescription()] == []
    names = Counter(map(name_of, found))
    assert [name for name, number in names.items() if number > 1] == []


def test_tab_goes_to_every_control_and_comes_round(shown):
    wanted = {choices(each) for each in controls(shown)}
    reached = set()
    for _ in range(2 * len(wanted) + 20):
        shown.focusNextPrevChild(True)
        reached.add(QApplication.focusWidget())
    assert [[name_of(each) for each in some] for some in wanted if not some & reached] == []
