"""Damage is told as damage, with what is damaged, and nothing else is."""

import sqlite3
from contextlib import closing

import pytest

from core import report
from core.errors import NotAProjectError
from core.store import Project, damage, recordings


def spoil(project: Project, *statements: str) -> None:
    with closing(sqlite3.connect(project.path)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        db.commit()


@pytest.mark.parametrize("whole", ["analysed", "project"])
def test_a_sound_project_has_nothing_that_is_damaged(request, whole):
    assert damage.found(request.getfixturevalue(whole).path) is None


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE recordings SET start_local = 'soon'", "the column start_local of recordings"),
        ("UPDATE recordings SET offset_minutes = 99999", "the column offset_minutes of recordings"),
        ("UPDATE runs SET settings = '[]'", "the column settings of runs"),
        ("UPDATE detections SET score = 'high'", "the column score of detections"),
        ("DROP TABLE run_recordings", "the table run_recordings is missing"),
        ("ALTER TABLE sites DROP COLUMN latitude", "the column latitude of sites is missing"),
        ("UPDATE species SET id = 99 WHERE id = 1", "refers to rows of species that are not there"),
        ("UPDATE alembic_version SET version_num = '0003'", "not those of the version"),
    ],
)
def test_what_is_damaged_is_named(hand_made, statement, what):
    spoil(hand_made.project, "PRAGMA foreign_keys = OFF", statement)
    assert what in damage.found(hand_made.project.path)


def test_what_fails_because_of_damage_says_so(hand_made):
    spoil(hand_made.project, "UPDATE recordings SET start_local = 'soon'")
    with pytest.raises(NotAProjectError, match="is damaged: the column start_local of recordings"):
        report.build(hand_made.project)
    with pytest.raises(NotAProjectError, match="is damaged"), hand_made.project.reading() as db:
        list(recordings.everything(db))


def test_a_fault_of_the_program_is_not_put_down_to_the_project(hand_made):
    with pytest.raises(ZeroDivisionError), hand_made.project.reading():
        raise ZeroDivisionError


def test_the_database_is_looked_at_once_however_many_units_of_work_an_error_passes(
    hand_made, monkeypatch
):
    looked = []
    monkeypatch.setattr(damage, "found", lambda path: looked.append(path))
    project = hand_made.project
    with pytest.raises(ZeroDivisionError), damage.told(project.path), project.reading():
        raise ZeroDivisionError
    with pytest.raises(PermissionError), project.reading():
        raise PermissionError
    assert looked == [project.path]
