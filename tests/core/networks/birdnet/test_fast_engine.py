import json
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from core.networks.birdnet import checked
from core.networks.birdnet.checked import ScoreAgreement, open_engine, sample_sound
from core.networks.birdnet.fast_engine import FastBirdNet, LiteRtPieces
from core.networks.birdnet.files import GRAPH, MANIFEST, file
from core.networks.birdnet.graph_edit import CutError
from core.networks.birdnet.parts import parts
from core.networks.runtimes import open_engine as open_any
from tests.core.networks.sounds import natural

WINDOWS = np.stack([natural(seed) for seed in range(3)]).astype(np.float32)


@pytest.fixture
def network_cache(home, fast):
    return home / "cache" / "networks"


def test_the_fast_engine_is_used_and_says_how_close_it_came(fast):
    assert fast.note.startswith("fast engine, within ")


def test_any_number_of_windows_scores_as_each_alone(fast):
    together = fast.run(WINDOWS)
    alone = [fast.run(WINDOWS[i : i + 1]) for i in range(3)]
    assert np.allclose(
        together.scores["scores"],
        np.concatenate([each.scores["scores"] for each in alone]),
        atol=1e-5,
    )
    assert together.scores["scores"].shape == (3, 6522)
    assert together.embeddings.shape == (3, 1024)


def test_scores_are_the_same_to_the_last_bit_whatever_numpy_was_told_of_threads(fast):
    with threadpool_limits(limits=1, user_api="blas"):
        expected = fast.run(WINDOWS).scores["scores"]
    with threadpool_limits(limits=2, user_api="blas"):
        again = open_any(MANIFEST).run(WINDOWS).scores["scores"]
    assert np.array_equal(again, expected)


def test_windows_written_to_the_buffer_score_as_any_others(fast):
    buffer = fast.buffer(3)
    buffer[:] = WINDOWS
    assert np.array_equal(fast.run(buffer).scores["scores"], fast.run(WINDOWS).scores["scores"])


def test_windows_are_left_as_they_were(fast):
    windows = WINDOWS.copy()
    fast.run(windows)
    assert np.array_equal(windows, WINDOWS)


def test_outputs_stay_valid_after_the_next_call(fast):
    first = fast.run(WINDOWS)
    kept = first.scores["scores"].copy()
    fast.run(np.zeros_like(WINDOWS))
    assert np.array_equal(first.scores["scores"], kept)


def test_a_window_scores_the_same_whatever_came_before_it(fast):
    fresh = fast.run(WINDOWS[:1]).scores["scores"]
    fast.run(sample_sound())
    assert np.array_equal(fast.run(WINDOWS[:1]).scores["scores"], fresh)


def test_two_engines_in_two_threads_do_not_disturb_each_other(fast, home):
    expected = fast.run(WINDOWS).scores["scores"]
    engines = [open_engine(), open_engine()]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda engine: engine.run(WINDOWS).scores["scores"], engines))
    assert all(np.array_equal(each, expected) for each in results)


def test_a_second_engine_neither_cuts_nor_checks_again(network_cache, monkeypatch):
    monkeypatch.setattr(checked, "original_engine", _never)
    monkeypatch.setattr(checked, "file", _never)
    assert open_engine().note.startswith("fast engine")


def test_damaged_pieces_are_made_again(network_cache):
    piece = next(network_cache.glob("*/second.tflite"))
    whole = piece.read_bytes()
    piece.write_bytes(whole[:1000] + b"\x00" * 50 + whole[1050:])
    assert open_engine().note.startswith("fast engine")
    assert piece.read_bytes() == whole
    assert not list(network_cache.glob("damaged-*"))


def test_a_damaged_note_of_the_check_is_replaced_by_a_new_check(network_cache):
    note = next(network_cache.glob("*.json"))
    note.write_text("{", encoding="utf-8")
    assert open_engine().note.startswith("fast engine")
    assert ScoreAgreement(**json.loads(note.read_text(encoding="utf-8"))).close


def test_every_version_of_the_program_is_compared_with_the_graph_itself(network_cache, monkeypatch):
    before = set(network_cache.glob("*.json"))
    monkeypatch.setattr(
        checked, "version", lambda package: "9.9" if package == "undersong" else version(package)
    )
    open_engine()
    assert len(set(network_cache.glob("*.json")) - before) == 1


def test_the_original_graph_takes_over_where_the_fast_engine_differs(home, fast, monkeypatch):
    monkeypatch.setattr(checked, "agreement_of", lambda *_: ScoreAgreement(0.2, 1.0, 1.0))
    engine = open_engine()
    assert engine.note.startswith("original graph: the fast engine differed by 2.0e-01")
    assert engine.run(WINDOWS).scores["scores"].shape == (3, 6522)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (CutError("0 tensors called X"), "built in another way"),
        (OSError(28, "No space left on device"), "No space left"),
        (RuntimeError("no such operator"), "do not run here"),
    ],
)
def test_the_original_graph_takes_over_where_it_cannot_be_cut(monkeypatch, failure, words):
    monkeypatch.setattr(checked, "parts", lambda *_: _raise(failure))
    assert words in open_engine().note


def test_processes_that_start_at_once_share_one_set_of_pieces(tmp_path):
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        found = pool.map(_fingerprint, [tmp_path] * 2)
    assert found[0] == found[1]
    assert len(list(tmp_path.iterdir())) == 1


def test_the_engine_reads_its_pieces_from_files_that_processes_share(network_cache):
    found = parts(MANIFEST.sha256[GRAPH], _never, network_cache)
    assert all(graph.is_file() for graph in found.graphs)
    assert FastBirdNet(found.kernels, LiteRtPieces(found)).run(WINDOWS[:1]).scores[
        "scores"
    ].shape == (1, 6522)


def _fingerprint(cache):
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    return parts(MANIFEST.sha256[GRAPH], lambda: file(GRAPH).read_bytes(), cache).fingerprint


def _never(*_, **__):
    raise AssertionError("not expected to be called")


def _raise(error):
    raise error
