"""Which windows of a pass to look at: of some sites or days, with a species, without a label."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select

from core.heads.gathering import everything_said
from core.heads.names import LabelNames
from core.heads.windows import PassWindows
from core.store.embedding_scan import Spans
from core.store.membership import HEARD_IN_PROJECT
from core.store.schema import DeploymentRow, DetectionRow, RecordingRow, SiteRow, SpeciesRow

Bools = NDArray[np.bool_]
Int64 = NDArray[np.int64]
_NEVER = np.iinfo(np.int64).min
D, R = DetectionRow, RecordingRow
Span = tuple[int, float, float]


@dataclass(frozen=True, slots=True)
class WindowChoice:
    """Which windows to look at. None: no limit."""

    sites: frozenset[str] | None = None
    first_day: date | None = None
    last_day: date | None = None
    """Inclusive, by the recorder's clock; what has no known start is in no day."""
    species: str | None = None
    """Scientific name: only windows in which an analysis has found it, or a person."""
    unlabelled: bool = False
    """Only windows of which nobody has said anything."""


EVERYTHING = WindowChoice()


@dataclass(frozen=True, slots=True)
class ChosenWindows:
    """The windows to look at."""

    spans: Spans
    """That have some of them."""
    wanted: Bools | None
    """Of the windows of these spans; None: all of them."""
    undated: int
    """Recordings that are left out because nobody knows when they began."""


def chosen(heard: PassWindows, choice: WindowChoice = EVERYTHING) -> ChosenWindows:
    """Return the windows of a pass that are to be looked at."""
    if choice == EVERYTHING:
        return ChosenWindows(heard.spans, None, 0)
    spans, undated = heard.spans, 0
    if choice.sites is not None:
        spans = spans.only(np.isin(spans.recording, _of_sites(heard, choice.sites)))
    wanted = np.ones(spans.total, np.bool_)
    if choice.first_day is not None or choice.last_day is not None:
        within, undated = _within_days(heard, spans, choice)
        wanted &= within
    if choice.species is not None:
        wanted &= _in_spans(heard, spans, _found(heard, choice.species))
    if choice.unlabelled:
        wanted &= ~_in_spans(heard, spans, _said(heard))
    some = np.bincount(np.repeat(np.arange(len(spans.row)), spans.windows)[wanted],
                       minlength=len(spans.row)) > 0  # fmt: skip
    return ChosenWindows(spans.only(some), wanted[np.repeat(some, spans.windows)], undated)


def _of_sites(heard: PassWindows, names: frozenset[str]) -> list[int]:
    query = (
        select(R.id)
        .join(DeploymentRow, R.deployment_id == DeploymentRow.id)
        .join(SiteRow, DeploymentRow.site_id == SiteRow.id)
        .where(SiteRow.name.in_(sorted(names)))
    )
    with heard.project.reading() as db:
        return list(db.scalars(query))


def _within_days(heard: PassWindows, spans: Spans, choice: WindowChoice) -> tuple[Bools, int]:
    with heard.project.reading() as db:
        query = select(R.id, R.local_us).where(R.local_us.is_not(None))
        begins = {row.id: row.local_us for row in db.execute(query)}
    known = np.array([begins.get(one, _NEVER) for one in spans.recording.tolist()], np.int64)
    begin = np.repeat(known, spans.windows)
    _, window = spans.windows_at(0, spans.total)
    at = begin + window * heard.cut.step * 1_000_000 // heard.cut.sample_rate
    within = begin != _NEVER
    if choice.first_day is not None:
        within &= at >= _us(choice.first_day)
    if choice.last_day is not None:
        within &= at < _us(choice.last_day + timedelta(days=1))
    return within, len(np.unique(spans.recording[known == _NEVER]))


def _us(day: date) -> int:
    """Return midnight as recorders' clocks are kept: in microseconds since 1970."""
    return (day - date(1970, 1, 1)).days * 86_400_000_000


def _found(heard: PassWindows, species: str) -> Iterator[Span]:
    its_id = select(SpeciesRow.id).where(SpeciesRow.scientific_name == species).scalar_subquery()
    query = select(D.recording_id, D.start_s, D.end_s).where(
        or_(D.species_id == its_id, D.held_species_id == its_id), HEARD_IN_PROJECT
    )
    with heard.project.reading() as db:
        for row in db.execute(query):
            yield row.recording_id, row.start_s, row.end_s


def _said(heard: PassWindows) -> Iterator[Span]:
    with heard.project.reading() as db:
        for one in everything_said(db, LabelNames([])):
            yield one.recording_id, one.start_s, one.end_s


def _in_spans(heard: PassWindows, spans: Spans, sought: Iterable[Span]) -> Bools:
    """Tell of each window whether one of these spans of recordings is in it."""
    numbers = cache(heard.in_span)  # recordings that begin at zero have many spans in common
    pairs = [(one, n) for one, start_s, end_s in sought for n in numbers(start_s, end_s)]
    recording, window = np.array(pairs, np.int64).reshape(-1, 2).T
    inside = np.zeros(spans.total, np.bool_)
    inside[spans.places_of(recording, window)] = True
    return inside
