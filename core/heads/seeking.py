"""Looking for one sound, from a first example to a ranking that learns with each answer.

As long as little is known, clips are compared with the examples. From the first clips on that are
known to have it, what was learned of them ranks all others, and what to judge next is asked in
rounds of ten.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Lock

import numpy as np
import scipy
from numpy.typing import NDArray

from core.errors import UserError
from core.heads.choosing import EVERYTHING, WindowChoice, chosen
from core.heads.elsewhere import NOWHERE, LookedInto, OtherProjects, Place
from core.heads.evaluation import FEWEST_POSITIVES
from core.heads.examples import SearchExample, rows_of
from core.heads.features import WindowFeatures, stacked
from core.heads.hearing import network_of
from core.heads.knowledge import KnownSound, known_in, known_sound
from core.heads.live_ranking import LiveRanking, live_ranking, without_shared_sound
from core.heads.prompts import ReadPrompts, prompt_set, read_prompts
from core.heads.rounds import ask, best, stop_hint
from core.heads.search import SearchProgress, search
from core.heads.sought_clips import (
    HERE,
    ClipPlace,
    FoundWindow,
    SoughtClip,
    apart_from,
    clips_of,
)
from core.heads.tally import SearchResult, SimilarWindow
from core.heads.windows import PassWindows, Window, windows_apart, windows_of
from core.heads.word_search import UNCALIBRATED, search_words
from core.jobs import Inquiry, Progress
from core.store import Project
from core.store.asked_clips import AskedClip
from core.store.runs import Run

SHOWN = 500
_WORDS_HERE = "By words it is looked in this project only."
_EDGES = np.linspace(-1, 1, 101)


class ClipOrder(StrEnum):
    """Which clips are to be seen, and in which order."""

    ROUNDS = "rounds"
    """Ten at a time that teach most, then those most alike."""
    ALIKE = "alike"
    """The most alike first."""
    WITH = "with"
    """Those that are known to have it."""
    WITHOUT = "without"
    """Those that are known not to."""


@dataclass(frozen=True, slots=True)
class Seeking:
    """What is sought."""

    label: str = ""
    """Its name; empty: it has none yet."""
    like: tuple[SearchExample, ...] = ()
    """What it sounds like, besides the clips that are known to have it."""
    unlike: tuple[SearchExample, ...] = ()
    """What it does not, besides those that are known to be without it."""
    words: str = ""
    """What it is in words, for networks that can be asked so; examples count before them."""
    order: ClipOrder = ClipOrder.ROUNDS
    choice: WindowChoice = EVERYTHING
    """Which clips to look at. Rounds are asked of all, so where some are chosen there are none."""
    least: float = -1.0
    """The likeness from which on clips are shown."""
    also: tuple[Place, ...] = ()
    """Where else to look. Rounds are asked of this project's own, so then there are none."""

    @property
    def by_anything(self) -> bool:
        """Tell whether there is anything to look for."""
        return bool(self.label or self.like or self.words)

    @property
    def limited(self) -> bool:
        """Tell whether some clips are not looked at, or not shown."""
        return self.choice != EVERYTHING or self.least > -1


@dataclass(frozen=True, slots=True)
class Sighting:
    """What looking for a sound came to."""

    known: KnownSound
    clips: list[SoughtClip]
    """Those that are asked for, then the others, the most alike first."""
    asked: int = 0
    """How many of them are asked for."""
    compared: int = 0
    """Windows; 0 where there was nothing to compare with."""
    counts: NDArray[np.int64] | None = None
    """Of likenesses, in 100 bins from -1 to 1."""
    learned: bool = False
    """Whether likeness was learned from the clips, instead of compared with few of them."""
    hint: str = ""
    """That it is time to stop, in a sentence."""
    notes: tuple[str, ...] = ()
    """What could not be done, and why."""
    known_at: Mapping[int, KnownSound] = field(default_factory=dict)
    """What is known elsewhere: by the number of the place."""
    looked_into: LookedInto = NOWHERE

    def judged(self, clip: SoughtClip) -> SoughtClip:
        """Return a clip as it is known now."""
        known = self.known_at.get(clip.place.number) if clip.place.number else self.known
        if known is None:
            return clip
        window = clip.recording_id, clip.window
        return replace(clip, present=known.present.get(window), whole=window in known.whole)


@dataclass(frozen=True, slots=True)
class SightingProgress(Progress):
    """How far a search has come, and the most alike of what it has looked at."""

    clips: list[SoughtClip] = field(default_factory=list)


