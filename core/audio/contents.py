"""What a recording is known by: a hash of its content, the same for all copies of it."""

from collections.abc import Generator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from core.audio import excerpts
from core.audio.file_ends import END_BYTES, FileEnds
from core.audio.media_files import MediaFile

ENDS_LENGTH = 32
"""Letters of the part of a hash that tells of size and ends; what follows tells of all."""
_BLOCK_BYTES = 2**20
_LOOKED_AT_BYTES = 2_048
_FLAT = 4
"""Different bytes of a stretch that is silent, or holds one value, in any format of samples."""


def content_hash(file: BinaryIO, ends: FileEnds) -> str:
    """Return the hash of an open file: of its size and both ends.

    Where an end is silent, other recordings may have the same: then all of the file is read and
    told of too. Excerpts are known by the recording's. Raises OSError as the file does.
    """
    if excerpts.is_excerpts(ends.head):
        return excerpts.stated_hash(ends)
    found = ends_hash(ends)
    return found + _whole(file) if _tells_little(ends) else found


def ends_hash(ends: FileEnds) -> str:
    """Return the hash of a file's size and its first and last 64 KB."""
    digest = blake2b(ends.size.to_bytes(8, "little"), digest_size=ENDS_LENGTH // 2)
    digest.update(ends.head)
    digest.update(ends.tail)
    return digest.hexdigest()


def whole_hash(path: Path) -> str:
    """Return the hash of a file that tells it from those with equal ends. Raises OSError."""
    with path.open("rb", buffering=0) as file:
        return ends_hash(FileEnds(file)) + _whole_once(path, *written(path))


def holds(path: MediaFile, ends: FileEnds, known: str) -> bool:
    """Tell whether a file that was opened still is what ``known`` is the hash of.

    Raises OSError.
    """
    if excerpts.is_excerpts(ends.head):
        return excerpts.stated_hash(ends) == known
    if ends_hash(ends) != known[:ENDS_LENGTH]:
        return False
    whole = known[ENDS_LENGTH:]
    return not whole or _whole_once(path, *written(path)) == whole


def is_at(path: Path, known: str) -> bool:
    """Tell whether a file of this content hash can be read at a place now."""
    try:
        with path.open("rb", buffering=0) as file:
            return holds(path, FileEnds(file), known)
    except (OSError, ValueError):
        return False


def alike(known: str, other: str) -> bool:
    """Tell whether two hashes may be of one content: all that both of them tell is equal."""
    return known.startswith(other) or other.startswith(known)


def written(path: MediaFile) -> tuple[int, int]:
    """Return size and time of change in ns: they change when a file does. Raises OSError."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def compare(one: Path, other: Path) -> Generator[int, None, bool]:
    """Return whether two files are equal to the last byte; yield how many were compared so far.

    Raises OSError where one of them can no longer be read.
    """
    with one.open("rb", buffering=0) as a, other.open("rb", buffering=0) as b:
        compared = 0
        while True:
            mine, its = _block(a), _block(b)
            if mine != its:
                return False
            if not mine:
                return True
            compared += len(mine)
            yield compared


def _tells_little(ends: FileEnds) -> bool:
    if ends.size <= 2 * END_BYTES or ends.only_nul:  # they hold all of it, or there is no sound
        return False
    inner = (ends.head[-_LOOKED_AT_BYTES:], ends.tail[:_LOOKED_AT_BYTES])
    return any(len(set(stretch)) <= _FLAT for stretch in inner)


@lru_cache(maxsize=256)
def _whole_once(path: MediaFile, _size: int, _modified_ns: int) -> str:
    with path.open("rb", buffering=0) as file:
        return _whole(file)


def _whole(file: BinaryIO) -> str:
    digest = blake2b(digest_size=ENDS_LENGTH // 2)
    file.seek(0)
    while block := file.read(_BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()


def _block(file: BinaryIO) -> bytes:
    """Return the next block; an unbuffered file may give less than it was asked for."""
    parts = []
    left = _BLOCK_BYTES
    while left and (part := file.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
