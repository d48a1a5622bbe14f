"""Deployments as a list shows them, and their rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from core.domain import OffsetSource, StartSource
from core.store.database import natural
from core.store.groups import in_groups
from core.store.membership import IN_PROJECT
from core.store.schema import DeploymentKeyRow, DeploymentRow, RecordingRow, SiteRow

D, R = DeploymentRow, RecordingRow

_SHOWN_LATER_S = func.strftime("%s", R.start_local) - func.strftime("%s", R.read_local)
_OVERRULED = (
    (R.offset_source == OffsetSource.DEPLOYMENT)
    & (R.start_source != StartSource.PERSON)
    & (R.read_offset_minutes * 60 != R.offset_minutes * 60 - _SHOWN_LATER_S)
)
_CLOCK_ZERO = datetime(1970, 1, 1)  # noqa: DTZ001 - of any zone


@dataclass(frozen=True, slots=True)
class Deployment:
    """One recorder at one site for a period."""

    id: int
    site_id: int
    site: str
    latitude: float | None
    longitude: float | None
    recorder: str | None
    serial: str | None
    zone: str | None
    """The zone that a person gave the clock; None: that of the site is only a guess."""
    site_zone: str | None
    zone_overrules: bool
    """Whether that zone holds against offsets that the files state."""
    local_time: str | None
    """Whose time of day is shown: see core.deployments.apply_clocks."""
    clock_mode: str
    clock: Mapping[str, Any]
    """The known times: see core.deployments.clock."""
    recordings: int
    usable: int
    hours: float
    first: datetime | None
    """Start of the first recording by the corrected clock; None where no start is believed."""
    last: datetime | None
    """End of the last recording by the corrected clock."""
    corrected: int
    """Recordings whose start the known times correct."""
    guessed: int
    """Recordings whose offset is that of the site's zone, which nobody has confirmed."""
    without_offset: int
    """Recordings with a start whose offset nobody knows: their moment in UTC is unknown."""
    overruled: int
    """Recordings that state another offset than the one their clock is said to have kept."""
    doubted: int
    """Recordings whose clock cannot have been right: they are placed nowhere in time."""


def listing(db: Connection) -> list[Deployment]:
    """Return all deployments by site and time, but those all of whose recordings were removed."""
    its = select(R.id).where(R.deployment_id == D.id)
    shown = its.where(IN_PROJECT).exists() | ~its.exists()
    order = (natural(SiteRow.name), SiteRow.id, "first", D.id)
    rows = db.execute(_query().where(shown).order_by(*order))
    return [_deployment(row) for row in rows]


def get(db: Connection, deployment_id: int) -> Deployment | None:
    """Return one deployment, or None where there is no such id."""
    row = db.execute(_query(deployment_id)).first()
    return None if row is None else _deployment(row)


def of_site(db: Connection, site_id: int) -> list[int]:
    """Return the ids of the deployments at a site."""
    return list(db.scalars(select(D.id).where(D.site_id == site_id).order_by(D.id)))


def add(db: Connection, site_id: int, values: Mapping[str, Any]) -> int:
    """Add a deployment that a person makes; scanning puts nothing into it by itself."""
    row = {"clock_mode": "fixed_offset", "clock": {}, **values}
    query = insert(D).values(key=f"made:{uuid4().hex}", site_id=site_id, **row)
    return db.scalars(query.returning(D.id)).one()


