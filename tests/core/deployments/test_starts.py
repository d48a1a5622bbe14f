"""A person's word about a start, a zone or a time of day wins, and changes no reading."""

from datetime import datetime

import pytest

from core.deployments import editing, starts
from core.deployments.apply_clocks import LocalTime
from core.deployments.clock import KnownTime
from core.domain import OffsetSource, StartSource
from core.errors import UserError
from core.store import detections, recording_times, recordings
from core.store.detection_filter import Filter
from core.store.detections import New
from core.store.recording_times import SaidStart
from tests.core.deployments.conftest import all_deployments, scanned

BRISBANE, AMSTERDAM = "Loc Position:-27.28 153.01", "Loc Position:52.1 4.3"


def at(text):
    return datetime.fromisoformat(text)


def all_starts(project):
    with project.reading() as db:
        return {r.path.name: r.start for r in recordings.everything(db)}


def read(project):
    with project.reading() as db:
        return db.exec_driver_sql("SELECT read_local FROM recordings ORDER BY path").scalars().all()


def only(project):
    (deployment,) = all_deployments(project)
    return deployment


@pytest.fixture
def pond(project, card):
    """Two counted files without a start, and one of 1970."""
    for n in (1, 2):
        card(f"Pond/230501_000{n}.wav", AMSTERDAM)
    scanned(project, card("Pond/19700101_000554.wav", AMSTERDAM).parent.parent)
    return starts.RecordingPaths(project)


def test_a_start_that_nothing_told_is_given_by_hand(project, pond):
    starts.set_in_a_row(
        project, [pond.find("230501_0001.wav")], SaidStart(at("2023-05-01T05:00:12"))
    )
    found = all_starts(project)["230501_0001.wav"]
    assert (found.local, found.source) == (at("2023-05-01T05:00:12"), StartSource.PERSON)
    assert found.utc.hour == 3, "the zone of the place"
    assert all_starts(project)["230501_0002.wav"] is None
    with project.reading() as db:
        assert len(list(recordings.problems(db))) == 2


def test_a_start_given_by_hand_ends_a_doubt_and_can_be_undone_and_redone(project, pond):
    name = "19700101_000554.wav"
    editing.set_starts(project, {pond.find(name): SaidStart(at("2023-05-01T06:00:00"), 0)})
    found = all_starts(project)[name]
    assert (found.utc.hour, found.offset_source) == (6, OffsetSource.PERSON)
    editing.undo_edit(project)
    assert all_starts(project)[name] is None
    editing.redo_edit(project)
    assert all_starts(project)[name] == found
    assert read(project) == ["1970-01-01T00:05:54", None, None]


def test_several_begin_one_after_the_other(project, pond):
    ids = [pond.find("230501_0001.wav"), pond.find("230501_0002.wav")]
    starts.set_in_a_row(project, ids, starts.read_start("2023-05-01T05:00:00+02:00"))
    assert all_starts(project)["230501_0002.wav"].local == at("2023-05-01T05:00:01")
    editing.set_starts(project, dict.fromkeys(ids))
    assert all_starts(project)["230501_0002.wav"] is None


def test_what_was_heard_follows_a_start_given_by_hand(project, pond, hand_made):
    wanted = pond.find("230501_0001.wav")
    with project.writing() as db:
        heard = [New(1, 3, 6, 0.99, 1.0, listed=True)]
        detections.add(db, hand_made.run_id, recordings.get(db, wanted), heard)
    editing.set_starts(project, {wanted: SaidStart(at("2023-05-01T05:00:00"))})
    with project.reading() as db:
        newest = detections.get(db, max(detections.ids(db, Filter())))
    assert newest.at.local == at("2023-05-01T05:00:03")


def test_a_renamed_file_keeps_the_start_a_person_gave(project, pond, tmp_path):
    editing.set_starts(project, {pond.find("230501_0001.wav"): SaidStart(at("2023-05-01T05:00"))})
    before = tmp_path / "card" / "Pond" / "230501_0001.wav"
    before.rename(before.with_name("20230601_070000.wav"))
    scanned(project, tmp_path / "card")
    assert all_starts(project)["20230601_070000.wav"].local == at("2023-05-01T05:00")


def test_what_was_said_of_a_recording_is_not_said_of_another_in_its_place(project, pond, card):
    editing.set_starts(project, {pond.find("230501_0001.wav"): SaidStart(at("2023-05-01T05:00"))})
    scanned(project, card("Pond/230501_0001.wav", AMSTERDAM, "Note:another").parent.parent)
    with project.reading() as db:
        found = [r for r in recordings.everything(db) if r.path.name == "230501_0001.wav"]
    assert sorted((r.problem.code, r.start is None) for r in found if r.problem) == [
        ("name-counts", True),
        ("replaced", False),
    ]


