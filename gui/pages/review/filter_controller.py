"""What the species, the chips and the queue agree on: which detections are shown, and how many."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.domain import Species, Verdict
from core.review.plans import ReviewPlan
from core.review.progress import ReviewProgress
from core.store.detection_order import BEST_FIRST, UNREVIEWED_FIRST
from core.store.detections import Filter
from gui.open_project import OpenProject
from gui.pages.review.filters import counts
from gui.pages.review.filters.counts import Counts, Sums
from gui.pages.review.filters.filter_bar import FilterBar, verdict_choices
from gui.pages.review.filters.species_panel import SpeciesPanel
from gui.pages.review.questions import ReviewQuestion
from gui.pages.review.queue.queries import QueueStart
from gui.pages.review.queue.queue_loader import QueueLoader
from gui.pages.review.standing import Standing
from gui.requests import Requests
from gui.widgets.notice import Notice

_BLIND = "A blind plan is followed, whatever is filtered by. Choose “No plan” to leave it."


class FilterController(QObject):
    """Hands what is chosen to the queue; says beside the choices how many detections there are."""

    counted = Signal(object)
    """The Counts."""
    told = Signal(object)
    """A Notice."""

    def __init__(
        self,
        species: SpeciesPanel,
        filters: FilterBar,
        loader: QueueLoader,
        standing: Standing,
        requests: Requests,
    ) -> None:
        super().__init__(filters)
        self._species, self._filters, self._loader = species, filters, loader
        self._standing, self._requests = standing, requests
        self._project = loader.project
        self._length = self._hidden = 0
        self._former = filters.filter
        """What was filtered by when the queue was opened."""
        species.chosen.connect(self._choose_species)
        filters.changed.connect(self._read)
        filters.changed.connect(self._mark_species)
        filters.plan_chosen.connect(self._choose_plan)
        filters.first_wanted.connect(self._sort)
        filters.more.save_wanted.connect(self._save)
        filters.more.forget_wanted.connect(self._forget)
        loader.opened.connect(self._offer)
        filters.score.opened.connect(self._count_scores)
        filters.verdict.opened.connect(self._count_verdicts)
        filters.site.opened.connect(self._count_sites)
        filters.more.opened.connect(self._count_more)

    def begin(self) -> None:
        """Follow what is said, planned and saved."""
        self._project.verdicts_changed.connect(self._verdicts_changed)
        self._project.review.plans.changed.connect(self.read_counts)
        self._project.review.filters_changed.connect(self.read_counts)

    def show_only(self, wanted: Filter) -> None:
        """Show only these detections, as another page leads to; a plan is left for them."""
        plan = self._loader.spec.plan
        if plan and not plan.blind:
            self._loader.follow(None, self._filters.filter)
        self._filters.choose_only(wanted)

    def follow(self, plan: ReviewPlan) -> None:
        """Go through a plan."""
        self._loader.follow(plan, self._filters.filter)

    def read_counts(self) -> None:
        """Count again what is shown around the queue."""
        work = partial(counts.counts, self._project, self._filters.filter, self._loader.spec.plan)
        self._species.say_counting()
        self._requests.ask(
            ReviewQuestion.COUNTS, self._counted, work, self._show_counts, self._say_uncounted
        )
        for part in (ReviewQuestion.SPECIES, ReviewQuestion.PLANS):  # is in it, as it stands
            self._requests.forget(part)

    def _read(self, wanted: Filter) -> None:
        """Show what is filtered by; a plan is left for it, but for a blind one: all would show."""
        plan = self._loader.spec.plan
        if plan is None or _of_the_same(wanted, self._former):
            self._loader.read(wanted)
        elif not plan.blind:
            self._loader.follow(None, wanted)
        else:
            self._filters.start_with(self._former)
            self._refuse()

    def _choose_species(self, chosen: Sequence[Species]) -> None:
        """Show species; also those that were shown before a plan was followed."""
        before, plan = self._filters.filter, self._loader.spec.plan
        self._filters.choose_species(chosen)
        if plan and self._filters.filter == before:
            self._refuse() if plan.blind else self._loader.follow(None, before)

    def _refuse(self) -> None:
        self._mark_species()
        self.told.emit(Notice(_BLIND))

    def _mark_species(self, *_: object) -> None:
        """Mark what is filtered by; while a plan is followed no species is what is shown."""
        self._species.show_chosen(None if self._loader.spec.plan else self._filters.filter)

    def _offer(self, found: QueueStart) -> None:
        self._former = self._filters.filter
        self._mark_species()
        self._filters.offer(found.runs, found.sites)
        self._filters.show_first(found.queue.sort == UNREVIEWED_FIRST)
        self._filters.suggest_day(row for rows in found.pages.values() for row in rows)
        self.read_counts()
        self._length, self._hidden = found.length, found.hidden

    def _say_uncounted(self, sentence: str) -> None:
        self._species.say_uncounted(sentence, self.read_counts)

    def _counted(self) -> object:
        plan = self._loader.spec.plan
        return self._filters.filter, plan and plan.id

    def _show_counts(self, found: Counts) -> None:
        self._show_sums(found.sums)
        me = self._project.reviewer  # who has perhaps said nothing yet when this was counted
        self._filters.more.offer(list(dict.fromkeys((*found.reviewers, me))), found.saved)
        self._filters.offer_plans(found.plans, self._loader.spec.plan)
        in_all = max(found.in_all, self._length)
        growing = self._standing.growing
        self._filters.show_counts(self._length, in_all, self._hidden, growing=growing)
        self._filters.show_lacking([] if growing else found.not_whole)
        self.counted.emit(found)

    def _show_sums(self, found: Sums) -> None:
        plan, species, progress = self._loader.spec.plan, found.species, found.progress
        if plan and plan.blind:  # nor may the sums tell what others said
            species = [replace(c, correct=0, wrong=0, unsure=0) for c in species]
            progress = ReviewProgress(plan.done, plan.items)
        self._species.show_counts(species)
        self._species.progress.show_progress(progress)

    def _verdicts_changed(self, _ids: Iterable[int]) -> None:
        if self._requests.asked(ReviewQuestion.COUNTS):  # perhaps counted before
            self.read_counts()
        else:
            self._read_sums(self._project)

    def _read_sums(self, project: OpenProject) -> None:
        work = partial(counts.sums, project, self._filters.filter, self._loader.spec.plan)
        self._requests.ask(ReviewQuestion.SPECIES, self._counted, work, self._show_sums)
        plan = self._loader.spec.plan
        if plan:
            self._requests.ask(
                ReviewQuestion.PLANS,
                self._counted,
                project.review.plans.everything,
                self._show_plans,
            )

    def _show_plans(self, plans: Sequence[ReviewPlan]) -> None:
        followed = self._loader.spec.plan
        self._filters.offer_plans(plans, followed)
        now = next((p for p in plans if followed and p.id == followed.id), None)
        if now and now.blind:
            self._species.progress.show_progress(ReviewProgress(now.done, now.items))

    def _count_scores(self) -> None:
        self._filters.score.histogram.show_numbers(())
        work = partial(self._project.review.queue.by_score, self._filters.filter)
        then = self._filters.score.histogram.show_numbers
        self._requests.ask(ReviewQuestion.SCORES, self._counted, work, then)

    def _count_verdicts(self) -> None:
        plan = self._loader.spec.plan
        if not (plan and plan.blind):  # nor may sums tell what others said
            work = partial(self._project.review.queue.by_verdict, self._filters.filter)
            self._requests.ask(ReviewQuestion.SAID, self._counted, work, self._show_verdicts)

    def _show_verdicts(self, found: dict[Verdict | None, int]) -> None:
        self._filters.verdict.show_numbers(
            {said: sum(found.get(v, 0) for v in said) for said in verdict_choices()}
            | {None: sum(found.values())}
        )

    def _count_sites(self) -> None:
        work = partial(self._project.review.queue.by_site, self._filters.filter)
        self._requests.ask(
            ReviewQuestion.SITES, self._counted, work, self._filters.site.show_numbers
        )

    def _count_more(self) -> None:
        plan, more = self._loader.spec.plan, self._filters.more
        if not (plan and plan.blind):  # nor may these tell
            work = partial(counts.each, self._project, more.choices)
            self._requests.ask(ReviewQuestion.MORE, self._counted, work, more.show_numbers)

    def _choose_plan(self, plan_id: object) -> None:
        every = self._project.review.plans.everything()
        plan = next((p for p in every if p.id == plan_id), None)
        self._loader.follow(plan, self._filters.filter)

    def _sort(self, unreviewed_first: bool) -> None:
        sort = UNREVIEWED_FIRST if unreviewed_first else BEST_FIRST
        self._loader.sort(sort.by, sort.descending)

    def _save(self, name: str) -> None:
        self._project.review.save_filter(name, self._filters.filter)

    def _forget(self, name: str) -> None:
        self._project.review.forget_filter(name)


def _of_the_same(wanted: Filter, former: Filter) -> bool:
    """Tell whether filters differ at most in what they skip and in what is hidden otherwise."""
    return replace(wanted, skip=former.skip, unlisted=former.unlisted) == former
