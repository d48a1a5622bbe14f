"""Scoring what is stored with a head: every window, or a run with detections like any other."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from core.domain import Recording
from core.errors import UserError
from core.exports.files import write_csv
from core.heads.attention import AttentionWeights
from core.heads.dense_layers import DenseLayers
from core.heads.features import Float32
from core.heads.frames import framed
from core.heads.judged_first import FirstJudgement, first_judgement, refuse_unjudged
from core.heads.library import KeptHead
from core.heads.linear_scan import scanned
from core.heads.trained_head import TrainedHead
from core.heads.windows import PassWindows, windows_of
from core.heads.word_search import embedded
from core.heads.word_weights import WordWeights
from core.jobs import Inquiry, Progress
from core.store import Project, detections, embeddings, heads, recordings, runs
from core.store.detections import New
from core.store.embedding_scan import Spans
from core.store.run_schema import PassRecordingRow
from core.store.runs import Run

COLUMNS = ("file", "start_s", "end_s", "label", "score", "probability")
_EVERYWHERE = "all"
_AT_ONCE = 200
_HEARD_AT_ONCE = 100_000


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
    unheard: frozenset[int] = frozenset()
    """Recordings that cannot be heard again, by a head that has to."""


def refuse_others(head: TrainedHead, heard: PassWindows) -> None:
    """Raise UserError where a head was not made for what a pass has kept, saying why."""
    facts, cut = head.facts, heard.cut
    if facts.network != heard.of.network:
        raise UserError(
            f"The head {facts.name} was trained on {facts.network}, and this analysis is of "
            f"{heard.of.network}. Analyse with {facts.network} first: undersong analyze FOLDER "
            f"--project DIR --network {facts.network}"
        )
    labels = heard.network_labels
    if facts.network_files != heard.network_files or facts.network_labels not in (0, labels):
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
    if facts.words is None and facts.step_samples not in (0, cut.step):
        was, now = (f"{n / cut.sample_rate:g} s" for n in (facts.step_samples, cut.step))
        raise UserError(
            f"The head {facts.name} was trained on windows that begin every {was}, and here they "
            f"begin every {now}. Analyse with the same overlap, or train it once more."
        )


def windows_for(head: TrainedHead, project: Project) -> PassWindows:
    """Return the windows of the newest analysis with a head's network, or else of the newest.

    Raises UserError where none has embeddings.
    """
    with project.reading() as db:
        alike = [one for one in runs.everything(db) if one.network == head.facts.network]
        kept = [one for one in alike if embeddings.any_kept(db, one.pass_id)]
    return windows_of(project, kept[0] if kept else None)


def scored(
    head: TrainedHead, heard: PassWindows, recordings: Collection[int] | None = None
) -> Inquiry[Scored]:
    """Score all windows of a pass, or of some recordings. Progress counts windows.

    Raises UserError: ``refuse_others``.
    """
    refuse_others(head, heard)
    where = heard.spans
    if recordings is not None:
        where = where.only(np.isin(where.recording, sorted(recordings)))
    parts: list[tuple[NDArray[np.int64], NDArray[np.int64], Float32]] = []
    lost = empty = 0
    unheard: frozenset[int] = frozenset()
    if recordings is None and not (head.reads_embeddings or head.reads_frames):
        yield from heard.prepared()
    for some in _parts(head, heard, where):
        parts.append((some.recording, some.window, some.scores))
        lost, empty, unheard = lost + some.lost, empty + some.empty, unheard | some.unheard
        yield Progress(sum(len(part[0]) for part in parts) + lost + empty, where.total)
    if not parts:
        none = np.zeros(0, np.int64)
        nothing = np.zeros((0, len(head.facts.labels)), np.float32)
        return Scored(none, none, nothing, lost, empty, unheard)
    recording, window, scores = (np.concatenate(one) for one in zip(*parts, strict=True))
    order = np.lexsort((window, recording))
    return Scored(recording[order], window[order], scores[order], lost, empty, unheard)


def _parts(head: TrainedHead, heard: PassWindows, where: Spans) -> Iterator[Scored]:
    """Yield what a head says of the windows of some spans, many at a time."""
    weights = head.weights
    if isinstance(weights, DenseLayers | WordWeights):
        for given in embedded(heard, where):
            found = weights.scores(given.rows)
            yield Scored(given.recording, given.window, found, given.lost, given.empty)
        return
    if isinstance(weights, AttentionWeights):
        yield from _heard_again(weights, heard, where)
        return
    for some in scanned(heard, weights.features, weights.evidence, among=where):
        found = weights.finished(some.values, some.said)
        yield Scored(some.recording, some.window, found, some.lost, some.empty)


def _heard_again(weights: AttentionWeights, heard: PassWindows, where: Spans) -> Iterator[Scored]:
    """Yield what a head says that needs more of windows than is kept, by recording."""
    every = np.stack(where.windows_at(0, where.total), axis=1)
    every = every[np.lexsort((every[:, 1], every[:, 0]))]
    for first in range(0, len(every), _HEARD_AT_ONCE):
        some = every[first : first + _HEARD_AT_ONCE]
        for part in framed(heard, [(recording, window) for recording, window in some.tolist()]):
            recording, window = some[part.places].T
            unheard = frozenset(some[part.unheard, 0].tolist())
            found = weights.scores(part.rows)
            yield Scored(recording, window, found, 0, part.empty, unheard)


def write_scores(found: Scored, head: TrainedHead, heard: PassWindows, out: Path) -> int:
    """Write every window with each label as CSV, by file and time. Return the number of rows."""
    with heard.project.reading() as db:
        known = recordings.by_ids(db, np.unique(found.recording).tolist())
        names = recordings.names(db, known.values())
    return write_csv(out, COLUMNS, _rows(found, head, heard, known, names))


def _rows(
    found: Scored,
    head: TrainedHead,
    heard: PassWindows,
    known: Mapping[int, Recording],
    names: Mapping[int, str],
) -> Iterator[tuple[object, ...]]:
    length_s = heard.cut.length / heard.cut.sample_rate
    for which in _by_recording(found, known):
        recording = known[int(found.recording[which.start])]
        file = names[recording.id]
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
    slices = _slices(found)
    return [slices[one] for one in sorted(slices, key=lambda i: (known[i].path.as_posix(), i))]


def _slices(found: Scored) -> dict[int, slice]:
    """Return recording id -> where its windows are."""
    ids, starts = np.unique(found.recording, return_index=True)
    ends = np.append(starts, len(found.recording))[1:]
    return {int(one): slice(int(a), int(b)) for one, a, b in zip(ids, starts, ends, strict=True)}


def probabilities(head: TrainedHead, scores: Float32) -> NDArray[np.float64]:
    """Return the probabilities of scores [windows, labels]: in the labelled mixture, not afield.

    Of a head of words they are its scores, 0 to 1, which nothing calibrates.
    """
    if head.facts.words is not None:
        return np.clip(scores.astype(np.float64), 0, 1)
    columns = [one.curve.probabilities(scores[:, n]) for n, one in enumerate(head.facts.labels)]
    return np.stack(columns, axis=1)


# --- runs ---


@dataclass(frozen=True, slots=True)
class NewlyDetected:
    """What a head's run has gone on with."""

    recordings: int
    windows: int
    detections: int
    lost: int
    """Windows more whose embeddings are missing or cut off."""
    empty: int
    """Windows more whose embeddings are zeros, or no numbers."""
    unheard: int = 0
    """Recordings that a head has to hear again, and that are not where they were."""


