"""The checks of what a window needs. Each runs in a process of its own."""

import os
from importlib import import_module

from core.errors import UserError
from core.installation import InstallationCheck
from core.jobs import Inquiry, Progress

_DRAWN = 200, 60


def window() -> Inquiry[str]:
    """Draw text without a screen, and tell which fonts and pictures there are."""
    yield Progress(0, 0)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6 import __version__
    from PySide6.QtGui import QFontDatabase, QFontMetrics, QIcon, QImageReader, QPixmap
    from PySide6.QtWidgets import QApplication

    from gui.icons import icon
    from gui.widgets.parts import label

    import_module("gui.main_window")  # with all that a window is made of
    app = QApplication(["undersong"])
    shown = label("Turdus merula")
    shown.resize(*_DRAWN)
    picture = shown.grab().toImage()
    drawn: QPixmap = QIcon(icon("species")).pixmap(24, 24)
    formats = {bytes(f.data()).decode() for f in QImageReader.supportedImageFormats()}
    letters = QFontMetrics(shown.font()).horizontalAdvance("Turdus")
    families = len(QFontDatabase.families())
    app.quit()
    if picture.isNull() or drawn.isNull() or not letters or "svg" not in formats:
        raise UserError(
            "Text or pictures cannot be drawn. Install a font (DejaVu, Noto), or Undersong again."
        )
    return f"Qt {__version__}, {families} font families"


def sound() -> Inquiry[str]:
    """Tell which audio outputs there are."""
    yield Progress(0, 0)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QCoreApplication, qInstallMessageHandler

    qInstallMessageHandler(lambda *_: None)  # its remarks on what is not here look like findings
    from PySide6.QtMultimedia import QMediaDevices

    app = QCoreApplication(["undersong"])
    names = [device.description() for device in QMediaDevices.audioOutputs()]
    app.quit()
    return ", ".join(names) or "no output: clips can be seen, not heard"


CHECKS = (InstallationCheck("Window", window), InstallationCheck("Sound", sound))
