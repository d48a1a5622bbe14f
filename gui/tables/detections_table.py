"""The detections to review, fetched page after page as one scrolls."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.domain import Detection
from gui.tables.columns import ROOT, Column, Index, scientific
from gui.tables.plain import PlainTable
from gui.theme import SIGNS, VERDICT_COLOURS
from gui.widgets import words

PAGE = 200


def _verdict(d: Detection) -> str:
    if d.corrected:
        return f"is {d.corrected.common_name}"
    return "not reviewed" if d.verdict is None else str(d.verdict)


COLUMNS: tuple[Column[Detection], ...] = (
    Column(
        "Verdict", _verdict, width=128, tint=lambda d: VERDICT_COLOURS[d.verdict],
        sign=lambda d: SIGNS[d.verdict],
        hint=lambda d: f"{d.verdict}, says {d.reviewer}" if d.verdict and d.reviewer else "",
    ),
    Column(
        "Species", lambda d: d.species.common_name, width=230,
        second=lambda d: scientific(d.species),
    ),
    Column("Score", lambda d: f"{d.score:.2f}", number=True, width=64,
           about="What the network says, 0 to 1. It is no probability."),
    Column("Site", lambda d: d.site or "", width=136),
    Column("Local time", lambda d: words.day_and_time(d.at), width=152,
           hint=lambda d: words.zone(d.at)),
    Column("Comment", lambda d: d.note, width=80, hint=lambda d: d.note),
    Column("File", lambda d: d.path.name, width=56,
           hint=lambda d: f"{d.path}, {d.start_s:,.1f} s from its start"),
)  # fmt: skip


class DetectionsTable(PlainTable[Detection]):
    """Knows how many there are in all; the next page is asked for through ``more_wanted``."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self._total = 0
        self._asked = False

    def begin(self, rows: list[Detection], total: int) -> None:
        """Show the first page of ``total`` detections."""
        self._total, self._asked = total, False
        self.show(rows)

    def go_on(self, rows: list[Detection]) -> None:
        """Add the next page."""
        self._asked = False
        if not rows:
            self._total = len(self.rows)
        self.add(rows)

    @property
    def last(self) -> Detection | None:
        """Return the last detection that is here."""
        return self.rows[-1] if self.rows else None

    def row_of(self, detection_id: int) -> int | None:
        """Return the row of a detection, or None where it is not here."""
        return next((n for n, d in enumerate(self.rows) if d.id == detection_id), None)

    def update_each(self, ids: set[int], read: Callable[[int], Detection | None]) -> None:
        """Read the detections with these ids again where they are shown."""
        for number, detection in enumerate(self.rows):
            if detection.id in ids and (fresh := read(detection.id)):
                self.change(number, fresh)

    def canFetchMore(self, parent: Index = ROOT) -> bool:
        """Tell whether there are more. Called by Qt."""
        return not parent.isValid() and not self._asked and len(self.rows) < self._total

    def fetchMore(self, parent: Index = ROOT) -> None:
        """Ask for the next page. Called by Qt."""
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit()
