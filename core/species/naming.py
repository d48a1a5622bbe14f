"""How people write species: case, apostrophes, authorities, subspecies, names that have moved."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from core.domain import Species
from core.names import clean
from core.same_species import same_species
from core.species.other_words import meant_by

_APOSTROPHES = re.compile("[’‘ʼ`´′]")
_DASHES = re.compile(r"[-‐‑‒–—_]+")
_BULLET = re.compile(r"^\(?\d+[.):]?\s+|^[-–*•·]\s+")
_TWO_NAMES = re.compile(r"_|\s[-–—:=/|]\s")
_IN_BRACKETS = re.compile(r"(.+?)\s*[(\[](.+)[)\]].*")
_LEAST_EPITHET = 4  # letters
_NO_TEXTS: Mapping[str, Species] = MappingProxyType({})
_RANKS = frozenset({"ssp.", "ssp", "subsp.", "subsp", "var."})


def compared(name: str) -> str:
    """Return what the ways to write one name have in common, across spreadsheets and spellings."""
    plain = unicodedata.normalize("NFKD", clean(name)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _DASHES.sub(" ", _APOSTROPHES.sub("'", plain))
    return " ".join("grey" if word == "gray" else word for word in plain.split())


def readings(text: str) -> Iterator[str]:
    """Yield what a text may name: itself, then its parts if it holds a pair of names."""
    name = _BULLET.sub("", clean(text).strip("\"“”„'"), count=1)
    yield name
    yield from (part.strip() for part in _TWO_NAMES.split(name)[:2])
    if pair := _IN_BRACKETS.fullmatch(name):
        yield from pair.groups()


class Names:
    """A network's labels by everything that people call them."""

    def __init__(self, labels: Sequence[Species], texts: Mapping[str, Species] = _NO_TEXTS) -> None:
        """``texts``: what stands in the network's own list -> the label it is."""
        self.written = [
            (tuple(compared(s.scientific_name).split()), compared(s.common_name), s) for s in labels
        ]
        """(words of the scientific name, common name, label), as names are compared."""
        self._scientific = {compared(s.scientific_name): s.scientific_name for s in labels}
        self.genera = {name.split()[0] for name in self._scientific}
        self._texts = {compared(text): s.scientific_name for text, s in texts.items()}
        self._common: dict[str, str] = {}
        for label in labels:
            self._common.setdefault(compared(label.common_name), label.scientific_name)
        self._others: dict[str, str] = {}
        for names in _same_species():
            label_of = next((s for n in names if (s := self._scientific.get(n))), None)
            if label_of is not None:
                self._others |= dict.fromkeys(names, label_of)

    def exactly(self, text: str) -> str | None:
        """Return the label that is written so in the network's own list."""
        return self._texts.get(compared(text))

    def scientific(self, text: str) -> str | None:
        """Return the label that a text names scientifically, also by an older or newer name."""
        return next((found for name in readings(text) if (found := self._of_words(name))), None)

    def common(self, text: str) -> str | None:
        """Return the label that a text calls by a common name."""
        names = [compared(name) for name in readings(text)]
        return next((s for n in names if (s := self._common.get(n) or self._others.get(n))), None)

    def otherwise(self, text: str) -> str | None:
        """Return the one label that a code, or a name in a language that is here, means."""
        for reading in readings(text):
            meant = {s for name in meant_by(reading) if (s := self._exactly(name))}
            if len(meant) == 1:
                return meant.pop()
        return None

    def _of_words(self, name: str) -> str | None:
        exact = self._exactly(name)
        words = [word for word in name.split() if word.casefold() not in _RANKS]
        if exact or len(words) < 3:
            return exact
        genus, epithet, third = words[:3]
        if third[0].islower():  # a subspecies, which may be a species by now
            goes_on = len(words) > 3 and words[3][0].islower()
            if goes_on or not third.isalpha() or len(third) < _LEAST_EPITHET:
                return None  # hybrids, groups, and whatever else is no single species
            risen = self._exactly(f"{genus} {epithet} {third}") or self._exactly(f"{genus} {third}")
            if risen:
                return risen
        return self._exactly(f"{genus} {epithet}")

    def _exactly(self, name: str) -> str | None:
        plain = compared(name)
        return self._scientific.get(plain) or self._others.get(plain)


@cache
def _same_species() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(compared(name) for name in names) for names in same_species())
