"""Names that people give, as they are kept and compared."""

import re
import unicodedata
from functools import lru_cache

from core.errors import UnusableValueError

EVERY_SITE = "all sites"
"""What the report calls the sum: no site may have this name."""
LONGEST = 200
_JOINERS = "\u200c\u200d"
"""Invisible, but part of how Persian and Indian words are written."""
_NUMBERS = re.compile("([0-9]+)")
_MOST_DIGITS = 0x4F


def clean(name: str) -> str:
    """Return a name in NFC, without blanks around it, and without what nobody sees."""
    if name.isascii() and name.isprintable():
        return " ".join(name.split())
    seen = (c if _is_seen(c) else " " if c.isspace() or unicodedata.category(c) == "Cc" else ""
            for c in name)  # fmt: skip
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


@lru_cache(maxsize=10_000)
def key(name: str) -> str:
    """Return what two ways to write one name have in common: their case is left out."""
    folded = unicodedata.normalize("NFD", clean(name)).casefold()
    return unicodedata.normalize("NFC", folded)


def same(one: str, other: str) -> bool:
    """Tell whether two names are the same but for the way they are written."""
    return key(one) == key(other)


def quoted(name: str) -> str:
    """Return a name as it is typed in a command."""
    return f'"{name}"' if " " in name else name


def natural_key(text: str) -> str:
    """Return what texts are sorted by as people sort them: Site 2 before Site 10, case left out.

    Before each number stands how many digits it has, so that texts compare letter by letter.
    """
    folder, slash, name = text.rpartition("/")  # of many files few folders
    return f"{_natural(folder)}/{_measured(name)}" if slash else _natural(name)


def site_name(typed: str) -> str:
    """Return a site's name as it is kept. Raises UnusableValueError where it can be none."""
    name = clean(typed)
    if not name:
        raise UnusableValueError("A site needs a name. Type one.")
    if len(name) > LONGEST:
        raise UnusableValueError(f"A site's name may have {LONGEST} letters. Take a shorter one.")
    if same(name, EVERY_SITE):
        raise UnusableValueError(
            f"No site can be called {name}: the report sums all sites under it. Take another name."
        )
    return name


def proposed_site_name(found: str) -> str:
    """Return what a site can be called after a folder, which may have any name."""
    name = clean(found) or "site"
    return name if len(name) <= LONGEST else f"{name[: LONGEST // 2]} … {name[-LONGEST // 4 :]}"


def _measured(text: str) -> str:
    plain = text if text.isascii() else unicodedata.normalize("NFD", text)
    parts = _NUMBERS.split(plain.casefold())
    for place in range(1, len(parts), 2):
        digits = parts[place].lstrip("0")
        parts[place] = f"{chr(ord('0') + min(len(digits), _MOST_DIGITS))}{digits}"
    return "".join(parts)


_natural = lru_cache(maxsize=10_000)(_measured)


def _is_seen(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
