"""A kind of job of the project on screen: whether one runs, and how far it is."""

from PySide6.QtCore import QObject, Signal

from core.jobs import Progress
from gui.background import BackgroundJob


class UnderWay(QObject):
    """Pages say with it what is being done while there is nothing to show yet."""

    changed = Signal()
    """It began, ended, or is further."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.job: BackgroundJob | None = None
        self.step: Progress | None = None
        self.problem = ""
        """Why the last one ended before its end, in a sentence."""

    def follow(self, job: BackgroundJob) -> None:
        """Follow a job that is about to start."""
        self.job, self.step, self.problem = job, None, ""
        job.progressed.connect(self._went_on)
        job.failed.connect(self._broke)
        job.finished.connect(self._ended)
        self.changed.emit()

    def stop(self) -> None:
        """Stop it after the step in hand, which stays saved."""
        if self.job:
            self.job.cancel()

    def _went_on(self, step: Progress) -> None:
        self.step = step
        self.changed.emit()

    def _broke(self, sentence: str) -> None:
        self.problem = sentence

    def _ended(self) -> None:
        self.job, self.step = None, None
        self.changed.emit()
