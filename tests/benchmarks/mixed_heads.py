"""How well heads tell sounds that lie in field recordings, beside other ways to train one.

``python -m tests.benchmarks.mixed_heads SOUNDS BACKGROUND [BACKGROUND ...]``: SOUNDS is a folder
whose folders are labels, each BACKGROUND one of field recordings without these sounds. Files of
both are halved: what is trained on is mixed of one half, what is asked of the other. Each target
lies somewhere in a window, -10 to +10 dB above or below what is around it, three in ten windows
have a second one, and as many windows have none. The open set is field sound and made sounds that
no head has heard.

perch-hoplite's own trainer is asked where ``make bench-peers`` has installed it. On a busy machine
OPENBLAS_NUM_THREADS=1 makes it many times as quick.
"""

import argparse
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit

from core.audio.kinds import is_heard
from core.audio.windows import Windowing
from core.errors import UserError
from core.heads.evaluation import Trial, judge
from core.heads.features import WindowFeatures
from core.heads.hearing import clip_windows, heard_rows
from core.heads.made_sounds import made_sounds
from core.heads.training import ABSENT, OTHER_SCALE, PRESENT, UNKNOWN, Lesson, train
from core.networks.catalogue import network
from core.networks.runtimes import open_engine
from core.statistics.ranking import average_precision
from tests.benchmarks.install_peers import python_of

BUILD = Path("build/bench/mixed-heads")
PEER = Path(__file__).with_name("peers") / "train_perch_hoplite.py"
Float32 = NDArray[np.float32]
_SECOND = 0.3
_MOST_FILES = 60
"""Of a label and half."""
_LEVELS_DB = (-10.0, 10.0)
_SHOTS = (4, 16, 48)


@dataclass(frozen=True, slots=True)
class MixedHalf:
    """Windows of one half of the files: parallel [windows]."""

    rows: WindowFeatures
    present: NDArray[np.int8]
    """[windows, labels]"""


@dataclass(frozen=True, slots=True)
class HeadTried:
    """What a way to train gives: scores, and from where on it detects."""

    test: Float32
    open: Float32
    least: Float32
    """[labels]"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sounds", type=Path)
    parser.add_argument("background", type=Path, nargs="+")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--shots", type=int, nargs="+", default=_SHOTS)
    parser.add_argument("--mix", type=int, default=11, help="seed of how sounds are mixed")
    given = parser.parse_args()
    labels = sorted(one.name for one in given.sounds.iterdir() if one.is_dir())
    halves = [_heard(given.sounds, labels, given.background, half, given.mix) for half in (0, 1)]
    with patch("core.heads.made_sounds.VERSION", 99):
        never_heard = _cached("open", _made)
    made = _cached("made", _made)
    learn, asked = halves
    field = ~(asked.present == PRESENT).any(axis=1)
    for shots in given.shots:
        table = Table(title=f"{len(labels)} labels, {shots} recordings each, mix {given.mix}")
        for name in ("head", "mAP", "with open set", "recall", "precision", "alarms in field",
                     "in made sounds"):  # fmt: skip
            table.add_column(name, justify="right")
        found: dict[str, list[list[float]]] = {}
        for seed in range(given.seeds):
            for name, tried in _tried(learn, asked.rows, never_heard, made, shots, seed):
                found.setdefault(name, []).append(_figures(tried, asked.present, field))
        for name, figures in found.items():
            means = np.nanmean(figures, axis=0)
            table.add_row(name, *(f"{one:.3f}" for one in means))
        Console(width=130).print(table)


# --- sounds ---


def _heard(
    sounds: Path, labels: Sequence[str], backgrounds: Sequence[Path], half: int, mix: int
) -> MixedHalf:
    """Mix and hear the windows of one half of the files."""
    random = np.random.default_rng((mix, half))
    files = [_half(sounds / label, half, mix) for label in labels]
    around = [one for folder in backgrounds for one in _half(folder, half, mix)]
    count = sum(map(len, files))
    present = np.full((2 * count, len(labels)), ABSENT, np.int8)
    where = [(n, file) for n, some in enumerate(files) for file in some]
    extra = [int(random.integers(len(where))) if random.random() < _SECOND else None for _ in where]
    for row, ((label, _), other) in enumerate(zip(where, extra, strict=True)):
        present[row, label] = PRESENT
        if other is not None:
            present[row, where[other][0]] = PRESENT

    def windows() -> Iterator[Float32]:
        for row in range(2 * count):
            window = _field(around[int(random.integers(len(around)))], random)
            if row < count:
                others = [] if extra[row] is None else [where[extra[row] or 0][1]]
                for file in [where[row][1], *others]:
                    window = window + _target(file, window, random)
            yield np.clip(window, -1, 1).astype(np.float32)

    return MixedHalf(_cached(f"{mix}-{half}-{count}", windows), present)


def _half(folder: Path, half: int, mix: int) -> list[Path]:
    every = sorted(one for one in folder.rglob("*") if is_heard(one.suffix.lower()))
    order = np.random.default_rng(mix).permutation(len(every))
    return [every[n] for n in order[half::2][:_MOST_FILES]]


def _cut() -> Windowing:
    known = network("birdnet-2.4").manifest
    return Windowing.of(known.sample_rate, known.window_s, 0.0, known.least_sound_s)


def _field(file: Path, random: np.random.Generator) -> Float32:
    windows = list(clip_windows(file, _cut()))
    return windows[int(random.integers(max(1, len(windows) - 1)))]


def _target(file: Path, around: Float32, random: np.random.Generator) -> Float32:
    """Return a file's loudest window somewhere in a window, at a level beside what is there."""
    with suppress(UserError):
        window = max(clip_windows(file, _cut()), key=lambda one: float(np.square(one).sum()))
        sound = window[: int(np.flatnonzero(window)[-1]) + 1] if window.any() else window[:1]
        level = np.sqrt(np.mean(np.square(around))) * 10 ** (random.uniform(*_LEVELS_DB) / 20)
        placed = np.zeros_like(around)
        at = int(random.integers(len(window) - len(sound) + 1))
        placed[at : at + len(sound)] = sound * (level / max(1e-9, np.sqrt(np.mean(sound**2))))
        return placed
    return np.zeros_like(around)