def detect(
    kept: KeptHead, heard: PassWindows, *, in_place: bool = False, unjudged: bool = False
) -> Inquiry[NewlyDetected]:
    """Make detections of all that is stored and was not yet: the run of this head goes on.

    With ``in_place`` it is not the newest analysis for that, where it was finished before. Progress
    counts recordings. Raises UserError where the head does not fit, only ranks, or clips are to be
    judged first and it is not to begin ``unjudged``, which its record says.
    """
    head = kept.head
    assert head is not None
    refuse_without_threshold(kept, head)
    refuse_others(head, heard)
    judged = _before_it_begins(kept, head, heard, unjudged=unjudged)
    with heard.project.writing() as db:
        run = _run(db, kept, head, heard, judged)
        listed = {one.label.species for one in head.facts.labels if one.scientific_name}
        runs.save_list(db, run.id, _EVERYWHERE, np.ones(len(listed), np.bool_))
        through = runs.through(db, run.id)
        gone = embeddings.missing(heard.project, db, heard.id, heard.of.embedding_size)
        every = _heard_s(db, heard.id)
        left = [one for one in every if one not in through]
        known = recordings.by_ids(db, [one for one in left if one not in gone])
        label_ids = heads.label_ids(db, kept.stored.id)
    found = yield from scored(head, heard, known.keys() if through or gone else None)
    # What has no embeddings though it was heard is for when it was heard with them. What had no
    # window to hear, the run is through with.
    kept_of = set(heard.spans.recording.tolist())
    wanted = [one for one in sorted(known) if one in kept_of or not every[one][0]]
    wanted = [one for one in wanted if one not in found.unheard]
    slices, made = _slices(found), 0
    for first in range(0, len(wanted), _AT_ONCE):
        with heard.project.writing() as db:
            some = wanted[first : first + _AT_ONCE]
            new = [
                (known[one], _new(found, slices[one], head, heard, known[one], label_ids))
                for one in some
                if one in slices
            ]
            detections.add_all(db, run.id, new)
            made += sum(len(its) for _, its in new)
            runs.recordings_done(db, run.id, {one: (*every[one], None) for one in some})
        yield Progress(min(first + _AT_ONCE, len(wanted)), len(wanted))
    _finish(heard.project, run, in_place=in_place)
    lost = found.lost + sum(every[one][0] for one in left if one in gone)
    unheard = len(found.unheard)
    return NewlyDetected(len(wanted), len(found.window), made, lost, found.empty, unheard)


