"""What an import comes to, in sentences for the command and the window."""

from collections.abc import Iterator, Sequence

from core.counted import counted
from core.imports.gathering import ResultsPreview
from core.store.taken import Import

_NAMED = 5


def preview_in_words(seen: ResultsPreview, *, names_open: bool = True) -> Iterator[str]:
    """Yield what would come in, then what would not and why.

    ``names_open``: whether files that are still to be settled are named here, as they are in no
    list beside.
    """
    yield _first(seen)
    if seen.guessed:
        files = [f"{_short(one.file)} ({one.kind})" for one in seen.guessed]
        yield (
            f"{counted(len(files), 'file')} renamed or made anew since, matched by what "
            f"{'it says' if len(files) == 1 else 'they say'}: {_named(files)}."
        )
    if seen.missing:
        rows = sum(number for _, number in seen.missing)
        yield (
            f"No recording here for {counted(len(seen.missing), 'file')} with "
            f"{counted(rows, 'row')}{_open([file for file, _ in seen.missing], names_open)}."
        )
    if seen.several:
        rows = sum(number for _, number in seen.several)
        yield (
            f"Several recordings may be meant by {counted(len(seen.several), 'file')} with "
            f"{counted(rows, 'row')}{_open([one.file for one, _ in seen.several], names_open)}."
        )
    yield from _left_out(seen)
    if seen.unknown:
        number = counted(len(seen.unknown), "name")
        yield f"{number} known to no network, taken as written: {_named(list(seen.unknown))}."
    if seen.nameless:
        yield f"{counted(seen.nameless, 'row names', 'rows name')} no species."
    if seen.skipped:
        yield f"{counted(len(seen.skipped), 'file')} of no known results: {_named(seen.skipped)}."


def _left_out(seen: ResultsPreview) -> Iterator[str]:
    if seen.past_end:
        end = "its recording ends" if seen.past_end == 1 else "their recordings end"
        yield f"{counted(seen.past_end, 'row')} left out: {end} before."
        if seen.past_end == seen.rows - seen.unplaced:
            yield "Times must say how long after the recording began, not the time of day."
    if seen.repeated:
        same = "another says" if seen.repeated == 1 else "others say"
        yield f"{counted(seen.repeated, 'row')} left out: {same} the same."
    if seen.nothing:
        yield f"{counted(seen.nothing, 'row says', 'rows say')} that nothing was found."
    for reason, times in seen.left_out[:_NAMED]:
        yield f"{counted(times, 'row')} left out: {reason}."
    if more := sum(number for _, number in seen.left_out[_NAMED:]):
        yield f"{counted(more, 'row')} left out for other reasons."


def _first(seen: ResultsPreview) -> str:
    files = f"{counted(seen.files, 'file')} of {seen.program}"
    if not seen.rows:
        return f"{files}: nothing was found, so there is nothing to take in."
    if not seen.detections and not seen.annotations:
        return f"{files}: nothing that could come in as it is."
    what = _what(seen.detections, seen.verdicts, seen.annotations)
    return f"{files}: {what} of {counted(seen.recordings, 'recording')}."


def taken_in_words(one: Import) -> str:
    """Say what is in the project now."""
    return f"In the project now: {named_in_words(one)}."


def named_in_words(one: Import) -> str:
    """Say what came in, and of which program."""
    return f"{number_in_words(one)} of {one.title}"


def number_in_words(one: Import) -> str:
    """Say how much came in."""
    return _what(one.detections, one.verdicts, one.annotations)


def files_in_words(one: Import) -> str:
    """Say from which files it came."""
    return _named(one.files)


def _what(detections: int, verdicts: int, annotations: int) -> str:
    numbers = ((detections, "detection"), (verdicts, "verdict"), (annotations, "annotation"))
    parts = [counted(number, noun) for number, noun in numbers if number]
    *others, last = parts or ["nothing"]
    return f"{', '.join(others)} and {last}" if others else last


def _short(file: str) -> str:
    """Return a file with the folder it lies in: whole paths of other machines fill the page."""
    return "/".join(file.replace("\\", "/").split("/")[-2:])


def _open(files: Sequence[str], named: bool) -> str:
    return f": {_named([_short(file) for file in files])}" if named else ""


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
