"""What the files of a deployment show: lost, broken, doubled and overlapping ones, and gaps."""

from collections.abc import Iterator, Sequence

from core.health.findings import Finding, Severity
from core.health.schedule import Gap, Schedule
from core.store.health_rows import File

_LOW_BATTERY_V = 3.5
_COLD_C, _HOT_C = -20.0, 50.0


def find(files: Sequence[File]) -> Iterator[Finding]:
    """Yield what is to say about files that are broken, doubled or without a start."""
    broken = [f for f in files if not f.usable and f.problem != "duplicate"]
    if broken:
        yield _finding(
            "unreadable-files",
            Severity.BAD,
            f"{_files(broken)} cannot be analysed.",
            "Look at the reason given for each file, and copy them from the card again.",
            broken,
        )
    repaired = [f for f in files if f.usable and f.problem in ("truncated", "size-repaired")]
    if repaired:
        yield _finding(
            "cut-short",
            Severity.NOTE,
            f"{_files(repaired)} were cut short or not closed properly.",
            "Check whether battery or card gave out at that time.",
            repaired,
        )
    copies = [f for f in files if f.problem == "duplicate"]
    if copies:
        yield _finding(
            "duplicates",
            Severity.NOTE,
            f"{_files(copies)} are copies of others and counted once.",
            "Check whether a card was copied twice, or copied over another one's files.",
            copies,
        )
    undated = [f for f in files if f.usable and f.reading is None]
    if undated:
        yield _finding(
            "no-start",
            Severity.DOUBT,
            f"Nobody knows when {_files(undated)} began.",
            "Check their names: they count as effort, but belong to no day or hour.",
            undated,
        )


def find_overlaps(overlapping: Sequence[File]) -> Iterator[Finding]:
    """Yield that files begin before the one before has ended."""
    if overlapping:
        yield _finding(
            "overlaps",
            Severity.NOTE,
            f"{_files(overlapping)} begin before the one before has ended.",
            "Check whether two recorders share this deployment; effort counts the time once.",
            overlapping,
        )


def find_gaps(gaps: Sequence[Gap], schedule: Schedule | None) -> Iterator[Finding]:
    """Yield that recordings are missing which the schedule expects."""
    if not gaps or schedule is None:
        return
    missing = sum(gap.missing for gap in gaps)
    longest = max(gaps, key=lambda gap: gap.end - gap.start)
    yield Finding(
        "gaps",
        Severity.DOUBT,
        f"Some {missing:,} recordings are missing in {len(gaps):,} gaps, the longest from "
        f"{longest.start:%Y-%m-%d %H:%M} to {longest.end:%Y-%m-%d %H:%M}.",
        "Check whether files were left on the card, or the battery gave out.",
        count=missing,
    )


def find_weather(files: Sequence[File]) -> Iterator[Finding]:
    """Yield what battery and temperature say."""
    low = [f for f in files if f.battery_v is not None and f.battery_v < _LOW_BATTERY_V]
    if low:
        yield _finding(
            "low-battery",
            Severity.DOUBT,
            f"The battery was below {_LOW_BATTERY_V} V in {_files(low)}.",
            "Check whether recordings after that are complete.",
            low,
        )
    extreme = [
        f for f in files
        if f.temperature_c is not None and not _COLD_C <= f.temperature_c <= _HOT_C
    ]  # fmt: skip
    if extreme:
        yield _finding(
            "temperature",
            Severity.NOTE,
            f"The recorder was below {_COLD_C:.0f} or above {_HOT_C:.0f} °C in {_files(extreme)}.",
            "Check whether it stood in the sun, and whether its clock kept time.",
            extreme,
        )


def _finding(
    code: str, severity: Severity, what: str, check: str, files: Sequence[File]
) -> Finding:
    ids = tuple(file.id for file in files)
    return Finding(code, severity, what, check, len(files), files[0].path, ids)


def _files(files: Sequence[File]) -> str:
    return "1 file" if len(files) == 1 else f"{len(files):,} files"
