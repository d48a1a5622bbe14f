"""Projects whose database is damaged or holds what this program never wrote."""

import random
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from core.errors import UserError
from core.left_out import left_out
from core.review import Desk
from core.store import Project, detections, file_lists, recordings, runs, saved_filters
from core.store.detections import Filter, Sort, SortBy
from core.store.file_lists import FILE_ORDERS, FileFilter
from tests.fuzz import projects
from tests.fuzz.commands import run
from tests.fuzz.mutating import damaged, odd_text

_ASKED = (
    ("report", "--out", "{folder}/report.csv"),
    ("export", "--format", "detections-csv", "--out", "{folder}/detections.csv"),
    ("export", "--format", "annotations-csv", "--out", "{folder}/annotations.csv"),
    ("sites", "--json"),
    ("deployments", "--json"),
    ("deployments", "--export", "{folder}/deployments.csv"),
    ("health", "--no-measure", "--json"),
    ("health", "--json"),
    ("plan", "list"),
    ("plan", "export", "1", "--out", "{folder}/plan.json"),
    ("agreement", "Ann", "Bob"),
    ("clips", "--out", "{folder}/clips"),
    ("undo-edit",),
    ("import", "{media}"),
    ("merge", "{template}"),
)


def attempt(chance: random.Random, folder: Path) -> None:
    """Damage a project, then ask everything of it."""
    project = projects.copied(folder.parent, folder)
    chance.choice((_bytes, _bytes, _values, _values, _values, _tables, _log))(project, chance)
    places = {"folder": folder, "media": projects.media(folder.parent),
              "template": folder.parent / "template"}  # fmt: skip
    for words in chance.sample(_ASKED, 6):
        run([*(word.format(**places) for word in words), "--project", str(project)])
    with suppress(UserError):
        _as_the_window_asks(project)
    other = shutil.copytree(folder.parent / "template", folder / "other")
    run(["merge", str(project), "--project", str(other)])


def _as_the_window_asks(folder: Path) -> None:
    with closing(Project(folder, create=False)) as project:
        with project.reading() as db:
            run_id = getattr(runs.latest(db), "id", 1)
            recordings.totals(db)
            for order in FILE_ORDERS:
                file_lists.list_files(db, FileFilter(), (order, True))
            for by in SortBy:
                detections.page(db, Filter(run_id=run_id, unlisted=True), sort=Sort(by))
            detections.by_species(db, Filter(run_id=run_id))
            detections.in_recording(db, Filter(recording_id=1, unlisted=True))
            saved_filters.everything(db)
            left_out(db, run_id)
        Desk(project, "Ann").undo()


def _bytes(project: Path, chance: random.Random) -> None:
    path = project / "project.db"
    heads = chance.choice((100, 4096, path.stat().st_size))
    path.write_bytes(damaged(path.read_bytes(), chance, heads=heads))


def _values(project: Path, chance: random.Random) -> None:
    with closing(sqlite3.connect(project / "project.db")) as db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for _ in range(chance.randint(1, 3)):
            table = chance.choice(_tables_of(db))
            columns = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]
            value = chance.choice((odd_text(chance), -1, 2**62, 1e300, b"\xff\0", 0, "[]", "{", ""))
            if isinstance(value, str):
                value = value.encode(errors="replace").decode()
            where = chance.choice(("", " WHERE rowid = 1", " WHERE rowid % 2"))
            with suppress(sqlite3.Error):
                db.execute(f'UPDATE "{table}" SET "{chance.choice(columns)}" = ?{where}', (value,))
        db.commit()


def _tables(project: Path, chance: random.Random) -> None:
    with closing(sqlite3.connect(project / "project.db")) as db:
        table = chance.choice(_tables_of(db))
        with suppress(sqlite3.Error):
            db.execute(chance.choice((
                f'DROP TABLE "{table}"', f'DELETE FROM "{table}"',
                f'ALTER TABLE "{table}" RENAME TO somebody_elses',
                f'ALTER TABLE "{table}" ADD COLUMN more TEXT', "CREATE TABLE foreign_one (x)",
                "UPDATE alembic_version SET version_num = '9999'",
                "UPDATE alembic_version SET version_num = '0003'",
                "UPDATE alembic_version SET version_num = 'abc'",
            )))  # fmt: skip
        db.commit()


def _log(project: Path, chance: random.Random) -> None:
    """Leave a log beside the database that is of another one, or cut."""
    log = project / "project.db-wal"
    with closing(sqlite3.connect(project / "project.db")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("INSERT INTO sites (name) VALUES ('Heath')")
        db.commit()
        kept = log.read_bytes()
    log.write_bytes(damaged(kept, chance) if chance.random() < 0.8 else chance.randbytes(40_000))


def _tables_of(db: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    return [name for (name,) in db.execute(query)]
