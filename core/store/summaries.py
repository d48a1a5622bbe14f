"""Detections of a run counted up, for the report: by species, and by species and site."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from core.domain import Species, Start, Verdict
from core.store import annotations, recording_times, turned
from core.store.detection_filter import plain
from core.store.membership import HEARD_IN_PROJECT
from core.store.moment_blocks import Ints
from core.store.moments import DetectionMoments, hours_of_species
from core.store.schema import (
    CurrentVerdictRow,
    DetectionRow,
    RecordingRow,
    SiteRow,
    SpeciesRow,
)
from core.store.scope import ReportScope
from core.store.shared_time import Key, Repeats

D, R = DetectionRow, RecordingRow


@dataclass(slots=True)
class Summary:
    """The detections of one species, at one site or at all (site None)."""

    species: Species
    site: str | None
    detections: int = 0
    correct: int = 0
    wrong: int = 0
    unsure: int = 0
    corrected_into_this: int = 0
    """Detections of other species that a reviewer found to be this one."""
    days: int | None = 0
    """With a detection; None where no moment of a detection is known."""
    first: Start | None = None
    last: Start | None = None
    repeats: int = 0
    """Detections at a moment of which another recording there has the species too."""
    annotations: int = 0
    """Spans that people drew and named so, in whatever run they did."""


@dataclass(frozen=True, slots=True)
class FoundSpecies:
    """How often a run lists a species."""

    species: Species
    detections: int


@dataclass(frozen=True, slots=True)
class SaidOfRun:
    """What people have said of a run's detections."""

    listed: Mapping[str, Counter[str]]
    """Scientific name -> verdict -> detections."""
    hidden: int
    """Judged ones among those that the species list hides."""


def found(db: Connection, run_id: int) -> tuple[list[FoundSpecies], int]:
    """Return the listed species of a run, the most frequent first, and how many its list hides."""
    # In the order of an index that holds all of it: a million in a fifth of a second.
    mine, listed = plain("run_id") == run_id, plain("listed")
    grouped = (
        select(
            D.species_id,
            func.count().filter(mine, listed == 1).label("number"),
            func.count().filter(mine, listed == 0).label("hidden"),
        )
        .group_by(D.species_id)
        .subquery()
    )
    query = (
        select(SpeciesRow, grouped.c.number, grouped.c.hidden)
        .join_from(grouped, SpeciesRow, grouped.c.species_id == SpeciesRow.id)
        .order_by(grouped.c.number.desc(), SpeciesRow.scientific_name)
    )
    rows = db.execute(query).all()
    hidden_by_list = sum(row.hidden for row in rows) - turned.hidden(db, ReportScope(run_id))
    return [FoundSpecies(_species(row), row.number) for row in rows if row.number], hidden_by_list


def said(db: Connection, run_id: int) -> SaidOfRun:
    """Return what people have said of a run: verdicts are few, and have an index of their own."""
    query = (
        select(D.species_id, D.listed, D.verdict, func.count().label("number"))
        .where(D.verdict.is_not(None), plain("run_id") == run_id, HEARD_IN_PROJECT)
        .group_by(D.species_id, D.listed, D.verdict)
        .subquery()
    )
    grouped = query.c
    rows = db.execute(
        select(SpeciesRow.scientific_name, grouped.listed, grouped.verdict, grouped.number)
        .join_from(query, SpeciesRow, grouped.species_id == SpeciesRow.id)
    )  # fmt: skip
    listed: dict[str, Counter[str]] = defaultdict(Counter)
    # Whether a rule turned them stands in no index of verdicts: these few are counted apart.
    hidden = -turned.hidden_judged(db, ReportScope(run_id))
    for name, is_listed, verdict, number in rows:
        if is_listed:
            listed[name][verdict or ""] += number
        else:
            hidden += number
    return SaidOfRun(listed, hidden)


