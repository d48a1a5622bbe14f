"""When recordings began, given by a person: one, several in a row, or a table of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from core.counted import counted
from core.deployments import editing
from core.deployments.clock import checked_start
from core.errors import UserError
from core.store import Project, recordings
from core.store.recording_times import SaidStart
from core.tabular import PersonsTable, refusal

_COLUMNS = ("path", "start")


def read_start(text: str) -> SaidStart:
    """Return the start written as ``2023-05-01T05:00:12``, perhaps with ``+02:00`` or ``Z``.

    Raises UserError where it is none, or cannot be.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UserError(
            f"{text} is no date and time. Write it as 2023-05-01T05:00:12, with the offset from "
            "UTC behind it if it is known: 2023-05-01T05:00:12+02:00."
        ) from error
    offset = moment.utcoffset()
    local = checked_start(moment.replace(tzinfo=None))
    return SaidStart(local, None if offset is None else round(offset / timedelta(minutes=1)))


def set_in_a_row(project: Project, recording_ids: Sequence[int], first: SaidStart) -> None:
    """Say when the first of recordings began; the others follow one another without gaps."""
    with project.reading() as db:
        found = recordings.by_ids(db, recording_ids)
    starts: dict[int, SaidStart | None] = {}
    at = first.local
    for recording_id in recording_ids:
        starts[recording_id] = SaidStart(at, first.offset_minutes)
        at += timedelta(seconds=found[recording_id].duration_s)
    editing.set_starts(project, starts)


def import_starts(project: Project, path: Path) -> int:
    """Take starts over from a table with the columns ``path`` and ``start``; return how many.

    An empty start takes back what was said. Raises UserError naming every wrong line; nothing is
    changed then.
    """
    known = RecordingPaths(project)
    starts: dict[int, SaidStart | None] = {}
    problems: list[tuple[int, str]] = []
    table = PersonsTable(path, _COLUMNS, certain=_COLUMNS)
    if len(table.columns) < len(_COLUMNS):
        raise UserError(f"{path.name} needs the columns {' and '.join(_COLUMNS)}.")
    for row in table.rows():
        try:
            if row.problem:
                raise UserError(row.problem)
            recording_id = known.find(row.told["path"])
            if recording_id in starts:
                raise UserError(f"{row.told['path']} stands here for the second time. Keep one.")
            starts[recording_id] = read_start(row.told["start"]) if row.told["start"] else None
        except UserError as error:
            problems.append((row.line, str(error)))
    if problems:
        raise refusal(path, problems)
    editing.set_starts(project, starts)
    return len(starts)


class RecordingPaths:
    """The recordings of a project, to be found by their paths."""

    def __init__(self, project: Project) -> None:
        self._ids: dict[str, list[int]] = {}
        with project.reading() as db:
            for one in recordings.everything(db):
                path = one.path.relative_to(one.root)
                for n in range(len(path.parts)):
                    self._ids.setdefault("/".join(path.parts[n:]), []).append(one.id)
                self._ids.setdefault(one.path.as_posix(), []).append(one.id)

    def find(self, text: str) -> int:
        """Return the recording of a path: whole, from its folder on, or only its name.

        Raises UserError where that is none, or several.
        """
        name = Path(text).as_posix()
        found = self._ids.get(name) or self._ids.get(Path(text).absolute().as_posix()) or []
        if not found:
            raise UserError(f"There is no recording {text} in this project. Check its path.")
        if len(found) > 1:
            raise UserError(
                f"{counted(len(found), 'recording is', 'recordings are')} called "
                f"{text}. Give more of the path."
            )
        return found[0]
