"""One species through season and day: the share of each hour's windows, with the sun's lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.statistics.effort import HOURS, Axis, Effort, Measured
from core.store.moments import DetectionMoments
from core.store.sites import Site
from core.sun import Place, sun_hours

_1970 = date(1970, 1, 1)
_DAY_MS = 86_400_000
_ALIKE_DEGREES = 2.0
_DENSE = 0.1
DayHour = tuple[int, int]
"""(day in days since 1970, hour) of the recorder's clock."""


@dataclass(frozen=True, slots=True)
class SeasonShares:
    """What was heard of a species in each hour of each day."""

    first: date
    shares: Sequence[Sequence[float | None]]
    """[days][24] of each hour's windows; None: not recorded."""
    sun: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    """By name, such as sunrise: the hour of each day; None where the sun does not cross."""


@dataclass(frozen=True, slots=True)
class SurveySeason:
    """The effort of a survey, day by day, and what sun and clock it was under."""

    effort: Effort
    hop_s: float
    """From one window to the next."""
    place: Place | None
    clock: Axis | None
    """That the effort is counted by; with ``place`` it gives the sun's lines."""

    @classmethod
    def of(
        cls, heard: Mapping[str | None, Measured], hop_s: float, sites: Sequence[Site]
    ) -> "SurveySeason":
        """Take all sites together; no sun where it differs by minutes among them."""
        effort = Effort()
        for one in heard.values():
            effort.add(one.effort)
        clock = next((one.in_utc for one in heard.values() if one.in_utc.clocks), None)
        return cls(effort, hop_s, _middle(sites), clock)

    def is_picture(self, least_days: int) -> bool:
        """Tell whether there are so many days of effort, and no years without between them."""
        recorded = len(self.effort.by_day)
        return recorded >= least_days and recorded >= _DENSE * len(self.days)

    @property
    def days(self) -> range:
        """Return the days from the first to the last with effort, in days since 1970."""
        by_day = self.effort.by_day
        return range(min(by_day), max(by_day) + 1) if by_day else range(0)

    def shares(self, counts: Mapping[DayHour, int]) -> SeasonShares | None:
        """Return the season of a species; None where no day of effort is known."""
        days = self.days
        if not days or not self.hop_s:
            return None
        nothing = [0.0] * HOURS
        shares = [
            [
                min(1.0, counts.get((day, hour), 0) * self.hop_s / seconds) if seconds else None
                for hour, seconds in enumerate(self.effort.by_day.get(day, nothing))
            ]
            for day in days
        ]
        return SeasonShares(_1970 + timedelta(days=days[0]), shares, self._sun(days))

    @property
    def sun_h(self) -> tuple[float | None, float | None]:
        """Return the hours of sunrise and sunset in the middle of the survey, where known."""
        days = self.days
        half = self._sun(days[len(days) // 2 :][:1])
        return (half["sunrise"][0], half["sunset"][0]) if half else (None, None)

    def _sun(self, days: Sequence[int]) -> dict[str, Sequence[float | None]]:
        if self.place is None or self.clock is None or not self.clock.clocks or not days:
            return {}
        ahead = [self.clock.ahead_ms((day + 0.5) * _DAY_MS) for day in days]
        rise, fall = sun_hours(days, ahead, self.place)
        return {"sunrise": rise, "sunset": fall}


def seasons(
    moments: DetectionMoments, survey: SurveySeason, species: Sequence[str]
) -> dict[str, SeasonShares]:
    """Return the season of each species, by scientific name; nothing without days of effort."""
    found = {name: survey.shares(moments.days_and_hours(name)) for name in species}
    return {name: one for name, one in found.items() if one is not None}


def _middle(sites: Sequence[Site]) -> Place | None:
    """Return a place that stands for all sites, if each has one and the sun is the same there."""
    places = [
        (one.latitude, one.longitude)
        for one in sites
        if one.latitude is not None and one.longitude is not None
    ]
    if not places or len(places) < len(sites):
        return None
    latitudes, longitudes = zip(*places, strict=True)
    if max(max(latitudes) - min(latitudes), max(longitudes) - min(longitudes)) > _ALIKE_DEGREES:
        return None
    return sum(latitudes) / len(places), sum(longitudes) / len(places)
