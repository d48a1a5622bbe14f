"""Sites and the deployments of recorders at them."""

from sqlalchemy import Connection, insert, select

from core.store.schema import DeploymentRow, SiteRow


def site(
    db: Connection, name: str, latitude: float | None = None, longitude: float | None = None
) -> int:
    """Return the id of a site, added if new."""
    known = db.scalar(select(SiteRow.id).where(SiteRow.name == name))
    if known is not None:
        return known
    values = {"name": name, "latitude": latitude, "longitude": longitude}
    return db.scalars(insert(SiteRow).values(**values).returning(SiteRow.id)).one()


def deployment(
    db: Connection, key: str, site_id: int, recorder: str | None, serial: str | None
) -> int:
    """Return the id of a deployment, added if new. ``key`` is what scanning knows it by."""
    known = db.scalar(select(DeploymentRow.id).where(DeploymentRow.key == key))
    if known is not None:
        return known
    values = {"key": key, "site_id": site_id, "recorder": recorder, "serial": serial}
    query = insert(DeploymentRow).values(clock_mode="fixed_offset", clock={}, **values)
    return db.scalars(query.returning(DeploymentRow.id)).one()


def names(db: Connection) -> list[str]:
    """Return all sites by name."""
    return list(db.scalars(select(SiteRow.name).order_by(SiteRow.name)))
