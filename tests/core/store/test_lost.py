"""A project whose folder goes away while it is open takes nothing more, and can be saved."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from core.domain import Verdict
from core.errors import LostProjectError, UserError
from core.review import Desk
from core.store import Project, detections, saved_filters
from core.store.detections import Filter
from core.store.embeddings import ShardWriter
from core.store.lock import only_analysis
from core.store.rescue import save_copy


@pytest.fixture
def folder(hand_made):
    """Some detections, and a file of embeddings."""
    hand_made.project.close()
    made = hand_made.project.folder
    (made / "embeddings").mkdir()
    (made / "embeddings" / "pass-1-000.f16").write_bytes(b"12")
    return made


@pytest.fixture
def opened(folder):
    with closing(Project(folder)) as there:
        yield there


def found(project):
    with project.reading() as db:
        return detections.page(db, Filter(unlisted=True))


def delete(folder, _tmp_path):
    shutil.rmtree(folder)


def rename(folder, tmp_path):
    folder.rename(tmp_path / "elsewhere")


def unlink(folder, _tmp_path):
    (folder / "project.db").unlink()


def replace(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(folder)
    (tmp_path / "copy").rename(folder)


def swap_file(folder, tmp_path):
    with closing(sqlite3.connect(tmp_path / "new.db")) as other:
        other.execute("CREATE TABLE unrelated (n)")
    (tmp_path / "new.db").replace(folder / "project.db")


WAYS = [delete, rename, unlink, replace, swap_file]


@pytest.mark.parametrize("away", WAYS)
def test_a_verdict_is_refused_with_what_to_do(opened, folder, tmp_path, away):
    desk, (first, *_) = Desk(opened, "Ann"), found(opened)
    away(folder, tmp_path)
    with pytest.raises(LostProjectError, match="Save a copy of what is still known"):
        desk.decide([first.id], Verdict.CORRECT)


@pytest.mark.parametrize("away", WAYS)
def test_every_writer_is_refused_and_makes_no_file(opened, folder, tmp_path, away):
    away(folder, tmp_path)
    before = sorted(folder.rglob("*"))
    with pytest.raises(LostProjectError), opened.writing() as db:
        saved_filters.save(db, "mine", Filter())
    with pytest.raises(LostProjectError), only_analysis(opened):
        pass
    with pytest.raises((LostProjectError, UserError)):
        ShardWriter(opened, 1, 8)
    assert [path for path in sorted(folder.rglob("*")) if path.is_file()] == [
        path for path in before if path.is_file()
    ]


@pytest.mark.parametrize("away", WAYS)
def test_a_copy_has_all_that_was_said(opened, folder, tmp_path, away):
    first = found(opened)[0]
    Desk(opened, "Ann").decide([first.id], Verdict.WRONG, note="a robin?")
    away(folder, tmp_path)
    save_copy(opened, tmp_path / "rescued")
    with closing(Project(tmp_path / "rescued", create=False)) as copy:
        assert next((d.id, d.verdict, d.note) for d in found(copy)) == (
            first.id, Verdict.WRONG, "a robin?",
        )  # fmt: skip
        Desk(copy, "Ann").decide([first.id], Verdict.CORRECT)


@pytest.mark.parametrize(
    ("away", "there"), [(unlink, True), (swap_file, True), (delete, False), (replace, False)]
)
def test_embeddings_go_with_it_where_they_are_its_own(opened, folder, tmp_path, away, there):
    away(folder, tmp_path)
    assert save_copy(opened, tmp_path / "rescued") is there
    assert (tmp_path / "rescued" / "embeddings" / "pass-1-000.f16").exists() is there


def test_what_is_found_again_in_its_place_is_written_on(opened, folder, tmp_path):
    rename(folder, tmp_path)
    assert opened.lost
    (tmp_path / "elsewhere").rename(folder)
    assert opened.lost == ""
    Desk(opened, "Ann").decide([found(opened)[0].id], Verdict.CORRECT)


def test_no_connection_is_made_to_what_is_there_instead(opened, folder, tmp_path):
    with opened.reading():  # so that the next has to make its own
        unlink(folder, tmp_path)
        with pytest.raises(LostProjectError), opened.reading():
            pass
    assert not (folder / "project.db").exists()


def test_a_copy_never_goes_over_anything(opened, folder, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    for taken in (tmp_path / "full", folder, tmp_path / "full" / "thesis.txt"):
        with pytest.raises(UserError, match="Name a new folder"):
            save_copy(opened, taken)


def test_a_project_that_may_only_be_read_is_not_lost(folder, tmp_path):
    with closing(Project(folder, read_only=True)) as project:
        delete(folder, tmp_path)
        assert project.lost == ""
        assert found(project)
