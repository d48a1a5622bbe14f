"""The right side of the page: what there is to do, the button, how it goes, what came of it."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QWidget

from core.analysis import Workload
from core.jobs import Progress
from gui.background import BackgroundJob
from gui.destinations import HiddenToo
from gui.open_project import NewestAnalysis
from gui.pages.analysis import plan_words
from gui.pages.states import SEEN_MS
from gui.stylesheet import give_look
from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, column, label, line, name_button, row
from gui.widgets.plain import give_tip

_LEAST, _MOST = 32 * GRID, 44 * GRID
_REASONS = 4


class RunPanel(QFrame):
    """Shows one of: what would be done, how it goes, or why it cannot be done."""

    start_wanted = Signal()
    again_wanted = Signal()
    """What was given up is to be tried once more."""
    review_wanted = Signal(object)
    """What is to be seen in Review, or None."""
    """The name of the page that shows what was found."""
    combine_wanted = Signal()
    methods_wanted = Signal(int)
    """The id of the analysis whose methods are to be shown."""
    can_start = Signal(bool)
    place_wanted = Signal()
    """The place of sites is to be set."""

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "surface")
        self.setMinimumWidth(_LEAST)
        self.setMaximumWidth(round(_MOST * theme().scale))
        self._job: BackgroundJob | None = None
        self._text = "Analyse"
        self.title = label("", "strong")
        self.plan = label("", wrap=True)
        self.species = label("", wrap=True)
        self.nowhere = label("", "danger", wrap=True)
        self.set_place = button("Set the place …", self.place_wanted.emit)
        self.time = label("", wrap=True)
        self.disk = label("", "muted", wrap=True)
        self.problem = label("", "danger", wrap=True)
        self.start = button("Analyse", self.start_wanted.emit, look="primary")
        self.given_up = label("", wrap=True)
        self.again = button("Try again", self.again_wanted.emit)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the analysis")
        self.doing = label("", wrap=True)
        self.file = ElidedLabel("small", Qt.TextElideMode.ElideMiddle)
        self.pause = button("Pause", self._pause_or_go_on)
        self.stop = button("Stop", self._stop)
        self.result_title = label("Newest analysis", "strong")
        self.result = label("", wrap=True)
        self.left_out = label("", "muted", wrap=True)
        self.review = button("Review", lambda: self.review_wanted.emit(self._shows))
        self.combine = button("Combine analyses …", self.combine_wanted.emit)
        give_tip(self.combine, "Make one analysis of several: what all of them heard, or one")
        self.methods = button("Methods …", lambda: self.methods_wanted.emit(self._run_id))
        self._shows: HiddenToo | None = None
        self._run_id = 0
        self._counting = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._counting.timeout.connect(lambda: self.plan.setText("Counting what there is to do …"))
        self._build()
        self.show_result(None)
        self.combine.hide()
        self._show_running(None)

    def say_counting(self) -> None:
        """Say, if it lasts and nothing else is said, that what there is to do is being counted."""
        if not self.plan.text() and not self.problem.text():
            self._counting.start()

    def show_plan(self, plan: Workload, pace: float | None = None) -> None:
        """Say what there is to do; ``pace``: seconds of sound a second, as it was last time."""
        self._counting.stop()
        self.problem.clear()
        self.problem.hide()
        if plan.nothing_to_do:
            done = words.count(plan.already_done, "recording")
            self.plan.setText(f"All done with these settings: {done} analysed.")
            self._name_start("Analyse", can=False)
        else:
            self.plan.setText(plan_words.work(plan))
            does = f"Analyse {words.count(plan.recordings, 'recording')}"
            self._name_start(does if plan.recordings else "Look up what is expected", can=True)
        self._say(
            "" if plan.nothing_to_do else plan_words.species(plan),
            "" if plan.nothing_to_do else plan.nowhere_said,
            plan_words.time(plan, pace),
            plan_words.disk(plan),
        )
        given_up = words.count(plan.given_up, "recording was", "recordings were")
        self.given_up.setText(f"{given_up} given up after stopping the analysis three times.")
        self._show_given_up(bool(plan.given_up))

    def show_problem(self, sentence: str) -> None:
        """Say why these settings cannot be used."""
        self._counting.stop()
        self.plan.clear()
        self._say()
        self._show_given_up(False)
        self.problem.setText(sentence)
        self.problem.show()
        self._name_start("Analyse", can=False)

    def clear(self) -> None:
        """Say nothing: another project is shown, of which nothing is known yet."""
        self.show_problem("")
        self.show_result(None)
        self.follow(None)

    def follow(self, job: BackgroundJob | None) -> None:
        """Show how a job goes, or that none does."""
        former = (self.start,) if job else (self.pause, self.stop)
        had_keyboard = any(each.hasFocus() for each in former)
        self._show_running(job)
        if had_keyboard:
            (self.pause if job else self.start).setFocus()
        if job is None:
            return
        self.bar.setRange(0, 0)
        self.doing.setText("Starting …")
        self.file.clear()
        job.progressed.connect(self._show_step)
        job.paused_changed.connect(self._show_paused)

    def show_result(self, found: NewestAnalysis | None) -> None:
        """Say what the newest analysis came to."""
        for widget in self._of_result:
            widget.setVisible(found is not None)
        if found is None:
            return
        self._run_id = found.run.id
        self.result.setText(_result_words(found))
        self.left_out.setText(_left_out_words(found))
        self.left_out.setVisible(bool(found.left_out))
        self.review.setVisible(bool(found.detections or found.hidden))
        if found.detections:
            self._shows, what = None, words.count(found.detections, "detection")
        else:
            self._shows, what = HiddenToo(), words.count(found.hidden, "hidden detection")
        name_button(self.review, f"Review {what}")

    @property
    def _of_result(self) -> tuple[QWidget, ...]:
        texts = (self._line, self.result_title, self.result, self.left_out)
        return (*texts, self.review, self.methods)

    # --- making ---

    def _build(self) -> None:
        buttons = row(self.pause, self.stop, 1)
        ahead = (self.title, self.plan, self.time, self.species, self.nowhere, self.set_place,
                 self.disk, self.problem, self.start)  # fmt: skip
        again = (self.given_up, self.again)
        inner = column(*ahead, *again, self.bar, self.doing, self.file, buttons, gap=GRID)
        inner.addSpacing(2 * GRID)
        self._line = line()
        for widget in self._of_result:
            inner.addWidget(widget)
            if widget is self._line:
                inner.addSpacing(GRID)
        inner.addWidget(self.combine)
        inner.addStretch(1)
        inner.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        self.setLayout(inner)

    def _say(self, species: str = "", nowhere: str = "", time: str = "", disk: str = "") -> None:
        for shown, text in zip(self._of_plan, (species, nowhere, time, disk), strict=True):
            shown.setText(text)
        self._show_said()

    def _show_said(self) -> None:
        for shown in self._of_plan:
            shown.setVisible(self._job is None and bool(shown.text()))
        self.set_place.setVisible(self._job is None and bool(self.nowhere.text()))

    @property
    def _of_plan(self) -> tuple[QLabel, ...]:
        return self.species, self.nowhere, self.time, self.disk

    def _show_given_up(self, shown: bool) -> None:
        self.given_up.setVisible(shown)
        self.again.setVisible(shown)

    def _name_start(self, text: str, *, can: bool) -> None:
        name_button(self.start, text)
        self.start.setEnabled(can)
        self.can_start.emit(can)

    # --- running ---

    def _show_running(self, job: BackgroundJob | None) -> None:
        self._job = job
        running = job is not None
        self.title.setText("Analysing" if running else "What there is to do")
        for widget in (self.bar, self.doing, self.file, self.pause, self.stop):
            widget.setVisible(running)
        self.start.setVisible(not running)
        self.plan.setVisible(not running)
        self._show_said()
        self._show_given_up(False)  # the next plan tells
        self.pause.setText("Pause")
        self.stop.setEnabled(True)
        self.pause.setEnabled(True)

    def _show_step(self, step: Progress) -> None:
        self.bar.setRange(0, 1000 if step.total else 0)
        self.bar.setValue(round(step.fraction * 1000))
        self.doing.setText(words.progress(step, "h"))
        self.file.setText(step.note)
        give_tip(self.file, step.note)

    def _show_paused(self, paused: bool) -> None:
        name_button(self.pause, "Go on" if paused else "Pause")

    def _pause_or_go_on(self) -> None:
        if self._job and self._job.paused:
            self._job.resume()
        elif self._job:
            self._job.pause()

    def _stop(self) -> None:
        if self._job:
            self.stop.setEnabled(False)
            self.pause.setEnabled(False)
            self.doing.setText("Stopping after this recording. Everything up to now is saved.")
            self._job.cancel()


def _left_out_words(found: NewestAnalysis) -> str:
    said = [one.sentence for one in found.left_out[:_REASONS]]
    more = len(found.left_out) - len(said)
    if more:
        said.append(f"{words.count(more, 'more reason')}: see the Recordings page.")
    return "\n\n".join(said)


def _result_words(found: NewestAnalysis) -> str:
    heard = found.coverage
    of = f"of {found.species} " if found.detections else ""
    text = (
        f"{words.count(found.detections, 'detection')} {of}in "
        f"{words.count(heard.recordings, 'recording')}, {words.hours(heard.hours)}."
    )
    if not heard.recordings:
        text = "No recording has been heard to its end yet."
    if found.hidden:
        more = words.count(found.hidden, "more is", "more are")
        text += f" {more} hidden by the species list or rules."
    if found.coverage.failed:
        text += f" {words.count(found.coverage.failed, 'file')} could not be heard."
    return " ".join((text, *found.made_of, *found.not_whole))
