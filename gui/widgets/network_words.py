"""What is said of a network, as ecologists say it."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from core.networks.catalogue import Readiness
from core.networks.checking import Check
from core.networks.manifest import Manifest, Tried
from gui.open_networks import ListedNetwork, Way
from gui.widgets import words

_MOST_FILES = 12
_TRIED = {
    Tried.REAL: "tried on its real weights",
    Tried.LOOK_ALIKE: "tried on a look-alike",
    Tried.NO: "not tried",
}
_TRIED_AT_LENGTH = {
    Tried.REAL: "Undersong was tried with its real weights.",
    Tried.LOOK_ALIKE: "Its weights could not be had: Undersong was tried with a look-alike of its "
    "exact inputs and outputs. Check it before you rely on it.",
    Tried.NO: "It was not tried with Undersong. Check it before you rely on it.",
}
_RUNTIMES = {
    "litert": "LiteRT", "savedmodel": "TensorFlow", "onnx": "ONNX Runtime",
    "transformers": "Transformers",
}  # fmt: skip


class ReadinessSign(NamedTuple):
    """Whether a network can be used: a sign, a colour of the theme, and in words."""

    sign: str
    tint: str
    words: str


def standing(one: ListedNetwork) -> ReadinessSign:
    """Say whether a network can be used."""
    if one.state is Readiness.READY:
        return ReadinessSign("✓", "correct", "Ready")
    if one.state is Readiness.NEEDS_RUNTIME:
        return ReadinessSign("?", "unsure", "Needs a package")
    if one.is_here:
        return ReadinessSign("✕", "danger", "Cannot be used")
    return ReadinessSign("·", "muted", "Partly downloaded" if one.begun_bytes else "Not installed")


def what_to_do(one: ListedNetwork) -> str:
    """Say what has to be done for a network to be used; nothing where a button says it."""
    if one.begun_bytes and not one.is_here:
        whole = f" of {words.size(one.size_bytes)}" if one.size_bytes else ""
        return f"{words.size(one.begun_bytes)}{whole} are here: installing it goes on from there."
    if one.pack and (one.is_here or one.way is Way.FETCHED):
        return f"It is run by {one.pack.title}, which is not here."
    if one.is_here or one.way is not Way.FETCHED:
        return one.why
    return one.lacks


def facts(one: ListedNetwork) -> Iterator[str]:
    """Yield what tells one network from another, in a few words each."""
    yield licence(one.manifest)
    if one.size_bytes:
        yield words.size(one.size_bytes)
    if one.manifest.tells_ranges:
        yield "where species are to be expected"
    else:
        yield f"{rate(one.manifest)}, {seconds(one.manifest.window_s)}"
    if one.labels:
        yield words.count(one.labels, "label")
    yield _TRIED[one.manifest.tried]


def licence(manifest: Manifest) -> str:
    """Return the licence, and in words what it forbids."""
    only = ", non-commercial use only" if manifest.non_commercial else ""
    return f"{manifest.licence}{only}"


def rate(manifest: Manifest) -> str:
    """Return the sample rate: 48 kHz, 22.05 kHz."""
    return f"{manifest.sample_rate / 1000:g} kHz"


def seconds(number: float) -> str:
    """Return the length of a window: 3 s, 0.56 s."""
    return f"{number:.2f}".rstrip("0").rstrip(".") + " s"


def terms(one: ListedNetwork) -> Iterator[tuple[str, str]]:
    """Yield what a person agrees to, each with its name."""
    manifest = one.manifest
    only = ". Only for non-commercial use." if manifest.non_commercial else ""
    yield ("Weights under" if manifest.code_licence else "Licence"), f"{manifest.licence}{only}"
    if manifest.code_licence:
        yield "Code under", manifest.code_licence
    yield "Please cite", manifest.citation


def at_length(one: ListedNetwork) -> Iterator[tuple[str, str]]:
    """Yield all else that is known of a network, each with its name."""
    manifest = one.manifest
    every = f", one every {seconds(manifest.window_s - manifest.overlap_s)}"
    window = seconds(manifest.window_s) + (every if manifest.overlap_s else "")
    hears = f"{rate(manifest)}, windows of {window}"
    yield "Hears", "nothing: it is asked of places and weeks" if manifest.tells_ranges else hears
    yield "Gives", _given(one)
    if manifest.backbone:
        yield "Builds on", f"{manifest.backbone}, which must be ready too"
    yield "Size", words.size(one.size_bytes) if one.size_bytes else _no_size(one)
    yield "Tried", _TRIED_AT_LENGTH[manifest.tried]
    yield "Runs with", _RUNTIMES.get(manifest.runtime, "its own engine")
    if manifest.source:
        yield "From", manifest.source
    yield "Id", manifest.id
    if manifest.files:
        yield "Files", "\n".join(_files(manifest))


def checked(one: ListedNetwork, found: Check) -> Iterator[str]:
    """Yield what a check came to, a line each."""
    if not found.problems:
        yield "Nothing is wrong with it."
    yield from found.problems
    if found.words:
        yield found.words
    for given in found.outputs:
        shape = " × ".join(f"{size:,}" for size in given.shape)
        yield f"{given.role}: {shape} numbers, from {given.low:.4g} to {given.high:.4g}"
    each = "place" if one.manifest.tells_ranges else f"window of {seconds(one.manifest.window_s)}"
    yield (
        f"{found.window_ms:,.1f} ms for each {each} on one core, "
        f"loaded in {found.load_s:,.1f} s, {found.memory_mb:,.0f} MB of memory."
    )
    yield f"Engine: {found.runs_as}"


def fetched_from(manifest: Manifest) -> str:
    """Name the servers that a network comes from."""
    if manifest.handle:
        return "TensorFlow Hub"
    hosts = (urlsplit(one.url).hostname or "Python's package index" for one in manifest.files)
    return " and ".join(dict.fromkeys(hosts))


def _given(one: ListedNetwork) -> str:
    labels = (
        "its files tell how many labels" if one.labels is None else words.count(one.labels, "label")
    )
    width = one.manifest.embedding_size
    if not width and one.labels == 0:
        return "what your manifest says"
    if not width:
        return labels
    kept = f"{words.count(width, 'number')} of each window, to search and teach by"
    if one.manifest.text:
        kept += ", and can be asked in words"
    return kept if one.labels == 0 else f"{labels}, {kept}"


def _no_size(one: ListedNetwork) -> str:
    return "It comes with Undersong" if one.way is Way.WITH_UNDERSONG else "Not known"


def _files(manifest: Manifest) -> Iterator[str]:
    for file in manifest.files[:_MOST_FILES]:
        yield f"{file.name}, {words.size(file.size)}" if file.size else file.name
    more = len(manifest.files) - _MOST_FILES
    if more > 0:
        yield f"and {words.count(more, 'more file')}"
