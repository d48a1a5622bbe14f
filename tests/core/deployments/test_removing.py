"""Recordings that a person took out: in no list, in no count, deleted nowhere, back as before."""

from pathlib import Path

import pytest

from core import report
from core.deployments import editing, removing
from core.domain import Verdict
from core.errors import UserError
from core.exports import Selection, export
from core.health import check_all
from core.review import Desk
from core.scan import scan
from core.store import (
    annotations,
    deployments,
    detections,
    file_lists,
    recordings,
    runs,
    sites,
    verdicts,
)
from core.store.detections import Filter, Sort, SortBy
from core.store.file_lists import FileFilter
from tests.core.conftest import BLACKBIRD, WREN
from tests.core.sounds import noise, record

EVERY = Filter(unlisted=True)


def seen(hand_made, out: Path) -> dict[str, object]:
    """Return whatever a person is shown of a project."""
    project = hand_made.project
    with project.reading() as db:
        found = {
            "totals": recordings.totals(db),
            "left": recordings.left_to_analyse(db, None),
            "files": [one.recording.id for one in file_lists.list_files(db, FileFilter())],
            "deployments": [(one.id, one.recordings) for one in deployments.listing(db)],
            "sites": [(one.name, one.recordings) for one in sites.listing(db)],
            "coverage": runs.coverage(db, hand_made.run_id),
            "counts": [detections.count(db, one) for one in (Filter(), EVERY)],
            "species": detections.by_species(db, EVERY),
            "drawn": [one.id for one in annotations.everything(db)],
        }
        for by in SortBy:
            found[by] = detections.ids(db, EVERY, sort=Sort(by))
    made = report.build(project)
    found |= {"report": (made.rows, made.coverage, made.hidden)}
    found["health"] = [one.deployment.id for one in check_all(project)]
    export(project, Selection(hand_made.run_id), "detections-csv", out)
    return found | {"export": out.read_text()}


@pytest.fixture
def said(hand_made):
    """The hand-made project with verdicts, a correction and annotations."""
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1, 7], Verdict.CORRECT)
    desk.decide([8], Verdict.WRONG, corrected=WREN)
    desk.draw(1, (0.0, 1.0), species=BLACKBIRD)
    desk.draw(4, (0.0, 1.0), species=BLACKBIRD)
    return hand_made


def test_what_is_removed_is_in_no_list_and_no_count(said, tmp_path):
    ids = removing.recordings_at(said.project, [tmp_path / "media" / "Wood"], removed=False)
    assert removing.remove(said.project, ids) == 1
    shown = seen(said, tmp_path / "d.csv")
    assert shown["totals"].files == 3
    assert shown["files"] == [1, 2, 3]
    assert dict(shown["sites"]) == {"Dune": 3, "Wood": 0}
    assert shown["counts"] == [(6, 0), (6, 0)]
    assert all(set(shown[by]) == {1, 2, 3, 4, 5, 6} for by in SortBy)
    assert shown["coverage"].recordings == 3
    assert {row.site for row in shown["report"][0]} == {"all sites", "Dune"}
    assert len(shown["drawn"]) == 1
    assert "Wood" not in shown["export"]


def test_undo_brings_back_all_that_was_found_and_said(said, tmp_path):
    before = seen(said, tmp_path / "d.csv")
    removing.remove(said.project, [1, 3, 4])
    after = seen(said, tmp_path / "d.csv")
    assert after != before
    editing.undo_edit(said.project)
    assert seen(said, tmp_path / "d.csv") == before
    editing.redo_edit(said.project)
    assert seen(said, tmp_path / "d.csv") == after
    assert removing.restore(said.project) == 3
    assert seen(said, tmp_path / "d.csv") == before
    with said.project.reading() as db:
        held = {i: one.verdict for i, one in verdicts.current(db, [1, 7, 8]).items()}
    assert held == {1: "correct", 7: "correct", 8: "wrong"}


def test_undo_takes_back_only_what_that_step_removed(said, tmp_path):
    removing.remove(said.project, [1])
    before = seen(said, tmp_path / "d.csv")
    assert removing.remove(said.project, [1, 2, 3]) == 2
    editing.undo_edit(said.project)
    assert seen(said, tmp_path / "d.csv") == before


def test_many_removed_at_once_are_as_a_few(said, tmp_path, monkeypatch):
    removing.remove(said.project, [1, 2])
    few = seen(said, tmp_path / "d.csv")
    removing.restore(said.project)
    monkeypatch.setattr("core.store.recording_times.MANY", 0)
    removing.remove(said.project, [1, 2])
    assert seen(said, tmp_path / "d.csv") == few


def test_a_scan_leaves_out_what_was_removed_and_says_so(project, tmp_path):
    media = tmp_path / "m"
    for n, name in enumerate(("Dune/a.wav", "Dune/b.wav", "Wood/c.wav")):
        record(media / name, noise(1, seed=n))
    list(scan(project, media))
    removing.remove(project, removing.recordings_at(project, [media / "Dune"], removed=False))
    record(media / "Dune" / "new.wav", noise(1, seed=9))
    *_, last = scan(project, media / "Dune")
    assert "2 recordings that were removed" in last.note
    (media / "Dune").rename(media / "Hill")
    *_, last = scan(project, media)
    assert "removed" in last.note
    with project.reading() as db:
        assert {one.path.name for one in recordings.everything(db)} == {"c.wav", "new.wav"}


def test_a_recording_removed_while_it_is_heard_stays_out(hand_made):
    removing.remove(hand_made.project, [3])
    with hand_made.project.writing() as db:
        file = recordings.get(db, 3)
        detections.add(db, hand_made.run_id, file, [detections.New(1, 9.0, 12.0, 0.9, 1.0, True)])
        assert all(d.recording_id != 3 for d in detections.everything(db, EVERY))


def test_what_a_path_leads_to_is_found_however_it_is_given(hand_made, tmp_path):
    def at(path: Path) -> list[int]:
        return removing.recordings_at(hand_made.project, [path], removed=False)

    assert at(tmp_path / "media") == [1, 2, 3, 4]
    assert at(Path("Dune/b.wav")) == at(tmp_path / "media" / "Dune" / "b.wav") == [2]
    for nothing in (tmp_path / "media" / "Dun", tmp_path, Path("Dune/b")):
        with pytest.raises(UserError, match="No recording"):
            at(nothing)
