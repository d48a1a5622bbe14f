"""The pictures of a report, one after the other: what each is read from, and what its marks open.

A new picture is a function and a line in PICTURES.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from sqlalchemy import Connection

from core import rates
from core.counted import counted
from core.paired import comparable, paired
from core.plots.accumulation import accumulation
from core.plots.day_profile import HOURS, DayRow, day_profile
from core.plots.effort_strips import EffortRow, effort_strips
from core.plots.night_strips import NightRow, night_strips
from core.plots.paired_bars import PairedRow, paired_bars
from core.plots.precision_bars import PrecisionRow, precision_bars
from core.plots.season_map import season_map
from core.plots.site_matrix import site_matrix
from core.precisions import Basis
from core.read_picture import ReadPicture
from core.report import Report, ReportRow
from core.score_pictures import probabilities, scores
from core.seasons import SurveySeason, seasons
from core.statistics.effort import Measured
from core.statistics.richness import richness
from core.store import incidence, moments, passes, sites, summaries
from core.store.detections import Filter

NO_SITE = "(no site)"
_ROWS, _SITES = 40, 60
_1970 = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ReportPicture:
    """A kind of picture."""

    title: str
    read: Callable[[Connection, Report, ReportRow], ReadPicture]
    """(database, report, chosen row) -> the picture."""
    of_species: bool = False
    """Whether it is of the chosen species alone."""
    read_beside: Callable[[Connection, Report, int], ReadPicture] | None = None
    """(database, report, another analysis) -> the picture, where it is of two."""


def _shown(found: Report) -> list[ReportRow]:
    return [row for row in found.totals if row.detections][:_ROWS]


def _precision(_db: Connection, found: Report, _row: ReportRow) -> ReadPicture:
    rows = [
        PrecisionRow(
            r.species.common_name, r.detections, r.correct, r.wrong, r.unsure, r.precision,
            r.precision_basis is Basis.ALL_HEARD, r.species.scientific_name,
        )
        for r in _shown(found)
    ]  # fmt: skip
    picked = any(r.precision_basis is Basis.PICKED for r in found.totals)
    note = "Some of it is from clips picked by hand, which are no sample." if picked else ""
    return ReadPicture(
        lambda colours, width: precision_bars(rows, colours, width), note,
        lambda key: Filter(species=str(key[0])),
    )  # fmt: skip


def _heard(db: Connection, found: Report) -> tuple[Mapping[str | None, Measured], float]:
    cut = passes.get(db, found.run.pass_id).windowing
    hop_s = cut.step / cut.sample_rate if cut.step and cut.sample_rate else 0.0
    return rates.heard(db, found.scope), hop_s


def _survey(db: Connection, found: Report) -> SurveySeason:
    heard, hop_s = _heard(db, found)
    placed = [one for one in sites.listing(db) if one.name in heard]
    return SurveySeason.of(heard, hop_s, placed)


def _day(db: Connection, found: Report, _row: ReportRow) -> ReadPicture:
    heard, hop_s = _heard(db, found)
    seconds = found.effort.by_hour
    if not hop_s or not any(seconds):
        return ReadPicture(None, "No hour of a detection is known.")
    repeated = rates.repeats(db, found.scope, heard)
    placed = moments.read(db, found.scope)
    counts = summaries.over_sites(summaries.by_hour(placed, repeated))
    nothing = np.zeros(HOURS, np.int64)
    rows = [
        DayRow(
            row.species.common_name, row.detections,
            [
                min(1.0, number * hop_s / heard_s) if heard_s else None
                for number, heard_s in zip(
                    counts.get(name, nothing).tolist(), seconds, strict=True
                )
            ],
            name,
        )
        for row in _shown(found)
        for name in (row.species.scientific_name,)
    ]  # fmt: skip
    rise, fall = _survey(db, found).sun_h
    note = "Share of each hour's windows, by the recorder's clock."
    if rise is not None:
        note += " Sunrise and sunset in the middle of the survey."
    return ReadPicture(
        lambda colours, width: day_profile(rows, colours, width, sunrise_h=rise, sunset_h=fall),
        note,
        lambda key: Filter(species=str(key[0]), minutes=_hour(key[1])),
    )


def _season(db: Connection, found: Report, row: ReportRow) -> ReadPicture:
    name = row.species.scientific_name
    placed = moments.read(db, found.scope, [name])
    made = seasons(placed, _survey(db, found), [name]).get(name)
    if made is None:
        return ReadPicture(None, "No day of a recording is known.")
    note = "Share of each hour's windows. Hatched: not recorded, which is not silence."
    return ReadPicture(
        lambda colours, width: season_map(
            row.species.common_name, made.first, made.shares, colours, (width, 300.0), made.sun
        ),
        note,
        lambda key: Filter(
            species=name, first_day=_date(key[0]), last_day=_date(key[0]), minutes=_hour(key[1])
        ),
    )


def _places(_db: Connection, found: Report, _row: ReportRow) -> ReadPicture:
    known = {row.species.common_name: row.species.scientific_name for row in found.totals}
    names = list(dict.fromkeys(row.site for row in found.rows_by_site))[:_SITES]
    counts = {(row.species.common_name, row.site): row.detections for row in found.rows_by_site}
    shown = [row.species.common_name for row in _shown(found)]
    if not names:
        return ReadPicture(None, "No recording has a site.")
    return ReadPicture(
        lambda colours, _width: site_matrix(shown, names, counts, colours), "",
        lambda key: Filter(species=known[str(key[0])], sites=frozenset({str(key[1])})),
    )  # fmt: skip


def _accumulation(db: Connection, found: Report, _row: ReportRow) -> ReadPicture:
    days = {site: one.days_begun for site, one in rates.heard(db, found.scope).items()}
    of = richness(incidence.by_site_and_day(days, moments.read(db, found.scope)))
    if not of.units:
        return ReadPicture(None, "No day of a recording is known.")
    note = "Line: species expected in so many days at sites, band: 95 %; detections taken as right."
    return ReadPicture(
        lambda colours, width: accumulation(
            of, "days at a site", colours, (min(width, 640.0), 280.0)
        ),
        f"{note} {of.doubt}".strip(),
    )


def _effort(db: Connection, found: Report, _row: ReportRow) -> ReadPicture:
    heard, _ = _heard(db, found)
    rows = [
        EffortRow(site or NO_SITE, _days(one), one.effort.by_hour)
        for site, one in sorted(heard.items(), key=lambda pair: -pair[1].effort.seconds)[:_SITES]
    ]
    if not rows:
        return ReadPicture(None, "Nothing was heard.")
    return ReadPicture(
        lambda colours, width: effort_strips(rows, colours, width),
        "Sound analysed in each hour of the day, by the recorder's clock.",
        lambda key: replace(_at(key[0]), minutes=_hour(key[1])),
    )


def _nights(db: Connection, found: Report, _row: ReportRow) -> ReadPicture:
    heard, _ = _heard(db, found)
    rows = [
        NightRow(
            site or NO_SITE, {_1970 + timedelta(days=n): s for n, s in one.effort.nights.items()}
        )
        for site, one in sorted(heard.items(), key=lambda pair: -pair[1].effort.seconds)[:_SITES]
        if one.effort.nights
    ]
    if not rows:
        return ReadPicture(None, "No day of a recording is known.")
    return ReadPicture(
        lambda colours, width: night_strips(rows, colours, width),
        "Sound analysed in each survey night, from noon to noon, by the day it begins on.",
        lambda key: replace(
            _at(key[0]), first_day=_date(key[1]), last_day=_date(key[1], days_later=1)
        ),
    )


def _paired(db: Connection, found: Report, _row: ReportRow) -> ReadPicture:
    """Compare with the newest other analysis of the same recordings."""
    return _paired_with(db, found, None)


def _paired_with(db: Connection, found: Report, other_id: int | None) -> ReadPicture:
    others = comparable(db, found.run)
    if not others:
        return ReadPicture(None, "No other analysis has heard these recordings.")
    other = next((run for run in others if run.id == other_id), others[0])
    made = paired(db, found.run, other)
    rows = [
        PairedRow(
            one.species.common_name, one.found.both, one.found.only_first, one.found.only_second,
            one.more, one.found.p, one.species.scientific_name,
        )
        for one in made.species[:_ROWS]
    ]  # fmt: skip
    titles = (found.run.title, other.title)
    if titles[0] == titles[1]:
        titles = (f"{titles[0]} (this)", f"{titles[1]} (from {other.started_utc:%Y-%m-%d %H:%M})")
    note = (
        f"{counted(made.recordings, 'recording')} that both have heard, those that differ most on "
        "top; detections that nobody found wrong. "
        "Right: by how much larger the share of recordings is "
        "in which this analysis finds it, with its 95 % interval."
    )
    return ReadPicture(
        lambda colours, width: paired_bars(rows, titles, colours, width), note,
        lambda key: Filter(species=str(key[0])), beside=others,
    )  # fmt: skip


PICTURES: Sequence[ReportPicture] = (
    ReportPicture("Precision by species", _precision),
    ReportPicture("Through the day", _day),
    ReportPicture("Through the season", _season, of_species=True),
    ReportPicture("Species by site", _places),
    ReportPicture("Species found with effort", _accumulation),
    ReportPicture("Effort by hour", _effort),
    ReportPicture("Effort by night", _nights),
    ReportPicture("Scores", scores, of_species=True),
    ReportPicture("Score and probability", probabilities, of_species=True),
    ReportPicture("Beside another analysis", _paired, read_beside=_paired_with),
)


def _hour(hour: object) -> tuple[int, int]:
    first = int(str(hour)) * 60
    return first, first + 59


def _date(day: object, days_later: int = 0) -> date:
    assert isinstance(day, date)
    return day + timedelta(days=days_later)


def _at(site: object) -> Filter:
    return Filter() if site == NO_SITE else Filter(sites=frozenset({str(site)}))


def _days(one: Measured) -> str:
    days = one.effort.by_day
    if not days:
        return ""
    first, last = (_1970 + timedelta(days=day) for day in (min(days), max(days)))
    return f"{first}" if first == last else f"{first} to {last}"
