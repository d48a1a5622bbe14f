"""Which detections to look at, as conditions that SQLite answers from one index."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Integer, String, false, literal_column, or_, select
from sqlalchemy.orm import aliased

from core.domain import Verdict
from core.store.database import group_of
from core.store.membership import HEARD_IN_PROJECT
from core.store.review_schema import CurrentCommentRow, ReviewItemRow
from core.store.schema import CurrentVerdictRow, DetectionRow, SiteRow, SpeciesRow

D, C, N = DetectionRow, CurrentVerdictRow, CurrentCommentRow
MinuteSpan = tuple[int, int]
_SITES, _DAYS = 100_000, 100_000_000
"""More than there can be: local days are numbers like 20250510."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which detections to look at. None: no limit."""

    run_id: int | None = None
    species: str | None = None
    """Scientific name, as the network said it."""
    several: frozenset[str] | None = None
    """Any of these scientific names, as the network said them."""
    site: str | None = None
    min_score: float | None = None
    max_score: float | None = None
    verdicts: frozenset[Verdict | None] | None = None
    """None inside the set stands for unreviewed."""
    recording_id: int | None = None
    unlisted: bool = False
    """Show also what the species list did not expect."""
    held_species: str | None = None
    """Scientific name of what it is held to be now: a reviewer's species, or the network's."""
    sites: frozenset[str] | None = None
    first_day: date | None = None
    last_day: date | None = None
    """Inclusive, by the recorder's clock."""
    minutes: MinuteSpan | None = None
    """Of the recorder's day, both inclusive; (1320, 240) goes over midnight."""
    sunrise: MinuteSpan | None = None
    """Minutes since sunrise there that day, both inclusive: (-30, 120)."""
    sunset: MinuteSpan | None = None
    reviewer: str | None = None
    """Whose verdict holds."""
    has_note: bool | None = None
    note: str = ""
    """Part of a comment, whatever the case."""
    plan_id: int | None = None
    """Detections of a review plan."""
    groups: frozenset[str] | None = None
    """Of core.taxon_groups; of what it is held to be now."""
    skip: str = ""
    """Once a species is confirmed somewhere, what is left out of those that nobody reviewed: the
    rest of the ``site``, or of the ``day`` at that site."""


def conditions(wanted: Filter, *, listed: bool = True, in_order: bool = False) -> list[Any]:
    """Return what must hold of a row of detections, without joins.

    With ``listed`` False what the species list hides is not left out. With ``in_order`` no index
    is chosen for a species or site: the order of the rows has one already.
    """
    found: list[Any] = []
    found.append(plain("listed") == 1 if listed and not wanted.unlisted else HEARD_IN_PROJECT)
    return found + _named(wanted, in_order) + _scored(wanted) + _when(wanted) + _said(wanted)


def to_json(wanted: Filter) -> dict[str, Any]:
    """Return a filter as a project remembers it: only what is limited."""
    values: dict[str, Any] = {}
    for name, value in asdict(wanted).items():
        if value is None or value in ("", False):
            continue
        if isinstance(value, frozenset):
            value = sorted(value, key=str)
        values[name] = value.isoformat() if isinstance(value, date) else value
    if wanted.has_note is False:
        values["has_note"] = False
    return values


def from_json(values: dict[str, Any]) -> Filter:
    """Return the filter that ``to_json`` wrote; what a newer version added is left out."""
    known = {f.name for f in fields(Filter)}
    found = {name: value for name, value in values.items() if name in known}
    if "verdicts" in found:
        found["verdicts"] = frozenset(v and Verdict(v) for v in found["verdicts"])
    for name in {"sites", "several", "groups"}.intersection(found):
        found[name] = frozenset(found[name])
    for name in ("first_day", "last_day"):
        if name in found:
            found[name] = date.fromisoformat(found[name])
    for name in ("minutes", "sunrise", "sunset"):
        if name in found:
            found[name] = (found[name][0], found[name][1])
    return Filter(**found)


def plain(column: str, kind: type[Integer | String] = Integer) -> Any:
    """Name a column so that SQLite filters by it but never chooses an index for it.

    Otherwise it takes ``run_id = 1`` for a rare thing, and sorts a million rows it found so.
    """
    return literal_column(f"+detections.{column}", kind)


