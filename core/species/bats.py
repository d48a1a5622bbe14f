"""Bats by their names, and the six letters of bat software: PIPPIP, Pipistrellus pipistrellus."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from core.domain import Species
from core.shipped_tables import shipped_rows

_LETTERS = 3
"""Of genus and of species."""


def bat_called(text: str) -> Species | None:
    """Return the bat with this name or code; None: of none or several that are known here."""
    found = _by_name().get(text.strip().casefold(), ())
    return found[0] if len(found) == 1 else None


@cache
def _by_name() -> Mapping[str, list[Species]]:
    found: dict[str, list[Species]] = defaultdict(list)
    for row in shipped_rows("bats.csv"):
        genus, epithet = row["scientific_name"].casefold().split()
        bat = Species(row["scientific_name"], row["common_name"], "bat")
        code = genus[:_LETTERS] + epithet[:_LETTERS]
        for name in (code, f"{genus} {epithet}", bat.common_name.casefold()):
            found[name].append(bat)
    return found
