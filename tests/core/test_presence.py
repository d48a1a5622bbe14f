"""Where and on which nights species were met, beside where and when was listened."""

from core.presence import presence
from tests.core.spans import HeardSpan, measured

HOUR = 3_600_000


def heard(*hours):
    return measured([HeardSpan(n, h * HOUR, h * HOUR, 3600) for n, h in enumerate(hours)]).effort


def test_occupancy_is_a_share_of_the_sites_that_were_listened_to():
    found = presence(
        {"a": heard(20, 44), "b": heard(20), "c": heard(), None: heard(20)},
        {("owl", "a"): [0, 1], ("owl", "b"): [7]},
        [("owl", "a"), ("owl", "a"), ("owl", None)],
    )
    assert (found.surveyed_sites, found.surveyed_nights) == (2, 4)
    assert (found.occupancy("owl"), found.occupancy("rail")) == (0.5, 0)
    assert found.nights == {"owl": 2}  # a night without effort is none
    assert found.nights_at == {("owl", "a"): 2}


def test_without_effort_there_is_no_occupancy():
    assert presence({}, {}, []).occupancy("owl") is None
