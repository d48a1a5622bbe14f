"""Saving a copy of a project from its open connection, also where its folder is gone."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from core.app_folders import DATABASE
from core.errors import UserError
from core.store.database import explained
from core.store.project import Project

_EMBEDDINGS = "embeddings"


def save_copy(project: Project, folder: Path) -> bool:
    """Write all that is stored into a new folder; return whether embeddings could be copied too.

    A folder that is there has to be empty. Raises UserError where it is not, where nothing can be
    written to it, or where the database cannot be read any more.
    """
    try:
        _make(folder)
        _copy_database(project, folder)
        return _copy_embeddings(project, folder)
    except OSError as error:
        raise UserError(
            f"The copy cannot be written to {folder} ({error.strerror or error}). Choose a place "
            "with room where you may write."
        ) from error


def _make(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} holds something already. Name a new folder for the copy.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _copy_database(project: Project, folder: Path) -> None:
    copy = folder / DATABASE
    os.close(os.open(copy, os.O_CREAT | os.O_RDWR, 0o600))
    with project.reading() as db, explained(folder), closing(sqlite3.connect(copy)) as target:
        source = db.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.commit()  # what was begun is only to read; a backup takes its own look
        source.backup(target)


def _copy_embeddings(project: Project, folder: Path) -> bool:
    theirs = project.folder / _EMBEDDINGS
    if not project.has_its_folder or not theirs.is_dir():
        return False
    shutil.copytree(theirs, folder / _EMBEDDINGS)
    return True
