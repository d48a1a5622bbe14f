"""All windows of a pass, ranked for one label, and ranked anew as soon as more is said of it.

One label more costs a training, and one pass over what is kept of the windows.
"""

import numpy as np
import scipy
from numpy.typing import NDArray

from core.errors import UserError
from core.heads.features import Float32, WindowFeatures, stacked
from core.heads.gathering import WindowLabels, said_of
from core.heads.hearing import made_rows
from core.heads.linear_scan import scanned
from core.heads.names import LabelNames
from core.heads.training import (
    ABSENT,
    NAMED_SCALE,
    OTHER_SCALE,
    PRESENT,
    Lesson,
    Weights,
    train,
)
from core.heads.windows import PassWindows, Window, windows_apart
from core.jobs import Inquiry, Job, Progress
from core.store import heads, recordings
from core.store.asked_clips import AskedClip, Why

Int64 = NDArray[np.int64]
Bools = NDArray[np.bool_]
_WEAK = 200


class LiveRanking:
    """How all windows score for a label, by what is said of it so far: see ``live_ranking``.

    The arrays are parallel [windows], by recording and time.
    """

    def __init__(self, heard: PassWindows, label: str, seed: int, scan: "Scan") -> None:
        self.heard, self.label, self.seed = heard, label, seed
        self.apart = windows_apart(heard)
        self.recording, self.window = scan.recording, scan.window
        self.lost, self.empty = scan.lost, scan.empty
        self.scores: Float32 = np.zeros(len(self.window), np.float32)
        """0 is the border between what is it and what is not, as it was trained."""
        self.said = WindowLabels([], [label], np.zeros((0, 1), np.int8), [])
        """What is known of labelled windows; also of those without embeddings."""
        self._scan = scan
        self._rows = _KeptRows(heard)
        with heard.project.reading() as db:
            self._names = LabelNames(heads.species(db, heard.of.network, own=True))
            known = recordings.by_ids(db, np.unique(self.recording).tolist())
        self._durations_s = {number: one.duration_s for number, one in known.items()}
        replaced = [number for number, one in known.items() if one.replaced]
        self._playable: Bools = ~np.isin(self.recording, replaced)
        self._known: dict[Window, int] = {}
        self._made = made_rows(heard)
        self._weak = heard.drawn(2 * _WEAK, np.random.default_rng(seed), ())

    def learn(self) -> None:
        """Train on all that is said in the project now, and rank all windows by it.

        The order in which it was said makes no difference. Raises UserError where no window with
        embeddings is known to have the sound.
        """
        with self.heard.project.reading() as db:
            self.said = said_of(db, self.heard, self.label, self._names)
        (self.label,) = self.said.labels
        kinds = self.said.present[:, 0].tolist()
        self._known = dict(zip(self.said.windows, kinds, strict=True))
        known, labelled = self._rows.of(self.said.windows)
        present = self.said.present[known]
        if not (present == PRESENT).any():
            if (self.said.present == PRESENT).any():
                raise UserError(
                    f"Of the clips that have {self.label} what the network heard is missing. "
                    "Analyse once more: it is then heard again."
                )
            raise UserError(
                f"Nobody has said yet where {self.label} is to be heard. Label one clip of it, for "
                "example one that a search has found."
            )
        _, weak = self._rows.of([one for one in self._weak if one not in self._known][:_WEAK])
        scale = NAMED_SCALE if self._names.is_known(self.label) else OTHER_SCALE
        lesson = Lesson(labelled, present, weak, self._made, np.array([scale]))
        self.scores = self._scan.scores(train(lesson))

    @property
    def positives(self) -> int:
        """Return how many clips are known to have the sound; those that share sound are one."""
        return self._clips(PRESENT)

    @property
    def negatives(self) -> int:
        """Return how many clips are known to be without it; those that share sound are one."""
        return self._clips(ABSENT)

    def unlabelled(self) -> Bools:
        """Tell of each window whether nothing is said of it, nor of one that shares its sound."""
        if not self.said.windows:
            return self._playable.copy()
        said = np.array(self.said.windows, np.int64)
        beside = np.arange(1 - self.apart, self.apart)
        room = max(self.window.max(initial=0), said[:, 1].max()) + 2 * self.apart
        heard = (said[:, :1] * room + said[:, 1:] + beside).ravel()
        here = self.recording * room + self.window
        first, last = (np.searchsorted(here, heard, side) for side in ("left", "right"))
        free = self._playable.copy()
        free[first[last > first]] = False
        return free

    def window_at(self, place: int) -> Window:
        """Return which window is at a place of the arrays."""
        return int(self.recording[place]), int(self.window[place])

    def clip(self, place: int, why: Why) -> AskedClip:
        """Return a window as a clip to be judged; it ends where the recording does."""
        recording, window = self.window_at(place)
        start_s = self.heard.cut.start_s(window)
        end_s = min(start_s + self.heard.cut.window_s, self._durations_s[recording])
        return AskedClip(recording, start_s, end_s, why, float(self.scores[place]))

    def place_of(self, clip: AskedClip) -> int | None:
        """Return the place of a clip that is a window here; None for any other."""
        window = self.heard.beginning(clip.recording_id, clip.start_s)
        first, last = (int(np.searchsorted(self.recording, clip.recording_id, side))
                       for side in ("left", "right"))  # fmt: skip
        if window is None:
            return None
        place = first + int(np.searchsorted(self.window[first:last], window[1]))
        return place if place < last and self.window[place] == window[1] else None

    def known_of(self, clip: AskedClip) -> int | None:
        """Return what is known of a clip: UNKNOWN, ABSENT or PRESENT; None: nothing is said."""
        window = self.heard.beginning(clip.recording_id, clip.start_s)
        return None if window is None else self._known.get(window)

    def rows(self, windows: list[Window]) -> tuple[list[int], WindowFeatures]:
        """Return (places in ``windows`` that can be used, what is known of those)."""
        return self._rows.of(windows)

    def _clips(self, kind: int) -> int:
        which = np.flatnonzero(self.said.present[:, 0] == kind).tolist()
        return len(without_shared_sound([self.said.windows[n] for n in which], self.apart))


