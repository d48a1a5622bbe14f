"""Sites and the deployments of recorders at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from core.names import key, same
from core.store.database import natural
from core.store.membership import IN_PROJECT
from core.store.schema import DeploymentRow, RecordingRow, SiteRow


@dataclass(frozen=True, slots=True)
class Site:
    """A named place, as a list shows it."""

    id: int
    name: str
    latitude: float | None
    longitude: float | None
    zone: str | None
    """IANA name, of the coordinates."""
    deployments: int
    recordings: int
    hours: float
    """Of the recordings that can be analysed."""


def site(
    db: Connection,
    name: str,
    latitude: float | None = None,
    longitude: float | None = None,
    zone: str | None = None,
) -> int:
    """Return the id of a site, added if new."""
    known = id_of(db, name)
    if known is not None:
        return known
    values = {"name": name, "latitude": latitude, "longitude": longitude, "zone": zone}
    return db.scalars(insert(SiteRow).values(**values).returning(SiteRow.id)).one()


def deployment(
    db: Connection, key: str, site_id: int, recorder: str | None, serial: str | None
) -> int:
    """Return the id of a deployment, added if new. ``key`` is unique."""
    known = db.scalar(select(DeploymentRow.id).where(DeploymentRow.key == key))
    if known is not None:
        return known
    values = {"key": key, "site_id": site_id, "recorder": recorder, "serial": serial}
    query = insert(DeploymentRow).values(clock_mode="fixed_offset", clock={}, **values)
    return db.scalars(query.returning(DeploymentRow.id)).one()


def names(db: Connection) -> list[str]:
    """Return all sites by name."""
    return list(db.scalars(select(SiteRow.name).order_by(natural(SiteRow.name), SiteRow.name)))


def listing(db: Connection) -> list[Site]:
    """Return all sites by name, with what was recorded there."""
    return _listed(db, [])


def places(db: Connection) -> list[tuple[float, float]]:
    """Return where sites are as far as it is known: latitude and longitude in degrees."""
    known = SiteRow.latitude.is_not(None) & SiteRow.longitude.is_not(None)
    query = select(SiteRow.latitude, SiteRow.longitude).where(known).order_by(SiteRow.id)
    return [(row.latitude, row.longitude) for row in db.execute(query)]


def get(db: Connection, site_id: int) -> Site | None:
    """Return one site, or None where there is no such id."""
    return next(iter(_listed(db, [SiteRow.id == site_id])), None)


def _listed(db: Connection, conditions: list[Any]) -> list[Site]:
    query = (
        select(
            SiteRow.id,
            SiteRow.name,
            SiteRow.latitude,
            SiteRow.longitude,
            SiteRow.zone,
            func.count(DeploymentRow.id.distinct()).label("deployments"),
            func.count(RecordingRow.id).label("recordings"),
            func.coalesce(func.sum(RecordingRow.duration_s).filter(RecordingRow.usable), 0.0).label(
                "seconds"
            ),
        )
        .outerjoin(DeploymentRow, DeploymentRow.site_id == SiteRow.id)
        .outerjoin(RecordingRow, (RecordingRow.deployment_id == DeploymentRow.id) & IN_PROJECT)
        .where(*conditions)
        .group_by(SiteRow.id)
        .order_by(natural(SiteRow.name), SiteRow.name)
    )
    return [
        Site(r.id, r.name, r.latitude, r.longitude, r.zone, r.deployments, r.recordings,
             r.seconds / 3600)
        for r in db.execute(query)
    ]  # fmt: skip


def id_of(db: Connection, name: str) -> int | None:
    """Return the id of the site of this name, or None.

    One that is written just so wins; case, blanks and how letters are composed make no difference.
    """
    found = _of_name(db, name)
    return found[0] if found else None


def called(db: Connection, name: str) -> str | None:
    """Return how the site of this name is written, or None where there is none: see ``id_of``."""
    found = _of_name(db, name)
    return found[1] if found else None


def _of_name(db: Connection, name: str) -> tuple[int, str] | None:
    # Compared here and not by the database, which takes no name that is no text.
    every = db.execute(select(SiteRow.id, SiteRow.name).order_by(SiteRow.id))
    alike = [(id_, known) for id_, known in every if same(known, name)]
    return next((one for one in alike if one[1] == name), alike[0] if alike else None)


def alike(db: Connection) -> list[tuple[str, ...]]:
    """Return the names of sites that differ only in how they are written: older projects may."""
    groups: dict[str, list[str]] = {}
    for name in names(db):
        groups.setdefault(key(name), []).append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def change(db: Connection, site_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a site."""
    db.execute(update(SiteRow).where(SiteRow.id == site_id).values(**values))


def remove_empty(db: Connection, site_id: int) -> None:
    """Remove a site that no deployment is at any more."""
    used = select(DeploymentRow.id).where(DeploymentRow.site_id == SiteRow.id).exists()
    db.execute(delete(SiteRow).where(SiteRow.id == site_id, ~used))
