"""The exact places of a project, and those that an export moves to a grid for secret species."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, or_, select

from core.errors import UnusableValueError
from core.exports.blur import Blur, Place
from core.species.naming import Names
from core.store import Project, heads, runs
from core.store.schema import DeploymentRow, DetectionRow, RecordingRow, SiteRow, SpeciesRow

D, R = DetectionRow, RecordingRow


def blur_of(project: Project, degrees: float, species: Iterable[str]) -> Blur:
    """Return what moves all places at which one of some species was heard; without any, all places.

    Also where a list hides it, and where a person found it wrong. All that is of such a site is
    moved, whatever else was heard there: otherwise that would tell the place. Raises
    UnusableValueError for a species that the project does not know.
    """
    wanted = [name for name in species if name.strip()]
    with project.reading() as db:
        if not wanted:
            return Blur(degrees, others=_numbers(every_place(db)))
        names = Names(heads.species(db))
        found = {text: names.scientific(text) or names.common(text) for text in wanted}
        found |= {t: names.otherwise(t) for t, name in found.items() if name is None}
        for text, name in found.items():
            if name is None:
                raise UnusableValueError(f"No species of this project is called {text}.")
        places = frozenset(_places(db, [name for name in found.values() if name]))
        return Blur(degrees, places, _numbers(places))


def every_place(db: Connection) -> list[Place]:
    """Return all exact places of a project: its name may state one that a selection leaves out.

    Also those for which an analysis was asked what to expect.
    """
    of_recordings = select(R.latitude, R.longitude)
    doubted = select(R.doubted_latitude, R.doubted_longitude)
    of_sites = select(SiteRow.latitude, SiteRow.longitude)
    known = [(one[0], one[1]) for one in db.execute(of_recordings.union(doubted, of_sites))]
    asked = (one.settings for one in runs.everything(db))
    places = ((one.get("latitude"), one.get("longitude")) for one in asked)
    return known + [place for place in places if place != (None, None)]


def _numbers(places: Iterable[Place]) -> tuple[float, ...]:
    known = {abs(one) for place in places for one in place if one is not None}
    return tuple(sorted(known))


def _places(db: Connection, names: list[str]) -> Iterable[Place]:
    ids = select(SpeciesRow.id).where(SpeciesRow.scientific_name.in_(names))
    heard: Any = or_(D.species_id.in_(ids), D.held_species_id.in_(ids))
    sites = list(db.scalars(select(D.site_id).where(heard).distinct()))
    at_sites = (
        select(
            R.latitude,
            R.longitude,
            R.doubted_latitude,
            R.doubted_longitude,
            SiteRow.latitude.label("a"),
            SiteRow.longitude.label("b"),
        )
        .join(DeploymentRow, R.deployment_id == DeploymentRow.id)
        .join(SiteRow, DeploymentRow.site_id == SiteRow.id)
        .where(SiteRow.id.in_([site for site in sites if site is not None]))
        .distinct()
    )
    for row in db.execute(at_sites):
        yield row.latitude, row.longitude
        if row.doubted_latitude is not None:
            yield row.doubted_latitude, row.doubted_longitude
        yield row.a, row.b
        # As a recording is handed out: each by itself may come from its site.
        yield (
            row.a if row.latitude is None else row.latitude,
            row.b if row.longitude is None else row.longitude,
        )
    alone = select(R.latitude, R.longitude).join(D, D.recording_id == R.id).where(heard)
    yield from ((one.latitude, one.longitude) for one in db.execute(alone.distinct()))