def live_ranking(heard: PassWindows, label: str, *, seed: int = 0) -> Inquiry[LiveRanking]:
    """Return the ranking of all windows for a label. Progress counts windows.

    Raises UserError where nobody has said yet where it is to be heard.
    """
    yield from heard.prepared()
    scan = Scan(heard)
    yield from scan.look()
    ranking = LiveRanking(heard, label, seed, scan)
    ranking.learn()
    return ranking


def without_shared_sound(windows: list[Window], apart: int) -> list[Window]:
    """Return those of windows of which none begins less than ``apart`` windows after another."""
    kept: list[Window] = []
    for recording, window in sorted(windows):
        if not kept or kept[-1][0] != recording or window - kept[-1][1] >= apart:
            kept.append((recording, window))
    return kept


class Scan:
    """Where the windows of a pass are, in order, and how they score by whatever is learned."""

    def __init__(self, heard: PassWindows) -> None:
        self._heard = heard
        none = np.zeros(0, np.int64)
        self.recording, self.window, self._order = none, none, none
        self.lost = self.empty = 0

    def look(self) -> Job:
        """Find all windows that can be used. Progress counts them."""
        parts: list[tuple[Int64, Int64]] = []
        nothing = np.zeros((self._heard.of.embedding_size, 1), np.float32)
        seen = 0
        for some in scanned(self._heard, nothing, exact=False):
            parts.append((some.recording, some.window))
            self.lost, self.empty = self.lost + some.lost, self.empty + some.empty
            seen += len(some.window) + some.lost + some.empty
            yield Progress(seen, self._heard.spans.total)
        if parts:
            recording, window = (np.concatenate(one) for one in zip(*parts, strict=True))
            self._order = np.lexsort((window, recording))
            self.recording, self.window = recording[self._order], window[self._order]

    def scores(self, weights: Weights) -> Float32:
        """Return the scores [windows] by the first class of these weights, to a thousandth.

        Raises UserError where the embeddings are not those any more that were looked at.
        """
        parts = [np.zeros(0, np.float32)]
        features, evidence = weights.features[:, :1], weights.evidence[:, :1]
        for some in scanned(self._heard, features, evidence, exact=False):
            values = some.values if some.said is None else some.values + some.said
            parts.append(values[:, 0] + weights.bias[0])
        found = np.concatenate(parts)
        if len(found) != len(self._order):
            raise UserError(
                "The embeddings of this analysis have changed meanwhile. Begin once more."
            )
        ordered: Float32 = found[self._order]
        return ordered


class _KeptRows:
    """What is known of windows, read once each."""

    def __init__(self, heard: PassWindows) -> None:
        self._heard = heard
        self._place: dict[Window, int | None] = {}
        empty = scipy.sparse.csr_matrix((0, heard.network_labels), dtype=np.float32)
        self._rows = WindowFeatures(np.zeros((0, heard.of.embedding_size), np.float32), empty)

    def of(self, windows: list[Window]) -> tuple[list[int], WindowFeatures]:
        """Return (places in ``windows`` that can be used, what is known of those)."""
        new = [one for one in windows if one not in self._place]
        if new:
            with self._heard.project.reading() as db:
                there, rows = self._heard.rows(db, new)
            self._place |= dict.fromkeys(new)
            self._place |= {new[n]: len(self._rows) + at for at, n in enumerate(there)}
            self._rows = stacked([self._rows, rows])
        places = [self._place[one] for one in windows]
        used = np.array([one for one in places if one is not None], np.int64)
        return [n for n, one in enumerate(places) if one is not None], self._rows[used]
