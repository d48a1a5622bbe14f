"""Runs: which network, which settings, which versions, and which recordings are through."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_skip

from core.domain import Problem
from core.store import species_rules
from core.store.groups import in_groups
from core.store.membership import IN_PROJECT
from core.store.run_schema import RunListRow, RunRecordingRow, RunRow
from core.store.schema import (
    DeploymentRow,
    RecordingRow,
    SiteRow,
)

Ran = RunRecordingRow


@dataclass(frozen=True, slots=True)
class Run:
    """One analysis, as the report names it."""

    id: int
    fingerprint: str
    """Its name everywhere: of the network, and of what was not at its default."""
    network: str
    settings: Mapping[str, Any]
    versions: Mapping[str, Any]
    engine: str
    started_utc: datetime
    finished_utc: datetime | None
    pass_id: int
    former_fingerprint: str | None = None
    """Its name in reports of older versions."""

    @property
    def title(self) -> str:
        """Return the network's name and version, as people say it."""
        return str(self.versions.get("network", self.network))

    @property
    def scores_of(self) -> str:
        """Return whose scores it has, as rules of species name it: a head's, or a network's."""
        return species_rules.scores_of(self.network, self.settings)

    @property
    def is_combined(self) -> bool:
        """Tell whether no network heard this: it was made of other analyses."""
        return "sources" in self.settings

    @property
    def is_imported(self) -> bool:
        """Tell whether another program heard this: it was taken in from that one's files."""
        return "imported" in self.settings

    @property
    def is_heard(self) -> bool:
        """Tell whether a network was run for it here: it was not combined, and not taken in."""
        return not self.is_combined and not self.is_imported

    @property
    def is_calibrated(self) -> bool:
        """Tell whether its scores are probabilities: those of heads that people trained are."""
        return "head" in self.settings and bool(self.settings.get("calibrated", True))

    def is_called(self, beginning: str) -> bool:
        """Tell whether a name of it begins so."""
        names = (self.fingerprint, self.former_fingerprint or "")
        return bool(beginning) and any(name.startswith(beginning) for name in names)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a run has heard."""

    recordings: int
    failed: int
    hours: float
    windows: int


def start(
    db: Connection,
    fingerprint: str,
    network: str,
    *,
    pass_id: int,
    settings: Mapping[str, Any],
    versions: Mapping[str, Any],
) -> Run:
    """Return the run of these settings: the one begun before, or a new one."""
    known = find(db, fingerprint)
    if known is not None:
        return known
    db.execute(
        insert(RunRow).values(
            fingerprint=fingerprint,
            network=network,
            settings=dict(settings),
            versions=dict(versions),
            engine="",
            pass_id=pass_id,
            started_utc=_now(),
        )
    )
    begun = find(db, fingerprint)
    assert begun is not None
    species_rules.begin(db, begun.id, begun.scores_of)
    return begun


def find(db: Connection, fingerprint: str) -> Run | None:
    """Return the run with these settings, if there is one, also one that was taken out."""
    is_it = or_(RunRow.fingerprint == fingerprint, RunRow.former_fingerprint == fingerprint)
    row = db.execute(_runs().where(is_it).order_by(RunRow.fingerprint != fingerprint)).first()
    return None if row is None else _run(row)


def everything(db: Connection) -> list[Run]:
    """Return all runs: ``latest`` first, those that are not finished last."""
    return [_run(row) for row in db.execute(_there().order_by(*_LATEST_FIRST))]


IMPORTED = "imported"
"""Stands as network of what other programs heard. It is meant only where there is no other."""
_LATEST_FIRST = (
    RunRow.finished_utc.is_(None),
    RunRow.network == IMPORTED,
    func.coalesce(RunRow.finished_utc, RunRow.started_utc).desc(),
    RunRow.id.desc(),
)


def latest(db: Connection) -> Run | None:
    """Return the run that is meant where none is named: the one that was finished last.

    One that was not finished takes its place nowhere; it is meant only where there is no other,
    the one begun last.
    """
    row = db.execute(_there().order_by(*_LATEST_FIRST).limit(1)).first()
    return None if row is None else _run(row)


def latest_id() -> Any:
    """Return ``latest`` as part of a question."""
    return (
        select(RunRow.id).where(~RunRow.removed).order_by(*_LATEST_FIRST).limit(1).scalar_subquery()
    )


def unfinished_since(db: Connection, run: Run) -> Run | None:
    """Return the analysis that was last at work after a run was finished, and is not finished."""
    if run.finished_utc is None:
        return None
    ran = select(func.max(RunRecordingRow.finished_utc)).where(RunRecordingRow.run_id == RunRow.id)
    at_work = func.coalesce(ran.scalar_subquery(), RunRow.started_utc)
    since = run.finished_utc.isoformat(timespec="seconds")
    query = _there().where(RunRow.finished_utc.is_(None), at_work >= since)
    row = db.execute(query.order_by(at_work.desc(), RunRow.id.desc()).limit(1)).first()
    return None if row is None else _run(row)


def get(db: Connection, run_id: int) -> Run:
    """Return one run."""
    return _run(db.execute(_runs().where(RunRow.id == run_id)).one())


def note_engine(db: Connection, run_id: int, note: str) -> None:
    """Record how the network was run; a change of machine or a fallback is added, not lost."""
    said = db.scalar(select(RunRow.engine).where(RunRow.id == run_id)) or ""
    if note not in said.split("; "):
        text = f"{said}; {note}" if said else note
        db.execute(update(RunRow).where(RunRow.id == run_id).values(engine=text))


def finish(db: Connection, run_id: int) -> None:
    """Record that everything was through by now."""
    db.execute(update(RunRow).where(RunRow.id == run_id).values(finished_utc=_now()))


def recording_done(
    db: Connection, run_id: int, recording_id: int, windows: int, analysed_s: float,
    problem: Problem | None = None,
) -> None:  # fmt: skip
    """Record that a run is through with a recording, perhaps once more, and what was wrong."""
    recordings_done(db, run_id, {recording_id: (windows, analysed_s, problem)})


def recordings_done(
    db: Connection,
    run_id: int,
    done: Mapping[int, tuple[int, float, Problem | None]],
    *,
    place: str | None = None,
) -> None:
    """Record so of several recordings: (windows, seconds analysed, what was wrong) by id.

    ``place``: by which their detections are listed.
    """
    known = select(RecordingRow.id, RecordingRow.content_hash)
    hashes = {
        row.id: row.content_hash
        for some in in_groups(done)
        for row in db.execute(known.where(RecordingRow.id.in_(some)))
    }
    now = _now()
    rows = [
        {
            "run_id": run_id,
            "recording_id": id_,
            "content_hash": hashes.get(id_) or "",
            "windows": windows,
            "analysed_s": analysed_s,
            "finished_utc": now,
            "problem": problem.code if problem else None,
            "problem_text": problem.text if problem else None,
            "place": place,
        }
        for id_, (windows, analysed_s, problem) in done.items()
    ]
    if rows:
        new, same = insert_or_skip(RunRecordingRow), ("run_id", "recording_id")
        values = {name: new.excluded[name] for name in rows[0] if name not in same}
        db.execute(new.on_conflict_do_update(index_elements=same, set_=values), rows)


def through(db: Connection, run_id: int) -> set[int]:
    """Return the recordings that a run is through with."""
    return set(
        db.scalars(select(RunRecordingRow.recording_id).where(RunRecordingRow.run_id == run_id))
    )


def has_heard(db: Connection, run_id: int, recording_id: int) -> bool:
    """Tell whether a run has heard something of a recording."""
    its = (Ran.run_id == run_id, Ran.recording_id == recording_id, Ran.windows > 0)
    return db.scalar(select(Ran.run_id).where(*its)) is not None


def heard_since(db: Connection, run_id: int, moment: datetime) -> int:
    """Return how many recordings of the project a run has heard after a moment."""
    after = moment.astimezone(UTC).isoformat(timespec="seconds")
    query = select(func.count()).join_from(Ran, RecordingRow, Ran.recording_id == RecordingRow.id)
    its = (Ran.run_id == run_id, Ran.windows > 0, Ran.finished_utc > after, IN_PROJECT)
    return db.scalar(query.where(*its)) or 0


def coverage(db: Connection, run_id: int, where: Iterable[Any] = ()) -> Coverage:
    """Return how much a run has heard so far, of recordings of which ``where`` holds."""
    failed = RunRecordingRow.windows == 0
    row = db.execute(
        select(
            func.count(),
            func.count().filter(failed),
            func.coalesce(func.sum(RunRecordingRow.analysed_s), 0.0),
            func.coalesce(func.sum(RunRecordingRow.windows), 0),
        )
        .join(RecordingRow, RunRecordingRow.recording_id == RecordingRow.id)
        .where(RunRecordingRow.run_id == run_id, IN_PROJECT, *where)
    ).one()
    return Coverage(row[0], row[1], float(row[2]) / 3600, int(row[3]))


def windows_by_site(
    db: Connection, run_id: int, where: Iterable[Any] = ()
) -> dict[str | None, int]:
    """Return how many windows a run has heard at each site, of recordings of which it holds."""
    query = (
        select(SiteRow.name, func.sum(Ran.windows))
        .select_from(Ran)
        .join(RecordingRow, Ran.recording_id == RecordingRow.id)
        .outerjoin(DeploymentRow, RecordingRow.deployment_id == DeploymentRow.id)
        .outerjoin(SiteRow, DeploymentRow.site_id == SiteRow.id)
        .where(Ran.run_id == run_id, IN_PROJECT, *where)
        .group_by(SiteRow.name)
    )
    return {site: int(number or 0) for site, number in db.execute(query)}


def problems(db: Connection, run_id: int) -> list[tuple[str, str]]:
    """Return (relative path, what was wrong) of the recordings that a run met trouble with."""
    return [(path, text) for _, text, _, path in troubles(db, run_id)]


def troubles(db: Connection, run_id: int) -> Iterator[tuple[str, str, str | None, str]]:
    """Yield (code, text, site, relative path) of what a run met in recordings, by path."""
    query: Any = (
        select(func.coalesce(Ran.problem, ""), Ran.problem_text, SiteRow.name, RecordingRow.path)
        .join_from(Ran, RecordingRow, Ran.recording_id == RecordingRow.id)
        .outerjoin(DeploymentRow, RecordingRow.deployment_id == DeploymentRow.id)
        .outerjoin(SiteRow, DeploymentRow.site_id == SiteRow.id)
        .where(Ran.run_id == run_id, Ran.problem.is_not(None), IN_PROJECT)
    )
    for code, text, site, path in db.execute(query.order_by(RecordingRow.path)):
        yield code, text or "", site, path


def save_list(db: Connection, run_id: int, place: str, listed: NDArray[np.bool_]) -> None:
    """Keep which species [species] a run expected at a place and week."""
    db.execute(
        insert_or_skip(RunListRow)
        .values(
            run_id=run_id,
            place=place,
            species=int(listed.sum()),
            bits=np.packbits(listed).tobytes(),
        )
        .on_conflict_do_nothing()
    )


def lists(db: Connection, run_id: int) -> dict[str, int]:
    """Return place -> number of species that a run expected there."""
    query = select(RunListRow.place, RunListRow.species).where(RunListRow.run_id == run_id)
    return {row.place: row.species for row in db.execute(query)}


def _there() -> Any:
    return _runs().where(~RunRow.removed)


def _runs() -> Any:
    return select(RunRow.__table__)


def _run(row: Row[Any]) -> Run:
    finished = row.finished_utc
    return Run(
        id=row.id,
        fingerprint=row.fingerprint,
        network=row.network,
        settings=row.settings,
        versions=row.versions,
        engine=row.engine,
        started_utc=datetime.fromisoformat(row.started_utc),
        finished_utc=datetime.fromisoformat(finished) if finished else None,
        pass_id=row.pass_id,
        former_fingerprint=row.former_fingerprint,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
