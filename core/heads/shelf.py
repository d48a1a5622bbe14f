"""What a project's heads and a person's have in common: names, versions, files that are whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, Self, TypeVar

from core.errors import UnusableValueError, UserError
from core.heads import trained_head
from core.heads.trained_head import TrainedHead
from core.names import LONGEST, clean, key


@dataclass(frozen=True, slots=True)
class Credits:
    """Who made a head, and under which licence it may be used; empty: not said."""

    author: str = ""
    licence: str = ""

    @classmethod
    def of(cls, author: str, licence: str) -> Self:
        """Return them as they are kept. Raises UnusableValueError for a text far too long."""
        found = cls(clean(author), clean(licence))
        if max(len(found.author), len(found.licence)) > LONGEST:
            raise UnusableValueError(f"Author and licence have at most {LONGEST} letters each.")
        return found


class ShelvedHead(Protocol):
    """A head where it is kept."""

    @property
    def name(self) -> str:
        """Return what it is called."""
        ...

    @property
    def version(self) -> str:
        """Return which of those with its name it is."""
        ...

    @property
    def title(self) -> str:
        """Return its name and version."""
        ...

    @property
    def network(self) -> str:
        """Return the id of its network."""
        ...

    @property
    def sha256(self) -> str:
        """Return the hash of its file."""
        ...

    @property
    def head(self) -> TrainedHead | None:
        """Return it, or None where its file is missing or damaged."""
        ...

    @property
    def to_give(self) -> TrainedHead:
        """Return it under the name that it has there. Raises UserError where it is not whole."""
        ...

    @property
    def credits(self) -> Credits:
        """Return who made it."""
        ...

    @property
    def why(self) -> str:
        """Return what is wrong with its file."""
        ...


AHead = TypeVar("AHead", bound=ShelvedHead)


def one_called(known: Sequence[AHead], name: str, where: str) -> AHead:
    """Return the newest head of a name, or with ``NAME@VERSION`` that one, whole or not.

    ``known`` has the newest last. Raises UnusableValueError where there is none.
    """
    wanted, _, version = name.partition("@")
    alike = [one for one in known if key(one.name) == key(wanted)]
    alike = [one for one in alike if version in ("", one.version)]
    if not alike:
        titles = ", ".join(one.title for one in known) or "none yet"
        raise UnusableValueError(f"There is no head {name} in {where}. These are known: {titles}.")
    return alike[-1]


def version_after(taken: Sequence[int], wished: int) -> int:
    """Return the number of a new version: as wished, or else the next."""
    return max(wished, 1 + max(taken, default=0))


def read_kept(path: Path, sha256: str, title: str) -> tuple[TrainedHead | None, str]:
    """Return the head in a file that begins its hash so, or None and why it cannot be used."""
    try:
        head = trained_head.read(path)
        if not head.sha256.startswith(sha256):
            raise UserError(f"{path.name} is another file than was kept here.")
    except UserError as error:
        return None, (
            f"The head {title} cannot be used: {error} Import it again, or train it once more: "
            "its labels are kept."
        )
    return head, ""


def credited(head: TrainedHead, credits: Credits) -> TrainedHead:
    """Return a head that says who made it, with a file of its own."""
    facts = replace(head.facts, author=credits.author, licence=credits.licence)
    return head if facts == head.facts else trained_head.made(facts, head.weights)


def renamed(head: TrainedHead, name: str) -> TrainedHead:
    """Return a head under another name, with a file of its own; the same where it has that name."""
    if head.facts.name == name:
        return head
    return trained_head.made(replace(head.facts, name=name), head.weights)
