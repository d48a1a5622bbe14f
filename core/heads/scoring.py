"""Scoring what is stored with a head: every window, or a run with detections like any other."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from core.domain import Recording
from core.errors import UserError
from core.exports.files import write_csv
from core.heads.features import Float32
from core.heads.library import KeptHead
from core.heads.linear_scan import scanned
from core.heads.teaching import above_thresholds, files_of
from core.heads.trained_head import TrainedHead
from core.heads.training import Weights
from core.heads.windows import PassWindows
from core.heads.word_search import embedded
from core.heads.word_weights import WordWeights
from core.jobs import Inquiry, Job, Progress
from core.store import detections, heads, recordings, runs
from core.store.detections import New
from core.store.run_schema import PassRecordingRow
from core.store.runs import Run

COLUMNS = ("file", "start_s", "end_s", "label", "score", "probability")
_EVERYWHERE = "all"
_AT_ONCE = 200
_Part = tuple[NDArray[np.int64], NDArray[np.int64], Float32, int, int]


@dataclass(frozen=True, slots=True)
class Scored:
    """What a head says of all windows of a pass: parallel [windows], by recording and time."""

    recording: NDArray[np.int64]
    window: NDArray[np.int64]
    scores: Float32
    """[windows, labels]"""
    lost: int
    """Windows more whose embeddings are missing or cut off."""
    empty: int
    """Windows more whose embeddings are zeros, or no numbers."""


def refuse_others(head: TrainedHead, heard: PassWindows) -> None:
    """Raise UserError where a head was not made for what a pass has kept, saying why."""
    facts, cut = head.facts, heard.cut
    if facts.network != heard.of.network:
        raise UserError(
            f"The head {facts.name} was trained on {facts.network}, and this analysis is of "
            f"{heard.of.network}. Analyse with {facts.network} first: undersong analyze FOLDER "
            f"--project DIR --network {facts.network}"
        )
    if facts.network_files != files_of(heard) or facts.network_labels != heard.network_labels:
        raise UserError(
            f"The head {facts.name} was trained on another version of {facts.network}: its files "
            "differ from those this analysis was made with. Train it once more."
        )
    if facts.embedding_size != heard.of.embedding_size or (
        facts.sample_rate, facts.window_samples
    ) != (cut.sample_rate, cut.length):  # fmt: skip
        raise UserError(
            f"The head {facts.name} was trained on windows of another length, or other embeddings."
        )
    if facts.words is None and facts.step_samples != cut.step:
        was, now = (f"{n / cut.sample_rate:g} s" for n in (facts.step_samples, cut.step))
        raise UserError(
            f"The head {facts.name} was trained on windows that begin every {was}, and here they "
            f"begin every {now}. Analyse with the same overlap, or train it once more."
        )


def scored(head: TrainedHead, heard: PassWindows) -> Inquiry[Scored]:
    """Score all windows of a pass. Progress counts windows. Raises UserError: ``refuse_others``."""
    refuse_others(head, heard)
    parts: list[tuple[NDArray[np.int64], NDArray[np.int64], Float32]] = []
    lost = empty = 0
    if isinstance(head.weights, Weights):
        yield from heard.prepared()
    for recording, window, scores, gone, zero in _parts(head.weights, heard):
        parts.append((recording, window, scores))
        lost, empty = lost + gone, empty + zero
        yield Progress(sum(len(part[0]) for part in parts) + lost + empty, heard.spans.total)
    if not parts:
        none = np.zeros(0, np.int64)
        return Scored(none, none, np.zeros((0, len(head.facts.labels)), np.float32), lost, empty)
    recording, window, scores = (np.concatenate(one) for one in zip(*parts, strict=True))
    order = np.lexsort((window, recording))
    return Scored(recording[order], window[order], scores[order], lost, empty)


def _parts(weights: Weights | WordWeights, heard: PassWindows) -> Iterator[_Part]:
    """Yield (recordings, windows, scores [n, labels], how many are lost, how many empty)."""
    if isinstance(weights, WordWeights):
        for given in embedded(heard):
            scores = weights.scores(given.rows)
            yield given.recording, given.window, scores, given.lost, given.empty
        return
    for some in scanned(heard, weights.features, weights.evidence):
        scores = weights.finished(some.values, some.said)
        yield some.recording, some.window, scores, some.lost, some.empty


def write_scores(found: Scored, head: TrainedHead, heard: PassWindows, out: Path) -> int:
    """Write every window with each label as CSV, by file and time. Return the number of rows."""
    with heard.project.reading() as db:
        known = recordings.by_ids(db, np.unique(found.recording).tolist())
    return write_csv(out, COLUMNS, _rows(found, head, heard, known))


def _rows(
    found: Scored, head: TrainedHead, heard: PassWindows, known: Mapping[int, Recording]
) -> Iterator[tuple[object, ...]]:
    length_s = heard.cut.length / heard.cut.sample_rate
    for which in _by_recording(found, known):
        recording = known[int(found.recording[which.start])]
        file = recording.path.relative_to(recording.root).as_posix()
        scores = found.scores[which]
        likely = probabilities(head, scores)
        for n, window in enumerate(found.window[which].tolist()):
            start_s = heard.cut.start_s(window)
            end_s = round(min(start_s + length_s, recording.duration_s), 3)
            for label, score, p in zip(head.facts.labels, scores[n], likely[n], strict=True):
                likelihood = "" if head.facts.words else f"{p:.4f}"
                yield file, round(start_s, 3), end_s, label.text, f"{score:.4f}", likelihood


def _by_recording(found: Scored, known: Mapping[int, Recording]) -> list[slice]:
    """Return where each recording's windows are, in order of path."""
    ids, starts = np.unique(found.recording, return_index=True)
    ends = [*starts[1:].tolist(), len(found.recording)]
    slices = {int(one): slice(int(a), b) for one, a, b in zip(ids, starts, ends, strict=True)}
    return [slices[one] for one in sorted(slices, key=lambda i: (known[i].path.as_posix(), i))]


