"""Combining analyses of the project on screen."""

from PySide6.QtCore import QObject, Signal

from core.combining import Combination, CombinationWish, combine, prepared
from core.store import Project
from gui.background import BackgroundJob


class OpenCombining(QObject):
    """Makes one analysis of several."""

    stored = Signal()
    """Detections were added."""

    def __init__(self, project: Project, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project

    def prepared(self, wish: CombinationWish) -> Combination:
        """Look at what is to be combined. Raises UserError where that cannot be, saying why."""
        return prepared(self._project, wish)

    def job(self, combination: Combination) -> BackgroundJob:
        """Return the job, not yet started, so that a page can watch it first."""
        job = BackgroundJob(combine(self._project, combination), self.parent())
        job.finished.connect(self.stored)
        return job
