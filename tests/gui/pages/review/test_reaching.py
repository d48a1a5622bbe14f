"""Every control of the page has a name and is reached by Tab."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget


def focusable(page):
    return [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(each.parent(), QLineEdit)
    ]


def test_every_control_has_a_name(page):
    nameless = [
        each
        for each in focusable(page)
        if not each.accessibleName()
        and not (isinstance(each, QAbstractButton) and each.text())
        and each.focusProxy() is None
    ]
    assert nameless == []


def test_every_control_is_reached_by_tab(qtbot, page):
    # Of the three tools of the sound Tab reaches the chosen one, arrows the others.
    tools = set(page.clip.view.bar.modes.buttons())
    wanted = {each for each in focusable(page) if each.focusProxy() is None} - tools
    reached = set()
    for _ in range(3 * len(wanted)):
        page.window().focusNextPrevChild(True)
        reached.add(QApplication.focusWidget())
    assert wanted <= reached
