"""The picture of the sound, kept as a file."""

import re
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.domain import Detection
from gui.pages.review.clip.clip import Clip
from gui.pages.review.queue.queue import Queue
from gui.widgets.dialogs import documents, file_to_write

_LONGEST_NAME = 60


class ClipPicture(QObject):
    """Asks where to, and writes what is on screen."""

    told = Signal(str, str, object)
    failed = Signal(str)

    def __init__(self, clip: Clip, queue: Queue) -> None:
        super().__init__(clip)
        self._clip, self._queue = clip, queue
        clip.view.save_wanted.connect(self.ask)

    def ask(self) -> None:
        """Ask for a file, and write the picture there."""
        current = self._queue.current
        if current is None:
            return
        image = self._clip.view.picture()  # as it is now, whatever happens behind the dialog
        file = file_to_write(
            self._clip, "Save this picture", documents() / name_for(current), "Pictures (*.png)"
        )
        if file is None:
            return
        if image.save(str(file)):
            self.told.emit(f"The picture is in {file}.", "", None)
        else:
            self.failed.emit(f"{file} could not be written. Choose another folder.")


def name_for(detection: Detection) -> str:
    """Return a file name that says what is on the picture, and where in which recording."""
    name = re.sub(r"[^\w\- ]+", "_", detection.current_species.common_name)[:_LONGEST_NAME]
    return f"{name} {Path(detection.path.name).stem} {detection.start_s:.1f} s.png"
