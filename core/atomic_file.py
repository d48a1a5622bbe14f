"""Writing a text file whole or not at all, and only where there is none or one of ours."""

import contextlib
import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from core.app_folders import DATABASE
from core.errors import UserError

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_HEAD_BYTES = 1 << 16
_ENOUGH_COLUMNS = 4
"""In common: fewer are found in anybody's table."""
_IN_A_PROJECT = re.compile(r"project.*\.db.*|analysis\.lock", re.IGNORECASE)


@contextmanager
def whole_file(path: Path, is_ours: Callable[[str], bool]) -> Generator[TextIO]:
    """Lend a file (UTF-8, line ends as written) that appears under its name once it is complete.

    ``is_ours`` tells by how a file begins whether this program wrote it: any other that is there
    is left as it is. Only their owner can read new files. Raises UserError where it cannot be
    written; what was there before is then still there.
    """
    path = path.resolve()  # what a link leads to, not the link
    refuse_others(path, is_ours)
    try:
        with replacing(path) as part, part.open("w", newline="", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise not_written(path, error) from error


def not_written(path: Path, error: OSError) -> UserError:
    """Return what tells a person why a file was not written, and what to do."""
    first = "Make room there" if error.errno in _FULL else "Close it in other programs"
    return UserError(
        f"{path} cannot be written ({error.strerror or error}). {first}, or choose another place."
    )


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """Lend an empty file beside a path, which takes its name at the end if all went well.

    Only its owner can read it, where the path had no other rights. Raises OSError.
    """
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def refuse_others(path: Path, is_ours: Callable[[str], bool]) -> None:
    """Raise UserError where a file must not be written: a recording, a project, anybody else's."""
    if path.is_dir():
        raise UserError(f"{path} is a folder. Add the name of the file to write.")
    if not path.parent.is_dir():
        raise UserError(
            f"{path} cannot be written: there is no folder {path.parent}. Make it first."
        )
    if _is_of_a_project(path):
        raise UserError(f"{path} is where a project keeps its data. Choose another name or place.")
    if not path.exists():
        return
    if not path.is_file() or not (_is_empty(path) or is_ours(_head(path))):
        raise UserError(
            f"{path} is there already, and Undersong did not write it: it is left as it is. "
            "Choose another name, or move it away first."
        )


def has_columns(header: Iterable[str]) -> Callable[[str], bool]:
    """Return what tells a table of ours: with these columns, or as other versions have them."""
    wanted = set(header)

    def is_ours(head: str) -> bool:
        there = set(re.split(r"[,;\t]", head.removeprefix("\ufeff").split("\n", 1)[0].strip()))
        common = len(there & wanted)
        fewer = min(len(there), len(wanted))
        return common >= min(_ENOUGH_COLUMNS, len(wanted)) and 4 * common >= 3 * fewer

    return is_ours


def _is_of_a_project(path: Path) -> bool:
    folder = path.parent
    if (folder.parent / DATABASE).is_file() and folder.name in {"embeddings", "heads"}:
        return True
    is_taken = _IN_A_PROJECT.fullmatch(path.name) is not None
    return is_taken and (path.name == DATABASE or (folder / DATABASE).is_file())


def _is_empty(path: Path) -> bool:
    return path.stat().st_size == 0


def _head(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise UserError(
            f"{path} is there already and cannot be read ({error.strerror or error}). "
            "Choose another name."
        ) from error
