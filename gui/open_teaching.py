"""Everything the page Teach asks of core: looking for a sound, answers about clips, heads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from core.audio.thumbnails import Picture
from core.domain import Excerpt, Recording
from core.heads import library
from core.heads.audits import Audit, audit_of, draw, newest_audit
from core.heads.choosing import WindowChoice
from core.heads.elsewhere import comparable_runs, place_at
from core.heads.gathering import Contradiction, everything_said, overruled
from core.heads.hearing import can_be_asked
from core.heads.judged_first import ask_first
from core.heads.knowledge import KnownLabel, known_labels, known_sound, names_of, title_of
from core.heads.look_alikes import look_alikes
from core.heads.names import NONE
from core.heads.scoring import run_fingerprint
from core.heads.seeking import Seeker, Seeking, Sighting
from core.heads.sought_clips import SoughtClip, clips_of
from core.heads.sound_map import MapFacts, SoundMap, facts_of, sound_map
from core.heads.teaching import Taught, TrainingRequest, teach
from core.heads.trained_head import TrainedHead
from core.heads.whole_scoring import AnalysisAhead, analysis_ahead
from core.heads.windows import PassWindows, runs_with_windows, windows_of
from core.jobs import Inquiry, Job
from core.review import Desk
from core.store import Project, recordings, runs
from core.store.asked_clips import AskedClip, Why
from core.store.clip_labels import ClipLabel
from core.store.runs import Run
from gui.background import BackgroundJob
from gui.open_changes import ChangeQueue
from gui.open_heads import OpenHeads, detecting, named
from gui.open_pictures import pictures_of


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The sounds that a project has clips of."""

    labels: list[KnownLabel]
    windows: int
    """That can be compared."""
    network: str
    reads_words: bool
    """Whether what is sought can be described."""


@dataclass(frozen=True, slots=True)
class HeadDraft:
    """What was learned and is not kept yet."""

    taught: Taught
    offered: list[SoughtClip]
    """Some of the clips above its threshold, to be judged first."""
    contradicted: list[SoughtClip]
    """Clips that people say both of."""


@dataclass(frozen=True, slots=True)
class MappedSounds:
    """A map of clips, and what is known of each."""

    found: SoundMap
    facts: MapFacts


