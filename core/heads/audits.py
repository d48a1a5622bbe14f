"""Look-alikes are labelled at once, if some that were drawn at random are right to the ear.

How a page, or a script, goes on::

    found = answer(look_alikes(heard, clip, "my frog"))   # of a clip that is labelled so
    asked = draw(heard, found, reviewer="Ann")            # kept in the log; clips to listen to
    ...                                                   # labels are stored as they are given
    audit = audit_of(heard, asked)                        # what came of it by now
    audit.waiting                                         # clips still to listen to
    audit.wrong                                           # one is enough: nothing is labelled
    desk.label(audit.entries("Ann"))                      # all right: all of them, one step to undo

``asked.clips`` has the confirmed clip, then those to listen to, then those they stand for. After a
wrong one these are to be listened to one by one: ``audit.queue``.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from core.counted import counted
from core.heads.gathering import said_of
from core.heads.look_alikes import LookAlikes, still_alike
from core.heads.names import LabelNames
from core.heads.training import PRESENT
from core.heads.windows import PassWindows
from core.store import Project, asked_clips, clip_labels, heads, log
from core.store.asked_clips import AskedClip, AskedRound, Why
from core.store.clip_labels import ClipLabel

MOST_WRONG = 0.02
"""Which share of look-alikes may be wrong, at most."""
_RISK = Fraction(1, 20)
"""That more of them are, and none was drawn."""
LISTEN_TO_ALL_BELOW = 50
"""Clips: an audit of fewer saves little."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of look-alikes by now."""

    asked: AskedRound
    size: int
    """Clips that are alike."""
    audited: int
    """Of these: drawn to be listened to."""
    waiting: tuple[AskedClip, ...]
    """Drawn, and nothing is said yet."""
    wrong: tuple[AskedClip, ...]
    """Said not to be it, or contradicted: among the drawn ones, or any of the others since."""
    rest: tuple[AskedClip, ...]
    """Not drawn, and nothing is said: they can be labelled, unless anything is wrong."""
    unlike: int = 0
    """Not drawn, and too near to what was said not to be it since, or gone: left out."""
    enough: bool = True
    """Whether so many of those drawn are still in the project that they stand for the others."""

    @property
    def is_open(self) -> bool:
        """Tell whether there is still something to listen to, or to label."""
        return self.enough and not self.wrong and bool(self.waiting or self.rest)

    @property
    def queue(self) -> tuple[AskedClip, ...]:
        """Return what is to be listened to one by one, since one was wrong."""
        return (*self.waiting, *self.rest) if self.wrong else ()

    @property
    def sentence(self) -> str:
        """Return how far it is, in words."""
        label = self.asked.label
        if not self.size:
            return f"Nothing that is not labelled yet is so like this clip that it is {label} too."
        if self.wrong:
            return (
                f"{len(self.wrong):,} of {counted(self.size, 'look-alike')} "
                f"{_is(len(self.wrong))} not {label}, so they are not labelled at once: listen to "
                "the others one by one."
            )
        if not self.enough:
            return "Too many of the clips that were drawn are gone: draw others."
        if self.waiting:
            return (
                f"Listen to {len(self.waiting):,} of {counted(self.audited, 'clip')} drawn at "
                f"random from {counted(self.size, 'look-alike')}. If none is wrong, at most "
                f"{100 * MOST_WRONG:.0f} % of all are (95 %)." + self._few
            )
        if not self.rest:
            return f"All is labelled: {counted(self.size, 'look-alike')}."
        text = (
            f"Listened to {self.audited:,} of {counted(self.size, 'look-alike')}, and none is "
            f"wrong: the other {counted(len(self.rest), 'is', 'are')} {label} too."
        )
        if self.unlike:
            left = counted(self.unlike, "is", "are")
            text += f" {left} left out: too near to what is not {label}, or gone."
        return text

    @property
    def _few(self) -> str:
        few = self.size < LISTEN_TO_ALL_BELOW
        return f" With {self.size} clips, listening to all is as quick." if few else ""

    def entries(self, reviewer: str) -> list[ClipLabel]:
        """Return the labels that follow, none where anything is wrong or was not listened to."""
        if self.wrong or self.waiting or not self.enough:
            return []
        of = self.asked
        return [
            ClipLabel(c.recording_id, c.start_s, c.end_s, of.label, True, False, reviewer, of.id)
            for c in self.rest
        ]


