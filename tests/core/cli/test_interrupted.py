"""Killed or interrupted at any moment and started again, the result is that of one run."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.analysis import Settings, analyse
from core.scan import scan
from core.store import Project, embeddings, recordings
from tests.core.sounds import clips, cut, run_original, stored

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

# A shell's background jobs are deaf to Ctrl+C: hear it again.
_COMMAND = """import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from core.cli import main
main()"""
_FILES = 60


@pytest.fixture(scope="module")
def media(samples: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    clips(folder, samples, _FILES)
    return folder


def start(media: Path, project: Path) -> subprocess.Popen[bytes]:
    words = ["analyze", str(media), "--project", str(project), "--min-score", "0.1", "--json"]
    return subprocess.Popen(
        [sys.executable, "-c", _COMMAND, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        cwd=Path(__file__).parents[3],
    )


def done(project: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{project}/project.db?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM run_recordings").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def wait_until(running: subprocess.Popen[bytes], project: Path, count: int) -> None:
    while running.poll() is None and done(project) < count:
        time.sleep(0.01)


def kill_group(running: subprocess.Popen[bytes]) -> None:
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()


@pytest.fixture(scope="module")
def truth(media: Path, birdnet, tmp_path_factory) -> dict[tuple[str, str, float], float]:
    with closing(Project(tmp_path_factory.mktemp("truth"))) as project:
        list(scan(project, media))
        list(analyse(project, birdnet, Settings(min_score=0.1)))
        return stored(project)


def embedded(project: Project) -> Iterator[tuple[Path, np.ndarray]]:
    with project.reading() as db:
        for file in recordings.everything(db):
            yield file.path, embeddings.read(project, db, 1, file.id, 1024)


def test_killed_at_random_moments_the_result_is_that_of_one_run(media, truth, tmp_path):
    chance = random.Random()
    folder = tmp_path / "project"
    counts = [chance.randrange(1, 15), chance.randrange(15, 35), chance.randrange(35, _FILES)]
    running = start(media, folder)
    time.sleep(chance.uniform(0.5, 3))
    kill_group(running)
    for count in counts:
        running = start(media, folder)
        wait_until(running, folder, count)
        kill_group(running)
    out, err = start(media, folder).communicate()
    assert b'"recordings": 60' in out, err
    with closing(Project(folder)) as project:
        assert stored(project).keys() == truth.keys()
        assert stored(project) == pytest.approx(truth, abs=1e-5)
        for path, rows in list(embedded(project))[::12]:
            _, original = run_original(cut(soundfile.read(path, dtype="float32")[0]))
            np.testing.assert_allclose(rows, original, atol=2e-3, rtol=2e-3)
        assert len(list(embedded(project))) == _FILES


def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(media, truth, tmp_path):
    folder = tmp_path / "project"
    running = start(media, folder)
    wait_until(running, folder, 5)
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate()
    assert running.returncode == 1
    assert b"Stopped. What was done is saved; the same command goes on from there." in err
    assert b"Traceback" not in err
    assert 5 <= done(folder) < _FILES
    start(media, folder).communicate()
    with closing(Project(folder)) as project:
        assert stored(project) == pytest.approx(truth, abs=1e-5)


def test_ctrl_c_while_workers_start_is_quiet(media, tmp_path):
    folder = tmp_path / "project"
    running = start(media, folder)
    while running.poll() is None and not list(folder.glob("embeddings/*")):
        time.sleep(0.01)
    time.sleep(0.2)
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate()
    assert (running.returncode, b"Traceback" in err) == (1, False), err.decode()