def probabilities(head: TrainedHead, scores: Float32) -> NDArray[np.float64]:
    """Return the probabilities of scores [windows, labels]: in the labelled mixture, not afield.

    Of a head of words they are its scores, 0 to 1, which nothing calibrates.
    """
    if head.facts.words is not None:
        return np.clip(scores.astype(np.float64), 0, 1)
    columns = [one.curve.probabilities(scores[:, n]) for n, one in enumerate(head.facts.labels)]
    return np.stack(columns, axis=1)


# --- runs ---


def detect(kept: KeptHead, heard: PassWindows) -> Job:
    """Make detections of all that is stored and was not yet: the run of this head goes on.

    Progress counts recordings. Raises UserError where the head does not fit or only ranks.
    """
    head = kept.head
    assert head is not None
    _refuse_without_threshold(kept, head)
    found = yield from scored(head, heard)
    with heard.project.writing() as db:
        run = _run(db, kept, head, heard)
        listed = {one.label.species for one in head.facts.labels if one.scientific_name}
        runs.save_list(db, run.id, _EVERYWHERE, np.ones(len(listed), np.bool_))
        through = runs.through(db, run.id)
        heard_s = _heard_s(db, heard.id)
        label_ids = heads.label_ids(db, kept.stored.id)
        # What had no window to hear, too: the run is through with it.
        known = recordings.by_ids(db, [one for one in heard_s if one not in through])
    slices = {int(found.recording[one.start]): one for one in _by_recording_id(found)}
    wanted = sorted(known)
    for first in range(0, len(wanted), _AT_ONCE):
        with heard.project.writing() as db:
            for recording_id in wanted[first : first + _AT_ONCE]:
                windows, seconds, with_rows = heard_s[recording_id]
                which = slices.get(recording_id)
                if which is None and with_rows:
                    continue  # its embeddings are gone: for when it was heard again
                if which is not None:
                    new = _new(found, which, head, heard, known[recording_id], label_ids)
                    detections.add(db, run.id, known[recording_id], new)
                runs.recording_done(db, run.id, recording_id, windows, seconds)
        yield Progress(min(first + _AT_ONCE, len(wanted)), len(wanted))
    with heard.project.writing() as db:
        left, _ = recordings.left_to_analyse(db, run.id)
        if not left:
            runs.finish(db, run.id)


