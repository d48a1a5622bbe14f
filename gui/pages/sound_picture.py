"""The picture of a sound, kept as a file."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gui.widgets.dialogs import documents, file_to_write
from gui.widgets.notice import Notice
from gui.widgets.spectrogram import SpectrogramView


class SoundPicture(QObject):
    """Asks where to, and writes what is on screen."""

    told = Signal(object)
    """A Notice."""
    failed = Signal(str)

    def __init__(self, view: SpectrogramView, name: Callable[[], str]) -> None:
        """``name`` proposes a file name; nothing where there is no sound."""
        super().__init__(view)
        self._view, self._name = view, name
        view.save_wanted.connect(self.ask)

    def ask(self) -> None:
        """Ask for a file, and write the picture there."""
        name = self._name()
        if not name:
            return
        image = self._view.picture()  # as it is now, whatever happens behind the dialog
        file = file_to_write(
            self._view, "Save this picture", documents() / name, "Pictures (*.png)"
        )
        if file is None:
            return
        if image.save(str(file)):
            self.told.emit(Notice(f"The picture is in {file}."))
        else:
            self.failed.emit(f"{file} could not be written. Choose another folder.")