def _made() -> Iterator[Float32]:
    cut = _cut()
    return made_sounds(cut.sample_rate, cut.length)


def _cached(name: str, windows: Callable[[], Iterable[Float32]]) -> WindowFeatures:
    """Return what the network makes of windows; it is kept for the next time."""
    path = BUILD / f"{name}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        known = network("birdnet-2.4")
        rows = heard_rows(known, open_engine(known.manifest), windows())
        cells = rows.evidence
        np.savez(path, log=rows.log, raw=rows.embeddings, data=cells.data, indices=cells.indices,
                 indptr=cells.indptr, width=cells.shape[1])  # fmt: skip
    kept = np.load(path)
    shape = (len(kept["log"]), int(kept["width"]))
    evidence = sparse.csr_matrix((kept["data"], kept["indices"], kept["indptr"]), shape=shape)
    return WindowFeatures(kept["log"], evidence, kept["raw"])


# --- heads ---


def _tried(
    learn: MixedHalf,
    asked: WindowFeatures,
    never_heard: WindowFeatures,
    made: WindowFeatures,
    shots: int,
    seed: int,
) -> Iterator[tuple[str, HeadTried]]:
    """Train each way on so many windows of each label, and ask about the others."""
    random = np.random.default_rng(seed)
    chosen: set[int] = set()
    for column in learn.present.T:
        there = np.flatnonzero(column == PRESENT)
        chosen |= set(random.choice(there, min(shots, len(there)), replace=False).tolist())
    mine = np.array(sorted(chosen))
    rest = np.setdiff1d(np.arange(len(learn.rows)), mine)
    weak = learn.rows[np.sort(random.choice(rest, min(200, len(rest)), replace=False))]
    whole = learn.present[mine]
    only_yes = np.where(whole == PRESENT, PRESENT, UNKNOWN).astype(np.int8)
    for said, present in (("positives", only_yes), ("all", whole)):
        scales = np.full(present.shape[1], OTHER_SCALE)
        lesson = Lesson(learn.rows[mine], present, weak, made, scales, present == UNKNOWN)
        yield f"this program, {said} labelled", _ours(lesson, mine, asked, never_heard)
        plain = _plain_regression(learn.rows, mine, present, rest[:3000])
        yield f"logistic regression, {said}", _linear(*plain, asked, never_heard, unit=True)
        if python_of("perch-hoplite").exists():
            known = np.full(learn.present.shape, UNKNOWN, np.int8)
            known[mine] = present
            theirs = _hoplite(learn.rows, known)
            yield f"perch-hoplite, {said}", _linear(*theirs, asked, never_heard, unit=False)


