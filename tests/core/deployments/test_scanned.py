"""What scanning makes of cards: deployments, sites, moved recorders, guessed offsets."""

import shutil
from datetime import datetime

import pytest

from core.deployments.clock import KnownTime
from core.deployments.editing import (
    merge_deployments,
    rename_site,
    set_clock,
    split_deployment,
)
from core.domain import OffsetSource
from core.errors import UserError
from core.scan import scan
from core.store import recordings
from tests.core.deployments.conftest import all_deployments, all_sites, scanned

HERE, NEAR, AWAY = "Loc Position:52.1 4.3", "Loc Position:52.101 4.301", "Loc Position:52.2 4.3"


def starts(project):
    with project.reading() as db:
        return {r.path.name: r.start for r in recordings.everything(db)}


def test_a_recorder_that_moves_begins_a_deployment_at_a_new_site(project, card):
    card("Dune/20240501_050000.wav", "Serial:A", HERE)
    card("Dune/20240502_050000.wav", "Serial:A", NEAR)
    scanned(project, card("Dune/20240601_050000.wav", "Serial:A", AWAY).parent)
    assert [(d.site, d.recordings) for d in all_deployments(project)] == [
        ("Dune", 2),
        ("Dune (2)", 1),
    ]
    scanned(project, card("Dune/20240602_050000.wav", "Serial:A", AWAY).parent)
    assert [d.recordings for d in all_deployments(project)] == [2, 2]


def test_two_recorders_at_a_site_are_two_deployments(project, card):
    for serial in "AB":
        card(f"Dune/{serial}_20240501_050000.wav", f"Serial:{serial}")
        card(f"Dune/{serial}_20240501_060000.wav", f"Serial:{serial}")
    scanned(project, card("Wood/A_20240501_050000.wav", "Serial:A").parent.parent)
    assert [(d.site, d.serial) for d in all_deployments(project)] == [
        ("Dune / A", "A"),
        ("Dune / B", "B"),
        ("Wood", "A"),
    ]


def test_a_broken_file_is_no_recorder_of_its_own(project, card):
    folder = card("Dune/20240501_050000.wav", "Serial:A").parent
    (folder / "20240430_050000.wav").write_bytes(b"")
    scanned(project, folder.parent)
    assert [(d.serial, d.recordings) for d in all_deployments(project)] == [("A", 2)]


def test_a_site_with_coordinates_gets_its_zone_and_offsets_are_guesses(project, card):
    root = card("Dune/20240501_050000.wav", "Serial:A", HERE).parent.parent
    scanned(project, root)
    assert all_sites(project)["Dune"].zone == "Europe/Amsterdam"
    start = starts(project)["20240501_050000.wav"]
    assert (start.offset_minutes, start.offset_source) == (120, OffsetSource.GUESS)
    assert start.utc is not None
    assert start.utc.hour == 3


def test_a_renamed_site_keeps_its_name_at_the_next_scan(project, card):
    root = card("Dune/20240501_050000.wav", "Serial:A").parent.parent
    scanned(project, root)
    rename_site(project, all_sites(project)["Dune"].id, "Slufter")
    card("Dune/20240502_050000.wav", "Serial:A")
    card("Dune/20240502_060000.wav", "Serial:B")
    scanned(project, root)
    assert [(d.site, d.recordings) for d in all_deployments(project)] == [
        ("Slufter", 2),
        ("Slufter", 1),
    ]


def test_new_files_go_where_a_deployment_was_merged_to(project, card):
    card("Dune/20240501_050000.wav", "Serial:A")
    root = card("Wood/20240501_050000.wav", "Serial:A").parent.parent
    scanned(project, root)
    dune, wood = (d.id for d in all_deployments(project))
    merge_deployments(project, [dune, wood], into=dune)
    card("Wood/20240502_050000.wav", "Serial:A")
    scanned(project, root)
    assert [(d.site, d.recordings) for d in all_deployments(project)] == [("Dune", 3)]


def test_a_file_that_changed_stays_in_the_deployment_a_person_gave_it(project, card):
    for day in (1, 2, 3):
        root = card(f"Dune/2024050{day}_050000.wav", "Serial:A").parent.parent
    scanned(project, root)
    (only,) = all_deployments(project)
    with project.reading() as db:
        third = next(r.id for r in recordings.everything(db) if "0503" in r.path.name)
    split_deployment(project, only.id, recording_ids=[third], site="Wood")
    card("Dune/20240503_050000.wav", "Serial:A", "Note:longer")
    scanned(project, root)
    assert [(d.site, d.recordings) for d in all_deployments(project)] == [("Dune", 2), ("Wood", 1)]


def test_a_card_removed_while_scanning_keeps_what_was_read(project, card, monkeypatch):
    monkeypatch.setattr("core.scan._BATCH", 4)
    for n in range(12):
        root = card(f"Dune/20240501_{n:02d}0000.wav", "Serial:A").parent.parent
    job = scan(project, root)
    next(step for step in job if step.done)
    root.rename(root.with_name("elsewhere"))
    with pytest.raises(UserError, match="Connect it again"):
        list(job)
    with project.reading() as db:
        assert recordings.totals(db).files == 4
    shutil.move(root.with_name("elsewhere"), root)
    scanned(project, root)
    with project.reading() as db:
        assert recordings.totals(db).usable == 12


def test_a_known_file_that_cannot_be_opened_now_stays_as_it_was(project, card, monkeypatch):
    path = card("Dune/20240501_050000.wav", "Serial:A")
    card("Dune/20240501_060000.wav", "Serial:A")
    scanned(project, path.parent.parent)
    monkeypatch.setattr("core.adding._size_and_time", lambda path: (-1, -1))
    unreadable = "core.recorders.inspection.FileEnds"
    monkeypatch.setattr(unreadable, lambda file: (_ for _ in ()).throw(OSError("no")))
    scanned(project, path.parent.parent)
    with project.reading() as db:
        assert recordings.totals(db).usable == 2


def test_new_recordings_get_the_correction_of_their_deployment(project, card):
    root = card("Dune/20240501_050000.wav", "Serial:A", HERE).parent.parent
    scanned(project, root)
    (only,) = all_deployments(project)
    known = KnownTime(datetime(2024, 5, 1, 5), datetime(2024, 5, 1, 5, 10))  # noqa: DTZ001
    set_clock(project, only.id, zone="Europe/Amsterdam", known=[known])
    card("Dune/20240502_050000.wav", "Serial:A")
    scanned(project, root)
    start = starts(project)["20240502_050000.wav"]
    assert (start.local.minute, start.offset_source) == (10, OffsetSource.DEPLOYMENT)


def test_folders_that_differ_only_in_how_they_are_written_are_one_site(card, project):
    for folder in ("Du\u0308ne", "Düne ", "DÜNE"):
        scanned(project, card(f"{folder}/20240501_050000.wav").parent)
    assert len(all_sites(project)) == 1


def test_a_folder_may_have_a_name_that_no_site_can_have(card, project):
    card("All sites/20240501_050000.wav")
    card("\u200b/20240501_050000.wav")
    scanned(project, card("Wood/20240501_050000.wav").parents[1])
    assert "all sites" not in {name.casefold() for name in all_sites(project)}
    assert len(all_sites(project)) == 3
