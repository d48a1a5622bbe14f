"""How well a head, or any network, tells the sounds of a labelled folder: figures as papers give.

A network is tried as BEANS (Hagiwara et al. 2023) and BirdSet (Rauch et al. 2024) try one: a head
is trained on some clips of each label and asked about all the others, with whole recordings on one
side. A head is asked about all of them, as it is.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.audio.kinds import is_heard
from core.audio.windows import Windowing
from core.errors import NetworkUnavailableError, UserError
from core.heads.features import Float32, WindowFeatures, stacked
from core.heads.hearing import clip_windows, heard_rows
from core.heads.label_files import seconds
from core.heads.trained_head import TrainedHead
from core.heads.training import ABSENT, OTHER_SCALE, PRESENT, Lesson, train
from core.jobs import Inquiry, Progress
from core.names import clean, key
from core.networks.network import Network
from core.networks.runtimes import open_engine
from core.statistics.ranking import average_precision, roc_auc
from core.tabular import PersonsTable, Problem, TableRow, refusal

SHOTS = (1, 5, 10)
_DRAWS = 3


@dataclass(frozen=True, slots=True)
class LabelledClip:
    """A span of a file in which one sound is to be heard."""

    path: Path
    label: str
    start_s: float = 0.0
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """How well the labels of clips were told."""

    shots: int | None
    """Recordings of each label that were trained on; None: the head as it is."""
    clips: int
    """That were tried."""
    labels: int
    accuracy: float
    mean_average_precision: float
    roc_auc: float


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What came of a trial."""

    figures: list[TrialFigures]
    unheard: list[tuple[Path, str]]
    """Files that could not be read, and why."""
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Embedded:
    """Clips that were heard: parallel [clips]."""

    rows: list[WindowFeatures]
    """Of each all its windows."""
    label: NDArray[np.int64]
    recording: NDArray[np.int64]
    names: list[str]


def labelled_clips(data: Path) -> list[LabelledClip]:
    """Return the clips of a folder whose folders are labels, or of a CSV (file, label).

    A CSV may also say start_s and end_s; its files lie beside it. Raises UserError.
    """
    found = list(_of_folder(data)) if data.is_dir() else _of_table(data)
    if len({key(one.label) for one in found}) < 2:
        raise UserError(
            f"{data} has fewer than two labels: nothing can be told apart. Make a folder for each "
            "sound, or a CSV with file and label."
        )
    return sorted(found, key=lambda one: (one.path.as_posix(), one.start_s, one.label))


def try_network(
    network: Network, clips: Sequence[LabelledClip], seed: int = 0
) -> Inquiry[TrialResult]:
    """Measure how few clips of each label a network needs. Progress counts clips."""
    heard, unheard = yield from _hear(network, clips)
    figures = [one for shots in SHOTS if (one := _few_shot(heard, shots, seed)) is not None]
    if not figures:
        raise UserError(
            "Each label needs at least two recordings: one to learn, and one to be asked that "
            "nothing was learned from."
        )
    return TrialResult(figures, unheard, [])


def try_head(
    head: TrainedHead, network: Network, clips: Sequence[LabelledClip]
) -> Inquiry[TrialResult]:
    """Measure how well a head tells clips of the labels that it knows. Progress counts clips."""
    if dict(network.manifest.sha256) != head.facts.network_files:
        raise UserError(
            f"The head {head.facts.name} was trained on another version of {head.facts.network}."
        )
    known = {key(one.text): n for n, one in enumerate(head.facts.labels)}
    mine = [one for one in clips if key(one.label) in known]
    others = sorted({one.label for one in clips if key(one.label) not in known})
    if len({key(one.label) for one in mine}) < 1:
        raise UserError(f"The head knows none of these labels: {', '.join(others[:20])}.")
    heard, unheard = yield from _hear(network, mine, head)
    columns = [known[key(name)] for name in heard.names]
    scores = np.stack([head.scores(rows).max(axis=0)[columns] for rows in heard.rows])
    notes = [f"Not known to the head: {', '.join(others[:20])}."] if others else []
    return TrialResult([_figures(None, scores, heard.label)], unheard, notes)


def _of_folder(folder: Path) -> Iterator[LabelledClip]:
    for path in folder.glob("*/**/*"):
        if is_heard(path.suffix.lower()) and path.is_file() and not path.name.startswith("."):
            yield LabelledClip(path, clean(path.relative_to(folder).parts[0]))


def _of_table(file: Path) -> list[LabelledClip]:
    """Return what the rows name. Raises UserError naming every line that cannot be understood."""
    table = PersonsTable(file, ("file", "label", "start_s", "end_s"), certain=("end_s",))
    if not {"file", "label"} <= set(table.columns):
        raise UserError(f"{file.name} needs the columns file and label.")
    clips: list[LabelledClip] = []
    wrong: list[Problem] = []
    for row in table.rows():
        try:
            clips.append(_of_row(row, file.parent))
        except ValueError as error:
            wrong.append((row.line, str(error)))
    if wrong:
        raise refusal(file, wrong)
    return clips


