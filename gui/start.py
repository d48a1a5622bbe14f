"""Start-up: the application, the window, and what becomes of bugs."""

import argparse
import logging
import sys
import threading
from contextlib import suppress
from types import TracebackType

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from core import crash_reports, log_lines
from core.app_folders import APP_NAME, data_folder, log_folder
from core.errors import UserError, sentence_about
from gui.app_icon import app_icon
from gui.arguments import refusal, takes_box
from gui.background import LOG_NAME, wait_for_calls
from gui.collector import Collector
from gui.main_window import MainWindow
from gui.preferences import apply_preferences
from gui.remembered import Remembered
from gui.screenshot import Screenshot
from gui.theme import theme

log = logging.getLogger(__name__)

_USUAL = QSize(1280, 800)
_OWN_FOLDERS = (
    "Undersong keeps its settings and logs there; the variable UNDERSONG_HOME names another folder."
)


class Application(QApplication):
    """Qt's, that also tells what was double-clicked: macOS says it to the program that runs."""

    wanted = Signal(QUrl)
    """A file to open."""

    def event(self, event: QEvent) -> bool:
        """Take a file that the system hands over. Called by Qt."""
        if isinstance(event, QFileOpenEvent):
            self.wanted.emit(event.url())
            return True
        return super().event(event)


def run(wanted: argparse.Namespace) -> int:
    """Run the window and return the exit status: 0 well, 1 something to do."""
    if sentence := refusal(wanted):
        return _refuse(sentence, wanted)
    app = _application()
    app.setDesktopFileName("undersong")
    app.setWindowIcon(app_icon())
    try:
        data_folder()
        log_lines.write_to(log_folder() / LOG_NAME)
    except OSError as error:
        return _refuse(f"{sentence_about(error)} {_OWN_FOLDERS}", wanted)
    look = theme()
    remembered = Remembered()
    apply_preferences(remembered)
    if wanted.theme:
        look.force(wanted.theme == "dark")
    window = MainWindow(remembered)
    _catch_bugs(window)
    if isinstance(app, Application):
        app.wanted.connect(lambda url: window.dropping.look_at([url]))
    collector = Collector(app)
    window.projects.left.connect(collector.collect_soon)
    if crash_reports.left_by_abrupt_ends():
        window.say_crash("Undersong ended by itself last time. What you did until then is saved.")
    watch = crash_reports.EndWatch()
    status = _show(app, window, wanted)
    wait_for_calls()
    collector.stop()
    watch.close()
    return status


def _application() -> QApplication:
    app = QApplication.instance() or Application(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName(APP_NAME)
    return app


def _show(app: QApplication, window: MainWindow, wanted: argparse.Namespace) -> int:
    size = QSize(*wanted.size) if wanted.size else None
    if wanted.screenshot is None:
        window.restore(size or _USUAL)
        window.show()
        window.open_at_start(wanted.project, wanted.page)
        return app.exec()
    window.resize(size or _USUAL)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    shot = Screenshot(window, wanted.screenshot, size)
    window.show()
    window.open_at_start(wanted.project, wanted.page)
    shot.start()
    app.exec()
    return _say(shot.problem) if shot.problem else 0


def _refuse(sentence: str, wanted: argparse.Namespace) -> int:
    if takes_box(wanted):
        _application()
        QMessageBox.critical(None, APP_NAME, sentence)
    return _say(sentence)


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - the person may have started it in a terminal
    return 1


# --- bugs ---


def _catch_bugs(window: MainWindow) -> None:
    """Log what nobody caught, and tell the person where; the window stays open."""

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, UserError):
            window.say_problem(str(error))
            return
        log.critical("Nobody caught this", exc_info=(kind, error, trace))
        with suppress(OSError):  # the log has it as well
            crash_reports.keep(error)
        if threading.current_thread() is threading.main_thread():
            window.say_crash(
                "Something went wrong inside Undersong. What you did is saved; "
                f"the details are in {log_folder() / LOG_NAME}."
            )

    sys.excepthook = caught
