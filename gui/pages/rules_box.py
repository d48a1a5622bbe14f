"""Rules of species: which there are, what they hide, and making one."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from core.domain import Species
from core.errors import UnusableValueError
from core.store.species_rule import Showing, SpeciesRule
from core.store.turned import in_words
from gui.open_project import OpenProject
from gui.open_rules import RulesState
from gui.pages.questions import PageQuestion
from gui.requests import Requests, the_project
from gui.theme import GRID
from gui.widgets import plain
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.parts import button, column, indent, label, row

_NO_SET = "No rules"
_SHOWINGS = (
    ("As the list says", None), ("Always", Showing.ALWAYS), ("Never", Showing.NEVER),
)  # fmt: skip
_INTRODUCTION = (
    "A rule says which detections of a species are shown, counted and exported. What it hides "
    "stays in the project, and is shown again without it."
)


class RulesBox(QDialog):
    """The rules in use, each with what it hides, and fields for a new one."""

    def __init__(
        self,
        parent: QWidget,
        project: OpenProject,
        run_id: int,
        species: Sequence[Species],
        about: str = "",
    ) -> None:
        """``species`` are those that the analysis found; the first rule may be ``about`` one."""
        super().__init__(parent)
        self.setWindowTitle(plain.title("Rules of species"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(104 * GRID, 64 * GRID)
        self._project, self._run_id = project, run_id
        self._names = {one.scientific_name: one.common_name for one in species}
        self._scores_of = ""
        self.requests = Requests(self)
        self.sets = ChoiceBox()
        self.sets.setAccessibleName("Rules in use")
        self.species, self.showing = ChoiceBox(), ChoiceBox()
        self.score, self.windows = QDoubleSpinBox(), QSpinBox()
        self.within = QSpinBox()
        self.says = label("", "muted", wrap=True)
        self._list = QGridLayout()
        self._prepare(species)
        self.species.setCurrentIndex(max(0, self.species.findData(about)))
        self._build()
        self.sets.activated.connect(self._use)
        self.requests.failed.connect(self.says.setText)
        project.detections_changed.connect(self._read)
        self._read()

    @property
    def wish(self) -> SpeciesRule:
        """Return what the fields say. Raises UnusableValueError for what is no rule."""
        windows = self.windows.value() if self.windows.value() > 1 else None
        score = round(self.score.value(), 3) or None
        return SpeciesRule(
            self.species.currentData(),
            self._scores_of if score is not None else None,
            score,
            self.showing.currentData(),
            windows,
            None if windows is None else float(self.within.value()),
        )

    def keep(self) -> None:
        """Let what the fields say hold."""
        try:
            self._project.rules.keep(self.wish)
        except UnusableValueError as error:
            self.says.setText(str(error))

    # --- making ---

    def _prepare(self, species: Sequence[Species]) -> None:
        for one in species:
            self.species.addItem(one.common_name, one.scientific_name)
        for text, value in _SHOWINGS:
            self.showing.addItem(text, value)
        self.showing.setMinimumWidth(self.showing.sizeHint().width())
        self.score.setRange(0.0, 1.0)
        self.score.setDecimals(3)
        self.score.setSingleStep(0.05)
        self.score.setSpecialValueText("Any")
        self.windows.setRange(1, 100)
        self.windows.setSpecialValueText("One is enough")
        self.within.setRange(1, 86_400)
        self.within.setValue(30)
        self.within.setSuffix(" s")
        indent(self.score, self.windows, self.within)
        self.species.setMinimumWidth(24 * GRID)
        self.windows.valueChanged.connect(lambda number: self.within.setEnabled(number > 1))
        self.within.setEnabled(False)

    def _build(self) -> None:
        inside = QWidget()
        inside.setLayout(column(self._list, 1, margins=(0, 0, GRID, 0)))
        every = QScrollArea()
        every.setWidget(inside)
        every.setWidgetResizable(True)
        every.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setColumnStretch(1, 1)
        self._list.setColumnStretch(2, 1)
        self._list.setHorizontalSpacing(2 * GRID)
        fields = QGridLayout()
        fields.setHorizontalSpacing(2 * GRID)
        fields.setVerticalSpacing(GRID // 2)
        named = (
            ("Species", self.species), ("Score from", self.score), ("Shown", self.showing),
            ("Windows needed", self.windows), ("Within", self.within),
        )  # fmt: skip
        for place, (name, field) in enumerate(named):
            field.setAccessibleName(name)
            fields.addWidget(label(name, "muted"), 0, place)
            fields.addWidget(field, 1, place)
        fields.setColumnStretch(0, 1)
        make = button("Keep this rule", self.keep, look="primary")
        close = button("Close", self.accept)
        for one in (make, close):
            one.setAutoDefault(False)
        in_use = row(label("In use"), self.sets, 1)
        self.setLayout(
            column(label("Rules of species", "title"), label(_INTRODUCTION, "muted", wrap=True),
                   in_use, every, fields, row(self.says, make, close, grows=0), gap=2 * GRID,
                   margins=(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID), grows=3)
        )  # fmt: skip

    # --- showing ---

    def _read(self) -> None:
        work = partial(self._project.rules.state, self._run_id)
        self.requests.ask(PageQuestion.RULES, the_project, work, self._show)

    def _show(self, found: RulesState) -> None:
        self._scores_of = found.scores_of
        self.sets.clear()
        self.sets.addItem(_NO_SET, None)
        for name in found.known.sets:
            self.sets.addItem(name, name)
        self.sets.setCurrentIndex(max(0, self.sets.findData(found.known.in_use)))
        while (item := self._list.takeAt(0)) is not None:
            if (shown := item.widget()) is not None:
                shown.deleteLater()
        for place, rule in enumerate(found.known.held):
            self._show_rule(place, rule, found)
        if not found.known.held:
            self._list.addWidget(label("No rules yet.", "muted"), 0, 0)

    def _show_rule(self, place: int, rule: SpeciesRule, found: RulesState) -> None:
        its = rule.scores_of in (None, found.scores_of)
        did = found.did.get(rule.species) if its else None
        name = did.common_name if did else self._names.get(rule.species, rule.species)
        said = rule.sentence if its else f"{rule.sentence} (scores of {rule.scores_of})"
        remove = button("Remove", partial(self._project.rules.remove, rule), look="quiet")
        remove.setAccessibleName(f"Remove the rule of {name}")
        remove.setAutoDefault(False)
        self._list.addWidget(label(name), place, 0)
        self._list.addWidget(label(said, wrap=True), place, 1)
        self._list.addWidget(label(in_words(did) if did else "", "muted", wrap=True), place, 2)
        self._list.addWidget(remove, place, 3)

    def _use(self) -> None:
        self._project.rules.use(self.sets.currentData())
