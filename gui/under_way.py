"""A kind of job of the project on screen: whether one runs, and how far it is."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from core.jobs import Progress
from gui.background import BackgroundJob


class UnderWay(QObject):
    """Pages say with it what is being done while there is nothing to show yet."""

    changed = Signal()
    """One began, ended, or is further."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.step: Progress | None = None
        """How far the one is that went on last."""
        self.problem = ""
        """Why the last one ended before its end, in a sentence."""
        self._jobs: list[BackgroundJob] = []

    @property
    def job(self) -> BackgroundJob | None:
        """Return one that is under way: several folders may be scanned at once."""
        return self._jobs[-1] if self._jobs else None

    def follow(self, job: BackgroundJob) -> None:
        """Follow a job that is about to start."""
        self._jobs.append(job)
        self.step, self.problem = None, ""
        job.progressed.connect(self._went_on)
        job.failed.connect(self._broke)
        job.finished.connect(partial(self._ended, job))
        self.changed.emit()

    def stop(self) -> None:
        """Stop all of them after the step in hand, which stays saved."""
        for job in self._jobs:
            job.cancel()

    def _went_on(self, step: Progress) -> None:
        self.step = step
        self.changed.emit()

    def _broke(self, sentence: str) -> None:
        self.problem = sentence

    def _ended(self, job: BackgroundJob) -> None:
        self._jobs.remove(job)
        self.step = None
        self.changed.emit()
