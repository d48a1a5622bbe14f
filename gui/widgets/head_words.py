"""What is said of a head, as ecologists say it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from core.heads.evaluation import LabelFigures
from core.heads.names import spoken
from core.heads.trained_head import HeadFacts
from gui.open_heads import ListedHead, Shelf
from gui.widgets import words

_MOST_NAMED = 3


class HeadSign(NamedTuple):
    """What a head is used for: a sign, a colour of the theme or #rrggbb, and in words."""

    sign: str
    tint: str
    words: str


class HeadFormatWords(NamedTuple):
    """A kind of file that heads are written to: its id, name, ending, and who reads it."""

    id: str
    name: str
    suffix: str
    for_whom: str


FORMATS = (
    HeadFormatWords(
        "own", "Undersong", ".head.npz",
        "All that is known of it. Another Undersong imports it and gives the same scores.",
    ),
    HeadFormatWords(
        "safetensors", "Numbers, with a text beside them", ".safetensors",
        "All that is known of it, in a form that other programs open.",
    ),
    HeadFormatWords(
        "tflite", "With its network, for BirdNET-Analyzer and phones", ".tflite",
        "The network and what it has learned in one file, with its labels beside it.",
    ),
    HeadFormatWords(
        "onnx-network", "With its network, as ONNX", ".onnx",
        "The network and what it has learned in one file, for ONNX Runtime.",
    ),
    HeadFormatWords(
        "onnx", "Without its network, as ONNX", ".onnx",
        "It takes what the network made of a clip, for ONNX Runtime.",
    ),
    HeadFormatWords(
        "json", "For perch-hoplite and QUT's classifier", ".json",
        "Only what is linear can be said there: how much that changes is told after writing.",
    ),
)  # fmt: skip


def standing(one: ListedHead) -> HeadSign:
    """Say what a head does."""
    if one.head is None:
        return HeadSign("✕", "danger", "Cannot be used")
    if one.shelf is Shelf.LIBRARY:
        return HeadSign("·", "muted", "Your library")
    if not one.detects:
        return HeadSign("·", "muted", "No detections yet")
    if one.follows:
        return HeadSign("✓", "correct", "In use")
    return HeadSign("·", "muted", "Not used")


def standing_at_length(one: ListedHead) -> str:
    """Say where a head is and what it does, in a sentence; what is wrong with it elsewhere."""
    if one.head is None:
        return ""
    if one.shelf is Shelf.LIBRARY:
        here = ", and in this project" if one.elsewhere else ""
        return f"In your library, which all your projects share{here}."
    place = "In this project, and in your library" if one.elsewhere else "In this project"
    if one.detects:
        does = "It has made detections here"
        return f"{place}. {does}." if one.follows else f"{place}. {does}; it is not used now."
    if one.can_detect:
        return f"{place}. It has made no detections yet."
    return f"{place}. It only ranks: with four clips it can make detections."


def full_name(one: ListedHead) -> str:
    """Return its name, and where there are others of that name which one it is."""
    several = len(one.versions) > 1 or one.kept.version != "1"
    return f"{one.name}, version {one.kept.version}" if several and one.head else one.name


def sounds(facts: HeadFacts) -> str:
    """Name what a head knows, as far as there is room."""
    titles = [spoken(one.label) for one in facts.labels]
    more = len(titles) - _MOST_NAMED
    some = ", ".join(titles[:_MOST_NAMED])
    return f"{some} and {more:,} more" if more > 0 else some


def facts(one: ListedHead) -> Iterator[str]:
    """Yield what tells one head from another, in a few words each."""
    if one.head is None:
        return
    known = one.head.facts
    if known.words:
        yield "told in words"
    elif known.origin:
        yield f"from {known.origin}"
    else:
        yield words.count(known.windows, "clip")
    precision = known.evaluation.mean_average_precision
    if precision is not None:
        yield f"average precision {precision:.2f}"
    yield f"on {one.network}"


def sentences(known: HeadFacts) -> Iterator[str]:
    """Yield how well a head does, a sentence for each of its sounds."""
    titles = {one.text: spoken(one.label) for one in known.labels}
    for one in known.evaluation.labels:
        yield said_of(one, titles.get(one.label, one.label))
        if one.at_random:
            yield f"What it misses: {one.at_random.sentence}"
    if known.words:
        yield known.words.sentence
    elif not known.evaluation.labels:
        yield "Nobody has measured yet what it can do on your sounds."


def said_of(figures: LabelFigures, title: str) -> str:
    """Return how well a head knows a sound, which is called so."""
    return replace(figures, label=title).sentence


def at_length(one: ListedHead) -> Iterator[tuple[str, str]]:
    """Yield all else that is known of a head, each with its name."""
    if one.head is None:
        return
    known = one.head.facts
    yield "Network", one.network
    yield "Hears", f"clips of {known.window_samples / known.sample_rate:g} s"
    if known.origin:
        yield "Learned by", known.origin
    elif not known.words:
        held = "whole sites" if known.evaluation.by_site else "whole recordings"
        yield "Learned from", f"{words.count(known.windows, 'clip')}; measured on {held} left out"
        yield "Chance", f"seed {known.seed}"
    if known.exclusive:
        yield "Its sounds", "only one of them at a time"
    yield "Author", one.kept.credits.author or "not said"
    yield "Licence", one.kept.credits.licence or "not said"
    if len(one.versions) > 1:
        yield "Versions", ", ".join(one.versions)
    yield "Id", one.kept.sha256[:16]
