"""A recording that ends its worker stops no other, is tried again, and is never lost in silence."""

import os
import random
import sys
from pathlib import Path

import pytest

from core.analysis import Settings, analyse
from core.inference.executors import ProcessPool
from core.inference.pool import Pool
from core.scan import scan
from core.store import runs, setbacks
from tests.core.inference.watched import Watched
from tests.core.sounds import clips, differences, expected, noise, record, stored

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
FAST = Settings(min_score=0.1, workers=2)
ONE = Settings(min_score=0.1, workers=1)

_TRAPS = """
import ctypes, os, time
import core.inference.hearing as hearing
really = hearing.open_source
def open_source(path, **known):
    name, trap = path.name, os.environ.get("TRAP", "")
    if name.startswith("crash"):
        with open(trap, "a") as seen:
            seen.write(name + chr(10))
        ctypes.string_at(0)
    if name.startswith("hang"):
        time.sleep(3600)
    if name.startswith("bug"):
        raise KeyError("nobody thought of this")
    if name.startswith("big"):
        raise MemoryError
    return really(path, **known)
hearing.open_source = open_source
"""


@pytest.fixture
def traps(tmp_path: Path, monkeypatch) -> Path:
    """Worker processes end, hang or fail on files of certain names; returns what they ended on."""
    code = tmp_path / "traps"
    code.mkdir()
    (code / "sitecustomize.py").write_text(_TRAPS)
    root = Path(__file__).parents[3]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(code), str(root)]))
    monkeypatch.setenv("TRAP", str(tmp_path / "seen"))
    (tmp_path / "seen").touch()
    return tmp_path / "seen"


@pytest.fixture
def media(samples, tmp_path: Path) -> Path:
    clips(tmp_path / "media", samples, 8)
    return tmp_path / "media"


IMPATIENT = ProcessPool(2, hang_limit_s=4.0)


def run(project, birdnet, media: Path, settings: Settings = FAST, **more: object) -> str:
    list(scan(project, media))
    *_, last = analyse(project, birdnet, settings, **more)
    return last.note


def heard(project) -> set[str]:
    query = "SELECT path FROM run_recordings JOIN recordings ON id = recording_id WHERE windows"
    with project.reading() as db:
        return {path for (path,) in db.exec_driver_sql(query)}


def failures(project) -> dict[str, str]:
    with project.reading() as db:
        return dict(runs.problems(db, runs.latest(db).id))


GOOD = {f"{n:03d}.wav" for n in range(8)}


@posix
def test_everything_else_is_stored_before_a_file_that_crashed_is_tried_again(
    project, birdnet, media, traps
):
    record(media / "000 first.wav", noise(4))
    (media / "000 first.wav").rename(media / "crash.wav")
    list(scan(project, media))
    seen_at = []
    for _ in analyse(project, birdnet, ONE):  # of two lanes nobody knows which one did it
        tries = len(traps.read_text().splitlines())
        if tries > len(seen_at):
            seen_at += [heard(project)] * (tries - len(seen_at))
    assert len(seen_at) == 2, "once among the others, once by itself"
    assert seen_at[1] == GOOD
    assert failures(project) == {}


@posix
def test_a_file_that_always_crashes_is_left_for_the_next_start_and_given_up_at_the_third(
    project, birdnet, media, traps
):
    record(media / "crash.wav", noise(4))
    for _ in range(2):
        note = run(project, birdnet, media)
        assert "1 recording was left for the next start. crash.wav: Reading this" in note
        assert heard(project) == GOOD
    assert len(traps.read_text().splitlines()) == 3, "at the second start only by itself"
    assert run(project, birdnet, media) == ""
    assert "given up after 3 starts" in failures(project)["crash.wav"]
    assert run(project, birdnet, media) == ""
    assert len(traps.read_text().splitlines()) == 4


@posix
def test_what_was_given_up_can_be_tried_once_more_and_is_then_like_any_other(
    project, birdnet, media, traps, monkeypatch
):
    path = record(media / "crash.wav", noise(4))
    for _ in range(3):
        run(project, birdnet, media)
    with project.reading() as db:
        assert len(setbacks.given_up(db, runs.latest(db).id)) == 1
    monkeypatch.delenv("PYTHONPATH")
    run(project, birdnet, media, retry_failed=True)
    assert heard(project) == GOOD | {path.name}
    assert failures(project) == {}
    with project.reading() as db:
        assert setbacks.known(db) == set()


@posix
def test_a_file_that_was_replaced_starts_afresh(project, birdnet, media, traps):
    record(media / "crash.wav", noise(4))
    run(project, birdnet, media)
    record(media / "crash.wav", noise(5, seed=2))
    list(scan(project, media))
    with project.reading() as db:
        assert setbacks.known(db) == set()


@posix
def test_of_a_long_recording_that_crashes_the_other_parts_are_not_tried_each(
    project, birdnet, media, traps
):
    record(media / "crash.wav", noise(3 * 96 * 24, rate=8000), rate=8000)
    run(project, birdnet, media)
    assert heard(project) == GOOD
    assert len(traps.read_text().splitlines()) < 12, "of 24 parts"
    run(project, birdnet, media)
    assert len(traps.read_text().splitlines()) < 15


def test_a_fault_in_one_file_ends_no_process_and_is_told(
    project, birdnet, media, traps, monkeypatch
):
    record(media / "bug.wav", noise(4))
    record(media / "big.wav", noise(4, seed=1))
    started = []
    real = Pool._start
    monkeypatch.setattr(Pool, "_start", lambda pool, n: started.append(n) or real(pool, n))
    note = run(project, birdnet, media)
    assert "2 recordings were left for the next start." in note
    assert heard(project) == GOOD
    assert len(started) == 2, "one for each worker, and none in the place of another"


@posix
def test_a_file_that_hangs_is_left_and_given_up_at_the_third_start(project, birdnet, media, traps):
    record(media / "hang.wav", noise(3 * 96 * 3, rate=8000), rate=8000)
    for _ in range(2):
        note = run(project, birdnet, media, executor=IMPATIENT)
        assert "hang.wav: Reading this recording took too long" in note
        assert heard(project) == GOOD
    run(project, birdnet, media, executor=IMPATIENT)
    assert "given up after 3 starts" in failures(project)["hang.wav"]


@posix
@pytest.mark.parametrize("seed", range(3))
def test_files_that_were_open_in_a_killed_worker_are_never_blamed(project, birdnet, media, seed):
    chance, watched = random.Random(seed), Watched(2)
    list(scan(project, media))
    due = {chance.randrange(5, 60) for _ in range(3)}
    for n, _ in enumerate(analyse(project, birdnet, FAST, executor=watched)):
        if n in due and watched.pool._workers:
            chance.choice(watched.pool._workers).process.kill()
    run(project, birdnet, media)
    assert failures(project) == {}
    truth = {k: s for name in GOOD for k, s in expected(media / name).items()}
    assert differences(stored(project), truth, 0.1) == []


@posix
def test_many_files_that_crash_do_not_burn_hours(project, birdnet, media, traps, monkeypatch):
    monkeypatch.setattr("core.inference.pool.MOST_IN_VAIN", 3)
    for n in range(8):
        record(media / f"crash {n}.wav", noise(4, seed=n))
    for settings in (FAST, ONE):
        note = run(project, birdnet, media, settings)
        assert "8 recordings were left for the next start" in note
        assert heard(project) == GOOD
    tries = traps.read_text().splitlines()
    assert len(tries) <= 8 + 8 + 8, "once each; then by themselves, good ones in between"
