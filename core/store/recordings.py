"""Recordings of a project: every file that scanning met, usable or not."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select

from core.audio import defects
from core.domain import Problem, Recording
from core.store import recording_times
from core.store.groups import in_groups
from core.store.membership import IN_PROJECT
from core.store.recordings_upsert import save as save
from core.store.run_schema import (
    PassRecordingRow,
    RunRecordingRow,
    RunRow,
)
from core.store.schema import (
    DeploymentRow,
    MediaRootRow,
    RecordingRow,
    SiteRow,
)

R, Ran = RecordingRow, RunRecordingRow


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a project holds."""

    files: int
    usable: int
    hours: float
    problems: int
    """Files that cannot be analysed, duplicates included."""
    duplicates: int
    removed: int = 0
    """Recordings that a person took out: in none of the other numbers."""


def root(db: Connection, folder: Path) -> int:
    """Return the id of a media root, added if new."""
    path = folder.absolute().as_posix()
    known = db.scalar(select(MediaRootRow.id).where(MediaRootRow.path == path))
    if known is not None:
        return known
    query = insert(MediaRootRow).values(path=path).returning(MediaRootRow.id)
    return db.scalars(query).one()


def unchanged(db: Connection, root_id: int, files: Sequence[tuple[str, int, int]]) -> set[str]:
    """Return which of (relative path, size, modified_ns) were met before just so.

    Files that could not be opened then are not among them: they may open now. Nor are those whose
    names the others in their folder did not explain: there may be more of them now.
    """
    rows = db.execute(
        select(R.path, R.size, R.modified_ns).where(
            R.media_root_id == root_id,
            ~R.replaced,
            R.path.in_([path for path, _, _ in files]),
            func.coalesce(R.problem, "").not_in(_ASKED_AGAIN),
        )
    )
    known = {(path, size, modified) for path, size, modified in rows}
    return {file[0] for file in files if file in known}


def get(db: Connection, recording_id: int) -> Recording:
    """Return one recording."""
    return _recording(db.execute(_columns().where(R.id == recording_id)).one())


def by_ids(db: Connection, recording_ids: Iterable[int]) -> dict[int, Recording]:
    """Return recordings by their ids."""
    return {
        row.id: _recording(row)
        for some in in_groups(set(recording_ids))
        for row in db.execute(_columns().where(R.id.in_(some)))
    }


def each(db: Connection, recording_ids: Iterable[int]) -> Iterator[Recording]:
    """Yield recordings in the order of their ids, which are all there; few are held at once."""
    for some in in_groups(recording_ids, _HELD):
        found = by_ids(db, some)
        yield from (found[one] for one in some)


def names(db: Connection, known: Collection[Recording]) -> dict[int, str]:
    """Return id -> how a recording is called: its path in its folder, where no other has it.

    Of several folders with a file of that name the whole path is taken.
    """
    short = {one.id: one.path.relative_to(one.root).as_posix() for one in known}
    several = _in_several_folders(db, short.values())
    whole = {one.id: one.path.as_posix() for one in known}
    return {one: whole[one] if path in several else path for one, path in short.items()}


def _in_several_folders(db: Connection, paths: Iterable[str]) -> set[str]:
    roots = list(db.scalars(select(MediaRootRow.id)))
    if len(roots) < 2:
        return set()
    return {
        path
        for some in in_groups(set(paths))
        for path in db.scalars(
            select(R.path)
            .where(R.media_root_id.in_(roots), R.path.in_(some), ~R.replaced)
            .group_by(R.path)
            .having(func.count() > 1)
        )
    }


def to_analyse(
    db: Connection, run_id: int, kept: Any, *, heard: bool, after: int = 0, limit: int = 500
) -> list[Recording]:
    """Return the next usable recordings that a run has not been through, in order of id.

    ``kept`` is a query of recordings whose scores are stored: ``heard`` chooses those, or the
    others.
    """
    query = (
        _columns()
        .where(R.id > after, *_left(run_id), _heard(kept) if heard else ~_heard(kept))
        .order_by(R.id)
        .limit(limit)
    )
    return [_recording(row) for row in db.execute(query)]


