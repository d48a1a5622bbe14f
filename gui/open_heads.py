"""The heads of the open project and of the person: the window's only door to both."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import UserError
from core.heads import library, own_library
from core.heads.formats import FORMATS
from core.heads.importing import ImportRequest, head_in
from core.heads.judged_first import ask_first, first_judgement
from core.heads.knowledge import known_sound
from core.heads.library import KeptHead
from core.heads.names import spoken
from core.heads.own_library import OwnHead
from core.heads.scoring import windows_for
from core.heads.shelf import Credits
from core.heads.sought_clips import FoundWindow, clips_of
from core.heads.trained_head import TrainedHead
from core.heads.whole_scoring import AnalysisAhead, analysis_ahead, score_whole
from core.heads.windows import PassWindows, windows_of
from core.jobs import Job
from core.names import key
from core.networks import catalogue
from core.store import Project, embeddings, runs
from core.store.runs import Run
from gui.background import BackgroundJob
from gui.destinations import ToJudge
from gui.open_networks import name_of


class Shelf(Enum):
    """Where heads are kept."""

    PROJECT = "project"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class ListedHead:
    """What the window shows of a head."""

    kept: KeptHead | OwnHead
    shelf: Shelf
    versions: tuple[str, ...]
    """Of all that have its name there, the newest last."""
    elsewhere: bool
    """Whether the same one is on the other shelf too."""
    detects: bool
    """Whether it has an analysis of its own."""
    network: str
    """As people call it."""

    @property
    def id(self) -> str:
        """Return what it is told apart by."""
        return f"{self.shelf.value} {self.kept.version} {self.kept.sha256}"

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.kept.name

    @property
    def head(self) -> TrainedHead | None:
        """Return it; None where its file is missing or damaged."""
        return self.kept.head

    @property
    def follows(self) -> bool:
        """Tell whether it is to score new recordings."""
        return isinstance(self.kept, KeptHead) and self.kept.stored.follows

    @property
    def can_detect(self) -> bool:
        """Tell whether detections can be made with it: it does more than rank."""
        labels = self.head.facts.labels if self.head else ()
        return any(one.threshold is not None and one.scientific_name for one in labels)


@dataclass(frozen=True, slots=True)
class HeadsTakenIn:
    """A head that was put on a shelf."""

    title: str
    sha256: str
    notes: tuple[str, ...] = ()
    """Sentences."""


class OpenHeads(QObject):
    """Without a project only the person's own. Its methods may be called in another thread."""

    changed = Signal()

    def __init__(self, project: Project | None, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project

    @property
    def shelves(self) -> tuple[Shelf, ...]:
        """Return where heads may be put."""
        return (Shelf.LIBRARY,) if self._project is None else (Shelf.PROJECT, Shelf.LIBRARY)

    # --- reading ---

    def listing(self) -> list[ListedHead]:
        """Return all heads: those of the project first, by name, of one name the newest first."""
        ours: Sequence[KeptHead] = library.every(self._project) if self._project else []
        own = own_library.every()
        used = self._used()
        return [
            *(_listed(one, Shelf.PROJECT, ours, own, used) for one in _newest_first(ours)),
            *(_listed(one, Shelf.LIBRARY, own, ours, used) for one in _newest_first(own)),
        ]

    def ahead(self, one: ListedHead) -> AnalysisAhead | None:
        """Return what is to be analysed before a head can score everything; None: nothing."""
        assert self._project is not None
        return analysis_ahead(self._project, one.kept.to_give)

    def to_judge(self, one: ListedHead, reviewer: str = "") -> ToJudge | None:
        """Return clips to be judged before a head makes its first detections, and note they were.

        They are of one of its sounds; None where its detections may be made. Where nothing has
        been heard for it yet, there is nothing to judge before that.
        """
        assert self._project is not None
        head = one.kept.to_give
        with self._project.reading() as db:
            alike = [run for run in runs.everything(db) if run.network == head.facts.network]
            if one.detects or not any(embeddings.any_kept(db, run.pass_id) for run in alike):
                return None
        heard = windows_for(head, self._project)
        first = first_judgement(heard, head)
        if first.is_settled:
            return None
        ask_first(heard, first, reviewer=reviewer)
        labels = Counter(clip.label for clip in first.offered)
        ((label, _),) = labels.most_common(1)
        spans: list[FoundWindow] = [
            (clip.recording_id, clip.start_s, clip.end_s, None, None)
            for clip in first.offered
            if clip.label == label
        ]
        clips = clips_of(heard, known_sound(heard, label), spans)
        title = next(spoken(each.label) for each in head.facts.labels if each.text == label)
        return ToJudge(one.name, label, title, tuple(clips), _run_of(self._project, heard))

    # --- giving and taking ---

    def write(self, one: ListedHead, format: str, path: Path) -> tuple[str, ...]:
        """Write a head to a file; return what is to be said of it, in sentences."""
        writer = next(each for each in FORMATS if each.id == format)
        at = self._project if one.shelf is Shelf.PROJECT else None
        return tuple(writer.write(one.kept.to_give, path, at))

    def take_in(self, path: Path, asked: ImportRequest, shelf: Shelf) -> HeadsTakenIn:
        """Put the head in a file on a shelf. Raises UserError where it is none."""
        at = self._project if shelf is Shelf.PROJECT else None
        head, notes = head_in(path, asked, at)
        return self._put(head, 1, shelf, notes)

    def copy(self, one: ListedHead, to: Shelf) -> HeadsTakenIn:
        """Put a head of one shelf on the other, too, with the number of its version."""
        return self._put(one.kept.to_give, int(one.kept.version), to, ())

    # --- changing ---

    def rename(self, one: ListedHead, name: str) -> str:
        """Call all versions of a head otherwise; return the name as it is kept."""
        if isinstance(one.kept, OwnHead):
            return own_library.rename(one.kept, name)
        assert self._project is not None
        return library.rename(self._project, one.kept, name)

    def rename_back(self, name: str, former: ListedHead) -> str:
        """Undo a renaming: what has this name is called as before."""
        found = next(one for one in self.listing() if (one.name, one.shelf) == (name, former.shelf))
        return self.rename(found, former.name)

    def credit(self, one: ListedHead, credits: Credits) -> str:
        """Have a head say who made it; return its hash, which is another in the library."""
        if isinstance(one.kept, OwnHead):
            return own_library.credit(one.kept, credits).sha256
        assert self._project is not None
        library.credit(self._project, one.kept, credits)
        return one.kept.sha256

    def credit_back(self, sha256: str, former: ListedHead) -> str:
        """Undo ``credit``: the head that has this hash now says what it said before."""
        alike = (one for one in self.listing() if one.shelf is former.shelf)
        found = next(one for one in alike if one.kept.sha256 == sha256)
        return self.credit(found, former.kept.credits)

    def remove(self, one: ListedHead) -> None:
        """Take a head from its shelf. Its detections stay, with its name."""
        if isinstance(one.kept, OwnHead):
            own_library.remove(one.kept)
        elif self._project is not None:
            library.remove(self._project, one.kept)

    def put_back(self, one: ListedHead) -> None:
        """Undo that a whole head was removed."""
        if one.head is not None:
            self._put(one.kept.to_give, int(one.kept.version), one.shelf, ())

    def follow(self, one: ListedHead, *, follows: bool) -> None:
        """Have a head of the project score new recordings from now on, or rest."""
        if isinstance(one.kept, KeptHead) and self._project is not None:
            library.follow(self._project, one.kept, follows=follows)

    def detecting(self, one: ListedHead) -> BackgroundJob:
        """Return the job, not yet started, that makes detections of the whole project.

        What the head's network has not heard is analysed first.
        """
        assert self._project is not None
        assert isinstance(one.kept, KeptHead)
        return BackgroundJob(detecting(self._project, one.kept), self)

    # --- parts ---

    def _put(
        self, head: TrainedHead, version: int, shelf: Shelf, notes: Sequence[str]
    ) -> HeadsTakenIn:
        kept: KeptHead | OwnHead
        if shelf is Shelf.LIBRARY:
            kept = own_library.keep(head, version=version)
        else:
            assert self._project is not None
            kept = library.keep(self._project, head, version=version)
        return HeadsTakenIn(named(kept), kept.sha256, tuple(notes))

    def _used(self) -> set[str]:
        """Return the hashes of heads that have an analysis of their own."""
        if self._project is None:
            return set()
        with self._project.reading() as db:
            return {str(run.settings.get("head_sha256")) for run in runs.everything(db)}


def _run_of(project: Project, heard: PassWindows) -> Run | None:
    """Return the newest analysis that has a pass; None where that is looked at by itself."""
    if windows_of(project).id == heard.id:
        return None
    with project.reading() as db:
        return next(one for one in runs.everything(db) if one.pass_id == heard.id)


def detecting(project: Project, kept: KeptHead, *, unjudged: bool = False) -> Job:
    """Analyse what a head's network has not heard, and make its detections of everything.

    ``unjudged``: also where clips above its threshold are to be judged first.
    """
    yield from score_whole(project, kept, unjudged=unjudged, give_way=True)


def named(kept: KeptHead | OwnHead) -> str:
    """Return what a head is called, and where it is not the first of its name which one it is."""
    return kept.name if kept.version == "1" else f"{kept.name}, version {kept.version}"


def _newest_first(known: Sequence[KeptHead] | Sequence[OwnHead]) -> list[KeptHead | OwnHead]:
    return sorted(known, key=lambda one: (key(one.name), -int(one.version), one.sha256))


def _listed(
    one: KeptHead | OwnHead,
    shelf: Shelf,
    mine: Sequence[KeptHead] | Sequence[OwnHead],
    others: Sequence[KeptHead] | Sequence[OwnHead],
    used: set[str],
) -> ListedHead:
    versions = [each for each in mine if key(each.name) == key(one.name)]
    return ListedHead(
        one,
        shelf,
        tuple(each.version for each in sorted(versions, key=lambda each: int(each.version))),
        elsewhere=any(each.sha256 == one.sha256 for each in others),
        detects=one.sha256 in used,
        network=_title_of(one.network),
    )


def _title_of(network_id: str) -> str:
    try:
        return name_of(catalogue.entry(network_id).manifest)
    except UserError:  # it is of somebody else's
        return network_id