def _ours(
    lesson: Lesson, mine: NDArray[np.int64], asked: WindowFeatures, never_heard: WindowFeatures
) -> HeadTried:
    weights = train(lesson)
    shape = lesson.present.shape
    none = np.zeros(shape, np.bool_), np.zeros(shape[1], np.int64)
    judged = judge(
        Trial(lesson, mine, mine, False, train, 0, *none),
        [str(n) for n in range(shape[1])],
        weights.scores(lesson.made),
    )
    least = np.array([np.inf if one is None else one for one in judged.thresholds], np.float32)
    return HeadTried(weights.scores(asked), weights.scores(never_heard), least)


def _plain_regression(
    rows: WindowFeatures,
    mine: NDArray[np.int64],
    present: NDArray[np.int8],
    weak: NDArray[np.int64],
) -> tuple[Float32, Float32]:
    """Return a logistic regression on embeddings of unit length, weak negatives weighing .05."""
    x = np.concatenate([_unit(rows)[mine], _unit(rows)[weak]])
    x = np.concatenate([x, np.ones((len(x), 1))], axis=1).astype(np.float32)
    no = -np.ones((len(weak), present.shape[1]))
    sign = np.concatenate([np.where(present == PRESENT, 1.0, -1.0), no])
    weight = np.concatenate([(present != UNKNOWN).astype(float), -no * 0.05])

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat.reshape(x.shape[1], -1)
        z = sign * (x @ w.astype(np.float32))
        slope = -10 * weight * sign * expit(-z)
        penalty = np.concatenate([w[:-1], np.zeros_like(w[-1:])])
        value = 10 * float((weight * np.logaddexp(0, -z)).sum()) + 0.5 * float((penalty**2).sum())
        return value, (x.T @ slope.astype(np.float32) + penalty).ravel()

    start = np.zeros(x.shape[1] * present.shape[1])
    options = {"maxiter": 100}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    found = found.reshape(x.shape[1], -1).astype(np.float32)
    return found[:-1], found[-1]


def _hoplite(rows: WindowFeatures, present: NDArray[np.int8]) -> tuple[Float32, Float32]:
    given, made = BUILD / "to-hoplite.npz", BUILD / "of-hoplite.npz"
    np.savez(given, embedding=rows.embeddings, present=present)
    command = [str(python_of("perch-hoplite")), str(PEER), str(given), str(made)]
    subprocess.run(command, check=True, capture_output=True)
    found = np.load(made)
    return found["beta"], found["bias"]


def _linear(
    beta: Float32, bias: Float32, asked: WindowFeatures, never_heard: WindowFeatures, *, unit: bool
) -> HeadTried:
    sets = [
        _unit(one) if unit else np.asarray(one.embeddings, np.float32)
        for one in (asked, never_heard)
    ]
    return HeadTried(*(x @ beta + bias for x in sets), np.zeros(len(bias), np.float32))


def _unit(rows: WindowFeatures) -> Float32:
    raw = np.asarray(rows.embeddings, np.float32)
    return np.asarray(raw / np.maximum(1e-9, np.linalg.norm(raw, axis=1, keepdims=True)))


def _figures(tried: HeadTried, present: NDArray[np.int8], field: NDArray[np.bool_]) -> list[float]:
    """Return mAP, that with the open set, recall, precision, shares of open windows with alarms."""
    was = present == PRESENT
    everything = np.concatenate([tried.test, tried.open])
    none = np.concatenate([was, np.zeros(tried.open.shape, np.bool_)])
    labels = range(was.shape[1])
    closed = [average_precision(tried.test[:, n], was[:, n]) for n in labels]
    with_open = [average_precision(everything[:, n], none[:, n]) for n in labels]
    above = tried.test > tried.least
    right = (above & was).sum()
    return [
        float(np.mean([one for one in closed if one is not None])),
        float(np.mean([one for one in with_open if one is not None])),
        float(right / was.sum()),
        float(right / above.sum()) if above.any() else np.nan,
        float(above[field].any(axis=1).mean()),
        float((tried.open > tried.least).any(axis=1).mean()),
    ]


if __name__ == "__main__":
    main()
