"""The log of what a person changed about sites, deployments, roots and recordings, and undoing.

An entry holds, for every row that changed, its columns before and after, and which recordings
went from one deployment to another. Undoing adds an entry that is taken back to redo; nothing is
ever removed.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from core import names
from core.errors import ChangedSinceError, UserError
from core.store import membership
from core.store.groups import in_groups
from core.store.person_schema import EditRow, SaidStartRow
from core.store.schema import (
    Base,
    DeploymentKeyRow,
    DeploymentRow,
    MediaRootRow,
    RecordingRow,
    SiteRow,
)

Rows = dict[str, dict[str, Any]]
_TABLES = tuple(
    Base.metadata.tables[row.__tablename__]
    for row in (SiteRow, DeploymentRow, DeploymentKeyRow, MediaRootRow, SaidStartRow)
)
"""In the order in which rows can be added; they are removed the other way round."""

_HAD_BY_ONE: dict[str, tuple[str, Callable[[str], str]]] = {
    "sites": ("name", names.key),
    "deployments": ("key", str),
    "media_roots": ("path", str),
}
"""Table -> the column that no two rows have alike, and how it is compared."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person did, by the entry of the log that can be taken back."""

    id: int
    at_utc: datetime
    text: str


@dataclass(slots=True)
class Moves:
    """Recordings that went from one deployment to another, out of the project, or back."""

    moves: list[dict[str, Any]] = field(default_factory=list)
    removed: list[dict[str, Any]] = field(default_factory=list)

    def add(self, source: int | None, target: int, recording_ids: Iterable[int]) -> None:
        """Note that recordings go from ``source`` to ``target``."""
        spans = _spans(recording_ids)
        if spans:
            self.moves.append({"from": source, "to": target, "spans": spans})


@contextmanager
def edit(db: Connection, text: str) -> Generator[Moves]:
    """Log what is changed inside, so that it can be undone; nothing is logged if nothing is.

    Recordings are moved through ``move`` with the Moves that this gives.
    """
    before, moves = _snapshot(db), Moves()
    yield moves
    changes = _differences(before, _snapshot(db))
    if changes or moves.moves or moves.removed:
        _log(db, text, {"rows": changes, "moves": moves.moves, "removed": moves.removed})


def move(db: Connection, moves: Moves, recording_ids: Iterable[int], target: int) -> None:
    """Give recordings to another deployment."""
    ids = sorted(recording_ids)
    sources: dict[int | None, list[int]] = {}
    for some in in_groups(ids):
        rows = db.execute(
            select(RecordingRow.id, RecordingRow.deployment_id).where(RecordingRow.id.in_(some))
        )
        for row in rows:
            sources.setdefault(row.deployment_id, []).append(row.id)
    for source, moved in sources.items():
        if source != target:
            moves.add(source, target, moved)
            _give(db, target, _spans(moved))


def set_removed(
    db: Connection, moves: Moves, recording_ids: Iterable[int], *, removed: bool
) -> int:
    """Take recordings out of the project, or back; return how many that were not so before."""
    changed = membership.set_removed(db, recording_ids, removed=removed)
    if changed:
        moves.removed.append({"removed": removed, "spans": _spans(changed)})
    return len(changed)


def last(db: Connection) -> Edit | None:
    """Return the newest edit that has not been undone, or None where there is none."""
    return next((edit for edit, is_undone in _standing(db) if not is_undone), None)


def last_undone(db: Connection) -> Edit | None:
    """Return the edit that was undone last; None where there is none, or another came after."""
    newest = db.scalar(select(func.max(EditRow.id)).where(EditRow.undoes.is_(None))) or 0
    edit = next((edit for edit, is_undone in _standing(db) if is_undone), None)
    return edit if edit and edit.id > newest else None


def holding(db: Connection) -> list[Edit]:
    """Return all edits that have not been undone, the oldest first."""
    return [edit for edit, is_undone in _standing(db) if not is_undone][::-1]