def by_species(
    db: Connection, of: ReportScope, repeated: Repeats, moments: DetectionMoments
) -> dict[Key, Summary]:
    """Return what a run's listed detections come to, by (scientific name, site)."""
    found = {
        key: Summary(moments.species[key[0]], key[1], number)
        for key, number in moments.numbers.items()
    }
    for key, days in moments.days.items():
        found[key].days = len(days) or None
        found[key].repeats = repeated.number.get(key, 0)
    for row in db.execute(_verdicts(of)):
        said = found[row.scientific_name, row.site]
        said.correct, said.wrong, said.unsure = row.correct, row.wrong, row.unsure
    for key, own_days in _days_by_one_clock(db, of, repeated).items():
        found[key].days = len(own_days)
    for row in db.execute(_starts(moments.ends)):
        _extend(found[row.scientific_name, row.site], recording_times.start(row, row.start_s))
    for row in db.execute(_corrections(of)):
        key = (row.scientific_name, row.site)
        found.setdefault(key, Summary(_species(row), row.site)).corrected_into_this = row.number
    for species, site, number in annotations.count_by_species(db, per_site=True, of=of):
        key = (species.scientific_name, site)
        found.setdefault(key, Summary(species, site)).annotations = number
    return found


def over_all_sites(
    db: Connection,
    of: ReportScope,
    per_site: Mapping[Key, Summary],
    repeated: Repeats,
    moments: DetectionMoments,
) -> dict[str, Summary]:
    """Return the sums of ``by_species`` over all sites, by scientific name."""
    totals: dict[str, Summary] = {}
    for (name, _), part in per_site.items():
        whole = totals.setdefault(name, Summary(part.species, None))
        whole.detections += part.detections
        whole.correct += part.correct
        whole.wrong += part.wrong
        whole.unsure += part.unsure
        whole.corrected_into_this += part.corrected_into_this
        whole.annotations += part.annotations
        whole.repeats += part.repeats
        for end in (part.first, part.last):
            _extend(whole, end)
    for name, days in moments.days_anywhere.items():
        totals[name].days = days or None
    everywhere: dict[str, set[int]] = {}
    for (name, _), own_days in _days_by_one_clock(db, of, repeated).items():
        everywhere.setdefault(name, set()).update(own_days)
    for name, own_days in everywhere.items():
        totals[name].days = len(own_days)
    return totals


def by_hour(moments: DetectionMoments, repeated: Repeats) -> dict[Key, Ints]:
    """Return detections by hour of the effort's clock [24], without repeats, by (name, site)."""
    hours = moments.hours
    for key, changes in repeated.hours.items():
        for clock_hour, number in changes.items():
            hours[key][clock_hour] += number
    return hours


def over_sites(hours: Mapping[Key, Ints]) -> dict[str, Ints]:
    """Return the sums of ``by_hour`` over all sites, by scientific name."""
    found: dict[str, Ints] = {}
    for (name, _), counts in hours.items():
        found[name] = found[name] + counts if name in found else counts
    return found


def hours_over_sites(db: Connection, of: ReportScope, repeated: Repeats) -> dict[str, Ints]:
    """Return what ``over_sites`` gives of all moments, without reading them."""
    found = hours_of_species(db, of)
    for (name, _), changes in repeated.hours.items():
        for clock_hour, number in changes.items():
            found[name][clock_hour] += number
    return found


def hidden(db: Connection, of: ReportScope) -> int:
    """Return how many detections the run's species list did not expect."""
    hidden = select(func.count()).select_from(D).where(*of.within, plain("listed") == 0)
    every = db.scalar(hidden) or 0
    return every - turned.hidden(db, of)


def hidden_judged(db: Connection, of: ReportScope) -> int:
    """Return how many of those have a verdict."""
    return _hidden_and(db, of, D.verdict.is_not(None))


def hidden_right(db: Connection, of: ReportScope) -> int:
    """Return how many of those a person found right: what the list costs, as far as is known."""
    return _hidden_and(db, of, D.verdict == Verdict.CORRECT)


