"""Minutes to be listened to completely, in the order in which they were drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.store.file_lists import ListedFile
from core.store.minute_plans import DrawnMinute
from gui.tables.columns import Column
from gui.tables.plain import PlainTable

_REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class MinuteToHear:
    """A drawn minute, where it is, and what was said of it."""

    number: int
    """Of its plan, from 1 on."""
    minute: DrawnMinute
    file: ListedFile | None
    heard: bool
    species: Sequence[str]


def _name(one: MinuteToHear) -> str:
    return one.file.recording.path.name if one.file else _REMOVED


COLUMNS: tuple[Column[MinuteToHear], ...] = (
    Column("No.", lambda one: f"{one.number:,}", number=True, width=44, key=lambda one: one.number),
    Column("✓", lambda one: "✓" if one.heard else "", width=34, about="Listened completely",
           key=lambda one: one.heard),
    Column("Recording", _name, width=160, key=_name),
    Column("From (s)", lambda one: f"{one.minute.start_s:.0f}", number=True, width=66,
           key=lambda one: one.minute.start_s),
    Column("Species", lambda one: ", ".join(one.species), key=lambda one: tuple(one.species)),
)  # fmt: skip


class MinutesTable(PlainTable[MinuteToHear]):
    """What the window of minutes lists."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)
