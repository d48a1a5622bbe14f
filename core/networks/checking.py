"""Trying a network on a built-in sound, and saying what it gives and what is wrong with it."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from core.counted import counted
from core.errors import NetworkUnavailableError, UserError
from core.jobs import Inquiry, Progress
from core.networks.folder import FolderNetwork
from core.networks.graph import EMBEDDING, FRAMES
from core.networks.manifest import Activation, Manifest
from core.networks.network import Engine, Float32, Head, Network, Outputs
from core.networks.runtimes import open_engine
from core.networks.runtimes.text_tower import read_phrases, refuse_unreadable

_STEPS = 4
_ROUNDS = 3
_MOST_APART = 1e-3
"""Of the greatest number that is given: more is no rounding."""
_LEAST_KEPT, _MOST_KEPT = 1e-3, 3e4
"""Between these the greatest number of an embedding must be, for the others to be kept as well."""
_SOUNDS = ("chirps in noise", "silence", "noise", "a click", "a faint tone", "loud clipped noise")

_PHRASE = "a bird is singing"

_PLACES = {
    "Leiden in May": (52.2, 4.5, 17), "Leiden in January": (52.2, 4.5, 1),
    "Nairobi": (-1.3, 36.8, 30), "the South Pole": (-90, 0, 48), "the date line": (0, 180, 24),
    "Anchorage": (61.2, -149.9, 26),
}  # fmt: skip
"""What range models are asked: latitude, longitude and week."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a network gave by one of its outputs."""

    role: str
    shape: tuple[int, ...]
    """Of all windows of the built-in sound: windows first."""
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Check:
    """How a network did on the built-in sound."""

    runs_as: str
    """What the engine says of itself."""
    outputs: tuple[Given, ...]
    labels: dict[str, int]
    """Head -> how many there are."""
    load_s: float
    window_ms: float
    """Of wall time, one thread, at the batch it is quickest with."""
    memory_mb: float
    """What the process grew by."""
    apart: float
    """How far a window's numbers are from each other when it is run alone and with others."""
    problems: tuple[str, ...] = field(default=())
    words: str = ""
    """Whether it can be asked in words here, in a sentence; empty: it knows no words."""


def check(network: Network) -> Inquiry[Check]:
    """Load a network and run it on chirps, noise, silence and clicks.

    Raises UserError where it cannot be loaded or run at all.
    """
    manifest = network.manifest
    yield Progress(0, _STEPS, "reading labels")
    heads = network.heads
    yield Progress(1, _STEPS, "loading")
    before, began = psutil.Process().memory_info().rss, time.perf_counter()
    folder = network.folder if isinstance(network, FolderNetwork) else None
    engine = open_engine(manifest, folder)
    load_s = time.perf_counter() - began
    yield Progress(2, _STEPS, "running")
    names, windows = _tried_on(manifest)
    together, seconds = _timed(engine, windows)
    grown = psutil.Process().memory_info().rss - before
    yield Progress(3, _STEPS, "comparing")
    alone = _named(_joined([_run(engine, one[None]) for one in windows]))
    given = _named(together)
    apart = max((_apart(given[role], alone[role]) for role in given), default=0.0)
    words, of_words = _asked_in_words(manifest, folder)
    yield Progress(_STEPS, _STEPS)
    return Check(
        engine.note,
        tuple(_given(role, one) for role, one in given.items()),
        {head.manifest.id: len(head.labels) for head in heads},
        load_s,
        1000 * seconds / len(windows),
        max(0.0, grown / 2**20),
        apart,
        (*_problems(names, heads, given, apart), *of_words),
        words,
    )


def _asked_in_words(manifest: Manifest, folder: Path | None) -> tuple[str, list[str]]:
    """Return (a sentence on whether it can be asked in words here, what is wrong with that)."""
    if manifest.text is None:
        return "", []
    try:
        refuse_unreadable(manifest, folder)
    except NetworkUnavailableError as error:
        return str(error), []
    try:
        found = read_phrases(manifest, [_PHRASE], folder)
    except UserError as error:
        return "", [str(error)]
    told = "" if found.logit_scale is None else f", several weighed by {found.logit_scale:.3g}"
    return f"It can be asked in words{told}.", []


def _tried_on(manifest: Manifest) -> tuple[Sequence[str], Float32]:
    if manifest.tells_ranges:
        return tuple(_PLACES), np.array(tuple(_PLACES.values()), np.float32)
    return _SOUNDS, built_in_sound(manifest.sample_rate, manifest.window_samples)


