"""Everything the page Teach asks of core: search by example, labels of clips, heads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from core.domain import Recording, Start
from core.heads.examples import SearchExample, rows_of
from core.heads.features import WindowFeatures, stacked
from core.heads.gathering import everything_said
from core.heads.knowledge import KnownLabel, KnownSound, known_labels, known_sound, names_of
from core.heads.search import search
from core.heads.tally import SimilarWindow
from core.heads.windows import PassWindows, Window, windows_of
from core.jobs import Inquiry
from core.review import Desk
from core.store import Project, recordings, runs
from core.store.clip_labels import ClipLabel

_SHOWN = 500


@dataclass(frozen=True, slots=True)
class SoughtClip:
    """A window of a recording, how like what is sought it is, and what is known of it."""

    recording_id: int
    window: int
    start_s: float
    end_s: float
    likeness: float
    present: bool | None
    """Whether what is sought is known to be in it; None: nobody knows."""
    file: str
    site: str | None
    at: Start | None
    """When it begins, by the recorder's clock."""

    @property
    def id(self) -> int:
        """Return what it is told apart by."""
        return (self.recording_id << 32) | self.window


@dataclass(frozen=True, slots=True)
class Seeking:
    """What is sought."""

    label: str = ""
    """Its name; empty: it has none yet."""
    like: tuple[SearchExample, ...] = ()
    """What it sounds like, besides the clips that are known to have it."""

    @property
    def by_anything(self) -> bool:
        """Tell whether there is anything to look for."""
        return bool(self.label or self.like)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a search came to."""

    known: KnownSound
    clips: list[SoughtClip]
    """The most alike first."""
    compared: int
    """Windows; 0 where there was nothing to compare with."""
    counts: NDArray[np.int64]
    """Of likenesses, in 100 bins from -1 to 1."""
    learned: bool
    """Whether likeness was learned from the clips, instead of compared with few of them."""
    notes: tuple[str, ...] = ()

    @classmethod
    def nothing(cls, known: KnownSound | None = None) -> "Sighting":
        """Return what a search comes to that has nothing to compare with."""
        return cls(known or KnownSound(), [], 0, np.zeros(100, np.int64), learned=False)


@dataclass(frozen=True, slots=True)
class Taught:
    """What people taught the project so far."""

    labels: list[KnownLabel]
    windows: int
    """That can be compared."""
    network: str


class OpenTeaching(QObject):
    """Teaches an open project. Reading methods may be called in another thread."""

    labels_changed = Signal()

    def __init__(self, project: Project, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._project, self._desk = project, desk

    # --- reading ---

    def taught(self) -> Taught | None:
        """Return what was taught; None where nothing was analysed yet.

        Raises UserError where no embeddings were kept.
        """
        with self._project.reading() as db:
            if runs.latest(db) is None:
                return None
        heard = windows_of(self._project)
        with self._project.reading() as db:
            names = names_of(db, heard)
            known = known_labels(everything_said(db, names), names)
        return Taught(known, heard.spans.total, heard.of.network)

    def label_called(self, written: str) -> str:
        """Return a label as it is kept. Raises UnusableValueError where it can be none."""
        heard = windows_of(self._project)
        with self._project.reading() as db:
            return names_of(db, heard).text(written)

    def seek(self, sought: Seeking) -> Inquiry[Sighting]:
        """Rank all clips by how like what is sought they are."""
        heard = windows_of(self._project)
        known = known_sound(heard, sought.label)
        like = _joined(rows_of(heard, sought.like), _rows(heard, known.having))
        if like is None:
            return Sighting.nothing(known)
        unlike = _rows(heard, known.lacking)
        found = yield from search(heard, like, unlike, limit=_SHOWN)
        clips = self._clips(heard, found.found, known)
        return Sighting(known, clips, found.compared, found.counts, found.trained)

    def recording(self, recording_id: int) -> Recording:
        """Return one recording."""
        with self._project.reading() as db:
            return recordings.get(db, recording_id)

    def _clips(
        self, heard: PassWindows, found: Sequence[SimilarWindow], known: KnownSound
    ) -> list[SoughtClip]:
        with self._project.reading() as db:
            placed = recordings.by_ids(db, {one.recording_id for one in found})
        step_s = heard.cut.step / heard.cut.sample_rate
        return [
            _clip(one, round(one.start_s / step_s), placed[one.recording_id], known)
            for one in found
        ]

    # --- saying ---

    def judge(self, clips: Sequence[SoughtClip], label: str, present: bool) -> None:
        """Say that a sound is in clips, or is not: one step to undo."""
        by = self._desk.reviewer
        self._desk.label(
            [
                ClipLabel(c.recording_id, c.start_s, c.end_s, label, present, False, by)
                for c in clips
            ]
        )
        self.labels_changed.emit()

    def take_back(self, clip: SoughtClip, label: str) -> None:
        """Say nothing of a clip any more."""
        if self._desk.unlabel(clip.recording_id, (clip.start_s, clip.end_s), label):
            self.labels_changed.emit()


def _clip(found: SimilarWindow, window: int, recording: Recording, known: KnownSound) -> SoughtClip:
    at = recording.start and replace(
        recording.start, local=recording.start.local + timedelta(seconds=found.start_s)
    )
    return SoughtClip(
        recording.id,
        window,
        found.start_s,
        min(found.end_s, recording.duration_s),
        found.similarity,
        known.present.get((recording.id, window)),
        recording.path.name,
        recording.site,
        at,
    )


def _rows(heard: PassWindows, windows: Sequence[Window]) -> WindowFeatures | None:
    """Return what is known of windows, None where nothing is."""
    with heard.project.reading() as db:
        places, rows = heard.rows(db, windows)
    return rows if places else None


def _joined(*parts: WindowFeatures | None) -> WindowFeatures | None:
    there = [part for part in parts if part is not None]
    return stacked(there) if there else None
