"""Opening a project: whole, damaged, older, newer, full, shared."""

import os
import shutil
import sqlite3
import stat
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from core.domain import Verdict
from core.errors import NotAProjectError, ProjectTooNewError, ReadOnlyProjectError, UserError
from core.store import (
    Project,
    blank,
    database,
    health_schema,
    is_project,
    schema,
    sites,
    verdicts,
)
from core.store import project as project_module
from core.store.verdicts import Statement
from tests.core.store.test_migrating import at_revision
from tests.core.store.write_blank import migrated


def revise(folder: Path, revision: str) -> None:
    with closing(sqlite3.connect(folder / "project.db")) as db:
        db.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        db.commit()


def test_a_project_is_known_by_its_database(project: Project, tmp_path: Path):
    assert is_project(project.folder)
    assert not is_project(tmp_path)
    assert project.name == "project"


def test_a_folder_without_project_is_not_turned_into_one(tmp_path: Path):
    with pytest.raises(NotAProjectError, match="There is no project in"):
        Project(tmp_path / "nothing", create=False)
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("revision", ["9999", "abc"])
def test_a_project_from_a_newer_version_is_left_alone(project, revision):
    revise(project.folder, revision)
    with pytest.raises(ProjectTooNewError, match="Install the newest version"):
        Project(project.folder)
    assert sorted(p.name for p in project.folder.glob("*.db")) == ["project.db"]


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_damaged_project_is_said_to_be_so(tmp_path: Path, content: bytes):
    (tmp_path / "project.db").write_bytes(content)
    with pytest.raises(NotAProjectError, match="damaged or no project"):
        Project(tmp_path)


def test_a_project_whose_making_was_interrupted_is_made(tmp_path: Path):
    (tmp_path / "project.db").touch()
    with closing(Project(tmp_path)) as made, made.reading() as db:
        assert sites.names(db) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_is_said_to_be_so(tmp_path: Path):
    tmp_path.chmod(0o500)
    with pytest.raises(UserError, match="Choose"):
        Project(tmp_path / "project")


def test_a_folder_that_cannot_be_made_is_said_to_be_so(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="could not be made"):
        Project(tmp_path / "file" / "project")


@pytest.mark.skipif(sys.platform == "win32", reason="not a name on Windows")
def test_a_folder_may_have_any_name(tmp_path: Path):
    folder = tmp_path / "what? 50% #1 – Dünen"
    with closing(Project(folder)) as odd, odd.writing() as db:
        sites.site(db, "Dune")
    assert sorted(p.name for p in folder.glob("*.db")) == ["project.db"]


def test_a_full_disk_is_said_and_loses_nothing(project: Project):
    with project.writing() as db:
        sites.site(db, "Dune")
        pages = db.exec_driver_sql("PRAGMA page_count").scalar()
    with pytest.raises(UserError, match="is full"), project.writing() as db:  # noqa: PT012
        db.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for n in range(10_000):
            sites.site(db, f"Wood {n}")
    with project.reading() as db:
        assert sites.names(db) == ["Dune"]


def test_a_full_disk_is_not_said_to_have_stopped_answering(project: Project, monkeypatch):
    nothing_left = shutil._ntuple_diskusage(100, 100, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: nothing_left)
    with pytest.raises(UserError, match="is full"), project.writing():
        raise sqlite3.OperationalError("disk I/O error")


def test_another_programs_database_is_left_byte_for_byte(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "project.db")) as db:
        db.execute("CREATE TABLE notes (x)")
        db.commit()
    before = (tmp_path / "project.db").read_bytes()
    for way in ({}, {"create": False}, {"read_only": True}):
        with pytest.raises(NotAProjectError, match="another program"):
            Project(tmp_path, **way)
    assert (tmp_path / "project.db").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["project.db"]


@pytest.mark.parametrize("way", [{}, {"create": False}, {"read_only": True}])
def test_a_folder_called_like_a_database_is_no_project(tmp_path: Path, way):
    (tmp_path / "project.db").mkdir()
    with pytest.raises(NotAProjectError, match="is no file"):
        Project(tmp_path, **way)
    assert list((tmp_path / "project.db").iterdir()) == []


def test_another_programs_database_with_migrations_of_its_own_is_refused(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "project.db")) as db:
        db.execute("CREATE TABLE alembic_version (version_num)")
        db.execute("INSERT INTO alembic_version VALUES ('0001')")
        db.commit()
    with pytest.raises(NotAProjectError, match="another program"):
        Project(tmp_path)


