"""The page Teach of a project of tones: song in some recordings, calls in others, else noise."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.store import clip_labels
from gui.pages import page
from gui.pages.teach import learning
from gui.pages.teach.questions import TeachQuestion
from tests.core.heads.conftest import tones, toy
from tests.gui.pages.heath import settle

__all__ = ["tones", "toy"]


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Do at once what the page does a moment after each answer, for those who go on answering."""
    monkeypatch.setattr(page, "_SOON_MS", 20)
    monkeypatch.setattr(learning, "_SOON_MS", 200)


@pytest.fixture
def open_window(qtbot, window, tones):
    """The window with the analysed project of tones, in Review."""
    window.open_at_start(Path(tones.folder), "review")
    settle(qtbot, window)
    window.session.teach.clips.hear.setChecked(False)
    return window


@pytest.fixture
def press(qtbot, open_window):
    """Press a key where the keyboard is, and wait for what comes of it."""

    def do(*keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or open_window, key)
            settle(qtbot, open_window)

    return do


@pytest.fixture
def answer(qtbot, open_window):
    """Press a key that judges a clip; wait for the new ranking, not for what is learned of it."""

    def do(*keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or open_window, key)
            page = open_window.session.teach
            qtbot.waitUntil(partial(_is_ranked, page), timeout=20_000)

    return do


def _is_ranked(page) -> bool:
    return not (page.project.changes.waiting or page.requests.asked(TeachQuestion.SEEK))


@pytest.fixture
def write(qtbot, open_window, press):
    """Type something where the keyboard is, and Enter."""

    def do(text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)
        press(Qt.Key.Key_Return)

    return do


@pytest.fixture
def seeking(open_window, press):
    """The page Teach, looking for what sounds like the first detection of Review."""
    press(Qt.Key.Key_M)
    return open_window.session.teach


@pytest.fixture
def said(tones):
    """Return what is said: (recording, start_s, label, present), by recording and time."""

    def read() -> list[tuple[int, float, str, bool]]:
        with tones.reading() as db:
            found = clip_labels.current(db)
        return [(one.recording_id, one.start_s, one.label, one.present) for one in found]

    return read