class Seeker:
    """Keeps between two answers what they do not change. Writes which clips were asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.run: Run | None = None
        """The analysis whose windows are looked at; None: the newest with any."""
        self._ranking: LiveRanking | None = None
        self._read: tuple[tuple[int, str], ReadPrompts] | None = None
        """What the network made of the words that were asked last: it takes seconds."""
        self._learning = Lock()
        self.elsewhere = OtherProjects(project)

    def forget(self) -> None:
        """Keep nothing: what was heard is different now."""
        self._ranking = self._read = None

    def seek(
        self, sought: Seeking, left: Sequence[SoughtClip] = (), *, reviewer: str = ""
    ) -> Inquiry[Sighting]:
        """Look for a sound in what ``run`` has heard. Progress counts windows.

        ``left`` are clips of a round that are still to be judged; without any the next round is
        asked. Raises UserError where examples cannot be heard or nothing can be compared.
        """
        heard = windows_of(self._project, self.run)
        if sought.order in (ClipOrder.WITH, ClipOrder.WITHOUT):
            known = known_sound(heard, sought.label)
            return _with(left, _judged(heard, known, sought.order))
        notes: tuple[str, ...] = ()
        ranking = self._ranking
        if ranking is None or (ranking.label, ranking.heard.id) != (sought.label, heard.id):
            ranking = None
        by_ranking = ranking and not sought.also
        known = KnownSound() if by_ranking else known_sound(heard, sought.label)
        if not sought.also and (ranking or _is_enough(known, sought)):
            try:
                ranking = yield from self._learned(heard, sought.label, ranking)
                return self._ranked(ranking, sought, left, reviewer)
            except UserError as error:  # nothing is known any more, or the network is not here
                known, notes = known_sound(heard, sought.label), (str(error),)
                self._ranking = None
        if sought.words and not (sought.like or sought.unlike or (sought.also and known.having)):
            sighting = yield from self._by_words(heard, known, sought)
        else:
            sighting = yield from self._compared(heard, known, sought)
        notes = (*(notes if known.having else ()), *sighting.notes)
        return _with(left, replace(sighting, notes=notes))

    def _learned(
        self, heard: PassWindows, label: str, ranking: LiveRanking | None
    ) -> Inquiry[LiveRanking]:
        if ranking is None:
            ranking = self._ranking = yield from live_ranking(heard, label)
            return ranking
        yield Progress(0, 0)  # whoever gave another answer meanwhile does not wait for this one
        with self._learning:
            ranking.learn()
        return ranking

    def _ranked(
        self, ranking: LiveRanking, sought: Seeking, left: Sequence[SoughtClip], reviewer: str
    ) -> Sighting:
        known = known_in(ranking.heard, ranking.said)
        heard, asked = ranking.heard, left
        asks = sought.order is ClipOrder.ROUNDS and not sought.limited
        if asks and not asked and not self._project.read_only:
            asked = clips_of(heard, known, _found(ask(ranking, reviewer=reviewer).clips))
        likeness = scipy.special.expit(ranking.scores)
        among = None
        if sought.limited:
            among = _among(ranking, sought.choice) & (likeness >= sought.least)
        highest = clips_of(heard, known, _found(best(ranking, SHOWN, among)))
        others = [replace(clip, why=None) for clip in highest]
        return Sighting(
            known,
            [*asked, *apart_from(others, asked)],
            len(asked),
            len(likeness),
            np.histogram(likeness, _EDGES)[0],
            learned=True,
            hint=stop_hint(ranking),
        )

    def _compared(
        self, heard: PassWindows, known: KnownSound, sought: Seeking
    ) -> Inquiry[Sighting]:
        into = self.elsewhere.look_into(heard, sought.also)
        places = _places(heard, known, into, sought.label)
        known_at = {one.place.number: one.known for one in places[1:]}
        like, unlike = self._examples(places, sought)
        if like is None:
            return Sighting(known, [], known_at=known_at, looked_into=into)
        inquiry = search(
            [one.heard for one in places], like, unlike,
            limit=SHOWN, choice=sought.choice, least=sought.least,
        )  # fmt: skip
        while True:
            try:
                step = next(inquiry)
            except StopIteration as end:
                found: SearchResult = end.value
                break
            if isinstance(step, SearchProgress):
                clips = _similar(places, step.found)
                step = SightingProgress(step.done, step.total, clips=clips)
            yield step
        clips = _similar(places, found.found)
        if sought.also and _is_enough(known, sought):
            clips = [clip for clip in clips if clip.present is None]
        return Sighting(
            known, clips, 0, found.compared, found.counts, found.trained,
            known_at=known_at, looked_into=into,
        )  # fmt: skip

    def _examples(
        self, places: Sequence["_SoughtPlace"], sought: Seeking
    ) -> tuple[WindowFeatures | None, WindowFeatures | None]:
        """Return what is known of what it sounds like, and of what it does not."""
        here = places[0]
        passes = {one.heard.project.folder: one.heard for one in reversed(places)}
        for one in (*sought.like, *sought.unlike):
            if one.project and one.project not in passes:
                passes[one.project] = self.elsewhere.windows(here.heard, one.project)
        at_hand = passes.pop(here.heard.project.folder)
        every = [at_hand, *passes.values()]
        return (
            _joined(rows_of(every, sought.like), _rows(here.heard, here.known.having)),
            _joined(rows_of(every, sought.unlike), _rows(here.heard, here.known.lacking)),
        )

    def _by_words(
        self, heard: PassWindows, known: KnownSound, sought: Seeking
    ) -> Inquiry[Sighting]:
        asked = yield from self._asked(heard, sought.words)
        inquiry = search_words(heard, asked, limit=SHOWN, choice=sought.choice, least=sought.least)
        found = (yield from inquiry).result
        clips = _similar(_places(heard, known), found.found)
        notes = (UNCALIBRATED, *([_WORDS_HERE] if sought.also else []))
        return Sighting(known, clips, 0, found.compared, found.counts, notes=notes)

    def _asked(self, heard: PassWindows, words: str) -> Inquiry[ReadPrompts]:
        about = heard.id, words
        if self._read is None or self._read[0] != about:
            network = network_of(heard.of)
            asked = prompt_set([words])
            self._read = about, (yield from read_prompts(network, asked))
        return self._read[1]


def _judged(heard: PassWindows, known: KnownSound, order: ClipOrder) -> Sighting:
    """Return the clips that were judged so; of those that share sound the first."""
    windows = known.having if order is ClipOrder.WITH else known.lacking
    apart = without_shared_sound(windows, windows_apart(heard))
    starts = [(recording, heard.cut.start_s(window)) for recording, window in apart]
    length_s = heard.cut.window_s
    clips = clips_of(heard, known, [(r, at, at + length_s, None, None) for r, at in starts])
    return Sighting(known, clips, compared=len(clips))


def _with(left: Sequence[SoughtClip], sighting: Sighting) -> Sighting:
    """Return what was found behind what is still to be judged."""
    clips = [*left, *apart_from(sighting.clips, left)]
    return replace(sighting, clips=clips, asked=len(left))


def _found(clips: Iterable[AskedClip]) -> list[FoundWindow]:
    return [(one.recording_id, one.start_s, one.end_s, _probability(one), one.why) for one in clips]


def _probability(clip: AskedClip) -> float:
    return float(scipy.special.expit(clip.score or 0.0))


@dataclass(frozen=True, slots=True)
class _SoughtPlace:
    """Where is looked, and what is known there of what is sought."""

    place: ClipPlace
    heard: PassWindows
    known: KnownSound


def _places(
    heard: PassWindows, known: KnownSound, into: LookedInto = NOWHERE, label: str = ""
) -> list[_SoughtPlace]:
    others = [
        _SoughtPlace(one.place, one.heard, known_sound(one.heard, label)) for one in into.windows
    ]
    return [_SoughtPlace(HERE, heard, known), *others]


def _similar(places: Sequence[_SoughtPlace], found: Sequence[SimilarWindow]) -> list[SoughtClip]:
    of_place: list[Iterator[SoughtClip]] = []
    for number, at in enumerate(places):
        windows = [
            (one.recording_id, one.start_s, one.end_s, one.similarity, None)
            for one in found
            if one.place == number
        ]
        of_place.append(iter(clips_of(at.heard, at.known, windows, at.place)))
    return [next(of_place[one.place]) for one in found]


def _among(ranking: LiveRanking, choice: WindowChoice) -> NDArray[np.bool_]:
    """Tell of each window of a ranking whether it is to be looked at."""
    picked = chosen(ranking.heard, choice)
    recording, window = picked.spans.windows_at(0, picked.spans.total)
    if picked.wanted is not None:
        recording, window = recording[picked.wanted], window[picked.wanted]
    room = 1 + max(window.max(initial=0), ranking.window.max(initial=0))
    return np.isin(ranking.recording * room + ranking.window, recording * room + window)


def _is_enough(known: KnownSound, sought: Seeking) -> bool:
    """Tell whether clips that are known teach more than the examples alone."""
    by_examples = sought.like or sought.unlike or sought.words
    return len(known.having) >= (FEWEST_POSITIVES if by_examples else 1)


def _rows(heard: PassWindows, windows: Sequence[Window]) -> WindowFeatures | None:
    """Return what is known of windows, None where nothing is."""
    with heard.project.reading() as db:
        places, rows = heard.rows(db, windows)
    return rows if places else None


def _joined(*parts: WindowFeatures | None) -> WindowFeatures | None:
    there = [part for part in parts if part is not None]
    return stacked(there) if there else None
