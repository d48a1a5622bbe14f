"""Search by words: which windows of a project a network finds nearest to a phrase.

Similarities of sound and words rank windows. They are no probabilities, and no threshold of one
sentence or network holds for another: nothing here is calibrated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from core.heads.choosing import EVERYTHING, WindowChoice, chosen
from core.heads.features import Float32
from core.heads.prompts import ReadPrompts, cosines
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
    for part in embedded(heard, among.spans):
        tally.take(part, cosines(part.rows, asked.rows).max(axis=1), among)
        yield Progress(tally.seen, heard.spans.total)
    result = tally.result([heard], trained=False)
    windows = [heard.beginning(one.recording_id, one.start_s) for one in result.found]
    prompts, scores = _told(heard, [one for one in windows if one is not None], asked)
    return WordSearchResult(result, prompts, scores)


@dataclass(frozen=True, slots=True)
class EmbeddedWindows:
    """Some windows that can be used, with what a network gave of them: parallel [windows]."""

    recording: NDArray[np.int64]
    window: NDArray[np.int64]
    places: NDArray[np.int64]
    rows: Float32
    """[windows, embedding size]"""
    lost: int
    """Windows more whose embeddings are not there."""
    empty: int
    """Windows more whose embeddings are zeros, or no numbers."""


def embedded(heard: PassWindows, spans: Spans | None = None) -> Iterator[EmbeddedWindows]:
    """Yield all windows of a pass, or those in some spans, some thousand at a time."""
    spans = heard.spans if spans is None else spans
    size = heard.of.embedding_size
    for block in embedding_scan.blocks(heard.project, heard.id, spans, size):
        rows = block.embeddings.astype(np.float32)
        good = np.isfinite(rows).all(axis=1) & rows.any(axis=1)
        places = block.first + np.flatnonzero(good)
        yield EmbeddedWindows(
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
    nearest = cosines(near, asked.rows).argmax(axis=1)
    weighed = asked.shares(near) if len(asked.of.prompts) > 1 else None
    prompts, scores = [""] * len(windows), cast("list[float | None]", [None] * len(windows))
    for n, place in enumerate(places):
        prompts[place] = asked.of.prompts[nearest[n]]
        if weighed is not None:
            scores[place] = float(weighed[n, nearest[n]])
    return prompts, scores
