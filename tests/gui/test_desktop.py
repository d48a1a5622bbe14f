"""What the desktop shows: how far work is in the title, and a notice where nobody looks."""

import pytest
from PySide6.QtWidgets import QMainWindow

from core.jobs import Progress
from gui import desktop
from gui.background import BackgroundJob
from gui.desktop import Desktop
from gui.widgets.job_bar import JobBar


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def told(monkeypatch):
    said = []
    monkeypatch.setattr(desktop, "notify", said.append, raising=False)
    monkeypatch.setattr(desktop.sys, "platform", "linux")
    monkeypatch.setattr(
        desktop.QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False)
    )
    return said


def test_the_title_tells_how_far_all_work_is_until_it_ends(qtbot, window):
    bar, shown, titles = JobBar(), Desktop(window), []
    qtbot.addWidget(bar)
    shown.name_window("Heath – Undersong")
    bar.progressed.connect(shown.show_progress)
    bar.progressed.connect(lambda _: titles.append(window.windowTitle()))
    job = BackgroundJob(step for step in (Progress(1, 4), Progress(4, 4)))
    bar.add(job, "Analysing", "h")
    qtbot.waitUntil(lambda: not bar.jobs)
    assert "25% – Heath – Undersong" in titles
    assert window.windowTitle() == "Heath – Undersong"


def test_a_notice_is_given_where_the_window_is_not_in_front(window, told, monkeypatch):
    shown = Desktop(window)
    shown.tell("The analysis is finished.")
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    shown.tell("It is seen in the window.")
    assert told == ["The analysis is finished."]
