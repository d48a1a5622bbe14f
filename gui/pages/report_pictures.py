"""The report's pictures: one at a time, of all species or of the one that is chosen."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from core.read_picture import ReadPicture
from core.report import Report, ReportRow
from core.report_plots import PICTURES
from core.store.detections import Filter
from gui.open_project import OpenProject
from gui.pages.questions import PageQuestion
from gui.pages.runs import run_name
from gui.remembered import Remembered
from gui.requests import Requests
from gui.theme import GRID
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.parts import button, holder, label, row
from gui.widgets.plain import give_tip
from gui.widgets.plot_view import PlotView

_KEPT = "report/picture"
_THROUGH_THE_DAY = 1


class ReportPictures(QWidget):
    """Asks for the numbers of a picture, and shows it."""

    clips_wanted = Signal(object)
    """A Filter: the clips behind a mark."""

    def __init__(self, project: OpenProject, requests: Requests, remembered: Remembered) -> None:
        super().__init__()
        self._requests, self._remembered = requests, remembered
        self._report: Report | None = None
        self._row: ReportRow | None = None
        self._project = project
        self._shown: ReadPicture | None = None
        self.choice = ChoiceBox()
        self.choice.setAccessibleName("Picture")
        for number, one in enumerate(PICTURES):
            self.choice.addItem(one.title, number)
        used = self.choice.findText(remembered.value(_KEPT, PICTURES[0].title))
        self.choice.setCurrentIndex(max(0, used))
        self.beside = ChoiceBox()
        self.beside.setAccessibleName("Analysis to compare with")
        self.beside.hide()
        self.about = label("", "strong")
        self.note = label("", "muted", wrap=True)
        self.plot = PlotView("Picture of the report")
        self.make_rule = button("Show only from here on", self._keep_rule, look="quiet")
        inside = QScrollArea()
        inside.setWidgetResizable(True)
        inside.setFrameShape(QFrame.Shape.NoFrame)
        inside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.setMinimumSize(QSize(0, 0))
        held = QVBoxLayout()
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(self.plot)
        held.addStretch(1)
        inside.setWidget(holder(held, "surface"))
        laid = QVBoxLayout(self)
        laid.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        laid.setSpacing(GRID)
        laid.addLayout(row(self.choice, self.beside, self.about, 1, self.make_rule))
        laid.addWidget(inside, 1)
        laid.addWidget(self.note)
        self.choice.currentIndexChanged.connect(self._chosen)
        self.beside.activated.connect(self._ask)
        self.plot.chosen.connect(self._open)

    def show_report(self, report: Report | None) -> None:
        """Draw of another report from now on."""
        self._report = report
        if report and self._remembered.value(_KEPT, "") == "":
            self._choose_usual(report)
        self._row = next((one for one in report.totals if one.detections), None) if report else None
        self._ask()

    def show_species(self, chosen: ReportRow | None) -> None:
        """Draw pictures of one species of this one from now on."""
        if chosen is None or (self._row and chosen.species == self._row.species):
            return
        self._row = chosen
        if PICTURES[self.choice.currentData()].of_species:
            self._ask()

    def _choose_usual(self, report: Report) -> None:
        """Show a picture that says something: precision is of what was listened to."""
        heard = any(one.correct or one.wrong for one in report.totals)
        self.choice.blockSignals(True)
        self.choice.setCurrentIndex(0 if heard else _THROUGH_THE_DAY)
        self.choice.blockSignals(False)

    def _chosen(self) -> None:
        self._remembered.keep(_KEPT, self.choice.currentText())
        self._ask()

    def _ask(self) -> None:
        wanted = PICTURES[self.choice.currentData()]
        if self._report is None or self._row is None:
            self._show(ReadPicture(None, "Nothing was detected."))
            return
        self.about.setText(self._row.species.common_name if wanted.of_species else "")
        beside = self.beside.currentData()
        work = partial(self._project.overview.picture, wanted, self._report, self._row, beside)
        self._requests.ask(PageQuestion.PICTURE, self._about, work, self._show)

    def _about(self) -> object:
        species = self._row and self._row.species
        return self.choice.currentData(), self.beside.currentData(), id(self._report), species

    def _offer_beside(self, found: ReadPicture) -> None:
        """Offer the analyses that this one can be set beside; what was chosen stays chosen."""
        self.beside.setVisible(len(found.beside) > 1)
        if not found.beside:
            return
        chosen = self.beside.currentData()
        self.beside.clear()
        for run in found.beside:
            self.beside.addItem(run_name(run), run.id)
        self.beside.setCurrentIndex(max(0, self.beside.findData(chosen)))

    def _show(self, found: ReadPicture) -> None:
        self._shown = found
        self._offer_beside(found)
        self.plot.show_plot(found.make)
        self.note.setText(found.note)
        self.note.setVisible(bool(found.note))
        self.make_rule.setVisible(found.rule is not None)
        if found.rule is not None:
            self.make_rule.setText(f"Show only from {found.rule.min_score:g} on")
            give_tip(
                self.make_rule, "Makes this threshold a rule of the species; undo takes it back"
            )

    def _keep_rule(self) -> None:
        if self._shown is not None and self._shown.rule is not None:
            self._project.rules.keep(self._shown.rule)

    def _open(self, key: tuple[object, ...]) -> None:
        if self._shown is not None:
            wanted: Filter = self._shown.opens(key)
            self.clips_wanted.emit(wanted)


def halves(table: QWidget, pictures: QWidget, remembered: Remembered) -> QSplitter:
    """Return the table above and the pictures below, as high as they were last time."""
    made = QSplitter(Qt.Orientation.Vertical)
    made.setChildrenCollapsible(True)
    made.addWidget(table)
    made.addWidget(pictures)
    made.setStretchFactor(0, 3)
    made.setStretchFactor(1, 2)
    remembered.restore_splitter(made, "report")
    return made
