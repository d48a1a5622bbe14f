"""Where recordings are on another machine, as options say it."""

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from core.audio.media_files import is_address


def places_of(given: Sequence[str]) -> dict[str, str]:
    """Return folder of the project -> its folder or address there; empty: of all.

    Each is written ``FOLDER=THERE``, or only ``THERE``.
    """
    found = {}
    for one in given:
        name, _, there = one.partition("=") if _names_two(one) else ("", "", one)
        found[name] = there
    return found


def told_from_anywhere(places: Mapping[str, str]) -> list[str]:
    """Return what ``places_of`` reads, with folders that do not depend on the one we are in."""
    whole = {name: _whole(there) for name, there in places.items()}
    return [f"{name}={there}" if name else there for name, there in whole.items()]


def _whole(there: str) -> str:
    # A folder of the nodes need not be a folder here, nor of this system: /data is none on Windows.
    if is_address(there) or PurePosixPath(there).is_absolute():
        return there
    return str(Path(there).absolute())


def _names_two(text: str) -> bool:
    """Tell whether a text names a folder of the project too: those may hold an = as well."""
    return "=" in text and not (Path(text).is_dir() or is_address(text.partition("=")[0]))
