"""Whoever hears a task tells the same of it."""

import numpy as np
import pytest

from core.audio.windows import Windowing
from core.errors import NetworkUnavailableError
from core.inference.executors import InProcess, ProcessPool
from core.inference.messages import Alone, Done, Failed, Part, Ready, Setup, Task
from core.networks.birdnet.files import MANIFEST as BIRDNET
from tests.core.inference.toys import MANIFEST, named
from tests.core.sounds import noise, record

EXECUTORS = (InProcess(), ProcessPool(1), ProcessPool(2))


def setup_of(manifest, folder, labels=(3,)):
    windowing = Windowing.of(
        manifest.sample_rate, manifest.window_s, manifest.overlap_s, manifest.least_sound_s
    )
    return Setup(manifest, labels, windowing, {1: str(folder)})


def tasks(*names, count=10, doubted=False):
    return iter([Task(n, n, 1, name, 0, count, doubted) for n, name in enumerate(names)])


def heard(executor, setup, todo):
    return [event for event in executor.events(setup, todo) if event is not None]


def test_in_process_and_in_worker_processes_the_samples_sound_the_same(samples):
    setup, names = setup_of(BIRDNET, samples[0].parent, (6522,)), [path.name for path in samples]
    one, *others = (heard(executor, setup, tasks(*names)) for executor in EXECUTORS)
    mine = {e.task_id: e for e in one if isinstance(e, Part)}
    assert len(mine) == 3
    for events in others:
        assert {e for e in events if isinstance(e, Done)} == {e for e in one if isinstance(e, Done)}
        for part in (e for e in events if isinstance(e, Part)):
            (theirs,), (head,) = part.heads, mine[part.task_id].heads
            np.testing.assert_array_equal(theirs.window, head.window)
            np.testing.assert_array_equal(theirs.label, head.label)
            np.testing.assert_allclose(theirs.output, head.output, atol=1e-4)
            np.testing.assert_allclose(
                part.embeddings, mine[part.task_id].embeddings, atol=2e-3, rtol=2e-3
            )


@pytest.mark.parametrize("executor", EXECUTORS[:2])
def test_one_broken_file_stops_no_other(executor, tmp_path):
    for name in ("a.wav", "c.wav"):
        record(tmp_path / name, noise(3, rate=16_000), rate=16_000)
    (tmp_path / "b.wav").write_bytes(b"RIFF and nothing else")
    events = heard(executor, setup_of(MANIFEST, tmp_path), tasks("a.wav", "b.wav", "c.wav"))
    assert isinstance(events[0], Ready)
    assert {e.task_id for e in events if isinstance(e, Done)} == {0, 2}
    assert [e.task_id for e in events if isinstance(e, Failed)] == [1]


@pytest.mark.parametrize("executor", EXECUTORS[:2])
@pytest.mark.parametrize("name", ["changing", "one-row-less"])
def test_a_network_that_breaks_its_promise_ends_it_with_its_sentence(executor, name, tmp_path):
    record(tmp_path / "a.wav", noise(3, rate=16_000), rate=16_000)
    with pytest.raises(NetworkUnavailableError, match="Toy 1 gave for its head Toy 1"):
        heard(executor, setup_of(named(name), tmp_path), tasks("a.wav"))


def test_a_recording_that_takes_too_much_memory_fails_and_the_next_is_heard(tmp_path):
    record(tmp_path / "loud.wav", noise(3, rate=16_000) * 90, rate=16_000)
    record(tmp_path / "low.wav", noise(3, rate=16_000), rate=16_000)
    setup = setup_of(named("failing"), tmp_path)
    events = heard(InProcess(), setup, tasks("loud.wav", "low.wav"))
    (failed,) = (e for e in events if isinstance(e, Failed))
    assert (failed.task_id, failed.code) == (0, "no-memory")
    assert [e.task_id for e in events if isinstance(e, Done)] == [1]


def test_what_is_in_doubt_is_announced_so_that_everything_else_is_stored_before(tmp_path):
    record(tmp_path / "a.wav", noise(3, rate=16_000), rate=16_000)
    events = heard(InProcess(), setup_of(MANIFEST, tmp_path), tasks("a.wav", doubted=True))
    assert isinstance(events[1], Alone)


def test_as_many_lanes_a_process_as_suit_the_network(tmp_path):
    from core.inference.pool import Pool

    setup = setup_of(named("toy-1", lanes=3), tmp_path)
    assert Pool(setup, iter(()), 7)._lanes == [3, 3, 1]
