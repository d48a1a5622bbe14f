"""What the window remembers is no work: whatever its file holds, the window opens."""

import json

import pytest

from gui.pages.review.keys import KEYS, keys_of
from gui.remembered import Remembered


@pytest.fixture
def remembered(tmp_path) -> Remembered:
    return Remembered(tmp_path / "window.ini")


@pytest.mark.parametrize("odd", [None, 5, "text", [], {}, [5, None], True, 1e300])
def test_a_value_is_of_the_kind_that_is_asked_for(remembered, odd):
    remembered.keep("thing", odd)
    for usual in ("name", 1.5, ["a"], {"a": 1}, True):
        assert isinstance(remembered.value("thing", usual), type(usual))


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "nul", "\udcff", ""])
def test_what_is_no_value_is_as_at_the_first_start(remembered, text):
    remembered._store.setValue("thing", text)
    assert remembered.value("thing", "usual") == "usual"


def test_recent_projects_are_folders_that_are_there(remembered, tmp_path):
    remembered.keep(
        "recent", [5, None, "a\0b", "x" * 5000, [], str(tmp_path / "gone"), str(tmp_path)]
    )
    assert remembered.recent() == [tmp_path]


@pytest.mark.parametrize("odd", [5, None, "C", [5], {"a": 1}])
def test_keys_that_are_none_are_the_usual_ones(odd):
    known = keys_of("own", json.loads(json.dumps({KEYS[0].name: odd, "nothing": ["A"]})))
    assert known == keys_of("own", {})
