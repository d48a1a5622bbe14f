"""All that people have said is to be heard where: labels, verdicts and annotations, by window."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from core.domain import Verdict
from core.heads.names import LabelNames
from core.heads.training import ABSENT, PRESENT, UNKNOWN
from core.heads.windows import PassWindows, Window
from core.names import key
from core.store import annotations, clip_labels
from core.store.clip_labels import ClipLabel
from core.store.membership import HEARD_IN_PROJECT
from core.store.schema import CurrentVerdictRow, DetectionRow, SpeciesRow


@dataclass(frozen=True, slots=True)
class SpanLabel:
    """What somebody said of a span."""

    label: str
    """Empty: only that all that is to be heard is labelled."""
    recording_id: int
    start_s: float
    end_s: float
    present: bool
    exhaustive: bool
    reviewer: str
    source: str
    """label, verdict or annotation."""
    heard: bool = True
    """Whether somebody has listened to it: else an audit stands for it."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A window that a label is said to be in, and said not to be in: it teaches neither."""

    label: str
    yes: SpanLabel
    no: SpanLabel


@dataclass(frozen=True, slots=True)
class WindowLabels:
    """What is said of windows: parallel [windows]."""

    windows: list[Window]
    labels: list[str]
    present: NDArray[np.int8]
    """[windows, labels] of UNKNOWN, ABSENT or PRESENT."""
    contradictions: list[Contradiction]
    whole: frozenset[Window] = frozenset()
    """Those in which all that is to be heard is labelled."""

    def take(self, places: Sequence[int]) -> "WindowLabels":
        """Return some of the windows."""
        windows = [self.windows[n] for n in places]
        present = self.present[list(places)]
        return WindowLabels(windows, self.labels, present, self.contradictions, self.whole)


def everything_said(db: Connection, names: LabelNames) -> list[SpanLabel]:
    """Return all that people said in a project, of recordings that are in it."""
    labels = from_labels(clip_labels.current(db), names)
    return [*labels, *_from_verdicts(db, select(SpeciesRow.id)), *_from_annotations(db)]


def said_of(db: Connection, heard: PassWindows, label: str, names: LabelNames) -> WindowLabels:
    """Return what is known of one label in each window that anything is said of it."""
    called = select(SpeciesRow.id, SpeciesRow.scientific_name)
    species = [row.id for row in db.execute(called) if key(row.scientific_name) == key(label)]
    labels = from_labels(clip_labels.current(db), names)
    said = [*labels, *_from_verdicts(db, species), *_from_annotations(db)]
    about = [one for one in said if one.exhaustive or key(one.label) == key(label)]
    spelled = next((one.label for one in about if key(one.label) == key(label)), label)
    return by_window(heard, about, [spelled])


def from_labels(entries: Iterable[ClipLabel], names: LabelNames) -> list[SpanLabel]:
    """Return labels of spans as what was said; none of what is sought is no label."""
    return [
        SpanLabel(
            "" if names.is_none(one.label) else names.text(one.label),
            one.recording_id, one.start_s, one.end_s, one.present,
            one.exhaustive or (names.is_none(one.label) and one.present), one.reviewer, "label",
            one.audit is None,
        )
        for one in entries
    ]  # fmt: skip


def labels_of(said: Iterable[SpanLabel]) -> list[str]:
    """Return the labels that somebody heard, by their names."""
    found: dict[str, str] = {}
    for one in said:
        if one.label and one.present:
            found.setdefault(key(one.label), one.label)
    return sorted(found.values(), key=key)


def by_window(heard: PassWindows, said: Iterable[SpanLabel], labels: Sequence[str]) -> WindowLabels:
    """Return what is known of these labels in each window that anything is said of.

    In a window that is labelled exhaustively, what is not said to be there is not there. Where
    people contradict each other nothing is known.
    """
    column = {key(label): number for number, label in enumerate(labels)}
    told: dict[Window, dict[int, dict[bool, SpanLabel]]] = defaultdict(lambda: defaultdict(dict))
    whole: set[Window] = set()
    for one in said:
        for number in heard.in_span(one.start_s, one.end_s):
            window = (one.recording_id, number)
            if one.exhaustive:
                whole.add(window)
                told[window]
            if key(one.label) in column:
                told[window][column[key(one.label)]].setdefault(one.present, one)
    windows = sorted(told)
    present = np.full((len(windows), len(labels)), UNKNOWN, np.int8)
    contradictions: dict[tuple[SpanLabel, SpanLabel], Contradiction] = {}
    for place, window in enumerate(windows):
        if window in whole:
            present[place] = ABSENT
        for number, sides in told[window].items():
            present[place, number] = PRESENT if True in sides else ABSENT
            if len(sides) > 1:
                present[place, number] = UNKNOWN
                pair = sides[True], sides[False]
                contradictions.setdefault(pair, Contradiction(labels[number], *pair))
    against = list(contradictions.values())
    return WindowLabels(windows, list(labels), present, against, frozenset(whole))


