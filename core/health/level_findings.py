"""What the levels of a deployment show: silence, clipping, offsets, drift, dead channels."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from math import log10
from statistics import median

from core.counted import counted
from core.health.findings import Finding, Severity
from core.store.health_rows import File, MeasuredLevel

_SILENT = 10 ** (-85 / 20)
"""Below the noise of any microphone: less than two steps of 16 bits."""
_CLIPPED_SHARE = 0.001
_OFFSET = 0.02
_DEAD_BELOW = 10 ** (-35 / 20)
_DRIFT_DB = 10.0
_FEWEST_DAYS = 4
_FEWEST_AN_END = 3
_Dated = tuple[datetime, int, float]
"""When, which recording, how loud in decibels."""
_LOWEST_DB = -120.0


def decibels(amplitude: float) -> float:
    """Return an amplitude (full scale is 1) in decibels, not below -120."""
    return max(_LOWEST_DB, 20 * log10(amplitude)) if amplitude > 0 else _LOWEST_DB


def find(files: Mapping[int, File], levels: Sequence[MeasuredLevel]) -> Iterator[Finding]:
    """Yield what is to say about levels, of recordings by id."""
    heard = [level for level in levels if level.channel and level.recording_id in files]
    checks: tuple[tuple[str, Severity, Callable[[MeasuredLevel], bool], str, str], ...] = (
        ("silence", Severity.BAD, lambda one: one.rms < _SILENT, "hold no sound at all",
         "Check the microphone and its cable, and listen to one of them."),
        ("clipping", Severity.DOUBT, lambda one: one.clipped > _CLIPPED_SHARE,
         "are clipped: too loud for the recorder",
         "Listen to one of them: rain and wind do it too; else choose a lower gain next time."),
        ("dc-offset", Severity.NOTE, lambda one: abs(one.mean) > _OFFSET,
         "are shifted away from zero (DC offset)",
         "Check the microphone: analysis copes with it, but it may be moist or wrongly wired."),
    )  # fmt: skip
    for code, severity, is_so, what, check in checks:
        found = _files(files, [level for level in heard if is_so(level)])
        if found:
            said = counted(len(found), "recording")
            share = len(found) / len({level.recording_id for level in heard})
            what = f"{said} ({share:.0%} of those measured) {what}."
            yield Finding(code, severity, what, check, tuple(found))
    yield from _dead_channels(files, heard)
    yield from _drift(files, heard)


def _dead_channels(files: Mapping[int, File], heard: Sequence[MeasuredLevel]) -> Iterator[Finding]:
    loudest: dict[int, float] = {}
    for level in heard:
        loudest[level.recording_id] = max(loudest.get(level.recording_id, 0.0), level.rms)
    for channel in sorted({level.channel for level in heard}):
        its = [level for level in heard if level.channel == channel]
        dead = [one for one in its if one.rms < _DEAD_BELOW * loudest[one.recording_id]]
        if len(dead) * 2 > len(its):
            yield Finding(
                "dead-channel",
                Severity.BAD,
                f"Channel {channel} is all but silent beside the others in {len(dead):,} of "
                f"{counted(len(its), 'recording')}.",
                "Check that microphone, and analyse another channel.",
                tuple(_files(files, dead)),
            )


def _drift(files: Mapping[int, File], heard: Sequence[MeasuredLevel]) -> Iterator[Finding]:
    for channel in sorted({level.channel for level in heard}):
        its = sorted(
            (start, level.recording_id, decibels(level.rms))
            for level in heard
            if level.channel == channel and (start := files[level.recording_id].start) is not None
        )
        hours = _same_hours(its)
        compared = [[one for pair in hours for one in pair[end]] for end in (0, 1)]
        if min(len(end) for end in compared) < _FEWEST_AN_END:
            continue
        change = median(
            median(level for *_, level in late) - median(level for *_, level in early)
            for early, late in hours
        )
        if abs(change) > _DRIFT_DB:
            way = "quieter" if change < 0 else "louder"
            yield Finding(
                "level-drift",
                Severity.DOUBT,
                f"Channel {channel} is {abs(change):.0f} dB {way} in the last days of the "
                "deployment than in its first, at the same hours.",
                "Listen to an early and a late recording: the microphone may have failed slowly.",
                tuple(files[number] for end in compared for _, number, _ in sorted(end)),
                "at its beginning and end",
            )


def _same_hours(its: Sequence[_Dated]) -> list[tuple[list[_Dated], list[_Dated]]]:
    """Return, for each hour of the day recorded in both, those of the first and last days.

    Midnight is no noon: a recorder that began by day and ended by night has not failed.
    """
    days = sorted({start.date() for start, *_ in its})
    if len(days) < _FEWEST_DAYS:
        return []
    some = len(days) // 4
    hours: dict[int, tuple[list[_Dated], list[_Dated]]] = {}
    for one in its:
        early, late = hours.setdefault(one[0].hour, ([], []))
        if one[0].date() <= days[some - 1]:
            early.append(one)
        elif one[0].date() >= days[-some]:
            late.append(one)
    return [pair for pair in hours.values() if all(pair)]


def _files(files: Mapping[int, File], levels: Sequence[MeasuredLevel]) -> list[File]:
    """Return the files of some levels, each once, in order of path."""
    ids = {level.recording_id for level in levels}
    return sorted((files[number] for number in ids), key=lambda file: file.path)