def audit_size(clips: int, most_wrong: float = MOST_WRONG) -> int:
    """Return how many of some clips to listen to, to say that at most a share of them is wrong.

    If more than that share were wrong, a sample of this size would have a wrong one with 95 %
    (hypergeometric: drawn without replacement).
    """
    wrong = math.floor(Fraction(str(most_wrong)) * clips) + 1
    unseen, size = Fraction(1), 0
    while size < clips and unseen > _RISK:
        unseen *= Fraction(max(0, clips - wrong - size), clips - size)
        size += 1
    return size


def draw(heard: PassWindows, found: LookAlikes, *, seed: int = 0, reviewer: str = "") -> AskedRound:
    """Draw look-alikes to listen to, and keep in the log what was drawn, and from what. Writes.

    Recordings are drawn first: none has a second clip before all have one.
    """
    size = len(found.clips)
    drawn = _drawn(found.clips, audit_size(size), seed)
    to_hear = [replace(one, why=Why.AUDIT, drawn_from=size) for one in drawn]
    others = [one for one in found.clips if one not in set(drawn)]
    like = replace(found.like, why=Why.LIKE, score=None)
    clips = (like, *to_hear, *others)
    asked = AskedRound(asked_clips.new_round(), found.label, seed, reviewer, clips)
    if found.clips:
        with heard.project.writing() as db:
            asked_clips.add(db, asked)
    return asked


def audit_of(heard: PassWindows, asked: AskedRound) -> Audit:
    """Return what came of look-alikes by what is said now.

    Raises UserError where what they are like is not known any more.
    """
    with heard.project.reading() as db:
        names = LabelNames(heads.species(db, heard.of.network, own=True))
        said = said_of(db, heard, asked.label, names)
    known = dict(zip(said.windows, said.present[:, 0].tolist(), strict=True))
    by_state: dict[tuple[bool, bool | None], list[AskedClip]] = defaultdict(list)
    alike = [one for one in asked.clips if one.why in (Why.AUDIT, Why.ALIKE)]
    for one in alike:
        window = heard.beginning(one.recording_id, one.start_s)
        kind = None if window is None else known.get(window)
        right = None if kind is None else kind == PRESENT
        by_state[one.why is Why.AUDIT, right].append(one)
    wrong = by_state[True, False] + by_state[False, False]
    others = by_state[False, None]
    still = {_where(one) for one in still_alike(heard, asked)} if others and not wrong else set()
    rest = [one for one in others if wrong or _where(one) in still]
    audited = [one for one in alike if one.why is Why.AUDIT]
    size = max((one.drawn_from or 0 for one in audited), default=len(alike))
    return Audit(
        asked, size, len(audited), tuple(by_state[True, None]), tuple(wrong), tuple(rest),
        len(others) - len(rest), len(audited) >= audit_size(len(alike)),
    )  # fmt: skip


def newest_audit(heard: PassWindows, like: AskedClip, label: str) -> Audit | None:
    """Return what was drawn last for a confirmed clip, and what came of it; None: nothing was.

    While it is open no other should be drawn: else one is drawn anew until none is wrong.
    """
    with heard.project.reading() as db:
        every = asked_clips.of_label(db, label)
    for asked in reversed(every):
        if any(one.why is Why.LIKE and _where(one) == _where(like) for one in asked.clips):
            return audit_of(heard, asked)
    return None


def take_back(project: Project, label: str, reviewer: str) -> int:
    """Let the look-alikes that were labelled last be unlabelled again; return how many."""
    with project.writing() as db:
        entries = clip_labels.of_newest_audit(db, label)
        log.undo(db, entries, reviewer)
    return len(entries)


def _drawn(clips: tuple[AskedClip, ...], number: int, seed: int) -> list[AskedClip]:
    random = np.random.default_rng(seed)
    of_recording: dict[int, list[AskedClip]] = defaultdict(list)
    for one in sorted(clips, key=lambda c: (c.recording_id, c.start_s)):
        of_recording[one.recording_id].append(one)
    turns = [[mine[n] for n in random.permutation(len(mine))] for mine in of_recording.values()]
    drawn: list[AskedClip] = []
    while len(drawn) < number:
        turns = [turns[n] for n in random.permutation(len(turns)) if turns[n]]
        drawn += [mine.pop() for mine in turns[: number - len(drawn)]]
    return drawn


def _where(clip: AskedClip) -> tuple[int, int]:
    return clip.recording_id, round(clip.start_s * 1000)


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
