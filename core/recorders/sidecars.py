"""What lies beside a recording: the small text files that recorders leave, and other names."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar, cast

from core.recorders.walking import is_audio_name

Parsed = TypeVar("Parsed")
Concluded = TypeVar("Concluded")

_MOST_BYTES = 4 << 20
_LONGEST_LINE = 1_000
_SUFFIXES = frozenset({".txt", ".csv"})


class Sidecars:
    """The sidecar files of one folder; ``above`` are those of the folder it lies in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parsed: dict[tuple[Path, Callable[[str], object]], object] = {}
        self._concluded: dict[Callable[[Sequence[str]], object], object] = {}

    @cached_property
    def _names(self) -> tuple[str, ...]:
        try:
            return tuple(sorted(os.listdir(self.folder)))  # noqa: PTH208 - a Path each is slow
        except OSError:
            return ()

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """Return the folder's sidecar files, sorted; none where it cannot be read."""
        names = (name for name in self._names if _suffix(name) in _SUFFIXES)
        return tuple(self.folder / name for name in names)

    def concluded(self, conclude: Callable[[Sequence[str]], Concluded]) -> Concluded:
        """Return what follows from the names of all recordings here, reckoned once.

        ``conclude``, always the same function, is given them without their suffixes.
        """
        if conclude not in self._concluded:
            stems = [os.path.splitext(name)[0] for name in self._names if is_audio_name(name)]  # noqa: PTH122
            self._concluded[conclude] = conclude(stems)
        return cast(Concluded, self._concluded[conclude])

    @property
    def above(self) -> "Sidecars":
        """Return the sidecars of the parent folder: cards keep audio in ``Data`` or by day."""
        return sidecars_of(self.folder.parent)

    def text(self, name: str) -> str:
        """Return the text of a file that belongs to one recording only; empty if there is none.

        It is neither listed nor kept: there may be as many as recordings.
        """
        return _read(self.folder / name) or _read(self.folder / name.upper())

    def file(self, name: str) -> Path | None:
        """Return the sidecar of this name, whatever its capitals."""
        return self._by_name.get(name.lower())

    @cached_property
    def _by_name(self) -> dict[str, Path]:
        return {path.name.lower(): path for path in self.files}

    def parsed(self, path: Path, parse: Callable[[str], Parsed]) -> Parsed:
        """Return what ``parse`` makes of a sidecar's text, each file read once.

        The text is empty where the file cannot be read, and at most 4 MB long.
        """
        key = (path, parse)
        if key not in self._parsed:
            self._parsed[key] = parse(_read(path))
        return cast(Parsed, self._parsed[key])


def sidecars_of(folder: Path) -> Sidecars:
    """Return the sidecars of a folder, remembered until the folder changes."""
    try:
        changed_ns = folder.stat().st_mtime_ns
    except OSError:
        changed_ns = 0
    return _remembered(folder, changed_ns)


@lru_cache(maxsize=16)
def _remembered(folder: Path, changed_ns: int) -> Sidecars:
    """Return the sidecars; ``changed_ns`` is there to be part of the key."""
    return Sidecars(folder)


def lines(text: str) -> Iterator[str]:
    """Yield the lines of a table, those left out that are too long to be one of its rows."""
    return (line for line in text.splitlines() if len(line) <= _LONGEST_LINE)


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122


def _read(path: Path) -> str:
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES)
    except OSError:
        return ""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
