"""Which species are to be expected where and when a recording was made, whatever was analysed."""

from collections.abc import Iterable, Sequence

from core.domain import Recording, Species
from core.errors import NetworkUnavailableError
from core.species.expected import LEAST_LIKELY, week_of
from core.species.ranges import SeasonalPlace, range_model

Position = tuple[float, float]
"""Latitude and longitude in degrees."""
_PLACES = 8
"""Of other sites so many are asked about at most."""


def expected_here(
    recording: Recording,
    species: Sequence[Species],
    ranges_name: str | None,
    others: Iterable[Position] = (),
) -> frozenset[str]:
    """Return those of some species, by scientific name, that a range model expects there and then.

    Where a recording's place is not known those count that are expected at one of the ``others``,
    the project's sites. None where no place is known at all, or the range model is not installed.
    """
    ranges, places = range_model(ranges_name), _places(recording, others)
    if ranges is None or not places:
        return frozenset()
    names = [one.scientific_name for one in species]
    try:
        chances = ranges.expected(places, names).max(axis=0)
    except NetworkUnavailableError:
        return frozenset()
    return frozenset(n for n, chance in zip(names, chances, strict=True) if chance >= LEAST_LIKELY)


def _places(recording: Recording, others: Iterable[Position]) -> list[SeasonalPlace]:
    week = week_of(recording.start.local.date()) if recording.start else None
    here = recording.latitude, recording.longitude
    known = list(others) if here[0] is None or here[1] is None else [(here[0], here[1])]
    rounded = dict.fromkeys((round(lat, 1), round(lon, 1)) for lat, lon in known)
    return [SeasonalPlace(*where, week) for where in list(rounded)[:_PLACES]]
