"""Clips that were searched for, all of them here, the most alike first."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from core.heads.sought_clips import SoughtClip
from gui.tables.columns import Column
from gui.tables.paged import PAGE, PagedTable
from gui.widgets import words

_SAID = {True: "with it", False: "without it", None: "not judged"}
COLUMNS: tuple[Column[SoughtClip], ...] = (
    Column("Judged", lambda c: _SAID[c.present]),
    Column("Likeness", lambda c: c.said_likeness, number=True),
    Column("Site", lambda c: c.site or ""),
    Column("Local time", lambda c: words.day_and_time(c.at)),
    Column("File", lambda c: c.file),
)


class ClipsTable(PagedTable[SoughtClip]):
    """What the grid of the page Teach shows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)

    @property
    def clips(self) -> list[SoughtClip]:
        """Return all of them in order."""
        return [clip for _, clip in self.loaded()]

    def show(self, clips: Sequence[SoughtClip]) -> None:
        """Show these instead."""
        self.restart(len(clips))
        for page in range(-(-len(clips) // PAGE)):
            self.fill(page, list(clips[page * PAGE : (page + 1) * PAGE]))

    def show_again(self, fresh: Sequence[SoughtClip]) -> None:
        """Show what was said of clips, without moving any."""
        self.update({clip.id: clip for clip in fresh}, lambda clip: clip.id)