def refuse_without_threshold(kept: KeptHead, head: TrainedHead) -> None:
    """Raise UserError where a head only ranks, saying what it lacks."""
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


def _before_it_begins(
    kept: KeptHead, head: TrainedHead, heard: PassWindows, *, unjudged: bool
) -> FirstJudgement | None:
    """Return what was judged first; None where the run was begun before."""
    with heard.project.reading() as db:
        if runs.find(db, run_fingerprint(head, heard)) is not None:
            return None
    first = first_judgement(heard, head)
    if not unjudged:
        refuse_unjudged(first, kept.title)
    return first


def run_fingerprint(head: TrainedHead, heard: PassWindows) -> str:
    """Return the name of the run of a head on a pass."""
    known = json.dumps([heard.of.fingerprint, head.sha256])
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def _run(
    db: Connection,
    kept: KeptHead,
    head: TrainedHead,
    heard: PassWindows,
    first: FirstJudgement | None,
) -> Run:
    of_pass = [one for one in runs.everything(db) if one.pass_id == heard.id]
    versions: dict[str, Any] = dict(of_pass[0].versions) if of_pass else {}
    under = versions.get("network", heard.of.network)
    words = head.facts.words
    how = " (in words, not calibrated)" if words else ""
    titled = {"network": f"{kept.stored.name} {kept.stored.version}{how} on {under}"}
    told: dict[str, Any] = {"words": asdict(words)} if words else {}
    if words or head.facts.origin:
        told["calibrated"] = False
    if first is not None:
        told["judged_first"] = first.record | ({} if first.is_settled else {"unjudged": True})
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
    how = "heard again by parts" if head.reads_frames else "from stored embeddings"
    runs.note_engine(db, run.id, how)
    return run


def _least_scores(head: TrainedHead) -> list[float]:
    """Return from which stored score on each label that has a threshold is a detection."""
    told = [(one.curve, one.threshold) for one in head.facts.labels if one.threshold is not None]
    if head.facts.words is not None:
        return [threshold for _, threshold in told]
    return [float(curve.probabilities(np.array(threshold))) for curve, threshold in told]


def _finish(project: Project, run: Run, *, in_place: bool) -> None:
    with project.writing() as db:
        left, _ = recordings.left_to_analyse(db, run.id)
        if not left and not (in_place and run.finished_utc):
            runs.finish(db, run.id)


def _heard_s(db: Connection, pass_id: int) -> dict[int, tuple[int, float]]:
    """Return recording id -> (windows, seconds heard)."""
    p = PassRecordingRow
    query = select(p.recording_id, p.windows, p.analysed_s).where(p.pass_id == pass_id)
    return {row[0]: (row[1], row[2]) for row in db.execute(query)}


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
    for row, n in np.argwhere(head.detects(scores)).tolist():
        if head.facts.labels[n].scientific_name:
            start_s = heard.cut.start_s(int(found.window[which][row]))
            end_s = min(start_s + length_s, recording.duration_s)
            score, output = float(likely[row, n]), float(scores[row, n])
            new.append(New(label_ids[n], start_s, end_s, score, output, listed=True))
    return new
