"""What the levels of a deployment show: silence, clipping, offsets, drift, dead channels."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log10
from statistics import median

from core.health.findings import Finding, Severity
from core.store.health_rows import File, MeasuredLevel

_SILENT = 10 ** (-85 / 20)
"""Below the noise of any microphone: less than two steps of 16 bits."""
_CLIPPED_SHARE = 0.001
_OFFSET = 0.02
_DEAD_BELOW = 10 ** (-35 / 20)
_DRIFT_DB = 10.0
_FEWEST = 12
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
            said = "1 recording" if len(found) == 1 else f"{len(found):,} recordings"
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
                f"{len(its):,} recordings.",
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
        if len(its) < _FEWEST:
            continue
        quarter = len(its) // 4
        ends = its[:quarter], its[-quarter:]
        early, late = (median(level for *_, level in end) for end in ends)
        if abs(late - early) > _DRIFT_DB:
            way = "quieter" if late < early else "louder"
            yield Finding(
                "level-drift",
                Severity.DOUBT,
                f"Channel {channel} is {abs(late - early):.0f} dB {way} at the end of the "
                "deployment than at its beginning.",
                "Listen to an early and a late recording: the microphone may have failed slowly.",
                tuple(files[recording_id] for end in ends for _, recording_id, _ in end),
                "at its beginning and end",
            )


def _files(files: Mapping[int, File], levels: Sequence[MeasuredLevel]) -> list[File]:
    """Return the files of some levels, each once, in order of path."""
    ids = {level.recording_id for level in levels}
    return sorted((files[number] for number in ids), key=lambda file: file.path)
