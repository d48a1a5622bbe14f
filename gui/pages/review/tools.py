"""What is done now and then: plans, reviewers, agreement, merging, filters, clips, keys."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QWidget

from core.errors import UnusableValueError
from core.exports.clips import left_out_in_words
from core.jobs import Progress
from core.review.merge import Merged
from core.review.plan_files import SUFFIX, TakenIn, file_name
from core.review.plans import PlanRequest, ReviewPlan
from core.store.detections import Filter
from gui.icons import icon
from gui.open_project import OpenProject
from gui.pages.page import Asking
from gui.pages.review.agreement_box import AgreementBox
from gui.pages.review.clips_form import ClipsForm
from gui.pages.review.keys import OWN
from gui.pages.review.keys_form import KeysForm
from gui.pages.review.plan_form import GiveForm, PlanForm
from gui.pages.review.queue import Queue
from gui.pages.review.queue_reading import QueueReading
from gui.remembered import Remembered
from gui.widgets import words
from gui.widgets.dialogs import documents, existing_folder, file_to_read, file_to_write

_REVIEWER = "reviewer"
_NO_SPEECH = "clips/without voices"


class Tools(QObject):
    """Each opens a small window; the page shows what came of it."""

    told = Signal(str, str, object)
    clips_wanted = Signal(object)
    """A BackgroundJob."""
    plan_made = Signal(object)
    keys_changed = Signal()

    def __init__(
        self, queue: Queue, reading: QueueReading, asking: Asking, remembered: Remembered
    ) -> None:
        super().__init__(queue)
        self._queue, self._reading = queue, reading
        self._asking, self._remembered = asking, remembered
        self._project: OpenProject | None = None
        queue.table.modelReset.connect(self._enable)
        self.actions = {
            name: self._action(text, picture, do)
            for name, text, picture, do in (
                ("plan", "Make a review plan …", "add", self.make_plan),
                ("give", "Give this plan to another reviewer …", "", self.give_plan),
                ("take_in", "Take in a plan from a file …", "import", self.ask_plan_file),
                ("agreement", "Agreement of reviewers …", "", self.show_agreement),
                ("reviewer", "Your name as a reviewer …", "", self.ask_name),
                ("clips", "Export clips …", "export", self.export_clips),
                ("shown", "Export the detections shown (CSV) …", "export", self.export_shown),
                ("merge", "Merge verdicts of another copy …", "import", self.ask_merge),
                ("keys", "Change keys …", "keyboard", self.change_keys),
            )
        }
        self._enable()

    def use(self, project: OpenProject) -> None:
        """Work on another project, under the name that is remembered."""
        self._project = project
        project.reviewer = self._remembered.value(_REVIEWER, project.reviewer)
        self._enable()

    # --- plans ---

    def make_plan(self) -> None:
        """Ask what to pick, then pick it."""
        if not self._reading.numbered:
            self.told.emit("The detections are still being counted. A moment, please.", "", None)
            return
        form = PlanForm(self._window, self._reading.spec.wanted, self._queue.table.rowCount())
        form.done_with.connect(lambda: self.pick(form.wish))
        form.open()

    def pick(self, wish: PlanRequest) -> None:
        """Pick and store a plan, then follow it."""
        if self._project:
            work = partial(self._project.review.make_plan, wish)
            self._asking.do("plan", work, self._made)

    def give_plan(self) -> None:
        """Ask whom to give the plan that is followed."""
        plan = self._reading.spec.plan
        if self._project is None or plan is None:
            self.told.emit("Choose a plan first, then give it to somebody.", "", None)
            return
        form = GiveForm(self._window, plan, self._project.review.reviewers())
        form.done_with.connect(lambda: self._give(plan, form))
        form.open()

    def _give(self, plan: ReviewPlan, form: GiveForm) -> None:
        name, blind = form.reviewer.currentText().strip(), form.blind.isChecked()
        if not form.as_file:
            self.give(plan, name, blind=blind)
            return
        file = file_to_write(
            self._window, "Save the plan for another copy of the project",
            documents() / file_name(plan, name), f"Review plans (*{SUFFIX})",
        )  # fmt: skip
        if file:
            self.send(plan, name, file, blind=blind)

    def give(self, plan: ReviewPlan, name: str, *, blind: bool) -> ReviewPlan | None:
        """Give a plan to a reviewer; return the reviewer's own."""
        if self._project is None:
            return None
        given = self._project.review.give_plan(plan, name, blind=blind)
        self.told.emit(f"“{given.name}” is now also a plan of {name}.", "", None)
        return given

    def send(self, plan: ReviewPlan, name: str, file: Path, *, blind: bool) -> None:
        """Give a plan to a reviewer who works in another copy of the project."""
        given = self.give(plan, name, blind=blind)
        if self._project and given:
            work = partial(self._project.review.save_plan, given, file)
            self._asking.do("save plan", work, lambda _none: self._sent(name, file))

    def _sent(self, name: str, file: Path) -> None:
        self.told.emit(
            f"Send {file.name} to {name}. Merge that copy of the project when it is done.", "", None
        )

    def ask_plan_file(self) -> None:
        """Ask for the file of a plan."""
        file = file_to_read(self._window, "Take in a plan", f"Review plans (*{SUFFIX})")
        if file:
            self.take_in_plan(file)

    def take_in_plan(self, file: Path) -> None:
        """Follow the plan that somebody sent."""
        if self._project:
            work = partial(self._project.review.take_in_plan, file)
            self._asking.do("take in plan", work, self._taken_in)

    # --- reviewers ---

    def ask_name(self) -> None:
        """Ask under which name verdicts are stored."""
        if self._project is None:
            return
        name, ok = QInputDialog.getText(
            self._window, "Your name as a reviewer", "Verdicts are stored under",
            text=self._project.reviewer,
        )  # fmt: skip
        if ok and name.strip():
            self.take_name(name.strip())

    def take_name(self, name: str) -> None:
        """Store verdicts under this name from now on."""
        if self._project:
            try:
                name = self._project.review.reviewer_called(name)
            except UnusableValueError as error:
                self.told.emit(str(error), "", None)
                return
            self._project.reviewer = name
            self._remembered.keep(_REVIEWER, name)
            self.told.emit(f"Verdicts are stored under {name} from now on.", "", None)

    def show_agreement(self) -> None:
        """Show how far two reviewers agree."""
        if self._project is None:
            return
        names = self._project.review.reviewers()
        if len(names) < 2:
            self.told.emit(
                "Agreement needs two reviewers who have listened to the same clips.", "", None
            )
            return
        box = AgreementBox(self._window, names, self._project.review.agreement)
        box.asking.failed.connect(lambda sentence: self.told.emit(sentence, "", None))
        box.open()

    def ask_merge(self) -> None:
        """Ask for the other copy of the project."""
        folder = existing_folder(self._window, "Folder of the other copy")
        if folder:
            self.merge(folder)

    def merge(self, folder: Path) -> None:
        """Take in what was said in another copy."""
        if self._project:
            self._asking.do("merge", partial(self._project.review.merge, folder), self._merged)

    # --- filters ---

    def save_filter(self, name: str, wanted: Filter) -> None:
        """Keep a filter under a name."""
        if self._project:
            self._project.review.save_filter(name, wanted)

    def forget_filter(self, name: str) -> None:
        """Keep a filter no longer."""
        if self._project:
            self._project.review.forget_filter(name)

    # --- clips and keys ---

    def export_clips(self) -> None:
        """Ask which clips to export and how."""
        if self._project:
            confirmed = self._project.review.confirmed
            self._asking.ask("clips", self._reading.asked, confirmed, self._open_clips_form)

    def _open_clips_form(self, confirmed: int) -> None:
        spec, chosen = self._reading.spec, self._queue.chosen()
        shown = self._queue.table.rowCount() if self._reading.numbered else None
        no_speech = bool(self._remembered.value(_NO_SPEECH, False))
        form = ClipsForm(self._window, chosen, spec.wanted, (confirmed, shown), no_speech)
        form.done_with.connect(lambda: self._to_folder(form))
        form.open()

    def export_shown(self) -> None:
        """Ask where to, and write the detections of the queue in its order."""
        if self._project is None:
            return
        spec = self._reading.spec
        name = f"{self._project.name} {'plan' if spec.plan else 'detections'}.csv"
        path = file_to_write(
            self._window, "Export the detections shown", documents() / name, "Tables (*.csv)"
        )
        if path:
            work = partial(
                self._project.review.export_shown, spec, path, self._remembered.for_excel
            )
            self._asking.do("export", work, partial(self._exported, path))

    def _exported(self, path: Path, number: int) -> None:
        self.told.emit(f"{words.count(number, 'detection')} written to {path.name}.", "", None)

    def change_keys(self) -> None:
        """Ask for other keys."""
        preset = self._remembered.value("keys/preset", OWN)
        form = KeysForm(self._window, preset, self._remembered.value("keys/own", {}))
        form.done_with.connect(lambda: self._take_keys(form))
        form.open()

    def _take_keys(self, form: KeysForm) -> None:
        self._remembered.keep("keys/preset", form.preset.currentText())
        self._remembered.keep("keys/own", form.own)
        self.keys_changed.emit()

    def _to_folder(self, form: ClipsForm) -> None:
        folder = existing_folder(self._window, "Folder for the clips")
        self._remembered.keep(_NO_SPEECH, form.settings.no_speech)
        if folder and self._project:
            settings = replace(form.settings, for_excel=self._remembered.for_excel)
            job = self._project.review.export_clips(form.wanted, folder, settings)
            last: deque[Progress] = deque(maxlen=1)
            job.progressed.connect(lambda step: last.append(step))
            job.completed.connect(lambda: self.told.emit(_written(folder, last), "", None))
            self.clips_wanted.emit(job)

    def _taken_in(self, taken: TakenIn) -> None:
        text = f"The plan has {words.count(taken.plan.items, 'clip')}."
        if taken.missing:
            text += f" {taken.missing:,} more are of recordings or analyses that are not here."
        self.told.emit(text, "", None)
        self.plan_made.emit(taken.plan)

    def _made(self, plan: ReviewPlan) -> None:
        self.told.emit(f"The plan has {words.count(plan.items, 'clip')}.", "", None)
        self.plan_made.emit(plan)

    def _merged(self, merged: Merged) -> None:
        taken = words.count(merged.verdicts, "verdict")
        if merged.references:
            taken += f" and {words.count(merged.references, 'kept clip')}"
        text = f"{taken} taken in, {merged.known:,} known before."
        if merged.unplaced:
            text += f" {merged.unplaced:,} are about recordings or analyses that are not here."
        self.told.emit(text, "", None)
        if self._project:
            self._project.detections_changed.emit()

    @property
    def _window(self) -> QWidget:
        return self._queue.window()

    def _enable(self) -> None:
        """Offer what has something to work on now."""
        anything = self._queue.table.rowCount() > 0
        for name, action in self.actions.items():
            needs_detections = name in ("clips", "shown", "plan", "give")
            needed = anything if needs_detections else self._project is not None
            action.setEnabled(name == "keys" or needed)

    def _action(self, text: str, picture: str, do: Callable[[], object]) -> QAction:
        made = QAction(text, self)
        if picture:
            made.setIcon(icon(picture))
        made.triggered.connect(lambda: do())
        return made


def _written(folder: Path, last: Sequence[Progress]) -> str:
    """Say where the clips are, and how many were left out by the last step."""
    return f"The clips are in {folder}.{left_out_in_words(last[-1].left_out if last else 0)}"
