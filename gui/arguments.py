"""What ``undersong-gui`` is started with, and what is wrong with it; no window is loaded for it."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from core.app_folders import log_folder
from core.bundles.opening import is_bundle
from core.store.marker import is_project
from gui.page_names import PAGES, WINDOWS

Size = tuple[int, int]
"""Width and height in pixels."""
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Variables of which one is set where Linux has a screen, or Qt is told to do without."""


def read(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is wanted. Ends the program with status 2 where it is no usage of it."""
    _have_streams()
    return _parser().parse_args(arguments)


def refusal(wanted: argparse.Namespace) -> str:
    """Return why no window can be opened for this, or nothing."""
    if wanted.project and not (is_project(wanted.project) or is_bundle(wanted.project)):
        return (
            f"There is no project in {wanted.project}. Give the folder that holds project.db, or "
            "start undersong-gui without a folder and make a new project."
        )
    if not _has_screen():
        return (
            "There is no screen here to open a window on. The command undersong does without, and "
            "QT_QPA_PLATFORM=offscreen lets undersong-gui take a --screenshot."
        )
    return ""


def takes_box(wanted: argparse.Namespace) -> bool:
    """Tell whether a box says what is wrong: who clicked on an icon sees no terminal."""
    return wanted.screenshot is None and _has_screen() and not sys.stderr.isatty()


def _has_screen() -> bool:
    """Tell whether a window can be shown, as far as that is known before Qt is loaded."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in _SCREENS)


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
    return parser


def _size(text: str) -> Size:
    found = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write it like 1280x800")
    return int(found[1]), int(found[2])


def _have_streams() -> None:
    # A window started without a console has no streams; argparse writes to them.
    if sys.stdout is None or sys.stderr is None:
        log_file = _start_log().open("w", encoding="utf-8")
        sys.stdout, sys.stderr = sys.stdout or log_file, sys.stderr or log_file


def _start_log() -> Path:
    with suppress(OSError):
        folder = log_folder()
        if os.access(folder, os.W_OK):
            return folder / "start.log"
    return Path(os.devnull)  # the window says so
