"""The foot of the window: what is being done, how fast, how long still, and how to stop it."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from core.jobs import Progress
from gui.background import BackgroundJob
from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID

_SCALE = 1000


class JobBar(QWidget):
    """Shows one job at a time and hides when it has ended."""

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "job-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Work under way")
        self.text, self.bar = QLabel(), QProgressBar()
        self.pause, self.stop = QToolButton(), QToolButton()
        self._job: BackgroundJob | None = None
        self._verb, self._unit = "", ""
        self._arrange()
        self.hide()

    def watch(self, job: BackgroundJob, verb: str, unit: str) -> None:
        """Show a job that is about to start: ``watch(job, "Analysing", "recordings")``."""
        self._job, self._verb, self._unit = job, verb, unit
        self.text.setText(f"{verb}…")
        self.bar.setRange(0, 0)
        self._show_paused(False)
        self.stop.setEnabled(True)
        job.progressed.connect(self._show)
        job.paused_changed.connect(self._show_paused)
        job.finished.connect(self._end)
        self.show()

    def _arrange(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(22 * GRID)
        self.bar.setAccessibleName("Progress")
        for button, slot in ((self.pause, self._pause_or_go_on), (self.stop, self._stop)):
            give_look(button, "quiet")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.clicked.connect(slot)
        give_icon(self.stop, "stop", "muted")
        self.stop.setText("Stop")
        self.stop.setToolTip("Stop after the step in hand. What is done stays done.")
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(2 * GRID)
        row.addWidget(self.bar)
        row.addWidget(self.text, 1)
        row.addWidget(self.pause)
        row.addWidget(self.stop)

    def _show(self, progress: Progress) -> None:
        self.bar.setRange(0, _SCALE)
        self.bar.setValue(round(progress.fraction * _SCALE))
        self.text.setText(progress_text(progress, self._verb, self._unit))
        self.text.setToolTip(progress.note)

    def _show_paused(self, paused: bool) -> None:
        give_icon(self.pause, "play" if paused else "pause", "muted")
        self.pause.setText("Go on" if paused else "Pause")
        self.pause.setAccessibleName(self.pause.text())

    def _pause_or_go_on(self) -> None:
        if self._job and self._job.paused:
            self._job.resume()
        elif self._job:
            self._job.pause()

    def _stop(self) -> None:
        if self._job:
            self.stop.setEnabled(False)
            self.text.setText("Stopping after the step in hand…")
            self._job.cancel()

    def _end(self) -> None:
        self._job = None
        self.hide()


def progress_text(progress: Progress, verb: str, unit: str) -> str:
    """Return one line: how much is done, the rate, the time left, and what went wrong."""
    numbers = QLocale()
    done, total = (numbers.toString(round(n)) for n in (progress.done, progress.total))
    parts = [f"{verb} {done} of {total} {unit}" if progress.total else f"{verb} {done} {unit}"]
    if progress.rate:
        parts.append(f"{numbers.toString(round(progress.rate))}× real time")
    if progress.left_s is not None:
        parts.append(left_text(progress.left_s))
    if progress.problems:
        noun = "problem" if progress.problems == 1 else "problems"
        parts.append(f"{numbers.toString(progress.problems)} {noun}")
    return " · ".join(parts)


def left_text(left_s: float) -> str:
    """Return a time left, as exact as an estimate can be."""
    if left_s < 90:
        return "about a minute left" if left_s > 45 else "less than a minute left"
    minutes = round(left_s / 60)
    if minutes < 90:
        return f"{minutes} min left"
    return f"{minutes / 60:.1f} h left"
