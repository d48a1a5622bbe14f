"""What is known of one sound in a project: the windows it is in, those it is not in, from where."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from core.counted import counted
from core.heads.evaluation import FEWEST_POSITIVES, GUESS_BELOW
from core.heads.gathering import (
    Contradiction,
    SpanLabel,
    WindowLabels,
    by_window,
    everything_said,
)
from core.heads.names import LabelNames, spoken
from core.heads.training import ABSENT, PRESENT
from core.heads.windows import PassWindows, Window
from core.names import key
from core.store import heads, recordings


@dataclass(frozen=True, slots=True)
class KnownLabel:
    """A label that people gave, and how often."""

    text: str
    title: str
    """The common name, where it is a species."""
    present: int
    """Spans that it is in."""
    absent: int


@dataclass(frozen=True, slots=True)
class KnownSound:
    """What is known of a label in the windows of a pass."""

    present: dict[Window, bool] = field(default_factory=dict)
    """Of the windows that anything is known of, whether it is in them."""
    recordings: int = 0
    """That it was found in."""
    sites: int = 0
    contradictions: tuple[Contradiction, ...] = ()
    whole: frozenset[Window] = frozenset()
    """Windows in which all that is to be heard is labelled."""

    @property
    def having(self) -> list[Window]:
        """Return the windows that it is in."""
        return [window for window, present in self.present.items() if present]

    @property
    def lacking(self) -> list[Window]:
        """Return the windows that it is not in."""
        return [window for window, present in self.present.items() if not present]

    @property
    def sentence(self) -> str:
        """Return what can be done with so much, in words."""
        clips = len(self.having)
        if not clips:
            return "Nothing is known yet. Say of some clips whether it is in them."
        if clips < FEWEST_POSITIVES:
            return (
                f"Enough to look for more. From {FEWEST_POSITIVES} clips with it on, detections "
                "can be made."
            )
        if clips < GUESS_BELOW[0] or self.recordings < GUESS_BELOW[1]:
            heard_in = counted(self.recordings, "recording")
            return (
                f"With {clips} clips from {heard_in} what it learns is a guess. Clips from other "
                "recordings help most."
            )
        return "Enough to learn from. Clips from other recordings and sites help most."


def names_of(db: Connection, heard: PassWindows) -> LabelNames:
    """Return how labels are read that are about a pass: they may name species of its network."""
    return LabelNames(heads.species(db, heard.of.network, own=True))


def title_of(text: str, names: LabelNames) -> str:
    """Return a label as it is said: of a species, or a call of it, with the common name."""
    return spoken(names.label(text))


def known_labels(said: Iterable[SpanLabel], names: LabelNames) -> list[KnownLabel]:
    """Return the labels that people gave, the most frequent first."""
    counted: dict[str, tuple[str, int, int]] = {}
    for one in said:
        if one.label:
            text, yes, no = counted.get(key(one.label), (one.label, 0, 0))
            counted[key(one.label)] = (text, yes + one.present, no + (not one.present))
    found = [KnownLabel(text, title_of(text, names), *n) for text, *n in counted.values()]
    return sorted(found, key=lambda one: (-one.present, key(one.title)))


def known_sound(heard: PassWindows, label: str) -> KnownSound:
    """Return what is known of a label; nothing of an empty one."""
    if not label:
        return KnownSound()
    with heard.project.reading() as db:
        said = everything_said(db, names_of(db, heard))
    return known_in(heard, by_window(heard, said, [label]))


def known_in(heard: PassWindows, found: WindowLabels) -> KnownSound:
    """Return what is known of the first of these labels."""
    states = zip(found.windows, found.present[:, 0].tolist(), strict=True)
    known = {window: state == PRESENT for window, state in states if state in (PRESENT, ABSENT)}
    with heard.project.reading() as db:
        placed = recordings.by_ids(db, {recording for (recording, _), yes in known.items() if yes})
    sites = {one.site_id for one in placed.values() if one.site_id is not None}
    return KnownSound(known, len(placed), len(sites), tuple(found.contradictions), found.whole)
