"""Where recordings are on another machine, as options say it."""

from collections.abc import Sequence
from pathlib import Path

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


def _names_two(text: str) -> bool:
    """Tell whether a text names a folder of the project too: those may hold an = as well."""
    return "=" in text and not (Path(text).is_dir() or is_address(text.partition("=")[0]))
