"""Which analyses to make one of, and by which rule."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFrame,
    QSizePolicy,
    QWidget,
)

from core.combining import CombinationRule, CombinationWish
from core.combining.wish import MOST_WEIGHT
from core.store.runs import Run
from gui.pages.runs import run_name
from gui.theme import GRID
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.form_dialog import FormDialog
from gui.widgets.parts import column, holder, indent, row
from gui.widgets.plain import give_tip, on_button
from gui.widgets.scrolled import Scrolled

RULES: tuple[tuple[str, CombinationRule, str], ...] = (
    ("All of them hear it", CombinationRule.BOTH,
     "A species counts where all hear it at the same moment. The score is their lowest."),
    ("One of them hears it", CombinationRule.EITHER,
     "A species counts where one of them hears it. The score is the highest at the moment."),
    ("Their mean score", CombinationRule.WEIGHTED,
     "The score is the mean at the moment, by weight, of those that know the species."),
)  # fmt: skip
_OWN = -0.01
"""Stands for what the analyses have themselves."""
_LINE, _MOST_LINES = 5 * GRID, 6
_WIDTH = 88 * GRID


class CombineForm(FormDialog):
    """Analyses with their weights, the rule, and from which score and overlap on."""

    def __init__(self, parent: QWidget, runs: Sequence[Run]) -> None:
        super().__init__(parent, "Combine analyses", "Combine")
        self._runs = [run for run in runs if run.finished_utc is not None]
        self.setMinimumWidth(_WIDTH)
        self.boxes = [_box(run) for run in self._runs]
        self.weights = [_weight(run) for run in self._runs]
        self.rule = ChoiceBox()
        for text, _, _ in RULES:
            self.rule.addItem(text)
        self.min_score = _number(0.99, 0.05, 2, "As the analyses have it")
        self.overlap = _number(60, 0.5, 2, "Half of the shorter one", " s")
        self.add(
            [
                ("Analyses", self._list()),
                ("Rule", self.rule),
                ("Lowest score", self.min_score),
                ("Least overlap", self.overlap),
            ]
        )
        self.rule.currentIndexChanged.connect(self._say)
        for box in self.boxes:
            box.toggled.connect(self._say)
        self._say()

    @property
    def wish(self) -> CombinationWish:
        """Return what the fields say."""
        rule = RULES[self.rule.currentIndex()][1]
        chosen = [place for place, box in enumerate(self.boxes) if box.isChecked()]
        weights = {self._runs[n].id: round(self.weights[n].value(), 2) for n in chosen}
        return CombinationWish(
            tuple(self._runs[place].id for place in chosen),
            rule,
            weights if rule is CombinationRule.WEIGHTED else {},
            _value(self.min_score),
            _value(self.overlap),
        )

    def _list(self) -> Scrolled:
        lines = [
            row(box, weight, grows=0) for box, weight in zip(self.boxes, self.weights, strict=True)
        ]
        area = Scrolled(holder(column(*lines, 1, gap=0), "window"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFixedHeight(_LINE * min(len(lines), _MOST_LINES))
        return area

    def _say(self, *_signal: object) -> None:
        _, rule, means = RULES[self.rule.currentIndex()]
        for box, weight in zip(self.boxes, self.weights, strict=True):
            weight.setVisible(rule is CombinationRule.WEIGHTED)
            weight.setEnabled(box.isChecked())
        self.says.setText(
            f"{means} It is no network's score and is not calibrated. Only recordings that all of "
            "them have heard whole have a part in it."
        )
        self.does.setEnabled(sum(box.isChecked() for box in self.boxes) > 1)


def _box(run: Run) -> QCheckBox:
    name = run_name(run)
    box = QCheckBox(on_button(name))
    give_tip(box, name)
    box.setMinimumHeight(_LINE)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # names may be long
    box.ensurePolished()
    box.setMinimumWidth(min(box.sizeHint().width(), _WIDTH))
    return box


def _weight(run: Run) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(0.01, MOST_WEIGHT)
    field.setDecimals(2)
    field.setValue(1)
    field.setAccessibleName(f"Weight of {run.title}")
    give_tip(field, "What this analysis counts in the mean")
    indent(field)
    return field


def _number(most: float, step: float, decimals: int, usual: str, unit: str = "") -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(_OWN, most)
    field.setDecimals(decimals)
    field.setSingleStep(step)
    field.setSuffix(unit)
    field.setSpecialValueText(usual)
    field.setValue(_OWN)
    return field


def _value(field: QDoubleSpinBox) -> float | None:
    value = round(field.value(), field.decimals())
    return None if value < 0 else value
