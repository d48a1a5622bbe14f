"""The report's numbers, against a project whose numbers are known by hand."""

from collections import Counter
from datetime import date

import pytest

from core import report
from core.domain import Verdict
from core.errors import UserError
from core.jobs import answer
from core.review import Desk
from core.statistics.events import VocalEvent, events
from core.store import detections, event_counts, moments, recording_times
from core.store.detections import Filter
from core.store.scope import ReportScope
from tests.core.conftest import BLACKBIRD, WREN


def row(found: report.Report, species: str, site: str = "all sites") -> report.ReportRow:
    (one,) = [r for r in found.rows if (r.species.scientific_name, r.site) == (species, site)]
    return one


def test_nothing_analysed_is_said(project):
    with pytest.raises(UserError, match="Analyse it first"):
        report.build(project)


def test_rows_are_all_sites_then_each_the_most_frequent_first(hand_made):
    rows = report.build(hand_made.project).rows
    assert [(r.species.common_name, r.site) for r in rows] == [
        ("Eurasian Blackbird", "all sites"),
        ("Eurasian Wren", "all sites"),
        ("Eurasian Blackbird", "Dune"),
        ("Eurasian Wren", "Dune"),
        ("Eurasian Wren", "Wood"),
    ]


def test_the_numbers_of_a_species_over_all_sites(hand_made):
    blackbird = row(report.build(hand_made.project), "Turdus merula")
    assert (blackbird.detections, blackbird.unreviewed, blackbird.days) == (5, 5, 2)
    assert blackbird.first.aware.isoformat() == "2025-05-03T05:00:00+02:00"
    assert blackbird.last.aware.isoformat() == "2025-05-04T07:00:00+02:00"
    assert blackbird.effort_h == pytest.approx(1.5 + 1 + 1)
    assert blackbird.per_hour == pytest.approx(5 / 3.5)
    assert blackbird.precision is None


def test_days_and_sites_add_up_to_the_whole(hand_made):
    def numbers(**limits):
        found = report.build(hand_made.project, scope=ReportScope(hand_made.run_id, **limits))
        heard = sum(row.detections for row in found.totals)
        return heard, found.effort.seconds, found.hidden, found.coverage.recordings

    days = [{"first_day": day, "last_day": day} for day in (date(2025, 5, 3), date(2025, 5, 4))]
    sites = [{"sites": frozenset({name})} for name in ("Dune", "Wood")]
    for parts in (days, sites, [{**day, **site} for day in days for site in sites]):
        summed = [sum(column) for column in zip(*(numbers(**part) for part in parts), strict=True)]
        assert tuple(summed) == numbers()
    nothing = numbers(first_day=date(2030, 1, 1))
    assert nothing == (0, 0, 0, 0)


def test_the_numbers_of_a_species_at_a_site(hand_made):
    wren = row(report.build(hand_made.project), "Troglodytes troglodytes", "Wood")
    assert (wren.detections, wren.days, wren.effort_h) == (1, 1, 1)
    assert wren.first == wren.last
    assert wren.first.local.isoformat() == "2025-05-03T05:00:09"


def test_the_peak_hour_is_by_effort(hand_made):
    # Dune: 3 detections in an hour at 5, 1 in half an hour at 6, 1 in an hour at 7.
    assert row(report.build(hand_made.project), "Turdus merula", "Dune").peak_hour == 5
    with hand_made.project.writing() as db:
        db.exec_driver_sql(
            "UPDATE detections SET at_local_ms = at_local_ms - at_local_ms % 86400000 + 21600000, "
            "local_minute = 360 WHERE id = 3"
        )
    # Now 2 an hour at 5, 2 in half an hour at 6.
    assert row(report.build(hand_made.project), "Turdus merula", "Dune").peak_hour == 6


def test_what_the_list_hides_is_counted_and_in_no_row(hand_made):
    found = report.build(hand_made.project)
    assert found.hidden == 1
    assert not [r for r in found.rows if r.species.scientific_name == "Menura novaehollandiae"]