def test_a_known_time_of_the_clock_does_not_move_what_a_person_said(project, pond):
    editing.set_starts(project, {pond.find("230501_0001.wav"): SaidStart(at("2023-05-01T05:00"))})
    known = [KnownTime(at("1970-01-01T00:05:54"), at("2023-05-01T07:00:00"))]
    editing.set_clock(project, only(project).id, known=known)
    found = all_starts(project)
    assert found["230501_0001.wav"].local == at("2023-05-01T05:00")
    assert found["19700101_000554.wav"].local == at("2023-05-01T07:00")


@pytest.mark.parametrize(
    "text", ["yesterday", "2023-13-01T05:00", "1492-05-01T05:00", "2199-01-01"]
)
def test_a_start_that_cannot_be_is_refused(text):
    with pytest.raises(UserError):
        starts.read_start(text)


def test_a_table_is_taken_over_in_whole_or_not_at_all(project, pond, tmp_path):
    table = tmp_path / "starts.csv"
    table.write_text("path,start\n230501_0001.wav,2023-05-01T05:00:00\nnone.wav,2023-05-01\n")
    with pytest.raises(UserError, match=r"line 3: There is no recording none\.wav"):
        starts.import_starts(project, table)
    assert all_starts(project)["230501_0001.wav"] is None
    table.write_text("Path;Start\nPond/230501_0001.wav;2023-05-01T05:00:00Z\n230501_0002.wav;\n")
    assert starts.import_starts(project, table) == 2
    assert all_starts(project)["230501_0001.wav"].utc.hour == 5


def test_the_zone_a_person_gives_holds_against_what_files_state(project, card):
    stated = ("Timestamp:2016-05-17T06:00:00+00:00", BRISBANE)
    scanned(project, card("AVA/20160517_060000.wav", *stated).parent.parent)
    assert all_starts(project)["20160517_060000.wav"].utc.hour == 6
    editing.set_clock(project, only(project).id, zone="Australia/Brisbane")
    assert all_starts(project)["20160517_060000.wav"].utc.isoformat()[:16] == "2016-05-16T20:00"
    assert only(project).overruled == 1
    editing.set_clock(project, only(project).id, zone=None)
    assert all_starts(project)["20160517_060000.wav"].utc.hour == 6
    assert only(project).overruled == 0


def test_an_offset_of_minus_zero_is_unknown(project, card):
    stated = ("Timestamp:2016-05-17T06:00:00-00:00", BRISBANE)
    scanned(project, card("AVA/20160517_060000.wav", *stated).parent.parent)
    assert all_starts(project)["20160517_060000.wav"].utc.hour == 20


def test_a_recorder_left_in_utc_is_shown_by_the_sites_time(project, card):
    card("Dune/20240331_003000.wav", AMSTERDAM)  # before and after summer time begins
    scanned(project, card("Dune/20240331_013000.wav", AMSTERDAM).parent.parent)
    editing.set_clock(project, only(project).id, zone="UTC")
    first, second = all_starts(project).values()
    assert (first.local, second.local) == (at("2024-03-31T01:30"), at("2024-03-31T03:30"))
    assert (first.utc.hour, second.utc.hour) == (0, 1)
    assert only(project).overruled == 0
    editing.set_clock(project, only(project).id, local_time=LocalTime.RECORDER)
    assert all_starts(project)["20240331_013000.wav"].local == at("2024-03-31T01:30")
    assert read(project) == ["2024-03-31T00:30:00", "2024-03-31T01:30:00"]


def test_files_that_state_utc_can_be_shown_by_the_sites_time(project, card):
    stated = ("Timestamp:2024-05-01T22:30:00Z", AMSTERDAM)
    scanned(project, card("Dune/20240501_223000.wav", *stated).parent.parent)
    editing.set_clock(project, only(project).id, local_time=LocalTime.SITE)
    found = all_starts(project)["20240501_223000.wav"]
    assert (found.local, found.utc.hour) == (at("2024-05-02T00:30"), 22)
    editing.undo_edit(project)
    assert all_starts(project)["20240501_223000.wav"].local == at("2024-05-01T22:30")


def test_nothing_waits_to_be_placed_after_a_scan(project, pond):
    with project.reading() as db:
        assert recording_times.unplaced(db) == []