def _refuse_without_threshold(kept: KeptHead, head: TrainedHead) -> None:
    if any(one.threshold is not None and one.scientific_name for one in head.facts.labels):
        return
    if head.facts.words is not None:
        raise UserError(
            f"The head {kept.title} only ranks: one prompt alone has no other to be weighed "
            "against. Say from which score on a window is a detection (--min-score .3), or what "
            "else may be heard (--against rain): undersong heads prompt NAME"
        )
    raise UserError(
        f"The head {kept.title} only ranks: no label has four clips yet from which a threshold "
        "can be told. Label a few more, and train it again."
    )


def run_fingerprint(head: TrainedHead, heard: PassWindows) -> str:
    """Return the name of the run of a head on a pass."""
    known = json.dumps([heard.of.fingerprint, head.sha256])
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def _by_recording_id(found: Scored) -> list[slice]:
    _, starts = np.unique(found.recording, return_index=True)
    ends = [*starts[1:].tolist(), len(found.recording)]
    return [slice(int(a), b) for a, b in zip(starts, ends, strict=True)]


def _run(db: Connection, kept: KeptHead, head: TrainedHead, heard: PassWindows) -> Run:
    of_pass = [one for one in runs.everything(db) if one.pass_id == heard.id]
    versions: dict[str, Any] = dict(of_pass[0].versions) if of_pass else {}
    under = versions.get("network", heard.of.network)
    words = head.facts.words
    how = " (in words, not calibrated)" if words else ""
    titled = {"network": f"{kept.stored.name} {kept.stored.version}{how} on {under}"}
    told = {"words": asdict(words), "calibrated": False} if words else {}
    run = runs.start(
        db,
        run_fingerprint(head, heard),
        heard.of.network,
        pass_id=heard.id,
        settings={
            **heard.of.settings,
            "head": kept.title,
            "head_sha256": head.sha256,
            "min_score": round(min(_least_scores(head)), 4),
            "thresholds": {one.text: one.threshold for one in head.facts.labels},
            **told,
        },
        versions=versions | titled,
    )
    heads.use(db, run.id, [kept.stored.id])
    runs.note_engine(db, run.id, "from stored embeddings")
    return run


def _least_scores(head: TrainedHead) -> list[float]:
    """Return from which stored score on each label that has a threshold is a detection."""
    told = [(one.curve, one.threshold) for one in head.facts.labels if one.threshold is not None]
    if head.facts.words is not None:
        return [threshold for _, threshold in told]
    return [float(curve.probabilities(np.array(threshold))) for curve, threshold in told]


def _heard_s(db: Connection, pass_id: int) -> dict[int, tuple[int, float, bool]]:
    """Return recording id -> (windows, seconds heard, whether there should be embeddings)."""
    p = PassRecordingRow
    query = select(p.recording_id, p.windows, p.analysed_s).where(p.pass_id == pass_id)
    return {row[0]: (row[1], row[2], row[1] > 0) for row in db.execute(query)}


def _new(
    found: Scored,
    which: slice,
    head: TrainedHead,
    heard: PassWindows,
    recording: Recording,
    label_ids: Mapping[int, int],
) -> list[New]:
    scores = found.scores[which]
    likely = probabilities(head, scores)
    length_s = heard.cut.length / heard.cut.sample_rate
    new = []
    for row, n in np.argwhere(above_thresholds(head, scores)).tolist():
        if head.facts.labels[n].scientific_name:
            start_s = heard.cut.start_s(int(found.window[which][row]))
            end_s = min(start_s + length_s, recording.duration_s)
            score, output = float(likely[row, n]), float(scores[row, n])
            new.append(New(label_ids[n], start_s, end_s, score, output, listed=True))
    return new
