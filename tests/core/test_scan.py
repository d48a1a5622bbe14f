"""From a folder to recordings: headers only, copies once, broken ones with their reason."""

import shutil
from pathlib import Path

import pytest

from core import scan as scanning
from core.errors import UserError
from core.file_presence import looked_for
from core.scan import scan
from core.store import Project, file_lists, recordings, sites
from core.store.file_lists import FileFilter
from core.store.recordings import Totals
from tests.core.sounds import noise, record


@pytest.fixture
def media(tmp_path: Path) -> Path:
    for n, name in enumerate(("Dune/DATA/a.wav", "Dune/b.flac", "Wood/20250503/a.wav")):
        record(tmp_path / "media" / name, noise(2, seed=n))
    return tmp_path / "media"


def totals(project: Project) -> Totals:
    with project.reading() as db:
        return recordings.totals(db)


def problems(project: Project) -> dict[str, str]:
    with project.reading() as db:
        return {r.path.name: r.problem.code for r in recordings.problems(db)}


@pytest.fixture
def opened(monkeypatch) -> list[Path]:
    """The files that scanning opens."""
    seen: list[Path] = []
    inspect = scanning.inspect
    monkeypatch.setattr(scanning, "inspect", lambda path: (seen.append(path), inspect(path))[1])
    return seen


def test_every_file_is_counted_with_its_site(project, media):
    *_, last = scan(project, media)
    assert (last.done, last.total, last.problems, last.note) == (3, 3, 0, "")
    assert (totals(project).usable, totals(project).hours) == (3, pytest.approx(6 / 3600))
    with project.reading() as db:
        assert sites.names(db) == ["Dune", "Wood"]


def test_a_second_scan_opens_no_file(project, media, opened):
    list(scan(project, media))
    assert len(opened) == 3
    list(scan(project, media))
    list(scan(project, media / "Dune" / ".."))
    assert len(opened) == 3
    assert totals(project).files == 3


def test_only_what_is_new_or_changed_is_opened(project, media, opened):
    list(scan(project, media))
    opened.clear()
    record(media / "Wood" / "new.wav", noise(1, seed=8))
    record(media / "Dune" / "b.flac", noise(5, seed=9))
    list(scan(project, media))
    assert {path.name for path in opened} == {"new.wav", "b.flac"}
    assert totals(project).hours == pytest.approx((2 + 5 + 2 + 1) / 3600)


def test_copies_are_counted_once_under_whatever_name(project, media):
    shutil.copy(media / "Dune" / "b.flac", media / "Wood" / "copy.flac")
    shutil.copytree(media / "Dune", media.parent / "backup")
    list(scan(project, media))
    list(scan(project, media.parent / "backup"))
    assert totals(project) == Totals(6, 3, pytest.approx(6 / 3600), 3, 3)
    assert set(problems(project).values()) == {"duplicate"}


def test_broken_files_are_kept_with_their_reason(project, media):
    (media / "empty.wav").touch()
    (media / "text.wav").write_text("dear diary " * 100)
    (media / "notes.txt").write_text("left out")
    *_, last = scan(project, media)
    assert last.problems == 2
    assert problems(project) == {"empty.wav": "empty", "text.wav": "not-audio"}
    assert totals(project).usable == 3


def test_a_file_that_could_not_be_opened_is_tried_again(project, media, opened):
    list(scan(project, media))
    with project.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET usable = 0, problem = 'unreadable' WHERE id = 2")
    list(scan(project, media))
    assert len(opened) == 4
    assert problems(project) == {}


def test_some_files_of_a_folder_are_added_and_what_came_since_is_told_apart(project, media):
    for _ in scan(project, media / "Dune/DATA", [media / "Dune/DATA/a.wav"]):
        pass
    with project.reading() as db:
        before = recordings.newest_id(db)
    shutil.copy(media / "Dune/b.flac", media / "again.flac")
    (media / "bad.wav").write_bytes(b"no audio at all")
    for _ in scan(project, media):
        pass
    with project.reading() as db:
        new = recordings.totals(db, before)
        names = [f.recording.path.name for f in file_lists.list_files(db, FileFilter(since=before))]
    assert (new.files, new.usable, new.duplicates) == (4, 2, 1)
    assert "b.flac" in names
    assert names.count("a.wav") == 1


def test_a_file_that_is_not_where_it_was_is_marked(project, media):
    for _ in scan(project, media):
        pass
    (media / "Dune/b.flac").unlink()
    with project.reading() as db:
        files = file_lists.list_files(db, FileFilter())
    assert [f.recording.path.name for f in looked_for(files) if not f.is_there] == ["b.flac"]


def test_a_folder_without_audio_is_said(project, tmp_path):
    (tmp_path / "none").mkdir()
    with pytest.raises(UserError, match="Choose the folder or card"):
        list(scan(project, tmp_path / "none"))


def test_a_missing_folder_is_said(project, tmp_path):
    with pytest.raises(UserError, match="There is no folder"):
        list(scan(project, tmp_path / "none"))


def test_a_scan_stopped_between_batches_goes_on(project, tmp_path, monkeypatch):
    monkeypatch.setattr(scanning, "_BATCH", 4)
    for n in range(10):
        record(tmp_path / "m" / f"{n}.wav", noise(1, seed=n))
    job = scan(project, tmp_path / "m")
    next(step for step in job if step.done)
    job.close()
    assert totals(project).files == 4
    list(scan(project, tmp_path / "m"))
    assert totals(project).usable == 10


def test_a_name_that_is_no_text_is_left_out_and_said(project, media):
    try:
        (media / "d\udcfcne.wav").write_bytes((media / "Dune" / "b.flac").read_bytes())
    except (OSError, UnicodeError):
        pytest.skip("this system has no such names")
    *_, last = scan(project, media)
    assert "rename" in last.note.lower()
    assert totals(project).usable == 3


def test_a_name_that_others_explain_later_is_read_again(project, tmp_path):
    record(tmp_path / "m" / "20240501_0530.wav", noise(1, seed=1))
    list(scan(project, tmp_path / "m"))
    assert problems(project) == {"20240501_0530.wav": "name-unclear"}
    record(tmp_path / "m" / "20240501_0630.wav", noise(1, seed=2))
    list(scan(project, tmp_path / "m"))
    with project.reading() as db:
        hours = [r.start.local.hour for r in recordings.everything(db) if r.start]
    assert (hours, problems(project)) == ([5, 6], {})


def test_sound_in_a_bin_is_not_read_and_said(project, media):
    record(media / "#recycle" / "Dune" / "old.wav", noise(1, seed=12))
    record(media / "Recycled wood" / "b.wav", noise(1, seed=13))
    *_, last = scan(project, media)
    assert totals(project).files == 4
    assert "left out: 1, in" in last.note
    assert "#recycle" in last.note