def left_to_analyse(db: Connection, run_id: int | None, kept: Any = None) -> tuple[int, float]:
    """Return how many usable recordings a run has left, and their seconds.

    ``kept``, a query of recordings whose scores are stored, leaves those out.
    """
    query = select(func.count(), func.coalesce(func.sum(R.duration_s), 0.0)).where(*_left(run_id))
    if kept is not None:
        query = query.where(~_heard(kept))
    files, seconds = db.execute(query).one()
    return int(files), float(seconds)


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Recordings whose place nobody knows."""

    recordings: int = 0
    sites: int = 0
    """Sites that they were made at and that have no coordinates either."""


def nowhere(db: Connection, run_id: int | None) -> Nowhere:
    """Return what a run has left of recordings without coordinates, their site's included."""
    known = func.coalesce(R.latitude, SiteRow.latitude)
    query = placed(select(func.count(), func.count(SiteRow.id.distinct())))
    return Nowhere(*db.execute(query.where(*_left(run_id), known.is_(None))).one())


def _left(run_id: int | None) -> list[Any]:
    """Return what must hold of recordings that a run has still to be through with."""
    if run_id is None:
        return [R.usable, IN_PROJECT, ~R.replaced]
    through = select(Ran.recording_id).where(Ran.run_id == run_id)
    pass_id = select(RunRow.pass_id).where(RunRow.id == run_id).scalar_subquery()
    scored = select(PassRecordingRow.recording_id).where(PassRecordingRow.pass_id == pass_id)
    return [R.usable, IN_PROJECT, R.id.not_in(through), or_(~R.replaced, R.id.in_(scored))]


def _heard(kept: Any) -> Any:
    """Return whether stored scores do: for what was replaced there is nothing else."""
    return or_(R.replaced, R.id.in_(kept))


def newest_id(db: Connection) -> int:
    """Return the id of the file that was added last; 0 where there is none."""
    return db.scalar(select(func.max(R.id))) or 0


def totals(db: Connection, since: int = 0) -> Totals:
    """Count the files of a project, or those added after the one of an id."""
    row = db.execute(
        select(
            func.count(),
            func.count().filter(R.usable),
            func.coalesce(func.sum(R.duration_s).filter(R.usable), 0.0),
            func.count().filter(R.duplicate_of.is_not(None)),
        )
        .select_from(R)
        .where(IN_PROJECT, R.id > since)
    ).one()
    files, usable, seconds, duplicates = row
    removed = db.scalar(select(func.count()).where(R.removed)) or 0
    return Totals(files, usable, float(seconds) / 3600, files - usable, duplicates, removed)


def problems(db: Connection) -> Iterator[Recording]:
    """Yield the files that something is wrong with, usable or not, in order of path."""
    for row in db.execute(_columns().where(HAS_PROBLEM, IN_PROJECT).order_by(R.path)):
        yield _recording(row)


def troubles(db: Connection) -> Iterator[tuple[str, str, None, str]]:
    """Yield (code, text, no site, relative path) of what import met in files, by path.

    Usable files of which nobody knows when they began are among them, as ``no-start``.
    """
    query = select(R.problem, R.problem_text, R.usable, R.path, R.start_local, R.local_us)
    known = query.where(or_(HAS_PROBLEM, R.usable & R.start_local.is_(None)), IN_PROJECT)
    for row in db.execute(known.order_by(R.path)):
        problem = _problem(row)
        if problem is not None:
            yield problem.code, problem.text, None, row.path
        if row.usable and row.start_local is None:
            yield "no-start", "", None, row.path


def everything(db: Connection) -> Iterator[Recording]:
    """Yield all files in order of path, without holding them all."""
    query = _columns().where(IN_PROJECT).order_by(R.path, R.id)
    with db.execution_options(yield_per=1000).execute(query) as rows:
        for row in rows:
            yield _recording(row)


