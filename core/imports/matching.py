"""Which recording a file of another program's results is: by name, folders, start and length.

Of each recording no more is held than that: a project may have hundreds of thousands.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import TypeVar
from urllib.parse import unquote

from core.domain import Recording
from core.names import key
from core.recorders.names import find_moment

_ENDINGS = re.compile(
    r"(\.birdnet|\.hawkears)?(\.selection\.table|\.table\.\d+|\.results|\.selections|\.labels|"
    r"_hawkears|_scores|\.r|\.csv|\.txt|\.tsv|\.json)*$",
    re.IGNORECASE,
)
_OF_SOUND = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
"""An ending behind an offset from UTC would hide it."""
_REFUSED = re.compile(r'[<>:"|?*\x00-\x1f]')
_OF_RESULTS = frozenset({".txt", ".csv", ".tsv", ".json", ".ndjson", ".parquet"})
_LONGER_S = 3.5
"""A last window may be filled up with nothing."""
Key = TypeVar("Key", str, datetime)


@dataclass(frozen=True, slots=True)
class MeantRecording:
    """What of a recording tells that results are of it."""

    id: int
    root: str
    name: str
    """Its path below the root, with ``/`` between folders."""
    site: str | None
    local: datetime | None
    utc: datetime | None
    """When it began, by its clock and in UTC, to the second."""
    duration_s: float

    @classmethod
    def of(cls, one: Recording) -> "MeantRecording":
        """Return what of a recording tells so."""
        start, utc = one.start, one.start.utc if one.start else None
        return cls(
            one.id, sys.intern(one.root.as_posix()), one.path.relative_to(one.root).as_posix(),
            one.site, start.local.replace(microsecond=0) if start else None,
            utc.replace(microsecond=0) if utc else None, one.duration_s,
        )  # fmt: skip

    @property
    def path(self) -> PurePosixPath:
        """Return where it lies."""
        return PurePosixPath(self.root) / self.name

    @property
    def folder(self) -> str:
        """Return the folder it lies in."""
        return f"{self.root}/{self.name.rpartition('/')[0]}"

    @property
    def file_name(self) -> str:
        """Return the name of its file."""
        return self.name.rpartition("/")[2]


_Table = Mapping[Key, Sequence[MeantRecording]]


class MatchKind(StrEnum):
    """By what a file was found."""

    NAME = "name"
    STEM = "name without its ending"
    START = "start and length"
    PERSON = "a person's word"


@dataclass(frozen=True, slots=True)
class ResultsMatch:
    """A file as results name it, and the recordings that it may be."""

    file: str
    found: Sequence[MeantRecording]
    kind: MatchKind = MatchKind.NAME

    @property
    def recording(self) -> MeantRecording | None:
        """Return the one that it is; None where there is none, or several."""
        return self.found[0] if len(self.found) == 1 else None

    @property
    def is_guess(self) -> bool:
        """Tell whether the name alone does not say so: it was renamed or made anew since."""
        return self.kind in (MatchKind.STEM, MatchKind.START)


class ResultsMatching:
    """The recordings of a project by all that results may say of them."""

    def __init__(self, recordings: Iterable[Recording], settled: Mapping[str, str]) -> None:
        """``settled``: file as results name it -> path of its recording, as a person says."""
        self._settled = {_plain(file): _plain(path) for file, path in settled.items()}
        self._recordings = [
            MeantRecording.of(one)
            for one in recordings
            if not (one.replaced or (one.problem and not one.problem.usable))
        ]
        self._by_name = _table((_alike_key(one.file_name), one) for one in self._recordings)

    # The rest is made where it is asked for: in most projects each file is found by its name.

    @cached_property
    def _by_stem(self) -> _Table[str]:
        stems = ((PurePosixPath(one.file_name).stem, one) for one in self._recordings)
        return _table((_alike_key(stem), one) for stem, one in stems)

    @cached_property
    def _by_start(self) -> _Table[datetime]:
        return _table((one.local, one) for one in self._recordings if one.local)

    @cached_property
    def _by_utc(self) -> _Table[datetime]:
        return _table((one.utc, one) for one in self._recordings if one.utc)

    def find(self, written: str, end_s: float) -> ResultsMatch:
        """Return what a file may be. ``end_s``: where the last of its results ends."""
        name = _plain(written)
        said = self._settled.get(name)
        if said is not None:
            its = self._narrowed(said, self._by_name.get(_alike_key(PurePosixPath(said).name), ()))
            return ResultsMatch(written, its, MatchKind.PERSON)
        path = PurePosixPath(name)
        named = self._narrowed(name, self._by_name.get(_alike_key(path.name), ()))
        if named:
            return ResultsMatch(written, _long_enough(named, end_s) or named)
        stem = _ENDINGS.sub("", path.name)
        # A file of results is named after its recording; one of sound had another kind then.
        own = MatchKind.NAME if path.suffix.lower() in _OF_RESULTS else MatchKind.STEM
        for kind, found in (
            (MatchKind.NAME, self._by_name.get(_alike_key(stem), ())),  # a.wav.selections.txt
            (own, self._by_stem.get(_alike_key(stem), ())),
            (MatchKind.STEM, self._by_stem.get(_alike_key(PurePosixPath(stem).stem), ())),
            (MatchKind.START, self._begun_as(stem)),
        ):
            its = _long_enough(self._narrowed(name, found), end_s)
            if its:
                return ResultsMatch(written, its, kind)
        return ResultsMatch(written, ())

    def _begun_as(self, stem: str) -> Sequence[MeantRecording]:
        moment = find_moment(_OF_SOUND.sub("", stem))
        if moment is None:
            return ()
        if moment.start.utc:
            return self._by_utc.get(moment.start.utc.replace(microsecond=0), ())
        return self._by_start.get(moment.start.local.replace(microsecond=0), ())

    def _narrowed(self, written: str, found: Sequence[MeantRecording]) -> Sequence[MeantRecording]:
        """Return those whose folders, or sites, are most like those that were written."""
        if len(found) < 2:
            return found
        wanted = _folders(written.rpartition("/")[0])
        alike = {one.id: _alike(wanted, one) for one in found}
        best = max(alike.values())
        return [one for one in found if alike[one.id] == best]


def _table(keyed: Iterable[tuple[Key, MeantRecording]]) -> _Table[Key]:
    found: dict[Key, list[MeantRecording]] = {}
    for key_, one in keyed:
        found.setdefault(key_, []).append(one)
    return found


def _alike(wanted: Sequence[str], recording: MeantRecording) -> tuple[int, int]:
    same = 0
    for mine, its in zip(wanted, _folders(recording.folder), strict=False):
        if mine != its:
            break
        same += 1
    at_its_site = bool(recording.site) and _alike_key(recording.site or "") in wanted
    return same, int(at_its_site)


@lru_cache(maxsize=10_000)
def _folders(folder: str) -> Sequence[str]:
    """Return what folders are compared by, the last first: recorders name files alike at sites."""
    return tuple(_alike_key(part) for part in reversed(PurePosixPath(folder).parts))


def _long_enough(found: Sequence[MeantRecording], end_s: float) -> Sequence[MeantRecording]:
    fits = [not one.duration_s or end_s <= one.duration_s + _LONGER_S for one in found]
    return (
        found if all(fits) else [one for one, is_long in zip(found, fits, strict=True) if is_long]
    )


def _alike_key(text: str) -> str:
    """Return what a name is compared by: also where a program put _ for what no file can have."""
    return key(_REFUSED.sub("_", text))


def _plain(written: str) -> str:
    text = written.strip()
    if text.casefold().startswith("file:"):  # as some programs name files, é as %C3%A9
        text = unquote(text)
    return text.replace("\\", "/").removeprefix("./")
