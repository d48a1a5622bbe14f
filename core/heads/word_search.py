"""Search by words: which windows of a project a network finds nearest to a phrase.

Similarities of sound and words rank windows. They are no probabilities, and no threshold of one
sentence or network holds for another: nothing here is calibrated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from core.heads.choosing import EVERYTHING, WindowChoice, chosen
from core.heads.features import Float32
from core.heads.prompts import ReadPrompts, unit
from core.heads.tally import LIMIT, SearchResult, SearchTally
from core.heads.windows import PassWindows
from core.jobs import Inquiry, Progress
from core.store import embedding_scan, embeddings
from core.store.embedding_scan import Spans

UNCALIBRATED = (
    "Similarities to words are not calibrated: they rank, and are no probabilities. Listen before "
    "you believe them."
)


@dataclass(frozen=True, slots=True)
class WordSearchResult:
    """What a search by words came to."""

    result: SearchResult
    """By cosine with the nearest prompt."""
    prompts: list[str]
    """Of each window that was found the nearest."""
    scores: list[float | None]
    """Of each, its prompt's share of the softmax over all; None where there is one, or where the
    network does not tell how to weigh them. Not calibrated."""


def search_words(
    heard: PassWindows,
    asked: ReadPrompts,
    *,
    limit: int = LIMIT,
    least: float = -1.0,
    choice: WindowChoice = EVERYTHING,
) -> Inquiry[WordSearchResult]:
    """Rank all windows of a pass by how near they are to prompts. Progress counts windows."""
    tally, among = SearchTally(limit, least), chosen(heard, choice)
    tally.leave_out(heard, among)
    for part in _embedded(heard, among.spans):
        near = cosines(part.rows, asked).max(axis=1)
        tally.take(part, near, among)
        yield Progress(tally.seen, heard.spans.total)
    result = tally.result([heard], trained=False)
    windows = [heard.beginning(one.recording_id, one.start_s) for one in result.found]
    prompts, scores = _told(heard, [one for one in windows if one is not None], asked)
    return WordSearchResult(result, prompts, scores)


def cosines(rows: Float32, asked: ReadPrompts) -> Float32:
    """Return the cosines of embeddings [n, size] and prompts [n, prompts], -1 to 1."""
    near = unit(rows) @ asked.directions.T
    return np.asarray(np.clip(near, -1, 1), np.float32)


def shares(rows: Float32, asked: ReadPrompts) -> Float32 | None:
    """Return the softmax over prompts [n, prompts] of embeddings [n, size], as the network does.

    None where it does not tell how to weigh them.
    """
    if asked.logit_scale is None:
        return None
    near = cosines(rows, asked) if asked.normalised else rows @ asked.rows.T
    return np.asarray(softmax(near * asked.logit_scale, axis=1), np.float32)


@dataclass(frozen=True, slots=True)
class _Embedded:
    """Some windows that can be used: parallel [windows]."""

    recording: NDArray[np.int64]
    window: NDArray[np.int64]
    places: NDArray[np.int64]
    rows: Float32
    lost: int
    empty: int


def _embedded(heard: PassWindows, spans: Spans) -> Iterator[_Embedded]:
    size = heard.of.embedding_size
    for block in embedding_scan.blocks(heard.project, heard.id, spans, size):
        rows = block.embeddings.astype(np.float32)
        good = np.isfinite(rows).all(axis=1) & rows.any(axis=1)
        places = block.first + np.flatnonzero(good)
        yield _Embedded(
            block.recording[good], block.window[good], places, rows[good], block.lost,
            int((~good).sum()),
        )  # fmt: skip


def _told(
    heard: PassWindows, windows: list[tuple[int, int]], asked: ReadPrompts
) -> tuple[list[str], list[float | None]]:
    with heard.project.reading() as db:
        places, rows = embeddings.of_windows(
            heard.project, db, heard.id, windows, heard.of.embedding_size
        )
    near = rows.astype(np.float32)
    nearest = cosines(near, asked).argmax(axis=1)
    weighed = shares(near, asked) if len(asked.of.prompts) > 1 else None
    prompts, scores = [""] * len(windows), cast("list[float | None]", [None] * len(windows))
    for n, place in enumerate(places):
        prompts[place] = asked.of.prompts[nearest[n]]
        if weighed is not None:
            scores[place] = float(weighed[n, nearest[n]])
    return prompts, scores
