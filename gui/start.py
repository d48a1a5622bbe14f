"""Start-up: the arguments, the application, the window, and what becomes of bugs."""

import argparse
import logging
import os
import re
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from core import crash_reports, log_lines
from core.app_folders import APP_NAME, data_folder, log_folder
from core.bundles.opening import is_bundle
from core.errors import UserError, sentence_about
from gui.app_icon import app_icon
from gui.background import LOG_NAME, wait_for_calls
from gui.collector import Collector
from gui.destinations import PageName
from gui.main_window import MainWindow
from gui.open_folder import is_project
from gui.preferences import apply_preferences
from gui.remembered import Remembered
from gui.screenshot import Screenshot
from gui.theme import theme

log = logging.getLogger(__name__)

WINDOWS = (PageName.NETWORKS, PageName.HEADS)
PAGES = tuple(name for name in PageName if name not in WINDOWS)
_USUAL = QSize(1280, 800)
_OWN_FOLDERS = (
    "Undersong keeps its settings and logs there; the variable UNDERSONG_HOME names another folder."
)


def run(arguments: Sequence[str]) -> int:
    """Run the window; return the exit status: 0 well, 1 something to do, 2 wrong usage."""
    wanted = _parser().parse_args(_without_streams(arguments))
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName(APP_NAME)
    seen = wanted.screenshot is None
    if wanted.project and not (is_project(wanted.project) or is_bundle(wanted.project)):
        sentence = (
            f"There is no project in {wanted.project}. Give the folder that holds project.db, or "
            "start undersong-gui without a folder and make a new project."
        )
        return _refuse(sentence, shown=seen)
    try:
        data_folder()
        log_lines.write_to(log_folder() / LOG_NAME)
    except OSError as error:
        return _refuse(f"{sentence_about(error)} {_OWN_FOLDERS}", shown=seen)
    app.setDesktopFileName("undersong")
    app.setWindowIcon(app_icon())
    look = theme()
    remembered = Remembered()
    apply_preferences(remembered)
    if wanted.theme:
        look.force(wanted.theme == "dark")
    window = MainWindow(remembered)
    _catch_bugs(window)
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


def _show(app: QApplication, window: MainWindow, wanted: argparse.Namespace) -> int:
    if wanted.screenshot is None:
        window.restore(_USUAL if wanted.size is None else wanted.size)
        window.show()
        window.open_at_start(wanted.project, wanted.page)
        return app.exec()
    window.resize(wanted.size or _USUAL)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    shot = Screenshot(window, wanted.screenshot, wanted.size)
    window.show()
    window.open_at_start(wanted.project, wanted.page)
    shot.start()
    app.exec()
    return _say(shot.problem) if shot.problem else 0


# --- arguments ---


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="undersong-gui", description="Find species in field recordings, and confirm them."
    )
    parser.add_argument(
        "project",
        nargs="?",
        type=Path,
        metavar="PROJECT",
        help="the project's folder, the .undersong file in it, or a bundle; without it, one is "
        "chosen",
    )
    parser.add_argument("--page", choices=(*PAGES, *WINDOWS), help="the page to begin with")
    parser.add_argument(
        "--screenshot",
        type=Path,
        metavar="FILE.png",
        help="save a picture of the window once all is loaded, and end",
    )
    parser.add_argument("--size", type=_size, metavar="WxH", help="size of the window")
    parser.add_argument("--theme", choices=("light", "dark"), help="instead of the system's")
    parser.add_argument("--version", action="version", version=f"Undersong {version('undersong')}")
    return parser  # fmt: skip


def _size(text: str) -> QSize:
    found = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write it like 1280x800")
    return QSize(int(found[1]), int(found[2]))


def _without_streams(arguments: Sequence[str]) -> Sequence[str]:
    # A window started without a console has no streams; argparse writes to them.
    if sys.stdout is None or sys.stderr is None:
        log_file = _start_log().open("w", encoding="utf-8")
        sys.stdout, sys.stderr = sys.stdout or log_file, sys.stderr or log_file
    return arguments


def _start_log() -> Path:
    with suppress(OSError):
        folder = log_folder()
        if os.access(folder, os.W_OK):
            return folder / "start.log"
    return Path(os.devnull)  # the window says so


def _refuse(sentence: str, *, shown: bool) -> int:
    if shown:  # who started it by a double click sees no terminal
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
