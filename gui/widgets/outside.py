"""Files and folders that the system shows, outside of this window."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show_outside(path: Path) -> str:
    """Show a file or folder as the system does; return what to say where it cannot."""
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        return ""
    return f"This computer has nothing to open it with. It is here: {path}"
