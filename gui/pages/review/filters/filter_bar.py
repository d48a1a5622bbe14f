"""Which detections are in the queue, as chips, and how many that leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

from core.domain import Detection, Species, Verdict
from core.review.plans import ReviewPlan
from core.store.detections import Filter
from core.store.runs import Run
from gui.icons import give_icon
from gui.pages.review.filters.more_chip import MoreChip
from gui.pages.review.filters.range_chips import DayChip, HourChip
from gui.pages.review.filters.score_chip import ScoreChip
from gui.pages.runs import run_name
from gui.stylesheet import give_look
from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.chips import Chip
from gui.widgets.elided import ElidedLabel
from gui.widgets.many_chip import ManyChip
from gui.widgets.overflow_row import OverflowRow
from gui.widgets.parts import button, row
from gui.widgets.plain import give_tip

_SEEN_MS = 150
_NARROW = 88 * GRID
_NAMED_PX = 26 * GRID
"""Plans and analyses have long names."""
_VERDICTS = (
    ("Any verdict", None),
    ("Not reviewed", frozenset({None})),
    ("Reviewed", frozenset(Verdict)),
    ("Correct", frozenset({Verdict.CORRECT})),
    ("Wrong", frozenset({Verdict.WRONG})),
    ("Unsure", frozenset({Verdict.UNSURE})),
)


class FilterBar(QWidget):
    """Chips at the left, counts at the right."""

    changed = Signal(object)
    """The Filter of now."""
    plan_chosen = Signal(object)
    """The id of a plan to follow, or None."""
    grid_wanted = Signal()
    first_wanted = Signal(bool)
    """Show first what is not reviewed, or the best score."""
    left = Signal()
    """A chip was closed: the keyboard is free for the clips."""

    def __init__(self) -> None:
        super().__init__()
        self.filter = Filter()
        self._said = ("", "")
        """What there is to say of the numbers, at length and in short."""
        self._hides = False
        self.plan, self.run = Chip("Plan"), Chip("Newest analysis")
        self.site, self.verdict = ManyChip("site"), Chip("Verdict", _VERDICTS)
        self.day, self.hour, self.score = DayChip(), HourChip(), ScoreChip()
        self.more = MoreChip()
        self.counts = ElidedLabel("muted")
        self.counts.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.counts.setMinimumWidth(6 * GRID)
        # Only where it takes a while: a word that flashes by unsettles.
        self._counting = QTimer(self, singleShot=True, interval=_SEEN_MS)
        self._counting.timeout.connect(lambda: self.counts.setText("Counting …"))
        self.show_hidden = button("Show", self._toggle_hidden, look="quiet")
        self.grid = QToolButton()
        give_look(self.grid, "quiet")
        give_icon(self.grid, "grid")
        self.grid.setCheckable(True)
        give_tip(self.grid, "Grid of many clips (G)")
        self.grid.setAccessibleName("Grid of many clips (G)")
        self.grid.clicked.connect(lambda: self.grid_wanted.emit())
        # What limits the queue now is the last to go.
        self.chips = OverflowRow(
            self.plan, self.run, self.site, self.day, self.hour, self.score, self.verdict,
            self.more, gap=GRID // 2, rank=QAbstractButton.isChecked,
        )  # fmt: skip
        self.setLayout(row(self.chips, self.counts, self.show_hidden, self.grid, gap=GRID // 2,
                           grows=1, margins=(2 * GRID, GRID // 2, GRID, GRID // 2)))  # fmt: skip
        self.show_hidden.hide()
        self.chips.offer(self.plan, False)
        for named in (self.plan, self.run):
            named.setMaximumWidth(_NAMED_PX)
        self._first = self.verdict.add_switch("Not reviewed first", self.first_wanted.emit)
        self._connect()

    def offer(self, runs: list[Run], sites: list[str]) -> None:
        """Take over the runs and sites that there are now."""
        self.run.offer([(run_name(run), run.id) for run in runs])
        self.chips.offer(self.run, len(runs) > 1)
        self.site.offer(sites)
        self.chips.offer(self.site, len(sites) > 1)
        self.site.choose(self.filter.sites)
        if self.filter.run_id in [run.id for run in runs]:
            self.run.choose(self.filter.run_id)
        self.filter = self._of_chips()

    def start_with(self, wanted: Filter) -> None:
        """Begin with a filter that is not told of: the queue is opened with it anyway."""
        self.filter = wanted
        self.take(wanted)

    def offer_plans(self, plans: Sequence[ReviewPlan], followed: ReviewPlan | None) -> None:
        """Take over the plans that there are now, and show the one that is followed."""
        self.plan.offer([("No plan", None), *((_plan_name(p), p.id) for p in plans)])
        self.plan.show_shares({p.id: p.done / p.items for p in plans if p.items})
        self.plan.choose(followed.id if followed else None)
        self.chips.offer(self.plan, bool(plans))

    def show_first(self, on: bool) -> None:
        """Show whether what is not reviewed comes first."""
        self._first.setChecked(on)

    def suggest_day(self, rows: Iterable[Detection]) -> None:
        """Let the dates begin where something was recorded."""
        at = next((d.at for d in rows if d.at), None)
        if at:
            self.day.suggest(at.local.date())

    def show_grid(self, on: bool) -> None:
        """Show which of table and grid is on screen."""
        self.grid.setChecked(on)

    def choose_species(self, species: Sequence[Species]) -> None:
        """Show one species, several, or all where there are none."""
        names = frozenset(one.scientific_name for one in species)
        one, several = (next(iter(names)), None) if len(names) == 1 else (None, names or None)
        self.take(replace(self.filter, species=one, several=several))

    def show_run(self, run_id: int) -> None:
        """Show all that an analysis found."""
        self.take(Filter(run_id=run_id, unlisted=self.filter.unlisted))

    def choose_hidden(self, shown: bool) -> None:
        """Show what the species list and rules hide, or hide it again."""
        self.take(replace(self.filter, unlisted=shown))

    def choose_only(self, wanted: Filter) -> None:
        """Show only these detections; of the analysis that is looked at, where none is named."""
        self.take(replace(wanted, run_id=wanted.run_id or self.filter.run_id))

    @property
    def limited(self) -> bool:
        """Tell whether the filter leaves out more than the species list does."""
        return self.filter != self._unlimited

    def clear(self) -> None:
        """Show all species, sites, times and verdicts of the analysis."""
        self.take(self._unlimited)

    @property
    def _unlimited(self) -> Filter:
        return Filter(run_id=self.filter.run_id, unlisted=self.filter.unlisted)

    def show_counts(self, shown: int, in_all: int, hidden: int, *, growing: bool) -> None:
        """Say how many detections there are, and how many are hidden."""
        text = f"{shown:,} of {in_all:,} shown" if shown != in_all else f"{in_all:,} shown"
        if growing:
            text += " so far"
        if hidden:
            text += f", {hidden:,} hidden by the species list or rules"
        elif self.filter.unlisted:
            text += ", also what is hidden otherwise"
        self._counting.stop()
        short = f"{shown:,} so far" if growing else f"{shown:,}"
        self._said = (text, short)
        self._say_counts()
        give_tip(self.counts, text)
        self.show_hidden.setText("Hide" if self.filter.unlisted else "Show")
        self.show_hidden.setAccessibleName(
            f"{self.show_hidden.text()} detections that the species list or rules hide"
        )
        self._hides = bool(hidden) or self.filter.unlisted
        self.more.offer_hidden(hidden)
        self._fit()

    def show_lacking(self, sentences: list[str]) -> None:
        """Say beside the numbers what is not in them; the whole sentences are in the hint."""
        if sentences:
            text = f"{self._said[0]}, not of all recordings"
            self._said = (text, self._said[1])
            self._say_counts()
            give_tip(self.counts, "\n".join((text, *sentences)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of a narrow window to the numbers. Called by Qt."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self._is_narrow
        self.show_hidden.setVisible(self._hides and not narrow)
        self._say_counts()

    @property
    def _is_narrow(self) -> bool:
        return self.width() < _NARROW * theme().scale

    def _say_counts(self) -> None:
        if not self._counting.isActive():
            self.counts.setText(self._said[self._is_narrow])

    def take(self, wanted: Filter) -> None:
        """Filter by this from now on; the chips show it."""
        values: dict[str, Any] = {n: getattr(wanted, n) for n in _ranged(self)}
        for chip in (self.day, self.hour, self.score):
            chip.choose(values)
        self.site.choose(wanted.sites)
        self.verdict.choose(wanted.verdicts)
        self.run.choose(wanted.run_id)
        self.more.show_filter(wanted)
        if wanted != self.filter:
            self.filter = wanted
            self.changed.emit(wanted)

    def _connect(self) -> None:
        self.changed.connect(lambda _filter: self._counting.start())
        ranged = (self.run, self.site, self.verdict, self.day, self.hour, self.score)
        for chip in ranged:
            chip.chosen.connect(self._read)
        for each in (*ranged, self.plan, self.more):
            each.closed.connect(self.left)
        self.more.chosen.connect(self.take)
        self.more.hidden_wanted.connect(self.choose_hidden)
        self.plan.chosen.connect(self.plan_chosen)

    def _of_chips(self) -> Filter:
        limits: dict[str, Any] = dict.fromkeys(_ranged(self))
        for chip in (self.day, self.hour, self.score):
            limits |= chip.values
        return replace(
            self.filter,
            run_id=self.run.value,  # type: ignore[arg-type]
            sites=self.site.value,
            verdicts=self.verdict.value,  # type: ignore[arg-type]
            **limits,
        )

    def _read(self, *_: object) -> None:
        self.take(self._of_chips())

    def _toggle_hidden(self) -> None:
        self.choose_hidden(not self.filter.unlisted)


def verdict_choices() -> list[frozenset[Verdict | None]]:
    """Return the sets of verdicts that can be chosen."""
    return [said for _, said in _VERDICTS if said is not None]


def _ranged(bar: FilterBar) -> tuple[str, ...]:
    return tuple(name for chip in (bar.day, bar.hour, bar.score) for name in chip.names())


def _plan_name(plan: ReviewPlan) -> str:
    whose = f", {plan.reviewer}" if plan.reviewer else ""
    return f"{plan.name}{whose}: {words.reviewed(plan.done, plan.items, plan.today)}"
