"""Opening a project folder and doing one unit of work in it."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, event

from core.app_folders import DATABASE
from core.errors import (
    LostProjectError,
    NotAProjectError,
    ProjectTooNewError,
    ReadOnlyProjectError,
    UserError,
)
from core.store import blank, damage, database, disks
from core.store.called import Called
from core.store.database import explained
from core.store.marker import leave_marker, project_folder
from core.store.schema import REVISION
from core.store.whereabouts import FileIdentity, place_of, what_became_of


class Project:
    """A project folder. Safe to share: each unit of work has a connection of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        create: bool = True,
        read_only: bool = False,
        told: Callable[[float], object] | None = None,
    ) -> None:
        """Open the project, bringing an older one up to date after a backup copy.

        The folder may be named by the marker or the database in it.
        That may take a while: ``told`` is then called with how far it is, from 0 to 1. With
        ``read_only``, and where the folder lets nothing be written, a private copy of the database
        is opened instead: it shows the project as it stood then, and the folder stays as it is.
        Raises NotAProjectError, ProjectTooNewError, or UserError where the folder cannot be used.
        """
        self.folder = project_folder(folder).absolute()
        self.path = self.folder / DATABASE
        self.called = Called()
        self.read_only, self._told = read_only, told
        if not self.path.exists():
            if not create:
                raise NotAProjectError(
                    f"There is no project in {folder}. Choose a folder that holds {DATABASE}, "
                    "or make a new project."
                )
            _make(self.path)
        if not self.path.is_file():
            raise NotAProjectError(
                f"{self.path} is no file, so it is no project. Choose another folder."
            )
        with self._explained():
            database.refuse_foreign(self.path)
            self._open()

    def _open(self) -> None:
        self._at_close = ExitStack()
        if not self.read_only:
            try:
                self._use(self.path)
                leave_marker(self.folder)
                return
            except ReadOnlyProjectError:
                self.read_only = True
        with ExitStack() as unless_opened:
            scratch = unless_opened.enter_context(
                tempfile.TemporaryDirectory(prefix="undersong-", ignore_cleanup_errors=True)
            )
            self._use(database.copied(self.path, Path(scratch)))
            self._at_close = unless_opened.pop_all()

    def _use(self, path: Path) -> None:
        self._file: FileIdentity | None = None
        self._engine = database.engine(path)
        self.called.follow(self._engine)
        # Another connection would make a new database, or find that of another project.
        event.listen(self._engine, "do_connect", lambda *_: self.refuse_if_lost())
        with ExitStack() as unless_opened:
            unless_opened.callback(self._engine.dispose)
            self._bring_up_to_date()
            unless_opened.pop_all()
        self._file, self._folder = place_of(path), place_of(self.folder)

    @property
    def name(self) -> str:
        """Return the name that the window shows."""
        return self.folder.name

    @property
    def lost(self) -> str:
        """Return what became of the project's file, in a sentence; nothing while it is there."""
        opened = None if self.read_only else self._file
        return what_became_of(self.path, opened) if opened else ""

    @property
    def disk_doubt(self) -> str:
        """Say why this project should not live where it does; nothing where it may."""
        return "" if self.read_only else disks.doubt(self.folder)

    @property
    def has_its_folder(self) -> bool:
        """Tell whether the folder is the one that was opened."""
        return place_of(self.folder) == self._folder

    def refuse_if_lost(self) -> None:
        """Raise LostProjectError where the project's file is gone or another."""
        lost = self.lost
        if lost:
            raise LostProjectError(lost)

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Look things up, all as it stood at one moment. Never waits for a writer."""
        with self._explained(), self._engine.connect() as db:
            db.exec_driver_sql("BEGIN")
            yield db

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Commit what is done inside, or undo all of it on an error.

        Raises UserError when the disk is full, or the project is read-only or not there any more;
        nothing stored is lost.
        """
        self.refuse_if_lost()
        if self.read_only:
            raise ReadOnlyProjectError(
                f"Nothing can be changed in {self.folder}: it is read-only. It can be looked at, "
                "reported and exported. To go on working, copy the folder to where you may write."
            )
        with self._changing() as db:
            yield db

    @contextmanager
    def writing_at_once(self) -> Generator[Connection | None]:
        """Do the same with what may as well be left; None where another writes, or nothing may."""
        if self.read_only:
            yield None
            return
        self.refuse_if_lost()
        with self._explained(), self._engine.connect() as db:
            yield db if database.begins_at_once(db) else None
            db.commit()

    @contextmanager
    def _changing(self, *, tables: bool = False) -> Generator[Connection]:
        with self._explained(), self._engine.connect() as db:
            if tables:  # one that is made anew is away for a moment, and others refer to it
                db.exec_driver_sql("PRAGMA foreign_keys = OFF")
            db.exec_driver_sql("BEGIN IMMEDIATE")  # wait for the other writer now, not half-way
            yield db
            db.commit()  # not reached on an error: closing the connection then rolls back

    def close(self) -> None:
        """Let go of the files."""
        self._engine.dispose()
        self._at_close.close()

    @contextmanager
    def _explained(self) -> Generator[None]:
        """Turn what disks and damage do to the database into sentences."""
        with damage.told(self.path), explained(self.folder):
            yield

    def _bring_up_to_date(self) -> None:
        with self._explained(), self._engine.connect() as db:
            revision = _revision(db)
        if revision == REVISION:
            return
        if revision is not None:
            _refuse_if_newer(revision, self.folder)
            if not self.read_only:
                self._back_up(revision)
        with self._changing(tables=True) as db:
            found = _revision(db)  # another window may have been quicker
            if found is None:
                blank.fill(db)
            elif found != REVISION:
                _migrate(db, self._told)
        self._engine.dispose()  # what is opened from now on looks after references

    def _back_up(self, revision: str) -> None:
        copy = self.path.with_name(f"project-before-{REVISION}-was-{revision}.db")
        try:
            _touch(copy)
        except OSError as error:
            raise ReadOnlyProjectError(
                f"The project {self.folder} cannot be copied before it is brought up to date "
                f"({error.strerror or error})."
            ) from error
        with (
            self._explained(),
            closing(sqlite3.connect(self.path)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)


def _make(path: Path) -> None:
    """Make the folder and an empty database, which only their owner may look into."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        disks.refuse_without_locks(path.parent)
        _touch(path)
    except OSError as error:
        raise UserError(
            f"The project folder {path.parent} could not be made ({error.strerror or error}). "
            "Choose a place where you may write."
        ) from error


def _touch(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


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


def _migrate(db: Connection, told: Callable[[float], object] | None) -> None:
    # Alembic takes .2 s to import: only when there is something to do.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = db
    config.attributes["told"] = told
    command.upgrade(config, "head")
