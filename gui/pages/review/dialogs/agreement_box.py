"""How far two reviewers agree, species by species."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from core.review.agreement import Agreement
from core.statistics.kappa import kappa_text
from gui.pages.review.questions import ReviewQuestion
from gui.remembered import Remembered
from gui.requests import Requests
from gui.tables.columns import Column, scientific
from gui.tables.plain import PlainTable
from gui.tables.table_view import TableView
from gui.theme import GRID
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.help_box import ReadingBox
from gui.widgets.parts import column, holder, label, row

COLUMNS: tuple[Column[Agreement], ...] = (
    Column(
        "Species", lambda a: a.species.common_name if a.species else "All species", width=280,
        second_heading="Scientific name",
        second=lambda a: scientific(a.species) if a.species else "",
        key=lambda a: (a.species is not None, a.species.common_name if a.species else ""),
    ),
    Column("Both heard", lambda a: f"{a.both:,}", number=True, width=104, key=lambda a: a.both),
    Column("Agreed", lambda a: f"{a.agreed / a.both:.0%}" if a.both else "", number=True, width=80,
           key=lambda a: a.agreed / a.both if a.both else None),
    Column("Kappa", lambda a: kappa_text(a.kappa), number=True, width=144,
           key=lambda a: a.kappa.interval and a.kappa.interval.estimate,
           about="Cohen's kappa of right and wrong, with its 95 % interval: 1 is perfect, "
                 "0 no better than chance. Where all agree it has no interval."),
    Column("With unsure", lambda a: kappa_text(a.with_unsure), number=True, width=144,
           key=lambda a: a.with_unsure.interval and a.with_unsure.interval.estimate,
           about="The same with unsure as a third word."),
)  # fmt: skip

_BOTH = 1
"""All species first, then those of which most is known."""


class AgreementBox(ReadingBox):
    """Two names, and a table."""

    def __init__(
        self,
        parent: QWidget,
        reviewers: Sequence[str],
        read: Callable[[str, str], list[Agreement]],
        remembered: Remembered,
    ) -> None:
        self.table = PlainTable(COLUMNS)
        self.view = TableView("Agreement by species", self.table)
        self.view.mark_sorted(_BOTH, descending=True)
        self.table.sort(_BOTH, Qt.SortOrder.DescendingOrder)
        self.first, self.second = ChoiceBox(), ChoiceBox()
        for box, name in ((self.first, "First reviewer"), (self.second, "Second reviewer")):
            box.addItems(list(reviewers))
            box.setAccessibleName(name)
        self.second.setCurrentIndex(1)
        self.view.setMinimumSize(88 * GRID, 40 * GRID)
        self.view.stretch_first()
        remembered.restore_columns(self.view.columns, "agreement")
        who = row(self.first, label("and"), self.second, 1)
        says = "What both have given a verdict; what one has taken back does not count."
        content = holder(column(who, label(says, "muted", wrap=True), self.view))
        super().__init__(parent, "Agreement of reviewers", content)
        self._read = read
        self.requests = Requests(self)
        for box in (self.first, self.second):
            box.currentIndexChanged.connect(self._ask)
        self._ask()

    def _ask(self, *_: object) -> None:
        self.table.show(())
        self.requests.ask(
            ReviewQuestion.TABLE, self._names, partial(self._read, *self._names()), self.table.show
        )

    def _names(self) -> tuple[str, str]:
        return self.first.currentText(), self.second.currentText()
