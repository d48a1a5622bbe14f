"""When a species has been listened to enough, and how much listening it will still take.

Looking after every clip would call one species in ten good that is not; at a few fixed numbers of
clips it is one in twenty-five (simulated: truth exactly at the goal, 10.6 % against 3.9 %).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

from core.counted import counted
from core.statistics.precision import Precision

LOOKS = (30, 50, 80, 120, 200, 300)
"""Numbers of judged clips at which is looked."""
GOAL, HALF_WIDTH = 0.9, 0.05
SECONDS_A_CLIP = 8.0
_Z_SQUARED = 3.84
_BEFORE_ANY = 0.8
"""The precision that is reckoned with before any verdict."""


class Stage(StrEnum):
    """How far the listening to a species is."""

    ALL_HEARD = "all heard"
    DONE = "done"
    """The interval is as narrow as was asked."""
    SHOWN = "shown"
    """It lies above the goal."""
    NOT_REACHED = "not reached"
    """It lies below the goal: a higher threshold is needed."""
    OPEN = "open"


def stage(found: Precision | None, goal: float = GOAL, half_width: float = HALF_WIDTH) -> Stage:
    """Return the stage of what was found at one of the looks; None where there was none yet."""
    if found is None:
        return Stage.OPEN
    if found.all_heard:
        return Stage.ALL_HEARD
    if (found.interval.high - found.interval.low) / 2 <= half_width:
        return Stage.DONE
    if found.interval.low >= goal:
        return Stage.SHOWN
    return Stage.NOT_REACHED if found.interval.high < goal else Stage.OPEN


def last_look(judged: int, detections: int) -> int:
    """Return the number of clips at which was looked last; 0 before the first look."""
    if judged >= detections:
        return judged
    return max((look for look in LOOKS if look <= judged), default=0)


def next_look(judged: int) -> int:
    """Return the number of clips at which is looked next."""
    return next((look for look in LOOKS if look > judged), judged + LOOKS[-1] - LOOKS[-2])


def clips_needed(
    detections: int, half_width: float = HALF_WIDTH, precision: float = _BEFORE_ANY
) -> int:
    """Return how many clips of a precision plan will likely do: with them ``half_width_of`` is it.

    Not fewer than are judged before it is looked for the first time. Of few detections that is
    most of them: what is not heard is known of none.
    """
    of_many = _Z_SQUARED * precision * (1 - precision) / half_width**2 / _gain(precision)
    return min(detections, max(LOOKS[0], ceil(of_many / (1 + of_many / detections))))


def half_width_of(clips: float, detections: int, precision: float) -> float:
    """Return the half-width that so many clips of a precision plan will likely give."""
    n = min(clips, detections) * _gain(precision)
    left = max(0.0, 1 - clips / detections)
    return sqrt(_Z_SQUARED * precision * (1 - precision) * left / n) if n else 1.0


def _gain(precision: float) -> float:
    """Return what a clip drawn by strata is worth in clips drawn at random from all.

    In the populations of ``tests.campaigns.coverage``, with the program's own plan and interval,
    it is 1.0 to 1.1 where .9 and more is right at 50 to 200 clips, and 1.2 to 1.3 elsewhere; 2.0
    only where the score tells nearly all.
    """
    return 1.0 if precision >= GOAL else 1.2


@dataclass(frozen=True, slots=True)
class SpeciesToJudge:
    """One species of a forecast."""

    name: str
    detections: int
    judged: int = 0
    precision: float = _BEFORE_ANY
    """As far as is known."""
    is_species: bool = True
    """And not an engine, a voice or another kind of sound."""


@dataclass(frozen=True, slots=True)
class SpeciesForecast:
    """What a species still takes."""

    name: str
    clips: int
    """Still to be judged."""
    minutes: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an amount of listening can reach."""

    affordable: int
    """Clips that fit into the time."""
    species: Sequence[SpeciesForecast]
    """In the order in which to listen: those that are finished soonest first."""
    sentence: str


def forecast(
    species: Sequence[SpeciesToJudge],
    hours: float,
    half_width: float = HALF_WIDTH,
    seconds_a_clip: float = SECONDS_A_CLIP,
) -> Forecast:
    """Say honestly what can be reached in a time for listening."""
    left = [
        (s, max(0, clips_needed(s.detections, half_width, s.precision) - s.judged))
        for s in species
        if s.detections
    ]
    left.sort(key=lambda pair: (pair[1], pair[0].detections, pair[0].name))
    order = [SpeciesForecast(s.name, n, n * seconds_a_clip / 60) for s, n in left]
    affordable = int(hours * 3600 / seconds_a_clip)
    return Forecast(
        affordable, order, _sentence([s for s, _ in left], order, affordable, half_width)
    )


def _sentence(
    species: Sequence[SpeciesToJudge],
    order: Sequence[SpeciesForecast],
    affordable: int,
    half_width: float,
) -> str:
    total = sum(one.clips for one in order)
    named = f"±{half_width * 100:g} %"
    if not order:
        return "There is nothing to judge."
    if total <= affordable:
        return f"{named} of {_count(species)} takes {counted(total, 'clip')}: that fits."
    finished, used = 0, 0
    for one in order:
        used += one.clips
        finished += used <= affordable
    each = affordable // len(order)
    if not each:
        return (
            f"There is time for {counted(affordable, 'clip')}, not even one for each of "
            f"{_count(species)}; {named} for about {finished} of them."
        )
    widths = sorted(half_width_of(s.judged + each, s.detections, s.precision) for s in species)
    usual = widths[len(widths) // 2]
    return (
        f"There is time for {counted(affordable, 'clip')}, about {each:,} for each of "
        f"{_count(species)}: enough for ±{usual * 100:.0f} % for them all, or {named} for "
        f"about {finished}. {named} for all takes {counted(total, 'clip')}."
    )


def _count(every: Sequence[SpeciesToJudge]) -> str:
    number = sum(one.is_species for one in every)
    species = counted(number, "species", "species")
    sounds = len(every) - number
    return f"{species} and {counted(sounds, 'other sound')}" if sounds else species
