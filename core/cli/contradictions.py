"""What people say against each other, with both clips."""

from collections.abc import Sequence

from core.cli.output import say
from core.cli.stored_windows import names_of
from core.counted import counted
from core.heads.gathering import Contradiction, SpanLabel
from core.store import Project

_SHOWN = 20


def contradictions_in_words(
    project: Project, found: Sequence[Contradiction]
) -> list[dict[str, str]]:
    """Return label, and who says yes and no of which clip."""
    names = names_of(project, {one.recording_id for c in found for one in (c.yes, c.no)})

    def said(one: SpanLabel) -> str:
        where = f"{names[one.recording_id]} {one.start_s:g}-{one.end_s:g} s"
        return f"{one.reviewer} ({one.source}, {where})"

    return [{"label": one.label, "yes": said(one.yes), "no": said(one.no)} for one in found]


def say_contradictions(found: Sequence[dict[str, str]]) -> None:
    """Print them, at most twenty."""
    for one in found[:_SHOWN]:
        say(f"{one['label']} is contradicted: {one['yes']} says yes, {one['no']} says no.")
    if len(found) > _SHOWN:
        say(f"and {counted(len(found) - _SHOWN, 'contradiction')} more (--json tells them all)")