def _hidden_and(db: Connection, of: ReportScope, verdict: ColumnElement[bool]) -> int:
    by_list = (plain("listed") == 0, ~D.ruled)
    return db.scalar(select(func.count()).where(verdict, *of.within, *by_list)) or 0


def _named(grouped: Any, *columns: Any) -> Any:
    """Name the species and sites of rows that are grouped by their ids: few, by then."""
    return (
        select(
            SpeciesRow.scientific_name,
            SpeciesRow.common_name,
            SpeciesRow.group,
            SiteRow.name.label("site"),
            *columns,
        )
        .select_from(grouped)
        .join(SpeciesRow, grouped.c.species_id == SpeciesRow.id)
        .outerjoin(SiteRow, grouped.c.site_id == SiteRow.id)
    )


def _verdicts(of: ReportScope) -> Any:
    def said(verdict: Verdict) -> ColumnElement[int]:
        return func.count().filter(D.verdict == verdict)

    grouped = (
        select(
            D.species_id,
            D.site_id,
            said(Verdict.CORRECT).label("correct"),
            said(Verdict.WRONG).label("wrong"),
            said(Verdict.UNSURE).label("unsure"),
        )
        .where(D.verdict.is_not(None), *of.detections)
        .group_by(D.species_id, D.site_id)
        .subquery()
    )
    return _named(grouped, grouped.c.correct, grouped.c.wrong, grouped.c.unsure)


def _days_by_one_clock(db: Connection, of: ReportScope, repeated: Repeats) -> dict[Key, set[int]]:
    """Return the days of the species that two clocks at a site put on different ones: rare."""
    if not repeated.days:
        return {}
    left_out = func.json_each(json.dumps(repeated.other_day)).table_valued("value")
    grouped = (
        select(D.species_id, D.site_id, D.local_day)
        .distinct()
        .where(*of.detections, D.local_day.is_not(None))
        .where(D.id.not_in(select(left_out.c.value)))
        .subquery()
    )
    names = {name for name, _ in repeated.days}
    found = {key: set(days) for key, days in repeated.days.items()}
    for row in db.execute(_named(grouped, grouped.c.local_day)):
        if row.scientific_name in names:
            found.setdefault((row.scientific_name, row.site), set()).add(row.local_day)
    return found


def _starts(ids: Collection[int]) -> Any:
    """Ask for the recordings of detections, and where in them each begins."""
    wanted = func.json_each(json.dumps(sorted(ids))).table_valued("value")
    found = (
        select(D.species_id, D.site_id, D.recording_id, D.start_s)
        .join_from(wanted, D, D.id == wanted.c.value)
        .subquery()
    )
    columns = (*recording_times.START, found.c.start_s)
    return _named(found, *columns).join(R, found.c.recording_id == R.id)


def _corrections(of: ReportScope) -> Any:
    # Few verdicts name another species: they are looked for among the verdicts.
    renamed = select(CurrentVerdictRow.detection_id).where(
        CurrentVerdictRow.species_id.is_not(None)
    )
    grouped = (
        select(D.corrected_id.label("species_id"), D.site_id, func.count().label("number"))
        .where(D.id.in_(renamed), D.corrected_id != D.species_id, *of.within)
        .where(HEARD_IN_PROJECT)
        .group_by(D.corrected_id, D.site_id)
        .subquery()
    )
    return _named(grouped, grouped.c.number)


def _species(row: Any) -> Species:
    return Species(row.scientific_name, row.common_name, row.group)


def _extend(summary: Summary, moment: Start | None) -> None:
    if moment is None:
        return
    at = _order(moment)
    if summary.first is None or at < _order(summary.first):
        summary.first = moment
    if summary.last is None or at > _order(summary.last):
        summary.last = moment


def _order(moment: Start) -> datetime:
    """Return what to sort by: UTC where it is known, else the clock's reading taken as such."""
    return moment.local - timedelta(minutes=moment.offset_minutes or 0)
