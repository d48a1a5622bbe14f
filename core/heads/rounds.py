"""What to judge next, so that few labels teach much: rounds of ten clips for one label.

Until there are eight clips that have the sound, those that rank highest; from then on three of
these, three whose score is nearest to the border, three of the uncertain ones that are least like
all that is labelled, and one that is drawn at random. Of each recording at most one clip a round.

How a page, or a script, goes on::

    ranking = answer(live_ranking(heard, "my frog"))     # once; some seconds for a million windows
    asked = ask(ranking, reviewer="Ann")                 # ten clips, kept in the project's log
    ...                                                  # labels are stored as they are given
    ranking.learn()                                      # after each: trained and ranked anew
    best(ranking, 200)                                   # what ranks highest now, for the grid
    stop_hint(ranking)                                   # a sentence, when two rounds found nothing
    ask(ranking, reviewer="Ann")                         # the next round

The random clips are kept as such (see ``core.store.asked_clips``). They alone tell how much of the
sound a head misses, since all others were chosen by a score: see ``core.heads.missed``.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.heads.features import Float32
from core.heads.live_ranking import Bools, LiveRanking
from core.heads.training import PRESENT, UNKNOWN
from core.store import asked_clips
from core.store.asked_clips import AskedClip, AskedRound, Why

ROUND = 10
"""Clips."""
_ENOUGH_POSITIVES = 8
"""From so many on not only the highest are asked for."""
_MOST_UNCERTAIN = 100
_ASKED_ENOUGH = 2
"""Who could not tell twice is not asked again."""
_ROUNDS_IN_VAIN = 2
_BY_SCORE = 3
"""Reasons besides chance: top, uncertain, far."""
_OF_ROUNDS = (Why.TOP, Why.UNCERTAIN, Why.FAR, Why.RANDOM)
Places = list[int]
"""Of windows in a ranking."""


def ask(ranking: LiveRanking, number: int = ROUND, *, reviewer: str = "") -> AskedRound:
    """Return the next clips to judge, and keep in the log that they were asked for.

    They follow from the labels, the seed and what was asked before. As long as nothing of a round
    is judged, the same round is asked again, and the log stays as it is. There are fewer than
    ``number`` where there are fewer recordings. Writes to the project.
    """
    with ranking.heard.project.writing() as db:
        before = _Before(asked_clips.of_label(db, ranking.label), ranking)
        clips = tuple(_chosen(ranking, number, before))
        newest = before.rounds[-1] if before.rounds else None
        if newest and not newest.any and _spans(newest.asked.clips) == _spans(clips):
            return replace(newest.asked, clips=clips)
        asked = AskedRound(asked_clips.new_round(), ranking.label, ranking.seed, reviewer, clips)
        asked_clips.add(db, asked)
    return asked


def best(ranking: LiveRanking, limit: int, among: Bools | None = None) -> list[AskedClip]:
    """Return what ranks highest of what is not labelled yet; no two of them share sound.

    ``among`` tells of each window whether it is to be looked at.
    """
    free = ranking.unlabelled() if among is None else ranking.unlabelled() & among
    scores = np.where(free, ranking.scores, -np.inf)
    kept: Places = []
    taken: dict[int, Places] = {}
    for place in np.argsort(-scores, kind="stable").tolist():
        if len(kept) == limit or scores[place] == -np.inf:
            break
        recording, window = ranking.window_at(place)
        beside = taken.setdefault(recording, [])
        if all(abs(window - other) >= ranking.apart for other in beside):
            beside.append(window)
            kept.append(place)
    return [ranking.clip(place, Why.TOP) for place in kept]


def stop_hint(ranking: LiveRanking) -> str:
    """Return a sentence where two rounds in a row found nothing new; empty where they did."""
    with ranking.heard.project.reading() as db:
        before = _Before(asked_clips.of_label(db, ranking.label), ranking)
    last = [one for one in before.rounds if one.most][-_ROUNDS_IN_VAIN:]
    if len(last) < _ROUNDS_IN_VAIN or any(one.found for one in last):
        return ""
    clips = sum(one.judged for one in last)
    return (
        f"Two rounds found no new {ranking.label} in {clips} clips: another will likely bring "
        "little. Train the head, and see what the random clips say it misses."
    )


def shares(number: int, positives: int) -> dict[Why, int]:
    """Return how many clips of a round are asked for which reason, where so many have the sound."""
    if positives < _ENOUGH_POSITIVES:
        return {Why.TOP: number}
    by_chance = max(1, number // ROUND) if number > _BY_SCORE else 0
    each, more = divmod(number - by_chance, _BY_SCORE)
    return {
        Why.RANDOM: by_chance,
        Why.TOP: each + (more > 0),
        Why.UNCERTAIN: each + (more > 1),
        Why.FAR: each,
    }


# --- what was asked before ---


class _Judged:
    """What is known by now of a round that was asked."""

    def __init__(self, asked: AskedRound, ranking: LiveRanking) -> None:
        self.asked = asked
        self._known = [ranking.known_of(clip) for clip in asked.clips]

    @property
    def judged(self) -> int:
        """Return of how many clips it is known whether they have the sound."""
        return sum(one not in (None, UNKNOWN) for one in self._known)

    @property
    def any(self) -> bool:
        """Tell whether anything is said of any of its clips."""
        return any(one is not None for one in self._known)

    @property
    def most(self) -> bool:
        """Tell whether at least half of it is judged."""
        return 2 * self.judged >= len(self._known)

    @property
    def found(self) -> bool:
        """Tell whether any of its clips has the sound."""
        return PRESENT in self._known

    @property
    def left(self) -> list[AskedClip]:
        """Return the clips that nothing is said of."""
        pairs = zip(self.asked.clips, self._known, strict=True)
        return [clip for clip, known in pairs if known is None]


class _Before:
    """The rounds that were asked for a label, the newest last."""

    def __init__(self, asked: Iterable[AskedRound], ranking: LiveRanking) -> None:
        of_rounds = (one for one in asked if all(clip.why in _OF_ROUNDS for clip in one.clips))
        self.rounds = [_Judged(one, ranking) for one in of_rounds]
        self.through = sum(one.any for one in self.rounds)
        """How many of them somebody has begun to judge."""

    def drawn(self) -> list[AskedClip]:
        """Return the random clips that nothing is said of, those drawn first before others."""
        clips = [clip for one in self.rounds for clip in one.left if clip.why is Why.RANDOM]
        return list({(clip.recording_id, clip.start_s): clip for clip in clips}.values())

    def in_vain(self) -> list[AskedClip]:
        """Return the clips that nobody could tell, though asked in several rounds."""
        left = [clip for one in self.rounds if one.any for clip in one.left]
        times = Counter((clip.recording_id, clip.start_s) for clip in left)
        return [c for c in left if times[c.recording_id, c.start_s] >= _ASKED_ENOUGH]


# --- choosing ---


def _chosen(ranking: LiveRanking, number: int, before: _Before) -> list[AskedClip]:
    """Return the clips of the next round, of each recording at most one.

    The random ones are drawn first: from all windows, not from what the others leave.
    """
    free = ranking.unlabelled()
    free[_places(ranking, before.in_vain())] = False
    there = len(np.unique(ranking.recording[free]))
    of_each = shares(min(number, there), ranking.positives)

    def without(chosen: list[AskedClip]) -> Bools:
        return free & ~np.isin(ranking.recording, [one.recording_id for one in chosen])

    chosen = _at_random(ranking, free, of_each.get(Why.RANDOM, 0), before)
    for why, order in ((Why.TOP, -ranking.scores), (Why.UNCERTAIN, np.abs(ranking.scores))):
        places = _lowest(ranking, without(chosen), order, of_each.get(why, 0))
        chosen += [ranking.clip(place, why) for place in places]
    places = _farthest(ranking, without(chosen), of_each.get(Why.FAR, 0))
    chosen += [ranking.clip(place, Why.FAR) for place in places]
    return sorted(chosen, key=lambda one: _OF_ROUNDS.index(one.why))


def _at_random(ranking: LiveRanking, free: Bools, count: int, before: _Before) -> list[AskedClip]:
    """Draw clips whatever they score. What was drawn and is not judged yet comes first.

    Else what is hard to tell would be drawn anew, until it is easy.
    """
    random = np.random.default_rng((ranking.seed, before.through))
    chosen: list[AskedClip] = []
    waiting = before.drawn()
    free = free.copy()
    while len(chosen) < count and free.any():
        places = [p for p in _places(ranking, waiting[:1]) if free[p]]
        drawn, waiting = waiting[:1], waiting[1:]
        if drawn and not places:
            continue
        place = places[0] if places else int(random.choice(np.flatnonzero(free)))
        drawn_from = drawn[0].drawn_from if drawn else int(free.sum())
        chosen.append(replace(ranking.clip(place, Why.RANDOM), drawn_from=drawn_from))
        free &= ranking.recording != ranking.recording[place]
    return chosen


def _lowest(ranking: LiveRanking, free: Bools, order: Float32, count: int) -> Places:
    """Return the places with the lowest of these numbers, the lowest first, one a recording."""
    places = np.flatnonzero(free)
    if not len(places):
        return []
    starts = np.flatnonzero(np.diff(ranking.recording[places], prepend=-1))
    of_recording = np.split(places, starts[1:])
    lowest = np.minimum.reduceat(order[places], starts)
    first = np.argsort(lowest, kind="stable")[:count]
    return [int(mine[np.argmin(order[mine])]) for mine in (of_recording[n] for n in first)]


def _farthest(ranking: LiveRanking, free: Bools, count: int) -> Places:
    """Return, of the most uncertain, those least like all that is labelled or chosen already."""
    places = np.flatnonzero(free)
    order = np.argsort(np.abs(ranking.scores[places]), kind="stable")
    uncertain = places[order[:_MOST_UNCERTAIN]].tolist()
    there, rows = ranking.rows([ranking.window_at(place) for place in uncertain])
    places = np.array([uncertain[n] for n in there], np.int64)
    nearness = (rows.log @ ranking.rows(ranking.said.windows)[1].log.T).max(axis=1, initial=-1.0)
    chosen: Places = []
    while len(chosen) < count and np.isfinite(nearness).any():
        far = int(np.argmin(nearness))
        chosen.append(int(places[far]))
        nearness = np.maximum(nearness, rows.log @ rows.log[far])
        nearness[ranking.recording[places] == ranking.recording[places[far]]] = np.inf
    return chosen


def _places(ranking: LiveRanking, clips: Iterable[AskedClip]) -> Places:
    found = (ranking.place_of(one) for one in clips)
    return [place for place in found if place is not None]


def _spans(clips: Iterable[AskedClip]) -> list[tuple[object, ...]]:
    return [(c.recording_id, round(c.start_s * 1000), c.why) for c in clips]