def _named(wanted: Filter, in_order: bool) -> list[Any]:
    found: list[Any] = []
    if wanted.run_id is not None:
        found.append(plain("run_id") == wanted.run_id)
    if wanted.recording_id is not None:
        found.append(D.recording_id == wanted.recording_id)
    for column, named, name in (
        ("species_id", SpeciesRow.scientific_name, wanted.species),
        ("held_species_id", SpeciesRow.scientific_name, wanted.held_species),
        ("site_id", SiteRow.name, wanted.site),
    ):
        if name is not None:
            its_id = select(named.class_.id).where(named == name).scalar_subquery()
            found.append((plain(column) if in_order else getattr(D, column)) == its_id)
    if wanted.several is not None:
        names = SpeciesRow.scientific_name.in_(sorted(wanted.several))
        found.append(plain("species_id").in_(select(SpeciesRow.id).where(names)))
    if wanted.groups is not None:
        group = group_of(SpeciesRow.scientific_name, SpeciesRow.group)
        kept = select(SpeciesRow.id).where(group.in_(sorted(wanted.groups)))
        found.append(plain("held_species_id").in_(kept))
    if wanted.sites is not None:
        sites = select(SiteRow.id).where(SiteRow.name.in_(sorted(wanted.sites)))
        found.append(plain("site_id").in_(sites))
    return found


def _scored(wanted: Filter) -> list[Any]:
    found: list[Any] = []
    if wanted.min_score is not None:
        found.append(D.score >= wanted.min_score)
    if wanted.max_score is not None:
        found.append(D.score <= wanted.max_score)
    return found


def _when(wanted: Filter) -> list[Any]:
    found: list[Any] = []
    if wanted.first_day is not None:
        found.append(plain("local_day") >= _number(wanted.first_day))
    if wanted.last_day is not None:
        found.append(plain("local_day") <= _number(wanted.last_day))
    for name, span in (
        ("local_minute", wanted.minutes),
        ("sunrise_minute", wanted.sunrise),
        ("sunset_minute", wanted.sunset),
    ):
        if span is not None:
            first, last = span
            after, before = plain(name) >= first, plain(name) <= last
            found.append(after & before if first <= last else after | before)
    return found


def _said(wanted: Filter) -> list[Any]:
    found: list[Any] = []
    if wanted.verdicts is not None:
        column = plain("verdict", String) if None in wanted.verdicts else D.verdict
        said = [v for v in sorted(wanted.verdicts, key=str) if v is not None]
        if not said:
            found.append(column.is_(None) if wanted.verdicts else false())
        else:
            said_so = column.in_(said)
            found.append(or_(said_so, column.is_(None)) if None in wanted.verdicts else said_so)
    if wanted.reviewer is not None:
        spoke = select(C.detection_id).where(C.reviewer == wanted.reviewer, C.verdict.is_not(None))
        found.append(D.id.in_(spoke))
    noted = select(N.detection_id)
    if wanted.has_note is not None:
        some = noted.where(N.text != "")
        found.append(D.id.in_(some) if wanted.has_note else D.id.not_in(some))
    if wanted.note:
        found.append(D.id.in_(noted.where(N.text.icontains(wanted.note, autoescape=True))))
    if wanted.skip:
        found.append(_not_confirmed(wanted.skip))
    if wanted.plan_id is not None:
        of_plan = select(ReviewItemRow.detection_id).where(ReviewItemRow.plan_id == wanted.plan_id)
        found.append(D.id.in_(of_plan))
    return found


def _not_confirmed(rest: str) -> Any:
    """Leave out what is not reviewed of a species that is confirmed at the same site (and day)."""
    other = aliased(D)
    place = _place_key(other, rest)
    confirmed = select(place).where(other.verdict == Verdict.CORRECT, place.is_not(None))
    its = _place_key(D, rest)
    return or_(plain("verdict", String).is_not(None), its.is_(None), its.not_in(confirmed))


def _place_key(row: Any, rest: str) -> Any:
    """Return species, site (and day) as one number, NULL where one of them is not known.

    Of pairs SQLite would compare each row with all that are confirmed: seconds instead of some ms.
    """
    key = row.species_id * _SITES + row.site_id
    return key * _DAYS + row.local_day if rest == "day" else key


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
