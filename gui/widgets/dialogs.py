"""How folders and files come from the system's dialogs."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from gui.widgets import plain
from gui.widgets.form_dialog import FormDialog


def existing_folder(parent: QWidget, title: str, start: str = "") -> Path | None:
    """Ask for a folder that is there."""
    chosen = QFileDialog.getExistingDirectory(parent, plain.title(title), start or str(documents()))
    return Path(chosen) if chosen else None


def new_folder(parent: QWidget, title: str, name: str) -> Path | None:
    """Ask for the name and place of a folder to be made."""
    chosen, _ = QFileDialog.getSaveFileName(parent, plain.title(title), str(documents() / name))
    return Path(chosen) if chosen else None


def file_to_read(parent: QWidget, title: str, kinds: str, start: str = "") -> Path | None:
    """Ask for a file that is there."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, plain.title(title), start or str(documents()), kinds
    )
    return Path(chosen) if chosen else None


def files_to_read(parent: QWidget, title: str, kinds: str, start: str = "") -> list[Path]:
    """Ask for files that are there; none where the question is left."""
    chosen, _ = QFileDialog.getOpenFileNames(
        parent, plain.title(title), start or str(documents()), kinds
    )
    return [Path(one) for one in chosen]


def file_to_write(parent: QWidget, title: str, path: Path, kinds: str) -> Path | None:
    """Ask where to write a file."""
    chosen, _ = QFileDialog.getSaveFileName(parent, plain.title(title), str(path), kinds)
    if not chosen:
        return None
    written = Path(chosen)
    return written if written.suffix else written.with_suffix(path.suffix)


def text(
    parent: QWidget, title: str, name: str, now: str = "", *, does: str = "Save", explains: str = ""
) -> str | None:
    """Ask for a line of text, called ``name``; None where the question is left."""
    form, field = FormDialog(parent, title, does, explains), QLineEdit(now)
    said: list[str] = []
    form.done_with.connect(lambda: said.append(field.text().strip()))
    form.add([(name, field)])
    field.selectAll()
    form.exec()
    return said[0] if said else None


def documents() -> Path:
    """Return the person's folder of documents, or their home where there is none."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()
