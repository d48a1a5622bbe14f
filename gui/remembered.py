"""What the window remembers from one start to the next: sizes, page, columns, recent projects."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QSplitter, QWidget

from core.app_folders import data_folder
from core.exports import Blur, TableStyle
from gui.tables.column_choice import ColumnChoice

_MOST_RECENT = 8
_FRAME = QSize(0, 48)
"""What systems put around a window, at most."""
_FOR_EXCEL = "tables for excel"
BLURS = (0.01, 0.1)
"""Degrees to which places can be rounded in exports: about 1 and 11 km."""
_BLUR = "places of exports"
_SECRET = "species whose places are rounded"
_DECIMAL_COMMA = "tables with decimal commas"


class Remembered:
    """A file of the program's own; nothing that is lost with it is work."""

    def __init__(self, file: Path | None = None) -> None:
        path = file or data_folder() / "window.ini"
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def value(self, name: str, otherwise: Any = None) -> Any:
        """Return a plain value by its name, of the kind that ``otherwise`` is of."""
        text = self._store.value(name)
        if not isinstance(text, str):
            return otherwise
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):  # by another version: as at the first start
            return otherwise
        return found if otherwise is None or isinstance(found, type(otherwise)) else otherwise

    def keep(self, name: str, value: Any) -> None:
        """Remember a plain value (what JSON can hold)."""
        self._store.setValue(name, json.dumps(value))

    def of_project(self, folder: Path, name: str) -> str:
        """Return the name of a value that belongs to one project."""
        return f"projects/{folder.as_posix().strip('/').replace('/', '|')}/{name}"

    @property
    def table_style(self) -> TableStyle:
        """Return how tables are written."""
        comma = self.decimal_comma
        return TableStyle(self.for_excel, ";" if comma else ",", decimal_comma=comma)

    @property
    def decimal_comma(self) -> bool:
        """Tell whether tables have numbers with a comma, and semicolons between cells."""
        return bool(self.value(_DECIMAL_COMMA, False))

    @decimal_comma.setter
    def decimal_comma(self, wanted: bool) -> None:
        self.keep(_DECIMAL_COMMA, wanted)

    @property
    def blur(self) -> Blur | None:
        """Return how places are rounded in what is exported, if they are."""
        degrees = float(self.value(_BLUR, 0.0))
        return Blur(degrees) if degrees in BLURS else None

    @property
    def secret_species(self) -> list[str]:
        """Return the species for which alone places are rounded, as typed; none: for all."""
        return [name for name in self.value(_SECRET, "").split(",") if name.strip()]

    def keep_secret_species(self, names: str) -> None:
        """Round places only where these were heard, from now on."""
        self.keep(_SECRET, names)

    def keep_blur(self, degrees: float) -> None:
        """Round places to so many degrees from now on; 0: not at all."""
        self.keep(_BLUR, degrees)

    @property
    def for_excel(self) -> bool:
        """Tell whether tables are written so that Excel knows their letters."""
        return bool(self.value(_FOR_EXCEL, False))

    @for_excel.setter
    def for_excel(self, wanted: bool) -> None:
        self.keep(_FOR_EXCEL, wanted)

    # --- recent projects ---

    def recent(self) -> list[Path]:
        """Return the projects that were open last, the newest first, as far as they are there."""
        return [path for text in self.value("recent", []) if (path := _folder(text)) is not None]

    def opened(self, folder: Path) -> None:
        """Put a project on top of the recent ones."""
        others = [str(path) for path in self.recent() if path != folder]
        self.keep("recent", [str(folder), *others][:_MOST_RECENT])

    # --- widgets ---

    def restore_window(self, window: QWidget, usual: QSize, name: str = "window") -> None:
        """Give a window its last size and place, at first a usual size, if that has room."""
        if not window.restoreGeometry(self._bytes(name)):
            window.resize(usual.boundedTo(window.screen().availableSize() - _FRAME))

    def keep_window(self, window: QWidget, name: str = "window") -> None:
        """Remember a window's size and place."""
        self._store.setValue(name, window.saveGeometry())

    def restore_columns(self, choice: ColumnChoice, name: str) -> None:
        """Show a table's columns as they were last, and remember from now on how they are."""
        choice.restore(self.value(f"columns/{name}", {}))
        choice.changed.connect(lambda: self.keep(f"columns/{name}", choice.state))

    def restore_splitter(self, splitter: QSplitter, name: str) -> bool:
        """Give a splitter its last sizes, and remember them from now on; tell if there are any."""
        restored = splitter.restoreState(self._bytes(f"splitter/{name}"))
        splitter.splitterMoved.connect(
            lambda *_: self._store.setValue(f"splitter/{name}", splitter.saveState())
        )
        return restored

    def _bytes(self, name: str) -> QByteArray:
        value = self._store.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()


def _folder(text: object) -> Path | None:
    try:
        return path if isinstance(text, str) and (path := Path(text)).is_dir() else None
    except (OSError, ValueError):  # a name that no disk takes
        return None
