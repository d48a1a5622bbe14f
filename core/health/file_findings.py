"""What the files of a deployment show: lost, broken, doubled and overlapping ones, and gaps."""

from collections.abc import Iterator, Mapping, Sequence

from core.counted import counted
from core.health.findings import Finding, Severity, number_of
from core.health.schedule import Gap
from core.store.health_rows import File

_LOW_BATTERY_V = 3.5
_COLD_C, _HOT_C = -20.0, 50.0


def find(files: Sequence[File]) -> Iterator[Finding]:
    """Yield what is to say about files that are broken, doubled or without a start."""
    foreign = [f for f in files if f.problem == "unsupported"]
    if foreign:
        yield Finding(
            "unsupported-files",
            Severity.BAD,
            f"{number_of(foreign)} of a format that cannot be analysed.",
            "Convert them to WAV where they hold sound: the reason given for each file says how.",
            tuple(foreign),
        )
    broken = [f for f in files if not f.usable and f.problem not in ("duplicate", "unsupported")]
    if broken:
        yield Finding(
            "unreadable-files",
            Severity.BAD,
            f"{number_of(broken)} cannot be analysed.",
            "Look at the reason given for each file, and copy them from the card again.",
            tuple(broken),
        )
    repaired = [f for f in files if f.usable and f.problem in ("truncated", "size-repaired")]
    if repaired:
        yield Finding(
            "cut-short",
            Severity.NOTE,
            f"{number_of(repaired)}, cut short or not closed properly.",
            "Check whether battery or card gave out at that time.",
            tuple(repaired),
        )
    copies = [f for f in files if f.problem == "duplicate"]
    if copies:
        yield Finding(
            "duplicates",
            Severity.NOTE,
            f"{number_of(copies, 'copy', 'copies')} of others, counted once.",
            "Check whether a card was copied twice, or copied over another one's files.",
            tuple(copies),
        )
    replaced = [f for f in files if f.problem == "replaced"]
    if replaced:
        yield Finding(
            "replaced",
            Severity.NOTE,
            f"{number_of(replaced)} have changed since: others lie under their names now.",
            "What was found in them stays and counts. Remove them from the project if they were "
            "only edited, so that the same time is not counted twice.",
            tuple(replaced),
        )
    undated = [f for f in files if f.usable and f.reading is None]
    if undated:
        yield Finding(
            "no-start",
            Severity.DOUBT,
            f"The start of {number_of(undated)} is unknown.",
            "Check their names: they count as effort, but belong to no day or hour.",
            tuple(undated),
        )


def find_several(files: Sequence[File]) -> Iterator[Finding]:
    """Yield that more than one sound lies in some files."""
    several = [f for f in files if f.usable and f.problem in ("joined", "more-behind")]
    if several:
        yield Finding(
            "several-sounds",
            Severity.DOUBT,
            f"In {number_of(several)} more follows behind the first sound.",
            "Look at the reason given for each file: what follows may be dated too early, or be "
            "left out.",
            tuple(several),
        )


def find_lost(files: Sequence[File], lost_s: Mapping[int, float]) -> Iterator[Finding]:
    """Yield that analysis could not decode all of some recordings, of which these seconds."""
    damaged = [f for f in files if f.id in lost_s]
    if damaged:
        yield Finding(
            "lost-sound",
            Severity.BAD,
            f"{number_of(damaged)} could be analysed only in part: "
            f"{sum(lost_s.values()):,.0f} s cannot be decoded and do not count as effort.",
            "Copy them from the card again.",
            tuple(damaged),
        )


def find_overlaps(overlapping: Sequence[File]) -> Iterator[Finding]:
    """Yield which files began before the one before had ended."""
    if overlapping:
        yield Finding(
            "overlaps",
            Severity.NOTE,
            f"{number_of(overlapping)} that began before the one before had ended.",
            "Check whether two recorders share this deployment; effort counts the time once.",
            tuple(overlapping),
        )


def find_gaps(dated: Sequence[File], gaps: Sequence[Gap]) -> Iterator[Finding]:
    """Yield that recordings are missing which the schedule expects, among files in order."""
    if not gaps:
        return
    missing = sum(gap.missing for gap in gaps)
    longest = max(gaps, key=lambda gap: gap.end - gap.start)
    where = "one gap," if len(gaps) == 1 else f"{counted(len(gaps), 'gap')}, the longest"
    edges = sorted({place for gap in gaps for place in (gap.before, gap.before + 1)})
    yield Finding(
        "gaps",
        Severity.DOUBT,
        f"Some {counted(missing, 'recording is', 'recordings are')} missing in {where} from "
        f"{longest.start:%Y-%m-%d %H:%M} to {longest.end:%Y-%m-%d %H:%M}.",
        "Check whether files were left on the card, or the battery gave out.",
        tuple(dated[place] for place in edges),
        "just before and after the gaps",
        missing,
    )


def find_weather(files: Sequence[File]) -> Iterator[Finding]:
    """Yield what battery and temperature say."""
    low = [f for f in files if f.battery_v is not None and f.battery_v < _LOW_BATTERY_V]
    if low:
        yield Finding(
            "low-battery",
            Severity.DOUBT,
            f"The battery was below {_LOW_BATTERY_V} V in {number_of(low)}.",
            "Check whether recordings after that are complete.",
            tuple(low),
        )
    extreme = [
        f for f in files
        if f.temperature_c is not None and not _COLD_C <= f.temperature_c <= _HOT_C
    ]  # fmt: skip
    if extreme:
        yield Finding(
            "temperature",
            Severity.NOTE,
            f"The recorder was below {_COLD_C:.0f} or above {_HOT_C:.0f} °C in "
            f"{number_of(extreme)}.",
            "Check whether it stood in the sun, and whether its clock kept time.",
            tuple(extreme),
        )
