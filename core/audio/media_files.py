"""Files of recordings wherever they lie: on a disk, or in an object store, read by ranges.

What opens recordings asks a file for nothing but what is named here, so a ``Path`` is one, and so
is an object behind an address such as ``s3://bucket/2025/a.wav``.
"""

import io
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Literal, Protocol, cast

from core.errors import UserError
from core.extras import what_to_do

AHEAD_BYTES = 1 << 19
"""Fetched beyond what was asked for, where a recording is read from one end to the other."""
_SEPARATOR = "://"


class FileFacts(Protocol):
    """What is known of a file without opening it."""

    @property
    def st_size(self) -> int:
        """Return its bytes."""
        ...

    @property
    def st_mtime_ns(self) -> int:
        """Return when it was changed."""
        ...


class MediaFile(Protocol):
    """What is asked of a file; see ``pathlib.Path``."""

    @property
    def name(self) -> str:
        """Return the last part of its path."""
        ...

    @property
    def suffix(self) -> str:
        """Return how its name ends, with the dot."""
        ...

    def __hash__(self) -> int:
        """Return the same for the same file."""
        ...

    def exists(self) -> bool:
        """Tell whether anything is there."""
        ...

    def is_file(self) -> bool:
        """Tell whether it can be read."""
        ...

    def stat(self) -> FileFacts:
        """Return its size and time. Raises OSError."""
        ...

    def open(self, mode: Literal["rb"], buffering: int = -1) -> BinaryIO:
        """Open it for reading. Raises OSError."""
        ...


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """What a store says of an object."""

    st_size: int
    st_mtime_ns: int


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A recording in an object store, by its address; never copied whole."""

    address: str

    @property
    def name(self) -> str:
        """See MediaFile."""
        return PurePosixPath(self.address).name

    @property
    def suffix(self) -> str:
        """See MediaFile."""
        return PurePosixPath(self.address).suffix

    def exists(self) -> bool:
        """See MediaFile. Raises OSError where the store does not answer."""
        with _as_os_errors():
            store, place = _store(self.address)
            return bool(store.exists(place))

    def is_file(self) -> bool:
        """See MediaFile."""
        with _as_os_errors():
            store, place = _store(self.address)
            return bool(store.isfile(place))

    def stat(self) -> ObjectFacts:
        """See MediaFile. An object that was written anew has another time, or another name."""
        with _as_os_errors():
            store, place = _store(self.address)
            known = store.info(place)
        changed = known.get("LastModified") or known.get("mtime") or known.get("created")
        stamp = changed.timestamp() if hasattr(changed, "timestamp") else float(changed or 0)
        return ObjectFacts(int(known["size"]), int(stamp * 1e9))

    def open(self, mode: Literal["rb"], buffering: int = -1) -> BinaryIO:
        """See MediaFile. With ``buffering=0`` no byte is fetched that was not asked for."""
        how = {"cache_type": "none"} if buffering == 0 else {
            "cache_type": "readahead", "block_size": AHEAD_BYTES,
        }  # fmt: skip
        with _as_os_errors():
            store, place = _store(self.address)
            return cast(BinaryIO, _Ranges(store.open(place, mode, **how)))


class _Ranges(io.RawIOBase):
    """An object that is open; whatever its store raises is an OSError, as of any file."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self._file = file

    def read(self, count: int = -1) -> bytes:
        with _as_os_errors():
            raw: bytes = self._file.read(count)
            return raw

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()


def is_address(text: str) -> bool:
    """Tell whether a text is an address of an object store rather than a path."""
    scheme, separator, _ = text.partition(_SEPARATOR)
    return bool(separator) and len(scheme) > 1 and scheme.isalnum()


def below(root: str, relative: str) -> Path | StoredObject:
    """Return a file by its folder or address, and the path from there, with forward slashes."""
    if is_address(root):
        return StoredObject(f"{root.rstrip('/')}/{relative}")
    return Path(root, *relative.split("/"))


def folder_is_there(root: str) -> bool:
    """Tell whether a folder is there, or anything under an address.

    Raises UserError where the store's library is not installed, or the store does not answer.
    """
    if not is_address(root):
        return Path(root).is_dir()
    try:
        with _as_os_errors():
            store, place = _store(root)
            return bool(store.exists(place))
    except OSError as error:
        raise UserError(f"{root} does not answer ({error}). Check the address and the keys.") from (
            error
        )


def reader(file: MediaFile) -> BinaryIO:
    """Open a recording for reading one stretch after another. Raises OSError."""
    # A disk reads ahead by itself; an object store has to be asked in large pieces.
    return file.open("rb", buffering=0 if isinstance(file, Path) else -1)


def _store(address: str) -> tuple[Any, str]:
    try:
        core: Any = import_module("fsspec.core")
        found: tuple[Any, str] = core.url_to_fs(address, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise UserError(
            f"{address} cannot be read here ({error}). {what_to_do('cluster')}"
        ) from error
    return found


@contextmanager
def _as_os_errors() -> Generator[None]:
    try:
        yield
    except _troubles() as error:
        raise OSError(str(error)) from error


@cache
def _troubles() -> tuple[type[Exception], ...]:
    """Return what libraries of stores raise that is no OSError, of those that are installed."""
    found: list[type[Exception]] = [TimeoutError]
    for module, name in (
        ("botocore.exceptions", "BotoCoreError"),
        ("botocore.exceptions", "ClientError"),
        ("aiohttp", "ClientError"),
    ):
        try:
            found.append(getattr(import_module(module), name))
        except ImportError:
            continue
    return tuple(found)
