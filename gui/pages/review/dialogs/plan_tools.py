"""Review plans: made, given to others, taken in."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from core.review.drawing_on import DrawnMore
from core.review.plan_files import SUFFIX, TakenIn, file_name
from core.review.plans import PlanRequest, ReviewPlan
from core.statistics.stages import SpeciesToJudge
from gui.pages.review.dialogs.plan_form import GiveForm, PlanForm
from gui.pages.review.dialogs.tool import ReviewTool
from gui.widgets import words
from gui.widgets.dialogs import documents, file_to_read, file_to_write


class PlanTools(ReviewTool):
    """What can be done with a review plan."""

    made = Signal(object)
    """A ReviewPlan to follow."""
    _form: PlanForm | None = None
    """The one that is open."""

    def offer(self) -> None:
        """Name what can be done."""
        self._add("plan", "Make a review plan …", "add", self.make_plan)
        self._add("more", "Draw more clips for this plan", "add", self.draw_more)
        self._add("give", "Give this plan to another reviewer …", "", self.give_plan)
        self._add("take_in", "Import a plan …", "import", self.ask_plan_file)

    def make_plan(self) -> None:
        """Ask what to pick, then pick it."""
        if not self._loader.numbered:
            self._say("The detections are still being counted. A moment, please.")
            return
        wanted = self._loader.spec.wanted
        form = PlanForm(self._window, wanted, self._queue.table.rowCount())
        form.done_with.connect(lambda: self.pick(form.wish))
        form.open()
        self._form = form
        form.finished.connect(self._form_is_closed)
        work = partial(self._project.review.plans.to_judge, wanted)
        self._requests.do(work, self._foretell)

    def _form_is_closed(self) -> None:
        self._form = None

    def _foretell(self, species: Sequence[SpeciesToJudge]) -> None:
        if self._form is not None:
            self._form.foretell(species)

    def pick(self, wish: PlanRequest) -> None:
        """Pick and store a plan, then follow it."""
        work = partial(self._project.review.plans.make, wish)
        self._requests.do(work, self._made, in_turn=True)

    def draw_more(self) -> None:
        """Add to the plan that is followed the clips that tell most now."""
        plan = self._loader.spec.plan
        if plan is None:
            self._say("Choose a plan first, then draw more clips for it.")
            return
        work = partial(self._project.review.plans.draw_more, plan)
        self._requests.do(work, self._drawn_more, in_turn=True)

    def _drawn_more(self, drawn: DrawnMore) -> None:
        stages = [f"{number:,} {stage.value}" for stage, number in sorted(drawn.stages.items())]
        self._say(f"{words.count(drawn.more, 'clip')} more. Species: {', '.join(stages)}.")
        self._project.review.plans.changed.emit()
        self.made.emit(drawn.plan)

    def give_plan(self) -> None:
        """Ask whom to give the plan that is followed."""
        plan = self._loader.spec.plan
        if plan is None:
            self._say("Choose a plan first, then give it to somebody.")
            return
        form = GiveForm(self._window, plan, self._project.review.plans.reviewers())
        form.done_with.connect(lambda: self._give(plan, form))
        form.open()

    def _give(self, plan: ReviewPlan, form: GiveForm) -> None:
        name, blind = form.reviewer.currentText().strip(), form.blind.isChecked()
        if not form.as_file:
            self.give(plan, name, partial(self._given, name), blind=blind)
            return
        file = file_to_write(
            self._window, "Save the plan for another copy of the project",
            documents() / file_name(plan, name), f"Review plans (*{SUFFIX})",
        )  # fmt: skip
        if file:
            self.send(plan, name, file, blind=blind)

    def give(
        self, plan: ReviewPlan, name: str, then: Callable[[ReviewPlan], object], *, blind: bool
    ) -> None:
        """Give a plan to a reviewer; ``then`` gets the reviewer's own."""
        work = partial(self._project.review.plans.give, plan, name, blind=blind)
        self._requests.do(work, then, in_turn=True)

    def _given(self, name: str, given: ReviewPlan) -> None:
        self._say(f"“{given.name}” is now also a plan of {name}.")

    def send(self, plan: ReviewPlan, name: str, file: Path, *, blind: bool) -> None:
        """Give a plan to a reviewer who works in another copy of the project."""
        self.give(plan, name, partial(self._save, name, file), blind=blind)

    def _save(self, name: str, file: Path, given: ReviewPlan) -> None:
        work = partial(self._project.review.plans.save, given, file)
        self._requests.do(work, lambda _none: self._sent(name, file))

    def _sent(self, name: str, file: Path) -> None:
        self._say(f"Send {file.name} to {name}. Merge that copy of the project when it is done.")

    def ask_plan_file(self) -> None:
        """Ask for the file of a plan."""
        file = file_to_read(self._window, "Import a plan", f"Review plans (*{SUFFIX})")
        if file:
            self.take_in_plan(file)

    def take_in_plan(self, file: Path) -> None:
        """Follow the plan that somebody sent."""
        work = partial(self._project.review.plans.take_in, file)
        self._requests.do(work, self._taken_in, in_turn=True)

    def _taken_in(self, taken: TakenIn) -> None:
        text = f"The plan has {words.count(taken.plan.items, 'clip')}."
        if taken.missing:
            text += (
                f" Not here: {words.count(taken.missing, 'clip')} of other recordings or analyses."
            )
        self._say(text)
        self.made.emit(taken.plan)

    def _made(self, plan: ReviewPlan) -> None:
        self._say(f"The plan has {words.count(plan.items, 'clip')}.")
        self.made.emit(plan)
