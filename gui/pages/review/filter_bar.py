"""Which detections are in the queue, as chips, and how many that leaves."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.domain import Species, Verdict
from core.store.detections import Filter
from core.store.runs import Run
from gui.pages.runs import run_name
from gui.theme import GRID
from gui.widgets.chips import Chip
from gui.widgets.parts import button, label, row

_SCORES = (
    ("Any score", None),
    ("Score from 0.5", 0.5),
    ("Score from 0.7", 0.7),
    ("Score from 0.8", 0.8),
    ("Score from 0.9", 0.9),
    ("Score from 0.95", 0.95),
)
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

    def __init__(self) -> None:
        super().__init__()
        self.filter = Filter()
        self.run = Chip("Newest analysis")
        self.site = Chip("Site")
        self.score = Chip("Score", _SCORES)
        self.verdict = Chip("Verdict", _VERDICTS)
        self.counts = label("", "muted")
        self.show_hidden = button("Show", self._toggle_hidden, look="quiet")
        for chip in (self.run, self.site, self.score, self.verdict):
            chip.chosen.connect(self._read)
        self.setLayout(
            row(self.run, self.site, self.score, self.verdict, 1, self.counts, self.show_hidden,
                margins=(2 * GRID, GRID // 2, GRID, GRID // 2))
        )  # fmt: skip
        self.show_hidden.hide()

    def offer(self, runs: list[Run], sites: list[str]) -> None:
        """Take over the runs and sites that there are now."""
        self.run.offer([(run_name(run), run.id) for run in runs])
        self.run.setVisible(len(runs) > 1)
        self.site.offer([("All sites", None), *((site, site) for site in sites)])
        self.site.setVisible(len(sites) > 1)
        self.filter = self._of_chips()

    def choose_species(self, species: Species | None) -> None:
        """Show one species, or all."""
        self._take(replace(self.filter, species=species.scientific_name if species else None))

    def choose_hidden(self, shown: bool) -> None:
        """Show what the species list hides, or hide it again."""
        self._take(replace(self.filter, unlisted=shown))

    def show_counts(self, shown: int, in_all: int, hidden: int) -> None:
        """Say how many detections there are, and how many the species list hides."""
        text = f"{shown:,} of {in_all:,} shown" if shown != in_all else f"{in_all:,} shown"
        if hidden:
            text += f", {hidden:,} hidden by the species list"
        elif self.filter.unlisted:
            text += ", also what the species list does not expect"
        self.counts.setText(text)
        self.show_hidden.setText("Hide" if self.filter.unlisted else "Show")
        self.show_hidden.setAccessibleName(
            f"{self.show_hidden.text()} detections that the species list does not expect"
        )
        self.show_hidden.setVisible(bool(hidden) or self.filter.unlisted)

    def _of_chips(self) -> Filter:
        return replace(
            self.filter,
            run_id=self.run.value,  # type: ignore[arg-type]
            site=self.site.value,  # type: ignore[arg-type]
            min_score=self.score.value,  # type: ignore[arg-type]
            verdicts=self.verdict.value,  # type: ignore[arg-type]
        )

    def _read(self) -> None:
        self._take(self._of_chips())

    def _toggle_hidden(self) -> None:
        self.choose_hidden(not self.filter.unlisted)

    def _take(self, wanted: Filter) -> None:
        if wanted != self.filter:
            self.filter = wanted
            self.changed.emit(wanted)
