"""Species that something in a project refers to."""

from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from core.domain import Species
from core.store.groups import in_groups
from core.store.schema import SpeciesRow


def ids(db: Connection, wanted: Iterable[Species]) -> dict[str, int]:
    """Return scientific name -> id, adding those that are new."""
    values = [
        {"scientific_name": s.scientific_name, "common_name": s.common_name, "group": s.group}
        for s in wanted
    ]
    if not values:
        return {}
    db.execute(insert(SpeciesRow).on_conflict_do_nothing(), values)
    query = select(SpeciesRow.scientific_name, SpeciesRow.id)
    return {
        row.scientific_name: row.id
        for some in in_groups(v["scientific_name"] for v in values)
        for row in db.execute(query.where(SpeciesRow.scientific_name.in_(some)))
    }


def everything(db: Connection) -> list[Species]:
    """Return all species of the project by scientific name."""
    rows = db.execute(
        select(SpeciesRow.scientific_name, SpeciesRow.common_name, SpeciesRow.group).order_by(
            SpeciesRow.scientific_name
        )
    )
    return [Species(name, common, group) for name, common, group in rows]
