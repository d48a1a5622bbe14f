"""The sounds that have clips, the most frequent first."""

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
    Column("Sound", lambda one: one.title, second=_other_name, hint=_hint),
    Column("✓", lambda one: f"{one.present:,}", number=True, width=34, hint=_hint,
           about="Clips with it"),
    Column("✕", lambda one: f"{one.absent:,}", number=True, width=34, hint=_hint,
           about="Clips without it"),
)  # fmt: skip


class LabelsTable(PlainTable[KnownLabel]):
    """What people gave clips of."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)
