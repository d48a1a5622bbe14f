"""Finding a species by typing: names in any language, codes, or the beginnings of their words.

All names lie in one text, one a line, so that a regular expression looks at all of them at once.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from core.domain import Species
from core.species.languages import common_names, languages

_LEAST_INSIDE = 3  # letters from which on they may stand in the middle of a word
_LONGEST = 60
_RUN_TOGETHER = 3  # which of the patterns
_OWN_NAMES = (0, 1)  # common and scientific


class SpeciesSearch:
    """The names of many species, made ready once and then searched at every key."""

    def __init__(
        self,
        species: Sequence[Species],
        other_names: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Take species in, and by scientific name what else they are called, codes too."""
        self._species = tuple(species)
        self._owners: list[tuple[int, int]] = []
        """Of each line: the species, and which of its names (0 common, 1 scientific, ...)."""
        self._begins: list[int] = []
        lines: list[str] = []
        at = 0
        for owner, one in enumerate(self._species):
            others = (other_names or {}).get(one.scientific_name, ())
            for which, name in enumerate((one.common_name, one.scientific_name, *others)):
                line = plain(name)
                if line:
                    lines.append(line)
                    self._owners.append((owner, which))
                    self._begins.append(at)
                    at += len(line) + 1
        self._text = "".join(f"\n{line}" for line in lines) + "\n"

    def find(
        self,
        typed: str,
        limit: int = 12,
        *,
        here: frozenset[str] = frozenset(),
        expected: frozenset[str] = frozenset(),
    ) -> list[Species]:
        """Return what a person may mean, the likeliest on top.

        A whole common or scientific name comes first. Then, of those whose words begin so, the
        ones that are ``here`` in the project, the ones ``expected`` at the place, and all others,
        each by how well they fit; then in the same order what fits less plainly. Both are
        scientific names.
        """
        words = plain(typed[:_LONGEST])
        if not words:
            return []
        ranks: dict[int, tuple[int, int, int]] = {}
        for rank, pattern in enumerate(_patterns(words)):
            for match in re.finditer(pattern, self._text):
                # Of beginnings run together, those with more of the last word: eu rob, euro b.
                last = len(match.group().rpartition(" ")[2])
                owner, which = self._owner(match)
                ranks.setdefault(owner, (rank, -last if rank == _RUN_TOGETHER else 0, which))

        def place(owner: int) -> tuple[object, ...]:
            one, (rank, less, which) = self._species[owner], ranks[owner]
            name = one.scientific_name
            known = 0 if name in here else 1 if name in expected else 2
            return _plainness(rank, which), known, rank, less, which, one.common_name, name

        return [self._species[owner] for owner in sorted(ranks, key=place)[:limit]]

    def _owner(self, match: re.Match[str]) -> tuple[int, int]:
        return self._owners[bisect_right(self._begins, match.start()) - 1]


def found_in_languages(species: Sequence[Species], typed: str, limit: int = 12) -> list[Species]:
    """Return what a person may mean in any of the languages that there are names in.

    The first language in which something is called so counts; species are as in that language.
    """
    for language in languages():
        called = common_names(language.code)
        its = [one.called(called) for one in species if one.scientific_name in called]
        if found := SpeciesSearch(its).find(typed, limit):
            return found
    return []


def plain(name: str) -> str:
    """Return a name in small letters without accents or apostrophes, hyphens as spaces."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c for c in letters if not unicodedata.combining(c) and c not in "'’`´.")
    return " ".join(re.sub(r"[^\w]+", " ", kept).split())


def _plainness(rank: int, which: int) -> int:
    """Return 0 for a whole name, 1 for what begins words of one, 2 for what else fits.

    A whole code is no more than a beginning: a wren in Europe is no Wrentit, whose code it is.
    """
    if rank >= _RUN_TOGETHER:
        return 2
    return 0 if rank == 0 and which in _OWN_NAMES else 1


def _patterns(words: str) -> Iterator[str]:
    """Yield regular expressions, the strictest first.

    Each begins with plain letters where it can: those are looked for many times faster.
    """
    typed = [re.escape(word) for word in words.split()]
    whole = " ".join(typed)
    yield f"\n{whole}(?=\n)"
    yield f"\n{whole}"
    yield f"[ \n]{typed[0]}" + "".join(rf"[^ \n]* (?:[^\n]* )?{word}" for word in typed[1:])
    letters = [re.escape(c) for c in words.replace(" ", "")]
    # Each letter goes on in its word, or begins the next: eurob is eu(rasian) rob(in).
    yield "\n" + r"(?:[^ \n]* )?".join(letters)
    if len(letters) >= _LEAST_INSIDE:
        yield whole