def newest(db: Connection) -> Edit:
    """Return the newest entry, whatever it is; there must be one."""
    row = db.execute(
        select(EditRow.id, EditRow.at_utc, EditRow.text).order_by(EditRow.id.desc()).limit(1)
    ).one()
    return Edit(row.id, datetime.fromisoformat(row.at_utc), row.text)


def undo(db: Connection, entry: Edit) -> set[int]:
    """Put everything back as it was before an edit. Return the deployments it was about.

    Raises ChangedSinceError where something it changed has been changed again since.
    """
    return _take_back(db, entry, "undone")


def redo(db: Connection, entry: Edit) -> set[int]:
    """Do again what was undone: as ``undo``, of the entry that undid it."""
    return _take_back(db, entry, "redone")


def _standing(db: Connection) -> Iterator[tuple[Edit, bool]]:
    """Yield what was not taken back, the newest first, and whether it takes an edit back itself.

    What undoes an edit can be taken back as the edit can, and so on.
    """
    rows = db.execute(select(EditRow.id, EditRow.at_utc, EditRow.text, EditRow.undoes)).all()
    said = {row.id: row for row in rows}
    taken_back = {row.undoes for row in rows}
    for row in sorted(rows, key=lambda row: -row.id):
        if row.id not in taken_back:
            origin, steps = row, 0
            while origin.undoes is not None:
                origin, steps = said[origin.undoes], steps + 1
            yield Edit(row.id, datetime.fromisoformat(row.at_utc), origin.text), steps % 2 == 1


def _take_back(db: Connection, entry: Edit, what: str) -> set[int]:
    changes = db.scalars(select(EditRow.changes).where(EditRow.id == entry.id)).one()
    refusal = f"'{entry.text}' cannot be {what}: "
    if not changes:
        raise ChangedSinceError(
            f"{refusal}an older version took it back. Change it by hand instead."
        )
    before = _snapshot(db)
    _refuse_if_changed_since(changes["rows"], before, refusal)
    _refuse_if_taken(changes["rows"], before, refusal)
    touched = _deployments(db, changes)
    _restore_rows(db, changes["rows"])
    moved = [one for one in reversed(changes["moves"]) if one["from"] is not None]
    for one in moved:
        _give(db, one["from"], one["spans"], now_in=one["to"])
    _remove_rows(db, changes["rows"], refusal)
    back = [{**one, "removed": not one["removed"]} for one in reversed(changes.get("removed", []))]
    for one in back:
        ids = (id_ for first, end in one["spans"] for id_ in range(first, end + 1))
        membership.set_removed(db, ids, removed=one["removed"])
    reverse = {
        "rows": _differences(before, _snapshot(db)),
        "moves": [{**one, "from": one["to"], "to": one["from"]} for one in moved],
        "removed": back,
    }
    _log(db, f"{what.capitalize()}: {entry.text}", reverse, undoes=entry.id)
    return touched | _deployments(db, changes)


def _log(db: Connection, text: str, changes: Mapping[str, Any], undoes: int | None = None) -> None:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    db.execute(insert(EditRow).values(at_utc=now, text=text, changes=dict(changes), undoes=undoes))


def _snapshot(db: Connection) -> dict[str, Rows]:
    return {
        table.name: {
            str(row[_key(table)]): dict(row) for row in db.execute(select(table)).mappings()
        }
        for table in _TABLES
    }


def _differences(before: dict[str, Rows], after: dict[str, Rows]) -> dict[str, Any]:
    """Return table -> key -> [columns before, columns after]; None where there is no row."""
    found: dict[str, Any] = {}
    for name, rows in before.items():
        for key in sorted(rows.keys() | after[name].keys()):
            old, new = rows.get(key), after[name].get(key)
            if old == new:
                continue
            if old is not None and new is not None:
                changed = [column for column in old if old[column] != new[column]]
                old, new = ({c: row[c] for c in changed} for row in (old, new))
            found.setdefault(name, {})[key] = [old, new]
    return found


def _refuse_if_changed_since(changes: Any, now: dict[str, Rows], refusal: str) -> None:
    for name, rows in changes.items():
        for key, (_, after) in rows.items():
            row = now[name].get(key)
            same = (
                row is None if after is None else row is not None and after.items() <= row.items()
            )
            if not same:
                raise ChangedSinceError(
                    f"{refusal}what it changed has changed again since. Change it by hand instead."
                )


