"""A recorder that was moved is told from a wrong fix of its GPS."""

from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.deployments.fixes import places_of

HOME, AWAY, BAD = (52.1, 4.3), (52.2, 4.3), (12.5, 77.0)
FIXES = {"h": HOME, "a": AWAY, "b": BAD, "0": (0.01, 0.02), "-": (-52.1, 4.3), "x": (4.3, 52.1)}


def told(letters: str) -> str:
    """The places as letters, wrong fixes as dots."""
    places = places_of([FIXES[letter] for letter in letters])
    return "".join("." if n is None else a for n, a in zip(places, letters, strict=True))


@pytest.mark.parametrize(
    ("recorded", "believed"),
    [
        ("hhhbhhh", "hhh.hhh"),
        ("hbh", "h.h"),
        ("hhbahhh", "hh..hhh"),
        ("bhhhh", ".hhhh"),
        ("hhhhb", "hhhh."),
        ("hhhhaaaa", "hhhhaaaa"),
        ("hha", "hha"),
        ("hhhhaaaabaaaa", "hhhhaaaa.aaaa"),
        ("h" * 50 + "a" * 40 + "h" * 50, "h" * 50 + "a" * 40 + "h" * 50),
        ("h" * 100 + "b" * 5 + "h" * 100, "h" * 100 + "." * 5 + "h" * 100),
        ("hh0hhh", "hh.hhh"),
        ("000", "..."),
        ("0" * 9 + "hhh", "." * 9 + "hhh"),
        ("hhhhh" + "-" * 4, "hhhhh...."),
        ("hhhhh" + "x" * 4 + "hh", "hhhhh....hh"),
        ("h", "h"),
        ("", ""),
    ],
)
def test_few_between_many_are_wrong_and_many_in_a_row_were_moved(recorded: str, believed: str):
    assert told(recorded) == believed


@given(st.lists(st.sampled_from([HOME, AWAY, BAD]), max_size=40))
def test_every_fix_is_at_its_own_place_or_wrong_and_not_all_are_wrong(fixes):
    places = places_of(fixes)
    assert len(places) == len(fixes)
    assert not fixes or any(place is not None for place in places)
    pairs = {(place, fix) for place, fix in zip(places, fixes, strict=True) if place is not None}
    assert len({place for place, _ in pairs}) == len({fix for _, fix in pairs}) == len(pairs)


@given(st.integers(4, 200), st.integers(4, 200), st.sets(st.integers(2, 400), max_size=3))
def test_a_move_stands_out_among_wrong_fixes(before: int, after: int, where: set[int]):
    fixes = list(chain(repeat(HOME, before), repeat(AWAY, after)))
    for at in sorted(where):
        if at < len(fixes) - 2 and at != before and len(fixes) > 20:
            fixes.insert(at, BAD)
    believed = {f for f, place in zip(fixes, places_of(fixes), strict=True) if place is not None}
    assert believed == {HOME, AWAY}
