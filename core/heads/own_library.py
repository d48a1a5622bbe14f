"""The heads of a person, in the data folder: for all projects on this computer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.app_folders import data_folder
from core.errors import UnusableValueError, UserError
from core.heads import trained_head
from core.heads.shelf import (
    Credits,
    credited,
    one_called,
    read_kept,
    renamed,
    version_after,
)
from core.heads.teaching import head_name
from core.heads.trained_head import SUFFIX, TrainedHead
from core.names import key

_NAMED = re.compile(
    rf"(?P<version>[1-9][0-9]{{0,8}})-(?P<sha256>[0-9a-f]{{16}}){re.escape(SUFFIX)}"
)


@dataclass(frozen=True, slots=True)
class OwnHead:
    """A head of a person."""

    name: str
    """Of a file that is damaged the file's."""
    version: str
    sha256: str
    network: str
    path: Path
    head: TrainedHead | None
    """None where its file is damaged."""
    why: str = ""
    """What is wrong with the file, in a sentence."""

    @property
    def title(self) -> str:
        """Return its name and version."""
        return f"{self.name}@{self.version}"

    @property
    def credits(self) -> Credits:
        """Return who made it."""
        facts = self.head.facts if self.head else None
        return Credits(facts.author, facts.licence) if facts else Credits()

    @property
    def to_give(self) -> TrainedHead:
        """Return it. Raises UserError where its file is damaged."""
        if self.head is None:
            raise UserError(self.why)
        return self.head


def folder() -> Path:
    """Return where a person's heads lie, made if needed."""
    place = data_folder() / "heads"
    place.mkdir(exist_ok=True)
    return place


def keep(head: TrainedHead, *, version: int = 1) -> OwnHead:
    """Add a head to a person's; one that is there already stays as it is. Raises UserError.

    ``version`` is what it has elsewhere: it is kept where no newer one is here.
    """
    known = every()
    there = next((one for one in known if one.sha256 == head.sha256), None)
    if there is not None:
        return there
    taken = [int(one.version) for one in known if key(one.name) == key(head.facts.name)]
    new = version_after(taken, version)
    path = folder() / f"{new}-{head.sha256[:16]}{SUFFIX}"
    _write(head, path)
    return _own(path, str(new), head)


def every() -> list[OwnHead]:
    """Return a person's heads by name, of one name the newest last."""
    return sorted(_read(), key=lambda one: (key(one.name), int(one.version), one.sha256))


def found(name: str) -> OwnHead:
    """Return the newest head of a name, or with ``NAME@VERSION`` that one, whole or not.

    Raises UnusableValueError where there is none.
    """
    return one_called(every(), name, "your library")


def called(name: str) -> OwnHead:
    """Return a head as ``found``, to be used. Raises UserError too where its file is not whole."""
    own = found(name)
    if own.head is None:
        raise UserError(own.why)
    return own


def rename(own: OwnHead, name: str) -> str:
    """Call all versions of a head by another name; return that as it is kept.

    A head's name is in its file: each is written anew, and projects that have it keep theirs.
    Raises UnusableValueError where it can be no name, or is that of another head.
    """
    wished, known = head_name(name), every()
    others = [one for one in known if key(one.name) != key(own.name)]
    if any(key(one.name) == key(wished) for one in others):
        raise UnusableValueError(
            f"Another head of your library is called {wished}. Take another name."
        )
    mine = [one for one in known if key(one.name) == key(own.name)]
    for one in mine:
        if one.head is None:
            raise UserError(one.why)
    for one in mine:
        if one.head is not None and one.name != wished:
            new = renamed(one.head, wished)
            _write(new, folder() / f"{one.version}-{new.sha256[:16]}{SUFFIX}")
            remove(one)
    return wished


def credit(own: OwnHead, credits: Credits) -> OwnHead:
    """Have a head say who made it, and return it: that is in its file, which is written anew.

    Projects that have it keep theirs. Raises UserError where its file is damaged.
    """
    new = credited(own.to_give, credits)
    if new is own.head:
        return own
    path = folder() / f"{own.version}-{new.sha256[:16]}{SUFFIX}"
    _write(new, path)
    remove(own)
    return _own(path, own.version, new)


def remove(own: OwnHead) -> None:
    """Delete a head's file. Projects that have it keep theirs."""
    own.path.unlink(missing_ok=True)


def _write(head: TrainedHead, path: Path) -> None:
    try:
        trained_head.write(head, path)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror or error}). Make room there, and try again."
        ) from error


def _read() -> Iterator[OwnHead]:
    for path in folder().iterdir():
        if named := _NAMED.fullmatch(path.name):
            head, why = read_kept(path, named["sha256"], path.name)
            if head is None:
                yield OwnHead(path.name, named["version"], named["sha256"], "", path, None, why)
            else:
                yield _own(path, named["version"], head)


def _own(path: Path, version: str, head: TrainedHead) -> OwnHead:
    return OwnHead(head.facts.name, version, head.sha256, head.facts.network, path, head)
