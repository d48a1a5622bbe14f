"""Any order, any filter: pages, jumps and places agree with a plain sort in Python."""

from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from core.domain import Verdict
from core.store import Project, detection_order, detections, saved_filters, sun_minutes, verdicts
from core.store.detections import Filter, Sort, SortBy
from core.store.verdicts import Statement
from tests.benchmarks import big_project
from tests.core import made
from tests.core.conftest import WREN

FILTERS = (
    Filter(),
    Filter(species="Genus00 alba", unlisted=True),
    Filter(held_species="Genus00 major", minutes=(1300, 400)),
    Filter(sites=frozenset({"Site 01", "Site 03"}), verdicts=frozenset({None, Verdict.WRONG})),
    Filter(first_day=date(2025, 3, 16), last_day=date(2025, 3, 17), sunrise=(-60, 400)),
    Filter(reviewer="Bob", has_note=False, run_id=1),
    Filter(note="RAIN", min_score=0.2),
    Filter(site="Site 02", sunset=(-200, 600), max_score=0.4),
    Filter(run_id=9),
)
SORTS = [Sort(by, way) for by in SortBy for way in (True, False)]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory):
    size = big_project.Size(2000, 200, sites=5, days=4, species=12)
    folder = big_project.make(tmp_path_factory.mktemp("many") / "project", size)
    with closing(Project(folder)) as project:
        with project.writing() as db:
            db.exec_driver_sql("UPDATE detections SET at_local_ms = NULL WHERE id % 50 = 0")
            db.exec_driver_sql("UPDATE detections SET site_id = NULL WHERE id % 40 = 0")
        yield project


def in_pages(db, wanted: Filter, sort: Sort) -> list[int]:
    found, last = [], None
    while page := detections.page(db, wanted, sort=sort, after=last, limit=97):
        found += [d.id for d in page]
        last = page[-1]
    return found