class OpenTeaching(QObject):
    """Teaches an open project. Reading methods may be called in another thread."""

    labels_changed = Signal()

    def __init__(self, project: Project, desk: Desk, changes: ChangeQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._project, self._desk, self._changes = project, desk, changes
        self.heads = OpenHeads(project, self)
        self._seeker = Seeker(project)
        self._run: Run | None = None
        self._against: Sequence[Contradiction] = ()
        """What people contradict each other about, when it was last learned."""
        self._mine: set[str] = set()
        """Entries of this window."""

    def _heard(self) -> PassWindows:
        return windows_of(self._project, self._run)

    # --- reading ---

    @property
    def run(self) -> Run | None:
        """Return the analysis whose clips are looked at; None: the newest with any."""
        return self._run

    def look_at(self, run: Run | None) -> None:
        """Look at the clips of another analysis from now on."""
        self._run = self._seeker.run = run
        self._seeker.forget()

    def passes(self) -> list[Run]:
        """Return the newest analysis of each way of hearing that left clips, newest first."""
        with self._project.reading() as db:
            return runs_with_windows(db)

    def others(self) -> list[Run]:
        """Return the other analyses whose clips can be compared with those that are looked at.

        Raises UserError where none are.
        """
        return comparable_runs(self._project, self._heard())

    def vocabulary(self) -> Vocabulary | None:
        """Return what was taught; None where nothing was analysed yet.

        Raises UserError where no embeddings were kept.
        """
        with self._project.reading() as db:
            if runs.latest(db) is None:
                return None
        heard = self._heard()
        with self._project.reading() as db:
            names = names_of(db, heard)
            known = known_labels(everything_said(db, names), names)
        words = can_be_asked(heard.of)
        return Vocabulary(known, heard.spans.total, heard.of.network, words)

    def label_called(self, written: str) -> tuple[str, str]:
        """Return a label as it is kept, and as it is said: of a species by its common name.

        Raises UnusableValueError where it can be none.
        """
        heard = self._heard()
        with self._project.reading() as db:
            names = names_of(db, heard)
        text = names.text(written)
        return text, title_of(text, names)

    def seek(self, sought: Seeking, left: Sequence[SoughtClip]) -> Inquiry[Sighting]:
        """Look for a sound; ``left`` is what is still to be judged of what was asked for."""
        return self._seeker.seek(sought, left, reviewer=self._desk.reviewer)

    def forget_heard(self) -> None:
        """Look at everything anew: what was heard is different now."""
        self._seeker.forget()

    def place_at(self, folder: Path) -> Path:
        """Return another project as a place to look into, as it stands now.

        Raises UserError where it is none.
        """
        place = place_at(self._project, folder)
        self._seeker.elsewhere.forget(place)
        return place

    def recording_of(self, clip: SoughtClip) -> Recording:
        """Return the recording of a clip, also of another project."""
        with self._of(clip.place.folder).reading() as db:
            return recordings.get(db, clip.recording_id)

    def pictures(self, wanted: Sequence[Excerpt], size: tuple[int, int]) -> list[Picture | None]:
        """Return the clips' pictures, also of other projects; None where there can be none."""
        of: dict[Path | None, list[Excerpt]] = {}
        for clip in wanted:
            of.setdefault(_folder_of(clip), []).append(clip)
        found = {
            folder: iter(pictures_of(self._of(folder), clips, size)) for folder, clips in of.items()
        }
        return [next(found[_folder_of(clip)]) for clip in wanted]

    def _of(self, folder: Path | None) -> Project:
        return self._project if folder is None else self._seeker.elsewhere.project(folder)

    def close(self) -> None:
        """Let go of the other projects."""
        self._seeker.elsewhere.close()

    # --- the map ---

    def map(self, choice: WindowChoice, *, by_neighbours: bool) -> Inquiry[MappedSounds]:
        """Lay out clips so that those that sound alike lie close together."""
        heard = self._heard()
        found = yield from sound_map(heard, choice, by_neighbours=by_neighbours)
        return MappedSounds(found, facts_of(heard, found))

    def facts_of(self, found: SoundMap) -> MappedSounds:
        """Return a map with what is known of its clips by now."""
        return MappedSounds(found, facts_of(self._heard(), found))

    def clips_of(self, found: SoundMap, which: NDArray[np.int64], label: str) -> list[SoughtClip]:
        """Return some clips of a map, and whether a sound is in them."""
        heard = self._heard()
        length_s = heard.cut.window_s
        pairs = zip(found.recording[which].tolist(), found.window[which].tolist(), strict=True)
        starts = [(recording, heard.cut.start_s(window)) for recording, window in pairs]
        spans = [(recording, at, at + length_s, None, None) for recording, at in starts]
        return clips_of(heard, known_sound(heard, label), spans)

    # --- saying ---

    def judge(self, clips: Sequence[SoughtClip], label: str, present: bool) -> None:
        """Say that a sound is in clips, or is not: one step to undo."""
        said = [self._said(clip, label, present) for clip in clips]
        if self._against:
            heard = self._heard()
            said = [each for one in said for each in overruled(heard, self._against, one)]
        self._say(said)

    def judge_none(self, clips: Sequence[SoughtClip], label: str) -> None:
        """Say that none of what anybody looks for is in clips: one step to undo."""
        without = [self._said(clip, label, False) for clip in clips if label]
        self._say([*without, *(self._said(clip, NONE, True, whole=True) for clip in clips)])

    def judge_other(self, clips: Sequence[SoughtClip], label: str, other: str) -> None:
        """Say that another sound is in clips, and not the one sought: one step to undo."""
        without = [self._said(clip, label, False) for clip in clips if label and label != other]
        self._say([*without, *(self._said(clip, other, True) for clip in clips)])

    def complete(self, clips: Sequence[SoughtClip]) -> None:
        """Say that nothing is in clips but what they are labelled with: one step to undo."""
        self._say([self._said(clip, "", True, whole=True) for clip in clips])

    def _said(
        self, clip: SoughtClip, label: str, present: bool, *, whole: bool = False
    ) -> ClipLabel:
        span = clip.start_s, clip.end_s
        return ClipLabel(clip.recording_id, *span, label, present, whole, self._desk.reviewer)

    def notice(self, entries: Iterable[str]) -> None:
        """Tell everybody where others said something of clips."""
        if not self._mine.issuperset(entries):
            self.labels_changed.emit()

    def know(self, entries: Iterable[str]) -> None:
        """Remember what this window itself said."""
        self._mine.update(entries)

    def _say(self, entries: Sequence[ClipLabel]) -> None:
        self._changes.do(self._desk.labelling(entries))

    def take_back(self, clips: Sequence[SoughtClip], label: str) -> None:
        """Say nothing of clips any more."""
        spans = [(c.recording_id, (c.start_s, c.end_s)) for c in clips]
        self._changes.do(self._desk.unlabelling(spans, label))

    # --- look-alikes ---

    def audit(self, clip: SoughtClip, label: str) -> Inquiry[Audit]:
        """Find what is so like a confirmed clip that it can be labelled with it.

        What was drawn for it before is gone on with. Raises UserError where too little is known.
        """
        heard = self._heard()
        like = AskedClip(clip.recording_id, clip.start_s, clip.end_s, Why.LIKE)
        before = newest_audit(heard, like, label)
        if before and before.is_open:
            return before
        found = yield from look_alikes(heard, like, label)
        return audit_of(heard, draw(heard, found, reviewer=self._desk.reviewer))

    def audit_now(self, audit: Audit) -> Audit:
        """Return what came of look-alikes by now."""
        return audit_of(self._heard(), audit.asked)

    def to_hear(self, clips: Sequence[AskedClip], label: str) -> list[SoughtClip]:
        """Return clips to be judged."""
        heard = self._heard()
        spans = [(c.recording_id, c.start_s, c.end_s, c.score, c.why) for c in clips]
        return clips_of(heard, known_sound(heard, label), spans)

    def label_alike(self, audit: Audit) -> int:
        """Label look-alikes of which none that was listened to is wrong: one step to undo."""
        entries = audit.entries(self._desk.reviewer)
        self._say(entries)
        return len(entries)

    # --- heads ---

    def learn(self, wish: TrainingRequest, label: str) -> HeadDraft:
        """Learn from all that was said; ``label`` is what is sought.

        Raises UserError where nothing can be learned.
        """
        heard = self._heard()
        taught, known = teach(heard, wish), known_sound(heard, label)
        self._against = taught.contradictions
        length_s = heard.cut.window_s

        def clips(found: Iterable[tuple[int, float]]) -> list[SoughtClip]:
            once = dict.fromkeys(found)
            return clips_of(heard, known, [(r, at, at + length_s, None, None) for r, at in once])

        return HeadDraft(
            taught,
            clips((one.recording_id, one.start_s) for one in taught.first.offered),
            clips(place for one in taught.contradictions for place in _both(heard, one)),
        )

    def note_asked(self, taught: Taught) -> None:
        """Note that the clips above the threshold are to be judged first."""
        ask_first(self._heard(), taught.first, reviewer=self._desk.reviewer)

    def keep(self, head: TrainedHead) -> str:
        """Keep a head in the project; return its name and version."""
        return named(library.keep(self._project, head))

    def detecting(self, head: TrainedHead) -> BackgroundJob:
        """Return the job, not yet started, that keeps a head and makes detections with it."""
        return BackgroundJob(_detecting(self._project, head), self.parent())

    def ahead(self, head: TrainedHead) -> AnalysisAhead | None:
        """Return what is to be analysed before detections are made of everything; None: nothing."""
        return analysis_ahead(self._project, head)

    def run_of(self, head: TrainedHead) -> int | None:
        """Return the analysis that a head has made; None where there is none."""
        name = run_fingerprint(head, self._heard())
        with self._project.reading() as db:
            return next((run.id for run in runs.everything(db) if run.is_called(name)), None)


def _detecting(project: Project, head: TrainedHead) -> Job:
    # The page lets nobody come here before the clips above the threshold were gone through.
    yield from detecting(project, library.keep(project, head), unjudged=True)


def _folder_of(clip: Excerpt) -> Path | None:
    return clip.place.folder if isinstance(clip, SoughtClip) else None


def _both(heard: PassWindows, found: Contradiction) -> list[tuple[int, float]]:
    """Return where windows begin that people say both of."""
    spans = ((one.start_s, one.end_s) for one in (found.yes, found.no))
    mine, theirs = (set(heard.in_span(*span)) for span in spans)
    return [(found.yes.recording_id, heard.cut.start_s(n)) for n in sorted(mine & theirs)]
