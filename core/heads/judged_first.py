"""What is to be judged before anything that a head finds is called a detection: the one rule.

Of windows drawn at random, in how many does a head find anything? Where these are many, the sound
may be common, or another is taken for it: some of them are listened to first. What was asked is in
the log of asked clips (``Why.ABOVE``), what was answered are labels like any other. Only clips
that are above the head's threshold as it is now count: a head that learned from the answers is
asked about what it finds still.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.counted import counted
from core.errors import UserError
from core.heads.frames import rows_for
from core.heads.gathering import WindowLabels, by_window, everything_said
from core.heads.knowledge import names_of
from core.heads.trained_head import TrainedHead
from core.heads.training import PRESENT, UNKNOWN
from core.heads.windows import PassWindows, Window
from core.names import key, quoted
from core.store import asked_clips
from core.store.asked_clips import AskedClip, AskedRound, Why

JUDGED = 20
"""Clips to be judged."""
_DRAWN, _DRAWN_AGAIN = 2000, 400
"""The second where each window has to be heard again for it."""
_SELDOM = 0.01
"""Of the windows drawn: a head that finds something in no more is not asked about."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A window above a threshold, to be judged before anything is called a detection."""

    recording_id: int
    start_s: float
    end_s: float
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class FirstJudgement:
    """How far it is known whether what a head finds is right."""

    share: float | None
    """Of windows drawn at random of which nothing is said, in how many it finds anything; None:
    there are none."""
    judged: int
    """Clips that it finds something in, of those drawn so before and judged since."""
    right: int
    """Of these."""
    offered: tuple[Offered, ...]
    """To be judged still. Not false for that: the sound may be common."""

    @property
    def is_settled(self) -> bool:
        """Tell whether its detections may be made: it finds something seldom, or was judged."""
        return not self.offered

    @property
    def sentence(self) -> str:
        """Return what is known, in words."""
        if self.share is None:
            return "It was tried on no windows: none are left of which nothing is said."
        some = "less than 0.1 %" if 0 < self.share < 0.001 else f"{100 * self.share:.1f} %"
        text = (
            f"Of windows drawn at random {some if self.share else 'none'} are above its threshold."
        )
        if self.judged:
            right = counted(self.right, "has", "have")
            text += f" Of {_clips(self.judged)} of these that were judged {right} it."
        return text

    @property
    def record(self) -> dict[str, Any]:
        """Return what the record of an analysis keeps of it."""
        share = None if self.share is None else round(self.share, 5)
        return {"share_above": share, "judged": self.judged, "right": self.right}


def first_judgement(
    heard: PassWindows, head: TrainedHead, labelled: Sequence[Window] = ()
) -> FirstJudgement:
    """Return how far it is known whether what a head finds in a pass is right.

    ``labelled`` are windows that something is said of only for now.
    """
    with heard.project.reading() as db:
        said = everything_said(db, names_of(db, heard))
        rounds = [
            one
            for label in head.facts.labels
            for one in asked_clips.of_label(db, label.text)
            if all(clip.why is Why.ABOVE for clip in one.clips)
        ]
    known = by_window(heard, said, [one.text for one in head.facts.labels])
    judged, right, unclear = _answers(heard, head, known, rounds)
    random = np.random.default_rng((head.facts.seed, 1))
    share, hits = _tried(heard, head, [*known.windows, *labelled], random)
    left = JUDGED - judged
    if share is None or share <= _SELDOM or left <= 0:
        return FirstJudgement(share, judged, right, ())
    free = [one for one in hits if (one.recording_id, one.start_s) not in unclear]
    chosen = sorted(random.choice(len(free), min(left, len(free)), replace=False).tolist())
    return FirstJudgement(share, judged, right, tuple(free[n] for n in chosen))


def ask_first(
    heard: PassWindows, first: FirstJudgement, *, reviewer: str = "", seed: int = 0
) -> None:
    """Keep in the project's log that these clips were asked for; once more changes nothing."""
    for label in dict.fromkeys(one.label for one in first.offered):
        clips = tuple(
            AskedClip(one.recording_id, one.start_s, one.end_s, Why.ABOVE, one.score)
            for one in first.offered
            if one.label == label
        )
        with heard.project.writing() as db:
            before = asked_clips.of_label(db, label)
            if before and _spans(before[-1].clips) == _spans(clips):
                continue
            asked = AskedRound(asked_clips.new_round(), label, seed, reviewer, clips)
            asked_clips.add(db, asked)


def refuse_unjudged(first: FirstJudgement, title: str) -> None:
    """Raise UserError where clips are to be judged first, saying how."""
    if first.is_settled:
        return
    raise UserError(
        f"{title} makes no detections yet. {first.sentence} That is much: the sound may be common, "
        f"or another is taken for it. Judge {_clips(len(first.offered))} of these first: undersong "
        f"heads info {quoted(title)} --project DIR --judge first.csv, fill in present (1 or 0), "
        "take it in with undersong labels --project DIR --import first.csv, and ask again. Or make "
        "them unjudged, which is kept in the record: --unjudged"
    )


# --- parts ---


def _answers(
    heard: PassWindows, head: TrainedHead, known: WindowLabels, rounds: Sequence[AskedRound]
) -> tuple[int, int, set[tuple[int, float]]]:
    """Return (clips judged that are above the threshold, those right, clips nobody could tell)."""
    place = {window: n for n, window in enumerate(known.windows)}
    column = {key(one.text): n for n, one in enumerate(head.facts.labels)}
    answered: dict[tuple[int, int], Window] = {}
    unclear: set[tuple[int, float]] = set()
    for one in rounds:
        number, left, told = column[key(one.label)], [], 0
        for clip in one.clips:
            window = heard.beginning(clip.recording_id, clip.start_s)
            at = None if window is None else place.get(window)
            if window is None or at is None or known.present[at, number] == UNKNOWN:
                left.append((clip.recording_id, clip.start_s))
            else:
                told += 1
                answered[at, number] = window
        unclear.update(left if told else ())
    places, rows = rows_for(head, heard, list(answered.values()))
    above = head.detects(head.scores(rows)) if places else np.zeros((0, 0), np.bool_)
    pairs = [list(answered)[n] for n in places]
    found = [pair for row, pair in enumerate(pairs) if above[row, pair[1]]]
    return len(found), sum(int(known.present[pair] == PRESENT) for pair in found), unclear


def _tried(
    heard: PassWindows, head: TrainedHead, labelled: Sequence[Window], random: np.random.Generator
) -> tuple[float | None, list[Offered]]:
    """Return the share of windows drawn at random with a detection, and all of those."""
    windows = heard.drawn(_DRAWN_AGAIN if head.reads_frames else _DRAWN, random, labelled)
    places, rows = rows_for(head, heard, windows)
    if not places:
        return None, []
    scores = head.scores(rows)
    above = head.detects(scores)
    hits = np.flatnonzero(above.any(axis=1)).tolist()
    found = []
    for row in hits:
        recording, number = windows[places[row]]
        best = int(np.argmax(np.where(above[row], scores[row], -np.inf)))
        start_s = heard.cut.start_s(number)
        found.append(
            Offered(
                recording, start_s, start_s + heard.cut.window_s, head.facts.labels[best].text,
                float(scores[row, best]),
            )
        )  # fmt: skip
    return len(hits) / len(places), found


def _spans(clips: Sequence[AskedClip]) -> list[tuple[int, int]]:
    return [(one.recording_id, round(one.start_s * 1000)) for one in clips]


def _clips(number: int) -> str:
    return counted(number, "clip")
