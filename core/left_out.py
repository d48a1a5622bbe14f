"""What stands beside a result: which files are not in it or only in part, by reason."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from core.counted import counted
from core.store import recordings, runs

_NAMED = 3
_TOGETHER = {
    "duplicate": "The same sound as another file: counted once.",
    "lost-sound": "Some of the sound cannot be decoded: only what was heard counts as effort. "
    "Copy the files from the card again.",
    "no-numbers": "The network gave no numbers for some windows: they are not used, and no effort "
    "where no other window holds the same sound.",
    "crowded": "More labels than are kept of a window reached the minimum score: raise it.",
    "bad-samples": "Samples that are no numbers were heard as silence.",
    "no-start": "Start unknown: they count as effort, but belong to no day or hour.",
}
"""Code -> one sentence, where each file's own says its numbers or names."""

_PRESSING = (
    *("silent-channel", "crashed", "hung", "no-memory"),
    *("lost-sound", "no-numbers", "crowded"),
)
"""Told first, in this order."""


@dataclass(slots=True)
class LeftOut:
    """Files that have the same thing wrong with them."""

    code: str
    text: str
    """What it means and what to do."""
    site: str | None = None
    """Where it is a matter of one site."""
    count: int = 0
    first: list[str] = field(default_factory=list)
    """Relative paths of the first few."""

    @property
    def is_pressing(self) -> bool:
        """Tell whether a person may want to act before using the result."""
        return self.code in _PRESSING

    @property
    def sentence(self) -> str:
        """Return all of it in words."""
        files = counted(self.count, "file")
        where = f" at {self.site}" if self.site else ""
        more = f" and {self.count - len(self.first):,} more" if self.count > len(self.first) else ""
        return f"{files}{where}: {self.text} ({', '.join(self.first)}{more})"


def left_out(db: Connection, run_id: int) -> list[LeftOut]:
    """Return what is to be said of files beside a run's result, the most pressing first."""
    groups: dict[tuple[str, str, str | None], LeftOut] = {}
    for code, text, site, path in _troubles(db, run_id):
        place = site if code == "silent-channel" else None
        said = _TOGETHER.get(code, text)
        group = groups.setdefault((code, said, place), LeftOut(code, said, place))
        group.count += 1
        if len(group.first) < _NAMED:
            group.first.append(path)
    return sorted(groups.values(), key=lambda one: (_rank(one.code), -one.count))


def _troubles(db: Connection, run_id: int) -> Iterator[tuple[str, str, str | None, str]]:
    """Yield (code, text, site, path), in order of path within import and within the run."""
    yield from runs.troubles(db, run_id)
    yield from recordings.troubles(db)


def _rank(code: str) -> int:
    return _PRESSING.index(code) if code in _PRESSING else len(_PRESSING)
