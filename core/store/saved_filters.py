"""Filters that a person saved under a name."""

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from core.store.detection_filter import Filter, from_json, to_json
from core.store.schema import RememberedRow

_PREFIX = "filter: "


def everything(db: Connection) -> dict[str, Filter]:
    """Return name -> filter, by name."""
    query = select(RememberedRow.name, RememberedRow.value).order_by(RememberedRow.name)
    rows = db.execute(query.where(RememberedRow.name.startswith(_PREFIX, autoescape=True)))
    return {name.removeprefix(_PREFIX): from_json(value) for name, value in rows}


def save(db: Connection, name: str, wanted: Filter) -> None:
    """Keep a filter under a name, instead of what was there."""
    value = to_json(wanted)
    query = insert(RememberedRow).values(name=_PREFIX + name, value=value)
    db.execute(query.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def remove(db: Connection, name: str) -> None:
    """Forget a saved filter."""
    db.execute(delete(RememberedRow).where(RememberedRow.name == _PREFIX + name))