def _of_row(row: TableRow, folder: Path) -> LabelledClip:
    if row.problem:
        raise ValueError(row.problem)
    label, start, end = clean(row.told["label"]), row.told["start_s"], row.told["end_s"]
    if not label or not row.told["file"]:
        raise ValueError("it has no label" if not label else "it has no file")
    start_s = seconds(start, "start_s") if start else 0.0
    end_s = seconds(end, "end_s") if end else None
    if not 0 <= start_s < (math.inf if end_s is None else end_s):
        raise ValueError("end_s must be after start_s")
    path = folder / row.told["file"]
    if not path.exists():  # written under Windows
        path = folder / row.told["file"].replace("\\", "/")
    return LabelledClip(path, label, start_s, end_s)


def _hear(
    network: Network, clips: Sequence[LabelledClip], head: TrainedHead | None = None
) -> Inquiry[tuple[_Embedded, list[tuple[Path, str]]]]:
    """Let the network hear all clips: one that cannot be read stops none of the others."""
    if not network.manifest.embedding_size:
        raise UserError(
            f"{network.manifest.title} {network.manifest.version} gives scores and nothing else, "
            "so no sound can be taught on it. Take another network."
        )
    cut, engine = _windowing(network, head), open_engine(network.manifest)
    with_frames = head is not None and head.reads_frames
    names = sorted({key(one.label): one.label for one in reversed(clips)}.values(), key=key)
    place = {key(name): n for n, name in enumerate(names)}
    files = {path: n for n, path in enumerate(dict.fromkeys(one.path for one in clips))}
    rows: list[WindowFeatures] = []
    kept: list[LabelledClip] = []
    unheard: list[tuple[Path, str]] = []
    for number, clip in enumerate(clips, 1):
        try:
            windows = clip_windows(clip.path, cut, clip.start_s, clip.end_s)
            found = heard_rows(network, engine, windows, with_frames=with_frames)
            found = found[np.asarray(found.log.any(axis=1))]
            if not len(found):
                raise UserError(f"The network hears nothing in {clip.path.name}.")
        except NetworkUnavailableError:
            raise
        except UserError as error:
            unheard.append((clip.path, str(error)))
        else:
            rows.append(found)
            kept.append(clip)
        yield Progress(number, len(clips))
    if not rows:
        first = unheard[0][1] if unheard else "There is none."
        raise UserError(f"None of the clips could be heard: {first}")
    label = np.array([place[key(one.label)] for one in kept], np.int64)
    return _Embedded(
        rows, label, np.array([files[one.path] for one in kept], np.int64), names
    ), unheard


def _windowing(network: Network, head: TrainedHead | None) -> Windowing:
    if head is not None:
        facts = head.facts
        step = facts.step_samples or facts.window_samples
        return Windowing(facts.sample_rate, facts.window_samples, step, 1)
    known = network.manifest
    return Windowing.of(known.sample_rate, known.window_s, known.overlap_s, known.least_sound_s)


def _few_shot(heard: _Embedded, shots: int, seed: int) -> TrialFigures | None:
    """Train on so many recordings of each label and ask about all others; None where too few."""
    each = []
    for draw in range(_DRAWS):
        random = np.random.default_rng((seed, draw))
        taught: set[int] = set()
        for label in np.unique(heard.label).tolist():
            there = np.unique(heard.recording[heard.label == label])
            if len(there) <= shots:
                return None
            taught |= set(random.choice(there, shots, replace=False).tolist())
        mine = np.isin(heard.recording, sorted(taught))
        if len(np.unique(heard.label[~mine])) < 2:  # those left hold what was learned too
            return None
        each.append(_figures(shots, _scores_of_rest(heard, mine), heard.label[~mine]))
    values = [(one.accuracy, one.mean_average_precision, one.roc_auc) for one in each]
    accuracy, precision, auc = np.mean(values, axis=0).tolist()
    return TrialFigures(shots, each[0].clips, each[0].labels, accuracy, precision, auc)


def _scores_of_rest(heard: _Embedded, mine: NDArray[np.bool_]) -> Float32:
    labels = len(heard.names)
    known = stacked([heard.rows[n] for n in np.flatnonzero(mine)])
    lengths = [len(heard.rows[n]) for n in np.flatnonzero(mine)]
    which = np.repeat(heard.label[mine], lengths)
    present = np.where(which[:, None] == np.arange(labels), PRESENT, ABSENT).astype(np.int8)
    none = known[np.zeros(0, np.int64)]
    weights = train(Lesson(known, present, none, none, np.full(labels, OTHER_SCALE)))
    return np.stack([weights.scores(heard.rows[n]).max(axis=0) for n in np.flatnonzero(~mine)])


def _figures(shots: int | None, scores: Float32, label: NDArray[np.int64]) -> TrialFigures:
    there = np.unique(label)
    of_each = [(scores[:, n], label == n) for n in there.tolist()]
    precision = [ap for one in of_each if (ap := average_precision(*one)) is not None]
    auc = [a for one in of_each if (a := roc_auc(*one)) is not None]
    return TrialFigures(
        shots,
        len(label),
        len(there),
        float((scores.argmax(axis=1) == label).mean()),
        float(np.mean(precision)),
        float(np.mean(auc)) if auc else float("nan"),
    )
