import gc
import threading

import pytest

from gui.background import call
from gui.collector import Collector


class Knot:
    """Garbage that only the collector can free, and that says where it was freed."""

    freed_in: list[int] = []  # noqa: RUF012 - shared on purpose

    def __init__(self):
        self.itself = self

    def __del__(self):
        Knot.freed_in.append(threading.get_ident())


@pytest.fixture
def collector(qapp):
    Knot.freed_in.clear()
    made = Collector(qapp)
    yield made
    made.stop()


def make_much_garbage():
    for _ in range(5_000):
        Knot()


def test_garbage_of_other_threads_is_collected_in_the_windows(qtbot, collector):
    with qtbot.waitSignal(call(collector, lambda: None, make_much_garbage).done):
        pass
    qtbot.waitUntil(lambda: bool(Knot.freed_in), timeout=10_000)
    assert set(Knot.freed_in) == {threading.get_ident()}


def test_a_stopped_collector_leaves_python_as_it_was(qapp):
    Collector(qapp).stop()
    assert gc.isenabled()
