"""Exports from the report: of what is on the screen, or of all after requests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from core.errors import UserError
from core.exports import Blur, ExportFormat, Selection, TableStyle
from core.exports.selection import Limit
from core.report import Report, ReportRow
from core.taxon_groups import TaxonGroup
from gui.background import BackgroundJob
from gui.open_exports import Exported
from gui.open_project import OpenProject
from gui.pages.page import Page
from gui.pages.questions import PageQuestion
from gui.requests import the_project
from gui.widgets import dialogs, words
from gui.widgets.notice import Notice, opening_folder
from gui.widgets.which_box import WhichBox

_NOUNS = {
    "species-csv": "row", "detections-csv": "detection", "annotations-csv": "annotation",
    "embeddings-npz": "window", "scores-csv": "score",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnScreen:
    """What the report page shows."""

    report: Report
    rows: Sequence[ReportRow]
    """In the order they are seen in."""
    site: str | None
    """The one site they are of; None: of more."""
    groups: frozenset[TaxonGroup] | None = None
    """The groups they are of; None: of all."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be meant by an export."""

    text: str
    number: int
    """Of rows."""
    write: Callable[[Path, TableStyle, Blur | None], BackgroundJob]
    """(file, how tables are written, how places are rounded) -> the job; answers with Exported."""


class Exporting(QObject):
    """Asks what is meant where there is more than the screen shows, then where to."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def begin(self, wanted: ExportFormat, shown: OnScreen) -> None:
        """Find out what may be meant."""
        work = partial(_choices, self._page.project, wanted, shown)
        self._page.requests.ask(
            PageQuestion.EXPORT, the_project, work, partial(self._ask_which, wanted, shown)
        )

    def _ask_which(self, wanted: ExportFormat, shown: OnScreen, choices: list[Choice]) -> None:
        if len(choices) == 1:
            self._ask_where(wanted, shown, choices[0])
            return
        box = WhichBox(self._page, f"Export: {wanted.title}", [one.text for one in choices])
        box.chosen.connect(lambda number: self._ask_where(wanted, shown, choices[number]))
        box.open()

    def _ask_where(self, wanted: ExportFormat, shown: OnScreen, choice: Choice) -> None:
        remembered = self._page.remembered
        folder = Path(remembered.value("export folder", "") or dialogs.documents())
        path = dialogs.file_to_write(
            self._page, f"Export: {wanted.title}",
            folder / f"{self._page.project.name} {wanted.id.removesuffix('-csv')}{wanted.suffix}",
            f"{wanted.title} (*{wanted.suffix})",
        )  # fmt: skip
        if path:
            remembered.keep("export folder", str(path.parent))
            try:
                secret = remembered.secret_species
                blur = self._page.project.exports.blur(remembered.blur, secret)
            except UserError as error:
                self._page.notice.emit(str(error))
                return
            job = choice.write(path, remembered.table_style, blur)
            job.answered.connect(self._exported)
            self._page.start(job, f"Exporting {path.name}:", "rows")

    def _exported(self, done: Exported) -> None:
        written = f"{words.count(done.rows, 'row')} written to {done.path.name}."
        self._page.told.emit(
            Notice(" ".join((written, *done.left_out)), opening_folder(done.path.parent))
        )


def _choices(project: OpenProject, wanted: ExportFormat, shown: OnScreen) -> list[Choice]:
    """Return what is on screen first; what has no more rows than that is left out."""
    found: list[Choice] = []
    for one in _all_choices(project, wanted, shown):
        if not found or one.number > found[-1].number:
            found.append(one)
    return found


def _all_choices(project: OpenProject, wanted: ExportFormat, shown: OnScreen) -> list[Choice]:
    noun = _NOUNS.get(wanted.id, "row")
    at = f" at {shown.site}" if shown.site else ""
    if wanted.id == "species-csv":
        return [
            Choice(f"{text} {words.count(len(rows), noun)}{where}", len(rows),
                   partial(project.exports.write_rows, shown.report, rows))
            for text, rows, where in (
                ("What is shown:", shown.rows, at),
                ("All", shown.report.rows, ": all sites together and each"),
            )
        ]  # fmt: skip
    of = shown.report.scope
    run_id = of.run_id
    sites = frozenset({shown.site}) if shown.site else None
    days = (of.first_day, of.last_day)
    if of.is_dated and {Limit.DATES} & wanted.refuses:
        days = (None, None)
    if days != (None, None):
        at = f"{at}, of these days"
    groups = None if Limit.GROUPS in wanted.refuses else shown.groups
    if groups:
        at = f"{at}, of {' and '.join(sorted(one.title.lower() for one in groups))}"
    return [
        _selected(project, wanted, selection, (text, noun, where))
        for text, selection, where in (
            ("What is shown:", Selection(run_id, sites, False, *days, groups=groups), at),
            (
                "All",
                Selection(run_id, sites, True, *days, groups=groups),
                f"{at}, also what the species list or rules hide",
            ),
            ("All", Selection(run_id), " of all sites"),
        )
    ]


def _selected(
    project: OpenProject, wanted: ExportFormat, selection: Selection, named: tuple[str, str, str]
) -> Choice:
    text, noun, where = named
    number = project.exports.number(selection, wanted.id)
    write = partial(project.exports.write, selection, wanted.id)
    return Choice(f"{text} {words.count(number, noun)}{where}", number, write)
