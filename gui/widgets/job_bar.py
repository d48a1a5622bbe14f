"""The bar below all pages: what runs, how fast, how long still, pause and stop."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from core.jobs import Progress
from gui.background import BackgroundJob
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, name_button, row
from gui.widgets.words import progress as in_words


class JobBar(QFrame):
    """One row for each job that runs; hidden while none does."""

    failed = Signal(str)
    idle = Signal()
    progressed = Signal(object)
    """How far all that runs is, 0 to 1; None while nothing does."""

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "job-bar")
        self.setAccessibleName("Jobs")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        self._rows.setSpacing(0)
        self.hide()

    @property
    def jobs(self) -> list[BackgroundJob]:
        """Return the jobs that run."""
        return [one.job for one in self.findChildren(JobRow) if not one.ended]

    def add(self, job: BackgroundJob, title: str, unit: str) -> None:
        """Show a job and start it."""
        shown = JobRow(job, title, unit)
        self._rows.addWidget(shown)
        job.failed.connect(self.failed)
        shown.gone.connect(self._take_away)
        job.progressed.connect(self._tell)
        self.show()
        job.start()

    def _tell(self) -> None:
        rows = [one.share for one in self.findChildren(JobRow) if not one.ended]
        self.progressed.emit(sum(rows) / len(rows) if rows else None)

    def _take_away(self) -> None:
        self._tell()
        if not self.jobs:
            self.hide()
            self.idle.emit()


class JobRow(QWidget):
    """One job."""

    gone = Signal()

    def __init__(self, job: BackgroundJob, title: str, unit: str) -> None:
        super().__init__()
        self.job, self._title, self._unit, self.ended = job, title, unit, False
        self.share = 0.0
        """How far it is, 0 to 1."""
        self._doing = title.rstrip(":")
        self.text = ElidedLabel()
        self.text.setText(f"{title} …")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(title)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(22 * GRID)
        self.pause = button("Pause", self._pause_or_go_on, look="quiet")
        self.stop = button("Stop", self._stop, look="quiet")
        inside = row(self.bar, self.text, self.pause, self.stop, gap=2 * GRID)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        job.progressed.connect(self._show)
        job.finished.connect(self._end)

    def _show(self, step: Progress) -> None:
        self.share = step.fraction if step.total else 0.0
        if self.job.paused:
            return
        self.bar.setRange(0, 1000 if step.total else 0)
        self.bar.setValue(round(step.fraction * 1000))
        self.text.setText(f"{self._title} {in_words(step, self._unit)}")
        self.setAccessibleName(self.text.text())

    def _pause_or_go_on(self) -> None:
        if self.job.paused:
            self.job.resume()
        else:
            self.job.pause()
        name = "Go on" if self.job.paused else "Pause"
        name_button(self.pause, name)
        if self.job.paused:
            self.text.setText(f"{self._doing}: paused. Everything up to now is saved.")

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.pause.setEnabled(False)
        self.text.setText(f"{self._doing}: stopping …")
        self.job.cancel()

    def _end(self) -> None:
        self.ended = True
        self.hide()
        self.deleteLater()
        self.gone.emit()
