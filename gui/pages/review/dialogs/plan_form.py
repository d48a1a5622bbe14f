"""Making a review plan, and giving one to another reviewer, in plain words."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from core.review.plans import PlanRequest, ReviewPlan
from core.statistics.stages import HALF_WIDTH, SECONDS_A_CLIP, SpeciesToJudge, forecast
from core.store.detections import Filter
from gui.widgets import words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.form_dialog import FormDialog
from gui.widgets.plain import give_tip

_MEASURES = ("precision", "random", "stratified")
KINDS: tuple[tuple[str, str, str], ...] = (
    ("To measure precision", "precision",
     "About {n} clips of each species, evenly from six ranges of scores, in random order. "
     "What share of all detections is right is estimated from them."),
    ("The best of each species", "top", "{n} clips with the best scores of each species."),
    ("The best of each species and site", "top-per-site",
     "{n} clips with the best scores of each species at each site."),
    ("The best of each species, site and day", "top-per-day",
     "{n} clips with the best scores of each species on each day at each site."),
    ("From low to high scores", "stratified",
     "{n} clips from each of four ranges of scores, of each species, in random order. "
     "This is what a threshold can be set from."),
    ("At random", "random", "{n} clips of each species, all equally likely."),
    ("What the network is unsure of", "uncertain",
     "{n} clips of each species with scores nearest to 0.5."),
    ("First and last of the season", "ends-of-season",
     "The first and the last {n} clips of each species by date."),
    ("Unusual by season", "unusual-season",
     "{n} clips of each species with the fewest others within a week."),
    ("Unusual by hour", "unusual-hour",
     "{n} clips of each species with the fewest others within an hour."),
    ("Everything", "everything", "All detections, the best scores first."),
)  # fmt: skip


class PlanForm(FormDialog):
    """Which clips to listen to, picked once and kept."""

    def __init__(self, parent: QWidget, wanted: Filter, shown: int) -> None:
        super().__init__(parent, "Make a review plan", "Make the plan")
        self._wanted, self._shown = wanted, shown
        self._species: Sequence[SpeciesToJudge] = ()
        self.name, self.kind = QLineEdit(), ChoiceBox()
        self.n, self.apart, self.seed = QSpinBox(), QSpinBox(), QSpinBox()
        self.hours, self.half_width = QDoubleSpinBox(), QSpinBox()
        self.hours.setRange(0.1, 1000)
        self.hours.setValue(3)
        self.hours.setDecimals(1)
        self.hours.setSuffix(" h")
        give_tip(self.hours, f"A clip takes about {SECONDS_A_CLIP:g} seconds")
        self.half_width.setRange(1, 30)
        self.half_width.setValue(round(HALF_WIDTH * 100))
        self.half_width.setPrefix("± ")
        self.half_width.setSuffix(" %")
        for text, _, _ in KINDS:
            self.kind.addItem(text)
        self.n.setRange(1, 10_000)
        self.n.setValue(50)
        self.apart.setRange(0, 7 * 24 * 60)
        self.apart.setSuffix(" min")
        self.apart.setSpecialValueText("Any")
        self.seed.setRange(1, 999_999)
        give_tip(self.seed, "The same seed picks the same clips again")
        self.add(
            [
                ("Name", self.name),
                ("What to pick", self.kind),
                ("How many", self.n),
                ("Least time between clips of a species at a site", self.apart),
                ("Seed", self.seed),
                ("Time to listen", self.hours),
                ("How sure", self.half_width),
            ]
        )
        for field in (self.hours, self.half_width):
            field.valueChanged.connect(self._say)
        self.kind.currentIndexChanged.connect(self._say)
        self.n.valueChanged.connect(self._say)
        self._say()

    def foretell(self, species: Sequence[SpeciesToJudge]) -> None:
        """Say from now on what can be reached of these species: of what the filters show."""
        self._species = species
        self._say()

    @property
    def wish(self) -> PlanRequest:
        """Return what the fields say."""
        text, kind, _ = KINDS[self.kind.currentIndex()]
        return PlanRequest(
            self.name.text().strip() or text, kind, self.n.value(), self._wanted,
            self.seed.value(), apart_min=self.apart.value(),
        )  # fmt: skip

    def _say(self, *_signal: object) -> None:
        kind, picks = KINDS[self.kind.currentIndex()][1:]
        self.n.setEnabled(kind != "everything")
        measures = kind in _MEASURES and bool(self._species)
        for field in (self.hours, self.half_width):
            field.setEnabled(measures)
        says = (
            f"{picks.format(n=self.n.value())} Picked from the "
            f"{words.count(self._shown, 'detection')} that the filters show now; the plan stays "
            "as it is when they change."
        )
        self.says.setText(f"{says}\n\n{self._reach()}" if measures else says)

    def _reach(self) -> str:
        """Say what the time for listening can show."""
        found = forecast(self._species, self.hours.value(), self.half_width.value() / 100)
        some = [one for one in found.species if one.clips][:3]
        first = [f"{one.name} ({words.count(one.clips, 'clip')})" for one in some]
        order = f" First: {', '.join(first)}." if first else ""
        return f"{self.hours.value():g} hours of listening: {found.sentence}{order}"


class GiveForm(FormDialog):
    """Whom to give a plan, and whether blind."""

    def __init__(self, parent: QWidget, plan: ReviewPlan, reviewers: Sequence[str]) -> None:
        super().__init__(
            parent,
            "Give this plan to another reviewer",
            "Give the plan",
            f"The {words.count(plan.items, 'clip')} of “{plan.name}” become a plan of its own, in "
            "the same order. Blind: what others said of them is not shown.",
        )
        self.reviewer, self.blind = ChoiceBox(), QCheckBox("Hide what others said")
        self.place = ChoiceBox()
        self.place.addItems(["This project", "Another copy of it: save a file to send"])
        self.reviewer.setEditable(True)
        self.reviewer.addItems(list(reviewers))
        self.reviewer.setCurrentText("")
        self.blind.setChecked(True)
        self.add([("Reviewer", self.reviewer), ("Works in", self.place), ("Blind", self.blind)])
        self.reviewer.editTextChanged.connect(self._need_a_name)
        self._need_a_name("")

    @property
    def as_file(self) -> bool:
        """Tell whether the plan is to be sent."""
        return self.place.currentIndex() == 1

    def _need_a_name(self, name: str) -> None:
        self.does.setEnabled(bool(name.strip()))
