"""Which species are to be expected where and when a recording was made, whatever was analysed."""

from collections.abc import Sequence

from core.domain import Recording, Species
from core.errors import NetworkUnavailableError
from core.species.expected import LEAST_LIKELY, week_of
from core.species.ranges import SeasonalPlace, range_model


def expected_here(
    recording: Recording, species: Sequence[Species], ranges_name: str | None
) -> frozenset[str]:
    """Return those of some species, by scientific name, that a range model expects there and then.

    None of them where no place is known, or the range model that is named is not installed.
    """
    ranges = range_model(ranges_name)
    if ranges is None or recording.latitude is None or recording.longitude is None:
        return frozenset()
    week = week_of(recording.start.local.date()) if recording.start else None
    place = SeasonalPlace(round(recording.latitude, 1), round(recording.longitude, 1), week)
    names = [one.scientific_name for one in species]
    try:
        (chances,) = ranges.expected([place], names)
    except NetworkUnavailableError:
        return frozenset()
    return frozenset(n for n, chance in zip(names, chances, strict=True) if chance >= LEAST_LIKELY)
