"""Lists of a project's files: which, in which order, and what is to be said of each."""

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select

from core.domain import Recording
from core.store import recordings, runs
from core.store.database import natural
from core.store.membership import IN_PROJECT
from core.store.run_schema import RunRecordingRow
from core.store.schema import DetectionRow, RecordingRow, SiteRow

R, Ran = RecordingRow, RunRecordingRow


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A row of the table of files."""

    recording: Recording
    analysed: int
    """Runs that are through with it."""
    detections: int
    """Of the newest run, as its species list shows them."""
    trouble: str = ""
    """What the newest run met in it: sound that could not be decoded, for one."""
    is_there: bool = True
    """Whether the file is where it was; True also where nobody looked."""


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Which files to list."""

    text: str = ""
    """Part of the path, the site or the recorder."""
    problems_only: bool = False
    among: tuple[int, ...] | None = None
    """Ids; None: all of the project."""
    deployments: tuple[int, ...] | None = None
    """Ids of deployments; None: all of them."""
    since: int = 0
    """Only what was added after the file of this id."""


_TROUBLE = select(Ran.recording_id).where(Ran.run_id == runs.latest_id(), Ran.problem.is_not(None))
"""Recordings that the newest run met trouble in."""

FILE_ORDERS: dict[str, tuple[Any, ...]] = {
    "name": (natural(R.path),),
    "site": (natural(SiteRow.name), R.local_us),
    "time": (R.local_us,),
    "length": (R.duration_s,),
    "recorder": (natural(R.recorder), natural(R.serial)),
    "state": (R.problem,),
}


def file_ids(
    db: Connection,
    wanted: FileFilter,
    order: tuple[str, bool],
    *,
    offset: int = 0,
    limit: int = -1,
) -> Sequence[int]:
    """Return the recordings that ``list_files`` lists, by id: 8 bytes each."""
    name, descending = order
    columns = [c.desc() if descending else c.asc() for c in FILE_ORDERS[name]]
    query = recordings.placed(select(R.id)).where(*_file_conditions(wanted))
    found = db.scalars(query.order_by(*columns, R.path, R.id).offset(offset).limit(limit))
    return array("q", found)


def list_files(
    db: Connection,
    wanted: FileFilter,
    order: tuple[str, bool] = ("name", False),
    *,
    offset: int = 0,
    limit: int = 200,
) -> list[ListedFile]:
    """Return a page of files; ``order`` is one of FILE_ORDERS and whether the largest is first."""
    return listed(db, file_ids(db, wanted, order, offset=offset, limit=limit))


def listed(db: Connection, ids: Sequence[int]) -> list[ListedFile]:
    """Return files by their ids, in that order; what is not there any more is left out."""
    rows = recordings.by_ids(db, ids)
    through = _per_recording(Ran.recording_id, ids)
    newest = runs.latest_id()
    heard = _per_recording(DetectionRow.recording_id, ids).where(
        DetectionRow.listed, DetectionRow.run_id == newest
    )
    analysed, detections = dict(db.execute(through).all()), dict(db.execute(heard).all())
    met = _TROUBLE.with_only_columns(Ran.recording_id, Ran.problem_text)
    trouble = dict(db.execute(met.where(Ran.recording_id.in_(ids))).all())
    return [
        ListedFile(rows[i], analysed.get(i, 0), detections.get(i, 0), trouble.get(i) or "")
        for i in ids
        if i in rows
    ]


def _per_recording(column: Any, ids: Sequence[int]) -> Any:
    return select(column, func.count()).where(column.in_(ids)).group_by(column)


def _file_conditions(wanted: FileFilter) -> list[Any]:
    conditions: list[Any] = [IN_PROJECT]
    if wanted.since:
        conditions.append(R.id > wanted.since)
    for column, ids in ((R.id, wanted.among), (R.deployment_id, wanted.deployments)):
        if ids is not None:
            given = func.json_each(json.dumps(ids)).table_valued("value")
            conditions.append(column.in_(select(given.c.value)))
    if wanted.problems_only:
        conditions.append(or_(recordings.HAS_PROBLEM, R.id.in_(_TROUBLE)))
    for word in wanted.text.split():
        conditions.append(
            or_(*(c.icontains(word, autoescape=True) for c in (R.path, SiteRow.name, R.recorder)))
        )
    return conditions
