"""By which place and week the detections of each recording of a run are listed."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, case, func, select, update
from sqlalchemy.dialects.sqlite import insert

from core.store import recordings, species_rules
from core.store.groups import in_groups
from core.store.membership import IN_PROJECT
from core.store.run_schema import RunRecordingRow
from core.store.schema import RecordingRow, RememberedRow, SiteRow

R, Ran = RecordingRow, RunRecordingRow
_WRITTEN_ANEW = ""
"""The place of a recording while its detections may be listed otherwise: a trigger asks for it."""


@dataclass(frozen=True, slots=True)
class AlikePlaced:
    """Recordings of a run that were made at one place on one day and are listed alike."""

    latitude: float | None
    longitude: float | None
    day: date | None
    """None where the start is unknown or doubted."""
    place: str | None
    """By which they are listed, as in the run's lists; None where that was not recorded."""
    recording_ids: Sequence[int]


def alike_placed(db: Connection, run_id: int) -> Iterator[AlikePlaced]:
    """Yield all recordings of a run that it has heard, those together that are placed alike."""
    # What a right clock has written is read in a third of the time of working it out.
    written = case((R.clock_doubt.is_(None), func.substr(R.start_local, 1, 10)))
    yield from _alike(db, run_id, written, R.clock_correction_s == 0)
    corrected = func.date(R.local_us / 1_000_000, "unixepoch")
    yield from _alike(db, run_id, corrected, R.clock_correction_s != 0)


def _alike(db: Connection, run_id: int, day: Any, of: Any) -> Iterator[AlikePlaced]:
    latitude = func.coalesce(R.latitude, SiteRow.latitude)
    longitude = func.coalesce(R.longitude, SiteRow.longitude)
    alike = (latitude, longitude, day, Ran.place)
    query = recordings.placed(select(*alike, func.json_group_array(R.id)))
    of_run = query.join(Ran, Ran.recording_id == R.id).where(
        Ran.run_id == run_id, Ran.windows > 0, IN_PROJECT, of
    )
    for north, east, on, place, ids in db.execute(of_run.group_by(*alike)):
        at = date.fromisoformat(on) if on else None
        yield AlikePlaced(north, east, at, place, json.loads(ids))


def by_place(db: Connection, run_id: int) -> dict[str, int]:
    """Return how many recordings that a run has heard are listed by each place."""
    query = (
        select(Ran.place, func.count())
        .join_from(Ran, R, Ran.recording_id == R.id)
        .where(Ran.run_id == run_id, Ran.windows > 0, Ran.place.is_not(None), IN_PROJECT)
    )
    return {str(place): number for place, number in db.execute(query.group_by(Ran.place))}


def list_anew(
    db: Connection, run_id: int, recording_ids: Iterable[int], place: str, expected: Iterable[str]
) -> None:
    """List what a run found in recordings by what is expected at a place: scientific names.

    What rules of species show and hide is settled again. Nothing else of a detection changes.
    Of which species there is more to see now is kept: see ``widened``.
    """
    names, wider = json.dumps(list(expected)), set()
    for some in in_groups(recording_ids):
        its = (Ran.run_id == run_id, Ran.recording_id.in_(some))
        db.execute(update(Ran).where(*its).values(place=_WRITTEN_ANEW))
        values = {"run": run_id, "recordings": json.dumps(some), "names": names}
        wider |= set(db.exec_driver_sql(_WIDER, values).scalars())
        for wanted in (0, 1):
            db.exec_driver_sql(_LISTED, values | {"wanted": wanted})
        species_rules.settle(db, run_id, some)
        db.execute(update(Ran).where(*its).values(place=place))
    _note_wider(db, run_id, wider)


def list_these_anew(
    db: Connection, run_id: int, recording_ids: Sequence[int], listed: Mapping[int, bool]
) -> None:
    """List so the detections of some recordings, by id; the places of these are to be noted after.

    See ``list_anew``.
    """
    its = (Ran.run_id == run_id, Ran.recording_id.in_(recording_ids))
    db.execute(update(Ran).where(*its).values(place=_WRITTEN_ANEW))
    wider: set[str] = set()
    for wanted in (0, 1):
        ids = json.dumps([id_ for id_, is_listed in listed.items() if is_listed == wanted])
        if wanted:
            wider |= set(db.exec_driver_sql(_WIDER_OF_THESE, (ids,)).scalars())
        db.exec_driver_sql(_THESE_LISTED, {"ids": ids, "wanted": wanted})
    species_rules.settle(db, run_id, recording_ids)
    _note_wider(db, run_id, wider)


def widened(db: Connection, run_id: int) -> dict[str, datetime]:
    """Return scientific name -> when detections of it were last listed that had not been.

    They could not be drawn before.
    """
    value = db.scalar(select(RememberedRow.value).where(RememberedRow.name == _name(run_id)))
    return {name: datetime.fromisoformat(at) for name, at in (value or {}).items()}


def _note_wider(db: Connection, run_id: int, species: Iterable[str]) -> None:
    known = {name: at.isoformat() for name, at in widened(db, run_id).items()}
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    if value := known | dict.fromkeys(species, now):
        row = insert(RememberedRow).values(name=_name(run_id), value=value)
        db.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _name(run_id: int) -> str:
    return f"listed since {run_id}"


_WIDER = """
SELECT DISTINCT s.scientific_name FROM detections d JOIN species s ON s.id = d.species_id
WHERE d.run_id = :run AND d.recording_id IN (SELECT value FROM json_each(:recordings))
AND (d.listed + d.ruled) % 2 = 0
AND s.scientific_name IN (SELECT value FROM json_each(:names))
"""
_WIDER_OF_THESE = """
SELECT DISTINCT s.scientific_name FROM detections d JOIN species s ON s.id = d.species_id
WHERE d.id IN (SELECT value FROM json_each(?)) AND (d.listed + d.ruled) % 2 = 0
"""
_THESE_LISTED = """
UPDATE detections SET listed = listed / 2 * 2 + :wanted, ruled = 0
WHERE id IN (SELECT value FROM json_each(:ids)) AND (listed + ruled) % 2 <> :wanted
"""
_LISTED = """
UPDATE detections SET listed = listed / 2 * 2 + :wanted, ruled = 0
WHERE run_id = :run AND recording_id IN (SELECT value FROM json_each(:recordings))
AND (listed + ruled) % 2 <> :wanted AND :wanted = (species_id IN (
    SELECT id FROM species WHERE scientific_name IN (SELECT value FROM json_each(:names))))
"""
