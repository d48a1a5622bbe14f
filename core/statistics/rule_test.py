"""A rule for reporting a species, tried on recordings from which it was not made.

The threshold is found from the judged clips of all recordings but one, and says of that one's
minutes in which of them the species is reported; so each recording in turn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.statistics.proportion import Interval, wilson_of_share


@dataclass(frozen=True, slots=True)
class JudgedMinute:
    """A minute that was listened to completely."""

    recording: int
    best: float
    """The highest score of the species in it; 0 where the network was silent."""
    present: bool
    weight: float
    """Minutes that it stands for."""


@dataclass(frozen=True, slots=True)
class RuleTest:
    """How the rule did."""

    precision: Interval | None
    """The share of reported minutes with the species; None where none was reported."""
    recall: Interval | None
    """The share of minutes with the species that were reported; None where there were none."""
    minutes: int
    recordings: int
    without_threshold: int
    """Recordings of which nothing was reported, as all others gave no threshold."""


def leave_one_out(
    minutes: Sequence[JudgedMinute], threshold_without: Callable[[int], float | None]
) -> RuleTest:
    """Try a rule; ``threshold_without`` finds the score from all recordings but one.

    Intervals are Wilson's at the effective number of minutes (Kish 1965): they take minutes of one
    recording as independent.
    """
    recordings = list(dict.fromkeys(one.recording for one in minutes))
    thresholds = {recording: threshold_without(recording) for recording in recordings}
    reported = [one for one in minutes if _is_reported(one, thresholds[one.recording])]
    present = [one for one in minutes if one.present]
    right = [one for one in reported if one.present]
    return RuleTest(
        _share(right, reported),
        _share(right, present),
        len(minutes),
        len(recordings),
        sum(threshold is None for threshold in thresholds.values()),
    )


def _is_reported(one: JudgedMinute, threshold: float | None) -> bool:
    return threshold is not None and one.best > 0 and one.best >= threshold


def _share(some: Sequence[JudgedMinute], of: Sequence[JudgedMinute]) -> Interval | None:
    whole = sum(one.weight for one in of)
    if not whole:
        return None
    effective = whole**2 / sum(one.weight**2 for one in of)
    return wilson_of_share(min(1.0, sum(one.weight for one in some) / whole), effective)
