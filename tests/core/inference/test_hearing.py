"""Whatever a network gives, a task is heard to its end, or it is said why it cannot be."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from core.audio.windows import Windowing
from core.errors import NetworkUnavailableError
from core.inference.bounds import MOST_BINS, MOST_KEPT
from core.inference.hearing import hear
from core.inference.messages import Alive, Began, Done, Failed, Part, Setup, Task
from core.networks.manifest import Activation
from tests.core.inference import toys
from tests.core.inference.toys import MANIFEST, head, named
from tests.core.sounds import record

RATE, WINDOWS = 16_000, 40
SECONDS = np.arange(10 * RATE) // RATE
SOUND = ((SECONDS + 1) / 10 * np.where(np.arange(10 * RATE) % 2, 1, -1)).astype(np.float32)
"""Every second a tenth louder, from .1 to 1; a window hears the louder of two seconds."""
LOUD = np.array([min(10, int(n * 0.25 + 0.49) + 1) / 10 for n in range(WINDOWS)])


@pytest.fixture
def folder(tmp_path):
    record(tmp_path / "media" / "a.wav", SOUND, rate=RATE, subtype="FLOAT")
    return tmp_path / "media"


def setup_of(manifest, folder, labels=(3,), **values):
    windowing = Windowing.of(
        manifest.sample_rate, manifest.window_s, manifest.overlap_s, manifest.least_sound_s
    )
    return Setup(manifest, labels, windowing, {1: str(folder)}, **values)


def heard(manifest, folder, labels=(3,), **values):
    setup = setup_of(manifest, folder, labels, **values)
    task = Task(1, 1, 1, "a.wav", 0, setup.windowing.count(10))
    return list(hear(task, setup, toys.open_engine(manifest)))


def part_of(*args, **values) -> Part:
    (part,) = (event for event in heard(*args, **values) if isinstance(event, Part))
    return part


def test_a_task_begins_tells_how_far_it_is_and_is_done(folder):
    first, *events, last = heard(MANIFEST, folder)
    assert first == Began(1)
    assert sum(e.windows for e in events if isinstance(e, Alive)) == WINDOWS
    assert last == Done(1, WINDOWS, 0, end_s=10.0, sounding=(1,))


def test_scores_of_every_window_and_label_come_as_the_network_gave_them(folder):
    part = part_of(MANIFEST, folder)
    (mine,) = part.heads
    expected = LOUD[:, None] * np.array([1, 2, 3]) / 3
    assert (part.first, part.windows) == (0, WINDOWS)
    np.testing.assert_array_equal(mine.window, np.repeat(np.arange(WINDOWS), 3))
    np.testing.assert_array_equal(mine.label, np.tile([0, 1, 2], WINDOWS))
    np.testing.assert_allclose(mine.output, expected.ravel(), rtol=1e-5)
    assert mine.bin_count.sum() == 3 * WINDOWS
    assert part.embeddings.shape == (WINDOWS, 7)
    np.testing.assert_allclose(part.embeddings[:, 6], LOUD + 6, rtol=1e-3)


def test_each_head_has_scores_of_its_own_labels_from_its_own_floor_on(folder):
    heads = (
        head("birds", activation=Activation.NONE),
        head("calls", output="calls", activation=Activation.NONE, floor=0.5),
    )
    birds, calls = part_of(named("two-heads", heads=heads), folder, (3, 2)).heads
    assert set(birds.label.tolist()) == {0, 1, 2}
    assert set(calls.label.tolist()) == {0, 1}
    assert birds.output.min() < 0.1 < 0.5 <= calls.output.min()
    assert calls.bin_count.sum() == 2 * WINDOWS, "what is below the floor is counted"


def test_a_lowered_floor_is_lowered_for_every_head(folder):
    heads = (head(activation=Activation.NONE, floor=0.9),)
    high = part_of(named("toy-1", heads=heads), folder)
    low = part_of(named("toy-1", heads=heads), folder, lowered=-2)
    assert high.heads[0].output.min() >= 0.89
    assert 0.1 < low.heads[0].output.min() < 0.2


def test_of_frames_the_best_score_and_the_mean_embedding_are_kept(folder):
    framed, plain = part_of(named("frames"), folder), part_of(MANIFEST, folder)
    np.testing.assert_array_equal(framed.heads[0].output, plain.heads[0].output)
    np.testing.assert_allclose(framed.embeddings, plain.embeddings / 2, rtol=1e-3)


def test_a_network_without_embeddings_gives_scores_only_whatever_is_asked_for(folder):
    part = part_of(named("no-embeddings", embedding_size=0), folder, embeddings=True)
    assert part.embeddings is None
    assert len(part.heads[0].output) == 3 * WINDOWS


def test_a_network_without_heads_gives_embeddings_only(folder):
    part = part_of(named("no-scores", heads=()), folder, ())
    assert part.heads == ()
    assert part.embeddings.shape == (WINDOWS, 7)


def test_windows_without_numbers_are_counted_and_not_used_and_the_others_are(folder):
    events = heard(named("gaps"), folder)
    (part,), done = [e for e in events if isinstance(e, Part)], events[-1]
    bad = np.flatnonzero(LOUD > 0.5)
    assert done.bad_windows == tuple(bad)
    assert done.windows == WINDOWS
    assert set(part.heads[0].window.tolist()) == set(np.flatnonzero(LOUD <= 0.5).tolist())
    assert part.heads[0].bin_count.sum() == 3 * (LOUD <= 0.5).sum()
    assert not part.embeddings[bad].any()
    assert part.embeddings[LOUD <= 0.5].any(axis=1).all()


def test_embeddings_too_large_to_be_kept_are_none_and_their_scores_are_used(folder):
    manifest = named("toy-1", heads=(head(activation=Activation.NONE),))
    engine = toys.open_engine(manifest)
    really = engine.run
    engine.run = lambda windows: really(windows)._replace(embeddings=really(windows)[1] * 1e6)
    task = Task(1, 1, 1, "a.wav", 0, WINDOWS)
    events = list(hear(task, setup_of(manifest, folder), engine))
    (part,) = (e for e in events if isinstance(e, Part))
    assert not part.embeddings.any()
    assert len(part.heads[0].output) == 3 * WINDOWS
    assert events[-1].bad_windows == ()


@pytest.mark.parametrize(
    ("manifest", "labels", "told"),
    [
        (
            named("changing"),
            (3,),
            "gave for its head Toy 1 2 × 4 numbers where 2 windows ",
        ),
        (named("one-row-less"), (3,), "3 × 3 numbers where 4 windows of 3 labels were promised"),
        (MANIFEST, (2,), "4 × 3 numbers where 4 windows of 2 labels were promised"),
        (named("no-scores"), (3,), "gave for its head Toy 1 nothing where"),
        (named("narrow"), (3,), "4 × 1 numbers where embeddings of 4 windows with 7 numbers"),
        (named("no-embeddings"), (3,), "Toy 1 gave nothing where embeddings of 4 windows"),
    ],
)
def test_what_is_not_as_promised_ends_it_with_a_sentence_that_says_both(
    folder, manifest, labels, told
):
    record(folder / "a.wav", SOUND[: RATE * 3], rate=RATE)
    setup = setup_of(manifest, folder, labels)
    task = Task(1, 1, 1, "a.wav", 0, 10)
    with pytest.raises(NetworkUnavailableError, match=told):
        list(hear(task, setup, toys.open_engine(manifest)))


@pytest.mark.parametrize(("labels", "told"), [(0, "no labels"), (65_536, "65,536 labels")])
def test_heads_whose_labels_cannot_be_kept_are_refused_before_anything_is_heard(
    tmp_path, labels, told
):
    with pytest.raises(NetworkUnavailableError, match=f"The head Toy 1 of Toy 1 has {told}"):
        setup_of(MANIFEST, tmp_path, (labels,))


def test_one_label_is_enough(folder):
    (mine,) = part_of(named("one-label"), folder, (1,)).heads
    np.testing.assert_allclose(mine.output, LOUD, rtol=1e-5)


def test_of_fifteen_thousand_labels_the_highest_of_each_window_are_kept(folder):
    (mine,) = part_of(named("many-labels"), folder, (15_000,)).heads
    assert np.bincount(mine.window).tolist() == [MOST_KEPT] * WINDOWS
    assert mine.label.min() == 15_000 - MOST_KEPT
    assert len(mine.bin) <= WINDOWS * MOST_BINS
    assert mine.bin.min() >= mine.first_bin


@pytest.mark.parametrize(("name", "size"), [("narrow", 1), ("wide", 4096)])
def test_embeddings_of_any_width_are_kept(folder, name, size):
    part = part_of(named(name, embedding_size=size), folder)
    assert part.embeddings.shape == (WINDOWS, size)
    np.testing.assert_allclose(part.embeddings[:, 0], LOUD, rtol=1e-3)


@pytest.mark.parametrize("name", ["a b.wav", "50 % #1.wav", "Ü été — 鳥.wav", "deep/er/still.wav"])
def test_another_computer_needs_only_another_folder_for_a_root(folder, tmp_path, name):
    elsewhere = tmp_path / "elsewhere" / "card"
    record(elsewhere / name, SOUND, rate=RATE)
    setup = setup_of(MANIFEST, folder)
    task = pickle.loads(pickle.dumps(Task(1, 1, 1, name, 0, WINDOWS)))
    there = pickle.loads(pickle.dumps(replace(setup, roots={1: str(elsewhere)})))
    engine = toys.open_engine(MANIFEST)
    assert isinstance(list(hear(task, there, engine))[-1], Done)
    for roots in ({1: str(folder)}, {2: str(elsewhere)}):
        _, failed = hear(task, replace(setup, roots=roots), engine)
        assert isinstance(failed, Failed)
        assert failed.code == "vanished"
