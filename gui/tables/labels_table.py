"""The sounds that have clips, at first the most frequent first."""

from PySide6.QtCore import Qt

from core.heads.knowledge import KnownLabel
from gui.tables.columns import Column
from gui.tables.plain import PlainTable
from gui.widgets import words


def _other_name(one: KnownLabel) -> str:
    return "" if one.title == one.text else one.text


def _hint(one: KnownLabel) -> str:
    clips = words.count(one.present, "clip")
    name = f"{one.title} ({other})" if (other := _other_name(one)) else one.title
    return f"{name}: {clips} with it, {one.absent:,} without"


COLUMNS: tuple[Column[KnownLabel], ...] = (
    Column("Sound", lambda one: one.title, second=_other_name, second_heading="Scientific name",
           width=140, hint=_hint, key=lambda one: one.title),
    Column("✓", lambda one: f"{one.present:,}", number=True, width=44, hint=_hint,
           key=lambda one: one.present, about="Clips with it"),
    Column("✕", lambda one: f"{one.absent:,}", number=True, width=44, hint=_hint,
           key=lambda one: one.absent, about="Clips without it", spare=True),
)  # fmt: skip
MOST_CLIPS = 1
"""The column that sorts at first."""


class LabelsTable(PlainTable[KnownLabel]):
    """What people gave clips of."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)
        self.sort(MOST_CLIPS, Qt.SortOrder.DescendingOrder)