def test_verdicts_give_precision_and_corrections(hand_made):
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1, 2], Verdict.CORRECT)
    desk.decide([3], Verdict.WRONG, corrected=WREN)
    desk.decide([5], Verdict.UNSURE)
    desk.decide([8], Verdict.WRONG, corrected=BLACKBIRD)
    found = report.build(hand_made.project)
    blackbird = row(found, "Turdus merula")
    counted = (blackbird.correct, blackbird.wrong, blackbird.unsure, blackbird.unreviewed)
    assert counted == (2, 1, 1, 1)
    assert blackbird.precision.estimate == pytest.approx(2 / 3)
    assert (blackbird.precision.low, blackbird.precision.high) == pytest.approx(
        (0.2077, 0.9385), abs=1e-4
    )
    assert row(found, "Troglodytes troglodytes", "Dune").corrected_into_this == 1
    assert row(found, "Turdus merula", "Wood").corrected_into_this == 1
    assert row(found, "Turdus merula", "Wood").detections == 0


def test_a_verdict_taken_back_counts_no_more(hand_made):
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1], Verdict.WRONG, corrected=WREN)
    desk.undo()
    found = report.build(hand_made.project)
    assert row(found, "Turdus merula").unreviewed == 5
    assert row(found, "Troglodytes troglodytes", "Dune").corrected_into_this == 0


def test_a_clock_corrected_by_an_hour_moves_the_effort(hand_made):
    with hand_made.project.writing() as db:
        db.exec_driver_sql(
            "UPDATE recordings SET clock_correction_s = 7200, "
            "start_utc_ms = start_utc_ms + 7200000 WHERE id = 1"
        )
        recording_times.follow_recordings(db, [1])
    found = row(report.build(hand_made.project), "Turdus merula", "Dune")
    assert found.effort_h == pytest.approx(3)
    assert found.last.local.isoformat() == "2025-05-04T07:00:00"
    assert found.first.local.isoformat() == "2025-05-03T06:00:00"


def test_recordings_without_a_start_count_as_effort(hand_made):
    with hand_made.project.writing() as db:
        db.exec_driver_sql(
            "UPDATE recordings SET start_local = NULL, start_utc_ms = NULL WHERE id = 4"
        )
        recording_times.follow_recordings(db, [4])
    wren = row(report.build(hand_made.project), "Troglodytes troglodytes", "Wood")
    assert (wren.effort_h, wren.first, wren.days, wren.peak_hour) == (1, None, None, None)


def test_without_offsets_the_first_and_last_are_by_the_recorders_clock(hand_made):
    before = row(report.build(hand_made.project), BLACKBIRD.scientific_name)
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET offset_minutes = NULL, start_utc_ms = NULL")
        recording_times.follow_recordings(db, range(1, 20))
    after = row(report.build(hand_made.project), BLACKBIRD.scientific_name)
    assert (after.first.local, after.last.local) == (before.first.local, before.last.local)
    assert after.first.utc is None


def test_a_report_tells_what_it_is_counting_until_it_is_there(hand_made):
    steps = list(report.building(hand_made.project))
    assert [step.done for step in steps] == [0, 1, 2, 3]
    assert all(step.note and step.total == 4 for step in steps)
    assert answer(report.building(hand_made.project)) == report.build(hand_made.project)


@pytest.mark.parametrize("gap_s", [0, 2000])
def test_events_counted_in_the_store_are_those_of_the_statistics(hand_made, gap_s):
    with hand_made.project.reading() as db:
        every = detections.everything(db, Filter(run_id=hand_made.run_id))
        windows = [
            VocalEvent(f"{d.recording_id}", d.species.scientific_name, d.start_s, d.end_s, d.score)
            for d in every
        ]
        counted = event_counts.by_species(
            moments.read(db, ReportScope(hand_made.run_id), with_spans=True), gap_s
        )
    expected = Counter(event.species for event in events(windows, gap_s))
    summed = Counter()
    for (name, _), number in counted.items():
        summed[name] += number
    assert summed == expected