def _refuse_if_taken(changes: Any, now: dict[str, Rows], refusal: str) -> None:
    """Refuse to bring back what only one row can have, where another one has it by now."""
    for name, (column, compared) in _HAD_BY_ONE.items():
        rows = changes.get(name, {})
        others = {compared(row[column]) for key, row in now[name].items() if key not in rows}
        for before, _ in rows.values():
            wanted = (before or {}).get(column)
            if wanted is None or compared(wanted) not in others:
                continue
            if name == "sites":
                raise UserError(f"{refusal}another site is called {wanted} now. Rename it first.")
            raise ChangedSinceError(
                f"{refusal}something else has taken its place. Change it by hand."
            )


def _restore_rows(db: Connection, changes: Any) -> None:
    for table in _TABLES:
        key = table.c[_key(table)]
        for name, (before, after) in changes.get(table.name, {}).items():
            if before is not None and after is None:
                db.execute(insert(table).values(**before))
            elif before is not None:
                db.execute(update(table).where(key == _value(table, name)).values(**before))


def _remove_rows(db: Connection, changes: Any, refusal: str) -> None:
    for table in reversed(_TABLES):
        for name, (before, _) in changes.get(table.name, {}).items():
            if before is None:
                _refuse_if_used(db, table, _value(table, name), refusal)
                db.execute(delete(table).where(table.c[_key(table)] == _value(table, name)))


def _refuse_if_used(db: Connection, table: Table, value: Any, refusal: str) -> None:
    users = {
        "sites": (DeploymentRow.id, DeploymentRow.site_id),
        "deployments": (RecordingRow.id, RecordingRow.deployment_id),
    }
    if table.name not in users:
        return
    found, column = users[table.name]
    if db.scalar(select(found).where(column == value).limit(1)) is not None:
        raise ChangedSinceError(
            f"{refusal}recordings were added to what it made. Move them first, or merge instead."
        )
    if table.name == "deployments":
        db.execute(delete(DeploymentKeyRow).where(DeploymentKeyRow.deployment_id == value))


def _deployments(db: Connection, changes: Any) -> set[int]:
    """Return the deployments there are now whose place or time the changes touch."""
    wanted = {int(key) for key in changes["rows"].get("deployments", {})}
    for one in changes["moves"]:
        wanted |= {one["to"], one["from"] or one["to"]}
    said = [int(key) for key in changes["rows"].get("said_starts", {})]
    for some in in_groups(said):
        there_now = select(RecordingRow.deployment_id).where(RecordingRow.id.in_(some))
        wanted |= {one for one in db.scalars(there_now.distinct()) if one is not None}
    sites = [int(key) for key in changes["rows"].get("sites", {})]
    wanted |= set(db.scalars(select(DeploymentRow.id).where(DeploymentRow.site_id.in_(sites))))
    there = db.scalars(select(DeploymentRow.id).where(DeploymentRow.id.in_(wanted)))
    return set(there)


def _give(
    db: Connection, target: int, spans: Iterable[list[int]], now_in: int | None = None
) -> None:
    for first, end in spans:
        query = update(RecordingRow).where(RecordingRow.id.between(first, end))
        if now_in is not None:
            query = query.where(RecordingRow.deployment_id == now_in)
        db.execute(query.values(deployment_id=target))


def _spans(ids: Iterable[int]) -> list[list[int]]:
    """Return numbers as [first, last] of consecutive ones."""
    ordered = sorted(ids)
    if not ordered:
        return []
    breaks = [(a, b) for a, b in pairwise(ordered) if b != a + 1]
    firsts = [ordered[0], *(b for _, b in breaks)]
    lasts = [*(a for a, _ in breaks), ordered[-1]]
    return [[first, end] for first, end in zip(firsts, lasts, strict=True)]


def _key(table: Table) -> str:
    return next(iter(table.primary_key.columns)).name


def _value(table: Table, key: str) -> Any:
    return key if _key(table) == "key" else int(key)
