"""How windows lie in the inputs of graphs, and what is never taken for a window."""

import numpy as np
import pytest

from core.networks.graph import GraphOutput
from core.networks.runtimes.loaded import FileRefusedError
from core.networks.runtimes.placement import Placement, placement
from core.networks.runtimes.reading import read


@pytest.mark.parametrize(
    ("shape", "item", "windows", "batched", "form"),
    [
        (None, (9, 4), None, True, (9, 4)),
        ((-1, 100), (100,), None, True, (100,)),
        ((-1, -1), (100,), None, True, (100,)),
        ((1, -1), (100,), 1, True, (100,)),
        ((8, 100), (100,), 8, True, (100,)),
        ((100,), (100,), 1, False, (100,)),
        ((-1,), (100,), 1, False, (100,)),
        ((-1, 100, 1), (100,), None, True, (100, 1)),
        ((-1, -1, 1), (100,), None, True, (100, 1)),
        ((100, 1, 64, 384), (64, 384), 100, True, (1, 64, 384)),
        ((-1, 1, 128, -1), (128, 50), None, True, (1, 128, 50)),
        ((-1, 64, 50, 1), (64, 50), None, True, (64, 50, 1)),
        ((-1, -1, 80), (101, 80), None, True, (101, 80)),
        ((-1, 576), (63, 576), 1, False, (63, 576)),
        ((-1, 576), (1, 576), None, True, (576,)),
        ((96, 64), (96, 64), 1, False, (96, 64)),
        ((-1, 76, 32, 1), (1, 76, 32), None, True, (76, 32, 1)),
        ((1, 96, 64), (96, 64), 1, True, (96, 64)),
    ],
)
def test_windows_lie_as_the_graph_wants_them(shape, item, windows, batched, form):
    found = placement(shape, item)
    assert found == Placement(windows, batched, form)
    items = np.zeros((windows or 3, *item), np.float32)
    assert found.arranged(items).shape == ((len(items), *form) if batched else form)


@pytest.mark.parametrize(
    ("shape", "item"),
    [
        ((-1, 1600), (16_000,)), ((-1, 1600), (160,)), ((1600,), (16_000,)), ((2, -1), (4, 5)),
        ((-1, 128, -1), (50, 128)), ((-1, 96, 64), (64, 96)), ((), (5,)), ((-1, -1, -1), (5,)),
    ],
)  # fmt: skip
def test_a_window_is_never_taken_for_several_or_a_part(shape, item):
    with pytest.raises(FileRefusedError, match="and is given"):
        placement(shape, item)


@pytest.mark.parametrize(
    ("given", "axes", "batched", "shape"),
    [
        ((3, 5), "", True, (3, 5)), ((3,), "", True, (3, 1)), ((3, 4, 5), "", True, (3, 4, 5)),
        ((3, 1, 5), "", True, (3, 5)), ((3, 1, 1, 5), "", True, (3, 5)),
        ((3, 4, 2, 5), "", True, (3, 4, 5)), ((3, 5, 4), "nwt", True, (3, 4, 5)),
        ((3, 5, 2, 4), "nwft", True, (3, 4, 5)), ((5,), "", False, (1, 5)),
        ((1, 5), "", False, (1, 5)), ((4, 5), "", False, (1, 4, 5)), ((7,), "t", False, (1, 7, 1)),
    ],
)  # fmt: skip
def test_outputs_are_read_by_their_axes(given, axes, batched, shape):
    output = GraphOutput("embedding", "x", axes=axes)
    numbers = np.random.default_rng(1).normal(size=given).astype(np.float32)
    assert read(numbers, output, shape[0], batched=batched).shape == shape


def test_bands_are_put_together_by_their_mean_or_their_best():
    numbers = np.arange(12, dtype=np.float32).reshape(1, 2, 2, 3)
    means = read(numbers, GraphOutput("embedding", "x"), 1, batched=True)
    best = read(numbers, GraphOutput("scores", "x"), 1, batched=True)
    assert means[0, 0].tolist() == [1.5, 2.5, 3.5]
    assert best[0, 0].tolist() == [3, 4, 5]


@pytest.mark.parametrize(("given", "axes"), [((2, 5), ""), ((3, 0), ""), ((3, 5), "ntw")])
def test_outputs_of_other_windows_are_refused(given, axes):
    with pytest.raises(FileRefusedError, match="not those of 3 windows"):
        read(np.zeros(given), GraphOutput("scores", "x", axes=axes), 3, batched=True)
