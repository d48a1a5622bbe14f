"""A window without a screen, and sounds to show in it."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.audio import contents
from core.audio.tiles import Sound
from gui.background import wait_for_calls
from gui.collector import Collector
from gui.main_window import MainWindow
from gui.remembered import Remembered
from gui.theme import Theme, theme
from tests.gui.held_back import HeldBack

_COLLECTOR = pytest.StashKey[Collector]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Overlook what Qt says of the missing screen alone; any other warning fails a test."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep caches and logs of tests away from the person's own."""
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(autouse=True)
def nothing_left_running(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[None]:
    """Let no work of one test reach into the next; free garbage here only, as the program does."""
    request.node.stash[_COLLECTOR] = Collector(qapp)
    yield
    wait_for_calls()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Free what a test leaves once pytest has let go of it: the next one freezes all it finds."""
    result = yield
    if collector := item.stash.get(_COLLECTOR, None):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        collector.collect_all()
        collector.stop()
    return result


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """The window, without a project."""
    made = MainWindow(Remembered(tmp_path / "window.ini"))
    qtbot.addWidget(made, before_close_func=lambda each: each.leave())
    made.resize(1280, 800)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def held_back(qapp: QApplication) -> Iterator[HeldBack]:
    """Answers of other threads come when the test says so."""
    held = HeldBack()
    yield held
    held.let_go()


@pytest.fixture
def looks(qapp: QApplication) -> Iterator[Theme]:
    """The theme, light, also of widgets that are in no window."""
    shown = theme()

    def dress() -> None:
        qapp.setStyleSheet(shown.sheet)

    shown.changed.connect(dress)
    shown.force(False)
    dress()
    yield shown
    shown.changed.disconnect(dress)
    shown.force(None)
    qapp.setStyleSheet("")


@pytest.fixture
def tone(tmp_path: Path) -> Callable[..., Sound]:
    """Write a recording of steady tones: ``tone(4000.0, seconds=3)``."""

    def write(*hz: float, seconds: float = 3.0, rate: int = 32000, name: str = "tone") -> Sound:
        at = np.arange(round(seconds * rate)) / rate
        samples = sum(0.25 * np.sin(2 * np.pi * each * at) for each in hz)
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, samples, rate, subtype="PCM_16")
        return Sound.of(path, seconds, rate, contents.whole_hash(path))

    return write
