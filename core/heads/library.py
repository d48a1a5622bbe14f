"""The heads of a project: kept as files, listed by name and version, compared, given and taken.

A head is known by its content. Training under a name that there is already makes another version
of it; the earlier ones stay.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from core.errors import UnusableValueError, UserError
from core.heads import trained_head
from core.heads.hearing import FOLDER
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
from core.networks.manifest import HeadManifest
from core.store import Project, heads
from core.store.heads import NewHead, StoredHead

_FLOOR = 0.01
_CREDITS = "credits"


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head of a project."""

    stored: StoredHead
    path: Path
    head: TrainedHead | None
    """None where its file is missing or damaged."""
    why: str = ""
    """What is wrong with the file, in a sentence."""

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.stored.name

    @property
    def version(self) -> str:
        """Return which of those with its name it is."""
        return self.stored.version

    @property
    def network(self) -> str:
        """Return the id of its network."""
        return self.stored.network

    @property
    def sha256(self) -> str:
        """Return the hash of its file."""
        return self.stored.sha256

    @property
    def title(self) -> str:
        """Return its name and version."""
        return f"{self.name}@{self.version}"

    @property
    def to_give(self) -> TrainedHead:
        """Return it under the name that it has here. Raises UserError where it is not whole."""
        if self.head is None:
            raise UserError(self.why)
        return renamed(credited(self.head, self.credits), self.name)

    @property
    def credits(self) -> Credits:
        """Return who made it: as was said here, or else as its file says."""
        told = self.stored.manifest.get(_CREDITS)
        if isinstance(told, dict):
            return Credits(str(told.get("author", "")), str(told.get("licence", "")))
        facts = self.head.facts if self.head else None
        return Credits(facts.author, facts.licence) if facts else Credits()


def keep(project: Project, head: TrainedHead, *, version: int = 1) -> KeptHead:
    """Add a head to a project; one that it has already stays as it is. Raises UserError.

    ``version`` is what it has elsewhere: it is kept where no newer one is here.
    """
    path = _path(project, head.sha256)
    with project.writing() as db:
        try:
            path.parent.mkdir(exist_ok=True)
            trained_head.write(head, path)
        except OSError as error:
            raise UserError(
                f"{path} cannot be written ({error.strerror or error}). Make room there, and try "
                "again."
            ) from error
        known = heads.trained(db)
        stored = next((one for one in known if one.sha256 == head.sha256), None)
        if stored is None:
            stored = heads.get(db, heads.ensure_head(db, _new(head, known, version)))
        heads.set_title(db, stored.id, stored.name)  # it may have been taken out before
    return KeptHead(stored, path, head)


def every(project: Project) -> list[KeptHead]:
    """Return the heads of a project by name, of one name the newest last.

    Those that were removed are left out.
    """
    with project.reading() as db:
        stored = heads.trained(db)
    return [_kept(project, one) for one in stored if one.title]


def found(project: Project, name: str) -> KeptHead:
    """Return the newest head of a name, or with ``NAME@VERSION`` that one, whole or not.

    Raises UnusableValueError where there is none.
    """
    return one_called(every(project), name, "the project")


def called(project: Project, name: str) -> KeptHead:
    """Return a head as ``found``, to be used. Raises UserError too where its file is not whole."""
    kept = found(project, name)
    if kept.head is None:
        raise UserError(kept.why)
    return kept


def rename(project: Project, kept: KeptHead, name: str) -> str:
    """Call all versions of a head by another name; return that as it is kept.

    Analyses that were made with it keep the name they have. Raises UnusableValueError where it can
    be no name, or is that of another head.
    """
    wished = head_name(name)
    with project.writing() as db:
        known = heads.trained(db)
        if key(wished) != key(kept.name) and any(key(one.name) == key(wished) for one in known):
            raise UnusableValueError(
                f"Another head of this project is, or was, called {wished}. Take another name."
            )
        mine = [one.id for one in known if key(one.name) == key(kept.name)]
        heads.rename(db, mine, wished)
    return wished


def credit(project: Project, kept: KeptHead, credits: Credits) -> None:
    """Have a head of a project say who made it. Its file and its analyses stay what they are.

    What is exported or goes to the library says it.
    """
    with project.writing() as db:
        told = {_CREDITS: asdict(credits)}
        heads.set_manifest(db, kept.stored.id, {**kept.stored.manifest, **told})


def follow(project: Project, kept: KeptHead, *, follows: bool) -> None:
    """Have a head score new recordings from now on, or rest."""
    with project.writing() as db:
        heads.set_following(db, kept.stored.id, follows)


def remove(project: Project, kept: KeptHead) -> None:
    """Take a head out of a project. What was detected with it stays, with its name."""
    with project.writing() as db:
        if heads.is_used(db, kept.stored.id):
            heads.set_title(db, kept.stored.id, "")
        else:
            heads.forget(db, kept.stored.id)
    kept.path.unlink(missing_ok=True)


def _kept(project: Project, stored: StoredHead) -> KeptHead:
    path = _path(project, stored.sha256)
    head, why = read_kept(path, stored.sha256, f"{stored.name}@{stored.version}")
    return KeptHead(stored, path, head, why)


def _new(head: TrainedHead, known: Sequence[StoredHead], version: int) -> NewHead:
    facts = head.facts
    before = [one for one in known if key(one.name) == key(facts.name)]
    name = before[0].name if before else facts.name
    new = str(version_after([int(one.version) for one in before], version))
    manifest = HeadManifest(name, name, new, output="", floor=_FLOOR)
    return NewHead(
        sha256=head.sha256,
        name=name,
        title=name,
        version=new,
        network=facts.network,
        activation=manifest.activation,
        floor=_FLOOR,
        labels=[one.label for one in facts.labels],
        manifest=asdict(manifest),
        trained=True,
    )


def _path(project: Project, sha256: str) -> Path:
    return project.folder / FOLDER / f"{sha256[:16]}{SUFFIX}"
