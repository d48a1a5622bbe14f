"""Which recording a found file is: a new one, one known before, one that was lost, or a copy.

A copy is a copy when all of it is equal, and a recording whose file is not at its place any more
is where its content is found again. Names are not asked.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from core.audio import contents
from core.audio.contents import ENDS_LENGTH, alike
from core.domain import Inspection
from core.store.standing import Held


class FileMeaning(Enum):
    """What a found file is."""

    ITSELF = "the recording at its path, new or not, as it is now"
    LOST = "a recording whose own file is not at its place any more"
    COPY = "a copy of a recording whose file is at its place"
    SAME_FILE = "the very file of another recording, met by another way"


@dataclass(frozen=True, slots=True)
class FileMatch:
    """What was found out about a file."""

    meaning: FileMeaning
    seen: Inspection
    """As it was found, known by a hash that tells it from all others."""
    recording: Held | None = None
    """Which recording it is, or is a copy of."""
    displaced: Held | None = None
    """The recording at its path before, which it is not."""
    told_apart: tuple[tuple[Held, str], ...] = ()
    """Recordings with the same ends and another sound, with hashes that tell so."""


Matching = Generator[str, None, FileMatch]
"""Yields what is being compared, in words, so that it can be shown and stopped."""


def match(seen: Inspection, known: Held | None, same_ends: Sequence[Held]) -> Matching:
    """Find out what a file is.

    ``known`` is the recording at its path as met before, ``same_ends`` all others of the same
    size and ends. Files are read where only that can tell. Raises OSError where the found file
    can no longer be read.
    """
    if any(len(one.content_hash) > ENDS_LENGTH for one in (known, *same_ends) if one):
        seen = _told_more(seen)
    is_known = known is not None and alike(known.content_hash, seen.content_hash or "")
    if known and is_known and known.duplicate_of is None:
        return FileMatch(FileMeaning.ITSELF, seen, known)
    others = [one for one in same_ends if known is None or one.id != known.id]
    if any(_is_same_file(one, seen.path) for one in others if not one.replaced):
        return FileMatch(FileMeaning.SAME_FILE, seen, displaced=known)
    lost = next(_lost(seen, others), None)
    if lost:
        return FileMatch(FileMeaning.LOST, seen, lost, displaced=known)
    displaced = None if is_known else known
    originals = [one for one in others if one.usable] if seen.usable else []
    told_apart: list[tuple[Held, str]] = []
    for original in originals:
        try:
            if (yield from _is_equal(original, seen)):
                return FileMatch(FileMeaning.COPY, seen, original, displaced, tuple(told_apart))
            if len(original.content_hash) == ENDS_LENGTH:
                told_apart.append((original, contents.whole_hash(original.file)))
        except OSError:
            if in_place(original):
                raise
            return FileMatch(FileMeaning.LOST, seen, original, displaced=known)
        seen = _told_more(seen)
    return FileMatch(FileMeaning.ITSELF, seen, displaced=displaced, told_apart=tuple(told_apart))


def in_place(held: Held) -> bool:
    """Tell whether a recording's file is where it was, as it was."""
    if held.replaced:
        return False
    try:
        untouched = contents.written(held.file) == held.written
    except (OSError, ValueError):
        return False
    return untouched or contents.is_at(held.file, held.content_hash)


def _told_more(seen: Inspection) -> Inspection:
    """Return what was seen with a hash of all of it, not of its ends only."""
    if len(seen.content_hash or "") != ENDS_LENGTH:
        return seen
    return replace(seen, content_hash=contents.whole_hash(seen.path))


def _lost(seen: Inspection, others: Iterable[Held]) -> Iterator[Held]:
    """Yield the recordings that a file may be whose own files are gone, originals first."""
    may_be = _may_be if seen.usable else _may_be_broken
    for one in sorted(others, key=lambda one: one.duplicate_of is not None):
        if may_be(seen, one) and not in_place(one):
            yield one


def _may_be(seen: Inspection, held: Held) -> bool:
    mine, its = seen.content_hash or "", held.content_hash
    # Known by silent ends alone, as older versions did: then its name must speak for it too.
    told = len(mine) == len(its) or seen.path.name == held.file.name
    return told and alike(mine, its)


def _may_be_broken(seen: Inspection, held: Held) -> bool:
    """Tell so of files that cannot be heard: many are equal, or empty, so names must be alike."""
    is_broken = not held.usable and held.duplicate_of is None and not held.replaced
    mine, its = seen.path.stem, held.file.stem
    return is_broken and (its in mine or mine in its) and _may_be(seen, held)


def _is_equal(original: Held, seen: Inspection) -> Generator[str, None, bool]:
    mine, its = seen.content_hash or "", original.content_hash
    if min(len(mine), len(its)) > ENDS_LENGTH:
        return mine == its
    comparing = contents.compare(original.file, seen.path)
    while True:
        try:
            next(comparing)
        except StopIteration as end:
            return bool(end.value)
        yield f"Comparing {seen.path.name} with {original.path}"


def _is_same_file(held: Held, path: Path) -> bool:
    try:
        return held.file.samefile(path)
    except (OSError, ValueError):
        return False