def change(db: Connection, deployment_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a deployment."""
    db.execute(update(D).where(D.id == deployment_id).values(**values))


def hand_over(db: Connection, source: int, target: int) -> None:
    """Let what scanning knows one deployment by lead to another, and remove the emptied one."""
    keys = update(DeploymentKeyRow).where(DeploymentKeyRow.deployment_id == source)
    db.execute(keys.values(deployment_id=target))
    db.execute(delete(D).where(D.id == source))


def recording_ids(
    db: Connection,
    deployment_ids: Iterable[int],
    *,
    since: datetime | None = None,
    folder: str | None = None,
) -> list[int]:
    """Return recordings of deployments, perhaps only some of them.

    ``since`` is by the corrected clock; ``folder`` is relative to the media root, with forward
    slashes.
    """
    query = select(R.id).where(R.deployment_id.in_(list(deployment_ids))).order_by(R.id)
    if since is not None:
        query = query.where(R.local_us >= (since - _CLOCK_ZERO) // timedelta(microseconds=1))
    if folder is not None:
        query = query.where(R.path.startswith(folder.rstrip("/") + "/", autoescape=True))
    return list(db.scalars(query))


def having(db: Connection, recording_ids: Iterable[int]) -> list[int]:
    """Return the deployments that recordings belong to."""
    found: set[int | None] = set()
    for some in in_groups(list(recording_ids)):
        found |= set(db.scalars(select(R.deployment_id).where(R.id.in_(some)).distinct()))
    return sorted(one for one in found if one is not None)


def folders(db: Connection, deployment_id: int) -> list[str]:
    """Return the folders that recordings of a deployment lie in, relative to their media root."""
    paths = db.scalars(select(R.path).where(R.deployment_id == deployment_id))
    return sorted({path.rpartition("/")[0] for path in paths} - {""})


def _query(deployment_id: int | None = None) -> Any:
    only = [IN_PROJECT] if deployment_id is None else [IN_PROJECT, R.deployment_id == deployment_id]
    # Each start is reckoned from its text once, not for each question.
    of = _files(only).cte().prefix_with("MATERIALIZED").c
    counted = (
        select(
            of.deployment_id,
            func.count().label("recordings"),
            func.count().filter(of.usable).label("usable"),
            func.coalesce(func.sum(of.duration_s).filter(of.usable), 0.0).label("seconds"),
            func.min(of.local_s).label("first_s"),
            func.max(of.local_s + of.duration_s).label("last_s"),
            func.count().filter(of.clock_correction_s != 0).label("corrected"),
            func.count().filter(of.offset_source == OffsetSource.GUESS).label("guessed"),
            func.count()
            .filter(of.start_local.is_not(None), of.offset_minutes.is_(None))
            .label("without_offset"),
            func.count().filter(of.overruled).label("overruled"),
            func.count().filter(of.clock_doubt.is_not(None)).label("doubted"),
        )
        .group_by(of.deployment_id)
        .subquery()
    )
    query = (
        select(
            D.id,
            D.site_id,
            SiteRow.name.label("site"),
            SiteRow.latitude,
            SiteRow.longitude,
            SiteRow.zone.label("site_zone"),
            D.recorder,
            D.serial,
            D.zone,
            D.zone_overrules,
            D.local_time,
            D.clock_mode,
            D.clock,
            func.coalesce(counted.c.recordings, 0).label("recordings"),
            func.coalesce(counted.c.usable, 0).label("usable"),
            func.coalesce(counted.c.seconds, 0.0).label("seconds"),
            _moment(counted.c.first_s).label("first"),
            _moment(counted.c.last_s).label("last"),
            func.coalesce(counted.c.corrected, 0).label("corrected"),
            func.coalesce(counted.c.guessed, 0).label("guessed"),
            func.coalesce(counted.c.without_offset, 0).label("without_offset"),
            func.coalesce(counted.c.overruled, 0).label("overruled"),
            func.coalesce(counted.c.doubted, 0).label("doubted"),
        )
        .join(SiteRow, D.site_id == SiteRow.id)
        .outerjoin(counted, counted.c.deployment_id == D.id)
    )
    return query if deployment_id is None else query.where(D.id == deployment_id)


def _files(only: Iterable[Any]) -> Any:
    return select(
        R.deployment_id,
        R.usable,
        R.duration_s,
        R.clock_correction_s,
        R.offset_source,
        R.start_local,
        R.offset_minutes,
        R.clock_doubt,
        _OVERRULED.label("overruled"),
        (R.local_us / 1e6).label("local_s"),
    ).where(*only)


def _moment(seconds: Any) -> Any:
    return func.strftime("%Y-%m-%dT%H:%M:%S", seconds, "unixepoch")  # whole seconds: for a list


def _deployment(row: Row[Any]) -> Deployment:
    return Deployment(
        id=row.id,
        site_id=row.site_id,
        site=row.site,
        latitude=row.latitude,
        longitude=row.longitude,
        recorder=row.recorder,
        serial=row.serial,
        zone=row.zone,
        site_zone=row.site_zone,
        zone_overrules=row.zone_overrules,
        local_time=row.local_time,
        clock_mode=row.clock_mode,
        clock=row.clock,
        recordings=row.recordings,
        usable=row.usable,
        hours=row.seconds / 3600,
        first=None if row.first is None else datetime.fromisoformat(row.first),
        last=None if row.last is None else datetime.fromisoformat(row.last),
        corrected=row.corrected,
        guessed=row.guessed,
        without_offset=row.without_offset,
        overruled=row.overruled,
        doubted=row.doubted,
    )
