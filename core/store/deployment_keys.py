"""What scanning knows deployments by, and the sites it may propose again."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from core.store.schema import DeploymentKeyRow, DeploymentRow, SiteRow

K, D = DeploymentKeyRow, DeploymentRow


@dataclass(slots=True)
class KnownKey:
    """One key of a deployment."""

    key: str
    place: str
    deployment_id: int
    site_id: int
    recorder: str | None
    serial: str | None
    latitude: float | None
    longitude: float | None


def of_root(db: Connection, root_id: int) -> Iterator[KnownKey]:
    """Yield all keys of a media root, in the order they were made."""
    query = (
        select(
            K.key,
            K.place,
            K.deployment_id,
            D.site_id,
            D.recorder,
            D.serial,
            K.latitude,
            K.longitude,
        )
        .join(D, K.deployment_id == D.id)
        .where(K.place.startswith(f"{root_id}|", autoescape=True))
        .order_by(K.deployment_id, K.key)
    )
    return (KnownKey(*row) for row in db.execute(query))


def add(db: Connection, key: KnownKey) -> None:
    """Remember a key."""
    db.execute(
        insert(K).values(
            key=key.key,
            place=key.place,
            deployment_id=key.deployment_id,
            latitude=key.latitude,
            longitude=key.longitude,
        )
    )


def locate(db: Connection, key: KnownKey, latitude: float, longitude: float) -> None:
    """Remember where the recordings of a key are, which the first ones did not say."""
    key.latitude, key.longitude = latitude, longitude
    values = {"latitude": latitude, "longitude": longitude}
    db.execute(update(K).where(K.key == key.key).values(**values))


def name_recorder(
    db: Connection, known: KnownKey, recorder: str | None, serial: str | None
) -> None:
    """Say which recorder a deployment had, of which only broken files were known."""
    known.recorder, known.serial = recorder, serial
    values = {"recorder": recorder, "serial": serial}
    db.execute(update(D).where(D.id == known.deployment_id).values(**values))


def site_name(db: Connection, site_id: int) -> str:
    """Return what a site is called."""
    return db.scalars(select(SiteRow.name).where(SiteRow.id == site_id)).one()


def site_position(db: Connection, site_id: int) -> tuple[float | None, float | None]:
    """Return the coordinates of a site."""
    row = db.execute(select(SiteRow.latitude, SiteRow.longitude).where(SiteRow.id == site_id)).one()
    return row.latitude, row.longitude
