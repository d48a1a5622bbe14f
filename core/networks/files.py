"""Finding a network's files and making sure they are the ones its manifest means."""

import hashlib
import importlib.util
from pathlib import Path

import psutil

from core.app_folders import data_folder
from core.errors import NetworkUnavailableError
from core.extras import what_to_do
from core.networks.manifest import Manifest

_OF_SYSTEMS = frozenset({"Thumbs.db", "desktop.ini"})
_verified: set[tuple[str, int, int, str]] = set()
"""(path, size, modified, hash) of what was read in this process."""


def networks_folder() -> Path:
    """Return where a person's networks lie, each in a folder with its id as name."""
    return data_folder() / "networks"


def network_folder(manifest: Manifest) -> Path:
    """Return the folder that a network's files are installed in; it need not be there.

    Raises NetworkUnavailableError for an id that is no name of a folder.
    """
    if Path(manifest.id).name != manifest.id or manifest.id.startswith("."):
        raise NetworkUnavailableError(
            f"No folder can be called {manifest.id!r}, the id of {manifest.title}: give it another."
        )
    return networks_folder() / manifest.id


def check_files(manifest: Manifest, folder: Path) -> None:
    """Make sure that all of a network's files are there and are those that its manifest means.

    Files are read once for each process. Raises NetworkUnavailableError.
    """
    for name, sha256 in hashes(manifest).items():
        path = folder / name
        known = (str(path), *_written(path), sha256)
        if known not in _verified and content_hash(path) != sha256:
            raise NetworkUnavailableError(
                f"The file {name} of {manifest.title} {manifest.version} is damaged or another "
                f"one, so its scores could not be trusted. Install the network again: {path}"
            )
        _verified.add(known)


def hashes(manifest: Manifest) -> dict[str, str]:
    """Return the SHA-256 of each of a network's files, where they are known, by its name."""
    if not manifest.files:
        return manifest.sha256
    return {file.name: file.sha256 for file in manifest.files if file.sha256}


def files_in(folder: Path) -> list[str]:
    """Return the names of all files in and below a folder but those that systems leave."""
    found = (path for path in folder.rglob("*") if path.is_file())
    mine = (p for p in found if not p.name.startswith(".") and p.name not in _OF_SYSTEMS)
    return sorted(path.relative_to(folder).as_posix() for path in mine)


def check_memory(manifest: Manifest, path: Path) -> None:
    """Refuse a file, or folder of files, that cannot be held. Raises NetworkUnavailableError."""
    files = path.rglob("*") if path.is_dir() else [path]
    size = sum(file.stat().st_size for file in files if file.is_file())
    room = psutil.virtual_memory().available
    if size > room:
        raise NetworkUnavailableError(
            f"{manifest.title} {manifest.version} takes {size / 2**30:.1f} GB of memory and more, "
            f"and {room / 2**30:.1f} GB are free. Close other programs, take fewer workers, or "
            "take a smaller network."
        )


def package_folder(package: str) -> Path:
    """Return the folder of an installed top-level package without importing it.

    Some packages are only carriers of weights, and importing them costs seconds. Raises
    NetworkUnavailableError where the package is not installed.
    """
    spec = importlib.util.find_spec(package)
    places = (spec.submodule_search_locations if spec else None) or []
    for place in places:
        return Path(place)
    raise NetworkUnavailableError(
        f"The network's weights come with the Python package {package}, which is not installed. "
        f"{what_to_do()}"
    )


def verified(path: Path, sha256: str) -> Path:
    """Return ``path`` if its content has this hash, in lower-case hexadecimal digits.

    Raises NetworkUnavailableError where the file is missing, unreadable or another one.
    """
    if content_hash(path) != sha256:
        raise NetworkUnavailableError(
            f"{path.name} is damaged or from another version, so its scores could not be trusted. "
            f"Install Undersong again, or delete {path.parent} and reinstall its package."
        )
    return path


def content_hash(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hexadecimal digits.

    Raises NetworkUnavailableError where the file is missing or unreadable.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise NetworkUnavailableError(
            f"The network's file {path} cannot be read ({error.strerror or error}). "
            "Install Undersong again."
        ) from error


def _written(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)  # reading it tells what is wrong
    return (found.st_size, found.st_mtime_ns)
