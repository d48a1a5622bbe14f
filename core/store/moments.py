"""Where and when a run's listed detections are: read once, and counted up in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from core.domain import Species
from core.store import moment_blocks
from core.store.moment_blocks import UNKNOWN, Arrays, Ints
from core.store.schema import SiteRow, SpeciesRow
from core.store.scope import ReportScope
from core.store.shared_time import Key

_PLACED = ("species_ids", "site_ids", "clocks_ms")
_SPANS = ("recording_ids", "starts_us", "ends_us")
_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000
_HALF_A_DAY_MS = _DAY_MS // 2
_HOURS = 24
_COLUMNS = _HOURS + 1  # the last of those whose hour is not known
_SMALL_TABLE, _SMALL_INDEX, _SIXTEEN_BITS = 2**26, 2**24, 2**16


@dataclass(frozen=True)
class DetectionMoments:
    """Columns of detections [n]."""

    species: Mapping[str, Species]
    """By scientific name."""
    keys: Sequence[Key]
    """The species at sites that there are; site None: recordings without one."""
    place: Ints
    """Of each detection, which of the keys."""
    id: Ints
    utc_ms: Ints
    clock_ms: Ints
    """By the recorder's clock, since it would have read 1970; far below 0 where it is not known."""
    spans: Ints | None = None
    """Recording, and start and end in it in microseconds [3, n], where that was asked for."""

    @property
    def numbers(self) -> dict[Key, int]:
        """Return the number of detections."""
        counts = np.bincount(self.place, minlength=len(self.keys))
        return dict(zip(self.keys, counts.tolist(), strict=True))

    @property
    def hours(self) -> dict[Key, Ints]:
        """Return detections by hour of the recorder's clock [24]."""
        known = self._is_dated
        hour = self.place[known] * 24 + self.clock_ms[known] // _HOUR_MS % 24
        counts = np.bincount(hour, minlength=24 * len(self.keys)).reshape(-1, 24)
        return dict(zip(self.keys, counts.astype(np.int64), strict=True))

    @property
    def days_met(self) -> tuple[Ints, Ints]:
        """Return each key (by its place) and day (since 1970) with a detection once, in order."""
        return self._days

    @property
    def days(self) -> dict[Key, Ints]:
        """Return the days with a detection, in days since 1970, rising."""
        return self._by_key(*self._days)

    @property
    def nights(self) -> dict[Key, Ints]:
        """Return the survey nights with one, noon to noon: the day that each begins on."""
        known = self._is_dated
        night = (self.clock_ms[known] - _HALF_A_DAY_MS) // _DAY_MS
        return self._by_key(*_distinct(self.place[known], night))

    @property
    def days_anywhere(self) -> dict[str, int]:
        """Return on how many days each species has a detection: a day at two sites is one."""
        names = list(self.species)
        number_of = {name: number for number, name in enumerate(names)}
        numbers = np.array([number_of[name] for name, _ in self.keys], np.int64)
        place, day = self._days
        met, _ = _distinct(numbers[place], day)
        counts = np.bincount(met, minlength=len(names)).tolist()
        return dict(zip(names, counts, strict=True))

    @property
    def ends(self) -> set[int]:
        """Return the ids of the first and last of each key: by UTC, and of those without it."""
        without = self._is_dated & (self.utc_ms == UNKNOWN)
        return self._ends(self.utc_ms != UNKNOWN, self.utc_ms) | self._ends(without, self.clock_ms)

    def days_and_hours(self, species: str) -> dict[tuple[int, int], int]:
        """Return (day in days since 1970, hour) -> detections of a species, by its clocks."""
        wanted = np.array([name == species for name, _ in self.keys], bool)
        its = self.clock_ms[wanted[self.place] & self._is_dated]
        hours, counts = np.unique(its // _HOUR_MS, return_counts=True)
        pairs = zip(hours.tolist(), counts.tolist(), strict=True)
        return {divmod(hour, 24): number for hour, number in pairs}

    @cached_property
    def _is_dated(self) -> NDArray[np.bool_]:
        known: NDArray[np.bool_] = self.clock_ms != UNKNOWN
        return known

    @cached_property
    def _days(self) -> tuple[Ints, Ints]:
        known = self._is_dated
        return _distinct(self.place[known], self.clock_ms[known] // _DAY_MS)

    @cached_property
    def by_place(self) -> Ints:
        """Return the detections in the order of their keys, else as they were read."""
        # Sixteen bits are sorted by counting, ten times as fast.
        is_small = len(self.keys) <= _SIXTEEN_BITS
        return np.argsort(self.place.astype(np.uint16) if is_small else self.place, kind="stable")

    def _by_key(self, place: Ints, value: Ints) -> dict[Key, Ints]:
        begins = np.searchsorted(place, np.arange(1, len(self.keys)))
        return dict(zip(self.keys, np.split(value, begins), strict=False))

    def _ends(self, wanted: NDArray[np.bool_], moment: Ints) -> set[int]:
        order = self.by_place[wanted[self.by_place]]
        if not len(order):
            return set()
        place, at = self.place[order], moment[order]
        begins = np.append(0, np.flatnonzero(np.diff(place)) + 1)
        sizes = np.diff(np.append(begins, len(order)))
        earliest, latest = np.minimum.reduceat(at, begins), np.maximum.reduceat(at, begins)
        early = np.flatnonzero(at == np.repeat(earliest, sizes))
        late = np.flatnonzero(at == np.repeat(latest, sizes))
        firsts = early[np.searchsorted(early, begins)]
        lasts = late[np.searchsorted(late, begins + sizes) - 1]
        return {*self.id[order[firsts]].tolist(), *self.id[order[lasts]].tolist()}


def read(
    db: Connection,
    of: ReportScope,
    species: Collection[str] | None = None,
    *,
    with_spans: bool = False,
) -> DetectionMoments:
    """Read the listed detections of a run, of some species (scientific names) or of all."""
    names = (*_PLACED, "utc_ms", "ids", *(_SPANS if with_spans else ()))
    arrays = _within(db, of, moment_blocks.read(db, of.run_id, names), species)
    species_ids, site_ids, clocks_ms, utc_ms, ids, *spans = arrays.values()
    keys, place, known = _keyed(db, species_ids, site_ids)
    return DetectionMoments(
        {one.scientific_name: one for one in known},
        keys,
        place,
        ids,
        utc_ms,
        clocks_ms,
        np.array(spans, np.int64) if with_spans else None,
    )


def hours_of_species(db: Connection, of: ReportScope) -> dict[str, Ints]:
    """Return detections at all sites by hour of the recorder's clock [24], by scientific name.

    In a third of the time in which moments are read.
    """
    arrays = _within(db, of, moment_blocks.read(db, of.run_id, _PLACED))
    species_ids, _, clocks_ms = arrays.values()
    hour = np.where(clocks_ms == UNKNOWN, _HOURS, clocks_ms // _HOUR_MS % _HOURS)
    counts = np.bincount(species_ids * np.int64(_COLUMNS) + hour)
    counts = np.append(counts, np.zeros(-len(counts) % _COLUMNS, np.int64)).reshape(-1, _COLUMNS)
    known = _species(db, np.flatnonzero(counts.any(axis=1)).tolist())
    return {one.scientific_name: counts[id_, :_HOURS] for id_, one in known.items()}


def _within(
    db: Connection, of: ReportScope, arrays: Arrays, species: Collection[str] | None = None
) -> Arrays:
    """Return of arrays that begin with ``_PLACED`` what is in a scope, of some species or all."""
    species_ids, site_ids, clocks_ms = (arrays[name] for name in _PLACED)
    limits = []
    if species is not None:
        wanted = select(SpeciesRow.id).where(SpeciesRow.scientific_name.in_(species))
        limits.append(np.isin(species_ids, db.scalars(wanted).all()))
    if of.sites is not None:
        there = select(SiteRow.id).where(SiteRow.name.in_(sorted(of.sites)))
        limits.append(np.isin(site_ids, db.scalars(there).all()))
    if of.clock_ms is not None:
        first, end = of.clock_ms
        limits += [clocks_ms >= first, clocks_ms < end]
    if not limits:
        return arrays
    is_in = np.logical_and.reduce(limits)
    return {name: array[is_in] for name, array in arrays.items()}


def _keyed(
    db: Connection, species_ids: NDArray[Any], site_ids: NDArray[Any]
) -> tuple[list[Key], Ints, list[Species]]:
    """Return the keys of detections [n], which of them each is, and the species there are."""
    width = int(site_ids.max(initial=0)) + 1
    pairs, place = _ranked(species_ids * np.int64(width) + site_ids)
    known = _species(db, np.unique(pairs // width).tolist())
    sites = {row.id: row.name for row in db.execute(select(SiteRow.id, SiteRow.name))}
    keys = [
        (known[pair // width].scientific_name, sites.get(pair % width)) for pair in pairs.tolist()
    ]
    return keys, place, list(known.values())


def _species(db: Connection, ids: Collection[int]) -> dict[int, Species]:
    rows = db.execute(select(SpeciesRow))
    wanted = set(ids)
    return {
        row.id: Species(row.scientific_name, row.common_name, row.group)
        for row in rows
        if row.id in wanted
    }


def _ranked(codes: Ints) -> tuple[Ints, Ints]:
    """Return each code once, rising, and of all which of them they are."""
    most = int(codes.max(initial=0)) + 1
    if most > _SMALL_INDEX:
        return np.unique(codes, return_inverse=True)
    is_met = np.zeros(most, bool)
    is_met[codes] = True
    return np.flatnonzero(is_met), (np.cumsum(is_met) - 1)[codes]


def _distinct(place: Ints, value: Ints) -> tuple[Ints, Ints]:
    """Return each pair once, in order."""
    if not len(place):
        return place, value
    lowest = int(value.min())
    span = int(value.max()) - lowest + 1
    code = place * span + (value - lowest)
    most = (int(place.max()) + 1) * span
    if most <= _SMALL_TABLE:  # marking is faster than sorting
        is_met = np.zeros(most, bool)
        is_met[code] = True
        code = np.flatnonzero(is_met)
    else:
        code = np.unique(code)
    return code // span, code % span + lowest
