"""Trying a network on the built-in sound."""

from dataclasses import dataclass

import numpy as np
import pytest

from core.jobs import answer
from core.networks import checking
from core.networks.checking import built_in_sound, check
from core.networks.network import Outputs
from tests.core.networks.toy import Toy, ToyEngine


@dataclass
class Odd(ToyEngine):
    """Does to what Toy gives what a broken network may do."""

    harm: object = None

    def __init__(self, manifest):
        super().__init__(manifest)

    def run(self, windows):
        scores, embeddings, _ = super().run(windows)
        return Outputs({"scores": Odd.harm(scores["scores"], windows)}, embeddings)


def checked(monkeypatch, harm=None):
    Odd.harm = staticmethod(harm or (lambda scores, _: scores))
    monkeypatch.setattr(checking, "open_engine", lambda manifest, _: Odd(manifest))
    return answer(check(Toy()))


def test_what_a_network_gives_is_told_with_its_shapes_and_ranges(monkeypatch):
    found = checked(monkeypatch)
    assert [(one.role, one.shape) for one in found.outputs] == [
        ("scores", (6, 3)), ("embedding", (6, 7)),
    ]  # fmt: skip
    assert (found.labels, found.problems, found.runs_as) == ({"toy-1": 3}, (), "in numpy")
    assert found.window_ms > 0
    assert found.outputs[0].low >= 0


def no_numbers(scores, windows):
    return np.where((windows == 0).all(axis=1)[:, None], np.nan, scores)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (no_numbers, "scores of silence are no numbers"),
        (lambda scores, _: scores[:, :2], "the head toy-1 has 3 labels, and gives 2 scores"),
        (lambda scores, _: scores * 9 - 5, "is not between 0 and 1: are they logits"),
        (lambda scores, _: scores * 0, "is the same of every sound"),
        (lambda scores, _: scores / len(scores), "other numbers alone than with others"),
    ],
)
def test_what_is_wrong_is_a_sentence(monkeypatch, harm, sentence):
    assert sentence in " ".join(checked(monkeypatch, harm).problems).replace("The", "the")


@pytest.mark.parametrize(("rate", "samples"), [(16_000, 8000), (48_000, 144_000), (1280, 5120)])
def test_the_built_in_sound_is_sound_of_any_rate(rate, samples):
    windows = built_in_sound(rate, samples)
    assert windows.shape == (6, samples)
    assert np.abs(windows).max() <= 1


@pytest.mark.parametrize("factor", [1e7, 1e-7])
def test_embeddings_that_half_precision_does_not_hold_are_told(monkeypatch, factor):
    class Loud(ToyEngine):
        def run(self, windows):
            scores, embeddings, _ = super().run(windows)
            return Outputs(scores, embeddings * np.float32(factor))

    monkeypatch.setattr(checking, "open_engine", lambda manifest, _: Loud(manifest))
    (problem,) = answer(check(Toy())).problems
    assert "kept in half precision" in problem
    assert "give the output a scale" in problem
