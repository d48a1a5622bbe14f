"""What a clock that cannot be right read is shown, and used for nothing until it is corrected."""

from datetime import date, datetime

import pytest

from core.deployments.clock import Clock, ClockReading, KnownTime, placed
from core.deployments.editing import set_clock, split_deployment, undo_edit
from core.store import detections, file_lists, recording_times, recordings
from core.store.detections import Filter, New, Sort, SortBy
from core.store.file_lists import FileFilter
from tests.core.conftest import BLACKBIRD, LYREBIRD
from tests.core.deployments.conftest import all_deployments, scanned

HERE = "Loc Position:52.1 4.3"
LOST = ("19700101_000554", "20000101_000010", "20620501_050000", "19980501_050000")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def bog(project, card):
    """Write a recording of 2023 and one whose clock had lost its time; return the doubted one."""

    def made(lost: str = LOST[0]):
        for name in (lost, "20230501_050000"):
            stamp = datetime.strptime(name, "%Y%m%d_%H%M%S").isoformat()  # noqa: DTZ007
            file = card(f"Bog/{name}.wav", "Serial:A", HERE, f"Timestamp:{stamp}Z")
        scanned(project, file.parent.parent)
        return the_doubted(project, lost)

    return made


def the_doubted(project, name=LOST[0]):
    with project.reading() as db:
        (one,) = [r for r in recordings.everything(db) if name in r.path.name]
    return one


@pytest.mark.parametrize("name", LOST)
def test_a_doubted_start_is_shown_as_what_it_is_and_places_nothing(project, bog, name):
    doubted = bog(name)
    assert (doubted.start, doubted.problem.usable) == (None, True)
    assert f"{doubted.doubted_start.local:%Y%m%d_%H%M%S}" == name
    (deployment,) = all_deployments(project)
    assert deployment.doubted == 1
    assert (deployment.first, deployment.last) == (
        at("2023-05-01T05:00:00"),
        at("2023-05-01T05:00:01"),
    )
    with project.reading() as db:
        days = {day for *_, day in recordings.places(db)}
        in_time = [f.recording.id for f in file_lists.list_files(db, FileFilter(), ("time", False))]
    assert days == {None, date(2023, 5, 1)}
    assert in_time[0] == doubted.id


def test_what_was_heard_in_it_is_found_by_no_date_and_sorted_last(project, bog, hand_made):
    doubted = bog()
    with project.writing() as db:
        detections.add(db, hand_made.run_id, doubted, [New(1, 0, 3, 0.99, 1.0, listed=True)])
    with project.reading() as db:
        dated = Filter(run_id=hand_made.run_id, first_day=date(1960, 1, 1))
        (new,) = set(detections.ids(db, Filter())) - set(detections.ids(db, dated))
        for way in (True, False):
            assert detections.ids(db, Filter(), sort=Sort(SortBy.TIME, way))[-1] == new
        assert detections.get(db, new).at is None


def test_a_known_time_ends_the_doubt_and_undoing_it_brings_it_back(project, bog):
    bog()
    whole = all_deployments(project)[0].id
    lost = split_deployment(project, whole, recording_ids=[the_doubted(project).id])
    set_clock(
        project, lost, known=[KnownTime(at("1970-01-01T00:05:54"), at("2023-04-30T05:00:00"))]
    )
    found = the_doubted(project)
    assert (found.start.local, found.problem) == (at("2023-04-30T05:00:00"), None)
    assert found.start.utc is not None
    with project.reading() as db:
        assert list(recordings.problems(db)) == list(recordings.troubles(db)) == []
    undo_edit(project)
    assert (the_doubted(project).start, the_doubted(project).problem.code) == (
        None,
        "clock-not-set",
    )


def test_what_was_heard_follows_when_the_doubt_ends(project, bog, hand_made):
    doubted = bog()
    with project.writing() as db:
        detections.add(db, hand_made.run_id, doubted, [New(1, 3, 6, 0.99, 1.0, listed=True)])
    lost = next(d.id for d in all_deployments(project) if d.doubted)
    known = KnownTime(at("1970-01-01T00:05:54"), at("2023-04-30T05:00:00"))
    set_clock(project, lost, known=[known])
    with project.reading() as db:
        newest = detections.get(db, max(detections.ids(db, Filter())))
    assert newest.at.local == at("2023-04-30T05:00:03")


def test_three_minutes_that_the_clock_was_slow_do_not_explain_1970(project, bog):
    bog()
    (deployment,) = all_deployments(project)
    known = KnownTime(at("2023-05-01T05:00:00"), at("2023-05-01T05:03:00"))
    set_clock(project, deployment.id, known=[known])
    assert the_doubted(project).start is None
    assert all_deployments(project)[0].first == at("2023-05-01T05:03:00")


def test_a_correction_into_a_time_that_cannot_be_places_nothing_there(project, bog):
    bog()
    known = KnownTime(at("1970-01-01T00:05:54"), at("2023-05-01T05:00:00"))
    set_clock(project, all_deployments(project)[0].id, known=[known])
    with project.reading() as db:
        starts = {r.path.name: r.start for r in recordings.everything(db)}
    assert starts["19700101_000554.wav"] is not None
    assert starts["20230501_050000.wav"] is None  # it would be 2076


def test_a_tape_of_1998_is_believed_once_a_person_says_so():
    reading = ClockReading(at("1998-05-01T05:00:00"), 0, doubt="clock-early")
    assert placed(Clock(), reading).doubt == "clock-early"
    known = (KnownTime(at("1998-05-01T00:00:00"), at("1998-05-01T00:00:00")),)
    assert placed(Clock(known=known), reading).doubt is None


@pytest.mark.parametrize(
    ("true", "reading"), [("9999-12-31", "9000-01-01"), ("0001-01-01", "1000-01-01")]
)
def test_a_correction_beyond_the_calendar_is_a_doubt_and_no_error(true, reading):
    known = (KnownTime(at("5000-01-01"), at(true)),)
    there = placed(Clock("Europe/Amsterdam", known=known), ClockReading(at(reading)))
    assert (there.start_utc_ms, there.doubt) == (None, "clock-future")


def test_nothing_about_time_is_left_in_the_rows(project, bog, hand_made):
    doubted = bog()
    with project.writing() as db:
        new = [New(1, 0, 3, 0.9, 1.0, listed=True), New(3, 0, 3, 0.9, 1.0, listed=False)]
        detections.add(db, hand_made.run_id, doubted, new)
        recording_times.follow_recordings(db, [doubted.id])
        placing = "at_utc_ms, local_day, local_minute, at_local_ms, sunrise_minute, sunset_minute"
        query = f"SELECT {placing} FROM detections WHERE recording_id = {doubted.id}"
        assert {tuple(row) for row in db.exec_driver_sql(query)} == {(None,) * 6}
        names = {BLACKBIRD.scientific_name, LYREBIRD.scientific_name}
        assert {d.species.scientific_name for d in detections.in_recording(
            db, Filter(recording_id=doubted.id, unlisted=True)
        )} == names  # fmt: skip
