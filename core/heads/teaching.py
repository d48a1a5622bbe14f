"""Training a head on what people said in a project: from labels to a head that says what it can."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from core.counted import counted
from core.domain import Recording
from core.errors import UnusableValueError, UserError
from core.heads.evaluation import Assessment, Trial, judge
from core.heads.facts_for import facts_for
from core.heads.folds import Learner, groups_of
from core.heads.frames import with_frames
from core.heads.gathering import (
    Contradiction,
    SpanLabel,
    WindowLabels,
    by_window,
    everything_said,
    labels_of,
    unsaid,
)
from core.heads.hearing import made_rows
from core.heads.judged_first import FirstJudgement, first_judgement
from core.heads.missed import drawn_windows
from core.heads.names import LabelNames
from core.heads.other_ways import OtherWay, TriedWay, learned_otherwise
from core.heads.trained_head import (
    FORMAT,
    HeadFacts,
    HeadLabel,
    TrainedHead,
    made,
)
from core.heads.training import NAMED_SCALE, OTHER_SCALE, PRESENT, Lesson, train
from core.heads.windows import PassWindows
from core.names import LONGEST, clean, key
from core.store import clip_labels, heads, recordings

_WEAK = 200
MOST_LABELS = 2000
"""Of a head: each takes room and time, and nobody labels so many."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A new head, and what is to be said beside it."""

    head: TrainedHead
    first: FirstJudgement
    """What is to be judged before its detections are made."""
    contradictions: list[Contradiction]
    notes: list[str]
    """What was left out, and why: sentences."""
    tried: TriedWay | None = None


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """How a head is to be trained."""

    name: str
    labels: Sequence[str] = ()
    """Which of the labels that people gave; none: all."""
    seed: int = 0
    exclusive: bool = False
    also: OtherWay | None = None
    """Tried too, and kept where it gains enough."""
    author: str = ""
    licence: str = ""


def teach(
    heard: PassWindows, choice: TrainingRequest, only: Sequence[SpanLabel] | None = None
) -> Taught:
    """Train a head on what people said, or ``only`` on the labels of this.

    The labels of spans say what is trained; where nobody gave any, verdicts and annotations do.
    Raises UserError where nothing can be learned from that.
    """
    name = head_name(choice.name)
    with heard.project.reading() as db:
        names = LabelNames(heads.species(db, heard.of.network, own=True))
        said = everything_said(db, names)
        removed = clip_labels.of_removed(db)
    told = [one for one in said if one.source == "label"] if only is None else list(only)
    there = labels_of(told)
    if only is not None and not there:
        raise UserError(
            "Nothing in this file is said to be heard anywhere: give at least one row present 1."
        )
    labels = _chosen(choice.labels, there or labels_of(said), names)
    found = by_window(heard, [*said, *(only or ())], labels)
    known, lesson, notes = _lesson(heard, found, choice, names)
    if removed:
        notes.append(f"Not used, as the recordings were removed: {counted(removed, 'label')}.")
    unheard = sum(not one.heard and key(one.label) in map(key, labels) for one in said)
    if unheard:
        notes.append(
            f"Of look-alikes that nobody has listened to, as an audit stands for them: "
            f"{counted(unheard, 'label')}."
        )
    learn = partial(train, exclusive=choice.exclusive)
    weights = learn(lesson)
    trial = _trial(heard, known, lesson, learn, choice.seed)
    judged = judge(trial, known.labels, weights.scores(lesson.made))
    sites = ["Whole sites were held out to measure this."] if trial.by_site else []
    facts = _facts(heard, name, known, judged, names, choice)
    head, tried = made(facts, weights), None
    if choice.also is not None:
        other = learned_otherwise(choice.also, trial, known.labels, choice.seed)
        means = (one.evaluation.mean_average_precision for one in (judged, other.judged))
        tried = TriedWay(choice.also, *means)
        if tried.is_kept:
            head = other.head(_facts(heard, name, known, other.judged, names, choice))
    first = first_judgement(heard, head, known.windows)
    compared = [tried.sentence] if tried else []
    return Taught(head, first, found.contradictions, [*notes, *sites, *compared], tried)


def head_name(written: str) -> str:
    """Return a head's name as it is kept. Raises UnusableValueError where it can be none."""
    name = clean(written)
    if (
        not name
        or len(name) > LONGEST
        or name.startswith((".", "-"))
        or set(name) & set('/\\@:*?"<>|')
    ):
        raise UnusableValueError(
            f"A head cannot be called {written!r}: take letters, digits and blanks, "
            f"at most {LONGEST}."
        )
    return name


def _chosen(wanted: Sequence[str], there: Sequence[str], names: LabelNames) -> list[str]:
    if not there:
        raise UserError(
            "Nobody has said yet where anything is to be heard. Review some detections, or bring "
            "labels: undersong labels --project DIR --import FILE.csv"
        )
    known = {key(label): label for label in there}
    unknown = [one for one in wanted if key(names.text(one)) not in known]
    if unknown:
        raise UnusableValueError(
            f"Nothing is labelled {unknown[0]!r}. There are: {', '.join(list(there)[:20])}."
        )
    labels = [known[key(names.text(one))] for one in wanted] or list(there)
    labels = list(dict.fromkeys(labels))
    if len(labels) > MOST_LABELS:
        raise UserError(
            f"There are {counted(len(labels), 'label')}; a head may have {MOST_LABELS:,}. "
            "Choose some of them with --label."
        )
    return labels


