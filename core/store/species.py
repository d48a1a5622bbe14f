"""Species that something in a project refers to."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from core.domain import Species
from core.store.groups import in_groups
from core.store.schema import SpeciesRow


def ids(db: Connection, wanted: Iterable[Species]) -> dict[str, int]:
    """Return scientific name -> id, adding those that are new."""
    rows = [(s.scientific_name, s.common_name, s.group) for s in wanted]
    if not rows:
        return {}
    db.exec_driver_sql(_ADD, rows)  # may be all of a network's
    query = select(SpeciesRow.scientific_name, SpeciesRow.id)
    return {
        name: species_id
        for some in in_groups(name for name, _, _ in rows)
        for name, species_id in db.execute(query.where(SpeciesRow.scientific_name.in_(some)))
    }


_ADD = """INSERT INTO main.species (scientific_name, common_name, "group") VALUES (?, ?, ?)
    ON CONFLICT DO NOTHING"""
# Of the file itself: where species are shown in another language, a view has their name.
