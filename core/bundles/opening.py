"""Opening a bundle: it becomes a project beside its file, once."""

import json
import shutil
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any

from core.app_folders import DATABASE
from core.bundles.note import CLIPS, FILE, FORMAT, SUFFIX, TILES, VERSION, BundleNote, read_note
from core.errors import UserError
from core.store import Project
from core.store.marker import is_project

_HEAD_BYTES = 100


def is_bundle(path: Path) -> bool:
    """Tell whether a file is a bundle."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    return head.startswith(b"PK") and FILE.encode() in head


def bundle_note(project: Project) -> BundleNote | None:
    """Return of what a project is a bundle, None where it is none."""
    with project.reading() as db:
        return read_note(db)


def opened_from(path: Path) -> Path:
    """Return the folder of the project that a path means; of a bundle it is made, once.

    It is beside the bundle and called as it is; opened again, that is gone on with. Raises
    UserError for a damaged bundle, and where the project cannot be made.
    """
    if not is_bundle(path):
        return path
    note = _note(path)
    for number in range(1, 100):
        folder = path.with_name(path.stem + (f" {number}" if number > 1 else ""))
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            _unpack(path, folder)
            return folder
        if _is_of(folder, note):
            return folder
    raise UserError(f"There are too many folders called {path.stem}. Move {path.name} elsewhere.")


def _note(path: Path) -> BundleNote:
    try:
        with zipfile.ZipFile(path) as archive:
            said: dict[str, Any] = json.loads(archive.read(FILE))
        if said.pop("format") != FORMAT:
            raise _damaged(path)
        if said.pop("version") != VERSION:
            raise UserError(
                f"{path.name} was made by a newer version of Undersong. Install the newest version."
            )
        return BundleNote(**said)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror or error}).") from error


def _is_of(folder: Path, note: BundleNote) -> bool:
    if not is_project(folder):
        return False
    with closing(Project(folder, create=False, read_only=True)) as project:
        there = bundle_note(project)
    return there is not None and (there.id, there.reviewer) == (note.id, note.reviewer)


def _unpack(path: Path, folder: Path) -> None:
    try:
        part = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=path.parent))
        try:
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if _belongs(name):
                        archive.extract(name, part)
            _settle(part, folder)
            if folder.is_dir():
                folder.rmdir()
            part.replace(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise UserError(
            f"{path.name} cannot be unpacked beside itself in {path.parent} "
            f"({error.strerror or error}). Copy it to where you may write and there is room, and "
            "open it there."
        ) from error


def _belongs(name: str) -> bool:
    """Tell whether a member is one of ours: nothing is written outside the folder."""
    parts = PurePosixPath(name).parts
    inside = ".." not in parts and not name.startswith("/") and ":" not in name
    return inside and (name == DATABASE or parts[0] in (CLIPS, TILES))


def _settle(part: Path, folder: Path) -> None:
    """Let the recordings lie in the folder that is to be."""
    with closing(Project(part, create=False)) as project, project.writing() as db:
        db.exec_driver_sql(
            "UPDATE media_roots SET path = ? || '/' || path WHERE path LIKE ?",
            (folder.absolute().as_posix(), f"{CLIPS}/%"),
        )
    for marker in part.glob(f"*{SUFFIX}"):  # it is called as the folder was for a moment
        marker.unlink()


def _damaged(path: Path) -> UserError:
    return UserError(f"{path.name} is damaged, or no bundle. Ask for it again.")
