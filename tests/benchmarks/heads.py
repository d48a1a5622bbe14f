"""How fast a million windows are searched, scored and ranked anew, and how fast a head is trained.

``python -m tests.benchmarks.heads [--windows 1000000]``: on made embeddings of 1,024 numbers.
"""

import argparse
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import numpy as np
import psutil
from PySide6.QtWidgets import QApplication
from scipy import sparse

from core.heads.features import WindowFeatures
from core.heads.linear_scan import scanned
from core.heads.live_ranking import live_ranking
from core.heads.rounds import ask
from core.heads.search import search
from core.heads.sound_map import sound_map
from core.heads.training import Lesson, Weights, train
from core.heads.windows import PassWindows
from core.jobs import answer
from core.store import Project, clip_labels, recordings, scores
from core.store.clip_labels import ClipLabel
from core.store.embeddings import EmbeddingSpan, save_spans, shard_path
from core.store.scores import HeadScores, Histogram, SparseScores, WindowScores
from gui.widgets.points_plot import PointsPlot
from tests.core import made
from tests.core.conftest import inspected

FOLDER = Path("build/bench/heads")
_EACH, _SIZE, _AT_ONCE = 1000, 1024, 50_000
_PICTURES = 60
_HEARD = 300
"""Labels of the network that are heard at all: what a project has of its thousands."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--windows", type=int, default=1_000_000)
    windows = parser.parse_args().windows
    shutil.rmtree(FOLDER, ignore_errors=True)
    with closing(Project(FOLDER)) as project:
        heard = PassWindows(project, _fill(project, windows))
        with project.reading() as db:
            like = heard.rows(db, [(1, 5)])[1]
        _tell(f"preparing {windows:,} windows, once", lambda: list(heard.prepared()))
        before = psutil.Process().memory_info().rss
        for _ in range(2):
            _tell(f"searching {windows:,} windows", lambda: answer(search(heard, like)))
        more = psutil.Process().memory_info().rss - before
        print(f"memory for that {more / 1e6:,.0f} MB")  # noqa: T201
        for labels in (1, 20):
            weights = _weights(labels, heard.network_labels)
            what = f"scoring {windows:,} windows with {labels} labels"
            _tell(what, lambda weights=weights: _score(heard, weights))
        _rank_anew(project, heard)
        _tell(f"a map of {windows:,} windows", lambda: answer(sound_map(heard)))
    lesson = _lesson(2000, 20)
    _tell("training 20 labels on 2,000 windows", lambda: train(lesson))
    _pan(200_000)


def _pan(points: int) -> None:
    """Tell how many pictures a second a map is moved with."""
    app = QApplication.instance() or QApplication(["benchmark", "-platform", "offscreen"])
    plot, random = PointsPlot("Map"), np.random.default_rng(0)
    plot.resize(1180, 740)
    plot.show_points(random.normal(size=(points, 2)).astype(np.float32))
    plot.colour(random.integers(0, 8, points), ["#E69F00"] * 7)
    wall = time.perf_counter()
    for _ in range(_PICTURES):
        plot.move_by(3, 1)
        plot.grab()
    rate = _PICTURES / (time.perf_counter() - wall)
    print(f"moving a map of {points:,} points: {rate:.0f} pictures a second")  # noqa: T201
    del app


def _rank_anew(project: Project, heard: PassWindows) -> None:
    """Say of clips whether a sound is in them, and measure what one answer more takes."""
    with project.reading() as db:
        rows = heard.rows(db, [(1, n) for n in range(176)])[1]

    def say(numbers: range, window: int, *, present: bool) -> None:
        at_s = heard.cut.start_s(window)
        span = (at_s, at_s + heard.cut.window_s)
        with project.writing() as db:
            said = [ClipLabel(n, *span, "a song", present, False, "Ann") for n in numbers]
            clip_labels.add(db, said)

    say(range(1, 11), 5, present=True)
    say(range(1, 51), 500, present=False)
    with patch("core.heads.live_ranking.made_rows", return_value=rows):
        ranking = answer(live_ranking(heard, "a song"))
    say(range(11, 12), 5, present=True)
    _tell("ranking all anew after one answer", ranking.learn)
    _tell("choosing the next ten clips", lambda: ask(ranking))


def _score(heard: PassWindows, weights: Weights) -> None:
    for some in scanned(heard, weights.features, weights.evidence):
        weights.finished(some.values, some.said)


def _weights(labels: int, network_labels: int) -> Weights:
    random = np.random.default_rng(3)
    features = random.normal(0, 1, (_SIZE, labels)).astype(np.float32)
    evidence = random.normal(0, 1, (network_labels, labels)).astype(np.float32)
    return Weights(features, evidence, np.zeros(labels, np.float32))


def _tell(what: str, work: Callable[[], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what}: {wall:.2f} s, {cpu:.2f} s of processor")  # noqa: T201


def _fill(project: Project, windows: int) -> int:
    """Make a pass of so many windows; return its id."""
    some = np.abs(np.random.default_rng(0).normal(0, 0.5, (_AT_ONCE, _SIZE))).astype("<f2")
    at = datetime(2025, 5, 3, 5, 0)  # noqa: DTZ001 - a recorder's clock
    with project.writing() as db:
        root = recordings.root(db, Path("/nowhere"))
        names = [f"{n:05d}.wav" for n in range(windows // _EACH)]
        files = [(name, inspected(Path(name), at), None) for name in names]
        recordings.save(db, root, files)
        head_id = made.know_birdnets_labels(db)
        pass_id = made.a_pass(db, head_id=head_id)
        for n, one in enumerate(list(recordings.everything(db))):
            scores.save(db, pass_id, [head_id], one, _scores(n))
            save_spans(db, pass_id, one.id, [EmbeddingSpan(0, _EACH, 0, n * _EACH)])
    path = shard_path(project.folder, pass_id, 0)
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        for n in range(-(-windows // _AT_ONCE)):
            file.write(np.roll(some, n, axis=1).tobytes())
    return pass_id


def _scores(seed: int) -> WindowScores:
    """Return five labels in each window, as a network hears them."""
    random = np.random.default_rng(seed)
    windows = np.repeat(np.arange(_EACH, dtype=np.uint32), 5)
    labels = random.integers(0, _HEARD // 5, (_EACH, 5)) + np.arange(5) * (_HEARD // 5)
    outputs = random.normal(-2, 1, 5 * _EACH).astype(np.float32)
    none = np.zeros(0, np.uint16)
    histogram = Histogram(none, none.astype(np.uint8), none.astype(np.uint32))
    found = SparseScores(windows, labels.ravel().astype(np.uint16), outputs)
    return WindowScores(_EACH, 3000.0, (HeadScores(found, histogram),))


def _lesson(windows: int, labels: int) -> Lesson:
    random = np.random.default_rng(1)

    def rows(count: int) -> WindowFeatures:
        log = random.normal(0, 1, (count, _SIZE)).astype(np.float32)
        log /= np.linalg.norm(log, axis=1, keepdims=True)
        heard = sparse.random(count, _HEARD, 5 / _HEARD, format="csr", random_state=2)
        evidence = sparse.csr_matrix((heard.data, heard.indices, heard.indptr), (count, 6522))
        return WindowFeatures(log, evidence.astype(np.float32) * 5)

    labelled = rows(windows)
    which = np.arange(windows) % labels
    labelled.log[:] += np.eye(labels, _SIZE, dtype=np.float32)[which] * 0.5
    present = (which[:, None] == np.arange(labels)).astype(np.int8)
    return Lesson(labelled, present, rows(200), rows(176), np.full(labels, 30.0))


if __name__ == "__main__":
    main()
