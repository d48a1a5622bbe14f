"""Recordings that lie elsewhere now."""

import shutil

import pytest

from core.deployments import editing, relinking
from core.errors import UserError
from core.store import recordings
from tests.core.deployments.conftest import scanned


@pytest.fixture
def linked(project, card):
    """A project whose card has moved to another disk: (project, old root, new root)."""
    for n in range(30):
        old = card(f"Dune/20240501_{n // 60:02d}{n % 60:02d}00.wav").parents[1]
    scanned(project, old)
    new = old.parent / "disk" / "card"
    new.parent.mkdir()
    old.rename(new)
    return project, old, new


def there(project):
    with project.reading() as db:
        return [r.path.exists() for r in recordings.everything(db)]


def test_recordings_are_linked_to_where_they_are_now(linked):
    project, old, new = linked
    assert relinking.missing_roots(project)[0].path == old
    match = relinking.relink(project, old, new)
    assert (match.same, match.missing, match.different) == (match.checked, (), ())
    assert all(there(project))
    editing.undo_edit(project)
    assert not any(there(project))


def test_the_next_scan_there_opens_nothing(linked, monkeypatch):
    project, old, new = linked
    relinking.relink(project, old, new)
    monkeypatch.setattr("core.scan.inspect", None)
    scanned(project, new)
    with project.reading() as db:
        assert recordings.totals(db).files == 30


def test_another_folder_is_refused_with_the_names_of_files(linked):
    project, old, new = linked
    (new.parent / "other").mkdir()
    with pytest.raises(UserError, match=r"not there.*20240501"):
        relinking.relink(project, old, new.parent / "other")


def test_files_of_other_content_are_refused(linked):
    project, old, new = linked
    changed = next((new / "Dune").iterdir())
    changed.write_bytes(b"x" * changed.stat().st_size)
    with pytest.raises(UserError, match=f"of another content, such as Dune/{changed.name}"):
        relinking.relink(project, old, new)


def test_a_folder_that_was_scanned_already_has_nothing_to_link(linked):
    project, old, new = linked
    scanned(project, new)
    assert all(there(project))
    assert relinking.missing_roots(project) == []
    with pytest.raises(UserError, match="nothing to link"):
        relinking.relink(project, old, new)


def test_what_an_older_version_took_for_copies_of_missing_files_is_linked(linked):
    project, old, new = linked
    scanned(project, new)
    with project.writing() as db:  # as it was then: each known twice, the original missing
        db.exec_driver_sql("UPDATE recordings SET media_root_id = 1 WHERE media_root_id = 2")
        every = list(recordings.everything(db))
        rows = (
            "INSERT INTO recordings (id, media_root_id, path, size, modified_ns, content_hash, "
            "clock_correction_s, duration_s, sample_rate, channels, usable, problem, "
            "duplicate_of, details) SELECT id + 100, 2, path, size, modified_ns, content_hash, "
            "0, 1, 8000, 1, 0, 'duplicate', id, '{}' FROM recordings WHERE id <= ?"
        )
        db.exec_driver_sql(rows, (len(every),))
    match = relinking.relink(project, old, new)
    assert match.same == match.checked
    assert all(there(project))
    with project.reading() as db:
        assert [r.id for r in recordings.everything(db)] == list(range(1, 31))


def test_a_root_that_the_project_does_not_know_is_said(linked):
    project, _, new = linked
    with pytest.raises(UserError, match="Its folders are"):
        relinking.relink(project, new.parent, new)


def test_the_moved_folder_is_found(linked):
    project, old, new = linked
    shutil.copytree(new / "Dune", old.parent / "decoy" / "Dune", ignore=lambda *_: ["nothing"])
    for path in (old.parent / "decoy" / "Dune").iterdir():
        path.write_bytes(b"y" * path.stat().st_size)
    found = relinking.find_moved(project, old, [old.parent])
    assert [match.folder for match in found] == [new]