def built_in_sound(sample_rate: int, samples: int) -> Float32:
    """Return windows [6, samples] of what sound is like, and of what is easy to get wrong."""
    rng = np.random.default_rng(12)
    seconds = np.arange(samples) / sample_rate
    noise = rng.normal(0, 0.02, samples)
    share = np.arange(samples) / samples
    hz = sample_rate * (0.05 + 0.1 * (share * 4 % 1))
    chirps = 0.3 * np.sin(2 * np.pi * np.cumsum(hz) / sample_rate) * (share * 4 % 1 < 0.5)
    click = np.where(np.arange(samples) == samples // 3, 1.0, 0.0)
    tone = 1e-4 * np.sin(2 * np.pi * 0.1 * sample_rate * seconds)
    loud = np.clip(rng.normal(0, 1.0, samples), -1, 1)
    return np.asarray((noise + chirps, 0 * noise, noise, click, tone, loud), np.float32)


def _timed(engine: Engine, windows: Float32) -> tuple[Outputs, float]:
    outputs = _joined(_batches(engine, windows))  # the first is slower
    took = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        outputs = _joined(_batches(engine, windows))
        took.append(time.perf_counter() - began)
    return outputs, min(took)


def _batches(engine: Engine, windows: Float32) -> list[Outputs]:
    size = max(1, engine.batch_size)
    return [_run(engine, windows[at : at + size]) for at in range(0, len(windows), size)]


def _run(engine: Engine, windows: Float32) -> Outputs:
    buffer = engine.buffer(len(windows))
    buffer[:] = windows
    return engine.run(buffer)


def _joined(parts: Sequence[Outputs]) -> Outputs:
    first = parts[0]
    scores = {role: np.concatenate([one.scores[role] for one in parts]) for role in first.scores}
    embeddings = [one.embeddings for one in parts if one.embeddings is not None]
    frames = [one.frames for one in parts if one.frames is not None]
    return Outputs(scores, _whole(embeddings), _whole(frames))


def _whole(parts: Sequence[Float32]) -> Float32 | None:
    return np.concatenate(parts) if parts else None


def _named(outputs: Outputs) -> dict[str, Float32]:
    more = {EMBEDDING: outputs.embeddings, FRAMES: outputs.frames}
    return dict(outputs.scores) | {role: one for role, one in more.items() if one is not None}


def _given(role: str, one: Float32) -> Given:
    finite = one[np.isfinite(one)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    return Given(role, one.shape, low, high)


def _apart(one: Float32, other: Float32) -> float:
    if one.shape != other.shape:
        return float("inf")
    scale = max(1.0, float(np.abs(np.nan_to_num(one)).max(initial=0)))
    return float(np.abs(np.nan_to_num(one) - np.nan_to_num(other)).max(initial=0)) / scale


def _problems(
    names: Sequence[str], heads: Sequence[Head], given: dict[str, Float32], apart: float
) -> Iterator[str]:
    for role, one in given.items():
        bad = [name for name, row in zip(names, one, strict=True) if not np.isfinite(row).all()]
        if bad:
            yield f"What it gives as {role} of {', '.join(bad)} are no numbers."
        elif len(one) > 1 and np.ptp(one, axis=0).max() == 0:
            yield f"What it gives as {role} is the same of every sound."
        elif role == EMBEDDING and not _LEAST_KEPT < np.abs(one).max() < _MOST_KEPT:
            yield (
                f"Its embeddings go up to {np.abs(one).max():.1e}, and are kept in half precision, "
                "which has numbers from 1e-4 to 65,504: give the output a scale in graph.outputs."
            )
    if apart > _MOST_APART:
        yield f"A window gives other numbers alone than with others: they are {apart:.1e} apart."
    for head in heads:
        yield from _of_head(head, given.get(head.manifest.output))


def _of_head(head: Head, one: Float32 | None) -> Iterator[str]:
    name, labels = head.manifest.id, len(head.labels)
    if one is None:
        yield f"The output {head.manifest.output} of the head {name} is not given."
        return
    if one.shape[-1] != labels:
        yield (
            f"The head {name} has {counted(labels, 'label')}, and gives "
            f"{counted(one.shape[-1], 'score')}."
        )
    inside = bool(np.nanmin(one) >= 0 and np.nanmax(one) <= 1)
    if head.manifest.activation is Activation.NONE and not inside:
        yield f"What the head {name} reads as scores is not between 0 and 1: are they logits?"
    if head.manifest.activation is Activation.SIGMOID and inside and np.ptp(one) > 0:
        yield f"All that the head {name} reads as logits is between 0 and 1: are they scores?"
