"""Taking apart an archive that a person brings: plain files only, and none of them elsewhere."""

import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Generator
from contextlib import closing
from lzma import LZMAError
from pathlib import Path
from typing import IO, NamedTuple

from core.errors import UserError
from core.jobs import Job, Progress
from core.networks.graph import is_inside

_ZIPS = (".zip", ".whl")
_TARS = (".tar", ".tgz", ".tar.gz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
_MOST_FILES = 10_000
_PIECE = 1 << 22
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, LZMAError, EOFError, NotImplementedError,
    RuntimeError, ValueError,
)  # fmt: skip


class _Member(NamedTuple):
    name: str
    size: int
    plain: bool
    content: IO[bytes] | None


def is_archive(path: Path) -> bool:
    """Tell by its name whether a file is an archive."""
    return path.is_file() and path.name.lower().endswith((*_ZIPS, *_TARS))


def unpacking(archive: Path, folder: Path) -> Job:
    """Write the files in an archive into a folder, in bytes.

    Raises UserError where it is damaged, holds what is no plain file or lies elsewhere, or where
    there is no room.
    """
    try:
        members = _of_zip if archive.name.lower().endswith(_ZIPS) else _of_tar
        with closing(members(archive)) as found:
            done = 0
            for n, member in enumerate(found):
                yield Progress(done, 0, member.name)
                _refuse(archive, folder, member, n)
                _write(member, folder / member.name)
                done += member.size
    except _DAMAGED as error:
        raise UserError(f"{archive} is damaged or cut short ({error}). Get it again.") from error


def _refuse(archive: Path, folder: Path, member: _Member, number: int) -> None:
    if not member.plain or member.content is None or not is_inside(member.name):
        raise UserError(
            f"{archive} holds {member.name!r}, a link or a file that lies elsewhere: no network is "
            "packed so. Nothing of it was used."
        )
    if number >= _MOST_FILES:
        raise UserError(f"{archive} holds more files than any network. Choose another.")
    if member.size > shutil.disk_usage(folder).free:
        raise UserError(f"There is no room to unpack {archive}. Make some, and try again.")
    if (folder / member.name).exists():
        raise UserError(f"{archive} holds {member.name!r} twice. Nothing of it was used.")


def _write(member: _Member, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    left = member.size
    assert member.content is not None
    with target.open("xb") as file:
        while left > 0 and (data := member.content.read(min(left, _PIECE))):
            file.write(data)
            left -= len(data)
    if left:
        raise EOFError(member.name)


def _of_zip(archive: Path) -> Generator[_Member]:
    with zipfile.ZipFile(archive) as found:
        for info in found.infolist():
            if info.is_dir():
                continue
            kind = stat.S_IFMT(info.external_attr >> 16)
            with found.open(info) as content:
                yield _Member(info.filename, info.file_size, kind in (0, stat.S_IFREG), content)


def _of_tar(archive: Path) -> Generator[_Member]:
    with tarfile.open(archive) as found:
        for info in found:
            if not info.isdir():
                content = found.extractfile(info) if info.isfile() else None
                name = info.name.removeprefix("./")
                yield _Member(name, info.size, info.isfile(), content)