@pytest.mark.parametrize("sort", SORTS, ids=lambda s: f"{s.by}-{s.descending}")
@pytest.mark.parametrize("wanted", FILTERS, ids=range(len(FILTERS)))
def test_pages_jumps_and_places_agree(many, wanted, sort, monkeypatch):
    monkeypatch.setattr("core.store.detection_order._MARK_EVERY", 30)
    with many.reading() as db:
        found = in_pages(db, wanted, sort)
        assert found == detections.ids(db, wanted, sort=sort)
        assert len(found) == len(set(found)) == detections.count(db, wanted)[0]
        assert {d.id for d in detections.everything(db, wanted)} == set(found)
        rough = detections.survey(db, wanted, sort)
        marked = detections.marked(db, wanted, sort, rough, len(found))
        assert [found[row] for row, _ in marked.marks] == [i for _, i in marked.marks]
        for place in range(0, len(found), 1 + len(found) // 7):
            for known in (None, rough, marked):
                there = detections.position(db, wanted, found[place], sort=sort, known=known)
                assert there == place
                jumped = detections.at_offset(db, wanted, place, sort=sort, limit=5, known=known)
                assert [d.id for d in jumped] == found[place : place + 5]
            before = min(place, 7)
            near = detections.around(db, wanted, found[place], before, sort=sort, limit=11)
            assert [d.id for d in near] == found[place - before : place - before + 11]
        assert detections.at_offset(db, wanted, len(found), sort=sort) == []


KEYS = {
    SortBy.SCORE: lambda d: d.score,
    SortBy.SPECIES: lambda d: d.species.common_name,
    SortBy.RECORDING: lambda d: (d.recording_id, d.start_s),
}


def test_a_mark_that_a_verdict_moved_misleads_nobody(many):
    wanted, sort = Filter(run_id=1), Sort(SortBy.VERDICT, descending=True)
    with many.reading() as db:
        found = detections.ids(db, wanted, sort=sort)
        counted = detections.survey(db, wanted, sort)
        reviewed = sum(counted.sizes.values())
        moved = replace(counted, marks=((reviewed + 10, found[0]),))
        jumped = detections.at_offset(db, wanted, reviewed + 20, sort=sort, limit=5, known=moved)
    assert [d.id for d in jumped] == found[reviewed + 20 : reviewed + 25]


@pytest.mark.parametrize("by", KEYS)
@pytest.mark.parametrize("down", [True, False])
def test_the_order_is_what_its_name_says(many, by, down):
    with many.reading() as db:
        found = [
            KEYS[by](d) for d in detections.page(db, Filter(), sort=Sort(by, down), limit=5000)
        ]
    assert found == sorted(found, reverse=down)


def test_what_is_not_reviewed_comes_first_or_last(many):
    with many.reading() as db:
        for down in (False, True):
            found = detections.page(db, Filter(), sort=Sort(SortBy.VERDICT, down), limit=9999)
            done = [d.verdict is not None for d in found]
            assert done == sorted(done, reverse=down)
            assert True in done


@pytest.mark.parametrize("down", [True, False])
def test_what_has_no_time_or_site_comes_last_either_way(many, down):
    with many.reading() as db:
        sites = [
            d.site for d in detections.page(db, Filter(), sort=Sort(SortBy.SITE, down), limit=9999)
        ]
        timed = detections.ids(db, Filter(), sort=Sort(SortBy.TIME, down))
    named = [s for s in sites if s]
    assert named == sorted(named, reverse=down)
    assert sites[len(named) :] == [None] * (len(sites) - len(named)) != []
    assert [id_ % 50 == 0 for id_ in timed] == sorted(id_ % 50 == 0 for id_ in timed)


def test_recordings_of_unknown_zone_stand_amid_the_others_by_their_clock(hand_made):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE detections SET at_utc_ms = NULL WHERE recording_id IN (1, 3)")
        found = detections.page(db, Filter(), sort=Sort(SortBy.TIME, descending=False))
    shown = [d.at.local for d in found]
    assert shown == sorted(shown)


def test_every_species_is_counted_under_any_filter(many):
    with many.reading() as db:
        for wanted in FILTERS:
            counts = detections.by_species(db, wanted)
            found = detections.page(db, wanted, limit=5000)
            assert sum(c.detections for c in counts) == len(found)
            assert sum(c.unreviewed for c in counts) == sum(d.verdict is None for d in found)


def test_a_corrected_detection_is_found_as_what_it_is_held_to_be(hand_made):
    with hand_made.project.writing() as db:
        verdicts.add(db, [Statement(1, Verdict.WRONG, "Ann", WREN)])
        held = Filter(held_species=WREN.scientific_name)
        assert detections.ids(db, held) == [7, 1, 4]
        assert detections.ids(db, Filter(species=WREN.scientific_name)) == [7, 4]
        verdicts.add(db, [Statement(1, None, "Ann")])
        assert detections.ids(db, held) == [7, 4]


@pytest.mark.parametrize("wanted", FILTERS, ids=range(len(FILTERS)))
def test_a_saved_filter_is_the_same_when_read_again(project, wanted):
    with project.writing() as db:
        saved_filters.save(db, "dawn_chorus %", Filter(run_id=3))
        saved_filters.save(db, "dawn_chorus %", wanted)
        assert saved_filters.everything(db) == {"dawn_chorus %": wanted}
        saved_filters.remove(db, "dawn_chorus %")
        assert saved_filters.everything(db) == {}


def test_a_moved_site_has_its_sunrise_reckoned_again(hand_made):
    minutes = "SELECT sunrise_minute FROM detections WHERE id = 1"
    with hand_made.project.writing() as db:
        before = db.exec_driver_sql(minutes).scalar()
        db.exec_driver_sql("UPDATE recordings SET latitude = NULL, longitude = NULL")
        db.exec_driver_sql("UPDATE sites SET longitude = 34.3")
        assert sun_minutes.fill(db) > 0
        assert db.exec_driver_sql(minutes).scalar() - before == pytest.approx(120, abs=1)


@pytest.mark.parametrize("sort", SORTS, ids=lambda s: f"{s.by}-{s.descending}")
@pytest.mark.parametrize(
    "wanted",
    [
        Filter(run_id=1, verdicts=frozenset({None})),
        Filter(run_id=1, first_day=date(2025, 3, 16), minutes=(1300, 400), sunrise=(0, 9)),
        Filter(run_id=1, sites=frozenset({"Site 01", "Site 03"})),
    ],
    ids=range(3),
)
def test_no_order_is_sorted_and_no_filter_leaves_its_index(many, wanted, sort):
    with many.reading() as db:
        for segment in detection_order._segments(db, wanted, sort):
            query = (
                detection_order._ids(wanted, segment)
                .limit(200)
                .compile(db.engine, compile_kwargs={"literal_binds": True})
            )
            steps = [row[3] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
            assert "COVERING INDEX" in steps[0]
            assert not any("TEMP B-TREE" in step for step in steps)


def test_species_that_a_network_knows_and_nobody_hears_are_not_asked_for(hand_made):
    project = hand_made.project
    asked = []
    event.listen(project._engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    def questions():
        asked.clear()
        with project.reading() as db:
            rough = detection_order.survey(db, Filter(), Sort(SortBy.SPECIES))
            ids = detection_order.ids_at(db, Filter(), Sort(SortBy.SPECIES), 0, 50, rough)
            detection_order.ids_before(db, Filter(), Sort(SortBy.SPECIES), ids[-1], 50)
        return ids, len(asked)

    few = questions()
    with project.writing() as db:
        made.know_birdnets_labels(db)
    assert questions() == few
