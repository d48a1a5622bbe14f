"""Clips so like a confirmed one that they can be labelled together, once some were listened to.

A clip is like another above .80, and where it is at least .10 nearer to it than to anything that is
known not to be it. That erred in none of 184 warblers and 37 mammals, and without the margin in 9 %
of individuals, see docs/heads.md. How it goes on is in ``core.heads.audits``.
"""

from dataclasses import dataclass

import numpy as np

from core.errors import UserError
from core.heads.features import Float32, WindowFeatures
from core.heads.gathering import said_of
from core.heads.linear_scan import scanned
from core.heads.live_ranking import without_shared_sound
from core.heads.names import LabelNames
from core.heads.training import ABSENT, PRESENT
from core.heads.windows import PassWindows, Window, windows_apart
from core.jobs import Inquiry, Progress
from core.store import heads, recordings
from core.store.asked_clips import AskedClip, AskedRound, Why

LEAST_LIKENESS, MARGIN = 0.80, 0.10
"""Cosines between log features, less what all windows of the pass have in common."""
FEWEST_NEGATIVES = 20
MOST_CLIPS = 5000
"""The most alike of more: what is left can be labelled after them."""
_LOOKED_AT = 4 * MOST_CLIPS
_AT_ONCE = 1000
_INEXACT = 0.002
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """Clips that are like a confirmed one."""

    label: str
    like: AskedClip
    """The confirmed clip."""
    clips: tuple[AskedClip, ...]
    """The most alike first; nothing is said of them yet, and no two share sound."""


def look_alikes(heard: PassWindows, like: AskedClip, label: str) -> Inquiry[LookAlikes]:
    """Find what is like a confirmed clip. Progress counts windows.

    Raises UserError where the clip is not said to have the sound, or has no embeddings, and where
    too little is known of what is not it.
    """
    yield from heard.prepared()
    near = _Nearness(heard, like, label)
    none = np.zeros(0, np.int64)
    parts, seen = [(none, none, np.zeros(0, np.float32))], 0
    for some in scanned(heard, near.like, exact=False):
        likeness = near.likeness(some.values, some.nearness)
        which = likeness > LEAST_LIKENESS - _INEXACT
        parts.append((some.recording[which], some.window[which], likeness[which]))
        seen += len(which) + some.lost + some.empty
        yield Progress(seen, heard.spans.total)
    recording, window, likeness = (np.concatenate(one) for one in zip(*parts, strict=True))
    order = np.lexsort((window, recording, -likeness))[:_LOOKED_AT]
    windows = list(zip(recording[order].tolist(), window[order].tolist(), strict=True))
    found = near.clips(near.alike(windows))
    return LookAlikes(near.label, like, tuple(found[:MOST_CLIPS]))


def still_alike(heard: PassWindows, asked: AskedRound) -> list[AskedClip]:
    """Return what is not said yet of look-alikes and is like the confirmed clip, as is known now.

    Raises UserError as ``look_alikes`` does.
    """
    (like,) = (one for one in asked.clips if one.why is Why.LIKE)
    places = (heard.beginning(one.recording_id, one.start_s) for one in asked.clips)
    near = _Nearness(heard, like, asked.label)
    return near.clips(near.alike([one for one in places if one is not None]))


class _Nearness:
    """How near windows are to a confirmed clip, and to what is known not to be it."""

    def __init__(self, heard: PassWindows, like: AskedClip, label: str) -> None:
        self._heard, self._apart = heard, windows_apart(heard)
        with heard.project.reading() as db:
            names = LabelNames(heads.species(db, heard.of.network, own=True))
            self._said = said_of(db, heard, names.text(label), names)
            self.label = self._said.labels[0]
            of_it, others = self._windows(PRESENT), self._windows(ABSENT)
            within = {(like.recording_id, n) for n in heard.in_span(like.start_s, like.end_s)}
            confirmed = [one for one in of_it if one in within]
            if not confirmed:
                raise UserError(
                    f"Nobody has confirmed yet that this clip is {self.label}. Label it first."
                )
            mine, liked = heard.rows(db, confirmed)
            known, negative = heard.rows(db, others)
        if not mine:
            raise UserError(
                "What the network heard of the confirmed clip is missing. Analyse once more: it is "
                "then heard again."
            )
        negatives = len(without_shared_sound([others[n] for n in known], self._apart))
        if negatives < FEWEST_NEGATIVES:
            raise UserError(
                f"Only {negatives} clips are said not to be {self.label}. At least "
                f"{FEWEST_NEGATIVES} tell look-alikes from what is only similar: judge some more."
            )
        self._mean = heard.centre.mean
        self.like, self._unlike = self._columns(liked), self._columns(negative)

    def likeness(self, values: Float32, nearness: Float32) -> Float32:
        """Return the cosines [n] of scanned windows with the confirmed clip: with the most alike.

        ``values`` [n, confirmed windows] are the products of ``like`` with their log features.
        """
        cosines = (values - self._mean @ self.like) * nearness[:, None]
        return np.asarray(cosines.max(axis=1), np.float32)

    def alike(self, windows: list[Window]) -> list[tuple[float, Window]]:
        """Return (likeness, window) of those that are alike."""
        found: list[tuple[float, Window]] = []
        for first in range(0, len(windows), _AT_ONCE):
            some = windows[first : first + _AT_ONCE]
            with self._heard.project.reading() as db:
                places, rows = self._heard.rows(db, some)
            columns = self._columns(rows)
            likeness = (self.like.T @ columns).max(axis=0)
            margin = likeness - (self._unlike.T @ columns).max(axis=0)
            good = (likeness > LEAST_LIKENESS) & (margin >= MARGIN)
            found += [(float(likeness[n]), some[places[n]]) for n in np.flatnonzero(good)]
        return found

    def clips(self, found: list[tuple[float, Window]]) -> list[AskedClip]:
        """Return those that nothing is said of as clips, the most alike first.

        Of those that share sound only the most alike.
        """
        with self._heard.project.reading() as db:
            known = recordings.by_ids(db, {recording for _, (recording, _) in found})
        taken = {beside for one in self._said.windows for beside in self._beside(one)}
        kept = []
        for likeness, (recording, window) in sorted(found, key=lambda one: (-one[0], one[1])):
            if (recording, window) in taken or known[recording].replaced:
                continue
            taken.update(self._beside((recording, window)))
            start_s = self._heard.cut.start_s(window)
            end_s = min(start_s + self._heard.cut.window_s, known[recording].duration_s)
            kept.append(AskedClip(recording, start_s, end_s, Why.ALIKE, likeness))
        return kept

    def _windows(self, kind: int) -> list[Window]:
        pairs = zip(self._said.windows, self._said.present[:, 0].tolist(), strict=True)
        return [window for window, known in pairs if known == kind]

    def _columns(self, rows: WindowFeatures) -> Float32:
        """Return log features less what all have in common, of unit length: [size, n]."""
        apart = rows.log - self._mean
        lengths = np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), _NOTHING)
        return np.ascontiguousarray((apart / lengths).T, np.float32)

    def _beside(self, window: Window) -> list[Window]:
        """Return the windows that share sound with one, and that one."""
        return [(window[0], window[1] + n) for n in range(1 - self._apart, self._apart)]
