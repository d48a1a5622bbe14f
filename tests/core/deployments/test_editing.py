"""What a person does to sites and deployments, and taking it back."""

from datetime import datetime

import pytest

from core.deployments import editing
from core.deployments.clock import ClockMode, KnownTime
from core.domain import OffsetSource
from core.errors import UserError
from core.store import detections, recordings, sites
from core.store.detections import Filter
from tests.core.deployments.conftest import all_deployments, all_sites


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def state(project):
    """Everything an edit may change, rows and derived columns."""
    tables = ("sites", "deployments", "deployment_keys", "media_roots")
    columns = "id, deployment_id, offset_minutes, offset_source, clock_correction_s, start_utc_ms"
    placed = "id, site_id, at_utc_ms, local_day, local_minute, at_local_ms"
    with project.reading() as db:
        rows = [db.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1").all() for table in tables]
        rows.append(db.exec_driver_sql(f"SELECT {columns} FROM recordings ORDER BY id").all())
        rows.append(db.exec_driver_sql(f"SELECT {placed} FROM detections ORDER BY id").all())
        return rows


def heard(project, site=None):
    with project.reading() as db:
        return list(detections.everything(db, Filter(site=site, unlisted=True)))


def ids(project):
    return {site.name: site.id for site in all_sites(project).values()}


def of_site(project, name):
    return next(one.id for one in all_deployments(project) if one.site == name)


EDITS = {
    "rename": lambda p: editing.rename_site(p, ids(p)["Dune"], "Slufter"),
    "place": lambda p: editing.set_coordinates(p, ids(p)["Dune"], -41.3, 174.8),
    "merge sites": lambda p: editing.merge_sites(p, [ids(p)["Wood"]], ids(p)["Dune"]),
    "merge deployments": lambda p: editing.merge_deployments(
        p, [of_site(p, "Wood")], of_site(p, "Dune")
    ),
    "split": lambda p: editing.split_deployment(
        p, of_site(p, "Dune"), since=at("2025-05-04"), site="Lake"
    ),
    "move": lambda p: editing.move_to_site(p, [of_site(p, "Wood")], "Lake"),
    "split off recordings": lambda p: editing.split_deployment(
        p, of_site(p, "Dune"), recording_ids=[1, 2], site="Wood"
    ),
    "clock": lambda p: editing.set_clock(
        p,
        of_site(p, "Dune"),
        zone="Europe/Amsterdam",
        known=[KnownTime(at("2025-05-03T05:00"), at("2025-05-04T06:00"))],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_can_be_undone(hand_made, name):
    project = hand_made.project
    before = state(project)
    EDITS[name](project)
    assert state(project) != before
    undone = editing.undo_edit(project)
    assert undone is not None
    assert state(project) == before
    assert editing.undo_edit(project) is None


def test_edits_are_undone_the_last_first(hand_made):
    project = hand_made.project
    states = [state(project)]
    for name in ("place", "split", "clock", "merge deployments"):
        EDITS[name](project)
        states.append(state(project))
    for expected in reversed(states[:-1]):
        editing.undo_edit(project)
        assert state(project) == expected


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_can_be_redone_and_undone_again(hand_made, name):
    project = hand_made.project
    before = state(project)
    EDITS[name](project)
    after = state(project)
    for _ in range(2):
        editing.undo_edit(project)
        assert state(project) == before
        editing.redo_edit(project)
        assert state(project) == after
    assert editing.redo_edit(project) is None


def test_edits_are_redone_in_the_order_they_were_made(hand_made):
    project = hand_made.project
    names = ("place", "split", "clock", "merge deployments")
    states = [state(project)]
    for name in names:
        EDITS[name](project)
        states.append(state(project))
    for _ in names:
        editing.undo_edit(project)
    for expected in states[1:]:
        editing.redo_edit(project)
        assert state(project) == expected
    for expected in reversed(states[:-1]):
        editing.undo_edit(project)
        assert state(project) == expected


def test_after_another_edit_nothing_is_redone(hand_made):
    project = hand_made.project
    EDITS["rename"](project)
    editing.undo_edit(project)
    EDITS["place"](project)
    assert editing.redo_edit(project) is None
    assert editing.undo_edit(project).text == "Placed Dune"
    assert editing.redo_edit(project).text == "Placed Dune"


def test_what_changed_again_since_is_not_redone(hand_made):
    project = hand_made.project
    EDITS["rename"](project)
    editing.undo_edit(project)
    with project.writing() as db:
        db.exec_driver_sql("UPDATE sites SET name = 'Other' WHERE name = 'Dune'")
    with pytest.raises(UserError, match="cannot be redone"):
        editing.redo_edit(project)


def test_the_log_of_edits_is_only_added_to(hand_made):
    project = hand_made.project
    editing.rename_site(project, ids(project)["Dune"], "Slufter")
    editing.undo_edit(project)
    with project.reading() as db:
        texts = db.exec_driver_sql("SELECT text FROM edits ORDER BY id").scalars().all()
    assert texts == ["Renamed Dune to Slufter", "Undone: Renamed Dune to Slufter"]
    with pytest.raises(Exception, match="append-only"), project.writing() as db:
        db.exec_driver_sql("DELETE FROM edits")


def test_an_edit_that_changes_nothing_is_not_logged(hand_made):
    project = hand_made.project
    editing.rename_site(project, ids(project)["Dune"], " Dune ")
    assert editing.undo_edit(project) is None


def test_a_name_that_is_taken_is_refused(hand_made):
    with pytest.raises(UserError, match="Merge the two"):
        editing.rename_site(hand_made.project, ids(hand_made.project)["Dune"], "Wood")


def test_detections_follow_a_merge_of_sites(hand_made):
    project = hand_made.project
    EDITS["merge sites"](project)
    assert len(heard(project, "Dune")) == 8
    assert list(ids(project)) == ["Dune"]


def test_detections_follow_a_corrected_clock_and_the_reading_stays(hand_made):
    project = hand_made.project
    first = [KnownTime(at("2025-05-03T05:00"), at("2025-05-03T04:50"))]
    editing.set_clock(project, of_site(project, "Dune"), known=first)
    with project.reading() as db:
        rows = db.exec_driver_sql(
            "SELECT start_local, local_day, local_minute, at_utc_ms FROM detections "
            "JOIN recordings ON recording_id = recordings.id WHERE detections.id = 5"
        ).all()
    ms = round(at("2025-05-03T05:50:00+02:00").timestamp() * 1000)
    assert rows == [("2025-05-03T05:30:00", 20250503, 350, ms)]
    assert heard(project, "Dune")[0].at.local == at("2025-05-03T04:50")


def test_sql_places_detections_as_python_does(hand_made):
    project = hand_made.project
    with project.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET read_local = '2024-12-31T23:59:59.999750'")
    known = [KnownTime(at("2025-05-03T05:00"), at("2025-05-03T05:00:00.250"))]
    editing.set_clock(project, of_site(project, "Dune"), known=known)
    with project.reading() as db:
        stored = db.exec_driver_sql("SELECT local_day, local_minute FROM detections").all()[:6]
    moments = [d.at.local for d in heard(project, "Dune")]
    assert {(int(f"{m:%Y%m%d}"), m.hour * 60 + m.minute) for m in moments} == set(stored)


def test_a_zone_gives_utc_to_recordings_that_tell_no_offset(hand_made):
    project = hand_made.project
    with project.writing() as db:
        db.exec_driver_sql(
            "UPDATE recordings SET read_offset_minutes = NULL, read_offset_source = NULL"
        )
    editing.set_coordinates(project, ids(project)["Dune"], 52.1, 4.3)
    assert heard(project, "Dune")[0].at.offset_source is OffsetSource.GUESS
    editing.set_clock(project, of_site(project, "Dune"), zone="Pacific/Auckland")
    start = heard(project, "Dune")[0].at
    assert (start.offset_minutes, start.offset_source) == (720, OffsetSource.DEPLOYMENT)
    editing.set_clock(project, of_site(project, "Dune"), mode=ClockMode.FOLLOWS_ZONE)
    with project.reading() as db:
        assert {r.start.offset_minutes for r in recordings.everything(db) if r.site == "Dune"} == {
            720
        }


def test_a_split_that_takes_everything_is_refused(hand_made):
    with pytest.raises(UserError, match="Choose another date"):
        editing.split_deployment(hand_made.project, of_site(hand_made.project, "Dune"), folder="x")


def test_a_folder_can_be_split_off(hand_made):
    project = hand_made.project
    EDITS["merge deployments"](project)
    (only,) = all_deployments(project)
    editing.split_deployment(project, only.id, folder="Wood", site="Wood")
    assert [(d.site, d.recordings) for d in all_deployments(project)] == [("Dune", 3), ("Wood", 1)]


@pytest.mark.parametrize("place", [(91.0, 0.0), (0.0, 181.0), (1.0, None), (float("nan"), 1.0)])
def test_a_place_off_the_earth_is_refused(hand_made, place):
    with pytest.raises(UserError):
        editing.set_coordinates(hand_made.project, ids(hand_made.project)["Dune"], *place)


def test_what_changed_again_since_is_not_undone(hand_made):
    project = hand_made.project
    EDITS["rename"](project)
    with project.writing() as db:
        db.exec_driver_sql("UPDATE sites SET name = 'Other' WHERE name = 'Slufter'")
    with pytest.raises(UserError, match="cannot be undone"):
        editing.undo_edit(project)


@pytest.mark.parametrize("name", ["rename", "merge sites"])
@pytest.mark.parametrize("taken", ["Dune", "Wood", "DUNE", "wood"])
def test_what_would_bring_back_a_name_that_another_site_took_is_not_undone(hand_made, name, taken):
    project = hand_made.project
    EDITS[name](project)
    if taken.title() in ids(project):
        return  # it never lost this name
    with project.writing() as db:
        sites.site(db, taken)
    after = state(project)
    with pytest.raises(UserError, match="cannot be undone"):
        editing.undo_edit(project)
    assert state(project) == after


@pytest.mark.parametrize("name", ["dune", " DUNE ", "D\u200bune"])
def test_another_way_to_write_a_name_is_taken_too(hand_made, name):
    with pytest.raises(UserError, match=r"There is a site .* already"):
        editing.rename_site(hand_made.project, ids(hand_made.project)["Wood"], name)
    editing.move_to_site(hand_made.project, [of_site(hand_made.project, "Wood")], name)
    assert list(ids(hand_made.project)) == ["Dune"]


def test_a_site_can_be_written_another_way(hand_made):
    editing.rename_site(hand_made.project, ids(hand_made.project)["Dune"], "DÜNE")
    editing.rename_site(hand_made.project, ids(hand_made.project)["DÜNE"], "Düne")
    assert "Düne" in ids(hand_made.project)


@pytest.mark.parametrize("name", ["All sites", " ", "\u200b", "x" * 300])
def test_what_can_be_no_name_is_refused_everywhere(hand_made, name):
    project, before = hand_made.project, state(hand_made.project)
    for change in (
        lambda: editing.rename_site(project, 1, name),
        lambda: editing.move_to_site(project, [1], name),
        lambda: editing.split_deployment(project, 1, folder="Dune/a.wav", site=name),
    ):
        with pytest.raises(UserError):
            change()
    assert state(project) == before


def test_an_older_project_with_two_sites_of_one_name_is_told_so_and_can_merge_them(hand_made):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE sites SET name = 'DUNE' WHERE name = 'Wood'")
        assert sites.alike(db) == [("DUNE", "Dune")]
        assert sites.id_of(db, "DUNE") != sites.id_of(db, "Dune")
    known = ids(hand_made.project)
    editing.merge_sites(hand_made.project, [known["DUNE"]], known["Dune"])
    assert list(ids(hand_made.project)) == ["Dune"]


def test_a_site_is_not_merged_into_itself(hand_made):
    with pytest.raises(UserError, match="one site already"):
        editing.merge_sites(hand_made.project, [1], 1)
