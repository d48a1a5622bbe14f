"""Opening a project folder and doing one unit of work in it."""

import sqlite3
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from core.errors import NotAProjectError, ProjectTooNewError, UserError
from core.store.schema import REVISION

DATABASE = "project.db"


class Project:
    """A project folder. Safe to share: each unit of work has a connection of its own."""

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        """Open the project, bringing an older one up to date after a backup copy.

        Raises NotAProjectError, ProjectTooNewError, or UserError where the folder cannot be used.
        """
        self.folder = folder.absolute()
        self.path = self.folder / DATABASE
        if not self.path.exists():
            if not create:
                raise NotAProjectError(
                    f"There is no project in {folder}. Choose a folder that holds {DATABASE}, "
                    "or make a new project."
                )
            _make_folder(self.folder)
        self._engine = _engine(self.path)
        with ExitStack() as unless_opened:
            unless_opened.callback(self.close)
            self._bring_up_to_date()
            unless_opened.pop_all()

    @property
    def name(self) -> str:
        """Return the name that the window shows."""
        return self.folder.name

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Look things up, all as it stood at one moment. Never waits for a writer."""
        with _explained(self.folder), self._engine.connect() as db:
            db.exec_driver_sql("BEGIN")
            yield db

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Commit what is done inside, or undo all of it on an error.

        Raises UserError when the disk is full or the folder is read-only; nothing stored is lost.
        """
        with _explained(self.folder), self._engine.connect() as db:
            db.exec_driver_sql("BEGIN IMMEDIATE")  # wait for the other writer now, not half-way
            yield db
            db.commit()  # not reached on an error: closing the connection then rolls back

    def close(self) -> None:
        """Let go of the files."""
        self._engine.dispose()

    def _bring_up_to_date(self) -> None:
        with _explained(self.folder), self._engine.connect() as db:
            revision = _revision(db)
        if revision == REVISION:
            return
        if revision is not None:
            _refuse_if_newer(revision, self.folder)
            self._back_up(revision)
        with self.writing() as db:
            if _revision(db) != REVISION:  # another window may have been quicker
                _migrate(db)

    def _back_up(self, revision: str) -> None:
        copy = self.path.with_name(f"project-before-{REVISION}-was-{revision}.db")
        with (
            _explained(self.folder),
            closing(sqlite3.connect(self.path)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)


def is_project(folder: Path) -> bool:
    """Tell whether a folder holds a project."""
    return (folder / DATABASE).is_file()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The project folder {folder} could not be made ({error.strerror or error}). "
            "Choose a place where you may write."
        ) from error


def _engine(path: Path) -> Engine:
    # Not a URL as text: a folder's name may hold a question mark.
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 30000")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")  # readers go on while an analysis writes
        connection.execute("PRAGMA synchronous = NORMAL")  # with WAL: a kill loses nothing
        connection.execute("PRAGMA cache_size = -16384")  # each thread has a connection

    return engine


def _revision(db: Connection) -> str | None:
    known = db.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).first()
    if known is None:
        return None
    row = db.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def _refuse_if_newer(revision: str, folder: Path) -> None:
    # Revisions are numbered, so that an older program knows a newer project when it sees one.
    if not revision.isdigit() or int(revision) > int(REVISION):
        raise ProjectTooNewError(
            f"The project {folder} was made by a newer version of Undersong. "
            "Install the newest version to open it; nothing was changed."
        )


def _migrate(db: Connection) -> None:
    # Alembic takes .2 s to import: only when there is something to do.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = db
    command.upgrade(config, "head")


@contextmanager
def _explained(folder: Path) -> Generator[None]:
    """Turn what SQLite says about disks and damage into sentences."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        # While a connection is being made SQLite's own errors come, later SQLAlchemy's.
        said = str(error.orig if isinstance(error, DBAPIError) else error)
        if "not a database" in said or "malformed" in said:
            raise NotAProjectError(
                f"{folder / DATABASE} is damaged or no project. "
                "Restore it from a backup, or make a new project."
            ) from error
        sentence = _sentence(said, folder)
        if sentence is None:
            raise
        raise UserError(sentence) from error


def _sentence(said: str, folder: Path) -> str | None:
    if "full" in said:
        return (
            f"The disk of {folder} is full. Make room and start again: "
            "everything up to now is saved."
        )
    if "readonly" in said or "unable to open" in said:
        return (
            f"Undersong may not write to {folder}. Choose a project folder that is not read-only."
        )
    if "locked" in said:
        return f"Another program keeps the project {folder} busy. Close it and try again."
    if "disk I/O" in said:
        return (
            f"The disk of {folder} stopped answering. Check that it is connected, then try again."
        )
    return None
