"""What another clock would do, said before it is done."""

from datetime import datetime

import pytest

from core.deployments import editing
from core.deployments.clock import ClockMode, KnownTime
from core.deployments.effects import effect_of
from core.errors import UserError
from tests.core.deployments.conftest import all_deployments

FIXED = ClockMode.FIXED_OFFSET


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def dune(hand_made):
    return next(one for one in all_deployments(hand_made.project) if one.site == "Dune")


def test_one_known_time_moves_every_recording_by_the_same(hand_made, dune):
    known = [KnownTime(at("2025-05-03T05:00"), at("2025-05-03T05:03:12"))]
    found = effect_of(hand_made.project, dune.id, zone=None, mode=FIXED, known=known)
    assert (found.recordings, found.moved) == (dune.recordings, dune.recordings)
    assert (found.first_s, found.last_s) == (192.0, 192.0)


def test_a_drift_moves_the_last_more_than_the_first(hand_made, dune):
    known = [
        KnownTime(at("2025-05-01T00:00"), at("2025-05-01T00:00:00")),
        KnownTime(at("2025-05-11T00:00"), at("2025-05-11T00:10:00")),
    ]
    found = effect_of(hand_made.project, dune.id, zone=None, mode=FIXED, known=known)
    assert 0 < found.first_s < found.last_s


def test_the_effect_is_what_setting_the_clock_then_does(hand_made, dune):
    known = [KnownTime(at("2025-05-03T05:00"), at("2025-05-03T04:50"))]
    found = effect_of(hand_made.project, dune.id, zone=None, mode=FIXED, known=known)
    editing.set_clock(hand_made.project, dune.id, known=known)
    after = next(one for one in all_deployments(hand_made.project) if one.id == dune.id)
    assert after.corrected == found.moved
    again = effect_of(hand_made.project, dune.id, zone=None, mode=FIXED, known=known)
    assert (again.moved, again.offsets) == (0, 0)


def test_a_zone_tells_which_offset_recordings_get(hand_made, dune):
    with hand_made.project.writing() as db:
        db.exec_driver_sql(
            "UPDATE recordings SET offset_minutes = NULL, offset_source = NULL, start_utc_ms = NULL"
        )
    found = effect_of(hand_made.project, dune.id, zone="Pacific/Auckland", mode=FIXED)
    assert (found.moved, found.offsets, found.offset_minutes) == (0, dune.recordings, (720,))


def test_an_unknown_zone_is_refused_as_when_it_is_set(hand_made, dune):
    with pytest.raises(UserError, match="no time zone"):
        effect_of(hand_made.project, dune.id, zone="Mars/Base", mode=FIXED)