def sound(db: Connection, where: Iterable[Any], limit: int) -> list[Recording]:
    """Return the first files, in order of path, with which nothing is wrong, of some."""
    order = (R.path, R.id)
    wanted = select(R.id).where(~HAS_PROBLEM, *where).order_by(*order).limit(limit)
    return [
        _recording(row) for row in db.execute(_columns().where(R.id.in_(wanted)).order_by(*order))
    ]


_HELD = 500
_ASKED_AGAIN = ("unreadable", "vanished", "name-unclear", "name-counts")


@cache
def _columns() -> Any:
    latitude = func.coalesce(R.latitude, SiteRow.latitude).label("latitude")
    longitude = func.coalesce(R.longitude, SiteRow.longitude).label("longitude")
    return (
        select(
            R.id,
            R.path,
            MediaRootRow.path.label("root"),
            R.media_root_id,
            SiteRow.name.label("site"),
            SiteRow.id.label("site_id"),
            *recording_times.START,
            R.local_us,
            R.duration_s,
            R.sample_rate,
            R.channels,
            latitude,
            longitude,
            R.recorder,
            R.serial,
            R.content_hash,
            R.usable,
            R.problem,
            R.problem_text,
            R.replaced,
        )
        .join(MediaRootRow, R.media_root_id == MediaRootRow.id)
        .outerjoin(DeploymentRow, R.deployment_id == DeploymentRow.id)
        .outerjoin(SiteRow, DeploymentRow.site_id == SiteRow.id)
    )


def _recording(row: Row[Any]) -> Recording:
    return Recording(
        id=row.id,
        path=Path(row.root) / row.path,
        root=Path(row.root),
        root_id=row.media_root_id,
        site=row.site,
        site_id=row.site_id,
        start=recording_times.start(row),
        doubted_start=recording_times.doubted_start(row),
        duration_s=row.duration_s,
        sample_rate=row.sample_rate,
        channels=row.channels,
        latitude=row.latitude,
        longitude=row.longitude,
        recorder=row.recorder,
        serial=row.serial,
        content_hash=row.content_hash,
        problem=_problem(row),
        replaced=row.replaced,
    )


def _problem(row: Any) -> Problem | None:
    """Return what is still wrong with a file: a doubt of its start ends once it is placed."""
    if row.problem is None:
        return None
    text = row.problem_text or ""
    if row.local_us is not None:
        if row.problem in defects.START_DOUBTS:
            return None
        for doubt in defects.START_DOUBTS.values():
            text = text.removesuffix(f" {doubt.text}")
    return Problem(row.problem, text, usable=row.usable)


def hashes(db: Connection) -> dict[int, str]:
    """Return recording id -> content hash."""
    return {row.id: row.content_hash for row in db.execute(select(R.id, R.content_hash))}


def replaced(db: Connection) -> set[int]:
    """Return the ids of recordings under whose paths others lie now."""
    return set(db.scalars(select(R.id).where(R.replaced)))


HAS_PROBLEM = R.problem.is_not(None) & (
    R.local_us.is_(None) | R.problem.not_in(defects.START_DOUBTS)
)
"""The doubt of a start that a person has given or corrected is none any more."""


def placed(query: Any) -> Any:
    """Return a question about recordings with their deployments and sites."""
    return (
        query.select_from(R)
        .outerjoin(DeploymentRow, R.deployment_id == DeploymentRow.id)
        .outerjoin(SiteRow, DeploymentRow.site_id == SiteRow.id)
    )


def places(db: Connection) -> list[tuple[float | None, float | None, date | None]]:
    """Return the distinct (latitude, longitude, day) of usable recordings, a kilometre apart.

    The day is None where the start is unknown or doubted.
    """
    latitude = func.round(func.coalesce(R.latitude, SiteRow.latitude), 2).label("latitude")
    longitude = func.round(func.coalesce(R.longitude, SiteRow.longitude), 2).label("longitude")
    day = func.date(R.local_us / 1_000_000, "unixepoch").label("day")
    query = placed(select(latitude, longitude, day)).where(R.usable, IN_PROJECT).distinct()
    return [
        (row.latitude, row.longitude, date.fromisoformat(row.day) if row.day else None)
        for row in db.execute(query)
    ]
