"""Where a notice lies: at the bottom of what it floats over, whenever it is said."""

import pytest
from PySide6.QtWidgets import QWidget

from gui.page_names import PageName
from gui.widgets.notice import Notice, NoticeBar
from tests.gui.pages.heath import settle


def test_a_notice_said_before_the_window_is_shown_follows_its_size(qtbot, looks):
    parent = QWidget()
    qtbot.addWidget(parent)
    notice = NoticeBar(parent)
    notice.say(Notice("Undersong ended by itself last time."), stays=True)
    parent.resize(1200, 800)
    parent.show()
    middle = notice.geometry().center()
    assert middle.x() == pytest.approx(600, abs=2)
    assert middle.y() > 700


@pytest.mark.parametrize("name", [PageName.RECORDINGS, PageName.REPORT])
def test_a_notice_said_before_a_page_has_content_lies_above_its_last_line(
    qtbot, window, tmp_path, name
):
    window.resize(1280, 720)
    window.projects.open(tmp_path / "Spring", create=True)
    settle(qtbot, window)
    window.go_to(name)
    window.notice.say(Notice("3 files added."))
    bottom = window.notice.geometry().bottom()
    area = window.stack.height()
    assert 20 < area - bottom < 90