def test_a_project_opened_to_be_read_leaves_its_folder_as_it_is(tmp_path, monkeypatch):
    folder = tmp_path / "old"
    with at_revision(monkeypatch, "0006"), closing(Project(folder)) as old, old.writing() as db:
        sites.site(db, "Dune")
    before = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    with closing(Project(folder, read_only=True)) as archived:
        with archived.reading() as db:
            assert sites.names(db)
        with pytest.raises(ReadOnlyProjectError, match="can be looked at"), archived.writing():
            pass
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before


def test_reading_only_sees_what_another_window_has_just_written(project: Project):
    with project.writing() as db:
        sites.site(db, "Dune")  # in the log beside the database, not yet in it
    with closing(Project(project.folder, read_only=True)) as copy, copy.reading() as db:
        assert sites.names(db) == ["Dune"]


def test_a_read_only_project_keeps_nothing_behind(project: Project, monkeypatch, tmp_path: Path):
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "project.db").write_bytes(b"damaged" * 1000)
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    Project(project.folder, read_only=True).close()
    with pytest.raises(NotAProjectError):
        Project(tmp_path / "damaged", read_only=True)
    assert not list((tmp_path / "scratch").iterdir())


def test_a_project_that_may_not_be_written_is_opened_to_be_read(project: Project, monkeypatch):
    with project.writing() as db:
        sites.site(db, "Dune")
    project.close()
    real = database.engine

    def as_on_a_read_only_disk(path: Path):
        return real(path / "log" if path == project.path else path)  # SQLite cannot open this

    monkeypatch.setattr(database, "engine", as_on_a_read_only_disk)
    with closing(Project(project.folder, create=False)) as archived, archived.reading() as db:
        assert archived.read_only
        assert sites.names(db) == ["Dune"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_what_a_project_holds_is_for_its_owner_only(tmp_path: Path):
    with closing(Project(tmp_path / "mine")) as made, made.writing() as db:
        sites.site(db, "Dune")
    assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "mine" / "project.db").stat().st_mode) == 0o600


def test_what_is_logged_of_a_failed_statement_holds_no_data(project: Project):
    with pytest.raises(IntegrityError) as caught, project.writing() as db:  # noqa: PT012
        sites.site(db, "Secret Wood")
        db.exec_driver_sql("INSERT INTO sites (name) VALUES (?)", ("Secret Wood",))
    assert "Secret" not in str(caught.value)


def test_an_error_undoes_the_whole_unit_of_work(project: Project):
    with pytest.raises(RuntimeError), project.writing() as db:  # noqa: PT012
        sites.site(db, "Dune")
        raise RuntimeError
    with project.reading() as db:
        assert sites.names(db) == []


def test_two_writers_take_turns(project: Project):
    def write(n: int) -> None:
        with closing(Project(project.folder)) as mine, mine.writing() as db:
            sites.site(db, f"{len(sites.names(db)):02d}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(16)))
    with project.reading() as db:
        assert sites.names(db) == [f"{n:02d}" for n in range(16)]


def test_a_reader_sees_one_moment_and_never_waits(project: Project):
    with closing(Project(project.folder)) as other, project.reading() as reading:
        assert sites.names(reading) == []
        with other.writing() as db:
            sites.site(db, "Dune")
        assert sites.names(reading) == []
    with project.reading() as db:
        assert sites.names(db) == ["Dune"]


def test_the_revision_is_the_newest_migration():
    config = Config()
    folder = Path(schema.__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.REVISION]


def test_a_new_project_has_the_tables_that_the_migrations_make(project: Project, tmp_path: Path):
    with project.reading() as db:
        now = blank.described(db)
    # After a new migration: python -m tests.core.store.write_blank
    assert now == migrated(tmp_path)


def test_migrations_give_what_the_models_say(project: Project):
    with project.reading() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, health_schema.LevelRow.metadata) == []


def test_an_older_project_is_copied_before_it_is_brought_up_to_date(hand_made, monkeypatch):
    project = hand_made.project
    with project.writing() as db:
        verdicts.add(db, [Statement(1, Verdict.CORRECT, "Ann")])
    monkeypatch.setattr(project_module, "REVISION", "9000")
    monkeypatch.setattr(project_module, "_migrate", lambda *_: None)
    Project(project.folder).close()
    (copy,) = project.folder.glob("project-before-9000-was-*.db")
    shutil.move(copy, project.folder / "old.db")
    with closing(sqlite3.connect(project.folder / "old.db")) as db:
        assert db.execute("SELECT count(*) FROM verdicts").fetchone() == (1,)