def unsaid(heard: PassWindows, known: WindowLabels, names: LabelNames) -> NDArray[np.bool_]:
    """Return [windows, labels]: where something is said, but of this label nothing.

    Not where people contradict each other, nor of a species where a call of it is labelled.
    """
    found: NDArray[np.bool_] = known.present == UNKNOWN
    place = {window: number for number, window in enumerate(known.windows)}
    column = {key(label): number for number, label in enumerate(known.labels)}
    for one in known.contradictions:
        sides = (set(heard.in_span(side.start_s, side.end_s)) for side in (one.yes, one.no))
        for number in set.intersection(*sides):
            row = place.get((one.yes.recording_id, number))
            if row is not None and key(one.label) in column:
                found[row, column[key(one.label)]] = False
    kin: dict[str, list[int]] = defaultdict(list)
    for number, label in enumerate(known.labels):
        of = names.label(label).species
        kin[of.scientific_name if of else label].append(number)
    for same in kin.values():
        found[np.ix_((known.present[:, same] == PRESENT).any(axis=1), same)] = False
    return found


def overruled(
    heard: PassWindows, against: Iterable[Contradiction], entry: ClipLabel
) -> list[ClipLabel]:
    """Return an entry with those that let it hold where people contradict each other about it.

    What was said otherwise of a span that lies in no other windows is said anew. Of longer spans,
    and of detections, what was said stands.
    """
    mine = set(heard.in_span(entry.start_s, entry.end_s))
    entries = [entry]
    for one in against:
        other = one.no if entry.present else one.yes
        theirs = set(heard.in_span(other.start_s, other.end_s))
        same = other.recording_id == entry.recording_id and key(one.label) == key(entry.label)
        if same and other.source == "label" and theirs <= mine:
            span = other.start_s, other.end_s
            entries.append(replace(entry, start_s=span[0], end_s=span[1]))
    return entries


def _from_verdicts(db: Connection, species: Any) -> list[SpanLabel]:
    """Return what reviewers said of detections of some species, or corrected to them, by id.

    Of what they are unsure nothing is known.
    """
    corrected = aliased(SpeciesRow)
    d, v = DetectionRow, CurrentVerdictRow
    query = (
        select(
            d.recording_id, d.start_s, d.end_s, v.verdict, v.reviewer,
            SpeciesRow.scientific_name.label("heard"), corrected.scientific_name.label("instead"),
        )
        .join_from(v, d, v.detection_id == d.id)
        .join(SpeciesRow, d.species_id == SpeciesRow.id)
        .outerjoin(corrected, v.species_id == corrected.id)
        .where(v.verdict.in_([Verdict.CORRECT, Verdict.WRONG]), HEARD_IN_PROJECT)
        .where(d.species_id.in_(species) | v.species_id.in_(species))
        .order_by(d.recording_id, d.start_s, d.id)
    )  # fmt: skip
    return [one for row in db.execute(query) for one in _of_verdict(row)]


def _of_verdict(row: Any) -> list[SpanLabel]:
    def said(label: str, present: bool) -> SpanLabel:
        return SpanLabel(
            label, row.recording_id, row.start_s, row.end_s, present, False, row.reviewer, "verdict"
        )

    if row.instead and row.instead != row.heard:
        return [said(row.instead, True), said(row.heard, False)]
    return [said(row.heard, row.verdict == Verdict.CORRECT)]


def _from_annotations(db: Connection) -> list[SpanLabel]:
    return [
        SpanLabel(
            one.species.scientific_name, one.recording_id, one.start_s, one.end_s, True, False,
            one.reviewer, "annotation",
        )
        for one in annotations.everything(db)
        if one.species
    ]  # fmt: skip
