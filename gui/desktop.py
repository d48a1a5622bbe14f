"""What the desktop shows of the window: how far work is, and that it has ended.

The title bar everywhere; the task bar where the desktop listens to Unity's launcher messages (KDE,
Ubuntu's dock, Dash to Dock); a notice by the desktop where the window is not in front. Qt 6 has no
call for the task bar of Windows and the Dock of macOS: they would need COM and Objective-C by hand,
in code that crashes the window where it is wrong, and have the title bar and the notice instead.
"""

import sys

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon

from gui.widgets.plain import title

if sys.platform == "linux":
    from gui.session_bus import notify, tell_launcher

_SHOWN_MS = 10_000


class Desktop(QObject):
    """Speaks for one window."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._name, self._share = "Undersong", ""
        self._tray: QSystemTrayIcon | None = None
        self._gone = QTimer(self, singleShot=True, interval=2 * _SHOWN_MS)

    def name_window(self, name: str) -> None:
        """Give the window another title."""
        self._name = name
        self._show_title()

    def show_progress(self, share: float | None) -> None:
        """Show how far work is, 0 to 1; None: there is none."""
        shown = "" if share is None else f"{share:.0%}"
        if shown != self._share:
            self._share = shown
            self._show_title()
            if sys.platform == "linux":
                tell_launcher(share)

    def tell(self, sentence: str) -> None:
        """Tell what happened where the window is not in front; else it was seen in it."""
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._notify_by_tray(sentence)
        elif sys.platform == "linux":  # GNOME has no tray
            notify(sentence)

    def _show_title(self) -> None:
        parts = (self._share, self._name)
        self._window.setWindowTitle(title(" – ".join(part for part in parts if part)))

    def _notify_by_tray(self, sentence: str) -> None:
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.messageClicked.connect(self._window.activateWindow)
            self._gone.timeout.connect(self._tray.hide)
        self._tray.show()
        self._gone.start()
        self._tray.showMessage("Undersong", sentence, self._window.windowIcon(), _SHOWN_MS)
