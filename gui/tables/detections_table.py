"""The detections to review, fetched page after page as one scrolls."""

from collections.abc import Iterable

from PySide6.QtCore import QObject

from core.domain import Detection
from gui.tables.columns import Column, scientific
from gui.tables.paged import PagedTable
from gui.theme import VERDICT_COLOURS
from gui.widgets import words


def _verdict(d: Detection) -> str:
    if d.corrected:
        return d.corrected.common_name
    return "not reviewed" if d.verdict is None else str(d.verdict)


COLUMNS: tuple[Column[Detection], ...] = (
    Column(
        "Verdict", _verdict, width=116, order="verdict", tint=lambda d: VERDICT_COLOURS[d.verdict],
        sign=words.sign_of,
        hint=lambda d: f"{d.verdict}, says {d.reviewer}" if d.verdict and d.reviewer else "",
    ),
    Column(
        "Species", lambda d: d.heard_as, width=216, order="species",
        second_heading="Scientific name", second=lambda d: scientific(d.species),
    ),
    Column("Score", lambda d: f"{d.score:.2f}", number=True, width=64, order="score",
           about="What the network says, 0 to 1. It is no probability."),
    Column("Site", lambda d: d.site or "", width=124, order="site", spare=True),
    Column("Local time", lambda d: words.day_and_time(d.at), width=144, order="time", spare=True,
           hint=lambda d: words.zone(d.at)),
    Column("Comment", lambda d: d.note, width=76, hint=lambda d: d.note, spare=True),
    Column("File", lambda d: d.path.name, width=136, order="recording", spare=True,
           hint=lambda d: f"{d.path}, {d.start_s:,.1f} s from its start"),
)  # fmt: skip


class DetectionsTable(PagedTable[Detection]):
    """The queue, as long as it is; what is looked at is here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)

    @property
    def rows(self) -> list[Detection]:
        """Return the rows that are here, in order."""
        return [row for _, row in self.loaded()]

    def row_of(self, detection_id: int) -> int | None:
        """Return the row of a detection, or None where it is not here."""
        return next((n for n, d in self.loaded() if d.id == detection_id), None)

    def rows_of(self, ids: Iterable[int]) -> list[int]:
        """Return the rows of those of these detections that are here, in order."""
        wanted = set(ids)
        return [n for n, d in self.loaded() if d.id in wanted]

    def show_again(self, fresh: Iterable[Detection]) -> None:
        """Show what was said since, without moving any row."""
        self.update({d.id: d for d in fresh}, lambda d: d.id)
