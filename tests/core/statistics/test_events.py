"""Windows taken together."""

from hypothesis import given
from hypothesis import strategies as st

from core.statistics.events import VocalEvent, events


def windows(*starts: float, species: str = "A", file: str = "f") -> list[VocalEvent]:
    return [VocalEvent(file, species, s, s + 3, 0.1 + s / 100) for s in starts]


def test_windows_that_touch_are_one_event_with_the_highest_score():
    (found,) = events(windows(3, 0, 6))
    assert (found.start_s, found.end_s, found.windows, found.score) == (0, 9, 3, 0.16)


def test_a_pause_longer_than_the_gap_begins_a_new_event():
    assert len(list(events(windows(0, 4)))) == 2
    assert len(list(events(windows(0, 4), gap_s=1))) == 1
    assert len(list(events(windows(0, 4), gap_s=0.99))) == 2


def test_sums_of_decimal_hops_touch():
    made = [VocalEvent("f", "A", 0.1 * i, 0.1 * i + 0.1, 0.5) for i in range(50)]
    assert len(list(events(made))) == 1


def test_species_and_files_are_kept_apart():
    made = windows(0) + windows(1, species="B") + windows(2, file="g")
    assert len(list(events(made, gap_s=10))) == 3


@given(st.lists(st.floats(0, 500), min_size=1), st.randoms())
def test_the_order_of_the_windows_does_not_matter_and_none_is_lost(starts, drawn):
    made = windows(*starts)
    found = list(events(made, 2))
    drawn.shuffle(made)
    assert list(events(made, 2)) == found
    assert sum(event.windows for event in found) == len(starts)
