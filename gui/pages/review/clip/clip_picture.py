"""What the picture of a clip is called when it is kept as a file."""

import re
from pathlib import Path

from core.domain import Detection
from gui.pages.review.clip.clip import Clip
from gui.pages.review.queue.queue import Queue
from gui.pages.sound_picture import SoundPicture

_LONGEST_NAME = 60


class ClipPicture(SoundPicture):
    """The clip in hand."""

    def __init__(self, clip: Clip, queue: Queue) -> None:
        self._queue = queue
        super().__init__(clip.view, self._named)

    def _named(self) -> str:
        current = self._queue.current
        return name_for(current) if current else ""


def name_for(detection: Detection) -> str:
    """Return a file name that says what is on the picture, and where in which recording."""
    name = re.sub(r"[^\w\- ]+", "_", detection.current_species.common_name)[:_LONGEST_NAME]
    return f"{name} {Path(detection.path.name).stem} {detection.start_s:.1f} s.png"
