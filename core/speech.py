"""Where human voices are heard: recordings of people are a legal matter in many countries.

It is read from the scores that are kept of windows: a network that has a label of human voices has
heard them all along, and nothing is heard again. What it misses is missed here too.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.audio.windows import Windowing
from core.domain import Excerpt, Species
from core.networks.manifest import HeadManifest, head_from_plain
from core.store import heads, passes, runs, scores
from core.store.groups import in_groups
from core.store.heads import StoredLabel
from core.store.run_schema import PassRecordingRow
from core.store.runs import Run
from core.store.scores import SparseScores

VOICES = frozenset({"human vocal", "human non-vocal", "human whistle", "speech"})
"""In small letters: BirdNET's three labels, and that of AudioSet and Silero VAD."""
MIN_SCORE = 0.25
"""Of a window, at sensitivity 1. Low: a clip too few does less harm than a voice in one."""


@dataclass(frozen=True, slots=True)
class SpeechSpan:
    """Windows in a row that a network calls human voice."""

    start_s: float
    end_s: float
    score: float
    """The best of them."""


@dataclass(frozen=True, slots=True)
class VoiceHead:
    """A head of an analysis that has labels of human voices."""

    pass_id: int
    head_id: int
    manifest: HeadManifest
    labels: Sequence[int]
    """Their places in its list."""
    windowing: Windowing


def is_voice(species: Species) -> bool:
    """Tell whether this is a human voice rather than a species."""
    return species.scientific_name.casefold() in VOICES


def listeners(db: Connection) -> list[VoiceHead]:
    """Return the heads of all analyses that have labels of human voices, each once a pass."""
    found = (one for run in runs.everything(db) for one in of_run(db, run))
    return list({(one.pass_id, one.head_id): one for one in found}.values())


def of_run(db: Connection, run: Run) -> list[VoiceHead]:
    """Return the heads of one analysis that have labels of human voices."""
    windowing = passes.get(db, run.pass_id).windowing
    found = []
    for head_id in dict.fromkeys([*heads.of_pass(db, run.pass_id), *heads.of_run(db, run.id)]):
        places = [
            one.index
            for one in heads.labels(db, head_id)
            if one.index is not None and _is_of_voices(one)
        ]
        if places:
            manifest = head_from_plain(heads.get(db, head_id).manifest)
            found.append(VoiceHead(run.pass_id, head_id, manifest, places, windowing))
    return found


def spans(
    db: Connection,
    by: Iterable[VoiceHead],
    recording_ids: Iterable[int],
    min_score: float = MIN_SCORE,
) -> dict[int, list[SpeechSpan]]:
    """Return recording id -> where human voices are heard, of those that a listener has heard.

    A recording that has none is there with an empty list; one that nobody has heard, or whose
    file was replaced since, is not there at all. Spans of several listeners may overlap.
    """
    together: dict[int, list[SpeechSpan]] = defaultdict(list)
    ids = list(recording_ids)
    for one in by:
        for recording_id, kept in scores.sparse(
            db, one.pass_id, one.head_id, _holding(db, one, ids)
        ).items():
            together[recording_id] += _spans(one, kept, min_score)
    return dict(together)


def within(db: Connection, by: Iterable[VoiceHead], clips: Sequence[Excerpt]) -> dict[int, float]:
    """Return the best score of voices in each clip, by its id, where there are any."""
    heard = spans(db, by, dict.fromkeys(clip.recording_id for clip in clips))
    best = {c.id: best_within(heard.get(c.recording_id, ()), c.start_s, c.end_s) for c in clips}
    return {clip_id: score for clip_id, score in best.items() if score}


def best_within(heard: Iterable[SpeechSpan], start_s: float, end_s: float) -> float:
    """Return the best score of the spans that a stretch touches; 0 where there is none."""
    touched = (one.score for one in heard if one.start_s < end_s and one.end_s > start_s)
    return max(touched, default=0.0)


def _is_of_voices(label: StoredLabel) -> bool:
    return label.text.casefold() in VOICES or (
        label.species is not None and is_voice(label.species)
    )


def _holding(db: Connection, by: VoiceHead, recording_ids: Sequence[int]) -> list[int]:
    query = scores.kept(db, by.pass_id, [by.head_id], with_embeddings=False)
    return [
        recording_id
        for some in in_groups(recording_ids)
        for recording_id in db.scalars(query.where(PassRecordingRow.recording_id.in_(some)))
    ]


def _spans(by: VoiceHead, kept: SparseScores, min_score: float) -> list[SpeechSpan]:
    """Return whole windows, also where a head knows when in them it heard something."""
    of_voices = np.flatnonzero(np.isin(kept.labels, by.labels))
    best: dict[int, float] = {}
    for entry in of_voices.tolist():
        window, score = int(kept.windows[entry]), by.manifest.score(float(kept.outputs[entry]))
        if score >= min_score:
            best[window] = max(score, best.get(window, 0.0))
    windows = np.array(sorted(best), np.int64)
    return [_span(by.windowing, row, best) for row in _rows(windows, by.windowing)]


def _rows(windows: NDArray[np.int64], cut: Windowing) -> list[NDArray[np.int64]]:
    """Return windows that touch or overlap together."""
    if not len(windows):
        return []
    apart = np.flatnonzero(np.diff(windows) * cut.step > cut.length) + 1
    return np.split(windows, apart)


def _span(cut: Windowing, row: NDArray[np.int64], best: dict[int, float]) -> SpeechSpan:
    first, last = int(row[0]), int(row[-1])
    score = max(best[window] for window in row.tolist())
    return SpeechSpan(cut.start_s(first), cut.start_s(last) + cut.window_s, score)
