"""Workers that die or hang take nothing with them but, at worst, the file they were at."""

import os
import signal
import sys
from itertools import count

import pytest

from core.analysis import Settings, analyse
from core.audio.windows import Windowing
from core.inference.messages import Began, Done, Failed, Part, Setup, Task
from core.inference.pool import Pool
from core.networks.birdnet.files import MANIFEST
from core.scan import scan
from tests.core.inference.watched import Watched
from tests.core.sounds import clips, differences, expected, stored

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
WINDOWING = Windowing.of(48_000, 3.0, 0.0, 1.0)


def setup(folder):
    return Setup(MANIFEST, (6522,), WINDOWING, {1: str(folder)})


def tasks(paths):
    return (Task(n, n, 1, path.name, 0, 2) for n, path in enumerate(paths))


def finished(events) -> list[int]:
    return sorted(e.task_id for e in events if isinstance(e, Done))


@posix
def test_a_killed_worker_is_replaced_and_nothing_is_missing(samples, tmp_path):
    pool = Pool(setup(tmp_path), tasks(clips(tmp_path, samples, 12)), workers=2)
    seen = []
    for event in pool.events():
        seen.append(event)
        if isinstance(event, Part) and len(seen) < 40:
            seen = seen + [None] * 40
            pool._workers[0].process.kill()
    assert finished(seen) == list(range(12))
    assert not [e for e in seen if isinstance(e, Failed)]


@posix
def test_a_file_whose_worker_dies_twice_is_given_up_behind_all_others(samples, tmp_path):
    pool = Pool(setup(tmp_path), tasks(clips(tmp_path, samples, 6)), workers=1)
    ended = []
    for event in pool.events():
        if isinstance(event, Done | Failed):
            ended.append(event)
        if isinstance(event, Began) and event.task_id == 3:
            pool._workers[0].process.kill()
    assert [(e.task_id, e.code) for e in ended if isinstance(e, Failed)] == [(3, "crashed")]
    assert "no memory" in ended[-1].text
    assert set(finished(ended[:-1])) == {0, 1, 2, 4, 5}


@posix
def test_a_file_that_hangs_is_given_up_and_the_others_go_on(samples, tmp_path):
    pool = Pool(setup(tmp_path), tasks(clips(tmp_path, samples, 6)), workers=1, hang_limit_s=6.0)
    seen, stopped = [], []
    for event in pool.events():
        seen.append(event)
        if isinstance(event, Began) and not stopped:
            stopped.append(event)
            os.kill(pool._workers[0].process.pid, signal.SIGSTOP)
    failed = [e for e in seen if isinstance(e, Failed)]
    assert [(e.code, len(failed)) for e in failed] == [("hung", 1)]
    assert set(finished(seen)) | {failed[0].task_id} == set(range(6))


@posix
def test_an_analysis_outlives_a_killed_worker(project, birdnet, samples, tmp_path):
    paths = clips(tmp_path / "media", samples, 20)
    list(scan(project, tmp_path / "media"))
    watched = Watched(2)
    running = analyse(project, birdnet, Settings(), executor=watched)
    next(step for step in running if step.done > 0.004)
    watched.pool._workers[-1].process.kill()
    *_, last = running
    assert last.problems == 0
    truth = {key: score for path in paths for key, score in expected(path).items()}
    assert differences(stored(project), truth, 0.25) == []


def test_no_more_workers_start_than_there_are_tasks(samples, tmp_path):
    pool = Pool(setup(tmp_path), tasks(clips(tmp_path, samples, 1)), workers=4)
    numbers = {len(pool._workers) for _, _ in zip(count(), pool.events(), strict=False)}
    assert max(numbers) == 1


def test_no_tasks_need_no_workers(tmp_path):
    assert list(Pool(setup(tmp_path), iter(()), workers=2).events()) == []


def test_parts_hold_each_window_once_whatever_the_batches(samples, tmp_path):
    pool = Pool(setup(tmp_path), tasks(clips(tmp_path, samples, 5)), workers=1)
    parts = [e for e in pool.events() if isinstance(e, Part)]
    heard = sorted((p.task_id, p.first, p.windows, len(p.embeddings)) for p in parts)
    assert heard == [(n, 0, 2, 2) for n in range(5)]


def test_a_missing_file_fails_with_a_sentence_and_the_others_go_on(samples, tmp_path):
    paths = clips(tmp_path, samples, 3)
    paths[1].unlink()
    seen = list(Pool(setup(tmp_path), tasks(paths), workers=1).events())
    assert [e.code for e in seen if isinstance(e, Failed)] == ["vanished"]
    assert finished(seen) == [0, 2]
