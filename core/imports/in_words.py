"""What an import comes to, in sentences for the command and the window."""

from collections.abc import Iterator, Sequence

from core.imports.gathering import ImportPreview
from core.store.taken import Import

_NAMED = 5


def preview_in_words(seen: ImportPreview) -> Iterator[str]:
    """Yield what would come in, then what would not and why."""
    yield (
        f"{_count(seen.files, 'file')} of {seen.program}: {_count(seen.detections, 'detection')}, "
        f"{_count(seen.verdicts, 'verdict')} and {_count(seen.annotations, 'annotation')} of "
        f"{_count(seen.recordings, 'recording')}."
    )
    if seen.guessed:
        files = [f"{one.file} ({one.kind})" for one in seen.guessed]
        yield (
            f"{_count(len(files), 'file')} renamed or made anew since, matched by what they say: "
            f"{_named(files)}."
        )
    if seen.missing:
        rows = sum(number for _, number in seen.missing)
        yield (
            f"No recording here for {_count(len(seen.missing), 'file')} with "
            f"{_count(rows, 'row')}: {_named([file for file, _ in seen.missing])}."
        )
    if seen.several:
        rows = sum(number for _, number in seen.several)
        yield (
            f"Several recordings may be meant by {_count(len(seen.several), 'file')} with "
            f"{_count(rows, 'row')}: {_named([match.file for match, _ in seen.several])}."
        )
    if seen.past_end:
        yield f"{_count(seen.past_end, 'row')} left out: their recordings end before."
    if seen.repeated:
        yield f"{_count(seen.repeated, 'row')} left out: others say the same."
    if seen.unknown:
        number = _count(len(seen.unknown), "name")
        yield f"{number} known to no network, taken as written: {_named(list(seen.unknown))}."
    if seen.skipped:
        yield f"{_count(len(seen.skipped), 'file')} of no known results: {_named(seen.skipped)}."


def taken_in_words(one: Import) -> str:
    """Say what is in the project now."""
    return (
        f"{_count(one.detections, 'detection')}, {_count(one.verdicts, 'verdict')} and "
        f"{_count(one.annotations, 'annotation')} of {one.title} are in the project."
    )


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
