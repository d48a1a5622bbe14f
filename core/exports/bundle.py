"""Several files that are written together: into a new folder, or into one zip."""

import io
import re
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TextIO

from core.atomic_file import refuse_others, replacing
from core.errors import UserError

Member = Callable[[str], AbstractContextManager[TextIO]]
"""Lends a file of a name (with ``/`` for folders): UTF-8, line ends as written; one at a time."""
MARK = b"Undersong"
EXTRA = struct.pack("<HH", 0x5355, len(MARK)) + MARK
"""In the head of a zip, as a field of its own: so that we know what we wrote."""
_REFUSED_BY_WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f]')


def is_our_zip(head: str) -> bool:
    """Tell by how a file begins whether it is a zip that this program wrote."""
    return head.startswith("PK") and MARK.decode() in head[:512]


@contextmanager
def bundle(path: Path) -> Generator[Member]:
    """Lend what writes files into a folder, or into a zip where the path ends in ``.zip``.

    It appears under its name once it is complete. Raises UserError where it cannot be written, and
    for a folder that has something in it.
    """
    path = path.resolve()
    try:
        with (_zip if path.suffix.lower() == ".zip" else _folder)(path) as member:
            yield member
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror or error}). Make room there, or choose "
            "another place."
        ) from error


def names() -> Callable[[str], str]:
    """Return what makes of each path a name that every system takes and none before had."""
    taken: set[str] = set()

    def name(wanted: str) -> str:
        plain = _REFUSED_BY_WINDOWS.sub("_", wanted)
        found, number = plain, 1
        while found.casefold() in taken:
            number += 1
            found = f"{number}/{plain}"
        taken.add(found.casefold())
        return found

    return name


@contextmanager
def _zip(path: Path) -> Generator[Member]:
    refuse_others(path, is_our_zip)
    with replacing(path) as part, zipfile.ZipFile(part, "w", allowZip64=True) as archive:

        @contextmanager
        def member(name: str) -> Generator[TextIO]:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.extra, info.compress_type = EXTRA, zipfile.ZIP_DEFLATED
            with (
                archive.open(info, "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding="utf-8", newline="") as file,
            ):
                yield file

        yield member


@contextmanager
def _folder(path: Path) -> Generator[Member]:
    if path.is_dir() and any(path.iterdir()):
        raise UserError(f"{path} is a folder that has files in it. Name a new one, or a .zip.")
    if not path.is_dir():
        refuse_others(path, lambda _: False)
    part = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=path.parent))

    @contextmanager
    def member(name: str) -> Generator[TextIO]:
        file = part / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as opened:
            yield opened

    try:
        yield member
        if path.is_dir():
            path.rmdir()
        part.replace(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)
