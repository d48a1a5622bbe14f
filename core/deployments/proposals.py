"""Which site a file is likely from: what people call their folders, and recorders their files.

A folder is surveyed by its names alone, before anything is opened, so that parts that all
recordings share ("Field season/Dunes") and folders with files of several recorders are known.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:19|20)\d{2}"
_NO_SITE = re.compile(
    r"data|dcim|audio|wavs?|flac|recordings?|recorder|raw|sounds?|untitled|no name|files?|"
    r"(?:sd|memory|micro ?sd)?[ _-]?cards?[ _-]?\w{0,2}|sd[ _-]?(?:\d{0,3}|[a-z])|"
    r"(?:deployment|batch|visit|round|week|day|night|part|folder|disk|disc)[ _-]?\d{0,3}|"
    rf"\d{{4}}[-_ ]?\d{{2}}[-_ ]?\d{{2}}(?:\D.*)?|{_YEAR}(?:[ _-]?\d{{2}})?|\d{{3}}[a-z]{{5}}|"
    rf"(?:{_YEAR}[ _-]?)?(?:{_MONTH})(?:[ _-]?{_YEAR})?",
    re.IGNORECASE,
)
"""Folders that recorders or habits make, and that name no site."""
_CARD_SUFFIX = re.compile(
    r"(?<=\w)[ _-]+(?:(?:sd[ _-]?)?card[ _-]?\w{0,2}|sd[ _-]?\d{0,2}|\d{4}[-_]?\d{2}[-_]?\d{2})$",
    re.IGNORECASE,
)
_DATE_IN_NAME = re.compile(r"(?<!\d)(?:\d{8}[_$T-]\d{6}|\d{4}-\d\d-\d\d)")
_COUNTER = re.compile(r"^\d{4,}_")
_CHANNELS = re.compile(r"_(?:0|1|0\+1)[ _-]*$")
_SERIAL = re.compile(r"[0-9A-F]{16}|(?:S4[A-Z]|SM[MUA]|2M[A-Z]|S3[A-Z]|SM3)\d{4,6}", re.IGNORECASE)
_MOST_PREFIXES = 200

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a file is likely from."""

    place: str
    """Folders and prefix as found, to recognise the place at the next scan."""
    name: str
    """What to call a new site there."""


@dataclass(slots=True)
class _Folder:
    parts: Parts
    """The folders from the root on that name a place."""
    files: int = 0
    prefixes: dict[str, int] = field(default_factory=dict)

    def several(self) -> bool:
        """Tell whether it holds files of several prefixes, rather than a number for each file."""
        return 1 < len(self.prefixes) <= min(_MOST_PREFIXES, self.files / 2 + 1)


class FolderSurvey:
    """The names of all files below a folder, looked at once; holds its folders, not its files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: dict[str, _Folder] = {}
        self._shared: int | None = None
        self.files = 0

    def add(self, path: Path) -> None:
        """Take a file into account."""
        self.files += 1
        where, name = os.path.split(path)
        folder = self._folders.get(where)
        if folder is None:
            folder = self._folders[where] = _Folder(_meaningful(self._root, Path(where)))
            self._shared = None
        folder.files += 1
        prefix = name_prefix(name)
        if prefix is not None and len(folder.prefixes) <= _MOST_PREFIXES:
            folder.prefixes[prefix] = folder.prefixes.get(prefix, 0) + 1

    def propose(self, path: Path, prefix: str | None, serial: str | None) -> Proposal:
        """Return where a file is likely from; ``prefix`` and ``serial`` are what it says itself."""
        where, name = os.path.split(path)
        folder = self._folders.get(where) or _Folder(_meaningful(self._root, Path(where)))
        parts, named = folder.parts, name_prefix(name)
        if named is not None and folder.several():
            parts = (*parts, named)
        if parts:
            return Proposal("/".join(parts), " / ".join(parts[self._drop() :]))
        return self._without_folder(prefix or named or "", serial)

    def _without_folder(self, place: str, serial: str | None) -> Proposal:
        root = "" if _NO_SITE.fullmatch(self._root.name) else self._root.name
        if root and (place == serial or _SERIAL.fullmatch(place)):
            return Proposal(place, root)  # a person's word says more than a serial number
        return Proposal(place, place or root or serial or self._root.name or str(self._root))

    def _drop(self) -> int:
        """Return how many leading folders all places share."""
        if self._shared is None:
            self._shared = _shared(self._places())
        return self._shared

    def _places(self) -> Iterable[Parts]:
        for folder in self._folders.values():
            several = folder.several()
            yield from ((*folder.parts, p) for p in folder.prefixes) if several else [folder.parts]


def name_prefix(name: str) -> str | None:
    """Return what stands before the date in a file's name, or None."""
    date = _DATE_IN_NAME.search(name)
    if date is None or date.start() == 0:
        return None
    before = _CHANNELS.sub("", _COUNTER.sub("", name[: date.start()], count=1)).strip(" _-")
    return before or None


def _meaningful(root: Path, folder: Path) -> Parts:
    try:
        parts = folder.relative_to(root).parts
    except ValueError:
        return ()
    return tuple(_CARD_SUFFIX.sub("", part) for part in parts if not _NO_SITE.fullmatch(part))


def _shared(places: Iterable[Parts]) -> int:
    distinct = set(places)
    if len(distinct) < 2:
        return max(0, min((len(place) for place in distinct), default=0) - 1)
    shortest = min(distinct, key=len)
    count = 0
    while count < len(shortest) and len({place[count] for place in distinct}) == 1:
        count += 1
    return min(count, max(0, len(shortest) - 1))