def _lesson(
    heard: PassWindows, found: WindowLabels, choice: TrainingRequest, names: LabelNames
) -> tuple[WindowLabels, Lesson, list[str]]:
    """Return what can be used of labelled windows, and sentences about what cannot."""
    weak_windows = heard.drawn(_WEAK, np.random.default_rng(choice.seed), found.windows)
    with heard.project.reading() as db:
        places, labelled = heard.rows(db, found.windows)
        _, weak = heard.rows(db, weak_windows)
    notes = []
    without = len(found.windows) - len(places)
    if without:
        notes.append(
            f"Not used, as there are no embeddings (not analysed, cut off, or nothing but zeros): "
            f"{counted(without, 'labelled window')}. Analyse once more to hear what is left."
        )
    frames = choice.also is OtherWay.ATTENTION
    if frames and places:
        again = with_frames(heard, [found.windows[n] for n in places])
        if again.unheard:
            notes.append(
                f"{len(again.unheard):,} labelled windows cannot be heard again, which attention "
                "needs: their recordings are not where they were. Not used."
            )
        places = [places[n] for n in again.places]
        labelled, weak = again.rows, with_frames(heard, weak_windows).rows
    known = found.take(places)
    there = (known.present == PRESENT).any(axis=0)
    if not there.any():
        against = _against(heard, found.contradictions)
        raise UserError(
            "No clip is left to learn from: people contradict each other about all that have a "
            "sound, or what the network heard of them is missing. Analyse once more: it is then "
            f"heard again.{against}"
        )
    lacking = (one for one, is_there in zip(known.labels, there, strict=True) if not is_there)
    notes += [f"{one}: no window is left that it is in, so it is not trained." for one in lacking]
    labels = [label for label, is_there in zip(known.labels, there, strict=True) if is_there]
    known = WindowLabels(known.windows, labels, known.present[:, there], known.contradictions)
    scales = np.array([NAMED_SCALE if names.is_known(one) else OTHER_SCALE for one in labels])
    made_sounds = made_rows(
        heard, with_embeddings=choice.also is OtherWay.HIDDEN_LAYER, with_frames=frames
    )
    nothing = unsaid(heard, known, names)
    return known, Lesson(labelled, known.present, weak, made_sounds, scales, nothing), notes


def _against(heard: PassWindows, found: Sequence[Contradiction]) -> str:
    """Return who says what against whom, the first of it."""
    if not found:
        return ""
    first = found[0]
    with heard.project.reading() as db:
        names = recordings.names(
            db, recordings.by_ids(db, {one.recording_id for one in (first.yes, first.no)}).values()
        )
    yes, no = (
        f"{one.reviewer} says {word} of {names[one.recording_id]} {one.start_s:g}-{one.end_s:g} s"
        for one, word in ((first.yes, "yes"), (first.no, "no"))
    )
    return f" {first.label}: {yes}, {no}."


def _trial(
    heard: PassWindows,
    known: WindowLabels,
    lesson: Lesson,
    learn: Learner,
    seed: int,
) -> Trial:
    of = [recording for recording, _ in known.windows]
    with heard.project.reading() as db:
        placed: dict[int, Recording] = recordings.by_ids(db, of)
        drawn = drawn_windows(db, heard, known.windows, known.labels)
    groups, by_site = groups_of(of, [placed[one].site_id for one in of], known.present)
    return Trial(lesson, np.array(of, np.int64), groups, by_site, learn, seed, *drawn)


def _facts(
    heard: PassWindows,
    name: str,
    known: WindowLabels,
    judged: Assessment,
    names: LabelNames,
    choice: TrainingRequest,
) -> HeadFacts:
    each = zip(known.labels, judged.curves, judged.thresholds, strict=True)
    return replace(
        facts_for(
            heard,
            FORMAT,
            name,
            [HeadLabel.of(names.label(text), threshold, curve) for text, curve, threshold in each],
            labels_sha256=_hash(heard, known),
        ),
        evaluation=judged.evaluation,
        seed=choice.seed,
        windows=len(known.windows),
        exclusive=choice.exclusive,
        author=clean(choice.author),
        licence=clean(choice.licence),
    )


def _hash(heard: PassWindows, known: WindowLabels) -> str:
    """Return a hash of what was said, equal in all copies of a project."""
    with heard.project.reading() as db:
        placed = recordings.by_ids(db, {recording for recording, _ in known.windows})
    rows = [
        [placed[recording].content_hash, number, row]
        for (recording, number), row in zip(known.windows, known.present.tolist(), strict=True)
    ]
    text = json.dumps([known.labels, sorted(rows)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
